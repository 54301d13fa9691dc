"""Tables whose columns are parted by space alone: by the gaps that nearly all rows share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from doclora.extract.geometry.cells import Cell, Table
from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.sheet import Box, Word, hull
from doclora.extract.geometry.words import join_lines

_VALLEY: Final = 0.55
"""In ems: the gap between two columns, at least."""
_CELL_SPACE: Final = 0.45
"""In ems: words of one cell are not further apart."""
_FILLED: Final = 0.45
"""Share of a table's cells that hold text, at least."""
_HEAD_WORDS: Final = 4
_OVER: Final = 4.0
"""Points by which a head may stand beside the cells below it."""
_PROSE_WORDS: Final = 9
"""Words in a line of a cell, on average: more is running text between two rules."""


def table_by_space(box: Box, ys: list[float], lines: list[Line]) -> Table | None:
    """Rows and columns by the space between words; None where that gives no table."""
    words = [word for line in lines for word in line.words]
    if len(words) < 4 or all(line.font.mono for line in lines):
        return None
    if any(line.box.width > 0.98 * box.width and len(line.words) > _PROSE_WORDS for line in lines):
        return None
    rows = rows_of(_pieces(words))
    columns = _columns(rows, box)
    if len(rows) < 2 or len(columns) < 2 or _is_prose(rows):
        return None
    if any(len(piece.words) > _PROSE_WORDS - 2 and _spans(piece, columns) for row in rows[1:] for piece in row):
        return None
    bands = _bands(rows, ys, columns)
    if len(bands) < 2:
        return None
    cells = [cell for number, band in enumerate(bands) for cell in _row_cells(band, number, columns, ys, bands)]
    if sum(bool(cell.text) for cell in cells) < max(4, _FILLED * len(bands) * len(columns)):
        return None
    top, bottom = min([box.top, *ys]), max([box.bottom, *ys])
    return Table(Box(box.left, top, box.right, bottom), len(bands), len(columns), cells)


def with_head(table: Table, lines: Sequence[Line]) -> Table:
    """The table with the row right above it as its head, if a cell of it stands above each of its columns.

    Where only the rows below the head are shaded or ruled, the head is not between the rules.
    """
    boxes = [cell.box for cell in table.cells if cell.row == 0 and cell.columns == 1 and cell.box is not None]
    above = [line for line in lines if -2 < table.box.top - line.box.bottom < 1.2 * line.size]
    wide = table.box.grown(2)
    rows = rows_of(_pieces([word for line in above for word in line.words if wide.left < word.box.center < wide.right]))
    if len(boxes) != table.columns or table.columns < 2 or not rows or len(rows[-1]) != table.columns:
        return table
    head = rows[-1]
    over = all(piece.box.overlap_x(box.grown(_OVER)) > 0 for piece, box in zip(head, boxes, strict=True))
    if not over or any(len(piece.words) > _HEAD_WORDS for piece in head):
        return table
    cells = [Cell(piece.text, 0, column, header=True, box=piece.box) for column, piece in enumerate(head)]
    cells += [replace(cell, row=cell.row + 1, header=False) for cell in table.cells]
    return replace(table, box=hull([table.box, *(p.box for p in head)]), rows=table.rows + 1, cells=cells)


def _pieces(words: list[Word]) -> list[Line]:
    """Words of one cell's line, joined."""
    pieces: list[Line] = []
    for row in rows_of([Line((word,)) for word in words]):
        for line in row:
            last = pieces[-1] if pieces else None
            em = max(line.size, 1.0)
            if last and abs(last.baseline - line.baseline) < 0.5 * em and 0 <= _gap(last, line) < _CELL_SPACE * em:
                pieces[-1] = Line(last.words + line.words)
            else:
                pieces.append(line)
    return pieces


def _gap(left: Line, right: Line) -> float:
    return max(right.box.left - left.box.right, 0.0) if right.box.left >= left.box.left else -1.0


def _is_prose(rows: list[list[Line]]) -> bool:
    pieces = [piece for row in rows for piece in row]
    return sum(len(piece.words) for piece in pieces) / len(pieces) > _PROSE_WORDS


def _columns(rows: list[list[Line]], box: Box) -> list[tuple[float, float]]:
    """X from and to of each column: where the space between pieces lines up in nearly all rows."""
    full = [row for row in rows if len(row) > 1] or rows
    edges = sorted({x for row in full for piece in row for x in (piece.box.left, piece.box.right)})
    em = max(piece.size for row in full for piece in row)
    allowed = 0.12 * len(full)
    valleys = [
        (a, b)
        for a, b in pairwise(edges)
        if sum(any(p.box.left < b - 0.01 and p.box.right > a + 0.01 for p in row) for row in full) <= allowed
    ]
    cuts = [(a + b) / 2 for a, b in _contiguous(valleys) if b - a >= _VALLEY * em]
    columns = list(pairwise([box.left - 1, *cuts, box.right + 1]))
    return [c for c in columns if any(c[0] <= piece.box.center < c[1] for row in rows for piece in row)]


