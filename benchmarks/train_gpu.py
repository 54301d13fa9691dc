"""Training on one GPU: ours in ablation, LLaMA-Factory and Unsloth beside it, memory, estimates beside peaks.

    python benchmarks/train_gpu.py                       everything
    python benchmarks/train_gpu.py --parts ours,memory   some parts
    python benchmarks/train_gpu.py --small               a rehearsal with a small model, on any machine

The model has Phi-4-mini's shape and random weights; 16 samples a step; the lengths of 180 real question-answer pairs.
Every measurement has a time limit and its result is appended at once, so that what was measured survives whatever comes
after. The peers need packages of their own: `--llamafactory-path DIR` and `--unsloth-path DIR` name where they are.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import time
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import train_data
import train_ours
import train_peers

PLAIN = {"graphs": False, "fused": False}
OURS: dict[str, dict[str, Any]] = {
    "ours": {},
    "ours, no dropout": {"dropout": 0.0},
    "ours, no graphs": {"graphs": False},
    "ours, no graphs, plain layers and loss": PLAIN,
    "ours, no graphs, attention by SDPA": {"graphs": False, "attention": "sdpa"},
    "ours, no graphs, plain, no packing": PLAIN | {"packing": False},
    "ours, checkpointing": {"checkpointing": "on"},
    "ours, balanced preset": {"preset": "balanced"},
}
CURVE: dict[str, Any] = {"same_adapter": True}
OUR_CURVE = CURVE | {"dropout": 0.0, "log_every": 1}
CURVES: dict[str, dict[str, Any]] = {
    "curve: ours": OUR_CURVE,
    "curve: ours, no graphs": OUR_CURVE | {"graphs": False},
    "curve: ours, one sample a row": OUR_CURVE | {"packing": False},
}
MEMORY: dict[str, dict[str, Any]] = {
    "16 bit, r=128, checkpointing": {"checkpointing": "on"},
    "16 bit, r=8, checkpointing": {"rank": 8, "alpha": 16, "checkpointing": "on"},
    "8 bit, r=128, checkpointing, 8-bit optimizer": {"bits": 8, "checkpointing": "on", "optimizer": "adamw_8bit"},
    "4 bit, r=128, checkpointing, 8-bit optimizer, 7.5 GiB cap": {
        "bits": 4,
        "checkpointing": "on",
        "optimizer": "adamw_8bit",
        "cap_gib": 7.5,
    },
    "4 bit, compact, no checkpointing": {"bits": 4, "preset": "compact"},
    "16 bit, r=128, T4 path (fp16, SDPA), 15 GiB cap": {
        "precision": "fp16",
        "attention": "sdpa",
        "checkpointing": "on",
        "cap_gib": 15.0,
    },
}
FAST_LF = {"bf16": True, "disable_gradient_checkpointing": True, "per_device_train_batch_size": 16}
FAST_LF |= {"gradient_accumulation_steps": 1}
LIGER = {"enable_liger_kernel": True}
NO_DROPOUT = {"lora_dropout": 0.0}
ONE_ROW = {"packing": True, "neat_packing": True, "per_device_train_batch_size": 1}
LLAMAFACTORY: dict[str, dict[str, Any]] = {
    "LLaMA-Factory, neat packing, one row, bf16, liger, no checkpointing": FAST_LF | LIGER | ONE_ROW,
    "LLaMA-Factory, 16 at once, bf16, liger, no checkpointing": FAST_LF | LIGER,
    "LLaMA-Factory, 16 at once, bf16, no checkpointing": FAST_LF,
    "LLaMA-Factory, reference settings": {"fp16": True, "max_steps": 6},
}
LF_CURVE = FAST_LF | CURVE | {"lora_dropout": 0.0, "lr_scheduler_type": "constant_with_warmup", "seed": 0}
LF_CURVE |= {"logging_steps": 1, "logging_first_step": True}
UNSLOTH: dict[str, dict[str, Any]] = {
    "Unsloth, packing, one row, no checkpointing, no dropout": NO_DROPOUT
    | {"packing": True, "per_device_train_batch_size": 1},
    "Unsloth, 16 at once, no checkpointing, no dropout": NO_DROPOUT,
    "Unsloth, 16 at once, its own checkpointing": {"use_gradient_checkpointing": "unsloth"},
}
PARTS = (
    "ours",
    "ablation",
    "memory",
    "llamafactory",
    "unsloth",
    "unsloth-checkpointing",
    "curves",
    "llamafactory-curve",
    "profile",
)


def probe(small: bool) -> dict[str, Any]:
    """The device's matrix rate on random data, in the sizes of this model's layers."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    sizes = ((512, 512, 512),) if small else ((8192, 8192, 8192), (2016, 3072, 16384), (2016, 8192, 3072))
    rates = {}
    for m, k, n in sizes:
        a, b = torch.randn(m, k, device=device, dtype=dtype), torch.randn(n, k, device=device, dtype=dtype)
        for repeat in (3, 20):
            start = time.perf_counter()
            for _ in range(repeat):
                out = a @ b.T
            out[0, 0].item()
            seconds = (time.perf_counter() - start) / repeat
        rates[f"{m}x{k}x{n}"] = round(2 * m * k * n / seconds / 1e12, 2)
    name = torch.cuda.get_device_name() if device == "cuda" else platform.processor() or platform.machine()
    return {"device": name, "torch": torch.__version__, "tflop_per_s": rates, "python": platform.python_version()}


