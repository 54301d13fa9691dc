"""Tables without any rule: rows of short pieces that stand in columns.

What is aligned is not always a table: two columns of text, an index, addresses beside each other and lists of contents
are too. So a table must show more: a column of numbers, or a bold head above three columns or more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from doclora.extract.geometry.cells import Cell, Table
from doclora.extract.geometry.grids import drawn_in
from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.profile import Profile
from doclora.extract.geometry.sheet import Sheet, Word, hull
from doclora.extract.geometry.spacing import table_by_space

_LEAST_ROWS: Final = 3
_MOST_WORDS: Final = 6
"""Words in a piece of a row: more is running text."""
_LONG: Final = 5
"""Words in a line of running text, at least."""
_STEP: Final = 2.4
"""In ems: rows are no further apart."""
_SPACE: Final = 0.75
"""In ems: the space between two columns, at least."""
_EDGE: Final = 2.0
"""Points by which the edges of a column's cells differ."""
_ALIGNED: Final = 0.8
_NUMERIC: Final = 0.7
_MATH: Final = 0.3
"""Share of pieces in mathematical letters or in letters of one width: more is a formula or code."""
_BOLD: Final = 0.85
_NUMBER: Final = re.compile(
    r"^[-–−+±<>≈~$€£(]*\d[\d.,:%/ ()±×eE–−+-]*(?:\s?[^\W\d_]{1,3}[²³]?|\s?[€$£%‰°]C?)?$|^[-–—]$"
)


def find_aligned(sheet: Sheet, lines: Sequence[Line], profile: Profile) -> list[Table]:
    """The tables without rules among the lines of a page, those in one of its two columns included."""
    middle = sheet.width / 2
    left = [line for line in lines if line.box.right < middle + _EDGE]
    right = [line for line in lines if line.box.left > middle - _EDGE]
    text = [[line for line in half if len(line.words) >= _LONG] for half in (left, right, lines)]
    in_columns = min(len(text[0]), len(text[1])) > _LEAST_ROWS
    if in_columns and len(text[0]) + len(text[1]) > _ALIGNED * len(text[2]):
        return _tables(left, sheet, profile) + _tables(right, sheet, profile)
    return _tables(lines, sheet, profile)


def _tables(lines: Sequence[Line], sheet: Sheet, profile: Profile) -> list[Table]:
    pieces = [piece for line in lines for piece in _split(line)]
    found = (_table(run, sheet) for run in _runs(rows_of(pieces), profile))
    return [table for table in found if table is not None]


def _split(line: Line) -> list[Line]:
    """A line cut at its wide spaces."""
    parts: list[list[Word]] = [[line.words[0]]]
    for last, word in pairwise(line.words):
        if word.box.left - last.box.right > _SPACE * line.size:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [Line(tuple(part)) for part in parts]


def _runs(rows: list[list[Line]], profile: Profile) -> list[list[list[Line]]]:
    """Stretches of rows of two or more short pieces; a row of one may go on with a cell of the row above it."""
    runs: list[list[list[Line]]] = [[]]
    for row in rows:
        near = bool(runs[-1]) and row[0].baseline - runs[-1][-1][0].baseline < _STEP * profile.leading * row[0].size
        goes_on = near and len(row) == 1 and _goes_on(row[0], runs[-1][-1], profile)
        if goes_on or (_is_row(row) and (near or not runs[-1])):
            runs[-1].append(row)
        elif runs[-1]:
            runs.append([row] if _is_row(row) else [])
    return [run for run in runs if sum(len(row) > 1 for row in run) >= _LEAST_ROWS]


def _is_row(row: list[Line]) -> bool:
    short = all(len(line.words) <= _MOST_WORDS for line in row)
    apart = all(b.box.left - a.box.right > _SPACE * max(a.size, b.size) for a, b in pairwise(row))
    return len(row) > 1 and short and apart


def _goes_on(line: Line, above: list[Line], profile: Profile) -> bool:
    begins = any(abs(line.box.left - piece.box.left) < _EDGE for piece in above)
    tight = line.baseline - above[0].baseline < 1.1 * profile.leading * line.size
    return begins and tight and len(line.words) <= _MOST_WORDS


def _table(run: list[list[Line]], sheet: Sheet) -> Table | None:
    while len(run[-1]) == 1:
        run.pop()
    pieces = [line for row in run for line in row]
    box = hull(line.box for line in pieces)
    signs = sum(max(line.share("math"), line.share("mono")) > 0.5 for line in pieces) / len(pieces)
    if signs > _MATH or drawn_in(box, sheet, most=2) or any(s.bitmap and s.box.touches(box) for s in sheet.shapes):
        return None
    table = table_by_space(box, [], pieces)
    if table is None or table.rows < _LEAST_ROWS or not _is_aligned(table):
        return None
    body = [[cell for cell in table.cells if cell.row > 0 and cell.column == column] for column in range(table.columns)]
    numeric = [_share(_NUMBER, cells) > _NUMERIC for cells in body]
    ruled = any(rule.box.touches(box) for rule in sheet.rules)
    if any(numeric[1:]) and (ruled or not _is_contents(body)):
        return table
    head = [line for line in run[0] if line.share("bold") > _BOLD]
    plain = [line for row in run[1:] for line in row if line.share("bold") < _BOLD]
    bold_head = len(head) == len(run[0]) == table.columns and len(plain) > _ALIGNED * (len(pieces) - len(head))
    return table if bold_head and table.columns > 2 else None


def _share(pattern: re.Pattern[str], cells: Sequence[Cell]) -> float:
    texts = [cell.text for cell in cells if cell.text]
    return sum(bool(pattern.match(text)) for text in texts) / len(texts) if len(texts) > 1 else 0.0


def _is_aligned(table: Table) -> bool:
    """Whether no cell covers two columns, and the cells of each column share an edge or their middle."""
    if any(cell.columns > 1 for cell in table.cells if cell.row > 0):
        return False
    for column in range(table.columns):
        boxes = [c.box for c in table.cells if c.column == column and c.row > 0 and c.box is not None]
        if len(boxes) < 2:
            return False
        places = ([b.left for b in boxes], [b.right for b in boxes], [b.center for b in boxes])
        if not any(_shared(values) for values in places):
            return False
    return True


def _shared(values: Sequence[float]) -> bool:
    usual = sorted(values)[len(values) // 2]
    return sum(abs(value - usual) < _EDGE for value in values) >= _ALIGNED * len(values)


def _is_contents(body: Sequence[Sequence[Cell]]) -> bool:
    """Whether two columns are titles and rising page numbers."""
    numbers = [cell.text for cell in body[-1]]
    if len(body) != 2 or not all(text.isdigit() for text in numbers):
        return False
    return all(int(a) <= int(b) for a, b in pairwise(numbers))
