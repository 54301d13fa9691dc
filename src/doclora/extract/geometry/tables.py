"""Tables: from ruled lines where there are, else from the gaps that all rows share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.sheet import Box, Rule, Sheet, Word, hull
from doclora.extract.geometry.words import join_lines

_SAME: Final = 2.5
"""Points: rules no further apart are one."""
_VALLEY: Final = 0.55
"""In ems: the gap between two columns, at least."""
_CELL_SPACE: Final = 0.45
"""In ems: words of one cell are not further apart."""
_FILLED: Final = 0.45
"""Share of a grid's cells that hold text, at least."""
_DENSE: Final = 0.8
_PROSE_WORDS: Final = 9
"""Words in a line of a cell, on average: more is running text between two rules."""


@dataclass(frozen=True)
class Cell:
    """One cell; its row and column are the first that it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False
    box: Box | None = None


@dataclass
class Table:
    """A table with its cells; `contents` if it is a table of contents."""

    box: Box
    rows: int
    columns: int
    cells: list[Cell] = field(default_factory=list)
    contents: bool = False


def find_tables(sheet: Sheet, lines: Sequence[Line]) -> list[Table]:
    """The tables of a page, from the top."""
    across = _merged([rule for rule in sheet.rules if rule.horizontal])
    down = _merged([rule for rule in sheet.rules if not rule.horizontal])
    tables: list[Table] = []
    for group in _groups(across, down):
        table = _grid(group, sheet, lines) or _open_grid(group, sheet, lines)
        if table is not None and not any(table.box.share_inside(other.box) > 0.5 for other in tables):
            tables.append(table)
    for stack in _stacks([rule for rule in across if not any(_within(rule.box, t.box) for t in tables)]):
        for table in _stacked_tables(stack, sheet, lines):
            if not any(table.box.share_inside(other.box) > 0.3 for other in tables):
                tables.append(table)
    return sorted(tables, key=lambda table: table.box.top)


def _within(box: Box, other: Box) -> bool:
    return box.share_inside(other.grown(_SAME)) > 0.9


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules that lie on one line and touch, as one: cell borders are often drawn cell by cell."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / _SAME), r.box.left if r.horizontal else r.box.top)):
        last = merged[-1] if merged else None
        if last and abs(last.at - rule.at) <= _SAME and last.box.grown(_SAME).touches(rule.box):
            merged[-1] = Rule(hull([last.box, rule.box]), rule.horizontal)
        else:
            merged.append(rule)
    return merged


def _groups(across: list[Rule], down: list[Rule]) -> list[list[Rule]]:
    """Rules that cross or touch each other, where there are both kinds."""
    groups: list[list[Rule]] = []
    for rule in [*across, *down]:
        near = [g for g in groups if any(rule.box.grown(_SAME).touches(other.box) for other in g)]
        for group in near:
            groups.remove(group)
        groups.append([rule, *(other for group in near for other in group)])
    return [g for g in groups if sum(r.horizontal for r in g) >= 2 and sum(not r.horizontal for r in g) >= 2]


def _grid(group: list[Rule], sheet: Sheet, lines: Sequence[Line]) -> Table | None:
    """A table whose cells are all parted by lines."""
    ys = _positions([rule.at for rule in group if rule.horizontal])
    xs = _positions([rule.at for rule in group if not rule.horizontal])
    if len(ys) < 3 or len(xs) < 3:
        return None
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    if _drawn_in(box, sheet):
        return None
    words = [word for line in lines for word in line.words if word.box.share_inside(box.grown(1)) > 0.5]
    words += [word for word in sheet.words if not word.upright and word.box.share_inside(box) > 0.5]
    cells = _spans(xs, ys, group)
    filled = [_cell(box, words, row, column, rows, columns, row == 0) for row, column, rows, columns, box in cells]
    if sum(bool(cell.text) for cell in filled) < _FILLED * len(filled) or len(filled) < 4:
        return None
    return Table(box, len(ys) - 1, len(xs) - 1, filled)


def _drawn_in(box: Box, sheet: Sheet, most: int = 30) -> bool:
    """Whether there is a drawing inside: then the lines are a plot's, not a table's."""
    curved = [s for s in sheet.shapes if not s.straight and not s.pale and s.box.share_inside(box) > 0.8]
    return sum(s.box.area for s in curved) > 0.15 * box.area or len(curved) > most


def _positions(values: list[float]) -> list[float]:
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= 2 * _SAME:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(c) / len(c) for c in clusters]


def _spans(xs: list[float], ys: list[float], rules: list[Rule]) -> list[tuple[int, int, int, int, Box]]:
    """Row, column, rows, columns and box of each cell; neighbours with no line between them are one cell."""
    taken: set[tuple[int, int]] = set()
    cells: list[tuple[int, int, int, int, Box]] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            columns = 1
            while column + columns < len(xs) - 1 and not _parted(
                rules, xs[column + columns], ys[row], ys[row + 1], horizontal=False
            ):
                columns += 1
            rows = 1
            while row + rows < len(ys) - 1 and not _parted(
                rules, ys[row + rows], xs[column], xs[column + columns], horizontal=True
            ):
                rows += 1
            taken |= {(row + i, column + j) for i in range(rows) for j in range(columns)}
            cells.append((row, column, rows, columns, Box(xs[column], ys[row], xs[column + columns], ys[row + rows])))
    return cells


def _parted(rules: list[Rule], at: float, start: float, end: float, *, horizontal: bool) -> bool:
    for rule in rules:
        if rule.horizontal == horizontal and abs(rule.at - at) <= 2 * _SAME:
            low, high = (rule.box.left, rule.box.right) if horizontal else (rule.box.top, rule.box.bottom)
            if min(high, end) - max(low, start) > 0.5 * (end - start):
                return True
    return False


def _cell(box: Box, words: list[Word], row: int, column: int, rows: int, columns: int, header: bool) -> Cell:
    inside = [
        word for word in words if box.left <= word.box.center < box.right and box.top <= word.box.middle < box.bottom
    ]
    return Cell(_flow(inside), row, column, rows, columns, header, box)


def _flow(words: list[Word]) -> str:
    """Words row by row, as one text."""
    if not all(word.upright for word in words):
        return " ".join(word.text for word in sorted(words, key=lambda word: word.rank))
    rows = rows_of([Line((word,)) for word in words])
    return join_lines([" ".join(line.text for line in row) for row in rows])


def _open_grid(group: list[Rule], sheet: Sheet, lines: Sequence[Line]) -> Table | None:
    """A table with a frame or some lines, whose rows or columns are parted by space alone."""
    box = hull(rule.box for rule in group)
    ys = _positions([rule.at for rule in group if rule.horizontal])
    xs = _positions([rule.at for rule in group if not rule.horizontal])
    if len(ys) + len(xs) < 5 or _drawn_in(box, sheet, most=2):  # a mere frame, or a diagram
        return None
    inside = [line for line in lines if line.box.share_inside(box.grown(2)) > 0.8]
    return _by_space(box, ys, inside)


def _stacks(rules: list[Rule]) -> list[list[Rule]]:
    """Horizontal rules of the same extent below each other, shorter ones between them included."""
    stacks: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        for stack in stacks:
            first = stack[0].box
            if abs(first.left - rule.box.left) <= 4 and abs(first.right - rule.box.right) <= 4:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [stack for stack in stacks if len(stack) >= 2 and stack[0].box.width > 40]


def _stacked_tables(stack: list[Rule], sheet: Sheet, lines: Sequence[Line]) -> list[Table]:
    """The tables between rules of the same extent: cut where what lies between two rules is no table's rows."""
    tables: list[Table] = []
    start = 0
    while start < len(stack) - 1:
        best: tuple[int, Table] | None = None
        for end in range(start + 1, len(stack)):
            table = _between(stack[start : end + 1], sheet, lines)
            if table is not None:
                best = end, table
            elif best is not None:
                break
        if best is None:
            start += 1
        else:
            tables.append(best[1])
            start = best[0] + 1
    return tables


def _between(rules: list[Rule], sheet: Sheet, lines: Sequence[Line]) -> Table | None:
    box = hull(rule.box for rule in rules)
    if _drawn_in(box, sheet, most=2):
        return None
    inside = [line for line in lines if line.box.share_inside(box.grown(1)) > 0.7]
    table = _by_space(box, [rule.at for rule in rules], inside)
    return None if table and len(rules) == 2 and not _is_dense(table) else table


def _is_dense(table: Table) -> bool:
    """Whether nearly all cells hold text: two rules alone are often a frame around something else."""
    return sum(bool(cell.text) for cell in table.cells) > _DENSE * table.rows * table.columns


def _by_space(box: Box, ys: list[float], lines: list[Line]) -> Table | None:
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
    bands = _bands(rows, ys, columns)
    if len(bands) < 2:
        return None
    cells = [cell for number, band in enumerate(bands) for cell in _row_cells(band, number, columns, ys, bands)]
    if sum(bool(cell.text) for cell in cells) < max(4, _FILLED * len(bands) * len(columns)):
        return None
    top, bottom = min([box.top, *ys]), max([box.bottom, *ys])
    return Table(Box(box.left, top, box.right, bottom), len(bands), len(columns), cells)


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
