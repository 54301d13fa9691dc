"""`doclora ask`."""

from __future__ import annotations

from pathlib import Path

import click

from doclora.cli.options import FOLDER, json_option


@click.command("ask")
@click.argument("adapter", type=FOLDER)
@click.argument("question")
@click.option("--base-too", is_flag=True, help="Show the base model's answer beside it.")
@click.option("--system", default="", help="A system prompt.")
@click.option("--max-new-tokens", type=click.IntRange(1, 8192), default=256, show_default=True, help="Length limit.")
@json_option
def command(adapter: Path, question: str, base_too: bool, system: str, max_new_tokens: int, as_json: bool) -> None:
    """Ask one question of an adapter; ADAPTER is its folder, or the folder of a `doclora run`."""
    from doclora import console
    from doclora.serve.chat import Reply, open_adapter, reply

    model = open_adapter(adapter)
    answer: Reply = reply(model, question, system=system, max_new_tokens=max_new_tokens, base_too=base_too)
    if as_json:
        console.json_result(answer)
    elif base_too:
        console.table(("base", "adapter"), [(answer.base or "", answer.answer)])
    else:
        console.result(answer.answer)
