"""Checkpoints that a kill at any moment leaves either whole or recognisably not."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Final

from doclora.records import Record
from doclora.workspace import RECORDS, write_atomic, write_record

MARK: Final = "complete.json"
IDENTITY: Final = "training.json"


class Identity(Record):
    """What the checkpoints of a folder belong to: nothing may differ, or training starts afresh.

    Attributes:
        digest: of recipe, settings, inputs and seed.
        precision: of the arithmetic; chosen once, since a measurement could choose differently next time.
        micro_batch: samples held at once, likewise.
    """

    digest: str
    precision: str
    micro_batch: int


def folder_of(adapter: Path) -> Path:
    """Where the checkpoints of the training that makes `adapter` are."""
    return adapter / RECORDS / "checkpoints"


def prepare(folder: Path, identity: Identity) -> Identity:
    """Keep the checkpoints of the same training, throw away all others; return the identity to go on with."""
    path = folder / IDENTITY
    if path.is_file():
        known = Identity.model_validate_json(path.read_bytes())
        if known.digest == identity.digest:
            return known
    discard(folder)
    write_record(path, identity)
    return identity


def mark_complete(checkpoint: Path) -> None:
    """Flush every file of a checkpoint to disk, then say that it is whole."""
    sizes = {}
    for path in sorted(p for p in checkpoint.iterdir() if p.is_file() and p.name != MARK):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        sizes[path.name] = path.stat().st_size
    write_atomic(checkpoint / MARK, json.dumps(sizes, indent=1))


def newest(folder: Path) -> Path | None:
    """The last whole checkpoint; those that are not whole are removed."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda p: int(p.name.rpartition("-")[2]))
    for broken in (p for p in found if not _whole(p)):
        shutil.rmtree(broken)
    whole = [p for p in found if p.exists()]
    return whole[-1] if whole else None


def discard(folder: Path) -> None:
    """Remove all checkpoints: training is done, or it is another training."""
    if folder.exists():
        shutil.rmtree(folder)


def _whole(checkpoint: Path) -> bool:
    mark = checkpoint / MARK
    if not mark.is_file():
        return False
    sizes = json.loads(mark.read_text(encoding="utf-8"))
    return all((checkpoint / n).is_file() and (checkpoint / n).stat().st_size == s for n, s in sizes.items())
