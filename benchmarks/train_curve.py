"""The loss of ours beside LLaMA-Factory's, step by step: same model, adapter, pairs, order and tokens; no dropout.

    python benchmarks/train_curve.py --llamafactory-python PYTHON     measure on a CPU in fp32, then draw
    python benchmarks/train_curve.py                                  draw what was measured

The curves of a GPU come from `train_gpu.py --parts curves,llamafactory-curve` in `results/train_gpu.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import train_data
from train_cpu import measure

RESULTS = train_data.HERE / "results"
MEASURED = RESULTS / "train_curve_cpu.json"
SAME: dict[str, Any] = {"same_adapter": True}
OURS = SAME | {"precision": "fp32", "dropout": 0.0, "log_every": 1}
PEER = SAME | {"use_cpu": True, "lora_dropout": 0.0, "lr_scheduler_type": "constant_with_warmup", "seed": 0}
PEER |= {"logging_steps": 1, "logging_first_step": True, "disable_gradient_checkpointing": True}
PEER |= {"per_device_train_batch_size": 16, "gradient_accumulation_steps": 1}
NAMES = ("ours, packed", "LLaMA-Factory, 16 at once, padded")


def measured_on_cpu(python: str, steps: int) -> dict[str, list[float]]:
    """Losses of both."""
    from doclora.torchvision_shim import ensure_torchvision

    ensure_torchvision()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        train_data.make_model(work / "model", train_data.SMALL, "float32")
        train_data.write_data(work / "data", repeat=2)
        ours = measure(sys.executable, "train_ours", OURS, work, steps, 1)
        peer = measure(python, "train_peers", PEER, work, steps, 1)
    return dict(zip(NAMES, (ours["losses"], peer["losses"]), strict=True))


def measured_on_gpu() -> dict[str, list[float]]:
    """Losses of the rows whose names begin with `curve: `."""
    rows = [json.loads(line) for line in (RESULTS / "train_gpu.jsonl").read_text().splitlines()]
    curves = {r["name"].removeprefix("curve: "): r["losses"] for r in rows if r.get("name", "").startswith("curve: ")}
    return {name: [x or math.nan for x in losses] for name, losses in curves.items()}


def apart(curves: dict[str, list[float]]) -> dict[str, float]:
    """The largest distance of each curve from the first, over the steps where both are numbers."""
    first, *others = curves.items()
    pairs = {name: zip(first[1], losses, strict=False) for name, losses in others}
    return {n: round(max(abs(a - b) for a, b in p if math.isfinite(a + b)), 6) for n, p in pairs.items()}


def draw(parts: dict[str, dict[str, list[float]]], path: Path) -> None:
    """One plot for each device."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, len(parts), figsize=(6 * len(parts), 4), layout="constrained")
    for axis, (title, curves) in zip(axes, parts.items(), strict=True):
        for (name, losses), style in zip(curves.items(), ("-", "--", ":", "-."), strict=False):
            axis.plot(range(1, len(losses) + 1), losses, style, label=name)
        axis.set(title=title, xlabel="step", ylabel="loss")
        axis.legend()
    figure.savefig(path, dpi=80)


def main() -> None:
    """Measure where asked to, say how far apart the curves are, draw them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llamafactory-python", default="")
    parser.add_argument("--steps", type=int, default=50)
    options = parser.parse_args()
    if options.llamafactory_python:
        curves = measured_on_cpu(options.llamafactory_python, options.steps)
        MEASURED.write_text(json.dumps(curves, indent=1) + "\n")
    parts = {"CPU, fp32, small Phi-3": json.loads(MEASURED.read_text()), "GPU, bf16, Phi-4-mini": measured_on_gpu()}
    for title, curves in parts.items():
        print(title, apart(curves))
    draw(parts, RESULTS / "train_curves.png")


if __name__ == "__main__":
    main()
