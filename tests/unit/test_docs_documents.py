"""docs/documents.md and its Spanish twin: what they name exists, and both say the same things."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from doclora.cli import cli
from doclora.settings import ComposeSettings, DescribeSettings, Settings

DOCS = Path(__file__).parents[2] / "docs"
BOTH = [DOCS / "documents.md", DOCS / "es" / "documentos.md"]


@pytest.mark.parametrize("page", BOTH, ids=lambda page: page.name)
def test_every_command_option_and_setting_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"^doclora (.+)$", text, re.MULTILINE):
        name, *arguments = shlex.split(line, comments=True)
        command = cli.get_command(click.Context(cli), name)
        assert command, name
        options = {option for parameter in command.params for option in parameter.opts}
        assert {a for a in arguments if a.startswith("-")} <= options, line
    for stage, name in re.findall(r"--set (\w+)\.(\w+)=", text):
        assert name in type(getattr(Settings(), stage)).model_fields


@pytest.mark.parametrize("page", BOTH, ids=lambda page: page.name)
def test_every_setting_is_told_with_its_default(page: Path) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", page.read_text(encoding="utf-8"), re.MULTILINE))
    for model in (DescribeSettings(), ComposeSettings()):
        for name, value in model:
            told = rows[name].strip().strip("`")
            assert told in _words(value), name


def _words(value: object) -> set[str]:
    if value is None or value == "":
        return {"", "none", "ninguno"}
    return {f"{value:g}" if isinstance(value, float) else str(value).lower()}


def test_both_languages_have_the_same_parts() -> None:
    def shape(page: Path) -> list[str]:
        return re.findall(r"^(#+|\|(?= )|```\w*|\d\.|- )", page.read_text(encoding="utf-8"), re.MULTILINE)

    english, spanish = map(shape, BOTH)
    assert english == spanish
