"""What a document's pages have in common: its body font, its leading, its running headers and footers, its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.sheet import Shape, Sheet
from doclora.extract.geometry.words import vocabulary

_ZONE: Final = 0.12
"""Share of the page's height at its top and foot where running lines stand."""
_FOOT, _LONE = 0.83, 0.8
"""The same from the top, for what repeats at the foot and for lone page numbers: the wider margin of most pages."""
_HEAD: Final = 0.14
"""The same for the first row of all, if it repeats."""
_OUTER_ROWS: Final = 3
_LARGE: Final = 1.15
"""In body sizes: what is set larger than this may be a heading, though every page may begin with one like it."""
_SHIFT: Final = 6.0
"""Points by which a running line may move from page to page."""
_LEADING: Final = 1.25
_FEWEST, _MOST_PAGES = 3, 0.6
"""Pages, and share of the pages, on which a row stands in one place, from which that is where the running line is."""
_SMALLER: Final = 0.9
_OFTEN: Final = 2
"""Pages on which a shape stands in the same place, from which it is an ornament if it is in the margin."""
PAGE_NUMBER: Final = re.compile(
    r"^[\W_]*(?:(?:page|p[aá]gina|p[aá]g\.?|p\.)\s*)?(?:\d{1,4}(?:[-–]\d{1,4})?|[ivxlc]{1,7})(?:\s*(?:of|de|/|\|)\s*\d{1,4})?[\W_]*$",
    re.IGNORECASE,
)


Place = tuple[int, int, int, int, int]
"""Where a shape stands, roughly, and what it is."""


@dataclass(frozen=True)
class Profile:
    """A document's habits.

    Attributes:
        size: of the body font, in points.
        on_page: of the body font of the page at hand, where it is smaller; 0 where it is not.
        leading: from baseline to baseline in a paragraph, in body sizes.
        places: (at the top, y as below) where a row stands apart on most pages, whatever it says.
        running: (at the top, y to the nearest multiple of `_SHIFT`, text without digits) of running lines.
        known: the document's words.
        colour: of the body text.
        ornaments: shapes that stand on several pages alike: furniture in the margins.
        furniture: shapes that stand on half of all pages alike: furniture anywhere.
    """

    size: float
    leading: float
    running: frozenset[tuple[bool, int, str]]
    known: frozenset[str]
    colour: int = 0
    ornaments: frozenset[Place] = frozenset()
    furniture: frozenset[Place] = frozenset()
    places: frozenset[tuple[bool, int]] = frozenset()
    on_page: float = 0.0

    @property
    def local(self) -> float:
        """Size of the running text that a heading stands out from."""
        return self.on_page or self.size

    def at(self, lines: Sequence[Line]) -> Profile:
        """The habits on a page with these lines: an annex or an inserted sheet may be set smaller throughout."""
        size = _body_size(lines)
        return replace(self, on_page=size) if size < _SMALLER * self.size else self


def make_profile(pages: Sequence[tuple[Sheet, Sequence[Line]]]) -> Profile:
    """Learn a document's habits from its pages, or from a fair sample of them."""
    lines = [line for _, page in pages for line in page]
    running = _running(pages, _body_size(lines))
    size = _body_size(line for sheet, page in pages for line in page if not _repeats(sheet, line, running))
    return Profile(
        size=size,
        leading=_leading(pages, size),
        running=running,
        places=_places(pages, size),
        known=vocabulary(line.text for line in lines),
        colour=_colour(lines),
        ornaments=_repeated([sheet for sheet, _ in pages], _OFTEN),
        furniture=_repeated([sheet for sheet, _ in pages], max(_OFTEN + 1, len(pages) / 2)),
    )


def _colour(lines: Iterable[Line]) -> int:
    weights: Counter[int] = Counter()
    for line in lines:
        weights[line.font.colour] += sum(len(word.text) for word in line.words)
    return max(weights, key=lambda colour: (weights[colour], -colour), default=0)


def _repeated(sheets: Sequence[Sheet], least: float) -> frozenset[Place]:
    seen = Counter(place for sheet in sheets for place in {place_of(shape) for shape in sheet.shapes})
    return frozenset(place for place, count in seen.items() if count >= least)


def place_of(shape: Shape) -> Place:
    """Where a shape stands, roughly enough to find it again on other pages, and its mark."""
    left, top, right, bottom = (round(side / 2) for side in shape.box)
    return left, top, right, bottom, shape.mark


