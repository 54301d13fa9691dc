"""Spanish: who is somebody, by what the whole document lets him say and do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.asked import Asked, Core

_WORDS: Final = lexicon.word_lists("es")
_DEEDS: Final = lexicon.any_of(_WORDS["persons_say"])
_SMALL: Final = frozenset(
    {"el", "la", "los", "las", "un", "una", "unos", "unas", *_WORDS["epithet"], *_WORDS["ordinal"]}
)
_TITLED = r"\b(?:[Dd]on|[Dd]oña|[Ss]eñor|[Ss]eñora|[Ss]r\.|[Ss]ra\.|[Ff]ray|[Ss]or|[Dd]r\.|[Dd]ra\.)"


class SpanishPersons:
    """The people of one document.

    Args:
        texts: of its passages, without markup.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = "\n".join(texts)
        self.is_person = cache(self._is_person)

    def mended(self, asked: Asked, sentence: str) -> Asked:
        """A fact with `quién` where its `qué` asks for a subject that is a person."""
        core = asked.cores[0]
        asks = re.match(r"qué (?!es lo que\b|\w+ (?:de|del)\b)", core.direct)
        at, after = sentence.find(asked.answer), sentence.find(asked.subject.split(",")[0])
        if not asks or not 0 <= at < after or asked.kind == "definition":
            return asked
        words = [w for w in re.findall(r"[\w-]+", asked.answer) if w.lower() not in _SMALL]
        if not words or not self.is_person(words[0]):
            return asked
        text = re.sub(r"^qué\b", "quién", core.direct)
        return replace(asked, cores=(Core(text, text),))

    def _is_person(self, noun: str) -> bool:
        """Whether a noun or name says something somewhere, or is called don."""
        if noun.lower() in _WORDS["persons"]:
            return True
        said = re.escape(noun)
        return bool(
            re.search(rf"\b{said}(?: [A-ZÁÉÍÓÚÑ]\w+)? (?:le |les |se )?{_DEEDS}\b|{_TITLED} {said}\b", self._text)
        )
