"""Reading order: columns from left to right, each from the top, cut at whatever runs across them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol, TypeVar

from doclora.extract.geometry.sheet import Box

_GUTTER: Final = 7.0
"""Points: the space between two columns, at least."""
_LEAST_LINES: Final = 3
"""Elements on either side of a gutter, at least, where none of them is tall."""
_TALL: Final = 40.0
_LONG: Final = 150.0
_TWO_LINES: Final = 13.0


class Placed(Protocol):
    """Anything with a box."""

    @property
    def box(self) -> Box:
        """Where it stands."""


T = TypeVar("T", bound=Placed)


def in_reading_order(elements: Sequence[T]) -> list[list[T]]:
    """The elements of a page as a list of columns' stretches, in the order in which one reads them."""
    return _ordered(list(elements), 0)


def _ordered(elements: list[T], depth: int) -> list[list[T]]:
    if len(elements) <= 1 or depth > 12:
        return [_by_height(elements)] if elements else []
    cut = _clean_gutter(elements)
    if cut is not None:
        left = [e for e in elements if e.box.center < cut]
        right = [e for e in elements if e.box.center >= cut]
        return _ordered(left, depth + 1) + _ordered(right, depth + 1)
    spanned = _spanned_gutter(elements)
    if spanned is None:
        return [_by_height(elements)]
    return [stretch for band in _bands(elements, spanned) for stretch in _ordered(band, depth + 1)]


def _by_height(elements: list[T]) -> list[T]:
    return sorted(elements, key=lambda e: (round(e.box.top), e.box.left))


def _clean_gutter(elements: list[T]) -> float | None:
    """X of the widest gap that no element crosses and that has columns on both sides."""
    spans = sorted((e.box.left, e.box.right) for e in elements)
    best: tuple[float, float] | None = None
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _GUTTER and (best is None or left - reach > best[0]):
            middle = (left + reach) / 2
            if _both_sides(elements, middle):
                best = left - reach, middle
        reach = max(reach, right)
    return best[1] if best else None


def _both_sides(elements: list[T], x: float) -> bool:
    left = [e for e in elements if e.box.center < x]
    right = [e for e in elements if e.box.center >= x]
    if not all(_is_column(side) for side in (left, right)) and not _is_begun(left, right):
        return False
    shared = min(max(e.box.bottom for e in left), max(e.box.bottom for e in right)) - max(
        min(e.box.top for e in left), min(e.box.top for e in right)
    )
    return shared > 0


def _is_begun(left: list[T], right: list[T]) -> bool:
    """Whether the right side is a column of which only the first lines are filled."""
    tall = left[-1:] and max(e.box.bottom for e in left) - min(e.box.top for e in left) > _LONG
    first = min(right, key=lambda e: e.box.top)
    return bool(tall) and _is_column(left) and first.box.height > _TWO_LINES and first.box.width > 60


def _is_column(side: list[T]) -> bool:
    return len(side) >= _LEAST_LINES or any(e.box.height > _TALL for e in side)


def _spanned_gutter(elements: list[T]) -> float | None:
    """X that few elements cross although there are columns on both sides; None where there is none."""
    edges = sorted({e.box.right for e in elements})
    best: tuple[float, float] | None = None
    for edge in edges:
        x = edge + _GUTTER / 2
        crossing = sum(e.box.left < x < e.box.right for e in elements)
        beside = [e for e in elements if not e.box.left < x < e.box.right]
        near = any(e.box.left < edge + _GUTTER - 0.5 and e.box.right > edge + 0.5 for e in beside)
        if near or crossing == 0 or not _columns_beside(beside, x):
            continue
        height = sum(e.box.height for e in elements if e.box.left < x < e.box.right)
        if best is None or (height, crossing) < best[:2]:
            best = height, x
    if best is None:
        return None
    return best[1]


def _columns_beside(beside: list[T], x: float) -> bool:
    left = [e for e in beside if e.box.right <= x]
    right = [e for e in beside if e.box.left >= x]
    if not (_is_column(left) and _is_column(right)):
        return False
    tall = all(any(e.box.height > _TALL for e in side) for side in (left, right))
    if len(left) + len(right) < 2 * _LEAST_LINES and not tall:
        return False
    return any(
        a.box.overlap_y(b.box) > 0.5 * min(a.box.height, b.box.height) and a.box.width > 60 and b.box.width > 60
        for a in left
        for b in right
    )


def _bands(elements: list[T], x: float) -> list[list[T]]:
    """The page cut above and below each run of elements that cross x."""
    crossing = sorted((e for e in elements if e.box.left < x < e.box.right), key=lambda e: e.box.top)
    cuts = sorted({e.box.top for e in crossing} | {e.box.bottom for e in crossing})
    bounds = [float("-inf"), *cuts, float("inf")]
    bands: list[list[T]] = []
    for low, high in pairwise(bounds):
        inside = [e for e in elements if low <= e.box.middle < high and e not in crossing]
        over = [e for e in crossing if low <= e.box.middle < high]
        if over:
            bands.append(over + inside if not _columns_beside(inside, x) else over)
            if _columns_beside(inside, x):
                bands.append(inside)
        elif inside:
            bands.append(inside)
    return bands
