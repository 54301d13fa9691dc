"""Bullets that are drawn, not written: some makers paint the dots of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.sheet import Shape, Sheet, Word

_SIZES: Final = (1.5, 7.0)
"""Points: the width and height of a dot."""
_REACH: Final = 1.8
"""In ems: from a dot to the text that it stands before."""


def written_out(sheet: Sheet, lines: Sequence[Line]) -> Sheet:
    """The page with a written bullet in the place of each drawn one."""
    words: list[Word] = []
    drawn: set[int] = set()
    for index, shape in enumerate(sheet.shapes):
        if _is_dot(shape) and not _ends_rule(shape, sheet) and (line := _line_after(shape, lines)) is not None:
            drawn.add(index)
            words.append(Word("•", shape.box, line.font, line.baseline, rank=line.rank))
    if not words:
        return sheet
    shapes = [shape for index, shape in enumerate(sheet.shapes) if index not in drawn]
    return replace(sheet, words=[*sheet.words, *words], shapes=shapes)


def _is_dot(shape: Shape) -> bool:
    low, high = _SIZES
    width, height = shape.box.width, shape.box.height
    return not shape.bitmap and low < width < high and low < height < high and 0.6 < width / height < 1.6


def _ends_rule(shape: Shape, sheet: Sheet) -> bool:
    """Whether a rule ends at the dot: then it is an arrow's head."""
    return any(rule.box.touches(shape.box.grown(1)) for rule in sheet.rules)


def _line_after(shape: Shape, lines: Sequence[Line]) -> Line | None:
    near = [
        line
        for line in lines
        if line.box.top < shape.box.middle < line.box.bottom
        and 0.2 * line.size < line.box.left - shape.box.right < _REACH * line.size
        and max(shape.box.width, shape.box.height) < 0.6 * line.size
    ]
    return min(near, key=lambda line: line.box.left, default=None)
