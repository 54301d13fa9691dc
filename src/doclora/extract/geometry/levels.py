"""Which headings there are in a document, and their levels: by bookmarks, numbering and style, in this order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from doclora.extract.geometry.blocks import NUMBERED, Block
from doclora.extract.geometry.profile import Profile
from doclora.extract.geometry.sheet import hull

_DEEPEST: Final = 6
_MANY_IN_A_ROW: Final = 3
_SAME_SIZE: Final = 0.45
"""Points: heading sizes no further apart are one."""
_LEADING_NUMBER: Final = re.compile(r"^(?:[\dA-Z]+(?:\.\d+)*[.):]?|[IVXL]+\.)\s+(?=\S)")
_CHAPTER: Final = re.compile(r"^(?:chapter|cap[ií]tulo|part|parte|tema|unidad|unit)\s", re.IGNORECASE)
_CHAPTER_NUMBER: Final = re.compile(
    r"^(?:chapter|cap[ií]tulo|part|parte|appendix|ap[eé]ndice|anexo|annex|tema|unidad|unit|lesson|lecci[oó]n)"
    r"\s+(?:\d{1,3}|[IVXL]+|[A-Z])[.:]?(?:\s+|$)",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Bookmark:
    """An entry of a PDF's outline; `depth` from 0, `page` from 1."""

    title: str
    depth: int
    page: int | None


@dataclass(frozen=True, order=True)
class _Style:
    """How prominent a heading is; the most prominent style sorts first."""

    smaller: int
    light: bool
    italic: bool
    lower: bool


def join_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Blocks, each heading that is no more than a chapter's number joined to the title right below it."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and block.kind == last.kind == "heading" and block.page == last.page and _is_number(last):
            block.text = f"{last.text.rstrip('.:')}. {block.text}"
            block.box, block.lines = hull([last.box, block.box]), last.lines + block.lines
            joined.pop()
        joined.append(block)
    return joined


def _is_number(heading: Block) -> bool:
    return _CHAPTER_NUMBER.fullmatch(heading.text) is not None


def assign_levels(blocks: Sequence[Block], bookmarks: Sequence[Bookmark], profile: Profile) -> None:
    """Find the headings among the blocks of a document and give each its level, 1 for the title.

    Blocks that a bookmark names become headings; lone large lines below the title do not stay headings.
    """
    marked = _match(blocks, bookmarks)
    for block in blocks:
        if id(block) in marked and block.kind in {"text", "list"}:
            block.kind, block.text, block.marker = "heading", f"{block.marker} {block.text}".strip(), ""
    _demote_byline(blocks, marked)
    _demote_rows(blocks, marked)
    headings = [block for block in blocks if block.kind == "heading"]
    if not headings:
        return
    styles = _styles(headings)
    title = _title(headings, styles, profile)
    if title is not None:
        title.level = 1
    rest = [heading for heading in headings if heading is not title]
    base = 1 if title is None else 2
    by_style = _levels_of_styles(rest, styles, base)
    depths = {id(h): d for h in rest if (d := _depth(h.text)) is not None} if _is_numbered(rest) else {}
    known = [marked[id(h)] for h in rest if id(h) in marked]
    shift = base - min(known, default=0)
    for heading in rest:
        if id(heading) in marked:
            level = marked[id(heading)] + shift
        elif id(heading) in depths:
            level = depths[id(heading)] - 1 + _numbered_base(rest, depths, by_style, styles, base)
        else:
            level = by_style[styles[id(heading)]]
        heading.level = min(max(level, 1), _DEEPEST)


def _match(blocks: Sequence[Block], bookmarks: Sequence[Bookmark]) -> dict[int, int]:
    """The depth of the bookmark that names a block, by the block's identity in this call."""
    wanted: dict[tuple[int | None, str], list[int]] = {}
    for bookmark in bookmarks:
        for key in {_bare(bookmark.title), _bare(_LEADING_NUMBER.sub("", bookmark.title))}:
            wanted.setdefault((bookmark.page, key), []).append(bookmark.depth)
    found: dict[int, int] = {}
    for block in blocks:
        if block.kind not in {"heading", "text", "list"} or len(block.lines) > 4 or len(block.text) > 200:
            continue
        text = f"{block.marker} {block.text}".strip()
        for key in (_bare(text), _bare(_LEADING_NUMBER.sub("", text)), _bare(_CHAPTER_NUMBER.sub("", text))):
            depths = wanted.get((block.page, key)) or wanted.get((None, key))
            if key and depths:
                found[id(block)] = depths.pop(0) if len(depths) > 1 else depths[0]
                break
    return found


def _bare(text: str) -> str:
    return "".join(_LETTERS.findall(text.lower()))


