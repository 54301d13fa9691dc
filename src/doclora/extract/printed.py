"""The words that a PDF prints inside a figure, label by label: pdfium's letters, put together by where they stand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from doclora.ocr import TextLine, in_rows, labels

_SPACE: Final = 0.9
"""Widest gap inside a line, in heights of its letters: a wider one begins another label."""
_BACK: Final = 0.6
"""How far a letter may reach back into the one before (pdfium's boxes are loose), in heights of the letters."""
_SHARED: Final = 0.4
"""How much of the lower one's height the letters of a line share."""
_SMALL: Final = 4.0  # points
_UPRIGHT: Final = 0.1  # radians


@dataclass
class _Piece:
    """Letters that follow one another: left, top, right, bottom in points from the page's top left corner."""

    text: str
    box: tuple[float, float, float, float]
    angle: float

    @property
    def upright(self) -> bool:
        """Whether it reads from left to right."""
        return abs(math.remainder(self.angle, math.tau)) <= _UPRIGHT

    @property
    def size(self) -> float:
        """The height of its letters, across the direction of reading; at least that of a small one."""
        return max(self.box[3] - self.box[1] if self.level else self.box[2] - self.box[0], _SMALL)

    @property
    def level(self) -> bool:
        """Whether it runs along the page's width, either way."""
        return abs(math.cos(self.angle)) >= abs(math.sin(self.angle))

    def takes(self, box: tuple[float, float, float, float], angle: float) -> bool:
        """Whether a letter in this box goes on where these letters end."""
        if abs(math.remainder(angle - self.angle, math.tau)) > _UPRIGHT:
            return False
        (l1, t1, r1, b1), (l2, t2, r2, b2) = self.box, box
        advance = (l2 - r1, t2 - b1, l1 - r2, t1 - b2)[round(angle / (math.pi / 2)) % 4]
        shared = (min(b1, b2) - max(t1, t2)) if self.level else (min(r1, r2) - max(l1, l2))
        smaller = min(b1 - t1, b2 - t2) if self.level else min(r1 - l1, r2 - l2)
        return -_BACK * self.size <= advance <= _SPACE * self.size and shared > _SHARED * smaller

    def add(self, letter: str, box: tuple[float, float, float, float]) -> None:
        """Take a letter in."""
        self.text += letter
        (l1, t1, r1, b1), (l2, t2, r2, b2) = self.box, box
        self.box = min(l1, l2), min(t1, t2), max(r1, r2), max(b1, b2)


def printed_labels(page: Any, box: tuple[float, float, float, float]) -> list[str]:  # noqa: ANN401 - pypdfium2 has no types
    """The labels that a page prints inside a box, in reading order; text that does not lie upright comes last.

    Args:
        page: of pypdfium2.
        box: left, top, right, bottom in points from the page's top left corner.
    """
    pieces = [piece for piece in _pieces(page, box) if piece.text.strip()]
    lines = [TextLine(text=piece.text, box=piece.box, confidence=1.0) for piece in pieces if piece.upright]
    return [*labels(in_rows(lines)), *(piece.text for piece in pieces if not piece.upright)]


def _pieces(page: Any, box: tuple[float, float, float, float]) -> list[_Piece]:  # noqa: ANN401
    pieces: list[_Piece] = []
    space = ""
    for letter, at, angle in _letters(page):
        if letter.isspace():
            space = " "
            continue
        inside = box[0] <= (at[0] + at[2]) / 2 <= box[2] and box[1] <= (at[1] + at[3]) / 2 <= box[3]
        if inside and pieces and pieces[-1].takes(at, angle):
            pieces[-1].add(space + letter, at)
        elif inside:
            pieces.append(_Piece(letter, at, angle))
        space = ""
    return pieces


def _letters(page: Any) -> Iterator[tuple[str, tuple[float, float, float, float], float]]:  # noqa: ANN401
    from pypdfium2 import raw

    height = page.get_size()[1]
    text = page.get_textpage()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        yield letter, (left, height - top, right, height - bottom), raw.FPDFText_GetCharAngle(text, index)
