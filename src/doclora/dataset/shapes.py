"""Sentences that say more than one safe clause: conditions, examples, what is shown, what something can do.

Their answers are whole clauses, so nothing inside the answer needs to be taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from doclora.dataset import english, heads_en, heads_es, lexicon, spanish
from doclora.dataset.asked import Asked, Core, Head, Name
from doclora.records import Language

LONGEST_CLAUSE: Final = 36
"""Words of an answer that is a clause or sentence."""


class Grammar(Protocol):
    """What a language's module knows of sentences whose predicate stays whole."""

    def head(self, sentence: str) -> Head | None:
        """Subject and predicate of a sentence; None where the subject cannot be named alone."""

    def topic(self, sentence: str) -> str:
        """The noun phrase that a sentence is about, as written; empty where it is unclear."""

    def duty(self, sentence: str) -> tuple[Core, str] | None:
        """What a sentence tells its reader to do: the question and the answer."""

    def wider(self, sentence: str, name: Name) -> Iterator[Asked]:
        """What happens on a condition, what is done to an end, which examples are given."""

    def is_independent(self, sentence: str) -> bool:
        """Whether a sentence names its own subject."""

    def has_verb(self, text: str) -> bool:
        """Whether a piece of a sentence is a clause."""

    def is_followed_by_verb(self, text: str) -> bool:
        """Whether a text begins with a finite verb: what stood before it is its subject."""


GRAMMARS: Final[Mapping[Language, Grammar]] = {"en": heads_en, "es": heads_es}
_PARENTHESIS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)")
_UNQUOTABLE = re.compile(
    r"\$|https?:|[{}<>|\\`\[\]]|\(\)|\b(?:see|vea|véase|[Ff]ig(?:ure|ura|\.)|[Tt]abl[ae] \d|[Ss]ec(?:tion|ción) \d|"
    r"[Cc]h(?:apter|\.) \d|[Cc]apítulo|[Ee]quation|[Ee]cuación|apartado)\b|[:;,]$"
)
_OBJECT: Final = {
    "en": re.compile(r"(?:\S+ ){0,4}(?:it|them|they|him|her)\b"),
    "es": re.compile(r"(?:\S+ ){0,5}(?:\w+(?:[aei]r|[áé]ndo)(?:l[oae]s?)\b|les? \w)"),
}
"""A pronoun near an answer's beginning: it is likely to mean something that the question does not name."""
_QUOTES: Final = (("“", "”"), ("«", "»"), ("(", ")"))


def whole(text: str, language: Language) -> bool:
    """Whether a sentence or clause can be quoted as an answer: nothing in it points at what stands elsewhere."""
    low = [w.lower() for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)]
    if re.search(r"\bthose\b(?! (?:of|who|which|that|whose|in|with|at|from|on|for|whom)\b)", text, re.IGNORECASE):
        return False
    if _UNQUOTABLE.search(text) or any(text.count(a) != text.count(b) for a, b in _QUOTES) or text.count('"') % 2:
        return False
    return not lexicon.word_lists(language)["dangling"] & set(low)


def questions(sentence: str, language: Language, name: Name) -> Iterator[Asked]:
    """Conditions and examples, which the other grammars leave out."""
    if not whole(sentence, language):
        return
    for asked in GRAMMARS[language].wider(sentence, name):
        if _is_telling(asked):
            yield asked


def doings(sentence: str, language: Language, name: Name) -> Iterator[Asked]:
    """What a subject shows, can do or does, for a sentence that the other grammars leave alone."""
    head = GRAMMARS[language].head(sentence)
    if (
        head
        and head.asks
        and whole(head.answer, language)
        and len(head.answer.split()) >= 3
        and not _OBJECT[language].match(head.answer)
    ):
        subject = name(head.subject) if head.begins else head.subject
        asked = Asked("statement", (head.core(subject),), head.answer.rstrip(". "), subject)
        if _is_telling(asked):
            yield asked


def without_lead_in(sentence: str, language: Language) -> str:
    """A sentence, as written, without `However,` and the like at its front."""
    shorter = (spanish if language == "es" else english).without_lead_in(sentence)
    return sentence[-len(shorter) :]


def without_asides(sentence: str) -> str:
    """A sentence without what stands in brackets."""
    return _PARENTHESIS.sub("", sentence)


def _is_telling(asked: Asked) -> bool:
    """Short enough, and not answered by the question."""
    words = set(re.findall(r"\w{4,}", asked.answer.lower()))
    said = set(re.findall(r"\w{4,}", asked.cores[0].direct.lower()))
    return len(asked.answer.split()) <= LONGEST_CLAUSE and len(words & said) * 2 <= max(len(words), 1)
