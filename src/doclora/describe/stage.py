"""The stage: every figure asked once, each reply kept as it arrives, failures listed at the end."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from doclora import console
from doclora.describe.asking import answered
from doclora.describe.describers import Describer, FigureError, Task
from doclora.describe.offline import OfflineDescriber
from doclora.describe.subjects import Subject, decorative, read_subjects
from doclora.descriptions import (
    Origin,
    edit_path,
    read_description,
    read_origin,
    read_reply,
    reply_path,
    write_reply,
)
from doclora.settings import DescribeSettings
from doclora.workspace import RECORDS, TEXT, StageOutcome, StageResult, digest_file, digest_json, read_stage, run_stage

STAGE: Final = "describe"

_log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What became of the figures so far."""

    described: int = 0
    kept: int = 0
    decorative: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def describe(
    artifacts: Path,
    settings: DescribeSettings,
    *,
    api_url: str = "",
    auth_token: SecretStr | str = "",
    force: bool = False,
) -> StageOutcome:
    """Write `image_descriptions/imageN.md` for every figure of an artifacts folder.

    A figure whose image, prompt and model are those of a reply that is already there is not asked again. A figure that
    fails leaves the rest as it is: `counts["failed"]` says how many, the notes why, and the next call asks them again.

    Args:
        artifacts: the folder, also one that another tool made.
        settings: how.
        api_url: the image service or endpoint; empty for none.
        auth_token: its bearer token.
        force: ask every figure again.

    Raises:
        InputError: when this is not an artifacts folder.
        RemoteServiceError: when the service answers no figure at all: wrong address, wrong token, gone.
    """
    describer = OfflineDescriber()
    subjects = read_subjects(artifacts, None if settings.language == "auto" else settings.language)
    previous = read_stage(artifacts, STAGE)
    unfinished = previous is not None and bool(previous.counts.get("failed"))
    _log.info("describing figures: %s", describer.name)
    return run_stage(
        STAGE,
        artifacts,
        settings={"describer": describer.name, "language": settings.language},
        inputs=_inputs(artifacts, subjects),
        work=lambda: _describe_all(artifacts, subjects, describer, force=force),
        force=force or unfinished,
        packages=("rapidocr",),
    )


def _inputs(artifacts: Path, subjects: Sequence[Subject]) -> dict[str, str]:
    files = [path for path in (artifacts / TEXT, artifacts / RECORDS / "document.json") if path.is_file()]
    edited = {edit_path(artifacts, s.name).name: "" for s in subjects if edit_path(artifacts, s.name).is_file()}
    return {path.name: digest_file(path) for path in files} | {s.path.name: s.sha256 for s in subjects} | edited


def _describe_all(artifacts: Path, subjects: Sequence[Subject], describer: Describer, *, force: bool) -> StageResult:
    tally = Tally()
    asked = [subject for subject in subjects if not _settled(artifacts, subject, tally)]
    tasks = _tasks(artifacts, asked, describer, tally)
    waiting = [task for task in tasks if force or not _already_there(artifacts, task, tally)]
    with console.progress("Describing figures", sum(len(task.figures) for task in waiting)) as progress:
        for task, reply in answered(waiting, describer):
            if isinstance(reply, FigureError):
                tally.failed |= dict.fromkeys(task.figures, reply.reason)
            else:
                _keep(artifacts, task, reply, tally)
            progress.advance(len(task.figures), task.subject.name)
    return _result(artifacts, subjects, describer, tally)


def _result(artifacts: Path, subjects: Sequence[Subject], describer: Describer, tally: Tally) -> StageResult:
    replies = [reply_path(artifacts, subject.name) for subject in subjects if subject.name not in tally.failed]
    return StageResult(
        outputs=tuple(path.relative_to(artifacts).as_posix() for path in replies if path.is_file()),
        counts={
            "figures": len(subjects),
            "described": tally.described,
            "kept": tally.kept,
            "decorative": len(tally.decorative),
            "failed": len(tally.failed),
        },
        notes=(
            *(f"{name}: {reason}" for name, reason in tally.failed.items()),
            *(f"{name}: decorative, left out: {reason}" for name, reason in tally.decorative.items()),
        ),
        model=describer.model or describer.name,
    )


def _settled(artifacts: Path, subject: Subject, tally: Tally) -> bool:
    """Whether a person has spoken: then no describer is asked."""
    edited = edit_path(artifacts, subject.name).is_file()
    tally.kept += edited
    return edited


def _tasks(artifacts: Path, subjects: Sequence[Subject], describer: Describer, tally: Tally) -> list[Task]:
    """What there is to ask: one task for each different image, decorative and unreadable ones apart."""
    from PIL import Image

    tasks: dict[str, Task] = {}
    for subject in subjects:
        try:
            with Image.open(subject.path) as image:
                reason = decorative(subject, image)
        except FileNotFoundError:
            tally.failed[subject.name] = "its image is missing"
            continue
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            tally.failed[subject.name] = f"its image cannot be read: {error}"
            continue
        if reason:
            tally.decorative[subject.name] = reason
            origin = Origin(describer=describer.name, key="", skipped=reason)
            write_reply(artifacts, subject.name, {"success": True, "response": "", "prompt": ""}, origin)
        elif first := tasks.get(subject.sha256):
            tasks[subject.sha256] = replace(first, figures=(*first.figures, subject.name))
        else:
            tasks[subject.sha256] = _task(subject, describer)
    return list(tasks.values())


def _task(subject: Subject, describer: Describer) -> Task:
    question = describer.question(subject)
    parts = [subject.sha256, question, describer.name, describer.model]
    origin = Origin(describer=describer.name, model=describer.model, key=digest_json(parts))
    return Task(subject, (subject.name,), question, origin)


def _already_there(artifacts: Path, task: Task, tally: Tally) -> bool:
    """Whether the reply is on disk, for one of the figures that show this image; another tool's reply counts."""
    replies = {name: _usable(artifacts, name, task.origin.key) for name in task.figures}
    known = next((reply for reply in replies.values() if reply), None)
    if not known:
        return False
    for name in (name for name, reply in replies.items() if not reply):
        write_reply(artifacts, name, {k: v for k, v in known.items() if k != "doclora"}, task.origin)
    tally.kept += len(replies)
    return True


def _usable(artifacts: Path, figure: str, key: str) -> dict[str, Any] | None:
    reply = read_reply(artifacts, figure)
    if reply is None or not read_description(artifacts, figure):
        return None
    origin = read_origin(reply)
    return reply if origin is None or origin.key == key else None


def _keep(artifacts: Path, task: Task, reply: Mapping[str, Any], tally: Tally) -> None:
    for name in task.figures:
        write_reply(artifacts, name, reply, task.origin)
    tally.described += len(task.figures)