def _contiguous(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 0.01:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _bands(rows: list[list[Line]], ys: list[float], columns: list[tuple[float, float]]) -> list[list[list[Line]]]:
    """Rows of text grouped into rows of the table: a cell may hold several lines."""
    if len(ys) >= 4 and len(ys) - 1 >= 0.4 * len(rows):
        between = [[row for row in rows if low <= row[0].box.middle < high] for low, high in pairwise(ys)]
        return [band for band in between if band]
    head = _head_rows(rows, ys, columns)
    bands: list[list[list[Line]]] = [rows[:head]]
    rows = rows[head - 1 :]
    if len(rows) < 2:
        return bands
    steps = sorted(b[0].baseline - a[0].baseline for a, b in pairwise(rows))
    usual = steps[len(steps) // 2]
    for last, row in pairwise(rows):
        ruled = any(last[0].baseline < y < row[0].baseline for y in ys)
        first_empty = row[0].box.left > columns[0][1] - 1
        tight = row[0].baseline - last[0].baseline < min(1.35 * row[0].size, 0.92 * usual + 0.01)
        shared = max(p.box.bottom for p in last) - min(p.box.top for p in row) > 0.25 * row[0].size
        if not ruled and (
            shared or (first_empty and len(row) < len(columns) - 1) or (tight and len(row) < len(columns))
        ):
            bands[-1].append(row)
        else:
            bands.append([row])
    return bands


def _head_rows(rows: list[list[Line]], ys: list[float], columns: list[tuple[float, float]]) -> int:
    """How many rows of text the head has: those above the rule below it, where none of its cells spans columns."""
    if len(ys) not in {3, 4}:
        return 1
    above = [row for row in rows if row[0].baseline < ys[1] + 1]
    single = all(len(set(_covered(piece, columns))) == 1 for row in above for piece in row)
    return len(above) if single and 1 <= len(above) <= 4 and len(above) < len(rows) else 1


def _row_cells(
    band: list[list[Line]],
    number: int,
    columns: list[tuple[float, float]],
    ys: list[float],
    bands: list[list[list[Line]]],
) -> list[Cell]:
    header = number == 0 or _above_second_rule(band, ys, bands)
    parts: dict[tuple[int, int], list[Line]] = {}
    for row in band:
        for piece in (part for whole in row for part in _cut(whole, columns, bands)):
            parts.setdefault(_covered(piece, columns), []).append(piece)
    cells: list[Cell] = []
    free = 0
    for (first, last), pieces in sorted(parts.items()):
        start = max(first, free)
        if start > last:
            cells[-1] = _widened(cells[-1], pieces)
            continue
        cells += [Cell("", number, column, header=header) for column in range(free, start)]
        text = join_lines([piece.text for piece in pieces])
        cells.append(Cell(text, number, start, 1, last - start + 1, header, hull(piece.box for piece in pieces)))
        free = last + 1
    return cells + [Cell("", number, column, header=header) for column in range(free, len(columns))]


def _cut(piece: Line, columns: list[tuple[float, float]], bands: list[list[list[Line]]]) -> list[Line]:
    """A piece over several columns, cut before each word that begins where a column's other cells begin."""
    first, last = _covered(piece, columns)
    if first == last:
        return [piece]
    starts = {
        round(other.box.left)
        for column in range(first + 1, last + 1)
        for band in bands
        for row in band
        for other in row
        if _covered(other, columns) == (column, column)
    }
    parts: list[list[Word]] = [[piece.words[0]]]
    for word in piece.words[1:]:
        if starts & {round(word.box.left) + shift for shift in (-1, 0, 1)}:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [Line(tuple(part)) for part in parts]


def _widened(cell: Cell, pieces: list[Line]) -> Cell:
    text = f"{cell.text} {join_lines([piece.text for piece in pieces])}".strip()
    return Cell(text, cell.row, cell.column, cell.rows, cell.columns, cell.header, cell.box)


def _spans(piece: Line, columns: list[tuple[float, float]]) -> bool:
    first, last = _covered(piece, columns)
    return last > first


def _covered(piece: Line, columns: list[tuple[float, float]]) -> tuple[int, int]:
    """The first and last column that a piece stands in."""
    covered = [
        index
        for index, (left, right) in enumerate(columns)
        if min(piece.box.right, right) - max(piece.box.left, left) > min(0.25 * piece.box.width, 0.5 * piece.size)
    ]
    if not covered:
        nearest = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - piece.box.center))
        return nearest, nearest
    return covered[0], covered[-1]


def _above_second_rule(band: list[list[Line]], ys: list[float], bands: list[list[list[Line]]]) -> bool:
    """Whether a row stands above the rule under the head, where few rules part the whole table."""
    return len(ys) in {3, 4} and len(bands) > 2 and band[-1][0].baseline < ys[1] + 1 and len(ys) - 1 < len(bands)
