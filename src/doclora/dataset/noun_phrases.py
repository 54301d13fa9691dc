"""Noun phrases anywhere in a sentence, where both their ends are sure: what a question can name.

A phrase is a run of words that are no function words, between two words or marks that must bound it. Which words are
verbs is told by a list of verbs and by the document itself: `walks` after `he` is one, `walks` after `the` is not.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’\-‑][^\W\d_]+)*|[^\w\s]|\S")
_LONGEST: Final = 9
_LONGEST_RUN: Final = 5
_SHORT: Final = 6
"""Letters of a word with a capital that may be an abbreviation."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text.

    Attributes:
        low: in lower case, apostrophes straight.
        is_word: whether it begins with a letter.
    """

    text: str
    start: int
    end: int
    low: str
    is_word: bool


@dataclass(frozen=True)
class Phrase:
    """A noun phrase.

    Attributes:
        text: as the sentence writes it.
        start: its first token.
        end: one past its last.
        content: its telling words in lower case.
        head: the noun that it is about, in lower case.
        clipped: whether what follows belongs to it, so that it may not name its thing alone.
        definite: whether it begins with the article of things known.
        named: whether it is a proper name.
    """

    text: str
    start: int
    end: int
    content: tuple[str, ...]
    head: str
    clipped: bool
    definite: bool
    named: bool


class Usage:
    """How often a document uses a word as a noun, a verb, a name inside a sentence, and which words it writes small."""

    def __init__(self, texts: Iterable[str], language: Grammar) -> None:
        self.nouns: Counter[str] = Counter()
        self.verbs: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.small: set[str] = set()
        for text in texts:
            self.small.update(re.findall(r"\b[a-záéíóúñü]{3,}\b", text))
            self.names.update(m.lower() for m in re.findall(r"(?<=[a-záéíóúñü] )[A-ZÁÉÍÓÚÑ][^\W\d_]+", text))
            low = [
                "",
                *(t.replace("’", "'") for t in re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[^\w\s]", text.lower())),
            ]
            for first, before, word, after in zip(low, low[1:], low[2:], low[3:], strict=False):
                if before in language.before_verb:
                    self.verbs[word] += 1
                elif (before in language.before_noun and after in language.after_noun) or (
                    first in language.before_noun and after in language.of
                ):
                    self.nouns[word] += 1


class Grammar(ABC):
    """What a language knows of noun phrases.

    Attributes:
        article: words that open a phrase and are said with it.
        definite: those of them that mean a thing known.
        of: the words that hang a second phrase on a first one.
        closed: words that no phrase holds.
        bounds: words that a phrase can stop before.
        opens: words after which a phrase without an article can begin.
        joins: `and`, `or`.
        clips: words behind a phrase that it is likely to need.
        fronts: words that begin what stands before a main clause.
        before_noun, after_noun, before_verb: what tells a document's nouns and verbs.
    """

    article: ClassVar[frozenset[str]]
    definite: ClassVar[frozenset[str]]
    of: ClassVar[frozenset[str]]
    closed: ClassVar[frozenset[str]]
    bounds: ClassVar[frozenset[str]]
    opens: ClassVar[frozenset[str]]
    joins: ClassVar[frozenset[str]]
    clips: ClassVar[frozenset[str]]
    fronts: ClassVar[frozenset[str]]
    before_noun: ClassVar[frozenset[str]]
    after_noun: ClassVar[frozenset[str]]
    before_verb: ClassVar[frozenset[str]]

    @abstractmethod
    def run(self, tokens: Sequence[Token], start: int, end: int, usage: Usage) -> int:
        """Where a noun phrase that begins at `start` ends among words that no function word parts; 0 for nowhere."""

    @abstractmethod
    def is_idiom(self, before: str, word: str) -> bool:
        """Whether a word and the one before it are a set phrase that names nothing."""

    @abstractmethod
    def head(self, words: Sequence[str]) -> str:
        """The noun among the words of a run."""

    def front(self, text: str) -> int:
        """The word where a sentence's main clause begins: behind the comma of what stands before it."""
        tokens = tokenized(text)
        if tokens[0].low not in self.fronts:
            return 0
        return next((i + 1 for i, t in enumerate(tokens) if t.text == ","), 0)

    def phrases(self, text: str, usage: Usage) -> list[Phrase]:
        """The noun phrases of a sentence, in their order; none inside another."""
        tokens = tokenized(text)
        found: list[Phrase] = []
        at = 0
        while at < len(tokens):
            opens = self._can_open(tokens, at) and not self._is_second(tokens, at, found)
            phrase = self._phrase(text, tokens, at, usage) if opens else None
            if phrase:
                found.append(phrase)
            at = phrase.end if phrase else at + 1
        return found

    def _can_open(self, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        if token.low in self.article:
            return True
        if not token.is_word or token.low in self.closed:
            return False
        before = tokens[at - 1] if at else None
        if before and self.is_idiom(before.low, token.low):
            return False
        return before is None or not before.is_word or before.low in self.opens

    def _is_second(self, tokens: Sequence[Token], at: int, found: Sequence[Phrase]) -> bool:
        """Whether words go on an adjective: `deaf Knight` after `blind and`."""
        if not at or tokens[at - 1].low not in self.joins or tokens[at].low in self.article:
            return False
        return tokens[at - 2].is_word and not (found and found[-1].end == at - 1)

    def _phrase(self, text: str, tokens: Sequence[Token], at: int, usage: Usage) -> Phrase | None:
        first = self._core(tokens, at, usage)
        if not first:
            return None
        end, heads = first, self._words(tokens, at, first)
        while end < len(tokens) and tokens[end].low in self.of:
            more = self._core(tokens, end + 1, usage)
            if not more or more - at > _LONGEST:
                break
            end = more
        if end < len(tokens) and tokens[end].low in self.joins and not self._parts(tokens, at, end):
            more = self._core(tokens, end + 1, usage)
            if not more or more - at > _LONGEST or (more < len(tokens) and tokens[more].low in self.joins | self.of):
                return None
            end = more
        words = self._words(tokens, at, end)
        if not words or not heads:
            return None
        follows = tokens[end].low if end < len(tokens) else "."
        if follows == "." and end + 1 < len(tokens) and len(tokens[end - 1].text) < _SHORT and not _ends(tokens, end):
            return None
        return Phrase(
            text=text[tokens[at].start : tokens[end - 1].end],
            start=at,
            end=end,
            content=tuple(words),
            head=self.head(heads),
            clipped=follows in self.clips | self.of,
            definite=tokens[at].low in self.definite,
            named=all(
                t.text[:1].isupper() and (t.start or usage.names[t.low]) for t in tokens[at:end] if t.low in words
            ),
        )

    def _parts(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether what `and` joins to a phrase has an article of its own, so that the phrase can do without it."""
        own = self.definite | {"a", "an", "un", "una"}
        return end + 1 < len(tokens) and tokens[end + 1].low in own and tokens[at].low in self.article

    def _core(self, tokens: Sequence[Token], at: int, usage: Usage) -> int:
        """The end of a phrase without `of`; 0 where it has no sure end."""
        start = at
        while start < len(tokens) and tokens[start].low in self.article and start - at < 2:
            start += 1
        end = start
        while end < len(tokens) and tokens[end].is_word and tokens[end].low not in self.closed:
            end += 1
        if end == start or end - start > _LONGEST_RUN + 3:
            return 0
        return self.run(tokens, start, end, usage)

    def _words(self, tokens: Sequence[Token], start: int, end: int) -> list[str]:
        return [
            t.low for t in tokens[start:end] if t.is_word and t.low not in self.closed | self.article and len(t.low) > 1
        ]


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether a full stop ends a sentence, and no abbreviation."""
    return tokens[at - 1].text.islower()


def tokenized(text: str) -> list[Token]:
    """Words and marks with their places."""
    return [
        Token(m[0], m.start(), m.end(), m[0].lower().replace("’", "'"), m[0][0].isalpha())
        for m in _TOKEN.finditer(text)
    ]
