"""Tables whose cells are parted by lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from doclora.extract.geometry.cells import Cell, Table
from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.sheet import Box, Rule, Sheet, Word, hull
from doclora.extract.geometry.words import join_lines

SAME: Final = 2.5
"""Points: rules no further apart are one."""
_SIDE: Final = 0.6
"""Share of a table's side that lines cover."""
_HEAD: Final = 14.0
"""Points: the size of an arrow's head, at most."""
_FILLED: Final = 0.45
"""Share of a grid's cells that hold text, at least."""


def ruled_grid(group: list[Rule], sheet: Sheet, lines: Sequence[Line]) -> Table | None:
    """A table whose cells are all parted by lines."""
    ys = positions([rule.at for rule in group if rule.horizontal])
    xs = positions([rule.at for rule in group if not rule.horizontal])
    if len(ys) < 3 or len(xs) < 3:
        return None
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    if drawn_in(box, sheet):
        return None
    words = [word for line in lines for word in line.words if word.box.share_inside(box.grown(1)) > 0.5]
    words += [word for word in sheet.words if not word.upright and word.box.share_inside(box) > 0.5]
    cells = _spans(xs, ys, group)
    filled = [_cell(box, words, row, column, rows, columns, row == 0) for row, column, rows, columns, box in cells]
    if sum(bool(cell.text) for cell in filled) < _FILLED * len(filled) or len(filled) < 4:
        return None
    return Table(box, len(ys) - 1, len(xs) - 1, filled)


def drawn_in(box: Box, sheet: Sheet, most: int = 30) -> bool:
    """Whether there is a drawing inside: then the lines are a plot's, not a table's."""
    curved = [s for s in sheet.shapes if not s.straight and not s.pale and s.box.share_inside(box) > 0.8]
    return sum(s.box.area for s in curved) > 0.15 * box.area or len(curved) > most


def is_diagram(group: list[Rule], sheet: Sheet) -> bool:
    """Whether lines are boxes and arrows: these leave the sides of the whole open, or end in heads."""
    return not _is_closed(group, hull(rule.box for rule in group)) or _has_arrows(group, sheet)


def _is_closed(group: list[Rule], box: Box) -> bool:
    """Whether lines run along two opposite sides."""
    along = [
        _covered([r.box for r in group if r.horizontal and abs(r.at - y) <= 2 * SAME], 0) for y in (box.top, box.bottom)
    ]
    down = [
        _covered([r.box for r in group if not r.horizontal and abs(r.at - x) <= 2 * SAME], 1)
        for x in (box.left, box.right)
    ]
    return min(along) > _SIDE * box.width or min(down) > _SIDE * box.height


def _covered(boxes: list[Box], axis: int) -> float:
    """Points that boxes cover along x (0) or y (1)."""
    total, reach = 0.0, float("-inf")
    for start, end in sorted((box[axis], box[axis + 2]) for box in boxes):
        total += max(end - max(start, reach), 0.0)
        reach = max(reach, end)
    return total


def _has_arrows(group: list[Rule], sheet: Sheet) -> bool:
    """Whether a small shape that is no rectangle sits on the end of a line: an arrow's head."""
    heads = [s.box.grown(1) for s in sheet.shapes if not s.straight and max(s.box.width, s.box.height) < _HEAD]
    ends = [corner for rule in group for corner in ((rule.box.left, rule.box.top), (rule.box.right, rule.box.bottom))]
    return any(head.left <= x <= head.right and head.top <= y <= head.bottom for head in heads for x, y in ends)


def positions(values: list[float]) -> list[float]:
    """Values that lie close together as one, rising."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= 2 * SAME:
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
        if rule.horizontal == horizontal and abs(rule.at - at) <= 2 * SAME:
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
