"""Blocks too long for a passage → pieces that end where a sentence, an item or a row ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from doclora.dataset.markdown import begins_item, sentences
from doclora.records import Block

_BREAK = "\n\n"


@dataclass(frozen=True)
class Piece:
    """A block, or a part of a long one; `header` are the lines of a table that a part of it does without.

    Attributes:
        tokens: of the block's or part's text, with its header and the empty line after it.
    """

    block: Block
    tokens: int
    header: str = ""


def pieces(text: str, block: Block, longest: int, count: Callable[[str], int]) -> Iterator[Piece]:
    """A block whole where it fits; else cut. A sentence, an item or a row that is longer by itself stays whole."""
    raw = text[block.start : block.end]
    tokens = count(raw + _BREAK)
    if tokens <= longest or block.kind not in {"text", "list", "table", "footnote"}:
        yield Piece(block, tokens)
        return
    header, units = _units(raw, block)
    first = True
    for start, end in _filled(raw, units, longest - (count(header) if header else 0), count):
        part = block.model_copy(update={"start": block.start + start, "end": block.start + end})
        above = "" if first else header
        yield Piece(part, count(above + raw[start:end] + _BREAK), above)
        first = False


def _units(raw: str, block: Block) -> tuple[str, list[int]]:
    """A table's header lines, and where each unit that must not be cut ends."""
    if block.kind in {"text", "footnote"}:
        ends, at = [], 0
        for sentence in sentences(raw):
            at = raw.index(sentence.raw, at) + len(sentence.raw)
            ends.append(at)
        return "", [*ends[:-1], len(raw)]
    ends = [match.end() for match in re.finditer(r"\n|\Z", raw)]
    if block.kind == "table":
        return raw[: ends[1]], ends[2:] or ends[-1:]
    return "", [end for end in ends[:-1] if begins_item(raw[end:])] + ends[-1:]


def _filled(raw: str, ends: Iterable[int], longest: int, count: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """Runs of units of at most `longest` tokens each, without the space around them."""
    start = last = held = 0
    for end in ends:
        tokens = count(raw[last:end])
        if held and held + tokens > longest:
            yield _trimmed(raw, start, last)
            start, held = last, 0
        held, last = held + tokens, end
    yield _trimmed(raw, start, last)


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    inside = raw[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())
