"""The plan of a training: what will be done, on what, before anything is loaded."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final, Literal

from doclora.errors import SettingsError
from doclora.records import Record
from doclora.settings import TrainSettings
from doclora.train.outline import read_outline
from doclora.train.presets import Recipe, recipe

Precision = Literal["bf16", "fp16", "fp32"]
_PROBE: Final = (512, 512, 1024)


class Plan(Record):
    """What is decided before loading.

    Attributes:
        base: name or folder, as `from_pretrained` takes it.
        device: `cuda`, `mps` or `cpu`.
        micro_batch: samples held at once; samples a step is a multiple of it.
        checkpointing: whether activations are computed anew in the backward pass.
    """

    base: str
    recipe: Recipe
    device: Literal["cuda", "mps", "cpu"]
    precision: Precision
    attention: Literal["varlen", "sdpa"]
    bits: Literal[16, 8, 4]
    micro_batch: int
    checkpointing: bool
    steps: int
    steps_per_epoch: int
    trainable: int
    parameters: int
    checkpoint_bytes: int


def make_plan(settings: TrainSettings, lengths_of: Callable[[int], list[int]]) -> Plan:
    """Decide on everything before anything is loaded.

    Args:
        settings: with the base resolved.
        lengths_of: tokens of each sample, given the cut-off.
    """
    outline = read_outline(settings.base, settings.targets)
    chosen = recipe(settings, outline.hidden)
    lengths = lengths_of(chosen.cutoff)
    device = _device()
    per_epoch = math.ceil(len(lengths) / chosen.samples_per_step)
    trainable = outline.lora_parameters(chosen.rank)
    return Plan(
        base=settings.base,
        recipe=chosen,
        device=device,
        precision=choose_precision(settings, device),
        attention=_attention(settings),
        bits=settings.bits,
        micro_batch=settings.micro_batch or chosen.samples_per_step,
        checkpointing=settings.checkpointing == "on",
        steps=math.ceil(per_epoch * chosen.epochs),
        steps_per_epoch=per_epoch,
        trainable=trainable,
        parameters=outline.parameters,
        checkpoint_bytes=12 * trainable,
    )


def gib(size: float) -> str:
    """`1.5 GiB`."""
    return f"{size / 2**30:.1f} GiB"


def _device() -> Literal["cuda", "mps", "cpu"]:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _attention(settings: TrainSettings) -> Literal["varlen", "sdpa"]:
    from doclora.train.attention import varlen_available

    if settings.attention == "auto":
        return "varlen" if varlen_available() else "sdpa"
    if settings.attention == "varlen" and not varlen_available():
        raise SettingsError(
            "train.attention=varlen needs a GPU of compute capability 8.0", hint="--set train.attention=auto"
        )
    return settings.attention


def choose_precision(settings: TrainSettings, device: str) -> Precision:
    """The arithmetic asked for; else bf16 where the device has it, fp16 on older GPUs, on a CPU whichever is faster."""
    if settings.precision != "auto":
        return settings.precision
    if device == "cpu":
        return "bf16" if _seconds("bfloat16") < _seconds("float32") else "fp32"
    import torch

    if device == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        return "fp16"
    return "bf16"


def _seconds(dtype: str) -> float:
    """Best of five matrix products in this precision."""
    import torch

    rows, inner, columns = _PROBE
    a = torch.ones(rows, inner, dtype=getattr(torch, dtype))
    b = torch.ones(columns, inner, dtype=getattr(torch, dtype))
    times = []
    for _ in range(5):
        started = time.perf_counter()
        torch.nn.functional.linear(a, b)
        times.append(time.perf_counter() - started)
    return min(times)