def _body_size(lines: Iterable[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        if not line.font.mono:
            weights[round(line.size, 1)] += sum(len(word.text) for word in line.words)
    return max(weights, key=lambda size: (weights[size], size), default=10.0) or 10.0


def _leading(pages: Sequence[tuple[Sheet, Sequence[Line]]], size: float) -> float:
    steps: Counter[float] = Counter()
    for _, lines in pages:
        body = sorted((line for line in lines if abs(line.size - size) < 0.6), key=lambda line: line.baseline)
        for upper, lower in pairwise(body):
            step = (lower.baseline - upper.baseline) / size
            if 0.9 < step < 2.2 and upper.box.overlap_x(lower.box) > 0:
                steps[round(step, 2)] += 1
    if not steps:
        return _LEADING
    smooth = {step: sum(n for other, n in steps.items() if abs(other - step) <= 0.04) for step in steps}
    return max(smooth, key=lambda step: (smooth[step], -step))


def _running(pages: Sequence[tuple[Sheet, Sequence[Line]]], size: float) -> frozenset[tuple[bool, int, str]]:
    """What repeats in the margins: with other numbers on some pages, or, if it is large, word for word on most."""
    small: Counter[tuple[bool, int, str]] = Counter()
    large: Counter[tuple[bool, int, str]] = Counter()
    for sheet, lines in pages:
        for row in _margin_rows(sheet, lines):
            if max(line.size for line in row) < _LARGE * size:
                small.update({key for line in row for key in _keys(sheet, line)})
            else:
                large.update({key for line in row for key in _keys(sheet, line, exact=True)})
    least = 2 if len(pages) < 8 else 3
    found = {key for key, count in small.items() if count >= least}
    return frozenset(found | {key for key, count in large.items() if count >= max(least, _MOST_PAGES * len(pages))})


def _places(pages: Sequence[tuple[Sheet, Sequence[Line]]], size: float) -> frozenset[tuple[bool, int]]:
    """Where most pages have a row apart from the rest: a running header may say another thing on each page."""
    seen: Counter[tuple[bool, int]] = Counter()
    for sheet, lines in pages:
        rows = rows_of(lines)
        for edge, inner in ((rows[:1], rows[1:2]), (rows[-1:], rows[-2:-1])):
            if edge and inner and _is_apart(edge[0], inner[0], sheet, size):
                seen.update({key[:2] for line in edge[0] for key in _keys(sheet, line)})
    least = max(_FEWEST, _MOST_PAGES * len(pages))
    return frozenset(place for place, count in seen.items() if count >= least)


def _is_apart(row: list[Line], inner: list[Line], sheet: Sheet, size: float) -> bool:
    """Whether a row in the margin, no larger than the body, is further from the next than lines are."""
    box = row[0].box
    margin = box.bottom < _ZONE * sheet.height or box.top > _FOOT * sheet.height
    gap = abs(inner[0].baseline - row[0].baseline)
    return margin and gap > 1.6 * _LEADING * size and all(line.size <= size + 0.6 for line in row)


def _keys(sheet: Sheet, line: Line, *, exact: bool = False) -> list[tuple[bool, int, str]]:
    """A running line's key, for the two nearest heights: it may move a little."""
    step = line.baseline / _SHIFT
    text = line.text.lower() if exact else re.sub(r"\d+", "#", line.text.lower())
    return [(line.baseline < sheet.height / 2, at, text) for at in (int(step), int(step + 0.5))]


def _repeats(sheet: Sheet, line: Line, running: Collection[tuple[bool, int, str]]) -> bool:
    return any(key in running for exact in (False, True) for key in _keys(sheet, line, exact=exact))


def _margin_rows(sheet: Sheet, lines: Sequence[Line]) -> list[list[Line]]:
    """The outermost rows at the top and at the foot."""
    rows = rows_of(lines)
    top = [row for row in rows if row[0].box.bottom < _ZONE * sheet.height]
    top = top or [row for row in rows[:1] if row[0].box.bottom < _HEAD * sheet.height]
    foot = [row for row in rows if row[0].box.top > _FOOT * sheet.height]
    return top[:_OUTER_ROWS] + foot[-_OUTER_ROWS:]


def is_running(sheet: Sheet, profile: Profile, lines: Sequence[Line]) -> set[Line]:
    """The lines of a page that are running headers, footers and page numbers."""
    found: set[Line] = set()
    for row in _margin_rows(sheet, lines):
        if any(_repeats(sheet, line, profile.running) for line in row):
            found.update(row)
    rows = rows_of(lines)
    for edge, inner in ((rows[:1], rows[1:2]), (rows[-1:], rows[-2:-1])):
        if edge and (_is_page_line(edge[0], inner, sheet, profile) or _is_in_place(edge[0], inner, sheet, profile)):
            found.update(edge[0])
    return found


def _is_in_place(row: list[Line], inner: list[list[Line]], sheet: Sheet, profile: Profile) -> bool:
    """Whether a row stands where most pages have their running line."""
    known = any(key[:2] in profile.places for line in row for key in _keys(sheet, line))
    return known and bool(inner) and _is_apart(row, inner[0], sheet, profile.size)


def _is_page_line(row: list[Line], inner: list[list[Line]], sheet: Sheet, profile: Profile) -> bool:
    """Whether the outermost row holds a page number, alone or beside a running title."""
    box = row[0].box
    usual = min(profile.leading, _LEADING) * profile.size
    apart = not inner or abs(inner[0][0].baseline - row[0].baseline) > 1.5 * usual
    if len(row) == 1 and row[0].text.isdigit() and apart and box.top > _LONE * sheet.height:
        return True
    if _ZONE * sheet.height < box.top and box.bottom < (1 - _ZONE) * sheet.height:
        return False
    if len(row) == 1 and PAGE_NUMBER.match(row[0].text):
        return True
    numbered = any(PAGE_NUMBER.match(line.text) for line in (row[0], row[-1]))
    return len(row) > 1 and apart and numbered and all(line.size <= profile.size + 0.6 for line in row)