def _demote_byline(blocks: Sequence[Block], marked: dict[int, int]) -> None:
    """Authors and affiliations are set large, but not bold, between the title and the text: they are no headings."""
    headings = [block for block in blocks if block.kind == "heading"]
    if len(headings) < 2:
        return
    light = Counter((round(h.font.size), h.font.bold, h.font.italic) for h in headings)
    for heading in headings[1:]:
        key = round(heading.font.size), heading.font.bold, heading.font.italic
        first = heading.page == headings[0].page and heading.font.size < headings[0].font.size
        if first and not heading.font.bold and light[key] <= 3 and id(heading) not in marked:
            alone = all(
                h.page == heading.page for h in headings if (round(h.font.size), h.font.bold, h.font.italic) == key
            )
            if alone and _depth(heading.text) is None:
                heading.kind = "text"


def _demote_rows(blocks: Sequence[Block], marked: dict[int, int]) -> None:
    """Lines of one style below each other with no text between them head nothing: they are no headings."""
    row: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.kind in {"figure", "running"}:
            continue
        goes_on = block is not None and block.kind == "heading" and (not row or _is_alike(row[-1], block))
        if not goes_on:
            if len(row) >= _MANY_IN_A_ROW and not any(id(one) in marked or _depth(one.text) for one in row):
                for one in row:
                    one.kind = "text"
            row = []
        if block is not None and block.kind == "heading":
            row.append(block)


def _is_alike(one: Block, other: Block) -> bool:
    same_style = (one.font.bold, one.font.italic, one.font.colour) == (
        other.font.bold,
        other.font.italic,
        other.font.colour,
    )
    return same_style and one.page == other.page and abs(one.font.size - other.font.size) < _SAME_SIZE


def _styles(headings: Sequence[Block]) -> dict[int, _Style]:
    sizes = sorted({heading.font.size for heading in headings}, reverse=True)
    rank: dict[float, int] = {}
    place, last = 0, sizes[0]
    for size in sizes:
        if last - size > _SAME_SIZE:
            place, last = place + 1, size
        rank[size] = place
    return {
        id(h): _Style(rank[h.font.size], not h.font.bold, h.font.italic, not _is_capitals(h.text)) for h in headings
    }


def _is_capitals(text: str) -> bool:
    return sum(c.isalpha() for c in text) > 3 and text.upper() == text


def _title(headings: Sequence[Block], styles: dict[int, _Style], profile: Profile) -> Block | None:
    """The one heading of the most prominent size, early in the document."""
    largest = min(styles.values())
    same = [heading for heading in headings if styles[id(heading)].smaller == largest.smaller]
    first_page = min(heading.page for heading in headings)
    if len(same) != 1 or same[0].page > first_page + 1 or len(headings) < 2:
        return None
    early = headings.index(same[0]) < 3
    numbered = _depth(same[0].text) is not None and not _CHAPTER.match(same[0].text)
    return same[0] if early and not numbered and same[0].font.size > 1.05 * profile.size else None


def _levels_of_styles(headings: Sequence[Block], styles: dict[int, _Style], base: int) -> dict[_Style, int]:
    ranked = sorted({styles[id(heading)] for heading in headings})
    return {style: base + place for place, style in enumerate(ranked)}


def _is_numbered(headings: Sequence[Block]) -> bool:
    """Whether numbers at headings' starts are section numbers: several, or one with a part after a point."""
    depths = [depth for heading in headings if (depth := _depth(heading.text)) is not None]
    return len(depths) >= 2


def _depth(text: str) -> int | None:
    """How many parts a heading's number has; None where it has none."""
    match = NUMBERED.match(text)
    if match is None:
        return None
    number = match.group(1)
    single = len(number) == 1 and number.isalpha()
    if (single and not re.match(r"^[A-Z][.):]?\s", text)) or (single and number in "AIEOYU" and text[1] == " "):
        return None
    if number.isalpha() and len(number) > 1 and number.upper() != number:
        return None
    return number.count(".") + 1


def _numbered_base(
    headings: Sequence[Block],
    depths: dict[int, int],
    by_style: dict[_Style, int],
    styles: dict[int, _Style],
    base: int,
) -> int:
    """The level of headings whose number has one part."""
    tops = [by_style[styles[id(heading)]] for heading in headings if depths.get(id(heading)) == 1]
    if not tops:
        shallow = min(depths.values())
        return base - (shallow - 1) if shallow > 1 else base
    chapters = any(
        by_style[styles[id(h)]] < min(tops)
        and id(h) not in depths
        and sum(styles[id(o)] == styles[id(h)] for o in headings) > 1
        for h in headings
    )
    return base + 1 if chapters else base
