"""Terms and what they mean: `Latency: the time between …` in lists and paragraphs, `“Latency” means …` in contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from doclora.dataset import english, lexicon, predicate_en, spanish, verbs_es
from doclora.dataset.asked import LONGEST_CLAUSE, Asked
from doclora.dataset.clauses import what_is
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import Line, lines, plain_text, sentences
from doclora.dataset.properties import is_property
from doclora.dataset.shapes import whole
from doclora.records import Language, Passage

_MARKER: Final = re.compile(r"\(?(?:[a-z]{1,2}|\d{1,2}(?:\.\d{1,2})*)(?:[.)]-?\s+|\))")
_TERM: Final = re.compile(r"[“\"«]?(?P<term>[^\W\d_][^:.;?!“”\"«»\[\]]{1,50}?)[”\"»]?\s?(?::| [–—]) (?P<meaning>\S.+)")
_MEANS: Final = re.compile(
    r"[“\"«](?P<term>[^“”\"«»]{2,50})[”\"»]:? "
    r"(?:shall mean|means|refers to|significa|se refiere a|designa|denota) (?P<meaning>\S.+)"
)
_SET_APART: Final = re.compile(r"\W*(?:\*\*|__|[“\"«])")
_LONGEST_TERM: Final = 5
_SHORTEST: Final = 3
_GENERIC: Final = frozenset(lexicon.lines("entry_headings.txt"))
_CALLS: Final = re.compile(r"\w+ (?:the|an?|your|el|la|los|las|un|una) ")
"""`Open the lid:` is a step, no term."""
_RELATIVE: Final = re.compile(r"\b(?:que|quien|quienes|donde|cuando|cuy[oa]s?|that|which|who|whose|where|when)\b")
_UNFIT: Final = re.compile(r"[?!=*\[]|https?:|www\.|\b(?:whose|cuy[oa]s?)\b|\betc$")
_OPENS: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(r"(?:an?|the|any) \w|[A-Za-z-]+(?: [a-z-]+)? of ", re.IGNORECASE),
    "es": re.compile(
        r"(?:una?|el|la|l[oa]s|un[oa]s|tod[oa]|cualquier) \w|"
        r"(?P<noun>[^\W\d_]{4,})(?: [a-záéíóúñ]+)? (?:del?|que|para|por|en|entre|con|sobre) ",
        re.IGNORECASE,
    ),
}
"""What a phrase that says what something is begins with: an article, or a noun and what hangs on it."""
_FINITE: Final[Mapping[Language, frozenset[str]]] = {
    "en": english.AUXILIARY - {"be", "been", "being", "having"},
    "es": frozenset(
        {"es", "son", "fue", "fueron", "está", "están", "tiene", "tienen", "puede", "pueden", "debe", "deben"}
    ),
}
_FUTURE: Final = re.compile(r"\b[a-záéíóúñ]{2,}[aei]rán?\b|^Una vez\b")
_NO_NOUN: Final = lexicon.word_lists("vague_es")["no_noun"]


@dataclass(frozen=True)
class _Entry:
    """`marked`: whether its line is set apart as an entry, so that it may be the only one."""

    term: str
    meaning: str
    raw: str
    marked: bool


def terms(passage: Passage) -> Iterator[tuple[Asked, str]]:
    """What the terms mean that a passage lists; a label in running text is a term only beside others."""
    found = [
        e
        for line in lines(passage.text)
        if line.kind in {"text", "list"} and not is_property(line, passage.language)
        for e in _entries(line, passage.language)
    ]
    for entry in found:
        if entry.marked or len(found) > 1:
            term = quoted(entry.term, passage.language)
            yield from ((asked, entry.raw) for asked in what_is(term, entry.meaning, passage.language))


def _entries(line: Line, language: Language) -> Iterator[_Entry]:
    said = sentences(line.raw)
    if not said:
        return
    text = plain_text(said[0].raw)
    marker = _MARKER.match(text)
    bare = text[marker.end() :] if marker else text
    means = _MEANS.match(bare)
    match = means or _TERM.match(bare)
    if match is None:
        return
    term = _MARKER.sub("", match["term"].strip())
    meaning = re.split(r"; ", match["meaning"].rstrip(".;,"))[0]
    known = len(term.split()) <= _LONGEST_TERM and term.casefold() not in _GENERIC and not _CALLS.match(term)
    if known and _is_meaning(meaning, language, is_said=means is not None):
        marked = line.kind == "list" or means is not None or bool(marker) or bool(_SET_APART.match(line.raw))
        yield _Entry(term, meaning, said[0].raw, marked)


def _is_meaning(text: str, language: Language, *, is_said: bool) -> bool:
    """Whether a text says what something is: a noun phrase, with no verb but in a relative clause."""
    if not _SHORTEST <= len(text.split()) <= LONGEST_CLAUSE or _UNFIT.search(text) or not whole(text, language):
        return False
    opens = _OPENS[language].match(text)
    if is_said:
        return True
    if opens is None:
        return False
    noun = (opens.groupdict().get("noun") or "").lower()
    if noun and (
        noun in _NO_NOUN or verbs_es.finite(noun) or verbs_es.is_infinitive(noun) or verbs_es.participle(noun)
    ):
        return False
    if noun.endswith(("ando", "iendo", "mente")):
        return False
    tokens = english.words(_RELATIVE.split(text)[0])
    if {t.lower() for t in tokens} & _FINITE[language] or (
        language == "es" and _FUTURE.search(_RELATIVE.split(text)[0])
    ):
        return False
    return (spanish.verb_index(tokens) if language == "es" else predicate_en.verb_index(tokens)) is None
