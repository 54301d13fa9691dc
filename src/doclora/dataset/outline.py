"""The title and the headings of a document that sets them like its text: in capitals, or with a number before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.markdown import plain_text
from doclora.records import Block

_BACK_MATTER: Final = re.compile(
    rf"^(?:[\dIVXA-Z]{{1,4}}[.)]?\s+)*(?:{'|'.join(lexicon.lines('back_matter.txt'))})\s*:?$", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"\\?(?P<number>\d{1,2}(?:\\?\.\d{1,2}){0,3})\\?[.)]?\s+[A-ZÁÉÍÓÚÑ¿]")
_LONGEST: Final = 16
"""Words of a numbered line that may be a heading."""
_BOLD: Final = re.compile(r"(?P<marks>\*\*_?|__\*?)(?P<said>(?:(?!__)[^*\n])+?)(?P=marks)?(?:_?\*\*|\*?__)")
_LONGEST_BOLD: Final = 10
"""Words of a line in bold that may be a heading."""
_ARTICLE: Final = re.compile(r"(?:art[íi]culo|article|art\.)\s", re.IGNORECASE)
_DEEPEST: Final = 6
_FEWEST: Final = 2
"""Numbered lines that make an outline."""
_PARTS: Final = re.compile(
    r"(?:\d{1,2}[.)]? )?(?:(?:executive )?(?:abstract|summary|overview|introduction|preface|foreword)|"
    r"resumen(?: ejecutivo)?|introducción|presentación|prólogo|prefacio)",
    re.IGNORECASE,
)
"""First headings that every document may have."""
_CLOSED: Final = (".", ",", ";", ":")
"""Ends of a line that is no heading."""
_SECTION: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-ZÁÉÍÓÚÑ¿]")
"""The number of a section inside a chapter, where a document is a part of a longer one."""
_CONTENTS: Final = re.compile(r"(?<=\w)[\s:–—-]+(?:table of contents|tabla de contenidos?|índice)$", re.IGNORECASE)
_OFFICE: Final = re.compile(
    r"(?:EL|LA) (?:PRESIDENT|CONGRESO|REY|REINA|MINISTR|SUPERINTEND|DIRECTOR|JEFE|GOBERNADOR|ALCALDE|SECRETARI)|"
    r"(?:POR CUANTO|CONSIDERANDO|VISTOS?)\b"
)
"""Who decrees a law, and why: in capitals, but no title."""
_FIRST: Final = 6
"""Blocks of a document among which its title stands."""


def is_back_matter(heading: str) -> bool:
    """Whether nothing is asked about what stands under a heading: references, contents, exercises."""
    return bool(_BACK_MATTER.match(heading))


def outlined(text: str, found: list[Block]) -> list[Block]:
    """The blocks of a document; where none below its title is a heading, short numbered lines are.

    Args:
        text: Markdown.
        found: its blocks.
    """
    found = _with_bold_lines(text, found)
    if sum(block.kind == "heading" for block in found) > 1:
        return found
    levels = [_level(text, block, after) for block, after in zip_longest(found, found[1:])]
    if sum(level is not None for level in levels) < _FEWEST:
        return found
    return [
        block if level is None else block.model_copy(update={"kind": "heading", "level": level})
        for block, level in zip(found, levels, strict=True)
    ]


def _with_bold_lines(text: str, found: list[Block]) -> list[Block]:
    """Blocks, short paragraphs all in bold above other text made headings below the one before them."""
    made: list[Block] = []
    level = 0
    for block, after in zip_longest(found, found[1:]):
        level = (block.level or 1) if block.kind == "heading" else level
        heads = block.kind == "text" and after is not None and after.kind in {"text", "list"}
        if heads and _is_bold_line(text[block.start : block.end]):
            made.append(block.model_copy(update={"kind": "heading", "level": min(level + 1, _DEEPEST)}))
        else:
            made.append(block)
    return made


def _is_bold_line(raw: str) -> bool:
    match = _BOLD.fullmatch(raw.strip())
    said = plain_text(match["said"]) if match else ""
    if (
        not re.search(r"[^\W\d_]{4}", said)
        or _ARTICLE.match(said)
        or len(said.split()) > _LONGEST_BOLD
        or said.endswith((*_CLOSED, "?", "!"))
    ):
        return False
    return said[:1].isupper() or bool(_NUMBERED.match(said) or re.match(r"[\dIVX]+[.)-]", said))


def _level(text: str, block: Block, after: Block | None) -> int | None:
    """How deep a line such as `1.2. Uses` or `Referencias` heads what follows; None where it is no such line."""
    raw = text[block.start : block.end].strip()
    if block.kind not in {"text", "list"} or "\n" in raw or len(raw.split()) > _LONGEST or raw.endswith(_CLOSED):
        return None
    if is_back_matter(plain_text(raw)):
        return 2
    match = _NUMBERED.match(raw)
    if match is None or after is None:
        return None
    below = _NUMBERED.match(text[after.start : after.end].strip())
    deeper = below is not None and below["number"].startswith(match["number"] + ".")
    prose = below is None and after.kind != "heading" and len(text[after.start : after.end].split()) >= _LONGEST
    return 2 + match["number"].count(".") if deeper or prose else None


def title_of(text: str, found: Sequence[Block], title: str) -> str:
    """The title, or the line in capitals that a document opens with, where its title is a file's name or a part's.

    Args:
        text: Markdown.
        found: its blocks.
        title: what it is called so far.

    Returns:
        Empty where what it is called so far is the name of a part and nothing better is found.
    """
    title = _CONTENTS.sub("", title.strip())
    part = bool(_PARTS.fullmatch(title) or _SECTION.match(title)) or is_back_matter(title)
    if not part and " " in title:
        return title
    for block in found[:_FIRST]:
        line = plain_text(text[block.start : block.end])
        letters = [c for c in line if c.isalpha()]
        if (
            block.kind == "text"
            and not _OFFICE.match(line)
            and 4 <= len(line.split()) <= 30
            and letters
            and all(c.isupper() for c in letters)
        ):
            return line.rstrip(". ")
    return "" if part else title
