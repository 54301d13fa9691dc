"""A smaller adapter from a larger one: each product B·A replaced by its best approximation of a lower rank."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn.functional import pad

from doclora.errors import InputError, SettingsError
from doclora.records import Record
from doclora.train.lora import CHANGES_BASE
from doclora.workspace import RECORDS, complete, partial_folder

WEIGHTS: Final = "adapter_model.safetensors"
CONFIG: Final = "adapter_config.json"
_UNITS: Final = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_HEADER_BYTES: Final = 160  # of the table of contents, for each tensor
_ASKED: Final = ("train", "validation", "test")
_ONLY_PLAIN: Final = "train a plain LoRA adapter, or a small one at once: --preset compact"


class Recalled(Record):
    """Share of a file's answers that greedy decoding writes word for word, before and after."""

    questions: str
    before: float
    after: float


class Shrunk(Record):
    """What became of an adapter.

    Attributes:
        rank_before: the highest of any layer.
        recalled: of each file of questions that was asked.
        kept: share of the adapter's energy (squared Frobenius norm of all B·A) that is left.
    """

    folder: str
    rank_before: int
    rank: int
    bytes_before: int
    bytes: int
    kept: float
    recalled: tuple[Recalled, ...] = ()


def shrink(adapter: Path, out: Path, limit: int) -> Shrunk:
    """Write an adapter of at most `limit` bytes that is as near to this one as its rank allows.

    By singular values (Eckart and Young, 1936): of all matrices of rank k, the k largest singular triples make the
    nearest. The same rank everywhere, so that every server loads it.

    Args:
        adapter: the folder of a LoRA adapter, of this or another tool; its layers may differ in rank.
        out: a new folder.
        limit: of the weights file.

    Raises:
        InputError: when there is no LoRA adapter in `adapter` or one with more than LoRA matrices, or `out` is there.
        SettingsError: when not even rank 1 is small enough.
    """
    from safetensors.torch import load_file, save_file

    config = _read_config(adapter)
    if out.exists():
        raise InputError(f"{out}: there already", hint="choose another folder with -o")
    tensors = load_file(adapter / WEIGHTS)
    names = sorted(n for n in tensors if n.endswith("lora_A.weight"))
    if more := sorted(set(tensors) - set(names) - {_partner(n) for n in names}):
        raise InputError(f"{adapter}: more than LoRA matrices, such as {more[0]}", hint=_ONLY_PLAIN)
    numbers = sum(tensors[n].shape[1] + tensors[_partner(n)].shape[0] for n in names)
    rank = (limit - 2 * len(names) * _HEADER_BYTES) // (2 * numbers)
    before = max(tensors[n].shape[0] for n in names)
    if rank < 1:
        least = 2 * numbers + 2 * len(names) * _HEADER_BYTES
        raise SettingsError(f"rank 1 needs {least:,} bytes", hint=f"--to {-(-least // 1000)}kB or more")
    rank = min(rank, before)
    small: dict[str, Tensor] = {}
    energy = energy_kept = 0.0
    for name in names:
        a, b, all_values = lower_rank(
            tensors[name], tensors[_partner(name)], _scale(config, name, len(tensors[name])), rank
        )
        small |= {name: _halved(a, tensors[name]), _partner(name): _halved(b, tensors[name])}
        energy += float(all_values.square().sum())
        energy_kept += float(all_values[:rank].square().sum())
    with partial_folder(out) as partial:
        shutil.copytree(adapter, partial, dirs_exist_ok=True, ignore=_only_adapter)
        save_file(small, partial / WEIGHTS, metadata={"format": "pt"})
        (partial / CONFIG).write_text(json.dumps(config | _lower(rank), indent=2, sort_keys=True) + "\n")
        folder = complete(partial, out)
    return Shrunk(
        folder=str(folder),
        rank_before=before,
        rank=rank,
        bytes_before=(adapter / WEIGHTS).stat().st_size,
        bytes=(folder / WEIGHTS).stat().st_size,
        kept=energy_kept / energy if energy else 1.0,
    )


