"""`doclora status`."""

from __future__ import annotations

from pathlib import Path

import click

from doclora.cli.options import FOLDER, json_option


@click.command("status")
@click.argument("folder", type=FOLDER, metavar="DIR")
@json_option
def command(folder: Path, as_json: bool) -> None:
    """What is done, stale and missing in the folder of a run."""
    from doclora import console
    from doclora.pipeline import status

    found = status(folder)
    if as_json:
        console.json_result(found)
        return
    rows = [
        (s.stage, s.state, s.reason or (f"{s.seconds:.1f} s, {s.finished_at}" if s.finished_at else ""), s.where)
        for s in found.stages
    ]
    console.table(("stage", "state", "", "folder"), rows)
