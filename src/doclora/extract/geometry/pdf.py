"""A page of a PDF → a sheet, read with pdfium."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from doclora.extract.geometry.accents import compose
from doclora.extract.geometry.fonts import Fonts
from doclora.extract.geometry.frame import Frame
from doclora.extract.geometry.initials import with_initials
from doclora.extract.geometry.sheet import Box, Font, Sheet, Word, hull
from doclora.extract.geometry.strokes import read_drawing

_GAP: Final = 0.22
"""In ems: a wider gap between two characters parts two words."""
_ASCENT, _DESCENT = 0.8, 0.22
"""In ems: from the baseline to the top and the bottom of a line of text."""
_RAISED: Final = 0.22
"""In ems: a digit that begins so high above the baseline is a superscript."""
_SIDEWAYS: Final = 0.7
"""Share of a page's letters that run up or down, from which the page is turned for reading."""
_FEW_LETTERS: Final = 60
_FULL_SIZE: Final = 0.85
"""Of the largest size in a word: what is smaller is a superscript or subscript."""
_INITIAL: Final = 1.8
"""Times the size of the letters beside it: a letter so large is an initial, and they are no superscripts of it."""
_LONG_ENOUGH: Final = 4
_EVEN: Final = 0.012
"""In ems: characters whose widths differ less are equally wide."""
_SUPERSCRIPT: Final = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPT: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISABLE: Final = re.compile(r"[0-9+\-−=()n]+")
_LARGE_SIGNS: Final = dict(zip("PXQYRZSTpqrs", "∑∑∏∏∫∫⋃⋂√√√√", strict=True))
"""TeX's font of large signs says of most of them that they are letters."""
_CORK: Final = dict(
    zip(
        "\x10\x11\x12\x13\x14\x15\x16\x19\x1a\x1b\x1c\x1d\x1e\x1f",
        ["“", "”", "„", "«", "»", "–", "—", "ı", "ȷ", "ff", "fi", "fl", "ffi", "ffl"],
        strict=True,
    )
)
"""Where TeX's T1 encoding has them: its bitmap fonts say no more than the code."""
_LIGATURES: Final = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u00ad": "-",
    "\u2010": "-",
    "\x02": "-",
    "\ufffe": "-",
}


def read_sheet(page: Any, number: int) -> Sheet:  # noqa: ANN401
    """Read a page; one whose text runs up or down is turned.

    Args:
        page: a `pypdfium2.PdfPage`.
        number: 1-based.
    """
    sheet = _read(page, number, 0)
    if not _is_sideways(sheet):
        return sheet
    turned = [_read(page, number, turn) for turn in (90, 270)]
    return max(turned, key=lambda one: sum(word.upright for word in one.words))


def _is_sideways(sheet: Sheet) -> bool:
    sideways = sum(len(word.text) for word in sheet.words if not word.upright)
    return sideways > _SIDEWAYS * sum(len(word.text) for word in sheet.words) and sideways > _FEW_LETTERS


def _read(page: Any, number: int, turn: int) -> Sheet:  # noqa: ANN401
    frame = Frame(page, turn)
    sheet = Sheet(number, frame.width, frame.height, turn=turn)
    fonts = Fonts(frame, read_drawing(page, frame, sheet))
    scanned = any(shape.bitmap and shape.box.area > 0.6 * sheet.box.area for shape in sheet.shapes)
    text = page.get_textpage()
    try:
        words = _words(text, frame, fonts, invisible=scanned)
        sheet.words = _with_mono(with_initials([w for w in words if _shows(w, sheet)]))
    finally:
        text.close()
    return sheet


def _shows(word: Word, sheet: Sheet) -> bool:
    """Whether a word can be seen: white text needs something dark behind it."""
    return not word.font.pale or any(
        shape.filled and not shape.pale and word.box.share_inside(shape.box.grown(1)) > 0.5 for shape in sheet.shapes
    )


def _with_mono(words: list[Word]) -> list[Word]:
    """Words with the fonts marked in which all characters are equally wide, whatever their names say."""
    by_font: dict[Font, list[Word]] = {}
    for word in words:
        if word.upright and len(word.text) >= _LONG_ENOUGH and word.text.isascii():
            by_font.setdefault(word.font, []).append(word)
    even = {font for font, some in by_font.items() if not font.mono and _evenly_set(some)}
    return [replace(w, font=replace(w.font, mono=True)) if w.font in even else w for w in words]


def _evenly_set(words: list[Word]) -> bool:
    widths = [word.box.width / len(word.text) / max(word.font.size, 1.0) for word in words]
    letters = set("".join(word.text for word in words))
    narrow_and_wide = bool(letters & set("ijlt.,:;I")) and bool(letters & set("mwMWAE"))
    return len(words) >= _LONG_ENOUGH and narrow_and_wide and max(widths) - min(widths) < _EVEN


@dataclass(slots=True)
class _Glyph:
    text: str
    box: Box
    baseline: float
    font: Font
    upright: bool
    rank: int


def _words(text: Any, frame: Frame, fonts: Fonts, *, invisible: bool) -> list[Word]:  # noqa: ANN401
    words: list[Word] = []
    run: list[_Glyph] = []
    shown = Box(0, 0, frame.width, frame.height)
    glyphs = list(_glyphs(text, frame, fonts, invisible=invisible))
    over = set(compose(glyphs))
    space = False
    for index, glyph in enumerate(glyphs):
        if glyph is None or index in over:
            space |= glyph is None
            continue
        if run and (_parts(run[-1], glyph) or (space and not _raised(run[-1], glyph))):
            words.append(_word(run, shown))
            run = []
        space = False
        if glyph.box.touches(shown):
            run.append(glyph)
    if run:
        words.append(_word(run, shown))
    return words


