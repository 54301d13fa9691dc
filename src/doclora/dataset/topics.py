"""What a question about a stretch of prose names, so that it points at this stretch and no other of the document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.noun_phrases import Phrase, tokenized
from doclora.records import Language

SEPARATOR: Final = "\x1f"
_EMPTY: Final = ("vague", "generic", "time", "ranking", "loose", "idle", "adjectives")
"""Words that name nothing, however few places they stand in; `broad` ones name something with a second topic."""
_LONGEST: Final = 8
_THEME: Final = 3
"""Sentences that speak of what a document is about."""
_OF_ALL: Final = 6
"""Sentences that speak of a thing, from which on the whole document may be about it."""
_FRONT: Final = 8


@dataclass(frozen=True)
class Topic:
    """What is asked about, and how well it points: the more, the better."""

    text: str
    score: float


class Places:
    """In which sentences of a document each word stands.

    Args:
        sections: the sentences of each part of the document that questions can name, in order.
    """

    def __init__(self, sections: Sequence[Sequence[str]]) -> None:
        self.of: dict[str, list[int]] = {}
        self._ends: list[int] = []
        number = 0
        for section in sections:
            for text in section:
                for word in {stem(t.low) for t in tokenized(text) if t.is_word}:
                    self.of.setdefault(word, []).append(number)
                number += 1
            self._ends.append(number)

    def count(self, word: str) -> int:
        """In how many sentences a word stands."""
        return len(self.of.get(stem(word), ()))

    def together(self, words: Sequence[str], section: int) -> int:
        """In how many sentences of a section all words stand."""
        start, end = self._ends[section - 1] if section else 0, self._ends[section]
        found: set[int] | None = None
        for word in {stem(w) for w in words}:
            places = self.of.get(word, [])
            here = places[bisect_left(places, start) : bisect_left(places, end)]
            found = {*here} if found is None else found.intersection(here)
        return len(found or ())


def stem(word: str) -> str:
    """A word without the ending that its plural or possessive has."""
    word = word.removesuffix("'s")
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def topics(
    phrases: Sequence[Phrase], places: Places, language: Language, *, section: int, sentences: int, front: int
) -> Iterator[Topic]:
    """Phrases, and pairs of phrases, that stand together in no other stretch of the document.

    Args:
        phrases: its noun phrases.
        places: where the document's words stand.
        language: of the text.
        section: the part of the document that the question names.
        sentences: of how many sentences the stretch is.
        front: the word where its main clause begins.
    """
    empty = _words(language, *_EMPTY)
    vague = empty | _words(language, "broad")
    usable = [p for p in phrases if _tells(p, empty)]
    main = [p for p in usable if p.start >= front]
    if not main:
        return
    first = main[0]
    if _stands_alone(first, front, vague) and places.together(first.content, section) <= sentences:
        yield Topic(first.text, 1.2 + _weight(first, places))
    fit = [p for p in usable[:7] if _can_be_paired(p, places)]
    for number in (2, 3):
        for chosen in combinations(fit, number):
            words = [w for p in chosen for w in p.content]
            if _are_apart(chosen) and chosen[-1].start >= front and places.together(words, section) <= sentences:
                yield Topic(SEPARATOR.join(p.text for p in chosen), _together(chosen, first, places))


def _are_apart(chosen: Sequence[Phrase]) -> bool:
    """Whether phrases are no neighbours in an enumeration, and share no word."""
    words = [stem(w) for p in chosen for w in p.content]
    return len({*words}) == len(words) and all(b.start - a.end > 1 for a, b in pairwise(chosen))


def _together(chosen: Sequence[Phrase], first: Phrase, places: Places) -> float:
    """How well phrases point together: two are better than three, near ones better than far ones."""
    mean = sum(_weight(p, places) for p in chosen) / len(chosen)
    away = (chosen[-1].start - first.start) / 40 + (0.0 if first in chosen else 0.4)
    return 0.6 + 2 * mean - away - 0.7 * (len(chosen) - 2)


def is_dangling(phrases: Sequence[Phrase], places: Places) -> bool:
    """Whether a stretch begins with `the rule`: something spoken of before, and hardly elsewhere."""
    first = phrases[0] if phrases else None
    if first is None or not first.definite or len(first.content) > 1 or first.named or first.clipped:
        return False
    return first.start < _FRONT and places.count(first.content[0]) < _OF_ALL


def _can_be_paired(phrase: Phrase, places: Places) -> bool:
    """Whether a phrase is specific, or something that the document speaks of again and again."""
    if phrase.named or (len(phrase.content) > 1 and (phrase.definite or not phrase.clipped)):
        return True
    return not phrase.clipped and (phrase.definite or places.count(phrase.content[0]) >= _THEME)


def _stands_alone(phrase: Phrase, front: int, vague: frozenset[str]) -> bool:
    """Whether a phrase is what its sentence is about, and clear without a second one."""
    telling = [w for w in phrase.content if w not in vague]
    if not telling or phrase.start - front > _FRONT or (phrase.clipped and (phrase.definite or len(telling) < 2)):
        return False
    if len(phrase.text.split()) == 1:
        return phrase.named or phrase.start == front
    return phrase.named or len(telling) > (2 if phrase.text[:2].lower() in {"a ", "an", "un"} else 1)


def _weight(phrase: Phrase, places: Places) -> float:
    """Long enough to be clear, short enough to be said; of rare words; no clipped one."""
    words = len(phrase.text.split())
    rare = min(places.count(w) for w in phrase.content)
    weight = 0.3 * min(len(phrase.content), 3) + (0.3 if phrase.named else 0.0) + 0.4 / max(rare, 1)
    passing = len(phrase.content) == 1 and not phrase.named and not places.count(phrase.content[0]) >= _THEME
    return weight - 0.4 * phrase.clipped - 0.5 * passing - 0.15 * max(words - 6, 0)


def _tells(phrase: Phrase, empty: frozenset[str]) -> bool:
    return any(w not in empty for w in phrase.content) and len(phrase.text.split()) <= _LONGEST


def _words(language: Language, *names: str) -> frozenset[str]:
    lists = {**lexicon.word_lists(language), **lexicon.word_lists(f"prose_{language}")}
    return frozenset().union(*(lists.get(name, frozenset()) for name in names))
