"""Which vision-language model this machine can hold, and in how many bits: decided before anything is loaded."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from doclora.errors import DependencyError, DoesNotFitError

if TYPE_CHECKING:
    from doclora.settings import VisionSettings

Bits = Literal[4, 8, 16, 32]

DEFAULT_MODEL: Final = "Qwen/Qwen2-VL-7B-Instruct"
SMALLER_MODEL: Final = "Qwen/Qwen2-VL-2B-Instruct"
FAMILIES: Final = frozenset({"qwen2_vl", "qwen2_5_vl", "qwen3_vl"})
WEIGHT_FILES: Final = ("*.safetensors", "*.json", "*.txt", "*.jinja", "*.model")

_BYTES_PER_WEIGHT: Final = {4: 0.53, 8: 1.01, 16: 2.0, 32: 4.0}  # with the scales that bitsandbytes keeps
ROOM: Final = 0.5 * 2**30  # bytes: fragmentation and the library's own buffers


@dataclass(frozen=True)
class Footprint:
    """Where a model's bytes are.

    Attributes:
        linear: weights of the language model's linear layers: these are quantised.
        kept: all other weights (vision tower, embeddings, output head): these stay in 16 bit.
        cache_per_token: bytes of keys and values for one token, 16 bit.
        work_per_pixel: bytes of activations for one pixel, vision tower and prefill, 16 bit.
        pixels_per_token: of an image.
    """

    linear: int
    kept: int
    cache_per_token: int
    work_per_pixel: float
    pixels_per_token: int

    def weights(self, bits: int) -> float:
        """Bytes of the loaded weights."""
        return self.linear * _BYTES_PER_WEIGHT[bits] + self.kept * (4 if bits == 32 else 2)

    def row(self, pixels: int, new_tokens: int) -> float:
        """Bytes that one question needs while it is answered."""
        tokens = pixels / self.pixels_per_token + 256 + new_tokens
        return self.cache_per_token * tokens + self.work_per_pixel * pixels


@dataclass(frozen=True)
class Plan:
    """What will be loaded, and why.

    Attributes:
        source: folder with the weights.
        name: for users.
        rows: questions that fit in memory together.
        memory: bytes, estimated, of the weights and one full batch.
    """

    source: Path
    name: str
    device: str
    bits: Bits
    rows: int
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.name}, {self.bits} bit, on {self.device}, up to {self.rows} at once, {self.memory / 2**30:.1f} GiB"
        )


def plan_model(name: str, settings: VisionSettings) -> Plan:
    """How to load a model by name or folder here.

    Raises:
        DependencyError: when its weights are not on this machine, or it is of a family that the service does not run.
        DoesNotFitError: when no precision asked for fits.
    """
    folder = local_weights(name)
    if folder is None:
        raise DependencyError(
            f"{name}: its weights are not on this machine", hint=f"fetch them: doclora setup vision --model {name}"
        )
    config = read_config(folder)
    device, free = device_memory()
    footprint = measure(config)
    row = footprint.row(settings.max_pixels, settings.max_new_tokens)
    for bits in _precisions(device, settings.bits):
        left = free - footprint.weights(bits) - ROOM
        if left >= row:
            rows = min(settings.batch_rows, int(left // row))
            used = footprint.weights(bits) + ROOM + rows * row
            return Plan(folder, _shown(name), device, bits, rows, used)
    needed = footprint.weights(_precisions(device, settings.bits)[-1]) + ROOM + row
    raise DoesNotFitError(
        f"{_shown(name)} needs {needed / 2**30:.1f} GiB and {device} has {free / 2**30:.1f} GiB free",
        hint=f"take a smaller model: --model {SMALLER_MODEL}",
    )


def local_weights(name: str) -> Path | None:
    """The folder that holds a model's configuration and all its weights; None when they are not all here."""
    folder = Path(name)
    if not (folder / "config.json").is_file():
        folder = _cached(name) or folder
    return folder if (folder / "config.json").is_file() and _complete(folder) else None


def measure(config: Any) -> Footprint:  # noqa: ANN401 - transformers ships no types
    """Count a model's weights without loading any: from its configuration alone."""
    import torch
    from transformers import AutoModelForImageTextToText

    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(config)
    linear = kept = 0
    for name, weight in model.named_parameters():
        quantised = weight.ndim > 1 and ".layers." in name and "visual" not in name
        linear, kept = (linear + weight.numel(), kept) if quantised else (linear, kept + weight.numel())
    text, vision = config.get_text_config(), config.vision_config
    head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    cache = 2 * text.num_hidden_layers * text.num_key_value_heads * head * 2
    pixels_per_token = (vision.patch_size * vision.spatial_merge_size) ** 2
    return Footprint(linear, kept, cache, _work_per_pixel(text, vision, pixels_per_token), pixels_per_token)


def _work_per_pixel(text: Any, vision: Any, pixels_per_token: int) -> float:  # noqa: ANN401
    """Of one layer of each tower, which is what inference holds at a time: residuals, projections, the inner width."""
    width = getattr(vision, "embed_dim", vision.hidden_size)
    inner = getattr(vision, "intermediate_size", 4 * width)
    a_patch = 2 * (10 * width + 2 * inner) + 4 * 3 * vision.temporal_patch_size * vision.patch_size**2
    a_token = 2 * (8 * text.hidden_size + 3 * text.intermediate_size)
    return float(a_patch / vision.patch_size**2 + a_token / pixels_per_token)


def device_memory() -> tuple[str, int]:
    """Where a model would run, and the bytes free there."""
    import torch

    if torch.cuda.is_available():
        return "cuda:0", torch.cuda.mem_get_info(0)[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return ("mps" if torch.backends.mps.is_available() else "cpu"), int(0.8 * memory)


def _precisions(device: str, asked: str) -> tuple[Bits, ...]:
    """Best first. bitsandbytes quantises on CUDA alone; a CPU computes in 32 bit."""
    if not device.startswith("cuda"):
        if asked in {"4", "8"}:
            raise DependencyError(f"{asked} bit needs a CUDA device", hint="leave --bits out on this machine")
        return (32, 16) if device == "cpu" and asked == "auto" else (16,)
    all_of_them: tuple[Bits, ...] = (16, 8, 4)
    return tuple(bits for bits in all_of_them if asked in {"auto", str(bits)})


def read_config(folder: Path) -> Any:  # noqa: ANN401
    """The configuration of a model that the service runs.

    Raises:
        DependencyError: when it is of another family.
    """
    from doclora.torchvision_shim import ensure_torchvision

    ensure_torchvision()
    from transformers import AutoConfig

    kind = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type", "")
    if kind not in FAMILIES:
        raise DependencyError(
            f"{folder.name}: a model of the family {kind!r}", hint="the service runs Qwen2-VL, Qwen2.5-VL and Qwen3-VL"
        )
    return AutoConfig.from_pretrained(folder, trust_remote_code=False)


def _cached(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True, allow_patterns=list(WEIGHT_FILES)))
    except (LocalEntryNotFoundError, HFValidationError):
        return None


def _complete(folder: Path) -> bool:
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        return all((folder / shard).is_file() for shard in set(json.loads(index.read_text())["weight_map"].values()))
    return (folder / "model.safetensors").is_file()


def _shown(name: str) -> str:
    return Path(name).resolve().name if Path(name).exists() else name
