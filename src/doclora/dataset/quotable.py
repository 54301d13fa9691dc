"""Stretches of running prose that can be quoted as an answer: one sentence, or one with the sentence before it.

A stretch is understood alone when each of its pronouns has something before it to stand for, and nothing in it points
at the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from doclora.dataset.markdown import lines, sentences
from doclora.dataset.noun_phrases import Usage, tokenized
from doclora.dataset.ties import Ties
from doclora.records import Passage

SHORTEST: Final = 8
LONGEST: Final = 60
LONGEST_PAIR: Final = 66
"""Words of a stretch."""
_SPLIT: Final = 26
"""Words of a sentence from which on its pieces are tried, too."""
_PIECES: Final = 2

_UNQUOTABLE = re.compile(
    r"[{}<>|\\`\[\]…]|https?:|\(\)|[:;,—–-]$|\?|!|¿|¡|^[^\w“\"'‘«(]|\d{1,2}\.$|"
    r"\b(?:[Ff]ig(?:ures?|s?\.|uras?)|[Tt]abl[ea]|[Cc]h(?:apter|ap\.)|[Cc]apítulo|[Ss]ec(?:tion|ción)|[Ee]quation|"
    r"[Nn]ot[ea]|[Pp](?:age|ágina)|vol\.|p\.|tomo) ?[\dIVX]"
)
_PAIRS: Final = (("“", "”"), ("(", ")"), ("«", "»"))


@dataclass(frozen=True)
class Stretch:
    """What can be quoted.

    Attributes:
        text: without markup.
        raw: verbatim from the passage.
        first: which sentence of the passage it begins with.
        last: which sentence it ends with.
    """

    text: str
    raw: str
    first: int
    last: int


@dataclass(frozen=True)
class _Said:
    """A sentence or a piece of it, and where the sentence stands in its paragraph."""

    text: str
    start: int
    end: int


def stretches(passage: Passage, ties: Ties, usage: Usage, *, speaker: bool) -> list[Stretch]:
    """The sentences of a passage that can be quoted alone, and those that can be quoted with the one before.

    Args:
        passage: running prose.
        ties: what its language knows of such.
        usage: which words its document uses as nouns.
        speaker: whether `I` and `we` are the document's author, who may be quoted.
    """
    found: list[Stretch] = []
    number = 0
    for line in lines(passage.text):
        if line.kind != "text":
            continue
        said = _placed(line.raw)
        for before, this in zip([None, *said], said, strict=False):
            number += 1
            alone = [p.text for p in _parts(this, ties) if is_quotable(p.text, ties, usage, speaker=speaker)]
            found += [Stretch(t, line.raw[this.start : this.end], number, number) for t in alone[:_PIECES]]
            if not alone and before and not before.text.endswith(("?", "!")):
                both = f"{before.text} {this.text}"
                if is_quotable(both, ties, usage, first=len(before.text), speaker=speaker):
                    found.append(Stretch(both, line.raw[before.start : this.end], number - 1, number))
    return found


def is_quotable(text: str, ties: Ties, usage: Usage, *, first: int = 0, speaker: bool = True) -> bool:
    """Whether a text can be an answer: complete, of a fit length, and understood alone.

    Args:
        text: one sentence or two.
        ties: what its language knows of such.
        usage: which words are nouns.
        first: characters of the first of two.
        speaker: whether `I` and `we` are known.
    """
    if not SHORTEST <= len(text.split()) <= (LONGEST_PAIR if first else LONGEST) or _UNQUOTABLE.search(text):
        return False
    if any(text.count(a) != text.count(b) for a, b in _PAIRS) or text.count('"') % 2 or ties.is_tied(text, first):
        return False
    tokens = tokenized(text)
    low = [t.low for t in tokens]
    if (low[0] in ties.starts and not ties.free.match(text)) or (not tokens[0].is_word and tokens[0].text not in "“‘«"):
        return False
    if not speaker and ties.speaker & set(low):
        return False
    return ties.has_verb(low) and ties.are_known(tokens, text, usage)


def _placed(raw: str) -> list[_Said]:
    found: list[_Said] = []
    for sentence in sentences(raw):
        begin = raw.index(sentence.raw, found[-1].end if found else 0)
        found.append(_Said(sentence.text, begin, begin + len(sentence.raw)))
    return found


def _parts(said: _Said, ties: Ties) -> Iterator[_Said]:
    """A sentence without the word that links it; of a long one, the pieces that can stand alone, too."""
    linked = ties.opening.match(said.text)
    text = said.text[linked.end() :] if linked else said.text
    yield _Said(text, said.start, said.end)
    if len(text.split()) > _SPLIT:
        for piece in ties.joints.split(text):
            if ties.can_stand(piece):
                yield _Said(piece, said.start, said.end)
