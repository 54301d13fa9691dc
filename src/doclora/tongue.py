"""English or Spanish: by the small words that every text of either is full of."""

from __future__ import annotations

import re
from typing import Final

from doclora.records import Language

_WORD: Final = re.compile(r"[^\W\d_]+")
_SPANISH_SIGNS: Final = re.compile(r"[ñ¿¡áéíóúü]", re.IGNORECASE)
_ENGLISH: Final = """
    the of and to is in that for it as was with be by on are this from at or which an has have not were their its
    can these between when than also such into may used been each more other
"""
_SPANISH: Final = """
    el la los las de del y en que un una es se por con para su al lo como más o pero sus este esta estos entre
    cuando sin sobre también hasta hay donde desde según son fue ser está cada
"""
_ENGLISH_WORDS: Final = frozenset(_WORD.findall(_ENGLISH))
_SPANISH_WORDS: Final = frozenset(_WORD.findall(_SPANISH))
_SIGNS_PER_WORD: Final = 0.02
"""Share of words with a Spanish sign from which a text without small words counts as Spanish."""


def detect_language(text: str) -> Language:
    """The language of a text; English where neither can be told."""
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH_WORDS for word in words)
    spanish = sum(word in _SPANISH_WORDS for word in words)
    if english == spanish:
        return "es" if len(_SPANISH_SIGNS.findall(text)) > _SIGNS_PER_WORD * len(words) else "en"
    return "es" if spanish > english else "en"
