"""The stage: every figure asked once, each reply kept as it arrives, failures listed at the end."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from doclora import console
from doclora.describe.asking import answered
from doclora.describe.choice import choose, chosen_name, described_how
from doclora.describe.describers import Describer, FigureError, Task
from doclora.describe.prompts import templates
from doclora.describe.subjects import Subject, decorative, read_subjects, unreadable
from doclora.descriptions import (
    DescriberName,
    Origin,
    edit_path,
    read_description,
    read_origin,
    read_reply,
    reply_path,
    write_reply,
)
from doclora.settings import DescribeSettings
from doclora.workspace import TEXT, StageOutcome, StageResult, digest_file, digest_json, read_stage, run_stage

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
    name = chosen_name(settings, api_url)
    subjects = read_subjects(artifacts, None if settings.language == "auto" else settings.language)
    previous = read_stage(artifacts, STAGE)
    unfinished = previous is not None and bool(previous.counts.get("failed"))
    _log.info("describer: %s", described_how(settings, api_url))
    job = _Job(artifacts, settings, name, lambda: choose(settings, api_url, auth_token), force)
    return run_stage(
        STAGE,
        artifacts,
        settings=_settings(settings, name, api_url),
        inputs=_inputs(artifacts, subjects),
        work=lambda: job.done(subjects),
        force=force or unfinished,
    )


def _settings(settings: DescribeSettings, name: DescriberName, api_url: str) -> dict[str, Any]:
    """What changes the descriptions: not how many are asked at once, nor how patiently."""
    values: dict[str, Any] = {"describer": name} | settings.model_dump(include={"language", "skip_decorative"})
    if name != "offline":
        values |= {"api_url": api_url, "model": settings.model, "prompt": digest_json(templates(settings))}
    return values


def _inputs(artifacts: Path, subjects: Sequence[Subject]) -> dict[str, str]:
    text = {TEXT: digest_file(artifacts / TEXT)} if (artifacts / TEXT).is_file() else {}
    edited = {edit_path(artifacts, s.name).name: "" for s in subjects if edit_path(artifacts, s.name).is_file()}
    return text | {s.path.name: s.sha256 for s in subjects} | edited


@dataclass
class _Job:
    """The figures of one folder, from what is already there to what has to be asked."""

    artifacts: Path
    settings: DescribeSettings
    describer: DescriberName
    choose: Callable[[], Describer]
    force: bool
    tally: Tally = field(default_factory=Tally)
    model: str = ""

    def done(self, subjects: Sequence[Subject]) -> StageResult:
        """Describe what is not described yet."""
        if groups := self._different_images(subjects):
            describer = self.choose()
            self.model = describer.model
            tasks = [_task(group, describer) for group in groups]
            self._ask([task for task in tasks if self.force or not self._already_there(task)], describer)
        return self._result(subjects)

    def _different_images(self, subjects: Sequence[Subject]) -> list[list[Subject]]:
        """The figures worth asking about; those that show the same image together, where a model is asked about it."""
        groups: dict[str, list[Subject]] = {}
        for subject in subjects:
            if edit_path(self.artifacts, subject.name).is_file() or self._from_elsewhere(subject.name):
                self.tally.kept += 1
            elif reason := unreadable(subject):
                self._failed(subject.name, reason)
            elif self.settings.skip_decorative and (reason := decorative(subject)):
                self._skip(subject.name, reason)
            else:
                groups.setdefault(subject.name if self.describer == "offline" else subject.sha256, []).append(subject)
        return list(groups.values())

    def _from_elsewhere(self, figure: str) -> bool:
        """Whether another tool described it: what it wrote stays, unless all is to be done again."""
        reply = read_reply(self.artifacts, figure)
        found = read_description(self.artifacts, figure)
        return not self.force and bool(reply and found and found.text and read_origin(reply) is None)

    def _skip(self, figure: str, reason: str) -> None:
        self.tally.decorative[figure] = reason
        origin = Origin(describer=self.describer, key="", skipped=reason)
        write_reply(self.artifacts, figure, {"success": True, "response": "", "prompt": ""}, origin)

    def _already_there(self, task: Task) -> bool:
        """Whether the reply is on disk, for one of the figures that show this image."""
        replies = {name: self._usable(name, task.origin) for name in task.figures}
        known = next((reply for reply in replies.values() if reply), None)
        if not known:
            return False
        for name in (name for name, reply in replies.items() if not reply):
            origin = read_origin(known) or task.origin
            write_reply(self.artifacts, name, {k: v for k, v in known.items() if k != "doclora"}, origin)
        self.tally.kept += len(replies)
        return True

    def _usable(self, figure: str, wanted: Origin) -> dict[str, Any] | None:
        """The reply on disk if it will do: to the same question, or a model's where none is set."""
        reply = read_reply(self.artifacts, figure)
        found = read_description(self.artifacts, figure) if reply else None
        if not reply or not found or not found.text:
            return None
        origin = read_origin(reply)
        better = self.settings.describer == "auto" and wanted.describer == "offline" != found.describer
        return reply if better or (origin and origin.key == wanted.key) else None

    def _ask(self, tasks: Sequence[Task], describer: Describer) -> None:
        seconds = self.settings.total_timeout or math.inf
        with console.progress("Describing figures", sum(len(task.figures) for task in tasks)) as progress:
            for task, reply in answered(tasks, describer, known=self.tally.kept, seconds=seconds):
                for name in task.figures:
                    if isinstance(reply, FigureError):
                        self._failed(name, reply.reason)
                    else:
                        write_reply(self.artifacts, name, reply, task.origin)
                        self.tally.described += 1
                progress.advance(len(task.figures), task.subject.name)

    def _failed(self, figure: str, reason: str) -> None:
        earlier = "; its earlier description stays" if read_description(self.artifacts, figure) else ""
        self.tally.failed[figure] = f"{reason}{earlier}"

    def _result(self, subjects: Sequence[Subject]) -> StageResult:
        replies = [reply_path(self.artifacts, s.name) for s in subjects if s.name not in self.tally.failed]
        return StageResult(
            outputs=tuple(path.relative_to(self.artifacts).as_posix() for path in replies if path.is_file()),
            counts={
                "figures": len(subjects),
                "described": self.tally.described,
                "kept": self.tally.kept,
                "decorative": len(self.tally.decorative),
                "failed": len(self.tally.failed),
            },
            notes=(
                *(f"{name}: {reason}" for name, reason in self.tally.failed.items()),
                *(f"{name}: decorative, left out: {reason}" for name, reason in self.tally.decorative.items()),
            ),
            model=self.model,
        )


def _task(group: Sequence[Subject], describer: Describer) -> Task:
    subject = group[0]
    question = describer.question(subject)
    key = digest_json([subject.sha256, question, describer.name, describer.model])
    origin = Origin(describer=describer.name, model=describer.model, key=key)
    return Task(subject, tuple(each.name for each in group), question, origin)
