"""What a dataset holds, in figures and samples."""

from __future__ import annotations

from collections.abc import Mapping

from doclora.records import Example, Record


class DatasetReport(Record):
    """`report.json` of a dataset.

    Attributes:
        words: of the passages, back matter left out.
        passages_used: how many passages at least one question is asked about.
        answer_words: length of the answer in words → facts.
        rejected: reason → facts.
        samples: up to 20 training rows, drawn by the seed.
    """

    documents: tuple[str, ...]
    words: int
    passages: int
    passages_used: int
    facts: int
    facts_per_1000_words: float
    facts_trained: int
    facts_heldout: int
    kinds: Mapping[str, int]
    languages: Mapping[str, int]
    answer_words: Mapping[int, int]
    rows: dict[str, int]
    rejected: Mapping[str, int]
    samples: tuple[Example, ...] = ()
    notes: tuple[str, ...] = ()


def as_markdown(report: DatasetReport) -> str:
    """`report.md`."""
    parts = [
        "# Dataset",
        f"{len(report.documents)} documents, {report.words} words, {report.passages} passages.",
        f"{report.passages_used} passages have questions ({report.passages_used / max(report.passages, 1):.0%}).",
        f"{report.facts} facts, {report.facts_per_1000_words} per 1,000 words.",
        f"{report.facts_trained} facts are trained, {report.facts_heldout} held out.",
        "## Rows",
        _table(("file", "rows"), [(f"{k}.jsonl", v) for k, v in report.rows.items()]),
        "## Kinds of question",
        _table(("kind", "facts"), list(report.kinds.items())),
        "## Length of the answers, in words",
        _bars(report.answer_words),
        "## Left out",
        _table(("reason", "facts"), list(report.rejected.items())),
        "## Samples",
        "\n".join(f"- **{e.instruction}** {e.output}" for e in report.samples),
        *report.notes,
    ]
    return "\n\n".join(parts) + "\n"


def _bars(counts: Mapping[int, int]) -> str:
    """A histogram that any Markdown viewer shows."""
    widest = max(counts.values(), default=1)
    lines = [f"{length:>3} {'█' * max(1, round(40 * n / widest))} {n}" for length, n in counts.items()]
    return "\n".join(["```", *lines, "```"])


def _table(head: tuple[str, str], rows: list[tuple[str, int]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows)]
    return "\n".join(lines)
