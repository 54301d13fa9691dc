"""`doclora setup`: a table of targets, each imported only when it is called."""

from __future__ import annotations

import importlib
from typing import Final

import click

TARGETS: Final = {
    "documents": ("doclora.cli.setup_documents", "docling's models for `doclora extract --profile full`"),
    "vision": ("doclora.cli.setup_vision", "a vision-language model for `doclora vision serve`"),
}


class _Targets(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(TARGETS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in TARGETS:
            return None
        target: click.Command = importlib.import_module(TARGETS[cmd_name][0]).command
        return target

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Targets"):
            formatter.write_dl([(name, about) for name, (_, about) in TARGETS.items()])


@click.group("setup", cls=_Targets)
def command() -> None:
    """Fetch what a command needs, check memory and disk, and try it once."""
