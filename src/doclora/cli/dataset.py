"""`doclora dataset`, and `doclora dataset check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from doclora.cli.options import ANY_PATH, force_option, json_option, settings_option

if TYPE_CHECKING:
    from doclora.dataset.importer import CheckReport
    from doclora.records import Example


_PREVIEW = 4000
"""Characters shown of a prompt."""


class _Group(click.Group):
    """`dataset ARTIFACTS…` is short for `dataset build ARTIFACTS…`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["build", *args]
        return super().parse_args(ctx, args)


@click.group("dataset", cls=_Group)
def command() -> None:
    r"""Make a dataset of questions and answers, or check one of your own.

    \b
    doclora dataset ARTIFACTS… -o DATASET     (short for: doclora dataset build …)
    doclora dataset check FILE…
    """


@command.command("build")
@click.argument("artifacts", nargs=-1, required=True, type=ANY_PATH, metavar="ARTIFACTS…")
@click.option("-o", "--output", type=ANY_PATH, default=Path("dataset"), show_default=True, help="The dataset folder.")
@click.option(
    "--generator", type=click.Choice(["extractive", "llm"]), help="extractive: no model; llm: ask an endpoint."
)
@click.option("--form", "forms", multiple=True, type=click.Choice(["sharegpt", "openai"]), help="Also in this form.")
@click.option("--endpoint", metavar="URL", help="Of the generator llm: http://localhost:8000/v1. Its key: LLM_TOKEN.")
@click.option("--model", metavar="NAME", help="The endpoint's model, if it has several.")
@force_option
@settings_option
@json_option
def build_command(
    artifacts: tuple[Path, ...],
    output: Path,
    force: bool,
    assignments: tuple[str, ...],
    as_json: bool,
    **options: Any,  # noqa: ANN401 - as click gives them
) -> None:
    """Turn the text of artifacts folders into questions and answers to train on."""
    from doclora import console
    from doclora.configuration import load_settings
    from doclora.dataset import build

    given = {name: value for name, value in options.items() if value != ()}
    settings = load_settings({"dataset": given}, assignments)
    outcome = build(
        artifacts,
        output,
        settings.dataset,
        seed=settings.seed,
        base=settings.train.base,
        force=force,
        token=settings.llm_token,
    )
    if as_json:
        console.json_result(outcome.record)
        return
    if outcome.skipped:
        console.note("dataset: fresh, nothing to do")
    for remark in outcome.record.notes:
        console.note(f"warning: {remark}")
    console.table(("file", "rows"), [(name, str(n)) for name, n in outcome.record.counts.items()])
    console.result(str(output))


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=ANY_PATH, metavar="FILE…")
@click.option("-o", "--output", type=ANY_PATH, help="A folder for the good rows, in Alpaca form.")
@click.option("--constant-as-system", is_flag=True, help="Make an instruction that all rows share the system prompt.")
@click.option("--base", metavar="NAME", help="Whose chat template the preview is in.  [default: as in training]")
@json_option
def check_command(
    files: tuple[Path, ...], output: Path | None, constant_as_system: bool, base: str | None, as_json: bool
) -> None:
    """Check your own examples: JSONL, JSON, CSV or Parquet.

    What is safely mended is mended; what is not is named with its line, and left out of what -o writes.
    """
    from doclora import console
    from doclora.dataset.importer import check, save
    from doclora.errors import InputError

    report = check(files, constant_as_system=constant_as_system)
    if output:
        save(report, output)
    if as_json:
        console.json_result(report)
    else:
        _show(report, base)
    if report.rejected:
        raise InputError(
            f"{len(report.rejected)} row{'s' * (len(report.rejected) != 1)} rejected",
            hint="mend the lines named above, or go on without them with -o",
        )


def _show(report: CheckReport, base: str | None) -> None:
    from doclora import console

    console.table(("file", "good rows"), [(name, str(len(rows))) for name, rows in report.examples.items()])
    for what, count in report.repaired.items():
        console.result(f"mended: {what} ({count})")
    for finding in (*report.duplicates, *report.alike):
        console.result(f"{finding.file}:{finding.line}: {finding.message}")
    for note in report.notes:
        console.result(note)
    for finding in report.rejected:
        console.result(f"{finding.file}:{finding.line}: rejected: {finding.message}")
    if examples := [e for rows in report.examples.values() for e in rows][:3]:
        _preview(examples, base)


def _preview(examples: list[Example], base: str | None) -> None:
    from doclora import console
    from doclora.configuration import load_settings
    from doclora.dataset.preview import previews
    from doclora.errors import DependencyError

    try:
        source, prompts = previews(examples, base or load_settings().train.base)
    except DependencyError as error:
        if base:
            raise
        console.note(f"no preview: {error.message} ({error.hint})")
        return
    for number, prompt in enumerate(prompts, start=1):
        shown = prompt if len(prompt) <= _PREVIEW else f"{prompt[:_PREVIEW]}… ({len(prompt):,} characters)"
        console.result(f"\n--- prompt {number}, as {Path(source).name} sees it ---\n{shown}")
