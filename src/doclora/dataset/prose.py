"""What a document of running prose says of a subject: whole sentences that can be quoted, found by what they name.

Essays, lectures, reports, history: their sentences are too long and too varied to be taken apart. What can be asked
safely is what the document says about something that only one sentence names, or about two things that only one
sentence names together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from doclora.dataset.asked import Asked, Core, Name
from doclora.dataset.markdown import lines, plain_text, sentences
from doclora.dataset.noun_phrases import Usage
from doclora.dataset.noun_phrases_en import EnglishPhrases
from doclora.dataset.quotable import Stretch, stretches
from doclora.dataset.statements import where
from doclora.dataset.ties_en import EnglishTies
from doclora.dataset.topics import SEPARATOR, Places, Topic, is_dangling, topics
from doclora.records import Passage

WORDS_A_FACT: Final = 105
"""A passage with fewer facts than one in so many words is filled up with what can be quoted."""

_GRAMMAR: Final = EnglishPhrases()
_TIES: Final = EnglishTies()
_SPOKEN = re.compile(r"^[“\"‘'—–\-]")
_MUCH_SPEECH: Final = 0.2
_CLAIM = re.compile(
    r"\b(?:because|since|so that|in order (?:to|that)|lest|consists?|depends?|arises?|aris(?:ing|en)|owing to|due to|"
    r"results? (?:from|in)|means?|tends?|requires?|leads? to|caused?|causes|produced?|produces|differs?|difference|"
    r"reason|purpose|function|essential|necessary|impossible|"
    r"the (?:greatest|best|worst|chief|principal|main|only|first))\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:not (?:only|merely|\w+ but)|rather than|instead of|whereas|but|although|though|unless|more \w+ than|less)\b",
    re.IGNORECASE,
)
_STATES = re.compile(r"\b(?:is|are|has|have|can|may|must|never|always|every|all|no)\b")
_SAYS_I = re.compile(r"\b(?:I|me|my|we|us)\b")
_NAMED = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}|\d")


@dataclass(frozen=True)
class _Candidate:
    stretch: Stretch
    topic: Topic
    score: float


class Prose:
    """A whole document, as far as its topics need it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = [p for p in passages if p.language == "en"]
        self._parts: dict[str, int] = {}
        for passage in self._passages:
            self._parts.setdefault(_part(passage), len(self._parts))

    @cached_property
    def usage(self) -> Usage:
        """Which words are nouns and verbs here."""
        return Usage((plain_text(p.text) for p in self._passages), _GRAMMAR)

    @cached_property
    def places(self) -> Places:
        """Where each word stands, by the parts that questions name."""
        parts: list[list[str]] = [[] for _ in self._parts]
        for passage in self._passages:
            parts[self._parts[_part(passage)]] += _sentences(passage)
        return Places(parts)

    @cached_property
    def is_told(self) -> bool:
        """Whether it is a story: a good part of its paragraphs is speech, so that `I` is not its author."""
        texts = [line.raw for p in self._passages for line in lines(p.text) if line.kind == "text"]
        return sum(bool(_SPOKEN.match(t)) for t in texts) > _MUCH_SPEECH * max(len(texts), 1)

    def part(self, passage: Passage) -> int:
        """The number of the part that questions about a passage name."""
        return self._parts[_part(passage)]


def _part(passage: Passage) -> str:
    return where(passage, "")


def quotations(
    passage: Passage, document: Prose, asked_of: set[str], wanted: int, name: Name
) -> list[tuple[Asked, str]]:
    """The best that a passage says of subjects of its own, at most so many, in the passage's order.

    Args:
        passage: where they stand.
        document: all of it.
        asked_of: sentences, as written, that have questions already.
        wanted: how many.
        name: how a phrase from the sentence's start is said inside a question.
    """
    if passage.language != "en" or passage.kind in {"figure", "table"} or wanted < 1:
        return []
    able = stretches(passage, _TIES, document.usage, speaker=not document.is_told)
    free = {s.text: s for s in able if not any(said in s.raw for said in asked_of)}.values()
    part = document.part(passage)
    ranked = sorted((c for s in free for c in _candidates(s, document, part, name)), key=lambda c: -c.score)
    taken: list[_Candidate] = []
    used: set[int] = set()
    for candidate in ranked:
        places = set(range(candidate.stretch.first, candidate.stretch.last + 1))
        if len(taken) < wanted and not places & used and candidate.score > 0:
            used |= places
            taken.append(candidate)
    taken.sort(key=lambda c: c.stretch.first)
    return [(_ask(c), c.stretch.raw) for c in taken]


def _candidates(stretch: Stretch, document: Prose, part: int, name: Name) -> Iterator[_Candidate]:
    phrases = _GRAMMAR.phrases(stretch.text, document.usage)
    count, front = stretch.last - stretch.first + 1, _GRAMMAR.front(stretch.text)
    if is_dangling(phrases, document.places):
        return
    found = list(topics(phrases, document.places, "en", section=part, sentences=count, front=front))
    if found:
        best = max(found, key=lambda t: t.score)
        said = _named(best.text, stretch, document.usage, name)
        yield _Candidate(stretch, Topic(said, best.score), worth(stretch) + best.score)


def _named(text: str, stretch: Stretch, usage: Usage, name: Name) -> str:
    parts = text.split(SEPARATOR)
    if stretch.text.startswith(parts[0]):
        known = usage.names[re.sub(r"['’]s$", "", parts[0].split()[0].lower())]
        parts[0] = name(parts[0]) if known else parts[0][:1].lower() + parts[0][1:]
    if any({"and", "or"} & {*p.split()} for p in parts):
        return " as well as ".join(parts)
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def worth(stretch: Stretch) -> float:
    """How well a stretch serves as an answer: it claims something, is of a moderate length, and says little of `I`."""
    text, size = stretch.text, len(stretch.text.split())
    score = 0.8 * bool(_CLAIM.search(text)) + 0.5 * bool(_CONTRAST.search(text)) + 0.5 * bool(_STATES.search(text))
    score += 0.3 * bool(_NAMED.search(text)) - 0.5 * bool(_SAYS_I.search(text))
    score -= 0.4 * (stretch.last > stretch.first) + 0.03 * max(size - 35, 0) + 0.06 * max(14 - size, 0)
    return score - 0.15 * max(text.count(",") + 2 * text.count(";") - 4, 0)


def _ask(candidate: _Candidate) -> Asked:
    subject = candidate.topic.text
    core = f"what is said about {subject}"
    return Asked("heading", (Core(core, core),), candidate.stretch.text, subject)


def _sentences(passage: Passage) -> list[str]:
    return [s.text for line in lines(passage.text) if line.kind in {"text", "list"} for s in sentences(line.raw)]
