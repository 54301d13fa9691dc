"""List items: what they begin with, and how deep they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.sheet import Word

if TYPE_CHECKING:
    from doclora.extract.geometry.blocks import Block

_BULLET: Final = re.compile(r"^[•◦▪●○■□◆◇‣⁃∙·–—*►▸▶✓✔✗✘➢➤➔❖❑❒☐☑☒★-]$")
_ORDINAL: Final = re.compile(r"^\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[.)]$")
_SIGNS: Final = re.compile(r"symbol|dingbat|wingding|webding|bullet", re.IGNORECASE)
_DASHES: Final = "-–—*"
_INDENT: Final = 0.5
"""In ems: items whose markers and texts both begin further to the right are nested."""


def is_bullet(marker: str) -> bool:
    """Whether an item's marker is a sign, not a number or a letter."""
    return bool(_BULLET.match(marker))


def with_bullet(line: Line) -> Line:
    """The line, its first word a written bullet if it is a sign of a font of signs, or a letter used as one."""
    first = line.words[0]
    if len(line.words) > 1 and _is_number_in_a_dot(first, line.words[1]):
        return Line((replace(first, text=f"{first.text}."), *line.words[1:]))
    if len(line.words) < 2 or len(first.text) != 1 or _BULLET.match(first.text):
        return line
    private = 0xE000 <= ord(first.text) < 0xF900 or 0x80 <= ord(first.text) < 0xA0
    own_font = first.font.name != line.words[1].font.name
    hollow = first.text == "o" and own_font and _room(line) > 0.4 * line.size
    if not (private or hollow or (own_font and _SIGNS.search(first.font.name))):
        return line
    return Line((replace(first, text="•"), *line.words[1:]))


def _is_number_in_a_dot(first: Word, text: Word) -> bool:
    """Whether an item's number is set in a colour of its own, as on a drawn dot."""
    room = text.box.left - first.box.right > 0.3 * text.font.size
    smaller = first.font.size < text.font.size
    return first.text.isdigit() and len(first.text) < 3 and room and smaller and first.font.colour != text.font.colour


def starts_item(line: Line) -> bool:
    """Whether a line begins with a bullet or an item's number."""
    if len(line.words) < 2:
        return False
    first = line.words[0].text
    if _BULLET.match(first):
        return first not in _DASHES or _room(line) > 0.2 * line.size
    return bool(_ORDINAL.match(first)) and line.share("bold") < 0.85


def _room(line: Line) -> float:
    return line.words[1].box.left - line.words[0].box.right


@dataclass
class _Place:
    marker: float
    text: float
    style: str
    number: int


@dataclass
class Nesting:
    """Where the items of a list stand, from the outermost level to that of the last item."""

    _open: list[_Place] = field(default_factory=list)
    _page: int = 0
    _foot: float = 0.0

    def depth_of(self, block: Block) -> int:
        """The depth of the next item of a list, 0 for the outermost."""
        words = block.lines[0].words
        place = _Place(words[0].box.left, words[1].box.left, _style(block.marker), _number(block.marker))
        if block.page != self._page or block.box.top < self._foot - block.font.size:
            self._move(place)
        self._page, self._foot = block.page, block.box.bottom
        room = _INDENT * block.font.size
        while self._open and place.marker < self._open[-1].marker - room and place.text < self._open[-1].text - room:
            self._open.pop()
        last = self._open[-1] if self._open else None
        if last and not (place.marker > last.marker + room and place.text > last.text + room):
            self._open[-1] = place
        else:
            self._open.append(place)
        return len(self._open) - 1

    def _move(self, place: _Place) -> None:
        """Go on in another column or page, at the level of an item of the same style; best of the number before."""
        alike = [one for one in reversed(self._open) if one.style == place.style]
        level = next((one for one in alike if one.number + 1 == place.number), alike[0] if alike else None)
        if level is None and self._open:
            level = self._open[-1]
        shift = place.marker - level.marker if level else 0.0
        for one in self._open:
            one.marker, one.text = one.marker + shift, one.text + shift


def _number(marker: str) -> int:
    bare = marker.strip("().")
    return int(bare) if bare.isdecimal() else 0


def _style(marker: str) -> str:
    """What kind of marker it is: a number, a small or large letter, or the bullet itself."""
    bare = marker.strip("().")
    if bare.isdigit():
        return marker.replace(bare, "1")
    if bare.isalpha() and len(bare) < 5:
        return marker.replace(bare, "a" if bare.islower() else "A")
    return marker
