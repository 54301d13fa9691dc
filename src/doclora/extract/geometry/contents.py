"""Tables of contents: titles, dots, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from doclora.extract.geometry.cells import Cell, Table
from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.sheet import hull

_ENTRY: Final = re.compile(r"^(.*?\S)?\s*(?:[.·…_]\s*){4,}([\divxlcIVXLC]+(?:-\d+)?)$")
_LEAST: Final = 3


def find_contents(lines: Sequence[Line]) -> Table | None:
    """The table of contents on a page, one row an entry; None where there is none."""
    rows = rows_of(lines)
    entries = [(row, match) for row in rows if (match := _ENTRY.match(" ".join(line.text for line in row)))]
    if len(entries) < _LEAST:
        return None
    box = hull(line.box for row, _ in entries for line in row)
    cells: list[Cell] = []
    for number, (_, match) in enumerate(entries):
        cells += [Cell((match.group(1) or "").rstrip(" ."), number, 0), Cell(match.group(2), number, 1)]
    return Table(box, len(entries), 2, cells, contents=True)
