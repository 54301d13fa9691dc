"""`doclora dataset`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("dataset")
@click.argument("artifacts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTIFACTS…")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("dataset"),
    show_default=True,
    help="The dataset folder.",
)
@click.option("--force", is_flag=True, help="Make it even when it is fresh.")
@click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="Any setting: dataset.wordings=8.")
@click.option("--json", "as_json", is_flag=True, help="Print the stage's record instead of a summary.")
def command(
    artifacts: tuple[Path, ...], output: Path, force: bool, assignments: tuple[str, ...], as_json: bool
) -> None:
    """Turn the text of artifacts folders into questions and answers to train on."""
    from doclora import console
    from doclora.dataset import build
    from doclora.settings import load_settings

    settings = load_settings({}, assignments)
    outcome = build(artifacts, output, settings.dataset, seed=settings.seed, force=force, token=settings.llm_token)
    if as_json:
        console.json_result(outcome.record)
        return
    if outcome.skipped:
        console.note("dataset: fresh, nothing to do")
    console.table(("file", "rows"), [(name, str(n)) for name, n in outcome.record.counts.items()])
    console.result(str(output))
