"""Lines of text → running text: broken words made whole again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

_LAST_PART: Final = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_FIRST_PART: Final = re.compile(r"^[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The words of a document in lower case, words with a hyphen among them."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def join_lines(texts: Sequence[str], known: Collection[str] = ()) -> str:
    """Lines as one text; a hyphen at a line's end is dropped unless the document writes the word with it.

    Args:
        texts: the lines, in order.
        known: the document's words, as from `vocabulary`.
    """
    result = ""
    for text in texts:
        result = _joined(result, text, known) if result else text
    return result


def _joined(before: str, after: str, known: Collection[str]) -> str:
    first, last = _FIRST_PART.match(after), _LAST_PART.search(before)
    if not before.endswith("-") or len(before) < 2 or before[-2].isspace():
        return before + after if before.endswith("/") and not before.endswith(" /") else f"{before} {after}"
    if first is None or last is None or not after[0].islower():
        return before + after
    head, tail = last.group(1).lower(), first.group().lower()
    hyphenated = f"{head}-{tail}" in known and head + tail not in known
    compound = "-" in head and head.split("-")[-1] + tail not in known
    return before + after if hyphenated or compound else before[:-1] + after
