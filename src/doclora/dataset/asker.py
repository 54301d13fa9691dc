"""The order in which one clause is asked about, the same in both languages; and how answers are cut."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from doclora.dataset import english, parse_en, spanish
from doclora.dataset.asked import LONGEST_ANSWER, Asked, Core, Quantity

ClauseT = TypeVar("ClauseT", parse_en.Clause, spanish.Clause)


class Asker(ABC, Generic[ClauseT]):
    """The questions of one clause.

    Args:
        clause: the sentence, taken apart.
        subject: its subject, as said inside a question.
        rest: what follows its verb, without clauses hung on by a comma.
    """

    vague: bool
    head: str

    def __init__(self, clause: ClauseT, subject: str, rest: str) -> None:
        self.clause: ClauseT = clause
        self.subject, self.rest = subject, rest
        self.size = len(clause.subject.split())

    def all(self) -> Iterator[Asked]:
        """In the order of their worth; a subject of one bare noun is asked for only where nothing else can be."""
        if self.vague:
            return
        others = list(self._others())
        yield from others
        if not others or self.telling_words() > 1:
            yield from self.subject_question()

    def _others(self) -> Iterator[Asked]:
        yield from self.definition()
        yield from self.adjective()
        yield from self.named()
        yield from self.fronted()
        asked = self.quantity()
        if asked:
            yield Asked("quantity", (self.ask(asked.wh, asked.left),), asked.answer, self.subject)
        yield from self.adverbial()
        yield from self.after_preposition()
        if not (asked and self.begins_with_number()):
            yield from self.object()

    @abstractmethod
    def ask(self, wh: str, rest: str) -> Core:
        """A question word put before the clause with `rest` after its verb."""

    @abstractmethod
    def telling_words(self) -> int:
        """How many words of the subject are no articles or prepositions."""

    @abstractmethod
    def begins_with_number(self) -> bool:
        """Whether what follows the verb is a number of things."""

    @abstractmethod
    def definition(self) -> Iterator[Asked]:
        """`X is a …`."""

    @abstractmethod
    def adjective(self) -> Iterator[Asked]:
        """`X is sensitive to …`."""

    @abstractmethod
    def named(self) -> Iterator[Asked]:
        """`The capital of the province is Velmora`."""

    @abstractmethod
    def fronted(self) -> Iterator[Asked]:
        """What stands before the subject: a cause, a year."""

    @abstractmethod
    def quantity(self) -> Quantity | None:
        """The first number after the verb."""

    @abstractmethod
    def adverbial(self) -> Iterator[Asked]:
        """Why, when, how, what for."""

    @abstractmethod
    def after_preposition(self) -> Iterator[Asked]:
        """What something is made of, driven by; where it is kept."""

    @abstractmethod
    def object(self) -> Iterator[Asked]:
        """What something holds, drives, shows."""

    @abstractmethod
    def subject_question(self) -> Iterator[Asked]:
        """What or who does it."""


def shorten(text: str, cuts: Sequence[str]) -> str:
    """A definition cut to the longest length wanted, at the last of the places where it still reads as a whole."""
    for pattern in cuts:
        if len(text.split()) <= LONGEST_ANSWER:
            break
        found = [m.start() for m in re.finditer(pattern, text)]
        found = [at for at in found if 4 <= len(text[:at].split()) <= LONGEST_ANSWER]
        if found:
            text = text[: found[-1]]
    return text


def split_tail(phrase: str, tail: re.Pattern[str], *, least: int, inside: frozenset[str]) -> tuple[str, str]:
    """An answer, and a phrase of time, place or means after it that is better said in the question.

    Args:
        phrase: all that follows the verb.
        tail: matches such a phrase at the end.
        least: words that must be left.
        inside: words that an answer left over must not hold.
    """
    match = tail.search(phrase)
    head = english.words(phrase[: match.start()].lower()) if match else []
    joins = match and ", " in phrase[: match.start()] and re.search(r" (?:and|or|y|e|o|u) ", match[0])
    if match and not joins and least <= len(head) <= 6 and ", " not in match[0] and not inside & set(head):
        return phrase[: match.start()], match[0].strip()
    return phrase, ""
