"""A whole PDF → the blocks of its pages, its profile and its bookmarks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from doclora.extract.geometry.analysis import analyse
from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.bullets import written_out
from doclora.extract.geometry.frame import turned_back
from doclora.extract.geometry.levels import Bookmark, assign_levels, join_numbers
from doclora.extract.geometry.lines import Line, make_lines
from doclora.extract.geometry.pdf import read_sheet
from doclora.extract.geometry.profile import Profile, make_profile
from doclora.extract.geometry.scan import needs_ocr, read_scan
from doclora.extract.geometry.sheet import Sheet

_SAMPLE: Final = 48
"""Pages from which the profile of a long document is made."""
_RUN: Final = 4
"""Pages in a row in that sample: running headers alternate."""


@dataclass
class Reading:
    """What was read of a document.

    Attributes:
        sizes: width and height of each page read, in points, by its number.
        blocks: of all pages, in reading order, headings with their levels.
        scanned: the numbers of the pages that were read by OCR.
        broken: the numbers of the pages that pdfium cannot load: nothing is known of them.
    """

    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    profile: Profile | None = None
    scanned: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


@contextmanager
def opened(source: Path | io.BytesIO) -> Iterator[Any]:
    """A `pypdfium2.PdfDocument`. pdfium is not safe for threads: one at a time in a process."""
    import pypdfium2

    with pypdfium2.PdfDocument(source) as document:
        yield document


def read_pdf(document: Any, pages: Sequence[int]) -> Reading:  # noqa: ANN401
    """Read pages of a PDF.

    Args:
        document: a `pypdfium2.PdfDocument`.
        pages: their numbers, 1-based, rising.
    """
    reading = Reading()
    read: dict[int, tuple[Sheet, list[Line]] | None] = {}
    turns: dict[int, int] = {}

    def page(number: int) -> tuple[Sheet, list[Line]] | None:
        if number not in read:
            read[number] = _read(document, number, reading)
        return read[number]

    reading.profile = make_profile([one for number in _sample(len(document)) if (one := page(number))])
    for number in pages:
        one = page(number)
        del read[number]
        if one is not None:
            sheet, lines = one
            reading.sizes[number] = (sheet.height, sheet.width) if sheet.turn else (sheet.width, sheet.height)
            turns[number] = sheet.turn
            reading.blocks += analyse(sheet, lines, reading.profile)
    reading.scanned = sorted(set(reading.scanned) & set(pages))
    reading.blocks = join_numbers(reading.blocks)
    assign_levels(reading.blocks, _bookmarks(document, set(pages)), reading.profile)
    for block in reading.blocks:
        if turns[block.page]:
            _turn_back(block, turns[block.page], *reading.sizes[block.page])
    return reading


def _turn_back(block: Block, turn: int, width: float, height: float) -> None:
    """Give a block of a page that was turned for reading its place on the page as it is shown."""
    block.box, block.lines = turned_back(block.box, turn, width, height), ()
    for caption in block.captions:
        _turn_back(caption, turn, width, height)
    if block.table:
        block.table.box = block.box
        block.table.cells = [
            replace(cell, box=cell.box and turned_back(cell.box, turn, width, height)) for cell in block.table.cells
        ]


def _read(document: Any, number: int, reading: Reading) -> tuple[Sheet, list[Line]] | None:  # noqa: ANN401
    """A page and its lines; None where it is broken."""
    import pypdfium2

    try:
        sheet = _sheet(document, number, reading)
    except pypdfium2.PdfiumError:
        reading.broken.append(number)
        return None
    lines = make_lines(sheet.words)
    written = written_out(sheet, lines)
    return written, lines if written is sheet else make_lines(written.words)


def _sheet(document: Any, number: int, reading: Reading) -> Sheet:  # noqa: ANN401
    page = document[number - 1]
    try:
        sheet = read_sheet(page, number)
        if needs_ocr(sheet):
            sheet = read_scan(page, sheet, alone=len(document) == 1)
            reading.scanned.append(number)
        return sheet
    finally:
        page.close()


def _sample(pages: int) -> list[int]:
    """Runs of pages spread evenly over a document; all of a short one."""
    if pages <= _SAMPLE:
        return list(range(1, pages + 1))
    runs = _SAMPLE // _RUN
    starts = [1 + round(i * (pages - _RUN) / (runs - 1)) for i in range(runs)]
    return sorted({start + offset for start in starts for offset in range(_RUN)})


def _bookmarks(document: Any, pages: set[int]) -> list[Bookmark]:  # noqa: ANN401
    found: list[Bookmark] = []
    for entry in document.get_toc(max_depth=_DEEPEST_BOOKMARK):
        target = entry.get_dest()
        index = target.get_index() if target else None
        page = None if index is None else index + 1
        if page is None or page in pages:
            found.append(Bookmark(entry.get_title(), entry.level, page))
    return found


_DEEPEST_BOOKMARK: Final = 6
