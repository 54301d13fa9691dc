"""Questions without a model: every answer stands verbatim in its passage.

`facts` finds what can be asked, `wordings` says each in several ways. Both are pure functions of their arguments.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, groupby, islice
from typing import Final

from doclora.dataset import (
    addressed,
    articles,
    clauses,
    english,
    impersonal_es,
    predicates_es,
    prose,
    questions_en,
    questions_es,
    shapes,
    spanish,
    statements,
    tables,
)
from doclora.dataset.addressed_en import EnglishSpeech
from doclora.dataset.addressed_es import SpanishSpeech
from doclora.dataset.advice import advice
from doclora.dataset.alone import is_cut_off
from doclora.dataset.asked import LONGEST_ANSWER, Asked, Core
from doclora.dataset.cloze import cloze
from doclora.dataset.code_names import CodeNames
from doclora.dataset.entries import entries
from doclora.dataset.frames import FRAMES, STATEMENT_FRAMES, Templates, fill, quoted
from doclora.dataset.long_tables import LongTables
from doclora.dataset.markdown import is_caption, lines, plain, plain_text, sentences
from doclora.dataset.persons_en import Persons
from doclora.dataset.persons_es import SpanishPersons
from doclora.dataset.sound import REFERENCE, is_sound
from doclora.records import Language, Passage, QuestionKind, Record

_LONGEST_TITLE: Final = 90
_SHORTEST_CAPTION: Final = 7
_OF: Final[dict[Language, str]] = {"en": "of", "es": "de"}
_SPOKEN_OF: Final = 3
_LONG: Final = 3000
"""Words of a document from which on `the drum` may be one that it speaks of in passing."""
_FIGURE = re.compile(
    r"(?P<what>(?i:Fig(?:ure|ura)?|Table|Tabla|Cuadro))s?\.?\s*(?P<number>\d+)"
    r"\s*(?:[.:)\-–—]+\s*|(?=[A-ZÁÉÍÓÚÑ¿]))(?P<text>.*)",
    re.DOTALL,
)
_PARTICLE: Final = "(?:ibn|bin|al|van|von|der|den|da|di|de|del|de la|dos|du)"
"""What stands between the parts of a person's name."""
_SMALL_WORDS: Final = (
    english.DETERMINER | english.PREPOSITION | spanish.ARTICLE | spanish.PREPOSITION | spanish.PLURAL_DETERMINER
)
_COMMON_ENDINGS: Final = ("tion", "sion", "ment", "ity", "ness", "ism", "ing", "ence", "ance", "ción", "dad", "miento")


_SPEECH: Final[dict[Language, addressed.Speech]] = {"en": EnglishSpeech(), "es": SpanishSpeech()}


class Question(Record):
    """A question without its frame, direct and as said after `tell me`; a model's question has only the first."""

    direct: str
    indirect: str


class Fact(Record):
    """Something that a passage states and a question can be asked about.

    Attributes:
        id: stable: the same fact of the same document has the same id in every run.
        passage: the id of its passage.
        answer: verbatim in the passage, at most 15 words.
        evidence: the sentence, row or caption that states it, verbatim from the passage.
        subject: what the question is about.
        where: how a question names the document or figure; empty where its questions do so themselves.
        questions: the forms asked in training.
        unseen: a form for validation and one for test, where the fact has such.
        beside: the ids of other passages that it needs.
    """

    id: str
    passage: str
    document: str
    page: int | None
    language: Language
    kind: QuestionKind
    answer: str
    evidence: str
    subject: str
    where: str
    questions: tuple[Question, ...]
    unseen: tuple[Question, ...] = ()
    beside: tuple[str, ...] = ()


def facts(passages: Iterable[Passage]) -> Iterator[Fact]:
    """All that can be asked about the passages, in their order; a document's passages must follow each other.

    A sentence that stands twice in a document is asked about once.
    """
    for _, group in groupby(passages, key=lambda p: p.document):
        document = list(group)
        casing, whole = _Casing(document), _by_language(document)
        cut = LongTables(document, casing)
        seen: set[tuple[str, str]] = set()
        for passage, section in _with_sections(document):
            for fact in _with_whole_tables(passage, cut, _of_passage(passage, section, whole, casing)):
                key = (fact.questions[0].direct.lower(), fact.answer.lower())
                if key not in seen and not _is_title(fact, passage.title):
                    seen.add(key)
                    yield fact


