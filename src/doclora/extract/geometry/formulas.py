"""Display formulas: lines of signs set apart from the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.sheet import Box, hull

if TYPE_CHECKING:
    from doclora.extract.geometry.blocks import Block
    from doclora.extract.geometry.profile import Profile

_NUMBER: Final = re.compile(r"^\(\d+(?:\.\d+)*[a-z]?\)$")
_SIGNS: Final = re.compile(r"[=<>≤≥≈≠≡∝∑∫∏√±∂∇∈⊂⊆]")
_TERM: Final = re.compile(
    r"^(?:[\W\d]*[^\W\d_]{0,2}[\W\d]*|\w{1,2}[₀-₉⁰-⁹ⁿ^_(].*|(?:sin|cos|tan|log|ln|exp|lim|max|min|det)\b.*)$"
)
_MOST_WORDS: Final = 40
_MUCH_MATH: Final = 0.25
"""Share of a line's letters in mathematical fonts."""
_FEW_PLAIN, _FEW_PLAIN_IF_NUMBERED = 4, 6
_NEAR: Final = 0.6
"""In ems: rows of one formula are no further apart."""
_SCRAP_WORDS: Final = 3
_SMALLER: Final = 0.15
"""Limits and indices are smaller than their formula by more than this share."""


def is_formula(line: Line, column: Box, profile: Profile) -> bool:
    """Whether a line is a display formula: indented, and mostly mathematical letters, or nothing but terms."""
    numbered = len(line.words) > 1 and bool(_NUMBER.match(line.words[-1].text))
    words = line.words[:-1] if numbered else line.words
    text = " ".join(word.text for word in words)
    if line.words[0].box.left - column.left < 1.2 * profile.size or len(words) >= _MOST_WORDS:
        return False
    math = sum(len(word.text) for word in words if word.font.math) / max(len(text), 1)
    plain = sum(word.text.isalpha() and len(word.text) > 3 and not word.font.math for word in words)
    if (math > _MUCH_MATH and plain <= _FEW_PLAIN) or (numbered and "=" in text and plain <= _FEW_PLAIN_IF_NUMBERED):
        return True
    apart = numbered or column.right - line.box.right > 1.2 * profile.size
    terms = len(words) > 2 and all(_TERM.match(word.text) for word in words) and any(c.isalpha() for c in text)
    return apart and terms and bool(_SIGNS.search(text)) and line.share("mono") < 0.5


def formula_text(group: Sequence[Line]) -> str:
    """Its words in the order in which they were written."""
    words = sorted((word for line in group for word in line.words), key=lambda word: word.rank)
    return " ".join(word.text for word in words)


def merge_formulas(blocks: Sequence[Block]) -> list[Block]:
    """The rows of one formula, set above each other, as one block, with the limits and indices around them."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last and _are_one(last, block):
            lines, box = last.lines + block.lines, hull([last.box, block.box])
            font = last.font if last.kind == "formula" else block.font
            merged[-1] = replace(last, kind="formula", box=box, text=formula_text(lines), font=font, lines=lines)
        else:
            merged.append(block)
    return merged


def _are_one(upper: Block, lower: Block) -> bool:
    kinds = {"formula" if block.kind == "formula" or _is_scrap(block) else block.kind for block in (upper, lower)}
    one, other = _size(upper), _size(lower)
    alike = abs(one - other) < _SMALLER * one
    two = alike and all(block.kind == "formula" and _SIGNS.search(block.text) for block in (upper, lower))
    near = lower.box.top - upper.box.bottom < (0.0 if two else _NEAR) * max(one, other)
    beside = upper.box.overlap_x(lower.box) > 0
    return near and beside and kinds == {"formula"} and "formula" in {upper.kind, lower.kind}


def _size(block: Block) -> float:
    return max((word.font.size for line in block.lines for word in line.words), default=block.font.size)


def _is_scrap(block: Block) -> bool:
    """Whether a block is no more than a limit, an index or a part of a fraction."""
    words = [word for line in block.lines for word in line.words]
    short = all(len(word.text) <= 3 or _TERM.match(word.text) for word in words)
    return block.kind == "text" and len(words) <= _SCRAP_WORDS and short
