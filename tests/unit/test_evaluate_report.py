"""The report says how sure it is, keeps every answer, and escapes what a model may write."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from doclora.evaluate import summarise
from doclora.evaluate.report import Report, render_html, render_markdown, summary_rows
from doclora.records import Answer, Split


def _answer(arm: str, split: Split, number: int, *, recall: bool, given: str = "x") -> Answer:
    return Answer(
        arm=arm,
        split=split,
        question=f"Q{number}",
        expected="gold",
        given=given,
        passage=f"p{number}",
        recall=recall,
        f1=float(recall),
        finished=True,
    )


@pytest.fixture
def report() -> Report:
    answers = [_answer("base", "train", i, recall=False) for i in range(40)]
    answers += [_answer("adapter", "train", i, recall=i < 38) for i in range(40)]
    answers += [_answer("base", "heldout", i, recall=i == 0) for i in range(20)]
    answers += [_answer("adapter", "heldout", i, recall=i == 1, given="<script>|</script>") for i in range(20)]
    return summarise(answers, base="base-model", adapter="lora", seed=0)


def test_a_clear_gain_is_better_and_a_tie_is_inconclusive(report: Report) -> None:
    assert [(g.split, g.verdict) for g in report.gains] == [("train", "better"), ("heldout", "inconclusive")]
    score = report.score("adapter", "train")
    assert score is not None
    assert score.recall == pytest.approx(0.95)
    assert score.low < 0.95 < score.high


def test_the_table_has_a_row_for_each_split_asked(report: Report) -> None:
    rows = summary_rows(report)
    assert [row[0] for row in rows] == ["trained wordings", "held-out passages"]
    assert rows[0][3].startswith("95 %")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_what_a_model_writes_cannot_become_markup(report: Report) -> None:
    page, parser = render_html(report), _Tags()
    parser.feed(page)
    assert "script" not in parser.tags
    assert "&lt;script&gt;|&lt;/script&gt;" in page
    assert page.count("<tr>") >= 60
    markdown_rows = [line for line in render_markdown(report).splitlines() if line.startswith("| Q")]
    assert all(line.replace("\\|", "").count("|") == 6 for line in markdown_rows)
