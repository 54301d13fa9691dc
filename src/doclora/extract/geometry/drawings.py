"""Figures: bitmaps and groups of shapes, with the words that belong to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from doclora.extract.geometry.lines import Bundle, Line
from doclora.extract.geometry.panels import SENTENCE, frames_code, is_text_box
from doclora.extract.geometry.profile import Profile, place_of
from doclora.extract.geometry.sheet import Box, Shape, Sheet, Word, hull

_NEAR: Final = 9.0
"""Points: shapes no further apart belong to one drawing."""
_TOUCHING: Final = 1.0
_LEAST_FRAME: Final = 60.0
"""Points: the shorter side of a frame around a figure, at least."""
_LEAST_FRAMED: Final = 3
_LABEL_REACH: Final = 7.0
"""Points: a word no further from a drawing may be one of its labels."""
_TICK: Final = re.compile(r"^(?:[\d.,−–+%$€°eE·×/-]+|\w{1,3})$")
_STROKE: Final = 1.5
"""Points of air around a drawing: half a thick stroke stands outside its path."""
_SPARSE: Final = 0.06
_BACKGROUND: Final = 0.8
"""Share of the page or of a group: what is larger is a scan or a background."""
_LEAST_WHOLE: Final = 12
"""Shapes of a form object that is one drawing, at least: makers put single icons and marks into forms too."""
_LEAST_BITMAP: Final = 24.0
_LEAST_WIDTH, _LEAST_HEIGHT = 40.0, 24.0
_PAGE_WORDS: Final = 60
_PROSE: Final = 40
"""Words in paragraphs, from which what surrounds them is no figure."""
_THICK: Final = 3.0
_FRAME_WORDS: Final = 14
"""Words in a frame, from which it is a box of text and no node of a diagram."""
_MARGIN: Final = 0.085
"""Share of the page's height at its top and foot, where small drawings are logos and ornaments."""
_SMALL: Final = 0.0022
"""Share of the page's area: up to it a drawing in the margin is an ornament."""
_TINY: Final = 0.0012
"""Share of the page's area: up to it a drawing is an ornament anywhere."""
_ACROSS: Final = 0.5
"""Share of the page's width, from which a line in the margin parts it from the body."""
_FEW: Final = 5
_SENTENCE_END: Final = re.compile(r"\w[.!?][\"”’»)]*$")
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


def find_drawings(sheet: Sheet, bundles: Sequence[Bundle], tables: Sequence[Box], profile: Profile) -> list[Drawing]:
    """The figures of a page.

    Args:
        sheet: the page.
        bundles: its upright text, that of tables left out.
        tables: where its tables are.
        profile: of the document.
    """
    lines = [line for bundle in bundles for line in bundle.lines]
    atoms = [shape for shape in sheet.shapes if _counts(shape, sheet, lines, tables, profile)]
    grouped = _grouped(atoms, _whole_forms(atoms, sheet, bundles))
    parts = [part for group in grouped for part in _without_prose(group, bundles)]
    groups = [part for part in parts if not (frames_code(part, lines) or is_text_box(part, lines))]
    drawings = []
    for group in groups:
        box = hull(shape.box for shape in group)
        if not _is_figure(group, box, sheet) or _is_bar(group, box, lines):
            continue
        bitmap = all(shape.bitmap for shape in group)
        drawings.append(Drawing(box if bitmap else _with_labels(box, sheet, bundles, tables), bitmap))
    return _united(drawings, sheet)


def _counts(shape: Shape, sheet: Sheet, lines: Sequence[Line], tables: Sequence[Box], profile: Profile) -> bool:
    box = shape.box
    if shape.pale or any(box.share_inside(table.grown(3)) > 0.7 for table in tables):
        return False
    if box.area > _BACKGROUND * sheet.box.area:
        return shape.bitmap and _covered_by_words(sheet) < _SPARSE
    place = place_of(shape)
    if place in profile.furniture or (_margin(box, sheet) and (place in profile.ornaments or _separates(shape, sheet))):
        return False
    if not shape.bitmap and shape.straight and box.height < 3 and _underlines(box, lines):
        return False
    return not _frames_text(box, lines)


def _separates(shape: Shape, sheet: Sheet) -> bool:
    """Whether it is a line between the body and its margin."""
    return shape.straight and shape.box.height < _THICK and shape.box.width > _ACROSS * sheet.width


def _covered_by_words(sheet: Sheet) -> float:
    return sum(word.box.area for word in sheet.words) / sheet.box.area


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
    if words >= _PAGE_WORDS:
        return True
    return (words >= _FRAME_WORDS and wide and covered > 0.25 * box.area) or (
        bool(inside) and wide and box.height < 3 * inside[0].size and words > 3 and box.width > 0.3 * 500
    )


def _without_prose(group: list[Shape], bundles: Sequence[Bundle]) -> list[list[Shape]]:
    """The group, or, if running text stands inside it, the parts of it that remain without its lines."""
    if not _holds_prose(group, bundles):
        return [group]
    solid = [shape for shape in group if min(shape.box.width, shape.box.height) >= _THICK]
    return [part for part in _grouped(solid) if not _holds_prose(part, bundles)]


