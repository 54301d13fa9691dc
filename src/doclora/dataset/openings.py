"""What a section says as a whole, or begins by saying: asked for by its heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, groupby, takewhile
from typing import Final

from doclora.dataset import guides_es, lexicon, ready_en
from doclora.dataset.asked import Asked, said_about
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import Line, lines, plain_text
from doclora.dataset.properties import is_property
from doclora.dataset.quotable import placed
from doclora.dataset.standing import is_clean, is_plain, opens
from doclora.dataset.vague import content
from doclora.dataset.verbatim import unwrapped
from doclora.records import Language, Passage

_SHORTEST: Final = 14
LONGEST: Final = 110
"""Words of an answer."""
_LONGEST_HEADING: Final = 8
_MOST: Final = 0.5
"""Share of a section's words that an answer has."""
_FEWEST: Final = 2
"""Sentences that explain a heading."""
_STEM: Final = 5
"""Letters by which the forms of a word are known."""
_PARTS: Final = frozenset(lexicon.lines("entry_headings.txt"))
_NUMBER = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[A-Z]\.|[IVXLC]{1,5}\.)\s+")
_CHAPTER = re.compile(r"(?:chapter|part|capítulo|parte|decreto|resoluci[oó]n|ley|title|título)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """What a passage begins.

    Attributes:
        heading: its own, as questions name it.
        size: its words, those of the sections inside it left out.
    """

    heading: str
    size: int


class Sections:
    """The sections of a document whose heading no other has."""

    def __init__(self, document: Sequence[Passage]) -> None:
        begun = (p for _, part in groupby(document, key=lambda p: p.headings) for p in _begun(part))
        times = Counter(_key(p.headings[-1]) for p in begun if p.headings)
        self._sizes: Counter[tuple[str, ...]] = Counter()
        self._first: dict[tuple[str, ...], str] = {}
        for passage in document:
            if passage.headings and times[_key(passage.headings[-1])] == 1:
                self._sizes[passage.headings] += sum(_size(line) for line in lines(passage.text))
                self._first.setdefault(passage.headings, passage.id)

    def begun(self, passage: Passage) -> Section | None:
        """The section that a passage begins; None where its heading names nothing."""
        if self._first.get(passage.headings) != passage.id:
            return None
        heading = _NUMBER.sub("", passage.headings[-1]).strip(" .:")
        named = _names(heading) and _key(heading) not in _key(passage.title)
        return Section(heading, self._sizes[passage.headings]) if named else None


def _begun(part: Iterable[Passage]) -> Iterator[Passage]:
    """The passages that begin a section, of those that follow each other under one heading."""
    for n, passage in enumerate(part):
        if not n or any(line.kind == "heading" for line in lines(passage.text)[:1]):
            yield passage


def _size(line: Line) -> int:
    return 0 if line.kind in {"heading", "code", "formula"} else len(plain_text(line.raw).split())


def openings(passage: Passage, section: Section | None) -> Iterator[tuple[Asked, str]]:
    """What the section that a passage begins says, where the passage has it.

    Args:
        passage: where it stands.
        section: that it begins; None where it begins none that can be named.
    """
    raw = _opening(section, passage) if section and passage.kind not in {"figure", "table"} else ""
    if section and raw:
        yield said_about(quoted(section.heading, passage.language), unwrapped(raw), passage.language), raw


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a passage.

    Attributes:
        said: without markup; without what its colon announces.
        start: where it begins in the passage.
        end: where it ends there.
        closes: whether a paragraph ends with it.
    """

    said: str
    start: int
    end: int
    closes: bool


_NOTHING: Final = _Sentence("", 0, 0, closes=True)


def _opening(section: Section, passage: Passage) -> str:
    """What a section begins with, as written, where that is most of it or explains its heading."""
    found = list(_sentences(passage))
    explaining = [
        bool(s.said) and _explains(section.heading, f"{s.said} {after.said}", passage.language)
        for s, after in zip(found, [*found[1:], _NOTHING], strict=False)
    ]
    begin = 0 if found and found[0].said else next((n for n, explains in enumerate(explaining) if explains), len(found))
    taken = _fit(list(takewhile(lambda s: s.said, found[begin:])))
    if not taken or not opens(taken[0].said, passage.language, headed=True):
        return ""
    size, explained = _words(taken), len(taken) >= _FEWEST and explaining[begin]
    if size < _SHORTEST or (size < _MOST * section.size and not explained):
        return ""
    raw = passage.text[taken[0].start : taken[-1].end].removesuffix(":")
    return raw if is_plain(raw) and len({s.said for s in taken}) == len(taken) else ""


def _sentences(passage: Passage) -> Iterator[_Sentence]:
    """The sentences of the paragraphs that a passage begins with; those that are no answer without their words."""
    at = 0
    below = dropwhile(lambda line: line.kind == "heading" or is_property(line, passage.language), lines(passage.text))
    for line in takewhile(lambda line: line.kind in {"text", "heading"} and "<" not in line.raw, below):
        at = passage.text.index(line.raw, at)
        if line.kind == "heading":
            at += len(line.raw)
            continue
        for sentence in placed(line.raw):
            raw = line.raw[sentence.start : sentence.end]
            said = _before_code(sentence.text, passage.language) if raw.endswith(":") else sentence.text
            clean = is_clean(said, raw, passage.language)
            closes = sentence.end == len(line.raw)
            yield _Sentence(said if clean else "", at + sentence.start, at + sentence.end, closes)
        at += len(line.raw)


def _fit(taken: list[_Sentence]) -> list[_Sentence]:
    """As many sentences as an answer may have; where some are left out, up to the end of a paragraph."""
    if _words(taken) <= LONGEST:
        return taken
    fit = [n for n, s in enumerate(taken, start=1) if s.closes and _words(taken[:n]) <= LONGEST]
    return taken[: max(fit, default=0)]


def _words(taken: Sequence[_Sentence]) -> int:
    return sum(len(s.said.split()) for s in taken)


def _explains(heading: str, sentence: str, language: Language) -> bool:
    """Whether sentences have most telling words of their heading: two of three."""
    wanted, said = ({w[:_STEM] for w in content(text, language)} for text in (heading, sentence))
    return bool(wanted) and 3 * len(wanted & said) >= 2 * len(wanted)


def _before_code(sentence: str, language: Language) -> str:
    """What a sentence that ends in a colon says without what follows; empty where that is nothing."""
    return ready_en.before_code(sentence) if language == "en" else guides_es.before_code(sentence)


def _names(heading: str) -> bool:
    return (
        bool(re.search(r"[^\W\d_]{4}", heading))
        and len(heading.split()) <= _LONGEST_HEADING
        and _key(heading) not in _PARTS
        and not _CHAPTER.match(heading)
        and not heading.endswith(("?", "!"))
    )


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
