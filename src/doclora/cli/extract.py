"""`doclora extract`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("extract")
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DOCUMENT…")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path(), help="Where the folders are made.")
@click.option(
    "--profile", type=click.Choice(["geometry", "full"]), help="geometry: no weights; full: docling's models."
)
@click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="Any setting: extract.figure_scale=3.")
@click.option("--json", "as_json", is_flag=True, help="Print a record for each document instead of its folder.")
def command(
    documents: tuple[Path, ...], output: Path, profile: str | None, assignments: tuple[str, ...], as_json: bool
) -> None:
    """Turn documents into texto.md and figures, each in a new folder artifacts_YYYYMMDD_HHMMSS."""
    from doclora import console
    from doclora.extract import extract
    from doclora.records import Document
    from doclora.settings import load_settings
    from doclora.workspace import RECORDS, read_record

    settings = load_settings({"extract": {"profile": profile}}, assignments).extract
    console.note(f"profile {settings.profile}")
    for document in documents:
        folder = extract(document, output, settings)
        if as_json:
            record = read_record(folder / RECORDS / "document.json", Document, hint="extract it again")
            console.json_result(record)
        else:
            console.result(str(folder))
