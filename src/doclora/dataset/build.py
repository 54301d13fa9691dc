"""Artifacts folders → the dataset folder."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from pydantic import SecretStr

from doclora.dataset import formats, unanswerable
from doclora.dataset.curate import Curated, curate
from doclora.dataset.extractive import Fact, facts, wording, wording_count
from doclora.dataset.frames import Templates
from doclora.dataset.llm import Rejection, Written, write
from doclora.dataset.report import DatasetReport, as_markdown
from doclora.dataset.sources import inputs, read_all
from doclora.dataset.split import Split, split
from doclora.errors import InputError, SettingsError
from doclora.jsonl import read_examples
from doclora.records import Example, Metadata, Passage
from doclora.settings import DatasetSettings
from doclora.workspace import RECORDS, StageOutcome, StageResult, digest_file, run_stage, write_atomic, write_record

CACHE = "llm_replies.sqlite"
_HOW_ASKED = {"concurrency", "attempts", "timeout"}


def build(
    artifacts: Sequence[Path],
    out: Path,
    settings: DatasetSettings,
    *,
    seed: int,
    force: bool = False,
    token: SecretStr | str = "",
) -> StageOutcome:
    """Make the dataset of some documents, unless it is fresh.

    Args:
        artifacts: artifacts folders, in any order: the files come out the same.
        out: the dataset folder.
        settings: of this stage.
        seed: of what is drawn.
        force: make it even when fresh.
        token: the key of the endpoint that the generator `llm` asks.

    Raises:
        InputError: when a folder holds no text, or when nothing can be asked about any of them.
        SettingsError: when the generator `llm` has no endpoint.
        RemoteServiceError: when its endpoint fails; what it answered is kept for the next run.
    """
    read = inputs(artifacts)
    if settings.replay:
        read["replay"] = digest_file(settings.replay) if settings.replay.is_file() else ""
    return run_stage(
        "dataset",
        out,
        settings=settings.model_dump(mode="json", exclude=_HOW_ASKED),
        inputs=read,
        seed=seed,
        force=force,
        work=lambda: _work(artifacts, out, settings, seed, token),
    )


def _work(
    artifacts: Sequence[Path], out: Path, settings: DatasetSettings, seed: int, token: SecretStr | str
) -> StageResult:
    passages = read_all(artifacts)
    written, model = _facts(passages, out, settings, token)
    kept = curate(written.facts)
    if not kept.facts:
        names = ", ".join(str(a) for a in artifacts[:3])
        raise InputError(
            f"{names}: nothing in the text can be turned into questions",
            hint="look at texto_final.md: is the text there, in English or Spanish?",
        )
    parts = split(kept.facts, share=settings.heldout, seed=seed)
    rows = _rows(parts, passages, settings, seed)
    outputs = formats.write(out, rows, settings.forms)
    if written.rejections:
        write_atomic(out / "rejections.jsonl", "".join(r.model_dump_json() + "\n" for r in written.rejections))
        outputs.append("rejections.jsonl")
    report = _report(passages, kept, written.rejections, parts, rows, seed)
    write_record(out / "report.json", report)
    write_atomic(out / "report.md", as_markdown(report))
    counts = report.rows | {"facts": len(kept.facts)}
    return StageResult(outputs=(*outputs, "report.json", "report.md"), counts=counts, notes=report.notes, model=model)


def _facts(
    passages: Sequence[Passage], out: Path, settings: DatasetSettings, token: SecretStr | str
) -> tuple[Written, str]:
    if settings.generator == "extractive":
        return Written(facts=list(facts(passages))), ""
    if settings.base:
        from doclora.dataset.local import LocalModel
        from doclora.language.base import resolve_base
        from doclora.language.model import LanguageModel

        local = LocalModel(LanguageModel.load(resolve_base(settings.base).source), out / RECORDS / CACHE)
        return write(passages, local, wordings=settings.wordings), local.name
    if not settings.endpoint:
        raise SettingsError(
            "the generator llm has no endpoint",
            hint="--set dataset.endpoint=http://localhost:8000/v1, its key LLM_TOKEN",
        )
    from doclora.endpoint import ChatModel, Endpoint, Names

    chat = ChatModel(
        settings.endpoint,
        token,
        model=settings.model,
        attempts=settings.attempts,
        timeout=settings.timeout,
        names=Names(key="LLM_TOKEN", model="dataset.model"),
    )
    model = Endpoint(chat, cache=out / RECORDS / CACHE, concurrency=settings.concurrency)
    return write(passages, model, wordings=settings.wordings), model.name


@dataclass(frozen=True)
class _Asked:
    """A row that is written out only when it is needed: the n-th wording of a fact."""

    fact: Fact
    templates: Templates
    number: int


class _Rows(Sequence[Example]):
    """Examples, most of them made when they are asked for: a thousand documents make millions."""

    def __init__(self, rows: Sequence[_Asked | Example]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> _Rows: ...
    def __getitem__(self, index: int | slice) -> Example | _Rows:
        if isinstance(index, slice):
            return _Rows(self._rows[index])
        row = self._rows[index]
        return row if isinstance(row, Example) else _example(row.fact, wording(row.fact, row.templates, row.number))


def _rows(
    parts: Split, passages: Sequence[Passage], settings: DatasetSettings, seed: int
) -> dict[str, Sequence[Example]]:
    train: list[_Asked | Example] = [*_asked(parts.trained, "train", settings.wordings)]
    texts: dict[str, str] = defaultdict(str)
    for passage in passages:
        texts[passage.document] += passage.text + "\n"
    unknown = round(settings.unanswerable * len(train))
    train += unanswerable.questions(parts.trained, texts, count=unknown, seed=seed, trained=True)
    train += read_examples(settings.replay) if settings.replay else []
    random.Random(seed).shuffle(train)
    asked = max(10, len(parts.trained) // 10)
    return {
        "train": _Rows(train),
        "validation": _Rows(_asked(parts.trained, "validation", 1)),
        "test": _Rows(_asked(_told(parts.trained), "test", 1)),
        "heldout": _Rows(_asked(_told(parts.heldout), "test", 2)),
        "unanswerable": unanswerable.questions(parts.trained, texts, count=asked, seed=seed, trained=False),
    }


def _told(found: Sequence[Fact]) -> Sequence[Fact]:
    """Facts to be examined on: gaps in sentences only where there is nothing better."""
    return [f for f in found if f.kind != "cloze"] or found


def _asked(found: Sequence[Fact], templates: Templates, count: int) -> list[_Asked]:
    return [_Asked(f, templates, n) for f in found for n in range(min(count, wording_count(f, templates)))]


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


def _report(
    passages: Sequence[Passage],
    kept: Curated,
    rejections: Sequence[Rejection],
    parts: Split,
    rows: Mapping[str, Sequence[Example]],
    seed: int,
) -> DatasetReport:
    words = sum(len(p.text.split()) for p in passages)
    train = rows["train"]
    drawn = [train[i] for i in random.Random(seed).sample(range(len(train)), min(20, len(train)))]
    rejected = Counter(kept.rejected) + Counter(r.reason.split(": ")[0] for r in rejections)
    rejected["held out, but training gives the answer away"] = parts.given_away
    return DatasetReport(
        documents=tuple(sorted({p.document for p in passages})),
        words=words,
        passages=len(passages),
        passages_used=len({f.passage for f in kept.facts}),
        facts=len(kept.facts),
        facts_per_1000_words=round(1000 * len(kept.facts) / max(words, 1), 1),
        facts_trained=len(parts.trained),
        facts_heldout=len(parts.heldout),
        kinds=dict(sorted(Counter(f.kind for f in kept.facts).items())),
        languages=dict(sorted(Counter(f.language for f in kept.facts).items())),
        answer_words=dict(sorted(Counter(len(f.answer.split()) for f in kept.facts).items())),
        rows={name: len(rows[name]) for name in formats.SPLITS},
        rejected={reason: count for reason, count in sorted(rejected.items()) if count},
        samples=tuple(drawn),
        notes=() if parts.heldout else ("nothing could be held out: too few passages",),
    )
