"""`doclora chat`."""

from __future__ import annotations

from pathlib import Path

import click

from doclora.cli.options import FOLDER


@click.command("chat")
@click.argument("adapter", type=FOLDER)
@click.option("--system", default="", help="A system prompt.")
@click.option("--max-new-tokens", type=click.IntRange(1, 8192), default=512, show_default=True, help="Length limit.")
def command(adapter: Path, system: str, max_new_tokens: int) -> None:
    """Talk with an adapter; ADAPTER is its folder, or the folder of a `doclora run`.

    /reset forgets the conversation, /base shows the base model's answers beside, /exit or Ctrl-D ends.
    """
    from doclora.serve.chat import converse, open_adapter

    converse(open_adapter(adapter), system=system, max_new_tokens=max_new_tokens)
