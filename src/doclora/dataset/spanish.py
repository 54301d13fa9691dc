"""Spanish: what a plain declarative sentence is made of, without a model."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset import lexicon

_WORDS: Final = lexicon.word_lists("es")

ANAPHOR: Final = _WORDS["anaphor"]
_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:[-/][^\W\d_]+)*|[^\w\s]|\S")


def words(text: str) -> list[str]:
    """Words and punctuation marks."""
    return _TOKEN.findall(text)


def stands_alone(text: str) -> bool:
    """Whether nothing in a phrase points at something said before it."""
    return not any(w.lower() in ANAPHOR for w in words(text))
