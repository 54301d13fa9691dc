"""The drawing on a page of a PDF: ruled lines, shapes, bitmaps."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from doclora.extract.geometry.sheet import Box, Rule, Shape, Sheet, hull

if TYPE_CHECKING:
    from doclora.extract.geometry.frame import Frame

_THIN: Final = 2.6
"""Points: a filled shape no thicker than this is a line."""
_SHORTEST: Final = 5.0
"""Points: no line shorter than this counts as a rule."""
_ROW: Final = (9.0, 60.0)
"""Points: the height of a filled rectangle that may be the background of a table's row."""
_PALE: Final = 245
_CLEAR: Final = 8
_MOST_SEGMENTS: Final = 64
"""A path of more segments is a drawing, not lines of a table."""
_MOST_OBJECTS: Final = 40_000
_DEEPEST: Final = 8
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_LINE_TO, _BEZIER_TO, _MOVE_TO = 0, 1, 2

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_drawing(page: Any, frame: Frame, sheet: Sheet) -> dict[int, Matrix]:  # noqa: ANN401
    """Add the page's shapes and rules to its sheet.

    Returns:
        The matrix of the form that a text object stands in, by the object's address; those in no form are left out.
    """
    visible = sheet.box
    inside: dict[int, Matrix] = {}
    for count, (handle, kind, matrix, form) in enumerate(_objects(page)):
        if count >= _MOST_OBJECTS:
            break
        if kind == _TEXT:
            inside[ctypes.cast(handle, ctypes.c_void_p).value or 0] = matrix
            continue
        box = _bounds(handle, matrix, frame)
        clip = _clip(handle, matrix, frame)
        box = box.clipped(visible if clip is None else clip.clipped(visible))
        if box.width < 0 or box.height < 0 or (box.width < 0.05 and box.height < 0.05):
            continue
        known = len(sheet.shapes)
        if kind == _PATH:
            _add_path(handle, matrix, frame, box, sheet)
        else:
            sheet.shapes.append(Shape(box, bitmap=kind == _IMAGE, filled=True, mark=_bytes(handle, kind)))
        if form:
            sheet.shapes[known:] = [replace(shape, form=form) for shape in sheet.shapes[known:]]
    return inside


def _bytes(handle: Any, kind: int) -> int:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFImageObj_GetImageDataRaw(handle, None, 0)) if kind == _IMAGE else 0


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix, int]]:  # noqa: ANN401
    """Each object with its kind, the matrix of the form that it stands in, and that form's number; 0 for none."""
    import pypdfium2.raw as pdfium

    yield from _walk(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, IDENTITY, 0, 0)


def _walk(
    parent: Any,  # noqa: ANN401
    count: Any,  # noqa: ANN401
    get: Any,  # noqa: ANN401
    matrix: Matrix,
    depth: int,
    form: int,
) -> Iterator[tuple[Any, int, Matrix, int]]:
    import pypdfium2.raw as pdfium

    for index in range(max(count(parent), 0)):
        handle = get(parent, index)
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == _FORM and depth < _DEEPEST:
            inner = product(matrix_of(handle), matrix)
            number = form or index + 1
            objects = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
            yield from _walk(handle, *objects, inner, depth + 1, number)
        elif kind in {_PATH, _IMAGE, _SHADING} or (kind == _TEXT and depth):
            yield handle, kind, matrix, form


