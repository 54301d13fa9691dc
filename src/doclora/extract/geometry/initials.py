"""Initials: a large letter that begins a paragraph, beside its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from doclora.extract.geometry.sheet import Word

_LARGER: Final = 1.8
"""Times the size of the letters beside it."""
_REACH: Final = 1.2
"""In ems of the letters beside it: how far the rest of its word may be."""


def with_initials(words: Sequence[Word]) -> list[Word]:
    """The words, each initial joined to the rest of its word, which keeps its place."""
    joined: dict[int, Word] = {}
    initials: set[int] = set()
    for index, word in enumerate(words):
        if len(word.text) == 1 and word.text.isupper() and word.upright:
            beside = [i for i, other in enumerate(words) if i != index and _goes_on(word, other)]
            rest = min(beside, key=lambda i: (words[i].baseline, words[i].box.left), default=None)
            if rest is not None:
                initials.add(index)
                joined[rest] = replace(words[rest], text=word.text + words[rest].text)
    return [joined.get(index, word) for index, word in enumerate(words) if index not in initials]


def _goes_on(initial: Word, word: Word) -> bool:
    size = word.font.size
    beside = -0.3 * size < word.box.left - initial.box.right < _REACH * size
    level = initial.box.top - size < word.box.top and word.box.bottom < initial.box.bottom + 0.5 * size
    return word.upright and word.text[0].isalpha() and initial.font.size > _LARGER * size and beside and level
