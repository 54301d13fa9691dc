"""The report of an evaluation, as a record, as Markdown and as a page."""

from __future__ import annotations

from doclora.records import Answer, Record, Split

SPLIT_NAMES: dict[Split, str] = {
    "train": "trained wordings",
    "validation": "validation wordings",
    "test": "unseen wordings",
    "heldout": "held-out passages",
    "unanswerable": "unanswerable",
}
_EXAMPLES_SHOWN = 12


class Score(Record):
    """One arm on one split.

    Attributes:
        recall: share of answers that contain the expected one.
        low: of the 95 % Wilson interval of recall.
        high: of the same.
        f1: mean token F1.
        finished: share of answers that ended by themselves.
    """

    arm: str
    split: Split
    questions: int
    recall: float
    low: float
    high: float
    f1: float
    finished: float


class Gain(Record):
    """The adapter's recall less the base's on one split, with its 95 % paired bootstrap interval over passages."""

    split: Split
    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """`better`, `worse` or `inconclusive`."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "inconclusive"


class Report(Record):
    """What was asked, answered and found."""

    base: str
    adapter: str
    seed: int
    scores: tuple[Score, ...]
    gains: tuple[Gain, ...]
    answers: tuple[Answer, ...]

    def score(self, arm: str, split: Split) -> Score | None:
        """The score of one arm on one split, if it was asked."""
        return next((s for s in self.scores if s.arm == arm and s.split == split), None)

    def pairs(self, split: Split) -> list[tuple[Answer, Answer]]:
        """The base's and the adapter's answer to each question of a split."""
        base = [a for a in self.answers if a.split == split and a.arm == "base"]
        adapter = [a for a in self.answers if a.split == split and a.arm == "adapter"]
        return list(zip(base, adapter, strict=True))


def summary_rows(report: Report) -> list[list[str]]:
    """A row a split: name, number of questions, both recalls with intervals, gain, verdict, answers that ended."""
    rows = []
    for gain in report.gains:
        base, adapter = report.score("base", gain.split), report.score("adapter", gain.split)
        assert base is not None
        assert adapter is not None
        rows.append(
            [
                SPLIT_NAMES[gain.split],
                str(base.questions),
                _interval(base),
                _interval(adapter),
                f"{100 * gain.mean:+.0f} ({100 * gain.low:+.0f} to {100 * gain.high:+.0f}), {gain.verdict}",
                f"{100 * adapter.finished:.0f} %",
            ]
        )
    return rows


SUMMARY_HEADINGS = ("questions", "n", "base recall", "adapter recall", "gain in points (95 %)", "ended by itself")


_METHOD = """\
Closed book: the questions alone, without the documents. Base: `{base}`. Adapter: `{adapter}`. Recall is the share of
answers that contain the expected one, word for word; in brackets its 95 % interval."""
_READING = """\
*Trained wordings* show that the facts were learned, *unseen wordings* that they were learned as facts and not as
strings. *Held-out passages* were never trained: recall there should stay near the base's, else something leaks.
*Unanswerable* questions ask what the documents do not say; the expected answer is to say so."""


def render_markdown(report: Report) -> str:
    """`report.md`."""
    table = _markdown_table([list(SUMMARY_HEADINGS), *summary_rows(report)])
    lines = ["# Evaluation", "", _METHOD.format(base=report.base, adapter=report.adapter), "", table, "", _READING, ""]
    for gain in report.gains:
        pairs = report.pairs(gain.split)[:_EXAMPLES_SHOWN]
        rows = [[b.question, b.expected, b.given, a.given, "yes" if a.recall else "no"] for b, a in pairs]
        lines += [f"## {SPLIT_NAMES[gain.split].capitalize()}", "", _markdown_table([_ANSWER_HEADINGS, *rows]), ""]
    return "\n".join(lines)


_ANSWER_HEADINGS = ["question", "expected", "base", "adapter", "recalled"]


def render_html(report: Report) -> str:
    """`report.html`: one self-contained page with bars and every answer side by side."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("doclora.evaluate"), autoescape=True)
    return environment.get_template("report.html.j2").render(
        report=report, names=SPLIT_NAMES, headings=SUMMARY_HEADINGS, rows=summary_rows(report)
    )


def _interval(score: Score) -> str:
    return f"{100 * score.recall:.0f} % ({100 * score.low:.0f} to {100 * score.high:.0f})"


def _markdown_table(rows: list[list[str]]) -> str:
    cells = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
