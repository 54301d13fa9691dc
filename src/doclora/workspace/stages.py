"""Stages: a record written last, and what is fresh."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, Field, ValidationError

from doclora import __version__
from doclora.records import Record
from doclora.workspace.files import RECORDS, digest_file, digest_json, locked, write_record

SCHEMA_VERSION: Final = 1


class StageRecord(Record):
    """What a finished stage was made from, how and when.

    Attributes:
        settings_digest: sha256 of `settings` as canonical JSON.
        inputs: name → sha256 of what was read.
        outputs: path relative to the stage's folder → sha256 of what was written.
        model: the model that did it, with its revision, where one did.
        seconds: wall-clock time of the work itself.
    """

    schema_version: int = SCHEMA_VERSION
    stage: str
    settings: dict[str, Any]
    settings_digest: str
    inputs: dict[str, str]
    outputs: dict[str, str]
    counts: Mapping[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seed: int | None = None
    model: str = ""
    versions: Mapping[str, str] = Field(default_factory=dict)
    seconds: float = 0.0
    finished_at: str = ""


@dataclass(frozen=True)
class StageResult:
    """What the work of a stage reports back: files written (relative to its folder), counts, notes for the user."""

    outputs: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True)
class StageOutcome:
    """A stage after `run_stage`: its record, and whether the work was skipped because it was fresh."""

    record: StageRecord
    skipped: bool


def run_stage(
    stage: str,
    folder: Path,
    *,
    settings: BaseModel | Mapping[str, Any],
    inputs: Mapping[str, str],
    work: Callable[[], StageResult],
    seed: int | None = None,
    force: bool = False,
    packages: tuple[str, ...] = (),
) -> StageOutcome:
    """Do the work of a stage unless it is fresh, and record it.

    Args:
        stage: its name, as in `.doclora/<stage>.json`.
        folder: where it writes.
        settings: all that changes what it writes; never a secret.
        inputs: name → digest of all that it reads (`digest_file`, `digest_folder`).
        work: does it; must leave `folder` unharmed when it fails.
        seed: of what is drawn.
        force: do it even when fresh.
        packages: whose versions belong in the record.
    """
    values = _canonical_settings(settings, seed)
    if not force and (record := fresh_record(stage, folder, settings=settings, inputs=inputs, seed=seed)):
        return StageOutcome(record, skipped=True)
    with locked(folder):
        record_path(folder, stage).unlink(missing_ok=True)
        started = time.monotonic()
        result = work()
        record = StageRecord(
            stage=stage,
            settings=values,
            settings_digest=digest_json(values),
            inputs=dict(inputs),
            outputs={name: digest_file(folder / name) for name in sorted(result.outputs)},
            counts=dict(result.counts),
            notes=result.notes,
            seed=seed,
            model=result.model,
            versions={"doclora": __version__} | {p: _version(p) for p in packages},
            seconds=round(time.monotonic() - started, 3),
            finished_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        write_record(record_path(folder, stage), record)
    return StageOutcome(record, skipped=False)


def fresh_record(
    stage: str,
    folder: Path,
    *,
    settings: BaseModel | Mapping[str, Any],
    inputs: Mapping[str, str],
    seed: int | None = None,
) -> StageRecord | None:
    """The record of a stage that need not be done again, or None."""
    record = read_stage(folder, stage)
    return record if record and not stale_reason(folder, record, settings, inputs, seed) else None


def stale_reason(
    folder: Path,
    record: StageRecord,
    settings: BaseModel | Mapping[str, Any],
    inputs: Mapping[str, str],
    seed: int | None = None,
) -> str:
    """Why a finished stage would have to be done again, in words; empty when it is fresh."""
    if record.settings_digest != digest_json(_canonical_settings(settings, seed)):
        return "its settings changed"
    if record.inputs != dict(inputs):
        changed = sorted(k for k in record.inputs.keys() | inputs.keys() if record.inputs.get(k) != inputs.get(k))
        return f"its input changed: {', '.join(changed[:3])}"
    for name, digest in record.outputs.items():
        if not (folder / name).is_file():
            return f"{name} is missing"
        if digest_file(folder / name) != digest:
            return f"{name} was changed"
    return ""


def read_stage(folder: Path, stage: str) -> StageRecord | None:
    """The record of a finished stage; None when it never finished or was made by another schema."""
    path = record_path(folder, stage)
    if not path.is_file():
        return None
    try:
        record = StageRecord.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
    return record if record.schema_version == SCHEMA_VERSION else None


def record_path(folder: Path, stage: str) -> Path:
    """Where a stage's record stands."""
    return folder / RECORDS / f"{stage}.json"


def _canonical_settings(settings: BaseModel | Mapping[str, Any], seed: int | None) -> dict[str, Any]:
    values = settings.model_dump(mode="json") if isinstance(settings, BaseModel) else dict(settings)
    return values | ({} if seed is None else {"seed": seed})


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"
