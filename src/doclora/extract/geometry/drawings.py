"""Figures: bitmaps and groups of shapes, with the words that belong to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from doclora.extract.geometry.lines import Bundle, Line
from doclora.extract.geometry.sheet import Box, Shape, Sheet, Word, hull

_NEAR: Final = 9.0
"""Points: shapes no further apart belong to one drawing."""
_LABEL_REACH: Final = 7.0
"""Points: a word no further from a drawing may be one of its labels."""
_STROKE: Final = 1.5
"""Points of air around a drawing: half a thick stroke stands outside its path."""
_BACKGROUND: Final = 0.8
"""Share of the page: a larger bitmap is a scan or a background."""
_LEAST_BITMAP: Final = 24.0
_LEAST_WIDTH, _LEAST_HEIGHT = 40.0, 28.0
_FRAME_WORDS: Final = 14
"""Words in a frame, from which it is a box of text and no node of a diagram."""
_MARGIN: Final = 0.085
"""Share of the page's height at its top and foot, where small drawings are logos and ornaments."""
_SMALL: Final = 0.012
"""Share of the page's area: up to it a drawing in the margin is an ornament."""
CAPTION: Final = re.compile(
    r"^(?:(?:supplementary|extended data)\s+)?"
    r"(?:fig(?:ure|ura|\.)?|table|tabla|tab\.|cuadro|gr[aá]fic[oa]|imagen|image|ilustraci[oó]n|illustration|diagrama?|"
    r"listing|listado|algorithm|algoritmo|scheme|esquema|plate|l[aá]mina|photo|foto|map|mapa|chart|box|c[oó]digo|code)"
    r"\s*(?:[A-Z]\.?)?\d+(?:[.-]\d+)*[a-z]?\s*(?:[:.|)–—-]|\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Drawing:
    """A figure of a page; `bitmap` tells whether it is made of bitmaps alone."""

    box: Box
    bitmap: bool


def find_drawings(sheet: Sheet, bundles: Sequence[Bundle], tables: Sequence[Box]) -> list[Drawing]:
    """The figures of a page.

    Args:
        sheet: the page.
        bundles: its upright text, that of tables left out.
        tables: where its tables are.
    """
    lines = [line for bundle in bundles for line in bundle.lines]
    atoms = [shape for shape in sheet.shapes if _counts(shape, sheet, lines, tables)]
    groups = _grouped(atoms)
    drawings = []
    for group in groups:
        box = hull(shape.box for shape in group)
        if not _is_figure(group, box, sheet):
            continue
        bitmap = all(shape.bitmap for shape in group)
        drawings.append(Drawing(box if bitmap else _with_labels(box, sheet, bundles, tables), bitmap))
    return _united(drawings, sheet)


def _counts(shape: Shape, sheet: Sheet, lines: Sequence[Line], tables: Sequence[Box]) -> bool:
    box = shape.box
    if shape.pale or any(box.share_inside(table.grown(3)) > 0.7 for table in tables):
        return False
    if box.area > _BACKGROUND * sheet.box.area:
        return shape.bitmap and not sheet.words
    if not shape.bitmap and shape.straight and box.height < 3 and _underlines(box, lines):
        return False
    return not (shape.straight and not shape.bitmap and _frames_text(box, lines))


def _underlines(box: Box, lines: Sequence[Line]) -> bool:
    return any(
        (-1 < box.middle - line.baseline < 0.4 * line.size and box.overlap_x(line.box) > 0.8 * box.width)
        or (line.box.top < box.middle < line.box.bottom and box.overlap_x(line.box) > 0.8 * box.width)
        for line in lines
    )


def _frames_text(box: Box, lines: Sequence[Line]) -> bool:
    """Whether a rectangle is the frame or background of running text."""
    if box.width < 60 or box.height < 8:
        return False
    inside = [line for line in lines if line.box.share_inside(box.grown(2)) > 0.8]
    words = sum(len(line.words) for line in inside)
    covered = sum(line.box.area for line in inside)
    wide = any(line.box.width > 0.6 * box.width for line in inside)
    return (words >= _FRAME_WORDS and wide and covered > 0.25 * box.area) or (
        bool(inside) and wide and box.height < 3 * inside[0].size and words > 3 and box.width > 0.3 * 500
    )


def _grouped(atoms: list[Shape]) -> list[list[Shape]]:
    """Shapes that lie near each other, together; a lone rule between two texts joins nothing."""
    groups: list[tuple[Box, list[Shape]]] = []
    for atom in sorted(atoms, key=lambda shape: -shape.box.area):
        _join(groups, atom.box, [atom])
    changed = True
    while changed:
        before = len(groups)
        for box, shapes in list(groups):
            if (box, shapes) in groups:
                groups.remove((box, shapes))
                _join(groups, box, shapes)
        changed = len(groups) < before
    return [shapes for _, shapes in groups]


def _join(groups: list[tuple[Box, list[Shape]]], box: Box, shapes: list[Shape]) -> None:
    reach = box.grown(_NEAR)
    near = [group for group in groups if reach.touches(group[0])]
    for group in near:
        groups.remove(group)
        box = hull([box, group[0]])
        shapes = [*group[1], *shapes]
    groups.append((box, shapes))


def _is_figure(group: list[Shape], box: Box, sheet: Sheet) -> bool:
    if any(shape.bitmap and min(shape.box.width, shape.box.height) >= _LEAST_BITMAP for shape in group):
        return not _is_ornament(box, sheet)
    if box.width < _LEAST_WIDTH or box.height < _LEAST_HEIGHT or _is_ornament(box, sheet):
        return False
    lines_only = all(shape.straight and min(shape.box.width, shape.box.height) < 3 for shape in group)
    curved = sum(not shape.straight for shape in group)
    return (
        (len(group) >= 3 and not (lines_only and len(group) < 5))
        or (curved >= 1 and len(group) >= 2)
        or (len(group) == 1 and curved == 1 and box.area > 0.03 * sheet.box.area)
    )


def _is_ornament(box: Box, sheet: Sheet) -> bool:
    in_margin = box.bottom < _MARGIN * sheet.height or box.top > (1 - _MARGIN) * sheet.height
    return (in_margin and box.area < 4 * _SMALL * sheet.box.area) or box.area < 0.0012 * sheet.box.area


def _with_labels(box: Box, sheet: Sheet, bundles: Sequence[Bundle], tables: Sequence[Box]) -> Box:
    """The drawing with its labels: short texts inside it or close to its edge, one after the other."""
    sideways = [word for word in sheet.words if not word.upright]
    core, known = box, -1.0
    while box.area > known:
        known = box.area
        for bundle in bundles:
            if _is_label(bundle, box, core) and not any(bundle.box.touches(table) for table in tables):
                box = hull([box, bundle.box])
        for word in sideways:
            if word.box.touches(box.grown(1.5 * _LABEL_REACH)):
                box = hull([box, word.box])
    return box.grown(_STROKE).clipped(sheet.box)


def _is_label(bundle: Bundle, box: Box, core: Box) -> bool:
    first, place = bundle.lines[0], bundle.box
    words = max(len(line.words) for line in bundle.lines)
    if not place.touches(box.grown(_LABEL_REACH)) or CAPTION.match(first.text):
        return False
    if place.share_inside(box) > 0.7:
        return True
    across = place.overlap_x(box) > 0
    if place.width > (0.75 if words > 4 else 1.0) * core.width or words > 9 or len(bundle.lines) > 3:
        return False
    if place.top >= core.bottom + 32 or place.bottom <= core.top - 24:
        return False
    if first.share("bold") > 0.9 and first.size > 9.5 and across:
        return False
    return across or words <= 5


def _united(drawings: list[Drawing], sheet: Sheet) -> list[Drawing]:
    """Drawings that overlap, as one."""
    result: list[Drawing] = []
    for drawing in drawings:
        overlapping = [d for d in result if d.box.touches(drawing.box)]
        for other in overlapping:
            result.remove(other)
        box = hull([drawing.box, *(d.box for d in overlapping)])
        result.append(Drawing(box.clipped(sheet.box), drawing.bitmap and all(d.bitmap for d in overlapping)))
    return sorted(result, key=lambda d: (d.box.top, d.box.left))


def words_in(words: Sequence[Word], box: Box) -> list[Word]:
    """The words that stand in a box, sideways ones included."""
    return [word for word in words if word.box.share_inside(box) > 0.5]
