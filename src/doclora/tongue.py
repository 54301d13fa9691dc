"""English or Spanish: by the small words that every text of either is full of."""

from __future__ import annotations

import re
from collections.abc import Mapping
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

_SPANISH_TOO: Final = frozenset({"de", "a", "no", "si"})
"""Common in the neighbours as well, so that they do not tell Spanish from English."""
_NEIGHBOURS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(_WORD.findall(words))
    for name, words in {
        "Portuguese": """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao das à sua ou
        são nos pela pelo
        """,
        "French": """
        de la le et les des en un du une que est pour qui dans par au sur pas ne plus ce avec son sont il
        aux cette ou nous
        """,
        "Italian": """
        di e il la che è a in un per una del con non i le da si sono della nel al dei più come ma ha alla
        gli delle lo
        """,
        "Catalan": """
        es de la el i a que en els les per un una amb del dels és al com més són no aquest aquesta seva però
        ha també
        """,
        "Galician": """
        de a o que e do da en un para é con non unha os no se na por máis as dos como ao das á súa ou pola
        polo
        """,
        "German": """
        der die das und in zu den von ist mit für auf des im dem nicht ein eine als auch es an werden aus
        bei oder einer wird
        """,
        "Dutch": """
        de het een van en in is dat op te zijn met voor niet aan er om ook als bij door naar uit worden
        wordt deze of
        """,
        "Romanian": """
        de și în a la cu pe un o nu din pentru este care mai să sunt sau prin ale lui fi ca între se cele
        """,
        "Polish": """
        w i na z do że się nie jest to o od po przez dla są za lub jako oraz przy tym jego które który
        """,
        "Swedish": """
        och i att det som en på är av för med till den har de inte om ett men var eller från vid kan ska
        """,
    }.items()
}
_HITS_TO_BE_PLAIN: Final = 2
_HITS_TO_TELL: Final = 8
_LETTERS_TO_TELL: Final = 60
_LAST_LATIN: Final = "\u024f"


def clearly(text: str) -> Language | None:
    """The language of a few words, where it is plain; None where it is not."""
    english, spanish = _hits([word.lower() for word in _WORD.findall(text)])
    if max(english, spanish) < _HITS_TO_BE_PLAIN or max(english, spanish) <= 2 * min(english, spanish):
        return None
    return "en" if english > spanish else "es"


def _hits(words: list[str]) -> tuple[int, int]:
    return sum(word in _ENGLISH_WORDS for word in words), sum(word in _SPANISH_WORDS for word in words)


def detect_language(text: str) -> Language:
    """The language of a text; English where neither can be told."""
    words = [word.lower() for word in _WORD.findall(text)]
    english, spanish = _hits(words)
    if english == spanish:
        return "es" if len(_SPANISH_SIGNS.findall(text)) > _SIGNS_PER_WORD * len(words) else "en"
    return "es" if spanish > english else "en"


def clear_language(text: str) -> Language | None:
    """The language of a text that is clearly in one of the two; None where its small words do not tell."""
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(w in _ENGLISH_WORDS and w not in _SPANISH_WORDS for w in words)
    spanish = sum(w in _SPANISH_WORDS and w not in _ENGLISH_WORDS for w in words)
    if max(english, spanish) < _HITS_TO_TELL or max(english, spanish) < 4 * min(english, spanish):
        return None
    return "en" if english > spanish else "es"


def foreign(text: str) -> str:
    """What a text is written in where that is neither English nor Spanish: `Portuguese`, `another alphabet`.

    Empty for English, Spanish, and texts with too few words to tell. Told by the small words of some neighbours.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    letters = [character for word in words for character in word]
    if len(letters) > _LETTERS_TO_TELL and sum(c > _LAST_LATIN for c in letters) > len(letters) / 2:
        return "another alphabet"
    own = _ENGLISH_WORDS if detect_language(text) == "en" else _SPANISH_WORDS | _SPANISH_TOO
    for name, small in _NEIGHBOURS.items():
        theirs, ours = sum(w in small and w not in own for w in words), sum(w in own and w not in small for w in words)
        if theirs >= _HITS_TO_TELL and theirs > 2 * ours:
            return name
    return ""
