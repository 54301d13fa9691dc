"""What a document of running prose says of a subject: whole sentences that can be quoted, found by what they name.

Essays, lectures, reports, history: their sentences are too long and too varied to be taken apart. What can be asked
safely is what the document says about something that only one sentence names, or about two things that only one
sentence names together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from doclora.dataset.asked import Asked, Core, Name
from doclora.dataset.markdown import lines, plain_text, sentences
from doclora.dataset.noun_phrases import Grammar, Usage
from doclora.dataset.noun_phrases_en import EnglishPhrases
from doclora.dataset.noun_phrases_es import SpanishPhrases
from doclora.dataset.quotable import Stretch, is_quotable, stretches
from doclora.dataset.statements import where
from doclora.dataset.ties import Ties
from doclora.dataset.ties_en import EnglishTies
from doclora.dataset.ties_es import SpanishTies
from doclora.dataset.topics import SEPARATOR, Places, Topic, is_dangling, topics
from doclora.dataset.worth import worth
from doclora.records import Language, Passage

WORDS_A_FACT: Final = 105
"""A passage with fewer facts than one in so many words is filled up with what can be quoted."""

_GRAMMARS: Final[Mapping[Language, Grammar]] = {"en": EnglishPhrases(), "es": SpanishPhrases()}
_TIES: Final[Mapping[Language, Ties]] = {"en": EnglishTies(), "es": SpanishTies()}
_SPOKEN = re.compile(r"^[“\"‘'«—–\-]")
_MUCH_SPEECH: Final = 0.2


@dataclass(frozen=True)
class _Candidate:
    stretch: Stretch
    topic: Topic
    score: float


class Prose:
    """What a document says in one language, as far as its topics need it."""

    def __init__(self, passages: Sequence[Passage], language: Language) -> None:
        self.language = language
        self.grammar, self.ties = _GRAMMARS[language], _TIES[language]
        self._passages = [p for p in passages if p.language == language]
        self._title = {w.lower() for p in self._passages[:1] for w in re.findall(r"\w{3,}", p.title)}
        self._parts: dict[str, int] = {}
        for passage in self._passages:
            self._parts.setdefault(_part(passage), len(self._parts))

    @cached_property
    def usage(self) -> Usage:
        """Which words are nouns and verbs here."""
        return Usage((plain_text(p.text) for p in self._passages), self.grammar)

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

    def is_about(self, topic: str) -> bool:
        """Whether all words of a topic stand in the document's title."""
        return not {w.lower() for w in re.findall(r"\w{3,}", topic)} - self._title

    def can_quote(self, text: str, subject: str) -> bool:
        """Whether a sentence can be an answer: it is understood alone, and its subject takes no verb with it."""
        if not is_quotable(text, self.ties, self.usage, speaker=not self.is_told):
            return False
        low, goes_on = subject.lower(), self.grammar.fronts | self.grammar.joins | self.grammar.clips
        for phrase in self.grammar.phrases(text, self.usage):
            if low.startswith(phrase.text.lower()):
                rest = low[len(phrase.text) :].split()
                return not rest or not rest[0][0].isalpha() or rest[0] in goes_on
        return True

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
        document: all of it that is in the passage's language.
        asked_of: sentences, as written, that have questions already.
        wanted: how many.
        name: how a phrase from the sentence's start is said inside a question.
    """
    if passage.kind in {"figure", "table"} or wanted < 1:
        return []
    able = stretches(passage, document.ties, document.usage, speaker=not document.is_told)
    free = {s.text: s for s in able if not any(said in s.raw or s.raw in said for said in asked_of)}.values()
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
    return [(_ask(c, passage.language), c.stretch.raw) for c in taken]


def _candidates(stretch: Stretch, document: Prose, part: int, name: Name) -> Iterator[_Candidate]:
    phrases = document.grammar.phrases(stretch.text, document.usage)
    count, front = stretch.last - stretch.first + 1, document.grammar.front(stretch.text)
    if is_dangling(phrases, document.places):
        return
    language = document.language
    found = [
        topic
        for topic in topics(phrases, document.places, language, section=part, sentences=count, front=front)
        if not document.is_about(topic.text)
    ]
    if found:
        best = max(found, key=lambda t: t.score)
        said = _joined(_named(best.text.split(SEPARATOR), stretch, document.usage, name), language)
        yield _Candidate(stretch, Topic(said, best.score), worth(stretch, language) + best.score)


def _named(parts: list[str], stretch: Stretch, usage: Usage, name: Name) -> list[str]:
    if not stretch.text.startswith(parts[0]):
        return parts
    words = parts[0].split()
    first = re.sub(r"['’]s$", "", words[0].lower())
    opens = any(first in grammar.article for grammar in _GRAMMARS.values())
    if not opens and (usage.names[first] or (len(words) > 1 and words[1][:1].isupper())):
        return parts
    small = parts[0][:1].lower() + parts[0][1:]
    return [small if opens or first in usage.small else name(parts[0]), *parts[1:]]


def _joined(parts: Sequence[str], language: Language) -> str:
    """Topics as a question names them together."""
    if any({"and", "or", "y", "e", "o", "u"} & {*p.split()} for p in parts):
        return (" as well as " if language == "en" else " así como ").join(parts)
    join = "and" if language == "en" else "e" if re.match(r"h?[ií](?![aeo])", parts[-1].lower()) else "y"
    return f" {join} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _ask(candidate: _Candidate, language: Language) -> Asked:
    subject = candidate.topic.text
    core = f"qué se dice sobre {subject}" if language == "es" else f"what is said about {subject}"
    return Asked("heading", (Core(core, core),), candidate.stretch.text, subject)


def _sentences(passage: Passage) -> list[str]:
    return [s.text for line in lines(passage.text) if line.kind in {"text", "list"} for s in sentences(line.raw)]
