"""Training on a CPU: ours beside LLaMA-Factory, interleaved, the same small Phi-3, pairs, samples a step and rank.

    python benchmarks/train_cpu.py --llamafactory-python PYTHON [--rounds 3] [--threads 2]

LLaMA-Factory runs in its own environment (`--llamafactory-python`), at its reference settings (1 × 16, activations
computed twice) and at its fastest that a CPU takes: 16 at once, padded, or packed (`neat_packing`), nothing computed
twice. fp32 everywhere. Beside them ours with one thing taken away at a time, and the floor: the operations that must be
done at the rate of a 2,048-cube product, measured in the same rounds. The median step of each round is taken, then the
median of the rounds, for 16 samples; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import train_data

from doclora.torchvision_shim import ensure_torchvision

SAMPLES = 16
CUBE = 2048
ONCE = {"disable_gradient_checkpointing": True, "use_cpu": True}
PADDED = ONCE | {"per_device_train_batch_size": SAMPLES, "gradient_accumulation_steps": 1}
ROWS = 2
PACKED = ONCE | {"packing": True, "neat_packing": True, "cutoff_len": 1024}
PACKED |= {"per_device_train_batch_size": ROWS, "gradient_accumulation_steps": 1}
OURS = {"precision": "fp32"}
CONTENDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ours": ("train_ours", OURS),
    "ours, without dropout": ("train_ours", OURS | {"dropout": 0.0}),
    "ours, peft's own layers, plain norms and loss": ("train_ours", OURS | {"fused": False}),
    "ours, one sample at a time": ("train_ours", OURS | {"packing": False}),
    "LLaMA-Factory, reference settings": ("train_peers", {"use_cpu": True}),
    "LLaMA-Factory, 16 at once, padded": ("train_peers", PADDED),
    "LLaMA-Factory, packed": ("train_peers", PACKED),
}
FLOOR = "matrix products alone"
CODE = """
import json, sys
from pathlib import Path
import {module} as contender
run = contender.run if "{module}" == "train_ours" else contender.llamafactory
result = run(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]), max_steps=int(sys.argv[4]), warm_up=2)
print("RESULT " + json.dumps(result))
"""


def measure(python: str, module: str, changes: dict[str, Any], work: Path, steps: int, threads: int) -> dict[str, Any]:
    """One contender in a process of its own."""
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "PYTHONPATH": os.pathsep.join(_paths())}
    arguments = [str(work / "model"), str(work / "data"), json.dumps(changes), str(steps)]
    command = [python, "-c", CODE.format(module=module), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        sys.exit(done.stderr[-3000:])
    result: dict[str, Any] = json.loads(lines[-1].removeprefix("RESULT "))
    return result


def matrix_seconds(operations: float, threads: int) -> float:
    """So many operations at the rate of one large product."""
    import torch

    torch.set_num_threads(threads)
    a, b = torch.randn(CUBE, CUBE), torch.randn(CUBE, CUBE)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - began)
    return operations * statistics.median(times) / (2 * CUBE**3)


def rounds(options: argparse.Namespace, work: Path) -> dict[str, list[float]]:
    """Seconds for 16 samples, of each contender in each round."""
    times: dict[str, list[float]] = {name: [] for name in (*CONTENDERS, FLOOR)}
    for _ in range(options.rounds):
        operations = 0.0
        for name, (module, changes) in CONTENDERS.items():
            python = sys.executable if module == "train_ours" else options.llamafactory_python
            result = measure(python, module, changes, work, options.steps, options.threads)
            times[name].append(round(SAMPLES / result["samples_per_s"], 5))
            operations = result.get("tflop_per_step", operations) * (1e12 if "tflop_per_step" in result else 1)
            print(f"{name}: {times[name][-1]:.3f} s for {SAMPLES} samples", flush=True)
        times[FLOOR].append(round(matrix_seconds(operations, options.threads), 5))
    return times


def main() -> None:
    """Measure in rounds and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llamafactory-python", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    ensure_torchvision()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        train_data.make_model(work / "model", train_data.SMALL, "float32")
        train_data.write_data(work / "data", repeat=2)
        times = rounds(options, work)
    medians = {name: statistics.median(t) for name, t in times.items()}
    report = {
        "date": f"{datetime.now().astimezone():%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "threads": options.threads,
        "seconds_for_16_samples": times,
        "ratio": {name: round(m / medians["ours"], 2) for name, m in medians.items()},
    }
    (train_data.HERE / "results" / "train_cpu.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report["ratio"], indent=2))


def _paths() -> list[str]:
    return [str(train_data.HERE), str(train_data.HERE.parent / "src"), os.environ.get("PYTHONPATH", "")]


if __name__ == "__main__":
    main()
