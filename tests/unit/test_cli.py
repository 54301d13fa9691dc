"""The command line imports nothing heavy for help and turns errors into one line, a hint and an exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from doclora.cli import COMMANDS

HEAVY = ("torch", "docling", "transformers", "httpx", "fastapi", "matplotlib", "peft")


def _doclora(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "doclora", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys\nfrom doclora.cli import cli\n"
        f"cli.main({[*command.split(), '--help']!r}, standalone_mode=False)\n"
        f"sys.exit(','.join(m for m in {HEAVY!r} if m in sys.modules) or 0)"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert process.stderr == ""
    assert process.returncode == 0
    assert "Usage:" in process.stdout


def test_every_command_says_what_it_does() -> None:
    listed = _doclora("--help").stdout
    for command, summary in COMMANDS.items():
        assert f"  {command} " in listed
        assert summary in listed


def test_a_user_error_is_one_line_a_hint_and_its_exit_code() -> None:
    process = _doclora("ask", "no-such-folder", "Why?")
    assert process.returncode == 3
    assert process.stderr.splitlines() == [
        "error: no-such-folder: no such folder",
        "hint: give the folder of an adapter or of a `doclora run`",
    ]
    assert process.stdout == ""


def test_doctor_refuses_settings_that_no_command_would_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "doclora.toml").write_text("[train]\nrank = 0\n")
    monkeypatch.chdir(tmp_path)
    process = _doclora("doctor")
    assert process.returncode == 2
    assert "train.rank" in process.stderr


def test_an_unknown_command_is_a_usage_error() -> None:
    process = _doclora("rum")
    assert process.returncode == 2
    assert "No such command 'rum'" in process.stderr
