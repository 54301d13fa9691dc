"""`doclora shrink`."""

from __future__ import annotations

from pathlib import Path

import click

from doclora.cli.options import FOLDER, json_option


@click.command("shrink")
@click.argument("adapter", type=FOLDER)
@click.option("--to", "size", required=True, metavar="SIZE", help="At most this size, such as 10MB.")
@click.option("-o", "--out", type=FOLDER, help="The smaller adapter.  [default: ADAPTER-small]")
@click.option("--dataset", type=FOLDER, help="Ask this dataset's questions of both, and say how many each recalls.")
@json_option
def command(adapter: Path, size: str, out: Path | None, dataset: Path | None, as_json: bool) -> None:
    """Make an adapter smaller: the nearest one of a lower rank, by singular values. The base is not needed for that."""
    from doclora import console
    from doclora.torchvision_shim import ensure_torchvision
    from doclora.train.shrink import describe, read_size, shrink, with_recall

    limit = read_size(size)
    ensure_torchvision()
    result = shrink(adapter, out or adapter.with_name(f"{adapter.name}-small"), limit)
    if dataset:
        result = with_recall(result, adapter, dataset)
    if as_json:
        console.json_result(result)
        return
    console.result(describe(result))
    console.result(f"adapter: {result.folder}")
    if result.recalled:
        rows = [[r.questions, f"{r.before:.1%}", f"{r.after:.1%}"] for r in result.recalled]
        console.table(("answered word for word", "before", "after"), rows)
