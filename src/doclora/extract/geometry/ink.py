"""What the ink on a scanned page tells beside its letters: how large and bold they are, and where pictures stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

Pixels = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""

_SHADES: Final = 40
"""Of 256: what differs more from the page's usual shade is ink."""
_BODY_ROWS: Final = 0.45
"""Of the fullest row of a piece of a line: fuller rows lie between the baseline and the height of an x."""
_PIECE: Final = 2.5
"""A line is measured in pieces so many times as long as it is high: on a skewed page they hardly tilt."""
_BLOCK: Final = 8
"""Pixels of the grid on which pictures are looked for."""
_SMALLEST: Final = 0.08
"""Of the page's width and height: the sides of a picture, at least."""
_LARGEST: Final = 0.97
_DENSE: Final = 0.15
"""Share of a picture that is ink: a ruled table has less."""


class Ink:
    """The ink of a page.

    Args:
        page: upright.
    """

    def __init__(self, page: Image) -> None:
        import numpy as np

        self._grey: NDArray[np.int16] = np.asarray(page.convert("L")).astype(np.int16)

    def letters(self, line: Pixels) -> tuple[float, float]:
        """The height of an x and the width of a stroke in a line of text, in pixels; zeros where there is no ink."""
        import numpy as np

        ink = self._ink_of(line)
        height, width = ink.shape
        pieces = max(round(width / max(_PIECE * height, 1)), 1)
        heights = [_body_rows(piece) for piece in np.array_split(ink, pieces, axis=1) if piece.any()]
        strokes = int((np.diff(ink.astype(np.int8), axis=1) == 1).sum())
        return (float(np.median(heights)) if heights else 0.0), float(ink.sum()) / max(strokes, 1)

    def _ink_of(self, line: Pixels) -> NDArray[np.bool_]:
        import numpy as np

        left, top, right, bottom = (max(int(side), 0) for side in line)
        part = self._grey[top : bottom + 1, left : right + 1]
        if not part.size:
            return np.zeros((1, 1), dtype=bool)
        dark: NDArray[np.bool_] = part < (np.percentile(part, 90) + np.percentile(part, 1)) / 2
        return dark

    def pictures(self, lines: Sequence[Pixels]) -> list[Pixels]:
        """Where there is much ink in one place that is no text.

        Args:
            lines: of text.
        """
        import cv2
        import numpy as np

        ink = np.abs(self._grey - int(np.median(self._grey))) > _SHADES
        for line in lines:
            left, top, right, bottom = (max(int(side), 0) for side in line)
            ink[top : bottom + 3, left : right + 3] = False
        rows, columns = (side // _BLOCK for side in ink.shape)
        blocks = ink[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK).mean(axis=(1, 3))
        found = cv2.morphologyEx((blocks > _DENSE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        _, _, places, _ = cv2.connectedComponentsWithStats(found)
        boxes: list[Pixels] = []
        for left, top, width, height, _ in places[1:]:
            high_enough = _SMALLEST * rows < height < _LARGEST * rows
            if high_enough and _SMALLEST * columns < width < _LARGEST * columns:
                dense = blocks[top : top + height, left : left + width].mean() > _DENSE
                sides = (_BLOCK * int(side) for side in (left, top, left + width, top + height))
                boxes += [tuple(sides)] if dense else []  # type: ignore[list-item]
        return boxes


def _body_rows(ink: NDArray[np.bool_]) -> int:
    import numpy as np

    rows = ink.sum(axis=1)
    return int((rows > _BODY_ROWS * np.percentile(rows, 95)).sum())
