"""What a passage says of a subject, in a whole sentence: for prose that the grammars cannot take apart.

A sentence is asked for only if it can be understood alone, its subject can be named, and no sentence before it in its
section has the same subject: a question has one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.asked import Asked, Core, Name
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import Sentence, lines, plain_text, sentences
from doclora.dataset.shapes import GRAMMARS, LONGEST_CLAUSE, whole, without_asides, without_lead_in
from doclora.records import Language, Passage

WORDS_A_FACT: Final = 60
"""A passage with fewer facts than one in so many words is filled up with statements."""

_SHORTEST: Final = 7
_RARE: Final = 2
_NAME = re.compile(
    r"(?<=[\w,;] )(?P<name>(?:the |el |la |los |las )?"
    r"[A-ZÁÉÍÓÚÑ][\w'-]{2,}(?: (?:of |of the |de |del |de la )?[A-ZÁÉÍÓÚÑ][\w'-]+){0,3})(?P<after> [^.]*)?"
)
_CHOICE: Final = re.compile(
    r"\b(?:ways?|options?|reasons?|choices|articles|maneras?|formas?|opci(?:ón|ones)|motivos|artículos|casos)\b[^.]*:\s*$",
    re.MULTILINE,
)
_JOINT: Final = {
    "en": re.compile(r"; |, (?:which|whose|while|whereas|although|though|because) "),
    "es": re.compile(r"; |, (?:cuy[oa]s?|lo que|mientras que|aunque|porque|ya que) "),
}
"""Where a long sentence may be cut: what stands before is a whole clause, what follows hangs on it or is another."""
_NOT_ONLY = re.compile(r"\b(?:not only|no solo|no sólo|no solamente)\b")
_LABELLED = re.compile(r"^(?P<term>[^\W\d_][^:.;?!]{2,50}): (?P<said>[^:]{20,}\.)$")
_LINK: Final = {
    "en": re.compile(r"(?:But|And|Yet|So|Thus|For|Or),? "),
    "es": re.compile(r"(?:Pero|Y|Mas|Pues|Entonces|Así),? "),
}
_STARTS: Final = {
    "en": re.compile(
        r"^(?:and|but|or|so|yet|then|also|it|they|there|nor|thus|what|let|that|we|our|i)\b", re.IGNORECASE
    ),
    "es": re.compile(r"^(?:y|pero|o|luego|también|pues|ni|se|mas|esto|lo|hay|es|son|que|\w+[ae]mos)\b", re.IGNORECASE),
}


class Section:
    """All passages under one heading: which sentence first speaks of a subject, or tells what to do."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.text = " ".join(plain_text(p.text) for p in passages)
        self.subjects: dict[str, str] = {}
        self.duties: dict[str, str] = {}
        for passage in passages:
            for sentence in _sentences(passage):
                for text in _pieces(sentence.text, passage.language):
                    topic = GRAMMARS[passage.language].topic(without_asides(text))
                    if topic and _can_be_quoted(text, passage.language):
                        self.subjects.setdefault(_key(topic), sentence.raw)
                duty = GRAMMARS[passage.language].duty(sentence.text)
                if duty:
                    self.duties.setdefault(duty[0].direct, sentence.raw)

    def speaks_first(self, sentence: str, topic: str) -> bool:
        """Whether no sentence before this one, as written, has the same subject."""
        return self.subjects.get(_key(topic), sentence) == sentence

    def points_to_one(self, topic: str, named: str, language: Language) -> bool:
        """Whether a topic names one thing in a question that names `named`, its document and section.

        One common noun does not, unless the document or section is about it, or speaks of it once or twice only.
        """
        lists = lexicon.word_lists(language)
        small = lists["determiner"] | lists["loose"] | lists["ranking"]
        words = [w for w in re.findall(r"[\w'-]+", topic) if w.lower() not in small]
        if len(words) != 1 or (words[0][:1].isupper() and not topic[:1].isupper()):
            return bool(words)
        stem = words[0].lower().rstrip("s")
        if stem in named.lower():
            return True
        bare = topic.split(maxsplit=1)[0].lower() not in small
        return bare and len(re.findall(rf"\b{re.escape(stem)}", self.text.lower())) <= _RARE

    def names_once(self, name: str) -> bool:
        """Whether the section's text holds this name once."""
        return len(re.findall(rf"\b{re.escape(name)}\b", self.text)) == 1


def statements(passage: Passage, section: Section, asked_of: set[str], name: Name) -> Iterator[tuple[Asked, str]]:
    """Statements of one passage, those with a sentence's subject before those with a name in it.

    Args:
        passage: where they stand.
        section: all that stands under the passage's heading.
        asked_of: sentences, as written, that have questions already.
        name: how a phrase from the sentence's start is said inside a question.
    """
    found = [s for s in _sentences(passage) if s.raw not in asked_of]
    yield from _labelled(passage)
    yield from _duties(passage, section, found)
    for sentence in found:
        for text in _pieces(sentence.text, passage.language):
            if _can_be_quoted(text, passage.language):
                subject = _subject(text, sentence.raw, section, passage, name)
                if subject:
                    yield _ask(subject, text, passage.language), sentence.raw
                    break


