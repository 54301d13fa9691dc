"""What the grammars hand over: one fact of one sentence, as a question in a few forms and its answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from doclora.records import Language, QuestionKind

LONGEST_ANSWER: Final = 15
"""Words; longer answers are not asked for."""

LONGEST_CLAUSE: Final = 32
"""Words of an answer that is a definition or a clause of its own."""

Name = Callable[[str], str]
"""Turns a phrase that began a sentence into one that stands inside a sentence: `The drum` → `the drum`."""


@dataclass(frozen=True)
class Core:
    """One question without its frame: `what does the drum hold`, and as said after `tell me`: `what the drum holds`."""

    direct: str
    indirect: str


@dataclass(frozen=True)
class Asked:
    """A fact.

    Attributes:
        cores: the question's forms for training, the usual one first.
        unseen: a form for validation and one for test that training never uses; empty where the frames alone differ.
        answer: verbatim from the sentence.
        subject: what the question is about, as named in it.
    """

    kind: QuestionKind
    cores: tuple[Core, ...]
    answer: str
    subject: str
    unseen: tuple[Core, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """`wh` asks for `answer`; `left` is what the question still says after the verb."""

    wh: str
    answer: str
    left: str


def join(*parts: str) -> str:
    """The parts that are not empty, one space between them."""
    return " ".join(p.strip() for p in parts if p.strip())


@dataclass(frozen=True)
class Head:
    """What a sentence is about, and what it says of it.

    Attributes:
        begins: whether the subject's first letter is a capital because the sentence begins with it.
        asks: a question for the predicate with `{s}` for the subject; None where none fits.
        answer: the predicate, or the part of it that `asks` asks for.
    """

    subject: str
    begins: bool
    asks: Core | None
    answer: str


def offset(text: str, tokens: Sequence[str], index: int) -> int:
    """Where token `index` begins in `text`."""
    at = 0
    for token in tokens[:index]:
        at = text.index(token, at) + len(token)
    return at


def same(text: str) -> Core:
    """A question that reads the same after `tell me`, as all Spanish ones do."""
    return Core(text, text)


def without_front(sentence: str, front: re.Pattern[str]) -> str:
    """A sentence without what stands at its front, the rest with a capital; as it is where nothing does."""
    match = front.match(sentence)
    if match is None or not match.end():
        return sentence
    rest = sentence[match.end() :]
    return rest[:1].upper() + rest[1:]


def said_about(subject: str, text: str, language: Language) -> Asked:
    """What is said about a subject, asked for by it, one or more whole sentences long."""
    core = same(f"qué se dice sobre {subject}" if language == "es" else f"what is said about {subject}")
    return Asked("heading", (core,), text, subject)