def _with_whole_tables(passage: Passage, cut: LongTables, found: list[Fact]) -> Iterator[Fact]:
    """What spans the rows of a table that is cut is asked of all its parts, whose passages are then needed together."""
    is_part = cut.is_part(passage)
    yield from (f for f in found if not (is_part and f.kind == "table" and "\n" in f.evidence.strip()))
    for spanning in cut.questions(passage):
        fact = _fact(passage, asked_of(passage), spanning.asked, spanning.row)
        yield fact.model_copy(update={"kind": "across", "beside": spanning.beside})


def _by_language(document: Sequence[Passage]) -> dict[Language, prose.Prose]:
    return {language: prose.Prose(document, language) for language in sorted({p.language for p in document})}


def _with_sections(document: Sequence[Passage]) -> Iterator[tuple[Passage, Callable[[], statements.Section]]]:
    """Each passage with its section, which is read only where a passage asks for it."""
    for _, group in groupby(document, key=lambda p: p.headings):
        together = list(group)
        section = cache(partial(statements.Section, together))
        yield from ((passage, section) for passage in together)


def _of_passage(
    passage: Passage, section: Callable[[], statements.Section], whole: Mapping[Language, prose.Prose], casing: _Casing
) -> list[Fact]:
    """Parts of sentences first; whole sentences where those are few; a gap in a sentence where there is nothing."""
    where = asked_of(passage)
    article = {raw: f"{named} {_OF[passage.language]} {where}" for raw, named in articles.within(passage).items()}
    first = ((article.get(raw, where), a, raw) for a, raw in _asked(passage, casing))
    found = list(_verbatim_facts(passage, first))
    named = statements.where(passage, where)
    wanted = _wanted(passage, statements.WORDS_A_FACT, found)
    if wanted > 0:
        done = _sentences_of(found)
        ruled = articles.questions(passage, section().text) if article else iter(())
        more = chain(
            _quotable(statements.statements(passage, section(), done, casing), whole[passage.language]),
            advice(passage, section().text, done, _SPEECH[passage.language], familiar=casing.is_familiar),
        )
        said = chain(
            ((where, a, raw) for a, raw in ruled), ((article.get(raw, named), a, raw) for a, raw in _once(more))
        )
        found += islice(_verbatim_facts(passage, said), wanted)
    wanted = _wanted(passage, prose.WORDS_A_FACT, found)
    if wanted > 0:
        quoted = prose.quotations(passage, whole[passage.language], _sentences_of(found), wanted, casing)
        found += _verbatim_facts(passage, ((article.get(raw, named), a, raw) for a, raw in quoted))
    return found or list(_verbatim_facts(passage, ((where, a, raw) for a, raw in cloze(passage))))


def _verbatim_facts(passage: Passage, asked: Iterable[tuple[str, Asked, str]]) -> Iterator[Fact]:
    """Facts with their answers as the passage writes them, without those that it does not write so."""
    for where, one, raw in asked:
        fact = _fact(passage, where, one, raw)
        answer = _verbatim(fact.answer, raw)
        if answer and not is_cut_off(answer, passage.language):
            yield fact if answer == fact.answer else fact.model_copy(update={"answer": answer})


def _quotable(asked: Iterable[tuple[Asked, str]], whole: prose.Prose) -> Iterator[tuple[Asked, str]]:
    """Without sentences that lean on what stands around them, or are asked for by more than their subject."""
    return ((a, raw) for a, raw in asked if a.kind != "heading" or whole.can_quote(a.answer, a.subject))


def _wanted(passage: Passage, words_a_fact: int, found: Sequence[Fact]) -> int:
    return math.ceil(len(passage.text.split()) / words_a_fact) - len(found)


def _once(asked: Iterable[tuple[Asked, str]]) -> Iterator[tuple[Asked, str]]:
    """Without what has the same answer as one before it."""
    seen: set[str] = set()
    for one, raw in asked:
        if one.answer not in seen:
            seen.add(one.answer)
            yield one, raw


def _sentences_of(found: Iterable[Fact]) -> set[str]:
    """What has been asked about; of a heading with the sentence below it, the sentence."""
    return {part for fact in found for part in fact.evidence.split("\n\n")}


def wordings(fact: Fact, templates: Templates = "train") -> list[str]:
    """All wordings of a fact from one set of templates, the order mixed by the fact's id.

    No wording of one set can be made from the templates of another.
    """
    return [wording(fact, templates, number) for number in range(wording_count(fact, templates))]


def wording_count(fact: Fact, templates: Templates) -> int:
    """How many wordings one set of templates gives."""
    forms, frames = _forms(fact, templates)
    return max(len(forms), len(frames)) if forms else 0


def wording(fact: Fact, templates: Templates, number: int) -> str:
    """One wording; different numbers below `wording_count` give different wordings."""
    forms, frames = _forms(fact, templates)
    form, frame = forms[number % len(forms)], frames[(number + int(fact.id[:6], 16)) % len(frames)]
    return fill(frame, direct=form.direct, indirect=form.indirect, where=fact.where, subject=fact.subject)