def where(passage: Passage, title: str) -> str:
    """The section, as questions name it; the document alone where the heading says nothing."""
    if passage.kind == "figure":
        return title
    heading = passage.headings[-1].rstrip(". ") if passage.headings else ""
    tells = re.search(r"[^\W\d_]{4}", heading) and 1 <= len(heading.split()) <= 10
    if not tells or heading == passage.title or _key(heading) in _key(passage.title):
        return title
    if passage.language == "es":
        return f"el apartado {quoted(heading, 'es')} de {title}"
    return f"the section {quoted(heading, 'en')} of {title}"


def _subject(text: str, raw: str, section: Section, passage: Passage, name: Name) -> str:
    topic = GRAMMARS[passage.language].topic(without_asides(text))
    named = where(passage, passage.title)
    if _is_time(topic, passage.language):
        return ""
    if topic and section.speaks_first(raw, topic) and section.points_to_one(topic, named, passage.language):
        begins = text[:4].lower() == topic[:4].lower()
        subject = name(text[0] + topic[1:]) if begins else topic
        return subject if len(subject.split()) * 2 <= len(text.split()) else ""
    if topic:
        return ""
    known = _key(f"{passage.title} {' '.join(passage.headings)}")
    for match in _NAME.finditer(text):
        said = match["name"]
        if _is_time(said, passage.language) or _key(said) in known or not section.names_once(said):
            continue
        if GRAMMARS[passage.language].is_followed_by_verb(match["after"] or ""):
            return said
    return ""


def _ask(subject: str, text: str, language: Language) -> Asked:
    core = f"qué se dice sobre {subject}" if language == "es" else f"what is said about {subject}"
    return Asked("heading", (Core(core, core),), text, subject)


def _labelled(passage: Passage) -> Iterator[tuple[Asked, str]]:
    """`**Term**: A sentence.` in a list."""
    for line in lines(passage.text):
        match = _LABELLED.match(plain_text(line.raw)) if line.kind == "list" else None
        if match and len(match["term"].split()) <= 6:
            text = sentences(match["said"])[0].text
            if _can_be_quoted(text, passage.language) and text.endswith("."):
                yield _ask(quoted(match["term"], passage.language), text, passage.language), line.raw


def _duties(passage: Passage, section: Section, found: Sequence[Sentence]) -> Iterator[tuple[Asked, str]]:
    """What a section tells its reader to do: the only thing, or the first."""
    if len(passage.headings) < 2 or _CHOICE.search(section.text):
        return
    for sentence in found:
        duty = GRAMMARS[passage.language].duty(sentence.text)
        if duty and section.duties.get(duty[0].direct) == sentence.raw and _can_be_told(duty[1], passage.language):
            yield Asked("statement", (duty[0],), duty[1], duty[1]), sentence.raw


def _can_be_told(text: str, language: Language) -> bool:
    return 4 <= len(text.split()) <= LONGEST_CLAUSE and whole(text, language)


def _sentences(passage: Passage) -> list[Sentence]:
    return [
        sentence
        for line in lines(passage.text)
        if line.kind in {"text", "list"}
        for sentence in sentences(line.raw)
        if sentence.text.endswith(".")
    ]


def _pieces(text: str, language: Language) -> list[str]:
    """A sentence without the word that links it to the one before; a long one cut behind a whole clause."""
    linked = _LINK[language].match(text)
    text = without_lead_in(text[linked.end() :] if linked else text, language)
    if len(text.split()) <= LONGEST_CLAUSE:
        return [text]
    if text.count(";") > 1 or _NOT_ONLY.search(text):
        return []
    cuts = [text[: m.start()] for m in _JOINT[language].finditer(text)]
    cuts = [c for c in cuts if _SHORTEST < len(c.split()) <= LONGEST_CLAUSE and GRAMMARS[language].has_verb(c)]
    return [cuts[-1]] if cuts else []


def _can_be_quoted(text: str, language: Language) -> bool:
    size = len(text.split())
    starts = _STARTS[language]
    fits = _SHORTEST <= size <= LONGEST_CLAUSE and GRAMMARS[language].is_independent(text)
    return fits and not starts.match(text) and not re.search(r"[?!]", text) and whole(text, language)


def _is_time(phrase: str, language: Language) -> bool:
    return phrase.split(" ", 1)[0].lower() in lexicon.word_lists(language)["time"]


def _key(text: str) -> str:
    return " ".join(w for w in re.findall(r"\w+", text.lower()) if w not in _ARTICLES)


_ARTICLES: Final = frozenset({"the", "a", "an", "el", "la", "los", "las", "un", "una"})