def _raised(last: _Glyph, glyph: _Glyph) -> bool:
    """Whether one of two characters that touch is the other's index or exponent: pdfium reads a space between them."""
    small, full = sorted((last.font.size, glyph.font.size))
    touching = abs(glyph.box.left - last.box.right) < 0.1 * full
    return touching and small < _FULL_SIZE * full and abs(glyph.baseline - last.baseline) > 0.05 * full


def _glyphs(text: Any, frame: Frame, fonts: Fonts, *, invisible: bool) -> Iterator[_Glyph | None]:  # noqa: ANN401
    """The visible characters in the order of the content stream; None for a space or a line's end."""
    import pypdfium2.raw as pdfium

    rectangle, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:  # pdfium hands out UTF-16
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        if (code <= 32 and code != 2 and chr(code) not in _CORK) or code in {0xA0, 0x2002, 0x2003, 0x2009, 0x200B}:
            yield None
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, rectangle)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        box = frame.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        font, upright, hidden = fonts.of(pdfium.FPDFText_GetTextObject(text, index), box)
        if hidden and not invisible:
            continue
        baseline = frame.point(x.value, y.value)[1]
        if upright:  # a font's own ascent and descent are often wrong
            box = Box(box.left, baseline - _ASCENT * font.size, box.right, baseline + _DESCENT * font.size)
        letter = _plain(code, font)
        if upright and letter.isdigit() and _stands_high(text, index, frame, baseline - _RAISED * font.size):
            letter = letter.translate(_SUPERSCRIPT)
        yield _Glyph(letter, box, baseline, font, upright, index)


def _stands_high(text: Any, index: int, frame: Frame, y: float) -> bool:  # noqa: ANN401
    """Whether the ink of a character is above y: a font's own superscripts are as large as its digits by name."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    ink = frame.box(left.value, bottom.value, right.value, top.value)
    return ink.height > 0 and ink.bottom < y


def _plain(code: int, font: Font) -> str:
    """A character as one would type it: ligatures opened, mathematical letters upright, TeX's large signs by name."""
    character = chr(code)
    if character.isalnum() and code < 128 and not font.math:
        return character
    if "CMEX" in font.name:
        return _LARGE_SIGNS.get(character, character)
    if 0x1D400 <= code < 0x1D800:
        return unicodedata.normalize("NFKC", character)
    return _CORK.get(character) or _LIGATURES.get(character, character)


def _parts(last: _Glyph, glyph: _Glyph) -> bool:
    """Whether a new word begins between two characters."""
    if last.upright != glyph.upright:
        return True
    if not glyph.upright:
        along = glyph.box.overlap_x(last.box) > 0 and abs(glyph.box.middle - last.box.middle) < 2 * glyph.font.size
        return not along
    em = max(last.font.size, glyph.font.size, 1.0)
    if abs(glyph.box.left - last.box.left) + abs(glyph.box.right - last.box.right) < 0.01 * em:
        return False  # letters of one ligature
    gap = glyph.box.left - last.box.right
    if gap > _GAP * em or gap < -0.7 * em:
        return True
    return abs(glyph.baseline - last.baseline) > (0.12 if gap > 0.12 * em else 0.55) * em


def _word(run: list[_Glyph], shown: Box) -> Word:
    first = run[0]
    if all(glyph.font is first.font for glyph in run):
        body, text, font = run, "".join([glyph.text for glyph in run]), first.font
    else:
        size = max(glyph.font.size for glyph in run)
        body = [glyph for glyph in run if glyph.font.size > _FULL_SIZE * size]
        text = _joined(run, size, body[0].baseline)
        font = Counter(glyph.font for glyph in body).most_common(1)[0][0]
    box = hull([glyph.box for glyph in body]) if len(body) == len(run) else _across(run, body)
    normal = text if text.isascii() else unicodedata.normalize("NFC", text)
    return Word(normal, box.clipped(shown), font, body[0].baseline, first.rank, first.upright)


def _across(run: list[_Glyph], body: list[_Glyph]) -> Box:
    """As wide as all the glyphs, as high as those of full size."""
    wide, high = hull([glyph.box for glyph in run]), hull([glyph.box for glyph in body])
    return Box(wide.left, high.top, wide.right, high.bottom)


def _joined(run: list[_Glyph], size: float, baseline: float) -> str:
    """The characters of a word; what is set high or low becomes superscripts or subscripts."""
    if all(glyph.font.size > _FULL_SIZE * size for glyph in run):
        return "".join(glyph.text for glyph in run)
    text = ""
    for place, glyphs in groupby(run, key=lambda glyph: _place(glyph, size, baseline)):
        part = list(glyphs)
        text += _shifted("".join(g.text for g in part), place, math=any(g.font.math for g in part))
    return text


def _place(glyph: _Glyph, size: float, baseline: float) -> int:
    """1 for a character set high, -1 for one set low, 0 else."""
    shift = baseline - glyph.baseline
    if glyph.font.size > _FULL_SIZE * size or size > _INITIAL * glyph.font.size:
        return 0
    return 1 if shift > 0.15 * size else -1 if shift < -0.05 * size else 0


def _shifted(text: str, place: int, *, math: bool) -> str:
    if place == 0:
        return text
    if _RAISABLE.fullmatch(text) and text.count("(") == text.count(")"):
        return text.translate(_SUPERSCRIPT if place > 0 else _SUBSCRIPT)
    if not math:
        return text
    return f"{'^' if place > 0 else '_'}{text if len(text) == 1 else f'({text})'}"
