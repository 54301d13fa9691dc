"""Footnotes: by their mark, their size, and the short rule above them."""

from __future__ import annotations

import re
from typing import Final

from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.profile import Profile
from doclora.extract.geometry.sheet import Box, Font, Sheet

NOTE: Final = re.compile(r"^(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*∗†‡§]+|\d{1,2}[.)]?(?![\d.])|\[\d+\])\s*\S")
MARK: Final = re.compile(r"^[⁰¹²³⁴⁵⁶⁷⁸⁹*∗†‡§]")
"""What can begin nothing but a note."""
_SMALL: Final = 0.94
"""In body sizes: a note is set smaller than this, or its mark is."""
_SMALL_MARK: Final = 0.85
"""In sizes of its line: a raised mark is smaller."""
_RULE: Final = (18.0, 0.5)
"""Points, and share of the page's width: how long the rule above footnotes is."""
_INDENT: Final = 36.0
"""Points: a note begins no further from the left end of the rule above it."""


def is_small_note(text: str, box: Box, font: Font, sheet: Sheet, profile: Profile) -> bool:
    """Whether small print in the lower half of a page begins with a note's mark."""
    small = font.size < _SMALL * profile.size
    return small and box.top > 0.5 * sheet.height and bool(NOTE.match(text)) and len(text.split()) > 2


def is_note_below_rule(first: Line, box: Box, sheet: Sheet, profile: Profile) -> bool:
    """Whether a block below a short rule begins with a note's mark; a raised one if it is as large as the body."""
    if not NOTE.match(first.text) or len(first.words) < 2 or not _is_below_rule(box, sheet):
        return False
    mark = first.words[0]
    raised = mark.font.size < _SMALL_MARK * first.size or not mark.text[0].isascii()
    return raised or first.size < _SMALL * profile.size


def _is_below_rule(box: Box, sheet: Sheet) -> bool:
    least, most = _RULE
    return any(
        rule.horizontal
        and not rule.soft
        and least < rule.box.width < most * sheet.width
        and 0.4 * sheet.height < rule.at < box.top + 3
        and -6 < box.left - rule.box.left < _INDENT
        for rule in sheet.rules
    )
