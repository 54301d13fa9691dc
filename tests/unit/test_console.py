"""What reaches a terminal cannot steer it; what reaches a file or a pipe stays as it is."""

from __future__ import annotations

import io
import sys

import pytest

from doclora import console

STEERING = "one\x1b[2Jtwo\x07\n\tthree\x9b31m é"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_no_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    console.result(STEERING)
    console.fragment(STEERING)
    assert terminal.getvalue() == "one[2Jtwo\n\tthree31m é\none[2Jtwo\n\tthree31m é"


def test_a_pipe_gets_every_byte(capsys: pytest.CaptureFixture[str]) -> None:
    console.result(STEERING)
    assert capsys.readouterr().out == STEERING + "\n"


def test_a_cell_of_a_table_neither_steers_nor_marks_up(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(("answer",), [("\x1b[31m[red]x[/red]",)])
    out = capsys.readouterr().out
    assert "[31m[red]x[/red]" in out
    assert "\x1b" not in out
