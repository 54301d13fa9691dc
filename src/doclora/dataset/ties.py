"""What ties a sentence to the text around it, in either language."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final

from doclora.dataset.noun_phrases import Token, Usage

FAR: Final = 9
"""Words of a stretch before a word such as `another`, from which on what it means is likely to be among them."""

_SHORTEST_NOUN: Final = 4


class Ties(ABC):
    """What a language knows of such ties.

    Attributes:
        announced: what a text says of itself.
        links: words that mean something said before: in the same stretch, where they stand far enough from its start.
        this: `this` and what it stands before: it is known where its noun was named before.
        counted: how a sentence begins that goes on with others.
        opening: the word at a sentence's front that it can do without.
        begins: how a piece of a sentence begins that can stand alone.
        joints: what parts a long sentence into such pieces.
        free: how a sentence begins whose `it` or `there` stands for nothing.
        starts: words that no stretch begins with.
        speaker: `I`, `we` and the like.
    """

    announced: ClassVar[re.Pattern[str]]
    links: ClassVar[re.Pattern[str]]
    this: ClassVar[re.Pattern[str]]
    counted: ClassVar[re.Pattern[str]]
    opening: ClassVar[re.Pattern[str]]
    begins: ClassVar[re.Pattern[str]]
    joints: ClassVar[re.Pattern[str]]
    free: ClassVar[re.Pattern[str]]
    starts: ClassVar[frozenset[str]]
    fronts: ClassVar[frozenset[str]]
    speaker: ClassVar[frozenset[str]]

    @abstractmethod
    def has_verb(self, low: Sequence[str]) -> bool:
        """Whether a word that is surely a verb stands among words in lower case."""

    @abstractmethod
    def are_known(self, tokens: Sequence[Token], text: str, usage: Usage) -> bool:
        """Whether something before each pronoun of the third person can be what it stands for."""

    def can_stand(self, piece: str) -> bool:
        """Whether a piece of a sentence reads as one."""
        words = piece.lower().split()
        return bool(self.begins.match(piece)) and words[0] not in self.fronts and self.has_verb(words[1:9])

    def is_tied(self, text: str, first: int) -> bool:
        """Whether a stretch, of whose characters `first` are its first sentence, points at what is not in it."""
        if self.announced.search(text) or self.counted.match(text):
            return True
        piece, mark, _ = re.sub("[;:]", "\x1f", text).partition("\x1f")
        if mark and not self.has_verb(piece.lower().split()):
            return True
        opening = text[:first] if first else text
        for this in self.this.finditer(opening):
            if len(this[1]) < _SHORTEST_NOUN or this[1].lower() not in opening[: this.start()].lower():
                return True
        return any(len(opening[: m.start()].split()) < FAR for m in self.links.finditer(opening))
