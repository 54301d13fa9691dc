"""Logs and results of a training, under the names that LLaMA-Factory's users know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from doclora.records import Record
from doclora.workspace import write_atomic

LOG: Final = "trainer_log.jsonl"
STATE: Final = "trainer_state.json"
RESULTS: Final = "train_results.json"
ALL_RESULTS: Final = "all_results.json"
PLOT: Final = "training_loss.png"

Entry = dict[str, Any]


class Outcome(Record):
    """A finished training in numbers.

    Attributes:
        samples: trained on, every repetition counted, however they were packed.
        tokens: likewise.
        seconds: all sessions together.
    """

    history: list[Entry]
    steps: int
    epochs: float
    samples: int
    tokens: int
    seconds: float
    flops: float
    kept_step: int


def clock(seconds: float) -> str:
    """`1:02:03` or `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def write_log(folder: Path, history: Sequence[Entry], total_steps: int, seconds: float) -> None:
    """`trainer_log.jsonl`: a line for each logged step and each evaluation."""
    lines = []
    for entry in (e for e in history if "loss" in e or "eval_loss" in e):
        step = entry["step"]
        progress = {"current_steps": step, "total_steps": total_steps, "percentage": round(100 * step / total_steps, 2)}
        lines.append(json.dumps(progress | {_LOG_NAMES.get(k, k): v for k, v in entry.items() if k != "step"}))
    write_atomic(folder / LOG, "".join(line + "\n" for line in lines))


def write_results(folder: Path, outcome: Outcome) -> Entry:
    """`train_results.json`, `all_results.json` and the loss plot; returns all results."""
    results = {
        "epoch": outcome.epochs,
        "total_flos": outcome.flops,
        "train_loss": mean_loss(outcome.history),
        "train_runtime": round(outcome.seconds, 4),
        "train_samples_per_second": round(outcome.samples / outcome.seconds, 3),
        "train_steps_per_second": round(outcome.steps / outcome.seconds, 3),
        "train_tokens_per_second": round(outcome.tokens / outcome.seconds, 1),
    }
    kept = next((e for e in outcome.history if "eval_loss" in e and e["step"] == outcome.kept_step), {})
    everything = results | {k: v for k, v in kept.items() if k.startswith("eval_")} | {"kept_step": outcome.kept_step}
    write_atomic(folder / RESULTS, json.dumps(results, indent=2) + "\n")
    write_atomic(folder / ALL_RESULTS, json.dumps(everything, indent=2) + "\n")
    plot(folder / PLOT, outcome.history)
    return everything


def mean_loss(history: Sequence[Entry]) -> float:
    """Mean over all steps: each entry of the log is the mean since the entry before."""
    entries = [(e["step"], e["loss"]) for e in history if "loss" in e]
    steps = [step for step, _ in entries]
    weights = [b - a for a, b in zip([0, *steps], steps, strict=False)]
    return float(sum(w * loss for w, (_, loss) in zip(weights, entries, strict=True)) / max(1, sum(weights)))


def plot(path: Path, history: Sequence[Entry]) -> None:
    """Loss of training and of held-out wordings, and their recall, over the steps."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    for name, label in (("loss", "training"), ("eval_loss", "held-out wordings")):
        points = [(e["step"], e[name]) for e in history if name in e]
        if points:
            axes.plot(*zip(*points, strict=True), label=label, marker="o" if name == "eval_loss" else None)
    recalls = [(e["step"], e["eval_recall"]) for e in history if "eval_recall" in e]
    if recalls:
        other = axes.twinx()
        other.set(ylabel="recall", ylim=(0, 1.02))
        other.plot(*zip(*recalls, strict=True), color="tab:green", linestyle="--", label="recall of held-out wordings")
    figure.legend(loc="outside upper center", ncols=3)
    figure.savefig(str(path), dpi=120)


_LOG_NAMES: Final = {"learning_rate": "lr"}
