"""Training on a CPU: ours beside LLaMA-Factory, interleaved, the same small Phi-3, pairs, samples a step and rank.

    python benchmarks/train_cpu.py --llamafactory-python PYTHON [--rounds 3] [--threads 2]

LLaMA-Factory runs in its own environment (`--llamafactory-python`), at its reference settings (1 × 16, activations
computed twice) and at its fastest that a CPU takes (16 at once, padded, nothing computed twice). fp32 everywhere.
The median step of each round is taken, then the median of the rounds; the ratio is what counts.
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
from datetime import datetime
from pathlib import Path
from typing import Any

import train_data

FASTEST = {"per_device_train_batch_size": 16, "gradient_accumulation_steps": 1, "disable_gradient_checkpointing": True}
CONTENDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ours": ("train_ours", {"precision": "fp32"}),
    "LLaMA-Factory, reference settings": ("train_peers", {"use_cpu": True}),
    "LLaMA-Factory, 16 at once, no checkpointing": ("train_peers", FASTEST | {"use_cpu": True}),
}
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


def main() -> None:
    """Measure in rounds and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llamafactory-python", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    from doclora.torchvision_shim import ensure_torchvision

    ensure_torchvision()
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        train_data.make_model(work / "model", train_data.SMALL, "float32")
        train_data.write_data(work / "data", repeat=2)
        for _ in range(options.rounds):
            for name, (module, changes) in CONTENDERS.items():
                python = sys.executable if module == "train_ours" else options.llamafactory_python
                result = measure(python, module, changes, work, options.steps, options.threads)
                times[name].append(result["median_step_s"])
                print(f"{name}: {result['median_step_s']:.3f} s a step", flush=True)
    medians = {name: statistics.median(t) for name, t in times.items()}
    report = {
        "date": f"{datetime.now().astimezone():%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "threads": options.threads,
        "seconds_a_step": times,
        "ratio": {name: round(m / medians["ours"], 2) for name, m in medians.items()},
    }
    (train_data.HERE / "results" / "train_cpu.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report["ratio"], indent=2))


def _paths() -> list[str]:
    return [str(train_data.HERE), str(train_data.HERE.parent / "src"), os.environ.get("PYTHONPATH", "")]


if __name__ == "__main__":
    main()