def with_recall(result: Shrunk, adapter: Path, dataset: Path) -> Shrunk:
    """The result with what both adapters recall of a dataset's questions.

    Raises:
        InputError: when the dataset has none.
    """
    from doclora.train.recall import recall

    files = [path for name in _ASKED if (path := dataset / f"{name}.jsonl").is_file()]
    if not files:
        raise InputError(f"{dataset}: no questions here", hint=f"it must hold {', '.join(_ASKED)}.jsonl")
    small = Path(result.folder)
    recalled = [Recalled(questions=f.stem, before=recall(adapter, f), after=recall(small, f)) for f in files]
    return result.model_copy(update={"recalled": tuple(recalled)})


def lower_rank(a: Tensor, b: Tensor, scale: float, rank: int) -> tuple[Tensor, Tensor, Tensor]:
    """The nearest product of rank `rank` to scale · b a, as two factors of equal norm, and all singular values.

    Where r is less than `rank`, the factors end in zeros.

    Args:
        a: r × in.
        b: out × r.
        scale: alpha / r.
        rank: of the result.
    """
    q_in, r_in = torch.linalg.qr(a.double().t())
    q_out, r_out = torch.linalg.qr(b.double())
    u, values, v = torch.linalg.svd(scale * r_out @ r_in.t())
    root = values[:rank].sqrt()
    empty = max(0, rank - len(root))
    down, up = (root[:, None] * v[:rank]) @ q_in.t(), (q_out @ u[:, :rank]) * root
    return pad(down, (0, 0, 0, empty)), pad(up, (0, empty)), values


def read_size(text: str) -> int:
    """Bytes: `10MB` is ten million, `10MiB` is 10 · 2^20.

    Raises:
        SettingsError: when it is no size.
    """
    match = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*([a-zA-Z]*)\s*", text)
    if not match or match[2].lower() not in _UNITS:
        raise SettingsError(f"{text!r} is no size", hint="for example 10MB, 500kB or 1.5MiB")
    return int(float(match[1]) * _UNITS[match[2].lower()])


def describe(result: Shrunk) -> str:
    """In one line, for the user."""
    return (
        f"rank {result.rank_before} → {result.rank}, {result.bytes_before:,} → {result.bytes:,} bytes,"
        f" {result.kept:.1%} of the adapter's energy kept"
    )


def _read_config(adapter: Path) -> dict[str, Any]:
    if not (adapter / CONFIG).is_file() or not (adapter / WEIGHTS).is_file():
        raise InputError(f"{adapter}: no adapter here", hint="train one: doclora train --dataset DATASET -o ADAPTER")
    config: dict[str, Any] = json.loads((adapter / CONFIG).read_text(encoding="utf-8"))
    if config.get("peft_type") != "LORA":
        raise InputError(f"{adapter}: {config.get('peft_type')}, not a LoRA adapter", hint=_ONLY_PLAIN)
    if config.get("use_dora"):
        raise InputError(f"{adapter}: a DoRA adapter: its magnitudes have no lower rank", hint=_ONLY_PLAIN)
    if str(config.get("init_lora_weights")).lower().startswith(CHANGES_BASE):
        init = config["init_lora_weights"]
        raise InputError(f"{adapter}: begun with {init}, it belongs to a changed base", hint=_ONLY_PLAIN)
    return config


def _scale(config: dict[str, Any], name: str, rank: int) -> float:
    """Alpha / rank of one layer, as peft takes it."""
    layer = name.removeprefix("base_model.model.").removesuffix(".lora_A.weight")
    pattern = config.get("alpha_pattern") or {}
    alpha = next((v for k, v in pattern.items() if re.match(rf"(.*\.)?({k})$", layer)), config["lora_alpha"])
    return float(alpha) / (rank**0.5 if config.get("use_rslora") else rank)


def _lower(rank: int) -> dict[str, Any]:
    plain = {"use_rslora": False, "alpha_pattern": {}, "rank_pattern": {}, "init_lora_weights": True}
    return {"r": rank, "lora_alpha": rank, **plain}


def _halved(factor: Tensor, like: Tensor) -> Tensor:
    return factor.to(like.dtype if like.dtype in {torch.float16, torch.bfloat16} else torch.float16).contiguous()


def _partner(name: str) -> str:
    return name.replace("lora_A.weight", "lora_B.weight")


def _only_adapter(folder: str, names: list[str]) -> list[str]:
    """Leave out doclora's records, logs, evaluations and the weights themselves."""
    return [n for n in names if n in {RECORDS, WEIGHTS} or (Path(folder) / n).is_dir()]
