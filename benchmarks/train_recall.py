"""What each preset learns of the two example documents, on the starter model: recall, not loss.

    python benchmarks/train_recall.py --work DIR [--seeds 0 1 2]

Runs the commands that a user runs (`process`, `dataset`, `train`, `evaluate`) in DIR; what is fresh there is not done
again. Beside the presets: `thesis` on one wording a fact, for as many epochs and for as many steps as with several.
Two measures, of all questions of each file. Word for word: greedy decoding writes exactly the answer. Contained: the
answer stands in what the model says, as `doclora evaluate` counts. Writes `results/train_recall.json` and `.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections import Counter
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

from doclora.evaluate import read_report
from doclora.language.starter import starter_path
from doclora.scoring import wilson
from doclora.torchvision_shim import ensure_torchvision

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
SPLITS = ("train", "validation", "test", "heldout")
TITLES = ("trained wordings", "validation", "test", "held-out passages")
EVERYTHING = 100_000


def doclora(*arguments: str | Path) -> None:
    """Run a command as a user does."""
    subprocess.run([sys.executable, "-m", "doclora", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def make_dataset(work: Path) -> Path:
    """The examples' dataset, by the default settings."""
    if not (work / "data").is_dir():
        doclora("process", *sorted(EXAMPLES.glob("*.pdf")), "-o", work / "data")
    doclora("dataset", *sorted((work / "data").iterdir()), "-o", work / "dataset")
    return work / "dataset"


def one_wording(dataset: Path, out: Path) -> Path:
    """The same dataset, with the first wording of each fact alone to train on."""
    if not out.is_dir():
        shutil.copytree(dataset, out, ignore=shutil.ignore_patterns(".doclora", "*report*"))
        lines = (dataset / "train.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        first = {json.loads(line)["metadata"]["fact"]: line for line in reversed(lines)}
        (out / "train.jsonl").write_text("".join(first.values()), encoding="utf-8")
    return out


def measure(adapter: Path, dataset: Path, preset: str, seed: int, changes: tuple[str, ...]) -> dict[str, Any]:
    """Train, ask, and return what came of it."""
    from doclora.train.recall import recall

    options = [part for change in changes for part in ("--set", change)]
    base = ("--base", starter_path())
    doclora("train", "--dataset", dataset, "-o", adapter, "--preset", preset, "--seed", str(seed), *base, *options)
    doclora("evaluate", adapter, "--dataset", dataset, "--questions", str(EVERYTHING))
    report = read_report(adapter / "evaluation")
    results = json.loads((adapter / "training_logs" / "all_results.json").read_text(encoding="utf-8"))
    return {
        "seed": seed,
        "steps": results["kept_step"],
        "train_loss": round(results["train_loss"], 4),
        "seconds": round(results["train_runtime"], 1),
        "word_for_word": {split: round(recall(adapter, dataset / f"{split}.jsonl"), 4) for split in SPLITS},
        "contained": {s.split: round(s.recall, 4) for s in report.scores if s.arm == "adapter"},
        "contained_base": {s.split: round(s.recall, 4) for s in report.scores if s.arm == "base"},
    }


def contestants(dataset: Path, one: Path) -> dict[str, tuple[Path, str, tuple[str, ...]]]:
    """By name: dataset, preset, changes."""
    several, single = (len((d / "train.jsonl").read_text(encoding="utf-8").splitlines()) for d in (dataset, one))
    steps = 20 * -(-several // 16)
    long = (f"train.epochs={steps / -(-single // 16):g}",)
    return {
        "thesis": (dataset, "thesis", ()),
        "compact": (dataset, "compact", ()),
        "balanced": (dataset, "balanced", ()),
        "thesis, one wording a fact": (one, "thesis", ()),
        "thesis, one wording a fact, as many steps": (one, "thesis", long),
    }


def main() -> None:
    """Measure all, write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options = parser.parse_args()
    ensure_torchvision()
    dataset = make_dataset(options.work)
    one = one_wording(dataset, options.work / "dataset-one")
    runs: dict[str, list[dict[str, Any]]] = {}
    for name, (data, preset, changes) in contestants(dataset, one).items():
        for seed in options.seeds:
            folder = options.work / "adapters" / f"{name.replace(', ', '-').replace(' ', '-')}-{seed}"
            runs.setdefault(name, []).append(measure(folder, data, preset, seed, changes))
            print(name, json.dumps(runs[name][-1]), flush=True)
    report = {
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("doclora", "torch", "transformers", "peft")},
        "questions": {s: len((dataset / f"{s}.jsonl").read_text(encoding="utf-8").splitlines()) for s in SPLITS},
        "wordings_a_fact": dict(sorted(_wordings(dataset).items())),
        "runs": runs,
    }
    (HERE / "results" / "train_recall.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (HERE / "results" / "train_recall.md").write_text(as_markdown(report), encoding="utf-8")
    print(as_markdown(report))


def as_markdown(report: dict[str, Any]) -> str:
    """The table, means of the seeds with the lowest and the highest."""
    questions, runs = report["questions"], report["runs"]
    head = " | ".join(f"{title} ({questions[s]})" for s, title in zip(SPLITS, TITLES, strict=True))
    seeds = len(next(iter(runs.values())))
    drawn = "one seed" if seeds == 1 else f"mean of {seeds} seeds (lowest to highest)"
    low, high = wilson(round(0.8 * questions["test"]), questions["test"])
    lines = [
        f"# What each preset learns, {report['date']}",
        "",
        f"`python benchmarks/train_recall.py`: the two example documents, the starter model, {report['machine']};",
        f"{drawn}. Questions of each file in brackets; {_several(report)}.",
        "",
        "## Answered word for word",
        "",
        f"| recipe | steps | {head} |",
        "|---|---|" + "---|" * len(SPLITS),
        *(_row(name, rows, "word_for_word") for name, rows in runs.items()),
        "",
        "## Answer contained, as `doclora evaluate` counts",
        "",
        f"| recipe | steps | {' | '.join(h for h in head.split(' | ') if not h.startswith('validation'))} |",
        "|---|---|---|---|---|",
        *(_row(name, rows, "contained") for name, rows in runs.items()),
        "",
        "One wording: the trained wordings are then one for each fact, the other files the same.",
        f"With {questions['test']} test questions, chance alone moves 80 % between {low:.0%} and {high:.0%} (95 %).",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, rows: list[dict[str, Any]], measure: str) -> str:
    cells = []
    for split in (s for s in SPLITS if s in rows[0][measure]):
        values = [row[measure][split] for row in rows]
        spread = f" ({min(values):.1%} to {max(values):.1%})" if max(values) > min(values) else ""
        cells.append(f"{statistics.mean(values):.1%}{spread}")
    steps = "/".join(str(n) for n in sorted({row["steps"] for row in rows}))
    return f"| {name} | {steps} | {' | '.join(cells)} |"


def _several(report: dict[str, Any]) -> str:
    most = max(report["wordings_a_fact"], key=lambda n: report["wordings_a_fact"][n])
    return f"{sum(report['wordings_a_fact'].values())} facts trained, most in {most} wordings"


def _wordings(dataset: Path) -> Counter[int]:
    lines = (dataset / "train.jsonl").read_text(encoding="utf-8").splitlines()
    return Counter(Counter(json.loads(line)["metadata"]["fact"] for line in lines).values())


if __name__ == "__main__":
    main()