def matrix_of(handle: Any) -> Matrix:  # noqa: ANN401
    """Of a page object."""
    import pypdfium2.raw as pdfium

    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that moves a point by `first`, then by `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(handle: Any, matrix: Matrix, frame: Frame) -> Box:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return Box(0, 0, -1, -1)
    return _box_of(
        [(left.value, bottom.value), (right.value, bottom.value), (left.value, top.value), (right.value, top.value)],
        matrix,
        frame,
    )


def _box_of(points: list[tuple[float, float]], matrix: Matrix, frame: Frame) -> Box:
    shown = [frame.point(*_moved(x, y, matrix)) for x, y in points]
    return hull(Box(x, y, x, y) for x, y in shown)


def _clip(handle: Any, matrix: Matrix, frame: Frame) -> Box | None:  # noqa: ANN401
    """The box that an object is clipped to; None where it is not."""
    import pypdfium2.raw as pdfium

    path = pdfium.FPDFPageObj_GetClipPath(handle)
    result: Box | None = None
    for number in range(max(pdfium.FPDFClipPath_CountPaths(path), 0)):
        count = pdfium.FPDFClipPath_CountPathSegments(path, number)
        points = [
            _segment_point(pdfium.FPDFClipPath_GetPathSegment(path, number, index))
            for index in range(min(max(count, 0), _MOST_SEGMENTS))
        ]
        if points:
            box = _box_of(points, matrix, frame)
            result = box if result is None else result.clipped(box)
    return result


def _segment_point(segment: Any) -> tuple[float, float]:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _add_path(handle: Any, matrix: Matrix, frame: Frame, box: Box, sheet: Sheet) -> None:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill_mode, stroke)
    filled, fill_pale = bool(fill_mode.value), True
    if filled:
        fill_pale = _is_pale(handle, pdfium.FPDFPageObj_GetFillColor)
    stroked = bool(stroke.value) and not _is_pale(handle, pdfium.FPDFPageObj_GetStrokeColor)
    if not stroked and not filled:
        return
    lines = _straight_lines(handle, product(matrix_of(handle), matrix), frame)
    if filled and not stroked and fill_pale:
        sheet.shapes.append(Shape(box, filled=True, straight=lines is not None, pale=True))
        return
    segments = pdfium.FPDFPath_CountSegments(handle)
    sheet.shapes.append(Shape(box, filled=filled, straight=lines is not None, closed=_is_closed(handle), mark=segments))
    if filled and not stroked and lines is not None and _ROW[0] < box.height < _ROW[1] and box.width > _ROW[0]:
        sheet.rules += [Rule(Box(box.left, y, box.right, y), horizontal=True, soft=True) for y in (box.top, box.bottom)]
    if min(box.width, box.height) <= _THIN and max(box.width, box.height) >= _SHORTEST:
        sheet.rules.append(Rule(box, horizontal=box.width > box.height))
    elif stroked and lines is not None:
        sheet.rules += [rule for line in lines if (rule := _rule(line.clipped(box.grown(1)))) is not None]


def _rule(line: Box) -> Rule | None:
    return Rule(line, horizontal=line.width > line.height) if max(line.width, line.height) >= _SHORTEST else None


def _is_pale(handle: Any, colour: Any) -> bool:  # noqa: ANN401
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour(handle, red, green, blue, alpha):
        return False
    return alpha.value < _CLEAR or min(red.value, green.value, blue.value) >= _PALE


def _straight_lines(handle: Any, matrix: Matrix, frame: Frame) -> list[Box] | None:  # noqa: ANN401
    """The lines that a path is made of; None if it has a curve or a slanted line, or very many segments."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(handle)
    if not 0 < count <= _MOST_SEGMENTS:
        return None
    lines: list[Box] = []
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        here = frame.point(*_moved(*_segment_point(segment), matrix))
        if kind == _BEZIER_TO:
            return None
        if kind == _MOVE_TO:
            start = here
        elif not _add_line(lines, last, here):
            return None
        if pdfium.FPDFPathSegment_GetClose(segment) and not _add_line(lines, here, start):
            return None
        last = here
    return lines


def _is_closed(handle: Any) -> bool:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(handle)
    if not 2 < count <= _MOST_SEGMENTS:
        return False
    last = pdfium.FPDFPath_GetPathSegment(handle, count - 1)
    (x0, y0), (x1, y1) = _segment_point(pdfium.FPDFPath_GetPathSegment(handle, 0)), _segment_point(last)
    return bool(pdfium.FPDFPathSegment_GetClose(last)) or abs(x1 - x0) + abs(y1 - y0) < 0.5


def _add_line(lines: list[Box], one: tuple[float, float], other: tuple[float, float]) -> bool:
    box = hull([Box(*one, *one), Box(*other, *other)])
    if min(box.width, box.height) > 0.6:
        return False
    lines.append(box)
    return True