def _forms(fact: Fact, templates: Templates) -> tuple[Sequence[Question], Sequence[str]]:
    if not fact.where:
        return fact.questions if templates == "train" else (), ("{d}",)
    forms: Sequence[Question] = fact.questions
    if templates != "train" and fact.unseen:
        forms = (fact.unseen[0 if templates == "validation" else -1],)
    frames = (STATEMENT_FRAMES if fact.kind == "heading" else FRAMES)[fact.language][templates]
    if not all(form.indirect for form in forms):
        frames = tuple(frame for frame in frames if "{i}" not in frame)
    return forms, frames


def document_name(title: str, language: Language) -> str:
    """A document as questions name it: its title in quotes, a long one cut at its subtitle."""
    short = title
    if len(title) > _LONGEST_TITLE:
        short = re.split(r"[:–—.] ", title)[0]
        short = short if len(short) <= _LONGEST_TITLE else short[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return quoted(short, language)


class _Casing:
    """Whether a word that begins a sentence keeps its capital inside one, judged by the whole document."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.lower: Counter[str] = Counter()
        self.inner: Counter[str] = Counter()
        self.is_familiar = addressed.is_familiar(passages)
        texts = [plain_text(passage.text) for passage in passages]
        self.persons, self.spanish_persons = Persons(texts), SpanishPersons(texts)
        for text in texts:
            self.lower.update(re.findall(r"\b[^\W\d_A-ZÁÉÍÓÚÑ][^\W\d_]*\b", text))
            self.inner.update(re.findall(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][^\W\d_]*", text))

    def __call__(self, phrase: str) -> str:
        first = re.match(r"[^\W\d_]+", phrase)
        if not first or (len(first[0]) > 1 and not first[0][1:].islower()):
            return phrase
        if first[0].lower() not in _SMALL_WORDS and self._is_name(first[0], phrase):
            return phrase
        return phrase[:1].lower() + phrase[1:]

    def is_passing(self, subject: str) -> bool:
        """Whether a bare `the drum` is spoken of in passing: a document that is about it names it more often."""
        words = subject.lower().split()
        if self.lower.total() < _LONG:
            return False
        if len(words) != 2 or words[0] not in {"the", "el", "la", "los", "las"} or subject.split()[1][:1].isupper():
            return False
        return sum(self.lower[form] for form in {words[1], words[1].rstrip("s"), f"{words[1]}s"}) < _SPOKEN_OF

    def _is_name(self, word: str, phrase: str) -> bool:
        if self.lower[word.lower()]:
            return self.inner[word] > self.lower[word.lower()]
        if word.endswith(_COMMON_ENDINGS):
            return False
        second = re.sub(rf"^ {_PARTICLE} (?=[A-ZÁÉÍÓÚÑ])", " ", phrase[len(word) :]).split()
        return (
            (len(second) == 0 and not word.endswith("s"))
            or bool(self.inner[word])
            or (bool(second) and second[0][:1].isupper())
        )


def _asked(passage: Passage, casing: _Casing) -> Iterator[tuple[Asked, str]]:
    for asked, raw in _all_asked(passage, casing):
        if asked.kind != "statement" or not casing.is_passing(asked.subject):
            yield asked, raw


def _all_asked(passage: Passage, casing: _Casing) -> Iterator[tuple[Asked, str]]:
    if passage.kind not in {"figure", "table"}:
        yield from entries(passage, casing, familiar=casing.is_familiar)
    for line in lines(passage.text):
        if line.kind == "table":
            yield from tables.questions(line.raw, passage.language, casing)
        elif line.kind == "caption" or is_caption(line.raw):
            yield from _caption(line.raw, passage.language)
        elif line.kind in {"text", "list", "footnote", "figure"}:
            for sentence in sentences(line.raw):
                if line.kind == "text" and not sentence.text.endswith("."):
                    continue
                named = CodeNames(sentence)
                asked = named.restored(_said(named.text, passage.language, casing))
                yield from ((a, sentence.raw) for a in asked)
            if line.kind == "list":
                yield from ((a, line.raw) for a in clauses.glossary(plain_text(line.raw), passage.language))


def _said(sentence: str, language: Language, casing: _Casing) -> Iterator[Asked]:
    """Everything asked about one sentence."""
    persons = casing.persons if language == "en" else casing.spanish_persons
    if not REFERENCE.search(sentence):
        for asked in _taken_apart(sentence, language, casing):
            mended = persons.mended(asked, sentence)
            if mended and is_sound(mended, sentence, language):
                yield mended


def _taken_apart(sentence: str, language: Language, casing: _Casing) -> Iterable[Asked]:
    ask = questions_es.questions if language == "es" else questions_en.questions
    found = [a for clause in clauses.clauses(sentence, language) for a in ask(clause, casing)]
    found += clauses.apposition(sentence, language, casing)
    found += shapes.questions(sentence, language, casing)
    found = found or list(addressed.questions(_SPEECH[language], sentence, familiar=casing.is_familiar))
    if not found and language == "es":
        found = [*impersonal_es.questions(sentence, casing), *predicates_es.questions(sentence, casing)]
    return found or shapes.doings(sentence, language, casing)


def _caption(raw: str, language: Language) -> Iterator[tuple[Asked, str]]:
    match = _FIGURE.match(plain_text(raw).lstrip("*_ "))
    if not match or not match["text"]:
        return
    first = sentences(match["text"])[0].text.rstrip(".")
    if first.endswith((",", ":", ";")):
        return
    if not _SHORTEST_CAPTION <= len(first.split()) <= LONGEST_ANSWER:
        return
    name = figure_name(match["what"], match["number"], language)
    if language == "es":
        cores = (_same(f"qué muestra {name}"), _same(f"qué recoge {name}"))
        unseen = (_same(f"qué se ve en {name}"), _same(f"cuál es el contenido de {name}"))
    else:
        cores = (
            Core(f"what does {name} show", f"what {name} shows"),
            Core(f"what is {name} about", f"what {name} is about"),
        )
        unseen = (
            Core(f"what can be seen in {name}", f"what can be seen in {name}"),
            Core(f"what does {name} depict", f"what {name} depicts"),
        )
    yield Asked("figure", cores, first, name, unseen), raw


def figure_name(what: str, number: str, language: Language) -> str:
    """`Figure 2`, `la tabla 3`."""
    table = what.lower().startswith(("tab", "cua"))
    if language == "es":
        return f"la {'tabla' if table else 'figura'} {number}"
    return f"{'Table' if table else 'Figure'} {number}"


def _same(text: str) -> Core:
    return Core(text, text)


def asked_of(passage: Passage) -> str:
    """How questions about a passage name its document, or its figure."""
    where = document_name(passage.title, passage.language)
    if passage.kind != "figure":
        return where
    captions = [plain_text(line.raw).lstrip("*_ ") for line in lines(passage.text) if is_caption(line.raw)]
    match = _FIGURE.match(captions[0]) if captions else None
    if not match:
        return where
    name = figure_name(match["what"], match["number"], passage.language)
    return f"{name} {'de' if passage.language == 'es' else 'of'} {where}"


def _fact(passage: Passage, document: str, asked: Asked, raw: str) -> Fact:
    where = document_name(passage.title, passage.language) if asked.kind == "figure" else document
    identity = "\x1f".join((passage.document, asked.kind, asked.cores[0].direct, asked.answer, " ".join(raw.split())))
    return Fact(
        id=hashlib.sha256(identity.encode()).hexdigest()[:12],
        passage=passage.id,
        document=passage.document,
        page=passage.page,
        language=passage.language,
        kind=asked.kind if passage.kind != "figure" else "figure",
        answer=asked.answer,
        evidence=raw,
        subject=asked.subject,
        where=where,
        questions=tuple(Question(direct=c.direct, indirect=c.indirect) for c in asked.cores),
        unseen=tuple(Question(direct=c.direct, indirect=c.indirect) for c in asked.unseen),
    )


def _is_title(fact: Fact, title: str) -> bool:
    """Whether an answer says no more than the document's title, which every question names."""
    words = re.findall(r"\w{4,}", fact.answer.lower())
    return fact.kind == "statement" and bool(words) and all(word in title.lower() for word in words)


def _verbatim(answer: str, evidence: str) -> str:
    """The answer as the evidence writes it, with its marks for code and emphasis, ’ for '; empty where it does not."""
    flat, said = " ".join(evidence.split()), " ".join(answer.split())
    if said in flat:
        return said
    text, positions = plain(evidence)
    at = text.replace("’", "'").find(said)
    if at < 0 or not said:
        return ""
    start, end = positions[at], positions[at + len(said) - 1] + 1
    for marks in ("**", "__", "`", "*", "_"):
        inside = evidence[start:end].count(marks)
        if inside % 2 and evidence[:start].endswith(marks):
            start -= len(marks)
        elif inside % 2 and evidence[end:].startswith(marks):
            end += len(marks)
    written = " ".join(evidence[start:end].split())
    bare = re.sub(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)", "", written)
    return written if bare.replace("’", "'") == said and plain_text(written).replace("’", "'") == said else ""
