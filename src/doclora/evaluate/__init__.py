"""Adapter → report: test questions, closed book, asked of the base and of the adapter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from doclora import console
from doclora.errors import InputError
from doclora.evaluate.report import Gain, Report, Score, render_html, render_markdown
from doclora.jsonl import read_examples
from doclora.records import Answer, Example, Split, conversation
from doclora.scoring import contains, paired_bootstrap, token_f1, wilson
from doclora.settings import EvaluateSettings
from doclora.workspace import StageOutcome, StageResult, digest_file, read_record, run_stage, write_atomic, write_record

if TYPE_CHECKING:
    from doclora.language.model import LanguageModel

SPLITS: tuple[Split, ...] = ("train", "test", "heldout", "unanswerable")
ARMS = ("base", "adapter")
REPORT = "report.json"


def evaluate(
    adapter: Path, dataset: Path, out: Path, settings: EvaluateSettings, *, seed: int, force: bool = False
) -> StageOutcome:
    """Ask the questions of each split of the base and of the adapter, and write report.md, report.json and report.html.

    Args:
        adapter: the folder that `train` made.
        dataset: the folder that `dataset` made.
        out: where the report goes.
        settings: how many questions, how long an answer.
        seed: of the questions drawn and of the intervals.
        force: ask again even when the report is fresh.

    Raises:
        InputError: when the adapter or the dataset is not there or has nothing to ask.
    """
    inputs = _inputs(adapter, dataset)
    return run_stage(
        "evaluate",
        out,
        settings=settings,
        inputs=inputs,
        seed=seed,
        force=force,
        work=lambda: _work(adapter, dataset, out, settings, seed),
        packages=("torch", "transformers", "peft"),
    )


def read_report(folder: Path) -> Report:
    """The report in a folder that `evaluate` wrote.

    Raises:
        InputError: when there is none.
    """
    return read_record(folder / REPORT, Report, hint="make it with `doclora evaluate ADAPTER --dataset DATASET`")


def _inputs(adapter: Path, dataset: Path) -> dict[str, str]:
    from doclora.language.model import adapter_base

    adapter_base(adapter)
    weights = adapter / "adapter_model.safetensors"
    if not weights.is_file():
        raise InputError(f"{weights}: not there", hint="train again: doclora train --dataset DATASET -o ADAPTER")
    if not dataset.is_dir():
        raise InputError(f"{dataset}: no dataset here", hint="make it with `doclora dataset ARTIFACTS… -o DATASET`")
    files = {split: dataset / f"{split}.jsonl" for split in SPLITS}
    return {"adapter": digest_file(weights)} | {s: digest_file(f) for s, f in files.items() if f.is_file()}


def _work(adapter: Path, dataset: Path, out: Path, settings: EvaluateSettings, seed: int) -> StageResult:
    from doclora.language.model import LanguageModel, adapter_base

    questions = {s: _draw(dataset / f"{s}.jsonl", settings.questions, seed) for s in SPLITS}
    if not any(questions.values()):
        raise InputError(f"{dataset}: no questions to ask", hint="its .jsonl files are empty: make the dataset again")
    model = LanguageModel.load(adapter_base(adapter), adapter=adapter)
    answers = _ask_all(model, questions, settings)
    report = summarise(answers, base=model.name, adapter=adapter.name, seed=seed)
    write_record(out / REPORT, report)
    write_atomic(out / "report.md", render_markdown(report))
    write_atomic(out / "report.html", render_html(report))
    counts: dict[str, int] = {split: len(rows) for split, rows in questions.items()}
    return StageResult(outputs=(REPORT, "report.md", "report.html"), counts=counts, model=model.name)


def _draw(path: Path, most: int, seed: int) -> list[Example]:
    examples = read_examples(path) if path.is_file() else []
    if len(examples) <= most:
        return examples
    picked = sorted(random.Random(f"{seed}:{path.name}").sample(range(len(examples)), most))
    return [examples[i] for i in picked]


def _ask_all(model: LanguageModel, questions: dict[Split, list[Example]], settings: EvaluateSettings) -> list[Answer]:
    rows = [(split, example) for split, examples in questions.items() for example in examples]
    prompts = [conversation(example) for _, example in rows]
    answers = []
    with console.progress("Asking", len(rows) * len(ARMS)) as bar:
        for arm in ARMS:
            with model.without_adapter() if arm == "base" else nullcontext():
                given = model.generate(
                    prompts,
                    max_new_tokens=settings.max_new_tokens,
                    batch_size=settings.batch_size,
                    advance=partial(bar.advance, note=arm),
                )
            answers += [_score(arm, s, e, g.text, g.finished) for (s, e), g in zip(rows, given, strict=True)]
    return answers


def _score(arm: str, split: Split, example: Example, given: str, finished: bool) -> Answer:
    return Answer(
        arm=arm,
        split=split,
        question=conversation(example)[-1].content,
        expected=example.output,
        given=given,
        passage=example.metadata.passage,
        recall=contains(given, example.output),
        f1=round(token_f1(given, example.output), 4),
        finished=finished,
    )


def summarise(answers: Sequence[Answer], *, base: str, adapter: str, seed: int) -> Report:
    """Scores of each arm on each split, and the adapter's gain over the base with its 95 % interval."""
    scores, gains = [], []
    for split in SPLITS:
        by_arm = {arm: [a for a in answers if a.split == split and a.arm == arm] for arm in ARMS}
        scores += [_summary(arm, split, rows) for arm, rows in by_arm.items() if rows]
        if by_arm["base"]:
            gains.append(_gain(split, by_arm["base"], by_arm["adapter"], seed))
    return Report(
        base=base, adapter=adapter, seed=seed, scores=tuple(scores), gains=tuple(gains), answers=tuple(answers)
    )


def _summary(arm: str, split: Split, rows: Sequence[Answer]) -> Score:
    hits = sum(a.recall for a in rows)
    low, high = wilson(hits, len(rows))
    return Score(
        arm=arm,
        split=split,
        questions=len(rows),
        recall=hits / len(rows),
        low=low,
        high=high,
        f1=sum(a.f1 for a in rows) / len(rows),
        finished=sum(a.finished for a in rows) / len(rows),
    )


def _gain(split: Split, base: Sequence[Answer], adapter: Sequence[Answer], seed: int) -> Gain:
    differences = [float(a.recall) - float(b.recall) for a, b in zip(adapter, base, strict=True)]
    low, high = paired_bootstrap(differences, [a.passage or a.question for a in base], seed=seed)
    return Gain(split=split, mean=sum(differences) / len(differences), low=low, high=high)
