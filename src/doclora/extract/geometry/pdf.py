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

from doclora.extract.geometry.sheet import Box, Font, Sheet, Word, hull
from doclora.extract.geometry.strokes import read_drawing

_GAP: Final = 0.22
"""In ems: a wider gap between two characters parts two words."""
_ASCENT, _DESCENT = 0.8, 0.22
"""In ems: from the baseline to the top and the bottom of a line of text."""
_LOOSE: Final = 1.2
"""In ems: the height of a character's loose box, about."""
_FULL_SIZE: Final = 0.85
"""Of the largest size in a word: what is smaller is a superscript or subscript."""
_INVISIBLE: Final = 3
_BOLD_NAME: Final = re.compile(r"bold|black|heavy|semib|demi|cmbx|-bd|medi(?!um)|sfbx|nimbus.*-b", re.IGNORECASE)
_ITALIC_NAME: Final = re.compile(r"ital|obli|slant|cmti|cmsl|-it\b|sfti", re.IGNORECASE)
_MONO_NAME: Final = re.compile(r"mono|cour|consol|cmtt|typewriter|menlo|inconsolata|sftt|\bcode", re.IGNORECASE)
_MATH_NAME: Final = re.compile(r"math|cmmi|cmsy|cmex|msam|msbm|symbol|rsfs|cambriam", re.IGNORECASE)
_FIXED_PITCH: Final = 1
_ITALIC_FLAG: Final = 1 << 6
_FORCE_BOLD: Final = 1 << 18
_BOLD_WEIGHT: Final = 600
_LONG_ENOUGH: Final = 4
_EVEN: Final = 0.012
"""In ems: characters whose widths differ less are equally wide."""
_SUPERSCRIPT: Final = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPT: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISABLE: Final = re.compile(r"[0-9+\-−=()n]+")
_LIGATURES: Final = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u00ad": "-",
    "\x02": "-",
    "\ufffe": "-",
}


class Frame:
    """From a PDF page's own coordinates to those of the page as it is shown."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turn = page.get_rotation() % 360
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


def read_sheet(page: Any, number: int) -> Sheet:  # noqa: ANN401
    """Read a page.

    Args:
        page: a `pypdfium2.PdfPage`.
        number: 1-based.
    """
    frame = Frame(page)
    sheet = Sheet(number, frame.width, frame.height)
    read_drawing(page, frame, sheet)
    scanned = any(shape.bitmap and shape.box.area > 0.6 * sheet.box.area for shape in sheet.shapes)
    text = page.get_textpage()
    try:
        sheet.words = _with_mono([w for w in _words(text, frame, invisible=scanned) if _shows(w, sheet)])
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


def _words(text: Any, frame: Frame, *, invisible: bool) -> list[Word]:  # noqa: ANN401
    words: list[Word] = []
    run: list[_Glyph] = []
    shown = Box(0, 0, frame.width, frame.height)
    for glyph in _glyphs(text, frame, invisible=invisible):
        if run and (glyph is None or _parts(run[-1], glyph)):
            words.append(_word(run, shown))
            run = []
        if glyph is not None and glyph.box.touches(shown):
            run.append(glyph)
    if run:
        words.append(_word(run, shown))
    return words


def _glyphs(text: Any, frame: Frame, *, invisible: bool) -> Iterator[_Glyph | None]:  # noqa: ANN401
    """The visible characters in the order of the content stream; None for a space or a line's end."""
    import pypdfium2.raw as pdfium

    rectangle, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    fonts = _Fonts(frame)
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:  # pdfium hands out UTF-16
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        if (code <= 32 and code != 2) or code in {0xA0, 0x2002, 0x2003, 0x2009, 0x200B}:
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
        yield _Glyph(_plain(code), box, baseline, font, upright, index)


def _plain(code: int) -> str:
    """A character as one would type it: ligatures opened, mathematical letters upright."""
    character = chr(code)
    if 0x1D400 <= code < 0x1D800:
        return unicodedata.normalize("NFKC", character)
    return _LIGATURES.get(character, character)


class _Fonts:
    """The font of each text object, looked up once."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._known: dict[int, tuple[Font, bool, bool]] = {}
        self._fonts: dict[Font, Font] = {}

    def of(self, handle: Any, box: Box) -> tuple[Font, bool, bool]:  # noqa: ANN401
        """Its font, whether it runs to the right, whether it is invisible.

        Args:
            handle: the text object.
            box: of one of its characters.
        """
        address = ctypes.cast(handle, ctypes.c_void_p).value or 0
        if address not in self._known:
            self._known[address] = self._look_up(handle, box) if address else (Font(10.0), True, False)
        return self._known[address]

    def _look_up(self, handle: Any, box: Box) -> tuple[Font, bool, bool]:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
        pdfium.FPDFTextObj_GetFontSize(handle, size)
        pdfium.FPDFPageObj_GetMatrix(handle, matrix)
        shown = abs(size.value) * (matrix.c**2 + matrix.d**2) ** 0.5
        upright = self._frame.upright(matrix.a, matrix.b)
        high = (box.height if upright else box.width) / _LOOSE
        if not high / 2 < shown < 2 * high and high > 1:  # inside a form that is scaled as a whole
            shown = high
        font = pdfium.FPDFTextObj_GetFont(handle)
        hidden = pdfium.FPDFTextObj_GetTextRenderMode(handle) == _INVISIBLE
        name = _font_name(font)
        flags = max(pdfium.FPDFFont_GetFlags(font), 0)
        found = Font(
            size=round(shown, 1),
            bold=bool(
                _BOLD_NAME.search(name) or flags & _FORCE_BOLD or pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
            ),
            italic=bool(_ITALIC_NAME.search(name) or flags & _ITALIC_FLAG),
            mono=bool(_MONO_NAME.search(name) or flags & _FIXED_PITCH),
            math=bool(_MATH_NAME.search(name)),
            colour=_colour(handle),
            name=name,
        )
        return self._fonts.setdefault(found, found), upright, hidden


def _colour(handle: Any) -> int:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return red.value << 16 | green.value << 8 | blue.value


def _font_name(font: Any) -> str:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _parts(last: _Glyph, glyph: _Glyph) -> bool:
    """Whether a new word begins between two characters."""
    if last.upright != glyph.upright:
        return True
    if not glyph.upright:
        along = glyph.box.overlap_x(last.box) > 0 and abs(glyph.box.middle - last.box.middle) < 2 * glyph.font.size
        return not along
    em = max(last.font.size, glyph.font.size, 1.0)
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
    if glyph.font.size > _FULL_SIZE * size:
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
