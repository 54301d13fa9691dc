"""Questions without a model: every answer stands verbatim in its passage.

`facts` is a pure function of its passages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, groupby, islice
from typing import Final

from doclora.dataset import (
    addressed,
    captions,
    clauses,
    conditions_es,
    glossary,
    guides_en,
    guides_es,
    identity_es,
    impersonal_es,
    lists,
    lives_es,
    openings,
    predicates_es,
    properties,
    prose,
    questions_en,
    questions_es,
    ready_en,
    remarks_es,
    running,
    runs,
    shapes,
    statements,
    tables,
    tales_es,
)
from doclora.dataset.addressed_en import EnglishSpeech
from doclora.dataset.addressed_es import SpanishSpeech
from doclora.dataset.advice import advice
from doclora.dataset.alone import is_presentable
from doclora.dataset.articles import Articles
from doclora.dataset.asked import Asked
from doclora.dataset.casing import Casing
from doclora.dataset.cloze import cloze
from doclora.dataset.code_names import CodeNames
from doclora.dataset.entries import entries
from doclora.dataset.fact import Fact, fact_of
from doclora.dataset.long_tables import LongTables
from doclora.dataset.markdown import Line, is_caption, lines, sentences
from doclora.dataset.naming import asked_of, needs_section
from doclora.dataset.sound import FOR_READERS, REFERENCE, is_sound
from doclora.dataset.vague import content, is_vague
from doclora.dataset.verbatim import as_written
from doclora.records import BlockKind, Language, Passage, QuestionKind

_LEANING: Final[dict[Language, frozenset[QuestionKind]]] = {
    "en": frozenset({"statement", "quantity", "cause", "purpose"}),
    "es": frozenset({"statement"}),
}
"""Kinds that are asked only of what the document speaks of more than once; a definition says what it is."""
_SHORTEST_ITEM: Final = 5
"""Words of an English list item without a full stop that may be a sentence; fewer are a title: `Data checks update`."""
_SHORT: Final = frozenset({"statement", "quantity", "definition", "purpose", "cause"})
"""Kinds whose answers are a few words."""
_OF: Final[dict[Language, str]] = {"en": "of", "es": "de"}
_FEW: Final = 2
"""Questions of a sentence, below which it is asked what its whole predicate says, too."""
_SPEECH: Final[dict[Language, addressed.Speech]] = {"en": EnglishSpeech(), "es": SpanishSpeech()}


def facts(passages: Iterable[Passage]) -> Iterator[Fact]:
    """All that can be asked about the passages, in their order; a document's passages must follow each other.

    A sentence that stands twice in a document is asked about once.
    """
    for _, group in groupby(passages, key=lambda p: p.document):
        document = list(group)
        casing, whole = Casing(document), _by_language(document)
        cut, law, sections = LongTables(document, casing), Articles(document), openings.Sections(document)
        seen: set[tuple[str, str]] = set()
        for (passage, section), following in zip(_with_sections(document), [*document[1:], None], strict=True):
            found = [*_lists(passage, following, casing), *_of_passage(passage, section, whole, law, sections, casing)]
            for fact in _with_whole_tables(passage, cut, found):
                key = (fact.questions[0].direct.lower(), fact.answer.lower())
                if key not in seen and not _is_given(fact, passage.title):
                    seen.add(key)
                    yield fact


def _with_whole_tables(passage: Passage, cut: LongTables, found: list[Fact]) -> Iterator[Fact]:
    """What spans the rows of a table that is cut is asked of all its parts, whose passages are then needed together."""
    is_part = cut.is_part(passage)
    yield from (f for f in found if not (is_part and f.kind == "table" and "\n" in f.evidence.strip()))
    for spanning in cut.questions(passage):
        fact = fact_of(passage, asked_of(passage), spanning.asked, spanning.row)
        yield fact.model_copy(update={"kind": "across", "beside": spanning.beside})


def _lists(passage: Passage, following: Passage | None, casing: Casing) -> Iterator[Fact]:
    asked = lists.questions(passage, following, casing)
    return _verbatim_facts(passage, casing, ((asked_of(passage), a, raw) for a, raw in asked))


def _by_language(document: Sequence[Passage]) -> dict[Language, running.Prose]:
    return {language: running.Prose(document, language) for language in sorted({p.language for p in document})}


def _with_sections(document: Sequence[Passage]) -> Iterator[tuple[Passage, Callable[[], statements.Section]]]:
    """Each passage with its section, which is read only where a passage asks for it."""
    for _, group in groupby(document, key=lambda p: p.headings):
        together = list(group)
        section = cache(partial(statements.Section, together))
        yield from ((passage, section) for passage in together)


def _of_passage(
    passage: Passage,
    section: Callable[[], statements.Section],
    whole: Mapping[Language, running.Prose],
    law: Articles,
    sections: openings.Sections,
    casing: Casing,
) -> list[Fact]:
    """Parts of sentences first; whole sentences where those are few; a gap in a sentence where there is nothing."""
    where = asked_of(passage)
    article = {raw: f"{named} {_OF[passage.language]} {where}" for raw, named in law.within(passage).items()}
    named = statements.where(passage, where)
    first = (
        (article.get(raw, named if needs_section(a, passage.title) else where), a, raw)
        for a, raw in _asked(passage, casing, whole[passage.language])
    )
    begins = sections.begun(passage)
    listed = properties.properties(passage, begins.heading) if begins else ()
    found = list(_verbatim_facts(passage, casing, chain(first, ((where, a, raw) for a, raw in listed))))
    wanted = _wanted(passage, statements.WORDS_A_FACT, found)
    if wanted > 0:
        begun = list(openings.openings(passage, begins))
        found += _verbatim_facts(passage, casing, ((where, a, raw) for a, raw in begun))
        told = runs.runs(passage, whole[passage.language], {raw for _, raw in begun}, casing)
        found += _verbatim_facts(passage, casing, ((article.get(raw, named), a, raw) for a, raw in told))
    wanted = _wanted(passage, statements.WORDS_A_FACT, found)
    if wanted > 0:
        done = _sentences_of(found)
        more = chain(
            _quotable(statements.statements(passage, section(), done, casing), whole[passage.language]),
            advice(passage, section().text, done, _SPEECH[passage.language], familiar=casing.is_familiar),
        )
        said = chain(
            ((where, a, raw) for a, raw in law.questions(passage)),
            ((article.get(raw, named), a, raw) for a, raw in _once(more)),
        )
        found += islice(_verbatim_facts(passage, casing, said), wanted)
    wanted = _wanted(passage, prose.WORDS_A_FACT, found)
    if wanted > 0:
        quoted = prose.quotations(passage, whole[passage.language], _sentences_of(found), wanted, casing)
        found += _verbatim_facts(passage, casing, ((article.get(raw, named), a, raw) for a, raw in quoted))
        if passage.language == "es" and not found and not whole["es"].is_tale:
            remarked = remarks_es.remarks(passage, section().text)
            found += islice(_verbatim_facts(passage, casing, ((named, a, raw) for a, raw in remarked)), 1)
    return found or list(_verbatim_facts(passage, casing, ((where, a, raw) for a, raw in cloze(passage))))


def _verbatim_facts(passage: Passage, casing: Casing, asked: Iterable[tuple[str, Asked, str]]) -> Iterator[Fact]:
    """Facts with their answers as the passage writes them, without those that it does not write so."""
    for where, one, raw in asked:
        fact = fact_of(passage, where, one, raw)
        answer = as_written(fact.answer, raw)
        if one.kind == "heading" and _is_of_section(one, where):
            continue
        if FOR_READERS.search(f"{one.cores[0].direct} {answer}") or is_vague(one, passage.language, casing):
            continue
        if answer and is_presentable(fact.questions[0].direct, answer, passage.language):
            yield fact if answer == fact.answer else fact.model_copy(update={"answer": answer})


def _is_of_section(asked: Asked, where: str) -> bool:
    """Whether a sentence is asked for by what its whole section is about, and does not say what that is."""
    subject = re.escape(asked.subject)
    named = re.search(rf"[“«]{subject}[”»] (?:of|de)\b", where, re.IGNORECASE)
    return bool(named) and not re.match(
        rf"{subject} (?:is|are|was|were|es|son|era|eran)\b", asked.answer, re.IGNORECASE
    )


def _quotable(asked: Iterable[tuple[Asked, str]], whole: running.Prose) -> Iterator[tuple[Asked, str]]:
    """Without sentences that lean on what stands around them, or are asked for by more than their subject."""
    return ((a, raw) for a, raw in asked if a.kind != "heading" or whole.can_ask(a))


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


def _asked(passage: Passage, casing: Casing, whole: running.Prose) -> Iterator[tuple[Asked, str]]:
    for asked, raw in _all_asked(passage, casing):
        if whole.is_tale and not tales_es.is_worth(asked):
            continue
        passing = casing.is_passing(asked.subject) or casing.ends_in_passing(asked.cores[0].direct)
        if asked.kind not in _LEANING[passage.language] or not passing:
            yield asked, raw


def _all_asked(passage: Passage, casing: Casing) -> Iterator[tuple[Asked, str]]:
    if passage.kind not in {"figure", "table"}:
        yield from entries(passage, casing)
        yield from glossary.terms(passage)
    for line in lines(passage.text):
        if line.kind == "table":
            yield from tables.questions(line.raw, passage.language, casing)
        elif line.kind == "caption" or is_caption(line.raw):
            yield from captions.questions(line.raw, passage.language)
        elif line.kind in {"text", "list", "footnote", "figure"}:
            for sentence in sentences(line.raw):
                named = CodeNames(sentence)
                said = _complete(named.text, line.kind, passage.language)
                if said:
                    asked = named.restored(_said(said, passage.language, casing))
                    yield from ((a, sentence.raw) for a in asked if said == named.text or a.kind != "definition")
            if line.kind == "text":
                yield from _life(line, casing.lives.of(passage), casing)


def _life(line: Line, name: str, casing: Casing) -> Iterator[tuple[Asked, str]]:
    """What a paragraph of a Spanish life says of its person, without naming the person again."""
    for said, sentence in lives_es.told(sentences(line.raw), name) if name else ():
        asked = _said(said, "es", casing)
        yield from ((a, sentence.raw) for a in asked if name in a.cores[0].direct and name not in a.answer)


def _complete(sentence: str, kind: BlockKind, language: Language) -> str:
    """A sentence with its full stop; empty where a paragraph, or an English list in lower case, holds none."""
    fragment = language == "en" and (sentence[:1].islower() or len(sentence.split()) < _SHORTEST_ITEM)
    if sentence.endswith(".") or (kind != "text" and not fragment):
        return sentence
    if language == "en":
        return ready_en.before_code(sentence)
    return guides_es.before_code(sentence) or guides_es.unstopped(sentence)


def _said(sentence: str, language: Language, casing: Casing) -> Iterator[Asked]:
    """Everything asked about one sentence."""
    sentence = guides_es.unnoted(sentence) if language == "es" else ready_en.with_comma(ready_en.unnoted(sentence))
    persons = casing.persons if language == "en" else casing.spanish_persons
    if not REFERENCE.search(sentence):
        for asked in _taken_apart(sentence, language, casing):
            mended = persons.mended(asked, sentence)
            if mended and is_sound(mended, sentence, language):
                yield mended


def _taken_apart(sentence: str, language: Language, casing: Casing) -> Iterable[Asked]:
    ask = questions_es.questions if language == "es" else questions_en.questions
    found = [a for clause in clauses.clauses(sentence, language) for a in ask(clause, casing)]
    found += clauses.apposition(sentence, language, casing)
    found += shapes.questions(sentence, language, casing)
    found = found or list(addressed.questions(_SPEECH[language], sentence, familiar=casing.is_familiar))
    if language == "es":
        found += identity_es.questions(sentence)
    if not found and language == "es":
        found = [*impersonal_es.questions(sentence, casing), *predicates_es.questions(sentence, casing)]
        found = found or list(guides_es.questions(sentence, casing))
        found = found or list(conditions_es.questions(sentence, familiar=casing.is_familiar))
    if language == "en" and len(found) < _FEW:
        found += (
            a for a in guides_en.questions(sentence, casing) if all(_are_apart(a.answer, b.answer) for b in found)
        )
    return found or shapes.doings(sentence, language, casing)


def _are_apart(first: str, second: str) -> bool:
    return first not in second and second not in first


def _is_given(fact: Fact, title: str) -> bool:
    """Whether an answer says no more than the title or heading that its questions name."""
    words, named = content(fact.answer.replace("`", ""), fact.language), f"{title} {fact.where}".lower()
    return fact.kind in _SHORT and bool(words) and all(word in named for word in words)
