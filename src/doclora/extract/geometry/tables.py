"""Where the tables of a page are: between rules that cross each other, or that lie below each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from doclora.extract.geometry.cells import Table
from doclora.extract.geometry.grids import SAME, drawn_in, is_diagram, positions, ruled_grid
from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.sheet import Box, Rule, Sheet, hull
from doclora.extract.geometry.spacing import table_by_space, with_head

_DENSE: Final = 0.8
_PROSE_WORDS: Final = 5


def find_tables(sheet: Sheet, lines: Sequence[Line]) -> list[Table]:
    """The tables of a page, from the top."""
    across = _merged([rule for rule in sheet.rules if rule.horizontal])
    down = _merged([rule for rule in sheet.rules if not rule.horizontal])
    tables: list[Table] = []
    for group in _groups(across, down):
        if is_diagram(group, sheet):
            continue
        table = ruled_grid(group, sheet, lines) or _open_grid(group, sheet, lines)
        if table is None or _is_crossed(table.box, lines):
            continue
        if not any(table.box.share_inside(other.box) > 0.5 for other in tables):
            tables.append(table)
    for stack in _stacks([rule for rule in across if not any(_within(rule.box, t.box) for t in tables)]):
        for table in _stacked_tables(stack, sheet, lines):
            if not (_is_crossed(table.box, lines) or any(table.box.share_inside(o.box) > 0.3 for o in tables)):
                tables.append(table)
    return sorted((with_head(table, lines) for table in tables), key=lambda table: table.box.top)


def _is_crossed(box: Box, lines: Sequence[Line]) -> bool:
    """Whether running text goes over an edge of the box: then the rules are of several things, not of one table."""
    crossing = [line for line in lines if len(line.words) >= _PROSE_WORDS and 0.1 < line.box.share_inside(box) < 0.9]
    return sum(line.box.overlap_y(box) > 0.5 * line.box.height for line in crossing) >= 2


def _within(box: Box, other: Box) -> bool:
    return box.share_inside(other.grown(SAME)) > 0.9


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules that lie on one line and touch, as one: cell borders are often drawn cell by cell."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / SAME), r.box.left if r.horizontal else r.box.top)):
        last = merged[-1] if merged else None
        if last and abs(last.at - rule.at) <= SAME and last.box.grown(SAME).touches(rule.box):
            merged[-1] = Rule(hull([last.box, rule.box]), rule.horizontal)
        else:
            merged.append(rule)
    return merged


def _groups(across: list[Rule], down: list[Rule]) -> list[list[Rule]]:
    """Rules that cross or touch each other, where there are both kinds."""
    groups: list[list[Rule]] = []
    for rule in [*across, *down]:
        near = [g for g in groups if any(rule.box.grown(SAME).touches(other.box) for other in g)]
        for group in near:
            groups.remove(group)
        groups.append([rule, *(other for group in near for other in group)])
    return [g for g in groups if sum(r.horizontal for r in g) >= 2 and sum(not r.horizontal for r in g) >= 2]


def _open_grid(group: list[Rule], sheet: Sheet, lines: Sequence[Line]) -> Table | None:
    """A table with a frame or some lines, whose rows or columns are parted by space alone."""
    box = hull(rule.box for rule in group)
    ys = positions([rule.at for rule in group if rule.horizontal])
    xs = positions([rule.at for rule in group if not rule.horizontal])
    if len(ys) + len(xs) < 5 or drawn_in(box, sheet, most=2):  # a mere frame, or a diagram
        return None
    inside = [line for line in lines if line.box.share_inside(box.grown(2)) > 0.8]
    return table_by_space(box, ys, inside)


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
    if drawn_in(box, sheet, most=2):
        return None
    inside = [line for line in lines if line.box.share_inside(box.grown(1)) > 0.7]
    table = table_by_space(box, [rule.at for rule in rules], inside)
    return None if table and len(rules) == 2 and not _is_dense(table) else table


def _is_dense(table: Table) -> bool:
    """Whether nearly all cells hold text: two rules alone are often a frame around something else."""
    return sum(bool(cell.text) for cell in table.cells) > _DENSE * table.rows * table.columns
