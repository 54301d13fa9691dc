"""What this machine can do: device, arithmetic, memory, and its matrix rate."""

from __future__ import annotations

import ctypes
import sys
import time
from pathlib import Path
from typing import Final, Literal

from doclora.errors import DependencyError
from doclora.settings import TrainSettings
from doclora.train.fit import CONTEXT_BYTES

Device = Literal["cuda", "mps", "cpu"]
Precision = Literal["bf16", "fp16", "fp32"]
Attention = Literal["varlen", "sdpa"]
DTYPES: Final = {"bf16": "bfloat16", "fp16": "float16", "fp32": "float32"}
_HEADROOM: Final = 0.96
_M_TRIM_THRESHOLD: Final = -1  # the names of glibc's malloc.h
_M_MMAP_MAX: Final = -4
_KEPT_BYTES: Final = 2**31 - 1
_BF16_FLAGS: Final = {"avx512_bf16", "amx_bf16"}  # bf16 then measures about twice as fast as fp32
_PROBE_WIDTH: Final = {"cuda": 4096, "mps": 2048, "cpu": 768}


def find() -> Device:
    """The fastest kind of device here."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def check(settings: TrainSettings, device: Device) -> None:
    """Refuse settings that this device cannot follow.

    Raises:
        DependencyError: naming the setting and what would do.
    """
    quantised = settings.bits != 16 or settings.optimizer == "adamw_8bit"
    if quantised and device != "cuda":
        raise DependencyError(
            f"train.bits={settings.bits} and train.optimizer={settings.optimizer} need a CUDA device for bitsandbytes",
            hint="--set train.bits=16 --set train.optimizer=adamw",
        )
    if settings.precision == "fp16" and device == "cpu":
        raise DependencyError("train.precision=fp16 needs a GPU", hint="--set train.precision=auto")


def choose_precision(settings: TrainSettings, device: Device) -> Precision:
    """The arithmetic asked for; else bf16 where the device has instructions for it, fp16 on older GPUs, fp32 elsewhere.

    By what the processor is, never by a timing: two trainings on one machine must choose alike.
    """
    if settings.precision != "auto":
        return settings.precision
    if device == "cpu":
        return "bf16" if _cpu_flags() & _BF16_FLAGS else "fp32"
    import torch

    if device == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        return "fp16"
    return "bf16"


def _cpu_flags() -> set[str]:
    """What the kernel says of the processor; nothing where it says nothing."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {flag for line in lines if line.startswith(("flags", "Features")) for flag in line.partition(":")[2].split()}


def attention(settings: TrainSettings) -> Attention:
    """The attention asked for; else one call for all samples where the GPU can.

    Raises:
        DependencyError: when varlen attention is asked for and not there.
    """
    from doclora.train.attention import varlen_available

    if settings.attention == "auto":
        return "varlen" if varlen_available() else "sdpa"
    if settings.attention == "varlen" and not varlen_available():
        raise DependencyError(
            "train.attention=varlen needs a GPU of compute capability 8.0", hint="--set train.attention=auto"
        )
    return settings.attention


def room(device: Device) -> int:
    """Bytes of memory that this device has, less a reserve: what decides how a step is cut, so not what is free now."""
    import torch

    if device == "cuda":
        return int(torch.cuda.mem_get_info()[1] * _HEADROOM)
    import psutil

    return int(psutil.virtual_memory().total * _HEADROOM)


def free(device: Device) -> int:
    """Bytes of memory that are free now; this process's own CUDA context counts as free."""
    import torch

    if device == "cuda":
        return torch.cuda.mem_get_info()[0] + torch.cuda.memory_reserved() + CONTEXT_BYTES
    import psutil

    return int(psutil.virtual_memory().available)


def keep_memory() -> None:
    """Let glibc keep freed memory: a step frees all its activations, and the next would ask for each page anew.

    Where there is no glibc, nothing changes.
    """
    keep = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if keep:
        keep(_M_MMAP_MAX, 0)
        keep(_M_TRIM_THRESHOLD, _KEPT_BYTES)


def rate(device: Device, precision: Precision) -> float:
    """Operations a second of a large matrix product in this precision: the best of five."""
    import torch

    width = _PROBE_WIDTH[device]
    a, b = (torch.randn(width, width, device=device).to(getattr(torch, DTYPES[precision])) for _ in range(2))
    times = []
    for _ in range(6):
        started = time.perf_counter()
        product = torch.nn.functional.linear(a, b)
        product[0, 0].item()
        times.append(time.perf_counter() - started)
    return 2 * width**3 / min(times[1:])
