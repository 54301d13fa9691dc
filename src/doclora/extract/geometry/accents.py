"""Letters set as two glyphs, a letter and an accent over it, as TeX does without the T1 encoding."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final, Protocol

from doclora.extract.geometry.sheet import Box

_COMBINING: Final = dict(
    zip(
        "´`¨ˆ^˜~¸˚ˇ¯˘˙˝",
        "\u0301\u0300\u0308\u0302\u0302\u0303\u0303\u0327\u030a\u030c\u0304\u0306\u0307\u030b",
        strict=True,
    )
)
_DOTLESS: Final = {"ı": "i", "ȷ": "j"}


class _Glyph(Protocol):
    text: str
    box: Box


def composed(text: str, accent: str) -> str:
    """The letter with the accent as one character; empty where there is none."""
    mark = _COMBINING.get(accent, "")
    whole = unicodedata.normalize("NFC", _DOTLESS.get(text, text) + mark) if mark and text.isalpha() else ""
    return whole if len(whole) == 1 else ""


def compose(glyphs: Sequence[_Glyph | None]) -> list[int]:
    """Put each accent onto the letter that it stands over.

    Args:
        glyphs: in the order of the stream, None for a space; the letters' texts are changed.

    Returns:
        The places of what is left over: the accents, and the spaces between them and their letters.
    """
    used: list[int] = []
    for index, accent in enumerate(glyphs):
        if accent is None or accent.text not in _COMBINING:
            continue
        near = [index + step for step in (1, 2, -1, -2, -3) if 0 <= index + step < len(glyphs)]
        for place in near:
            letter = glyphs[place]
            if letter is not None and _over(accent.box, letter.box) and (whole := composed(letter.text, accent.text)):
                letter.text = whole
                used += [one for one in range(min(index, place), max(index, place) + 1) if one != place]
                break
    return used


def _over(accent: Box, letter: Box) -> bool:
    slack = 0.1 * letter.width
    aligned = letter.left - slack < accent.center < letter.right + slack
    return aligned and abs(accent.middle - letter.middle) < 0.6 * letter.height
