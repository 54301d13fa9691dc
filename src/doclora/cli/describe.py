"""`doclora describe`."""

from __future__ import annotations

from pathlib import Path

import click

from doclora import console
from doclora.cli.options import FOLDER, force_option, settings_option
from doclora.errors import RemoteServiceError
from doclora.settings import load_settings
from doclora.workspace import StageOutcome


@click.command("describe")
@click.argument("artifacts", type=FOLDER)
@force_option
@settings_option
def command(artifacts: Path, force: bool, assignments: tuple[str, ...]) -> None:
    """Describe each figure of ARTIFACTS in image_descriptions/imageN.md."""
    settings = load_settings(assignments=assignments)
    from doclora.describe import describe

    outcome = describe(
        artifacts, settings.describe, api_url=settings.api_url, auth_token=settings.auth_token, force=force
    )
    report(outcome)
    fail_if_incomplete(outcome, artifacts)


def report(outcome: StageOutcome) -> None:
    """Say what became of the figures."""
    record, counts = outcome.record, outcome.record.counts
    for note in record.notes:
        console.note(note)
    fresh = " (fresh, nothing to do)" if outcome.skipped else ""
    parts = [f"{counts['described'] + counts['kept']} described by {record.settings['describer']} or before"]
    parts += [f"{counts[name]} {name}" for name in ("decorative", "failed") if counts[name]]
    console.result(f"figures: {counts['figures']}; {', '.join(parts)}{fresh}")


def fail_if_incomplete(outcome: StageOutcome, artifacts: Path) -> None:
    """Raise for figures without a description.

    Raises:
        RemoteServiceError: naming them.
    """
    if failed := outcome.record.counts["failed"]:
        raise RemoteServiceError(
            f"{failed} of {outcome.record.counts['figures']} figures have no description",
            hint=f"`doclora describe {artifacts}` asks only these again; their links stay in the text until then",
        )
