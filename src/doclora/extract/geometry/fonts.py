"""The fonts of the text objects on a page of a PDF."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from typing import Any, Final

from doclora.extract.geometry.frame import Frame
from doclora.extract.geometry.sheet import Box, Font
from doclora.extract.geometry.strokes import IDENTITY, Matrix, matrix_of, product

_LOOSE: Final = 1.2
"""In ems: the height of a character's loose box, about."""
_INVISIBLE: Final = 3
_BOLD_NAME: Final = re.compile(r"bold|black|heavy|semib|demi|cmbx|-bd|medi(?!um)|sfbx|nimbus.*-b", re.IGNORECASE)
_REGULAR_NAME: Final = re.compile(r"roman$|regular|book$|-light", re.IGNORECASE)
"""A font's name is surer than its weight, which some makers leave at a guess."""
_ITALIC_NAME: Final = re.compile(r"ital|obli|slant|cmti|cmsl|-it\b|sfti", re.IGNORECASE)
_MONO_NAME: Final = re.compile(r"mono|cour|consol|cmtt|typewriter|menlo|inconsolata|sftt|\bcode", re.IGNORECASE)
_MATH_NAME: Final = re.compile(r"math|cmmi|cmsy|cmex|msam|msbm|symbol|rsfs|cambriam", re.IGNORECASE)
_FIXED_PITCH: Final = 1
_ITALIC_FLAG: Final = 1 << 6
_FORCE_BOLD: Final = 1 << 18
_BOLD_WEIGHT: Final = 600


class Fonts:
    """The font of each text object, looked up once.

    Args:
        frame: of the page.
        forms: the matrix of the form that a text object stands in, by the object's address.
    """

    def __init__(self, frame: Frame, forms: Mapping[int, Matrix]) -> None:
        self._frame = frame
        self._forms = forms
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
            self._known[address] = self._look_up(handle, address, box) if address else (Font(10.0), True, False)
        return self._known[address]

    def _look_up(self, handle: Any, address: int, box: Box) -> tuple[Font, bool, bool]:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(handle, size)
        a, b, c, d, _, _ = product(matrix_of(handle), self._forms.get(address, IDENTITY))
        shown = abs(size.value) * (c**2 + d**2) ** 0.5
        upright = self._frame.upright(a, b)
        high = (box.height if upright else box.width) / _LOOSE
        if not high / 2 < shown < 2 * high and high > 1:  # a Type 3 font may count in any unit
            shown = high
        font = pdfium.FPDFTextObj_GetFont(handle)
        hidden = pdfium.FPDFTextObj_GetTextRenderMode(handle) == _INVISIBLE
        name = _font_name(font)
        flags = max(pdfium.FPDFFont_GetFlags(font), 0)
        heavy = pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT and not _REGULAR_NAME.search(name)
        found = Font(
            size=round(shown, 1),
            bold=bool(_BOLD_NAME.search(name) or flags & _FORCE_BOLD or heavy),
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
