"""The description of each figure on disk: `image_descriptions/imageN.md` by a describer, `imageN.edit.md` by a person.

`imageN.md` holds a reply as JSON: its `response` is the description, and what doclora adds stands under `doclora`. Text
that is not JSON is the description itself, as other tools write it. `imageN.edit.md` is plain text and wins; an empty
one drops the figure from the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ConfigDict, ValidationError

from doclora.errors import InputError
from doclora.records import Description, Record
from doclora.workspace import DESCRIPTIONS, FIGURES, write_atomic

PERSON: Final = "person"
_EDIT: Final = ".edit.md"
_NUMBER: Final = re.compile(r"\s*(?:fig(?:ure|ura)?)\.?\s*([A-Z]?\d+(?:\.\d+)*)", re.IGNORECASE)

DescriberName = Literal["service", "endpoint", "offline"]


class Origin(Record):
    """What doclora adds to a reply: how it came about.

    Attributes:
        describer: what made it.
        model: the model's name, where one is known.
        key: digest of image, prompt, describer and model: whoever finds it need not ask again.
        skipped: why the figure was not asked about (a decorative image); empty otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    describer: DescriberName
    model: str = ""
    key: str
    skipped: str = ""


def reply_path(artifacts: Path, figure: str) -> Path:
    """Where the reply about a figure stands."""
    return artifacts / DESCRIPTIONS / f"{figure}.md"


def edit_path(artifacts: Path, figure: str) -> Path:
    """Where a person's text about a figure stands."""
    return artifacts / DESCRIPTIONS / f"{figure}{_EDIT}"


def write_reply(artifacts: Path, figure: str, reply: Mapping[str, Any], origin: Origin) -> None:
    """Keep a reply whole, with its origin."""
    content = dict(reply) | {"doclora": origin.model_dump()}
    write_atomic(reply_path(artifacts, figure), json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def read_reply(artifacts: Path, figure: str) -> dict[str, Any] | None:
    """The reply about a figure as kept; None when there is none or it is broken."""
    try:
        text = reply_path(artifacts, figure).read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
        return None
    fenced = re.fullmatch(r"\s*```(?:json)?\s*\n(.*)\n```\s*", text, re.DOTALL)
    text = fenced[1] if fenced else text
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        return None if text.lstrip().startswith("{") else {"response": text}
    return reply if isinstance(reply, dict) else {"response": text}


def read_origin(reply: Mapping[str, Any]) -> Origin | None:
    """How a reply came about; None when another tool wrote it."""
    try:
        return Origin.model_validate(reply.get("doclora"))
    except ValidationError:
        return None


def read_description(artifacts: Path, figure: str) -> Description | None:
    """A figure's description: the person's, or else the describer's; None when neither is usable.

    An empty `text` means that the figure is to be left out: a person dropped it, or it is decorative.
    """
    edit = edit_path(artifacts, figure)
    if edit.is_file():
        return Description(figure=figure, text=_read_edit(edit), describer=PERSON)
    return read_machine(artifacts, figure)


def read_machine(artifacts: Path, figure: str) -> Description | None:
    """A figure's description as its describer gave it, whatever a person made of it; None when it is not usable."""
    reply = read_reply(artifacts, figure)
    if reply is None:
        return None
    response, origin = reply.get("response"), read_origin(reply)
    text = response.strip() if isinstance(response, str) and reply.get("success", True) is not False else ""
    if not text and not (origin and origin.skipped):
        return None
    return Description(
        figure=figure,
        text=text,
        describer=origin.describer if origin else "",
        model=origin.model if origin else "",
    )


def _read_edit(path: Path) -> str:
    return read_utf8(path).removeprefix("\ufeff").strip()


def read_utf8(path: Path, *, hint: str = "give an artifacts folder, as `doclora extract` makes it") -> str:
    """A text file byte for byte: line ends as they are. `hint` is what to do where it is missing.

    Raises:
        InputError: when it is missing or not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: not there", hint=hint) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}", hint="save it again as UTF-8") from None


def figure_number(caption: str) -> str:
    """A figure's number as its caption gives it, `2.1` of “Figure 2.1: …”; empty if it gives none."""
    match = _NUMBER.match(caption)
    return match[1] if match else ""


def figure_names(artifacts: Path) -> list[str]:
    """The figures that have an image or a description here, in reading order."""
    images = {path.stem for path in (artifacts / FIGURES).glob("*") if path.is_file() and not path.name.startswith(".")}
    replies = {path.name.removesuffix(".md").removesuffix(".edit") for path in (artifacts / DESCRIPTIONS).glob("*.md")}
    return sorted(images | {name for name in replies if not name.startswith(".")}, key=natural_order)


def natural_order(name: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts image2 before image10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", name))
