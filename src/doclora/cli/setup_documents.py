"""`doclora setup documents`."""

from __future__ import annotations

from pathlib import Path

import click

from doclora import console
from doclora.cli.options import FOLDER


@click.command("documents")
@click.option("-o", "--output", type=FOLDER, default=Path("docling-models"), show_default=True, help="For the weights.")
@click.option("--enrichment", is_flag=True, help="Also the models for formulas, code and kinds of figures.")
def command(output: Path, enrichment: bool) -> None:
    """Fetch the weights of docling's models for `--profile full`, and read a page with them."""
    from doclora.extract.weights import fetch_weights

    seconds = fetch_weights(output, enrichment=enrichment)
    console.note(f"a page took {seconds:.1f} s; use them with --profile full --set extract.artifacts_path={output}")
    console.result(str(output))
