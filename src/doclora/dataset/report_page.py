"""The dataset's report as a page: `report.md`, and the picture that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from doclora.dataset.formats import SPLITS
from doclora.dataset.report import PICTURE, DatasetReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BARS = 15


def as_markdown(report: DatasetReport, *, picture: bool) -> str:
    """`report.md`; `picture` says whether there is one beside it."""
    kinds = sorted({kind for counts in report.kind_rows.values() for kind in counts})
    documents = [
        (
            d.document,
            d.language,
            d.words,
            f"{d.passages_used} of {d.passages}",
            d.facts_trained,
            d.facts_heldout,
            d.rows,
        )
        for d in report.by_document
    ]
    parts = [
        "# Dataset",
        *(f"> {note}" for note in report.notes),
        f"{len(report.documents)} documents, {report.words} words, {report.passages} passages.",
        f"{report.passages_used} passages have questions ({report.passages_used / max(report.passages, 1):.0%}).",
        f"{report.facts} facts, {report.facts_per_1000_words} per 1,000 words.",
        f"{report.facts_trained} facts are trained, {report.facts_heldout} held out.",
        "## Rows",
        _table(
            ("kind", "facts", *SPLITS),
            [
                ("**all**", report.facts, *(report.rows[name] for name in SPLITS)),
                *((k, report.kinds.get(k, 0), *(report.kind_rows[n].get(k, 0) for n in SPLITS)) for k in kinds),
            ],
        ),
        "## Documents",
        _table(("document", "language", "words", "passages used", "facts trained", "held out", "rows"), documents),
        "## Lengths",
        f"![Lengths of answers and questions, kinds, and facts by document]({PICTURE})"
        if picture
        else 'No picture: matplotlib is not installed (`pip install "doclora[train]"`).',
        _table(("words of the answer", "facts"), list(report.answer_words.items())),
        "## Left out",
        _left_out(report),
        "## Samples",
        "\n".join(f"- **{_inline(e.instruction)}** {_inline(e.output)}" for e in report.samples),
    ]
    return "\n\n".join(parts) + "\n"


def draw(path: Path, report: DatasetReport) -> bool:
    """Draw the lengths of answers and questions, the kinds and the documents; False where matplotlib is not here."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        return False
    figure = Figure(figsize=(10, 7), layout="constrained")
    FigureCanvasAgg(figure)
    (answers, questions), (kinds, documents) = figure.subplots(2, 2)
    _histogram(answers, report.answer_words, "words of the answer")
    _histogram(questions, report.question_words, "words of the question, as trained")
    _bars(kinds, sorted(report.kinds.items(), key=lambda k: k[1]), "facts of each kind")
    named = sorted(((d.document, d.facts_trained + d.facts_heldout) for d in report.by_document), key=lambda d: d[1])
    rest = f" ({_BARS} of {len(named)})" if len(named) > _BARS else ""
    _bars(documents, named[-_BARS:], f"facts of each document{rest}")
    figure.savefig(str(path), dpi=110, metadata={"Software": None})
    return True


def _histogram(axes: Axes, counts: Mapping[int, int], label: str) -> None:
    axes.bar([*counts.keys()], [*counts.values()], width=0.9)
    axes.set(xlabel=label, ylabel="facts")


def _bars(axes: Axes, counts: Sequence[tuple[str, int]], label: str) -> None:
    axes.barh(range(len(counts)), [n for _, n in counts], tick_label=[_short(name) for name, _ in counts])
    axes.set(xlabel=label)


def _short(name: str) -> str:
    return name.replace("$", r"\$") if len(name) <= 24 else f"{name[:14]}…{name[-9:]}".replace("$", r"\$")


def _left_out(report: DatasetReport) -> str:
    """Reasons and counts; with an example of each where a model wrote."""
    if not report.rejected_for_example:
        return _table(("reason", "how many"), list(report.rejected.items()))
    rows = [(why, n, report.rejected_for_example.get(why, "")) for why, n in report.rejected.items()]
    return _table(("reason", "how many", "for example"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(_inline(str(cell)) for cell in row)} |" for row in rows])


def _inline(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")
