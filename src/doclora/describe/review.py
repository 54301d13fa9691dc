"""A person's review of the descriptions: what there is to read, and what they decide, as `imageN.edit.md`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from doclora.describe.subjects import Subject, read_subjects
from doclora.descriptions import edit_path, read_description, read_machine, read_origin, read_reply
from doclora.records import Record
from doclora.workspace import write_atomic

State = Literal["open", "approved", "edited", "dropped"]


class Reviewed(Record):
    """One figure as the review page shows it.

    Attributes:
        machine: the describer's text; empty where there is none.
        describer: what made it, with its model; empty for another tool's.
        skipped: why no describer was asked.
        text: what goes into the final text: the person's, or else the describer's.
        state: open, as long as nobody has looked at it; approved as it is; edited; dropped from the text.
    """

    name: str
    number: str
    page: int | None
    caption: str
    before: str
    after: str
    machine: str
    describer: str
    skipped: str
    text: str
    state: State


class Review:
    """The figures of one artifacts folder under review.

    Raises:
        InputError: when this is not an artifacts folder.
    """

    def __init__(self, artifacts: Path) -> None:
        self.artifacts = artifacts
        self.subjects: Mapping[str, Subject] = {s.name: s for s in read_subjects(artifacts, None) if s.sha256}

    def figures(self) -> list[Reviewed]:
        """All of them, in reading order, as they are on disk now."""
        return [self.figure(name) for name in self.subjects]

    def figure(self, name: str) -> Reviewed:
        """One of them."""
        subject = self.subjects[name]
        machine = read_machine(self.artifacts, name)
        origin = read_origin(read_reply(self.artifacts, name) or {})
        chosen = read_description(self.artifacts, name)
        return Reviewed(
            name=name,
            number=subject.number,
            page=subject.page,
            caption=subject.caption,
            before=subject.before,
            after=subject.after,
            machine=machine.text if machine else "",
            describer=" · ".join(filter(None, (origin.describer, origin.model))) if origin else "",
            skipped=origin.skipped if origin else "",
            text=chosen.text if chosen else "",
            state=self._state(name, machine.text if machine else ""),
        )

    def decide(self, name: str, text: str) -> Reviewed:
        """Take a person's text for a figure, for good; an empty one drops the figure from the text."""
        tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        write_atomic(edit_path(self.artifacts, name), f"{tidy}\n" if tidy else "")
        return self.figure(name)

    def reopen(self, name: str) -> Reviewed:
        """Take a person's decision back: the describer's text counts again."""
        edit_path(self.artifacts, name).unlink(missing_ok=True)
        return self.figure(name)

    def _state(self, name: str, machine: str) -> State:
        if not edit_path(self.artifacts, name).is_file():
            return "open"
        found = read_description(self.artifacts, name)
        text = found.text if found else ""
        return "dropped" if not text else "approved" if text == machine else "edited"
