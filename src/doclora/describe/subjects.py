"""The figures to describe, each with what is known about it: caption, page, the text around it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from doclora.descriptions import figure_number, natural_order, read_utf8
from doclora.errors import InputError
from doclora.markdown import IMAGE_SUFFIXES, Link, image_links
from doclora.records import Document, Figure, Language
from doclora.tongue import detect_language
from doclora.workspace import FIGURES, RECORDS, TEXT, digest_file, read_record

if TYPE_CHECKING:
    from PIL.Image import Image

_CONTEXT: Final = 500
"""Characters of surrounding text on each side, cut at a word."""
_TINY: Final = 24
_FLAT: Final = 8
_THIN: Final = 4


@dataclass(frozen=True)
class Subject:
    """One figure to describe.

    Attributes:
        name: `image1`.
        path: of its image.
        sha256: of the image file; empty when the file is missing.
        caption: as in the document; empty if none is known.
        caption_in_text: whether `texto.md` holds the caption already.
        text: the words that the document prints inside the figure.
        before: text that precedes the figure in the document.
        after: text that follows it.
        title: of the document.
        language: of the document, or as set.
        pages: on how many pages this same image stands.
    """

    name: str
    path: Path
    sha256: str
    language: Language
    title: str = ""
    page: int | None = None
    caption: str = ""
    caption_in_text: bool = False
    text: str = ""
    before: str = ""
    after: str = ""
    pages: int = 1

    @property
    def number(self) -> str:
        """The figure's number as its caption gives it; empty if it gives none."""
        return figure_number(self.caption)


def read_subjects(artifacts: Path, language: Language | None) -> list[Subject]:
    """The figures of an artifacts folder in reading order, also of a folder that another tool made.

    Args:
        artifacts: the folder.
        language: of the descriptions; None for the document's.

    Raises:
        InputError: when this is not an artifacts folder.
    """
    if not (artifacts / TEXT).is_file() and not (artifacts / FIGURES).is_dir():
        raise InputError(
            f"{artifacts}: holds neither {TEXT} nor {FIGURES}",
            hint="give an artifacts folder, as `doclora extract` makes it",
        )
    text = read_utf8(artifacts / TEXT) if (artifacts / TEXT).is_file() else ""
    record = artifacts / RECORDS / "document.json"
    document = read_record(record, Document, hint="extract the document again") if record.is_file() else None
    figures = document.figures if document else ()
    digests = {path: digest_file(path) for path in _images(artifacts)}
    known = {artifacts / figure.path: figure for figure in figures}
    paths = [*known, *(path for path in digests if path not in known)]
    pages = Counter(digest for digest, _ in {(digests.get(p, ""), f.page) for p, f in known.items()})
    spoken = language or (document.language if document else detect_language(text))
    surroundings = _surroundings(text)
    flat = _flat(text)

    def subject(path: Path, figure: Figure | None) -> Subject:
        name, caption = (figure.name, figure.caption) if figure else (path.stem, "")
        before, after = surroundings.get(path.stem, ("", ""))
        return Subject(
            name=name,
            path=path,
            sha256=digests.get(path, ""),
            language=spoken,
            title=document.title if document else "",
            page=figure.page if figure else None,
            caption=caption,
            caption_in_text=bool(caption) and _flat(caption) in flat,
            text=figure.text if figure else "",
            before=before,
            after=after,
            pages=pages.get(digests.get(path, ""), 1),
        )

    return [subject(path, known.get(path)) for path in paths]


def unreadable(subject: Subject) -> str:
    """Why a figure's image cannot be opened; empty when it can."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(subject.path) as image:
            image.load()
    except FileNotFoundError:
        return "its image is missing"
    except UnidentifiedImageError:
        return "its image is not one that can be read"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"its image cannot be read: {error}"
    return ""


def decorative(subject: Subject) -> str:
    """Why a figure carries nothing to describe; empty when it may. Its image must be readable."""
    from PIL import Image

    with Image.open(subject.path) as image:
        (width, height), extrema = image.size, _extrema(image)
    if max(width, height) < _TINY:
        return f"tiny: {width}×{height} pixels"
    if min(width, height) <= _THIN:
        return f"a line: {width}×{height} pixels"
    if all(high - low <= _FLAT for low, high in extrema):
        return "one flat colour"
    if subject.pages >= 3:
        return f"the same image on {subject.pages} pages"
    return ""


def _images(artifacts: Path) -> list[Path]:
    found = [path for path in (artifacts / FIGURES).glob("*") if path.suffix.lower() in IMAGE_SUFFIXES]
    return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: natural_order(path.name))


def _extrema(image: Image) -> list[tuple[int, int]]:
    from PIL.Image import Resampling

    small = image.convert("RGBA")
    small.thumbnail((256, 256), Resampling.BOX)
    return [(int(low), int(high)) for low, high in small.getextrema()]  # type: ignore[misc]


def _surroundings(text: str) -> dict[str, tuple[str, str]]:
    """Figure → the text before and after its first link, other links left out."""
    links = image_links(text)
    around: dict[str, tuple[str, str]] = {}
    for link in links:
        before = _without_links(text, max(0, link.start - 2 * _CONTEXT), link.start, links)
        after = _without_links(text, link.end, min(len(text), link.end + 2 * _CONTEXT), links)
        around.setdefault(link.stem, (_tail(before), _head(after)))
    return around


def _without_links(text: str, start: int, end: int, links: Sequence[Link]) -> str:
    """text[start:end] in one line, without the links that begin or end within it."""
    parts = []
    for link in links:
        if start < link.end and link.start < end:
            parts.append(text[start : max(start, link.start)])
            start = min(end, link.end)
    return " ".join("".join([*parts, text[start:end]]).split())


def _tail(text: str) -> str:
    return text if len(text) <= _CONTEXT else text[-_CONTEXT:].partition(" ")[2]


def _head(text: str) -> str:
    return text if len(text) <= _CONTEXT else text[:_CONTEXT].rpartition(" ")[0]


def _flat(text: str) -> str:
    """The words alone: Markdown escapes what a caption does not."""
    return " ".join(re.findall(r"[^\W_]+", html.unescape(text).casefold()))
