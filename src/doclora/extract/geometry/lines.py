"""Words → lines of text: stretches of words on one baseline, parted at column gutters and table cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from doclora.extract.geometry.sheet import Box, Font, Word, hull

_WIDE_GAP: Final = 1.15
"""In ems: words that follow each other in the content stream are parted only by a wider gap."""
_NARROW_GAP: Final = 0.5
"""In ems: words from different places of the stream are joined only across a narrower gap."""
_MARKER_GAP: Final = 3.0
"""In ems: from a bullet or a number to the text it belongs to."""
MARKER: Final = re.compile(
    r"^(?:[•◦▪●○■□◆◇‣⁃∙·–—*►▸▶✓✔✗✘➢➤➔❖❑❒☐☑☒★\ue000-\uf8ff\x80-\x9f-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[.)]|\d+(?:\.\d+)+\.?|\d{1,2})$"
)


@dataclass(frozen=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def box(self) -> Box:
        """Around all its words."""
        return hull(word.box for word in self.words)

    @cached_property
    def text(self) -> str:
        """Its words with a space between each two."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def font(self) -> Font:
        """The font of most of its characters."""
        weights: Counter[Font] = Counter()
        for word in self.words:
            weights[word.font] += len(word.text)
        return max(weights, key=lambda font: (weights[font], font.size))

    @cached_property
    def size(self) -> float:
        """Of its main font, in points."""
        return self.font.size

    @cached_property
    def baseline(self) -> float:
        """Of its longest word."""
        return max(self.words, key=lambda word: len(word.text)).baseline

    @cached_property
    def rank(self) -> int:
        """Its place in the content stream."""
        return min(word.rank for word in self.words)

    def share(self, style: str) -> float:
        """The part of its characters that is `bold`, `italic`, `mono` or `math`."""
        total = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if getattr(word.font, style)) / max(total, 1)


def make_lines(words: Iterable[Word]) -> list[Line]:
    """Join upright words into lines, in the order of the content stream."""
    runs: list[list[Word]] = []
    for word in words:
        if not word.upright:
            continue
        if runs and _follows(runs[-1][-1], word, _WIDE_GAP):
            runs[-1].append(word)
        else:
            runs.append([word])
    return _joined([Line(tuple(run)) for run in runs])


def _follows(last: Word, word: Word, gap: float) -> bool:
    em = max(last.font.size, word.font.size, 1.0)
    space = word.box.left - last.box.right
    return _same_row(last, word) and -0.5 * em < space < gap * em


def _same_row(one: Word, other: Word) -> bool:
    em = max(one.font.size, other.font.size, 1.0)
    if abs(one.baseline - other.baseline) < 0.25 * em:
        return True
    smaller = min(one.font.size, other.font.size)
    return smaller < 0.85 * em and one.box.overlap_y(other.box) > 0.5 * smaller


def _joined(lines: list[Line]) -> list[Line]:
    """Join what the stream had parted: neighbours across a narrow gap, and markers with their text."""
    rows = sorted(lines, key=lambda line: (line.baseline, line.box.left))
    result: list[Line] = []
    open_row: list[Line] = []
    for line in rows:
        if open_row and line.baseline - open_row[0].baseline > 0.45 * max(line.size, open_row[0].size):
            result += _join_row(open_row)
            open_row = []
        open_row.append(line)
    result += _join_row(open_row)
    return sorted(result, key=lambda line: line.rank)


def _join_row(row: list[Line]) -> list[Line]:
    result: list[Line] = []
    for line in sorted(row, key=lambda line: line.box.left):
        if result and _belongs(result[-1], line):
            result[-1] = Line(tuple(sorted(result[-1].words + line.words, key=lambda word: word.box.left)))
        else:
            result.append(line)
    return result


def _belongs(left: Line, right: Line) -> bool:
    if not _same_row(left.words[-1], right.words[0]):
        return False
    em = max(left.size, right.size, 1.0)
    space = right.box.left - left.box.right
    return -0.5 * em < space < (_MARKER_GAP if MARKER.match(left.text) else _NARROW_GAP) * em


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped by the row that they stand in, from the top; each row from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.baseline):
        if rows and abs(line.baseline - rows[-1][0].baseline) < 0.45 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


@dataclass(frozen=True)
class Bundle:
    """Lines directly below each other in the same font: a paragraph or a part of one."""

    lines: tuple[Line, ...]

    @cached_property
    def box(self) -> Box:
        """Around all its lines."""
        return hull(line.box for line in self.lines)


def bundle(lines: Sequence[Line], leading: float) -> list[Bundle]:
    """Group lines that follow each other at the usual distance with the same edge or middle.

    Args:
        lines: of one page.
        leading: from baseline to baseline, in sizes.
    """
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.box.left)):
        group = next((g for g in reversed(groups) if _stacks(g, line, leading)), None)
        if group is None:
            groups.append([line])
        else:
            group.append(line)
    return [Bundle(tuple(group)) for group in groups]


def _stacks(group: list[Line], line: Line, leading: float) -> bool:
    last = group[-1]
    em = max(line.size, 1.0)
    if abs(last.size - line.size) > 0.3 or not 0.5 * em < line.baseline - last.baseline < 1.25 * max(leading, 1.1) * em:
        return False
    if (last.share("bold") > 0.85) != (line.share("bold") > 0.85):
        return False
    left = abs(last.box.left - line.box.left) < 0.25 * em
    return (
        left
        or abs(last.box.center - line.box.center) < 0.3 * em
        or (len(group) == 1 and 0 < last.box.left - line.box.left < 3 * em and last.box.right > line.box.right - em)
    )
