"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path, file_okay=False)
ANY_PATH = click.Path(path_type=Path)
DOCUMENT = click.Path(path_type=Path, readable=False)
"""One of many: that it may not be read is its own failure, not that of the command."""


def settings_option(command: F) -> F:
    """`--set stage.name=value`, as often as wanted, in `assignments`."""
    return click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="NAME=VALUE",
        help="Any setting, such as train.rank=16. `doclora doctor --settings` lists them.",
    )(command)


def seed_option(command: F) -> F:
    """`--seed N`."""
    return click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Of everything that is drawn.")(command)


def force_option(command: F) -> F:
    """`--force`."""
    return click.option("--force", is_flag=True, help="Do it again even if fresh; a person's edits stay.")(command)


def json_option(command: F) -> F:
    """`--json`, in `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="The result as JSON.")(command)
