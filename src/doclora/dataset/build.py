"""Artifacts folders → the dataset folder."""

from __future__ import annotations

import json
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from doclora.dataset import unanswerable
from doclora.dataset.extractive import Fact, facts, wordings
from doclora.dataset.frames import Templates
from doclora.dataset.passages import read_passages
from doclora.dataset.report import DatasetReport, as_markdown
from doclora.dataset.split import Split, normal, split
from doclora.errors import InputError
from doclora.jsonl import write_examples
from doclora.records import Example, Metadata, Passage
from doclora.settings import DatasetSettings
from doclora.workspace import (
    FINAL_MAP,
    FINAL_TEXT,
    RECORDS,
    TEXT,
    StageOutcome,
    StageResult,
    digest_file,
    run_stage,
    write_atomic,
    write_record,
)

log = logging.getLogger(__name__)

SPLITS = ("train", "validation", "test", "heldout", "unanswerable")


def build(
    artifacts: Sequence[Path], out: Path, settings: DatasetSettings, *, seed: int, force: bool = False
) -> StageOutcome:
    """Make the dataset of some documents, unless it is fresh.

    Args:
        artifacts: artifacts folders, in any order: the files come out the same.
        out: the dataset folder.
        settings: of this stage.
        seed: of what is drawn.
        force: make it even when fresh.

    Raises:
        InputError: when a folder holds no text, or when nothing can be asked about any of them.
    """
    inputs = _inputs(artifacts)
    return run_stage(
        "dataset",
        out,
        settings=settings,
        inputs=inputs,
        seed=seed,
        force=force,
        work=lambda: _work(artifacts, out, settings, seed),
    )


def _inputs(artifacts: Sequence[Path]) -> dict[str, str]:
    if not artifacts:
        raise InputError("no artifacts folder given", hint="doclora dataset ARTIFACTS… -o DATASET")
    inputs: dict[str, str] = {}
    for folder in artifacts:
        if not folder.is_dir():
            raise InputError(
                f"{folder}: no such folder", hint="name artifacts folders, as `doclora extract` makes them"
            )
        for name in (FINAL_TEXT, TEXT, FINAL_MAP, f"{RECORDS}/document.json"):
            if (folder / name).is_file():
                inputs[f"{folder.resolve().parent.name}/{folder.resolve().name}/{name}"] = digest_file(folder / name)
    return inputs


def _work(artifacts: Sequence[Path], out: Path, settings: DatasetSettings, seed: int) -> StageResult:
    passages = _read_all(artifacts)
    found = list(facts(passages))
    asked = _unambiguous(found)
    if not asked:
        names = ", ".join(str(a) for a in artifacts[:3])
        raise InputError(
            f"{names}: nothing in the text can be turned into questions",
            hint="look at texto_final.md: is the text there, in English or Spanish?",
        )
    parts = split(asked, share=settings.heldout, seed=seed)
    rows = _rows(parts, passages, settings, seed)
    for name in SPLITS:
        write_examples(out / f"{name}.jsonl", rows[name])
    write_atomic(out / "dataset_info.json", _dataset_info())
    report = _report(passages, found, asked, parts, rows, seed)
    write_record(out / "report.json", report)
    write_atomic(out / "report.md", as_markdown(report))
    outputs = (*(f"{n}.jsonl" for n in SPLITS), "dataset_info.json", "report.json", "report.md")
    return StageResult(outputs=outputs, counts=report.rows | {"facts": len(asked)}, notes=report.notes)


def _read_all(artifacts: Sequence[Path]) -> list[Passage]:
    """All passages, documents sorted by name and text; two documents of one name are told apart."""
    documents = [read_passages(folder) for folder in artifacts]
    documents = sorted((d for d in documents if d), key=lambda d: (d[0].document, "".join(p.text for p in d)))
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    texts: set[str] = set()
    for read in documents:
        document = read
        text = "".join(p.text for p in document)
        if text in texts:
            log.warning("%s: the same text as another document; left out", document[0].document)
            continue
        texts.add(text)
        name = document[0].document
        seen[name] += 1
        if seen[name] > 1:
            renamed = f"{name}_{seen[name]}"
            document = [
                p.model_copy(update={"document": renamed, "id": p.id.replace(name, renamed, 1)}) for p in document
            ]
        passages += document
    return passages


