"""Answers stand in their evidence as it writes them."""

from __future__ import annotations

import pytest

from doclora.dataset.verbatim import as_written, unwrapped


@pytest.mark.parametrize(
    ("answer", "evidence", "written"),
    [
        ("the brass lid", "Lift the brass lid.", "the brass lid"),
        ("the lid of brass", "Lift the **lid** of brass.", "the **lid** of brass"),
        ("lid and tray", "Lift `lid` and tray.", "`lid` and tray"),
        ("the lid", "Lift the `lid` now.", "the `lid`"),
        ("lid/tray", "| part | `lid`/`tray` |", "`lid`/`tray`"),
        ("lid", "Lift `lid` now.", "lid"),
        ("- the lid\n- the tray", "Lift:\n\n- the lid\n- the tray", "- the lid\n- the tray"),
        ("the tray", "Lift the brass lid.", ""),
    ],
)
def test_an_answer_keeps_whole_marks(answer: str, evidence: str, written: str) -> None:
    assert as_written(answer, evidence) == written


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("_The gate is shut\nat night._", "The gate is shut at night."),
        ("**The gate is shut at night.", "The gate is shut at night."),
        ("**The** gate is *shut* at **night**", "**The** gate is *shut* at **night**"),
        ("_The gate_ opens with gate_key at night.", "_The gate_ opens with gate_key at night."),
        ("*The gate* is 2 * 4 feet wide.", "*The gate* is 2 * 4 feet wide."),
        ("The gate is shut at night._", "The gate is shut at night."),
    ],
)
def test_marks_that_begin_or_end_elsewhere_are_left_out(raw: str, said: str) -> None:
    assert unwrapped(raw) == said


def test_a_mark_that_closes_behind_the_full_stop_is_kept_with_it() -> None:
    said = as_written("la técnica del robo de trabajo", "Se usa la técnica del *robo de trabajo.* Las colas esperan.")
    assert said == "la técnica del *robo de trabajo.*"
