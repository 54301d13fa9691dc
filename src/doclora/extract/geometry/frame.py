"""The coordinates of a PDF page."""

from __future__ import annotations

from typing import Any

from doclora.extract.geometry.sheet import Box


class Frame:
    """From a PDF page's own coordinates to those of the page as it is shown.

    Args:
        page: of pypdfium2.
        turn: degrees by which it is turned clockwise for reading, beside its own rotation.
    """

    def __init__(self, page: Any, turn: int = 0) -> None:  # noqa: ANN401
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turn = (page.get_rotation() + turn) % 360
        across, along = self._right - self._left, self._top - self._bottom
        self.width, self.height = (across, along) if self._turn in {0, 180} else (along, across)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is shown."""
        if self._turn == 90:
            return y - self._bottom, x - self._left
        if self._turn == 180:
            return self._right - x, y - self._bottom
        if self._turn == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Where a rectangle is shown."""
        if self._turn == 0:
            return Box(left - self._left, self._top - top, right - self._left, self._top - bottom)
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def upright(self, a: float, b: float) -> bool:
        """Whether text along the direction (a, b) of the page is shown running to the right."""
        (x0, y0), (x1, y1) = self.point(0, 0), self.point(a, b)
        return x1 - x0 > abs(y1 - y0)


def turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page turned for reading, on the page as it is shown, which is so wide and high."""
    left, top, right, bottom = box
    if turn == 90:
        return Box(top, height - right, bottom, height - left)
    return Box(width - bottom, left, width - top, right)