def _holds_prose(group: list[Shape], bundles: Sequence[Bundle]) -> bool:
    box = hull(shape.box for shape in group)
    words = 0
    for bundle in bundles:
        count = sum(len(line.words) for line in bundle.lines)
        if len(bundle.lines) >= 3 and count >= 5 * len(bundle.lines) and bundle.box.share_inside(box) > 0.8:
            words += count
    return words >= _PROSE


@dataclass
class _Group:
    """Shapes that belong together; `framed` if a frame is drawn around them."""

    box: Box
    shapes: list[Shape]
    framed: bool = False

    def reaches(self, other: _Group) -> bool:
        """Whether the two are one drawing: near each other, or touching where a frame sets one apart."""
        return self.box.grown(_TOUCHING if self.framed or other.framed else _NEAR).touches(other.box)


def _whole_forms(atoms: Sequence[Shape], sheet: Sheet, bundles: Sequence[Bundle]) -> list[list[Shape]]:
    """The shapes of each form object that is a drawing put on the page as a whole: no page, and no frame of text."""
    forms: dict[int, list[Shape]] = {}
    for shape in atoms:
        if shape.form:
            forms.setdefault(shape.form, []).append(shape)
    whole = [shapes for shapes in forms.values() if len(shapes) >= _LEAST_WHOLE and not _holds_prose(shapes, bundles)]
    return [shapes for shapes in whole if hull(s.box for s in shapes).area < _BACKGROUND * sheet.box.area]


def _grouped(atoms: list[Shape], whole: Sequence[list[Shape]] = ()) -> list[list[Shape]]:
    """Shapes that lie near each other, or that are known to belong together."""
    groups: list[_Group] = []
    framed, rest = _framed(atoms)
    forms = {shapes[0].form for shapes in whole}
    waiting = framed + [_Group(hull(s.box for s in shapes), shapes) for shapes in whole]
    rest = [shape for shape in rest if shape.form not in forms]
    waiting += [_Group(shape.box, [shape]) for shape in sorted(rest, key=lambda shape: -shape.box.area)]
    while waiting:
        group = waiting.pop(0)
        near = [other for other in groups if group.reaches(other)]
        if not near:
            groups.append(group)
            continue
        groups = [other for other in groups if other not in near]
        shapes = [shape for other in [*near, group] for shape in other.shapes]
        box = hull(other.box for other in [*near, group])
        waiting.insert(0, _Group(box, shapes, framed=group.framed and all(other.framed for other in near)))
    return [group.shapes for group in groups]


def _framed(atoms: list[Shape]) -> tuple[list[_Group], list[Shape]]:
    """Groups with a frame around them, cut off at the frame (shadows stick out), and what is in none."""
    rest = sorted(atoms, key=lambda shape: -shape.box.area)
    groups: list[_Group] = []
    for frame in list(rest):
        if not frame.closed or min(frame.box.width, frame.box.height) < _LEAST_FRAME or frame not in rest:
            continue
        inside = [shape for shape in rest if shape is not frame and _stands_in(shape.box, frame.box)]
        if len(inside) >= _LEAST_FRAMED and any(not shape.straight for shape in inside):
            cut = [replace(shape, box=shape.box.clipped(frame.box)) for shape in inside]
            groups.append(_Group(frame.box, [frame, *cut], framed=True))
            rest = [shape for shape in rest if shape is not frame and not any(shape is one for one in inside)]
    return groups, rest


def _stands_in(box: Box, frame: Box) -> bool:
    return frame.left < box.center < frame.right and frame.top < box.middle < frame.bottom


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


def _is_bar(group: list[Shape], box: Box, lines: Sequence[Line]) -> bool:
    """Whether a few flat shapes, one of them as wide as all, are only the background of a heading."""
    inside = [line for line in lines if line.box.share_inside(box) > 0.6]
    flat = box.height < 0.2 * box.width and box.height < 4 * max((line.size for line in inside), default=0.0)
    background = max(shape.box.width for shape in group) > _BACKGROUND * box.width
    return flat and background and len(group) <= _FEW and 0 < len(inside) <= 2


def _is_ornament(box: Box, sheet: Sheet) -> bool:
    return (_margin(box, sheet) and box.area < _SMALL * sheet.box.area) or box.area < _TINY * sheet.box.area


def _margin(box: Box, sheet: Sheet) -> bool:
    return box.bottom < _MARGIN * sheet.height or box.top > (1 - _MARGIN) * sheet.height


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
    below = place.top > core.bottom - 2
    if below and len(first.words) >= SENTENCE and _SENTENCE_END.search(bundle.lines[-1].text):
        return False
    across = place.overlap_x(box) > 0
    if len(bundle.lines) == 1 and all(_TICK.match(word.text) for word in first.words):
        return place.width < 1.2 * core.width
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
