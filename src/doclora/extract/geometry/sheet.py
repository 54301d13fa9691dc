"""What stands on a page, as plain values: words, ruled lines, shapes and bitmaps.

All coordinates are in points from the top left corner of the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """In square points; 0 for an empty one."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Of its width."""
        return (self.left + self.right) / 2

    def grown(self, by: float) -> Box:
        """Larger by so much on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def clipped(self, to: Box) -> Box:
        """The part inside `to`; of no or negative size where there is none."""
        return Box(
            max(self.left, to.left), max(self.top, to.top), min(self.right, to.right), min(self.bottom, to.bottom)
        )

    def touches(self, other: Box) -> bool:
        """Whether the two share a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def share_inside(self, other: Box) -> float:
        """The part of this box's area that lies in `other`, 0 to 1; of a line, the part of its length."""
        part = self.clipped(other)
        if part.width < 0 or part.height < 0:
            return 0.0
        whole = max(self.width, 0.01) * max(self.height, 0.01)
        return max(part.width, 0.01) * max(part.height, 0.01) / whole

    def overlap_x(self, other: Box) -> float:
        """Points that both cover along x."""
        return min(self.right, other.right) - max(self.left, other.left)

    def overlap_y(self, other: Box) -> float:
        """Points that both cover along y."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them; at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True)
class Font:
    """How a word is set.

    Attributes:
        size: in points, as shown.
        colour: red, green and blue in 24 bits.
    """

    size: float
    bold: bool = False
    italic: bool = False
    mono: bool = False
    math: bool = False
    colour: int = 0
    name: str = ""

    @property
    def pale(self) -> bool:
        """Whether it is white, or nearly."""
        return min(self.colour >> 16, self.colour >> 8 & 255, self.colour & 255) > 245


@dataclass(frozen=True)
class Word:
    """Characters without a space between them.

    Attributes:
        baseline: y of the line that it stands on.
        rank: its place in the page's content stream.
        upright: false for text that runs up or down the page.
    """

    text: str
    box: Box
    font: Font
    baseline: float
    rank: int
    upright: bool = True


@dataclass(frozen=True)
class Shape:
    """A painted path or a bitmap.

    Attributes:
        bitmap: whether it is one.
        filled: whether its inside is painted.
        straight: whether it is made of horizontal and vertical lines only.
        pale: whether it is nearly white: a background.
        closed: whether its outline comes back to where it began: a frame may.
        form: number of the form object that it is a part of; 0 for none.
        mark: bytes of a bitmap, segments of a path: tells it from others that stand in the same place.
    """

    box: Box
    bitmap: bool = False
    filled: bool = False
    straight: bool = False
    pale: bool = False
    closed: bool = False
    mark: int = 0
    form: int = 0


@dataclass(frozen=True)
class Rule:
    """A straight horizontal or vertical line.

    Attributes:
        soft: it is the edge of a filled rectangle.
    """

    box: Box
    horizontal: bool
    soft: bool = False

    @property
    def at(self) -> float:
        """Y of a horizontal rule, x of a vertical one."""
        return self.box.middle if self.horizontal else self.box.center


@dataclass
class Sheet:
    """One page; `turn` tells by how many degrees clockwise it was turned for reading, beside its own rotation."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    turn: int = 0

    @property
    def box(self) -> Box:
        """The page's own."""
        return Box(0.0, 0.0, self.width, self.height)
