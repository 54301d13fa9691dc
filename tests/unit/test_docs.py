"""What the documentation tells users to type is what the command line takes, and every link in it leads somewhere."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import click
import pytest

from doclora.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])


def _typed(page: Path) -> list[str]:
    """The `doclora …` lines of a page's shell blocks, continuation lines joined, comments dropped."""
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.lstrip("$ ").strip() for line in lines if line.lstrip("$ ").startswith("doclora ")]


def _parse(line: str) -> None:
    words = [w for w in shlex.split(re.split(r"[|>]", line)[0], comments=True) if w not in {"-v", "-q"}][1:]
    if words[0] in {"--help", "--version"}:
        return
    assert words[0] in COMMANDS, f"no such command: {line}"
    command: click.Command = importlib.import_module(f"doclora.cli.{words[0]}").command
    arguments = words[1:]
    while isinstance(command, click.Group) and arguments and arguments[0] in command.commands:
        command = command.commands[arguments.pop(0)]
    if "--help" not in arguments:
        command.make_context(words[0], arguments)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_documentation_are_understood(page: Path) -> None:
    for line in _typed(page):
        try:
            _parse(line)
        except click.ClickException as error:
            pytest.fail(f"{page.name}: {line}: {error.format_message()}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_in_the_documentation_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [t.partition("#")[0] for t in targets if "://" not in t and not t.startswith("#")]
    assert [t for t in local if not (page.parent / t).exists()] == []


def test_the_readme_shows_commands_at_all() -> None:
    assert len(_typed(ROOT / "README.md")) >= 5