class Worker:
    """A process that runs one measurement after another; started anew when it dies or outlasts its time."""

    def __init__(self, log: Path, paths: list[str]) -> None:
        self._log, self._paths = log, paths
        self._process: Any = None

    def run(self, function: Any, arguments: dict[str, Any], limit: float) -> dict[str, Any]:
        """The result of a measurement, or what went wrong with it."""
        if self._process is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, str(self._log), self._paths))
            self._process.start()
            theirs.close()
        self._pipe.send((function, arguments))
        try:
            if self._pipe.poll(limit):
                result: dict[str, Any] = self._pipe.recv()
                return result
            problem = f"stopped after {limit:.0f} s"
        except EOFError:
            problem = "the process died"
        self.stop()
        return {"error": problem}

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(pipe: Any, log: str, paths: list[str]) -> None:
    with Path(log).open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.path[:0] = paths
    while True:
        function, arguments = pipe.recv()
        try:
            result = function(**arguments)
        except Exception as error:  # noqa: BLE001 - whatever happens to one measurement, the next is made
            traceback.print_exc()
            result = {"error": f"{type(error).__name__}: {error}"[:400]}
        _clear()
        pipe.send(result)


def _clear() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def measure(name: str, worker: Worker, function: Any, arguments: dict[str, Any], out: Path, limit: float) -> None:
    """Make one measurement, append its result, and say it in a line."""
    with (out / "log.txt").open("a") as file:
        file.write(f"\n===== {name}\n")
    started = time.monotonic()
    result = {"name": name, **worker.run(function, arguments, limit), "wall_s": round(time.monotonic() - started, 1)}
    with (out / "results.jsonl").open("a") as file:
        file.write(json.dumps(result) + "\n")
    shown = ("error", "median_step_s", "samples_per_s", "tflop_per_s", "peak_gib", "estimate_over_peak", "wall_s")
    print(name, {k: result[k] for k in shown if k in result}, flush=True)


def main() -> None:
    """Measure the parts asked for, within the time allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--only", default="", help="only measurements whose name contains this")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--limit", type=float, default=3600, help="seconds in all")
    parser.add_argument(
        "--out", type=Path, default=train_data.HERE / "results" / f"train_gpu_{datetime.now().astimezone():%Y%m%d}"
    )
    parser.add_argument("--llamafactory-path", default="")
    parser.add_argument("--unsloth-path", default="")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    ends = time.monotonic() + options.limit
    workers: dict[str, Worker] = {}
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        shape, dtype = (train_data.TINY, "float32") if options.small else (train_data.PHI_4_MINI, "bfloat16")
        data = train_data.write_data(work / "data", repeat=4)
        first = workers["ours"] = Worker(options.out / "log.txt", [])
        measure("probe", first, probe, {"small": options.small}, options.out, 90)
        measure("model", first, _make, {"folder": work / "model", "shape": shape, "dtype": dtype}, options.out, 180)
        for part, name, function, changes, paths, limit in _plan(options):
            left = ends - time.monotonic()
            if left < 15:
                print("out of time before:", name, flush=True)
                continue
            run = {"model": work / "model", "data": data, "max_steps": 20, "warm_up": 6} | changes
            if options.small:
                run |= {"max_steps": 4, "warm_up": 1}
            for other in [w for p, w in workers.items() if p != part or part == "memory"]:
                other.stop()  # what another process holds would count as this one's
            worker = workers.setdefault(part, Worker(options.out / "log.txt", paths))
            measure(name, worker, function, run, options.out, min(limit, left))
        for worker in workers.values():
            worker.stop()


def _make(**arguments: Any) -> dict[str, Any]:
    from doclora.torchvision_shim import ensure_torchvision

    ensure_torchvision()
    train_data.make_model(**arguments)
    return {}


def _plan(options: argparse.Namespace) -> list[tuple[str, str, Any, dict[str, Any], list[str], float]]:
    """Part, name, function, its arguments, folders of the peer, seconds allowed."""
    rows: list[tuple[str, str, Any, dict[str, Any], list[str], float]] = []
    many, few = {"max_steps": 60, "warm_up": 20}, {"max_steps": 12, "warm_up": 2}
    fifty = {"max_steps": 50, "warm_up": 2}
    for name, changes in OURS.items():
        part = "ours" if name == "ours" else "ablation"
        arguments = {"changes": dict(changes)} | (
            few if changes.get("packing") is False or "attention" in changes else many
        )
        rows.append((part, name, train_ours.run, arguments, [], 90.0))
    rows.append(("profile", "profile", train_ours.run, {"changes": {"profile": True}} | few, [], 60.0))
    for name, changes in CURVES.items():
        rows.append(("curves", name, train_ours.run, {"changes": dict(changes)} | fifty, [], 90.0))
    arguments = {"changes": dict(LF_CURVE)} | fifty
    name, path = "curve: LLaMA-Factory, 16 at once, bf16", [options.llamafactory_path]
    rows.append(("llamafactory-curve", name, train_peers.llamafactory, arguments, path, 120.0))
    for name, changes in MEMORY.items():
        rows.append(("memory", name, train_ours.run, {"changes": dict(changes), "max_steps": 12}, [], 90.0))
    for name, changes in LLAMAFACTORY.items():
        arguments = {"changes": dict(changes), "max_steps": 12, "warm_up": 3}
        rows.append(("llamafactory", name, train_peers.llamafactory, arguments, [options.llamafactory_path], 120.0))
    for name, changes in UNSLOTH.items():
        part = "unsloth" if changes.get("lora_dropout") == 0.0 else "unsloth-checkpointing"
        rows.append((part, name, train_peers.unsloth, {"changes": dict(changes)}, [options.unsloth_path], 200.0))
    chosen = options.parts.split(",")
    kept = [r for r in rows if r[0] in chosen and options.only in r[1]]
    return sorted(kept, key=lambda r: chosen.index(r[0]))


if __name__ == "__main__":
    main()
