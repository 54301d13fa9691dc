"""Folders, records of finished stages, atomic writes, digests, and what is fresh.

A stage is finished when `.doclora/<stage>.json` stands in its folder: it is written last, by rename. A stage is fresh
when that record is there and the settings, inputs and outputs that it names still have the same digests.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, Field, ValidationError

from doclora import __version__
from doclora.errors import DoesNotFitError, InputError
from doclora.records import Record

RECORDS: Final = ".doclora"
SCHEMA_VERSION: Final = 1
TEXT: Final = "texto.md"
FINAL_TEXT: Final = "texto_final.md"
FINAL_MAP: Final = "texto_final.json"
DOCLING_DOCUMENT: Final = "documento.json"
FIGURES: Final = "imagenes_extraidas"
DESCRIPTIONS: Final = "image_descriptions"

ModelT = TypeVar("ModelT", bound=BaseModel)


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


class RunFolder:
    """The folder of one `doclora run -o DIR`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def data(self) -> Path:
        """One folder a document, and the dataset."""
        return self.root / "data"

    @property
    def dataset(self) -> Path:
        """The instruction dataset."""
        return self.data / "dataset"

    @property
    def config(self) -> Path:
        """The settings as resolved."""
        return self.root / "config"

    @property
    def adapter(self) -> Path:
        """The LoRA adapter."""
        return self.root / "models" / "lora_adapters"

    @property
    def training_logs(self) -> Path:
        """Training logs, results and the loss plot."""
        return self.root / "results" / "training_logs"

    @property
    def evaluation(self) -> Path:
        """The evaluation report."""
        return self.root / "results" / "evaluation"


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


def read_record(path: Path, kind: type[ModelT], *, hint: str) -> ModelT:
    """Read a record from JSON.

    Raises:
        InputError: when the file is missing or is not such a record.
    """
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{path}: not there", hint=hint) from None
    except ValidationError as error:
        raise InputError(f"{path}: not a {kind.__name__}: {error.errors()[0]['msg']}", hint=hint) from None


def write_record(path: Path, record: BaseModel) -> None:
    """Write a record as indented JSON, atomically."""
    write_atomic(path, record.model_dump_json(indent=2) + "\n")


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write a whole file or nothing: to a temporary name beside it, flushed to disk, then renamed.

    Raises:
        InputError: when the folder cannot be written to.
        DoesNotFitError: when the disk is full.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals to write at `path` into errors with a hint."""
    try:
        yield
    except OSError as error:
        if error.errno in {28, 122}:  # ENOSPC, EDQUOT
            raise DoesNotFitError(
                f"{path}: the disk is full", hint="free some room, then run the same command again"
            ) from None
        if (
            isinstance(error, PermissionError | NotADirectoryError | FileExistsError | IsADirectoryError)
            or error.errno == 30
        ):
            raise InputError(
                f"{path}: cannot be written: {error.strerror}", hint="choose another folder with -o"
            ) from None
        raise


@contextlib.contextmanager
def partial_folder(final: Path) -> Iterator[Path]:
    """A hidden folder beside `final` to build it in, then pass to `complete`. It vanishes when the block fails.

    What an earlier process left behind when it was killed is swept away first.
    """
    with writing(final.parent):
        final.parent.mkdir(parents=True, exist_ok=True)
        _sweep(final.parent)
        partial = Path(tempfile.mkdtemp(prefix=f".partial-{os.getpid()}-", dir=final.parent))
    partial.chmod(0o777 & ~_umask())
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def complete(partial: Path, final: Path) -> Path:
    """Give a partial folder its final name, or the next free one (`_2`, `_3` …), and return it."""
    for candidate in _numbered(final):
        if not candidate.exists():
            partial.rename(candidate)
            return candidate
    raise AssertionError("unreachable: names are endless")


def artifacts_name(now: datetime) -> str:
    """`artifacts_YYYYMMDD_HHMMSS`."""
    return f"artifacts_{now:%Y%m%d_%H%M%S}"


def artifacts_folders(parent: Path) -> list[Path]:
    """The artifacts folders in `parent`, newest first."""
    return sorted((p for p in parent.glob("artifacts_*") if p.is_dir()), key=lambda p: _order(p.name), reverse=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other doclora process out of `folder`; the lock dies with the process.

    Raises:
        InputError: when another process holds it.
    """
    path = folder / RECORDS / "lock"
    with writing(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{folder}: another doclora is working here", hint="wait for it, or choose another -o"
            ) from None
        yield


def digest_file(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def digest_json(value: object) -> str:
    """sha256 of a value as canonical JSON: keys sorted, no spaces."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digest_folder(folder: Path, pattern: str = "*") -> dict[str, str]:
    """Relative path → sha256 of every file below `folder` that matches, doclora's own records left out."""
    files = sorted(p for p in folder.rglob(pattern) if p.is_file() and RECORDS not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): digest_file(p) for p in files}


def _canonical_settings(settings: BaseModel | Mapping[str, Any], seed: int | None) -> dict[str, Any]:
    values = settings.model_dump(mode="json") if isinstance(settings, BaseModel) else dict(settings)
    return values | ({} if seed is None else {"seed": seed})


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.name}_{number}")
        number += 1


def _order(name: str) -> tuple[str, int]:
    stem, _, number = name.partition("_")[2].partition("_")[2].partition("_")
    return name[: len("artifacts_YYYYMMDD_HHMMSS")] if stem else name, int(number) if number.isdigit() else 1


def _sweep(parent: Path) -> None:
    for left in parent.glob(".partial-*"):
        pid = left.name.split("-")[1]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"
