"""The order of the stages: the whole way, and what is done and what is stale in a run's folder."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from doclora.errors import DocloraError, InputError
from doclora.records import Record
from doclora.settings import Settings
from doclora.workspace import (
    RECORDS,
    TEXT,
    RunFolder,
    StageOutcome,
    StageRecord,
    artifacts_folders,
    digest_file,
    document_names,
    locked,
    read_stage,
    stale_reason,
    write_atomic,
)

log = logging.getLogger(__name__)

State = Literal["done", "stale", "missing"]
_SETTINGS = "settings.json"
_FROM_OUTSIDE = ("source", "base", "replay", "prompt")
_STAGES_OF_A_DOCUMENT = ("extract", "describe", "compose")


class StageStatus(Record):
    """One line of `doclora status`.

    Attributes:
        where: the stage's folder, relative to the run's.
        reason: why it is stale or missing.
    """

    stage: str
    where: str
    state: State
    reason: str = ""
    seconds: float = 0.0
    finished_at: str = ""


class RunStatus(Record):
    """`doclora status DIR`."""

    folder: str
    stages: tuple[StageStatus, ...]


@dataclass(frozen=True)
class Source:
    """A document of a run: its file, and its name under `data/`."""

    path: Path
    name: str
    sha256: str


def run(documents: Sequence[Path], out: Path, settings: Settings, *, force: bool = False) -> RunFolder:
    """Take documents the whole way to an evaluated adapter; a stage that is fresh is skipped.

    Args:
        documents: PDFs and whatever else `extract` reads.
        out: the folder of the run; made if need be.
        settings: of all stages.
        force: do every stage again.

    Raises:
        InputError: when documents are missing or cannot be read: each is named in the log first.
    """
    from doclora.dataset import build, given_files
    from doclora.evaluate import evaluate
    from doclora.language.base import resolve_base
    from doclora.train import train

    sources = identify(documents)
    given_files(settings.dataset)
    resolve_base(settings.train.base)
    folder = RunFolder(out)
    _refuse_foreign(folder)
    with _swept_if_new(out), locked(out):
        write_atomic(
            folder.config / _SETTINGS,
            settings.model_dump_json(indent=2, exclude={"auth_token", "llm_token"}) + "\n",
        )
        artifacts = list(_texts(sources, folder, settings, force))
        seed = settings.seed
        _tell(
            "dataset",
            build(
                artifacts,
                folder.dataset,
                settings.dataset,
                seed=seed,
                base=settings.train.base,
                force=force,
                token=settings.llm_token,
            ),
        )
        logs = folder.training_logs
        _tell("train", train(folder.dataset, folder.adapter, settings.train, logs=logs, seed=seed, force=force))
        _tell(
            "evaluate",
            evaluate(folder.adapter, folder.dataset, folder.evaluation, settings.evaluate, seed=seed, force=force),
        )
    return folder


def _refuse_foreign(folder: RunFolder) -> None:
    if not folder.root.is_dir() or (folder.config / _SETTINGS).is_file():
        return
    if any(path.name != RECORDS for path in folder.root.iterdir()):
        raise InputError(
            f"{folder.root}: has files in it and is not the folder of a run",
            hint="give -o a new or empty folder, or that of an earlier run",
        )


@contextlib.contextmanager
def _swept_if_new(out: Path) -> Iterator[None]:
    """Leave no folder behind when a run that made it fails before its first document is extracted."""
    new = not out.exists()
    try:
        yield
    except DocloraError:
        if new and not any(out.glob(f"data/*/artifacts_*/{TEXT}")):
            shutil.rmtree(out, ignore_errors=True)
        raise


def identify(documents: Sequence[Path]) -> list[Source]:
    """Give each document its name under `data/`: its file's, with a piece of its digest where two files share one.

    The same content given twice counts once.

    Raises:
        InputError: naming every document that is not a readable file.
    """
    missing = [str(d) for d in documents if not d.is_file()]
    if missing:
        raise InputError(
            f"not a file: {', '.join(missing)}", hint="give the documents themselves, such as papers/*.pdf"
        )
    by_digest: dict[str, Path] = {}
    for document in documents:
        by_digest.setdefault(digest_file(document), document)
    names = document_names([(path.stem, digest) for digest, path in by_digest.items()])
    return [Source(path, name, digest) for name, (digest, path) in zip(names, by_digest.items(), strict=True)]


def undescribed(folder: RunFolder) -> int:
    """How many figures of a run could not be described: their links stand in the text."""
    documents = (p for p in folder.data.glob("*") if p.is_dir() and p != folder.dataset)
    records = (read_stage(_newest(document), "describe") for document in documents)
    return sum(record.counts.get("failed", 0) for record in records if record)


def status(out: Path) -> RunStatus:
    """What is done, stale and missing in the folder of a run.

    Raises:
        InputError: when it is not the folder of a run.
    """
    folder = RunFolder(out)
    if not folder.config.is_dir():
        raise InputError(f"{out}: not the folder of a run", hint="make one: doclora run paper.pdf -o DIR")
    return RunStatus(folder=str(out), stages=tuple(_statuses(folder)))


def _texts(sources: Sequence[Source], folder: RunFolder, settings: Settings, force: bool) -> Iterator[Path]:
    failures = []
    extracted = []
    for source in sources:
        try:
            extracted.append((source, _extracted(source, folder.data / source.name, settings, force)))
        except DocloraError as error:
            if len(sources) == 1:
                raise
            failures.append(error)
            log.error("%s (%s)", error.message, error.hint)
    if failures:
        raise InputError(
            f"{len(failures)} of {len(sources)} documents could not be read",
            hint="leave them out or mend them, then run the same command again: the others are kept",
        )
    for source, artifacts in extracted:
        _described(source, artifacts, settings, force)
        yield artifacts


def _extracted(source: Source, parent: Path, settings: Settings, force: bool) -> Path:
    from doclora.extract import extract

    for artifacts in artifacts_folders(parent) if not force else []:
        record = read_stage(artifacts, "extract")
        if record and not stale_reason(artifacts, record, settings.extract, {"source": source.sha256}):
            log.info("extract   %s: fresh", source.name)
            return artifacts
    artifacts = extract(source.path, parent, settings.extract)
    record = read_stage(artifacts, "extract")
    assert record is not None
    _tell(f"extract   {source.name}", StageOutcome(record, skipped=False))
    return artifacts


def _described(source: Source, artifacts: Path, settings: Settings, force: bool) -> None:
    from doclora.compose import compose
    from doclora.describe import describe

    outcome = describe(
        artifacts, settings.describe, api_url=settings.api_url, auth_token=settings.auth_token, force=force
    )
    _tell(f"describe  {source.name}", outcome)
    _tell(f"compose   {source.name}", compose(artifacts, settings.compose, force=force))


def _tell(stage: str, outcome: StageOutcome) -> None:
    record = outcome.record
    if outcome.skipped:
        log.info("%s: fresh", stage.ljust(9))
        return
    counts = ", ".join(f"{number} {what}" for what, number in record.counts.items())
    log.info("%s: done in %.1f s%s", stage.ljust(9), record.seconds, f" ({counts})" if counts else "")
    for remark in record.notes:
        log.info("          %s", remark)


def _statuses(folder: RunFolder) -> Iterator[StageStatus]:
    documents = sorted(p for p in folder.data.glob("*") if p.is_dir() and p != folder.dataset)
    places = [(stage, _newest(document)) for document in documents for stage in _STAGES_OF_A_DOCUMENT]
    places += [("dataset", folder.dataset), ("train", folder.adapter), ("evaluate", folder.evaluation)]
    written: set[str] = set()
    for stage, where in places:
        record = read_stage(where, stage)
        yield _status(stage, where, record, written, folder)
        written |= set(record.outputs.values()) if record else set()


def _newest(document: Path) -> Path:
    return next(iter(artifacts_folders(document)), document)


def _status(stage: str, where: Path, record: StageRecord | None, written: set[str], folder: RunFolder) -> StageStatus:
    """A stage is stale when its outputs changed, or when what it read is no longer what the stages before it wrote."""
    place = where.relative_to(folder.root).as_posix()
    if record is None:
        return StageStatus(stage=stage, where=place, state="missing", reason="never finished")
    reason = stale_reason(where, record, record.settings, _inputs_now(stage, where, record))
    from_before = {name: digest for name, digest in record.inputs.items() if not _from_outside(name)}
    outdated = sorted(name for name, digest in from_before.items() if digest not in written)
    if not reason and outdated:
        reason = f"made from an earlier {', '.join(outdated[:3])}"
    return StageStatus(
        stage=stage,
        where=place,
        state="stale" if reason else "done",
        reason=reason,
        seconds=record.seconds,
        finished_at=record.finished_at,
    )


def _inputs_now(stage: str, where: Path, record: StageRecord) -> Mapping[str, str]:
    """As they are now: a person may have written about a figure since the text was composed."""
    if stage != "compose":
        return record.inputs
    from doclora.compose import inputs

    return inputs(where)


def _from_outside(name: str) -> bool:
    return name in _FROM_OUTSIDE or name.endswith(".edit.md")
