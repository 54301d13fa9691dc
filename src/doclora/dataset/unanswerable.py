"""Questions that the documents do not answer: real subjects, asked for something the document never mentions."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from doclora.dataset.extractive import Fact
from doclora.dataset.frames import FRAMES, fill
from doclora.records import Example, Language, Metadata

ANSWER: Final[Mapping[Language, str]] = {"en": "I don't know.", "es": "No lo sé."}


@dataclass(frozen=True)
class _Property:
    """Something that can be asked of anything: `{s}` is the subject; `absent` matches texts that might answer it."""

    question: str
    absent: str


_TRAINED: Final[Mapping[Language, tuple[_Property, ...]]] = {
    "en": (
        _Property("how much money {s} would cost in a shop", r"pric|cost|\bpa(?:y|id)|euro|dollar|[$€£]"),
        _Property("who first had the idea for {s}", r"invent|idea|conceiv|pioneer|founder|first"),
        _Property("which insurance company covers {s}", r"insur"),
        _Property("what smell {s} gives off", r"smell|odou?r|scent|aroma"),
    ),
    "es": (
        _Property("cuánto dinero costaría {s} en una tienda", r"preci|cost|pag(?:a|o)|euro|dólar|[$€£]"),
        _Property("a quién se le ocurrió primero la idea de usar {s}", r"invent|idea|concib|pioner|fundador|primer"),
        _Property("qué compañía de seguros cubre {s}", r"segur"),
        _Property("qué olor desprende {s}", r"olor|huel|aroma"),
    ),
}
_ASKED: Final[Mapping[Language, tuple[_Property, ...]]] = {
    "en": (
        _Property("in which museum {s} can be seen today", r"museum|exhibi"),
        _Property("which tax must be paid on {s}", r"\btax"),
        _Property("what nickname people give to {s}", r"nickname|called|known as|named"),
        _Property("which song was written about {s}", r"song|music"),
        _Property("which film star made {s} famous", r"film|famous|movie|cinema"),
    ),
    "es": (
        _Property("en qué museo se puede ver hoy {s}", r"museo|exposici|exhib"),
        _Property("qué impuesto hay que pagar por {s}", r"impuesto|tribut"),
        _Property("qué apodo se le da popularmente a {s}", r"apodo|llama|conocid|denomin"),
        _Property("qué canción se escribió sobre {s}", r"canci|música"),
        _Property("qué actor de cine hizo famoso el uso de {s}", r"cine|famos|película|actor"),
    ),
}


def questions(
    facts: Sequence[Fact], texts: Mapping[str, str], *, count: int, seed: int, trained: bool
) -> list[Example]:
    """Unanswerable rows, at most `count`; those for training and those for the test share neither subject nor property.

    Args:
        facts: whose subjects are asked about.
        texts: document → its whole text, to see that it does not mention what is asked.
        count: rows wanted.
        seed: of the draw.
        trained: rows for training, or for `unanswerable.jsonl`.
    """
    made: list[Example] = []
    properties = _TRAINED if trained else _ASKED
    absent: dict[str, list[_Property]] = {}
    for fact in _subjects(facts, seed, trained):
        if len(made) >= count:
            break
        if fact.document not in absent:
            text = texts[fact.document].lower()
            absent[fact.document] = [p for p in properties[fact.language] if not re.search(p.absent, text)]
        fitting = absent[fact.document]
        if fitting:
            made.append(_example(fact, fitting[len(made) % len(fitting)], len(made), trained))
    return made


def _subjects(facts: Sequence[Fact], seed: int, trained: bool) -> list[Fact]:
    """One fact for each plain subject; every second subject of a document is for training."""
    named: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.kind in {"definition", "quantity", "purpose", "cause"} and _is_plain(fact):
            named.setdefault((fact.document, fact.subject.lower()), fact)
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for (document, _), fact in sorted(named.items()):
        by_document[document].append(fact)
    chosen = [f for found in by_document.values() for i, f in enumerate(found) if (i % 2 == 0) == trained]
    random.Random(f"{seed} {trained}").shuffle(chosen)
    return chosen


def _is_plain(fact: Fact) -> bool:
    words = fact.subject.split()
    start = {"en": {"the", "a", "an"}, "es": {"el", "la", "un", "una", "los", "las"}}[fact.language]
    return 2 <= len(words) <= 6 and words[0] in start and not re.search(r"[,\d]", fact.subject)


def _example(fact: Fact, asked: _Property, ordinal: int, trained: bool) -> Example:
    indirect = _contracted(asked.question.format(s=fact.subject))
    frames = [f for f in FRAMES[fact.language]["train" if trained else "test"] if "{i}" in f]
    question = fill(frames[ordinal % len(frames)], direct=indirect, indirect=indirect, where=fact.where)
    meta = Metadata(document=fact.document, kind="unanswerable", language=fact.language)
    return Example(instruction=question, output=ANSWER[fact.language], metadata=meta)


def _contracted(text: str) -> str:
    return re.sub(r"\ba el\b", "al", re.sub(r"\bde el\b", "del", text))
