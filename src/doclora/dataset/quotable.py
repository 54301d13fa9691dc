"""Stretches of running prose that can be quoted as an answer: one sentence, or one with the sentences before it.

A stretch is understood alone when each of its pronouns has something before it to stand for, and nothing in it points
at the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from doclora.dataset.markdown import lines, sentences
from doclora.dataset.noun_phrases import Usage, tokenized
from doclora.dataset.ties import Ties
from doclora.records import Passage

SHORTEST: Final = 8
LONGEST: Final = 64
LONGEST_PAIR: Final = 68
"""Words of a stretch."""
_SPLIT: Final = 26
"""Words of a sentence from which on its pieces are tried, too."""
_BACK: Final = 2
"""Sentences before one that begins with a pronoun, which may name what it speaks of."""

_UNQUOTABLE = re.compile(
    r"[{}<>|\\`\[\]…]|https?:|\(\)|[:;,—–-]$|\?|!|¿|¡|^[^\w“\"'‘«(]|\d{1,2}\.$|"
    r"\b(?:[Ff]ig(?:ures?|s?\.|uras?)|[Tt]abl[ea]|[Cc]h(?:apter|ap\.)|[Cc]apítulo|[Ss]ec(?:tion|ción)|[Ee]quation|"
    r"[Nn]ot[ea]|[Pp](?:age|ágina)|vol\.|p\.|tomo) ?[\dIVX]"
)
_SPEECH = re.compile(r"[—–-]")
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
class _Unit:
    """A sentence, or a piece of a long one that can stand alone.

    Attributes:
        start: where it begins in the plain text of its paragraph.
        end: where it ends there.
        sentence: which of the paragraph's sentences it is of.
        opens: whether a stretch may begin with it.
    """

    start: int
    end: int
    sentence: int
    opens: bool


def stretches(passage: Passage, ties: Ties, usage: Usage, *, speaker: bool) -> list[Stretch]:
    """The sentences of a passage that can be quoted alone, and those that can be quoted with one or two before.

    Args:
        passage: running prose.
        ties: what its language knows of such.
        usage: which words its document uses as nouns.
        speaker: whether `I` and `we` are the document's author, who may be quoted.
    """
    found: list[Stretch] = []
    number = 0
    for line in lines(passage.text):
        if line.kind != "text" or (not speaker and _SPEECH.match(line.raw)):
            continue
        said = placed(line.raw)
        text = " ".join(s.text for s in said)
        for first, last, quoted in _quotable_units(text, _units(said, ties), ties, usage, speaker=speaker):
            raw = line.raw[said[first].start : said[last].end]
            found.append(Stretch(quoted, raw, number + first, number + last))
        number += len(said)
    return found


def _quotable_units(
    text: str, units: Sequence[_Unit], ties: Ties, usage: Usage, *, speaker: bool
) -> Iterator[tuple[int, int, str]]:
    """First and last sentence and text of each stretch of a paragraph."""
    for at, this in enumerate(units):
        for begin in units[at : max(at - _BACK, 0) - 1 if at > _BACK else None : -1]:
            quoted = text[begin.start : this.end]
            first = 0 if begin is this else begin.end - begin.start
            if begin.opens and is_quotable(quoted, ties, usage, first=first, speaker=speaker):
                yield begin.sentence, this.sentence, quoted
                break


def _units(said: Sequence[Said], ties: Ties) -> list[_Unit]:
    """The sentences of a paragraph, without the words that link them, and the pieces of the long ones."""
    found: list[_Unit] = []
    at = 0
    for number, sentence in enumerate(said):
        linked = ties.opening.match(sentence.text)
        start, end = at + (linked.end() if linked else 0), at + len(sentence.text)
        text = sentence.text[start - at :]
        if len(text.split()) > _SPLIT:
            found += [
                _Unit(start + begin, start + stop, number, ties.can_stand(text[begin:stop]))
                for begin, stop in _pieces(text, ties)
            ]
        if len(text.split()) <= LONGEST:
            found.append(_Unit(start, end, number, opens=True))
        at = end + 1
    return found


def _pieces(text: str, ties: Ties) -> Iterator[tuple[int, int]]:
    """What the semicolons of a sentence part; nothing where there are none."""
    begin = 0
    for joint in ties.joints.finditer(text):
        yield begin, joint.start()
        begin = joint.end()
    if begin:
        yield begin, len(text)


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


@dataclass(frozen=True)
class Said:
    """A sentence, and where it stands in its paragraph as written."""

    text: str
    start: int
    end: int


def placed(raw: str) -> list[Said]:
    """The sentences of a paragraph with their places in it."""
    found: list[Said] = []
    for sentence in sentences(raw):
        begin = raw.index(sentence.raw, found[-1].end if found else 0)
        found.append(Said(sentence.text, begin, begin + len(sentence.raw)))
    return found