def _unambiguous(found: Iterable[Fact]) -> list[Fact]:
    """Facts whose question has one answer: those asked alike with different answers are dropped."""
    by_question: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in found:
        by_question[normal(fact.where), normal(fact.questions[0].direct)].append(fact)
    return [same[0] for same in by_question.values() if len({normal(f.answer) for f in same}) == 1]


def _rows(parts: Split, passages: Sequence[Passage], settings: DatasetSettings, seed: int) -> dict[str, list[Example]]:
    train = [_example(f, q) for f in parts.trained for q in _drawn(f, "train", settings.wordings)]
    texts: dict[str, str] = defaultdict(str)
    for passage in passages:
        texts[passage.document] += passage.text + "\n"
    unknown = round(settings.unanswerable * len(train))
    train += unanswerable.questions(parts.trained, texts, count=unknown, seed=seed, trained=True)
    random.Random(seed).shuffle(train)
    return {
        "train": train,
        "validation": [_example(f, q) for f in parts.trained for q in _drawn(f, "validation", 1)],
        "test": [_example(f, q) for f in parts.trained for q in _drawn(f, "test", 1)],
        "heldout": [_example(f, q) for f in parts.heldout for q in _drawn(f, "test", 1)],
        "unanswerable": unanswerable.questions(
            parts.trained, texts, count=max(10, len(parts.trained) // 10), seed=seed, trained=False
        ),
    }


def _drawn(fact: Fact, templates: Templates, count: int) -> list[str]:
    return list(dict.fromkeys(wordings(fact, templates)))[:count]


def _example(fact: Fact, question: str) -> Example:
    meta = Metadata(
        document=fact.document,
        page=fact.page,
        passage=fact.passage,
        fact=fact.id,
        evidence=fact.evidence,
        kind=fact.kind,
        language=fact.language,
    )
    return Example(instruction=question, output=fact.answer, metadata=meta)


def _dataset_info() -> str:
    """What LLaMA-Factory reads: all four columns named, for it drops the unnamed in silence."""
    columns = {"prompt": "instruction", "query": "input", "response": "output", "system": "system"}
    info = {f"doclora_{name}": {"file_name": f"{name}.jsonl", "columns": columns} for name in SPLITS}
    return json.dumps(info, indent=2) + "\n"


def _report(
    passages: Sequence[Passage],
    found: Sequence[Fact],
    asked: Sequence[Fact],
    parts: Split,
    rows: dict[str, list[Example]],
    seed: int,
) -> DatasetReport:
    used = {f.passage for f in asked}
    words = sum(len(p.text.split()) for p in passages)
    drawn = random.Random(seed).sample(rows["train"], min(20, len(rows["train"])))
    return DatasetReport(
        documents=tuple(sorted({p.document for p in passages})),
        words=words,
        passages=len(passages),
        passages_used=len(used),
        facts=len(asked),
        facts_per_1000_words=round(1000 * len(asked) / max(words, 1), 1),
        facts_trained=len(parts.trained),
        facts_heldout=len(parts.heldout),
        kinds=dict(sorted(Counter(f.kind for f in asked).items())),
        languages=dict(sorted(Counter(f.language for f in asked).items())),
        rows={name: len(rows[name]) for name in SPLITS},
        rejected={
            "the same question has two answers, or stands twice": len(found) - len(asked),
            "held out, but training gives the answer away": parts.given_away,
        },
        samples=tuple(drawn),
        notes=() if parts.heldout else ("nothing could be held out: too few passages",),
    )
