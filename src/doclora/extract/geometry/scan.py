"""A page without text → a sheet, by OCR."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from doclora.extract.geometry.ink import Ink
from doclora.extract.geometry.sheet import Box, Font, Shape, Sheet, Word
from doclora.ocr import TextLine, read_text

if TYPE_CHECKING:
    from PIL.Image import Image

_RESOLUTION: Final = 200 / 72
"""Pixels per point at which a scan is read: 200 dpi."""
_LONGEST: Final = 4400
"""Pixels of a page's longer side, at most: larger pages are read at a lower resolution."""
_FEW_WORDS: Final = 12
"""A page with a bitmap over most of it and no more words than this is a scan with a stamp or a page number."""
_FEW_LETTERS: Final = 4
_PICTURE: Final = 0.06
"""Share of a page that its text covers, below which a document of one page is a picture."""
_INK: Final = 40
"""Shades of grey of 256: what differs more from the page's usual shade is ink."""
_MUCH_INK: Final = 0.03
_COVERED: Final = 0.6
_LEAST_CONFIDENCE: Final = 0.75
"""Mean confidence below which a page is tried in its other three orientations."""
_ALIKE: Final = 0.12
"""Lines whose letters are this near to the usual height have the body font."""
_X_HEIGHT: Final = 0.45
"""Of a font, in ems."""
_CAPITALS: Final = 0.66
"""The height of an x in heights of a capital or a digit."""
_BOLDER: Final = 1.25
"""In usual widths of a stroke, for letters of the same height: from here on a line is bold."""
_LOWER: Final = re.compile(r"[a-zñáéíóúü]{2}")


def needs_ocr(sheet: Sheet) -> bool:
    """Whether a page's text has to be read from its picture."""
    if not sheet.words:
        return bool(sheet.shapes)
    covered = any(shape.bitmap and shape.box.area > _COVERED * sheet.box.area for shape in sheet.shapes)
    return covered and len(sheet.words) <= _FEW_WORDS


def read_scan(page: Any, sheet: Sheet, *, alone: bool) -> Sheet:  # noqa: ANN401
    """The page as OCR reads it, turned upright.

    Args:
        page: a `pypdfium2.PdfPage`.
        sheet: what its content stream gave.
        alone: whether it is its document's only page: with little text on it, it is a picture then.
    """
    scale = min(_RESOLUTION, _LONGEST / max(sheet.width, sheet.height, 1.0))
    image = page.render(scale=scale).to_pil()
    upright = image
    lines = read_text(image, turned=False)
    turn = 0
    if _doubtful(lines):
        options = {0: lines} | {t: read_text(image.rotate(-t, expand=True), turned=False) for t in (90, 180, 270)}
        turn = max(options, key=lambda t: _worth(options[t]))
        lines = options[turn]
        upright = image.rotate(-turn, expand=True)
    width, height = (sheet.width, sheet.height) if turn in {0, 180} else (sheet.height, sheet.width)
    read = Sheet(sheet.number, width, height, words=_words(lines, upright, scale))
    letters = sum(c.isalnum() for line in lines for c in line.text)
    if letters < _FEW_LETTERS or (alone and _is_picture(image, lines)):
        sheet.words = [] if letters < _FEW_LETTERS else read.words
        return sheet
    if turn == 0:  # figures are cut out of the page as it lies in the file
        places = Ink(image).pictures([line.box for line in lines])
        read.shapes = [Shape(Box(*(side / scale for side in place)), bitmap=True, filled=True) for place in places]
    return read


def _is_picture(image: Image, lines: list[TextLine]) -> bool:
    """Whether a page has little text, and much ink beside it."""
    import numpy as np

    grey = np.asarray(image.convert("L")).astype(np.int16)
    ink = np.abs(grey - int(np.median(grey))) > _INK
    covered = 0.0
    for line in lines:
        left, top, right, bottom = (max(int(side), 0) for side in line.box)
        ink[top : bottom + 1, left : right + 1] = False
        covered += (right - left) * (bottom - top)
    return covered / grey.size < _PICTURE and float(ink.mean()) > _MUCH_INK


def _doubtful(lines: list[TextLine]) -> bool:
    if not lines:
        return False
    upright = sum(line.box[2] - line.box[0] < line.box[3] - line.box[1] for line in lines if len(line.text) > 3)
    return upright > 0.4 * len(lines) or _mean(lines) < _LEAST_CONFIDENCE


def _mean(lines: list[TextLine]) -> float:
    letters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / max(letters, 1)


def _worth(lines: list[TextLine]) -> float:
    wide = [line for line in lines if line.box[2] - line.box[0] >= line.box[3] - line.box[1]]
    return sum(max(line.confidence - 0.5, 0.0) * len(line.text) for line in wide)


def _words(lines: list[TextLine], image: Image, scale: float) -> list[Word]:
    words: list[Word] = []
    for line, font in zip(lines, _fonts(lines, Ink(image), scale), strict=True):
        words += _split(line, font, len(words), scale)
    return words


def _fonts(lines: list[TextLine], ink: Ink, scale: float) -> list[Font]:
    """A font for each line, by the height of an x and the width of a stroke in it."""
    measured = [ink.letters(line.box) for line in lines]
    heights = [
        high if _LOWER.search(line.text) else _CAPITALS * high for line, (high, _) in zip(lines, measured, strict=True)
    ]
    weights = [wide / max(high, 1.0) for (_, wide), high in zip(measured, heights, strict=True)]
    letters = [len(line.text) for line in lines]
    usual, weight = _usual(heights, letters), _usual(weights, letters)
    fonts: list[Font] = []
    for line, height, strokes in zip(lines, heights, weights, strict=True):
        told = sum(c.isalpha() for c in line.text) >= _FEW_LETTERS
        size = height if told and abs(height - usual) > _ALIKE * usual else usual
        fonts.append(Font(round(size / scale / _X_HEIGHT, 1), bold=told and strokes > _BOLDER * weight))
    return fonts


def _usual(values: list[float], letters: list[int]) -> float:
    """The median over the letters of all lines."""
    return median([value for value, count in zip(values, letters, strict=True) for _ in range(count)] or [0.0])


def _split(line: TextLine, font: Font, rank: int, scale: float) -> list[Word]:
    """A line's words, each given its share of the line's width."""
    left, top, right, bottom = (side / scale for side in line.box)
    letter = (right - left) / max(len(line.text), 1)
    words: list[Word] = []
    place = 0
    for text in line.text.split():
        place = line.text.index(text, place)
        box = Box(left + place * letter, top, left + (place + len(text)) * letter, bottom)
        words.append(Word(text, box, font, baseline=bottom - 0.25 * (bottom - top), rank=rank + len(words)))
        place += len(text)
    return words
