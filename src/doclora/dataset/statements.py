"""What a passage says of a subject, in a whole sentence: for prose that the grammars cannot take apart.

A sentence is asked for only if it can be understood alone, its subject can be named, and no sentence before it in its
section has the same subject: a question has one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from doclora.dataset import english, lexicon
from doclora.dataset.asked import Asked, Name, said_about
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import Sentence, lines, plain_text, sentences
from doclora.dataset.shapes import GRAMMARS, LONGEST_CLAUSE, whole, without_asides, without_lead_in
from doclora.records import Language, Passage

WORDS_A_FACT: Final = 60
"""A passage with fewer facts than one in so many words is filled up with statements."""

_SHORTEST: Final = 7
_LONGEST: Final = 45
"""Words of a sentence that is an answer as a whole."""
_RARE: Final = 2
_LONG_SECTION: Final = 600
"""Words of a section from which on it may speak of a thing more than once."""
_UNOWNED = re.compile(
    r"\b(?:the|el|la|del|al) (?:rule|situation|capital|case|matter|subject|question|group|"
    r"regla|situación|caso|asunto|grupo)$"
)
"""`exceptions to the rule`: which rule is not said."""
_IN_PASSING = re.compile(
    r"\b(?:en (?:particular|general|concreto|realidad)|a menudo|a veces|además|por (?:ejemplo|defecto))$"
)
"""`un módulo en particular`, `la variable a menudo`: words of the verb, or of no one thing, taken for a name."""
_OPENERS: Final = lexicon.word_lists("en")["determiner"] | lexicon.word_lists("es")["determiner"]
_NUMBERED = re.compile(r"\s*\d+[.)]\s")
_EXERCISE: Final = re.compile(
    r"(?:list|discuss|interview|describe|explain|compare|reflect|brainstorm|conduct|"
    r"explica|comenta|compara|investiga|reflexiona|analiza|discute)\b",
    re.IGNORECASE,
)
"""What exercises begin with."""
_CHOICE: Final = re.compile(
    r"\b(?:ways?|options?|reasons?|choices|articles|maneras?|formas?|opci(?:ón|ones)|motivos|artículos|casos)\b[^.]*:\s*$",
    re.MULTILINE,
)
_GENERIC: Final = frozenset(lexicon.lines("entry_headings.txt"))
_LABELLED = re.compile(r"^(?P<term>[^\W\d_][^:.;?!]{2,50}): (?P<said>[^:]{20,}\.)$")
_PROCEDURE: Final = re.compile(
    r"^(?:how to|cómo|set ?up|montaje|start\w*|inicio)\b|\w(?:ing|tion|ance|ly)\b|"
    r"\w(?:[aei]r|ando|iendo|ción|sión|miento|aje)(?:lo|la|los|las|se)?\b",
    re.IGNORECASE,
)
"""A heading that names something to do, so that it has a first step."""
_LINK: Final = {
    "en": re.compile(r"(?:(?:But|And|Yet),? |(?:So|Thus|For), )"),
    "es": re.compile(r"(?:Pero|Y|Mas|Pues|Entonces|Así),? "),
}
_ANNOUNCED = re.compile(
    r"\b(?:will|shall|can) be (?:\w+ ){0,2}(?:understood|seen|shown|considered|discussed|explained|described)\b|"
    r"\bse (?:verá|verán|mostrará|explicará|estudiará|describirá|describirán)\b"
)
"""What a text says that it is going to say."""
_LINKED: Final = {
    "en": re.compile(
        r", (?:therefore|however|then|also|indeed|consequently|accordingly|too|nevertheless|moreover|thus|hence)\b|"
        r"\bsuch\b(?! (?:as|that|an?)\b)|\bon the (?:other hand|contrary)\b"
    ),
    "es": re.compile(
        r", (?:sin embargo|por tanto|por lo tanto|pues|además|en cambio|no obstante|por consiguiente|así|también)\b"
    ),
}
"""Words inside a sentence that link it to one before."""
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
                text = _unlinked(sentence.text, passage.language)
                topic = GRAMMARS[passage.language].topic(without_asides(text))
                if topic and _can_be_quoted(text, passage.language):
                    self.subjects.setdefault(_key(topic), sentence.raw)
                duty = GRAMMARS[passage.language].duty(sentence.text)
                if duty:
                    self.duties.setdefault(duty[0].direct, sentence.raw)

    def speaks_first(self, sentence: str, topic: str) -> bool:
        """Whether no sentence before this one, as written, has the same subject."""
        return self.subjects.get(_key(topic), sentence) == sentence

    def is_about(self, topic: str) -> bool:
        """Whether a long section speaks of a topic so often that one sentence cannot stand for it."""
        said = " ".join(w for w in topic.lower().split() if w not in _ARTICLES)
        return len(self.text.split()) > _LONG_SECTION and self.text.lower().count(said) > _RARE

    def is_noun(self, subject: str) -> bool:
        """Whether a subject without an article is known as a noun: it is plural, a name, or stands elsewhere, too."""
        first = subject.split(maxsplit=1)[0]
        if first.lower() in _OPENERS or first[:1].isdigit() or english.is_plural(subject.rsplit(maxsplit=1)[-1]):
            return True
        stands = re.search(rf"(?<=[\w,;] ){re.escape(first)}\b", self.text) is not None
        return stands and not (len(subject.split()) == 1 and first.endswith(("ible", "able", "ous", "ive", "ful")))

    def points_to_one(self, topic: str, heading: str, language: Language) -> bool:
        """Whether a topic names one thing in a question that names its section by `heading`.

        One common noun does not, unless the section is about it, or speaks of it once or twice only.
        """
        lists = lexicon.word_lists(language)
        small = lists["determiner"] | lists["loose"] | lists["ranking"]
        words = [w for w in re.findall(r"[\w'-]+", topic) if w.lower() not in small]
        if len(words) != 1:
            return bool(words)
        said, stem = re.escape(words[0]), re.escape(words[0].lower().rstrip("s"))
        if words[0][:1].isupper() and re.search(rf"[a-záéíóúñ,;] {said}\b", f"{self.text} {topic}"):
            return True
        if re.search(stem, heading, re.IGNORECASE):
            return True
        people = words[0].lower() in lists["persons"] or english.is_person("", words[0].lower())
        bare = topic.split(maxsplit=1)[0].lower() not in small
        return bare and not people and len(re.findall(rf"\b{stem}", self.text.lower())) <= _RARE


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
        text = _unlinked(sentence.text, passage.language)
        if _can_be_quoted(text, passage.language):
            subject = _subject(text, sentence.raw, section, passage, name)
            if subject:
                yield said_about(subject, text, passage.language), sentence.raw


def where(passage: Passage, title: str) -> str:
    """The section, as questions name it; the document alone where the heading says nothing."""
    section = section_name(passage)
    return f"{section} {'de' if passage.language == 'es' else 'of'} {title}" if section else title


def section_name(passage: Passage) -> str:
    """`el apartado «Multas»`; empty where the heading says nothing."""
    if passage.kind == "figure":
        return ""
    heading = passage.headings[-1].rstrip(". ") if passage.headings else ""
    tells = re.search(r"[^\W\d_]{4}|^[IVXLC]+$", heading) and 1 <= len(heading.split()) <= 10
    if not tells or f" {_key(heading)} " in f" {_key(passage.title)} ":
        return ""
    return f"{'el apartado' if passage.language == 'es' else 'the section'} {quoted(heading, passage.language)}"


def _subject(text: str, raw: str, section: Section, passage: Passage, name: Name) -> str:
    topic = GRAMMARS[passage.language].topic(without_asides(text))
    heading = where(passage, "")
    if _is_time(topic, passage.language):
        return ""
    owned = passage.language == "es" and re.search(r"\bsus?\b", text) and not topic[:1].isupper()
    if _key(topic) in _key(passage.title):
        return ""
    if not topic or owned or not section.speaks_first(raw, topic):
        return ""
    begins = text[:4].lower() == topic[:4].lower()
    subject = name(text[0] + topic[1:]) if begins else topic if topic in text else topic[:1].lower() + topic[1:]
    if _IN_PASSING.search(subject):
        return ""
    if section.is_about(topic) or _UNOWNED.search(topic) or not section.is_noun(subject):
        return ""
    fits = section.points_to_one(subject, heading, passage.language) and len(subject.split()) * 2 <= len(text.split())
    return subject if fits else ""


def _labelled(passage: Passage) -> Iterator[tuple[Asked, str]]:
    """`**Term**: A sentence.` in a list."""
    for line in lines(passage.text):
        match = _LABELLED.match(plain_text(line.raw)) if line.kind == "list" else None
        if match and len(match["term"].split()) <= 6 and match["term"].casefold() not in _GENERIC:
            text = match["said"]
            if text[:1].isupper() and all(_can_be_quoted(s.text, passage.language) for s in sentences(text)):
                yield said_about(quoted(match["term"], passage.language), text, passage.language), line.raw


def _duties(passage: Passage, section: Section, found: Sequence[Sentence]) -> Iterator[tuple[Asked, str]]:
    """What a section begins by telling its reader to do; a list without numbers has no first."""
    if len(passage.headings) < 2 or _CHOICE.search(section.text):
        return
    bullets = [line.raw for line in lines(passage.text) if line.kind == "list" and not _NUMBERED.match(line.raw)]
    opening = [s.raw for s in _sentences(passage)[:1]]
    for sentence in found:
        if any(sentence.raw in bullet for bullet in bullets):
            continue
        if sentence.raw not in opening and not _NUMBERED.match(sentence.raw):
            continue
        duty = GRAMMARS[passage.language].duty(sentence.text)
        first = duty and ("first" in duty[0].direct or "primer lugar" in duty[0].direct)
        if duty and (_EXERCISE.match(duty[1]) or (first and not _PROCEDURE.search(passage.headings[-1]))):
            continue
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


def _unlinked(text: str, language: Language) -> str:
    """A sentence without the word that links it to the one before."""
    linked = _LINK[language].match(text)
    return without_lead_in(text[linked.end() :] if linked else text, language)


def _can_be_quoted(text: str, language: Language) -> bool:
    size = len(text.split())
    starts = _STARTS[language]
    fits = (
        _SHORTEST <= size <= _LONGEST
        and not _LINKED[language].search(text)
        and not _ANNOUNCED.search(text)
        and GRAMMARS[language].is_independent(text)
    )
    fits = fits and GRAMMARS[language].has_verb(without_asides(text))
    return fits and not starts.match(text) and not re.search(r"[?!]", text) and whole(text, language)


def _is_time(phrase: str, language: Language) -> bool:
    return phrase.split(" ", 1)[0].lower() in lexicon.word_lists(language)["time"]


def _key(text: str) -> str:
    return " ".join(w for w in re.findall(r"\w+", text.lower()) if w not in _ARTICLES)


_ARTICLES: Final = frozenset({"the", "a", "an", "el", "la", "los", "las", "un", "una"})
