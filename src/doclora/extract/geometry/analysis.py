"""A page → its blocks in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from doclora.extract.geometry.aligned import find_aligned
from doclora.extract.geometry.blocks import Block, make_blocks
from doclora.extract.geometry.captions import tie_captions
from doclora.extract.geometry.contents import find_contents
from doclora.extract.geometry.drawings import find_drawings, words_in
from doclora.extract.geometry.lines import Bundle, Line, bundle, rows_of
from doclora.extract.geometry.order import in_reading_order
from doclora.extract.geometry.profile import Profile, is_running
from doclora.extract.geometry.sheet import Box, Sheet
from doclora.extract.geometry.tables import find_tables

_BODY: Final = 0.9
_PROSE_LINES, _PROSE_WORDS = 2, 5
"""Lines of a paragraph, and words in each on average, at least."""


def analyse(sheet: Sheet, lines: Sequence[Line], profile: Profile) -> list[Block]:
    """The blocks of a page in reading order, running headers and footers at the end.

    Args:
        sheet: the page.
        lines: its words, joined.
        profile: of the document.
    """
    profile = profile.at(lines)
    running = is_running(sheet, profile, lines)
    text = [line for line in lines if line not in running]
    contents = find_contents(text)
    if contents is not None:
        text = _outside(text, [contents.box])
    tables = [*find_tables(sheet, text), *([contents] if contents else [])]
    boxes = [table.box for table in tables]
    text = _outside(text, boxes)
    aligned = find_aligned(sheet, text, profile)
    tables += aligned
    boxes += [table.box for table in aligned]
    text = _outside(text, [table.box for table in aligned])
    bundles = bundle(text, profile.leading)
    drawings = find_drawings(sheet, bundles, boxes, profile)
    prose = {line for one in bundles if _is_prose(one, profile) for line in one.lines}
    outside = set(_outside(text, [drawing.box for drawing in drawings]))
    text = [line for line in text if line in outside or line in prose]
    floats = [Block("table", t.box, "", sheet.number, table=t) for t in tables]
    floats += [Block("figure", d.box, _printed(sheet, d.box), sheet.number) for d in drawings]
    blocks: list[Block] = []
    elements: list[Bundle | Block] = [*bundle(text, profile.leading), *floats]
    for stretch in in_reading_order(elements):
        blocks += _stretch(stretch, sheet, profile)
    blocks = tie_captions(blocks, profile)
    footers = [Block("running", line.box, line.text, sheet.number, line.font) for line in lines if line in running]
    return [*(b for b in blocks if b.kind != "footnote"), *(b for b in blocks if b.kind == "footnote"), *footers]


def _printed(sheet: Sheet, box: Box) -> str:
    """The words inside a figure, row by row."""
    rows = rows_of([Line((word,)) for word in words_in(sheet.words, box)])
    return "\n".join(" ".join(line.text for line in row) for row in rows)


def _is_prose(one: Bundle, profile: Profile) -> bool:
    """Whether lines are a paragraph, which is never a mere label, whatever is drawn behind it."""
    words = sum(len(line.words) for line in one.lines)
    large = one.lines[0].size > _BODY * profile.local
    return large and len(one.lines) >= _PROSE_LINES and words >= _PROSE_WORDS * len(one.lines)


def _outside(lines: Sequence[Line], boxes: Sequence[Box]) -> list[Line]:
    return [line for line in lines if not any(line.box.share_inside(box.grown(1)) > 0.6 for box in boxes)]


def _stretch(elements: Sequence[Bundle | Block], sheet: Sheet, profile: Profile) -> list[Block]:
    """A stretch of a column: text between figures and tables becomes blocks."""
    blocks: list[Block] = []
    pending: list[Line] = []
    for element in elements:
        if isinstance(element, Bundle):
            pending += element.lines
        else:
            blocks += make_blocks(pending, sheet, profile)
            pending = []
            blocks.append(element)
    return blocks + make_blocks(pending, sheet, profile)
