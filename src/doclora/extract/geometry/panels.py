"""Frames and backgrounds of text: what is drawn around them is no figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.sheet import Shape, hull

_THIN: Final = 3.0
_PANEL, _ICON, _LEFT = 0.75, 0.15, 0.25
"""Shares of a text box: the width of its panels at least, the area of its icons at most, the room before its text."""
SENTENCE: Final = 3
"""Words of a line that is no mere label, at least."""


def frames_code(group: list[Shape], lines: Sequence[Line]) -> bool:
    """Whether straight lines and backgrounds stand around nothing but code."""
    box = hull(shape.box for shape in group)
    inside = [line for line in lines if line.box.share_inside(box.grown(2)) > 0.6]
    plain = all(shape.straight and not shape.bitmap for shape in group)
    lines_only = all(min(shape.box.width, shape.box.height) < _THIN for shape in group)
    framed = lines_only or any(shape.box.area > 0.9 * box.area for shape in group)
    return plain and framed and bool(inside) and all(line.share("mono") > 0.8 for line in inside)


def is_text_box(group: list[Shape], lines: Sequence[Line]) -> bool:
    """Whether panels as wide as the whole, with an icon or a bar at most, stand behind text that begins at the left."""
    box = hull(shape.box for shape in group)
    others = [shape.box for shape in group if shape.bitmap or shape.box.width < _PANEL * box.width]
    if len(others) == len(group) or (others and hull(others).area > _ICON * box.area):
        return False
    inside = [line for line in lines if line.box.share_inside(box.grown(2)) > 0.6]
    return any(
        line.box.left - box.left < _LEFT * box.width
        and abs(line.box.center - box.center) > 0.05 * box.width
        and len(line.words) >= SENTENCE
        for line in inside
    )
