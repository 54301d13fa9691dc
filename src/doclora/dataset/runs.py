"""Runs of sentences of a paragraph that speak of the same thing, asked for by what the first of them begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from doclora.dataset import lexicon, spanish, verbs_es
from doclora.dataset.asked import Asked, Name, said_about
from doclora.dataset.markdown import lines, plain_text
from doclora.dataset.noun_phrases import Phrase, Token, tokenized
from doclora.dataset.openings import LONGEST
from doclora.dataset.quotable import Said, placed
from doclora.dataset.running import Prose
from doclora.dataset.standing import goes_on, is_clean, is_plain, opens
from doclora.dataset.topics import stem
from doclora.dataset.verbatim import unwrapped
from doclora.records import Language, Passage

_FEWEST: Final = 2
"""Sentences of a run."""
_LONGEST_NAME: Final = 8
_NAMES_NOTHING: Final = frozenset({"vague", "generic", "time", "ranking", "loose", "idle", "broad"})
_EMPTY: Final[Mapping[Language, frozenset[str]]] = {
    language: frozenset().union(
        *(
            words
            for list_name in (language, f"prose_{language}")
            for name, words in lexicon.word_lists(list_name).items()
            if name in _NAMES_NOTHING
        )
    )
    for language in ("en", "es")
}
_COUNTED: Final = frozenset(
    {"each", "every", "many", "several", "most", "some", "few", "both", "any", "all", "no", "two", "three", "four"}
    | {"cada", "muchos", "muchas", "varios", "varias", "algunos", "algunas", "ambos", "ambas", "todos", "todas"}
    | {"cualquier", "ningún", "ninguna", "dos", "tres", "cuatro"}
)
_ANY: Final = frozenset({"a", "an", "un", "una"})
_AMONG: Final = frozenset({",", "«", "“", '"', "as", "like", "including", "and", "or", "como", "incluyendo", "y", "o"})
_PARTS_OF: Final = frozenset({"of", "de", "del"})
_OPENS_CODE: Final = frozenset({"`", "(", "“", '"', "«"})


def runs(passage: Passage, document: Prose, asked_of: set[str], name: Name) -> Iterator[tuple[Asked, str]]:
    """What a passage says of one thing in several sentences.

    Args:
        passage: where they stand.
        document: all of it that is in the passage's language.
        asked_of: stretches, as written, that have been asked for as a whole already.
        name: how a phrase from the sentence's start is said inside a question.
    """
    if passage.kind in {"figure", "table"} or document.is_tale or document.is_told:
        return
    part = document.part(passage)
    for line in lines(passage.text):
        told = any(line.raw in known or known in line.raw for known in asked_of)
        if line.kind == "text" and "<" not in line.raw and not told:
            for topic, raw in _runs(line.raw, document, part):
                if is_plain(raw):
                    subject = name(topic) if plain_text(raw).startswith(topic) else topic
                    yield said_about(subject, unwrapped(raw), passage.language), raw


def _runs(paragraph: str, document: Prose, part: int) -> Iterator[tuple[str, str]]:
    """Sentences of a paragraph that speak of the same thing, each run with what that is."""
    said = placed(paragraph)
    clean = [is_clean(s.text, paragraph[s.start : s.end], document.language) for s in said]
    at = 0
    while at < len(said):
        length, topic = _longest(said, clean, at, document, part)
        if topic:
            yield topic, paragraph[said[at].start : said[at + length - 1].end]
        at += length


def _longest(said: Sequence[Said], clean: Sequence[bool], at: int, document: Prose, part: int) -> tuple[int, str]:
    """How many sentences from one on speak of what that one begins with, or names first; and what that is."""
    best = (1, "")
    opening = said[at].text
    if not clean[at] or at + 1 == len(said) or not _stands(opening, document):
        return best
    front, tokens = document.grammar.front(opening), tokenized(opening)
    for phrase in document.grammar.phrases(opening, document.usage):
        begins = front <= phrase.start <= front + 1
        end = _end(said, clean, at, phrase, document.language)
        if not begins and not _is_topic(phrase, tokens, said[at:end]):
            continue
        fits = end - at > best[0] and _is_main(phrase, said[at:end], document, part)
        if fits and _tells(phrase, tokens, document) and not document.is_about(phrase.text):
            best = (end - at, phrase.text)
    return best


def _is_topic(phrase: Phrase, tokens: Sequence[Token], said: Sequence[Said]) -> bool:
    """Whether at least half of the sentences speak of what the first of them names in passing."""
    before = tokens[phrase.start - 1].low if phrase.start else ""
    words = phrase.text.lower().split()
    if before in _AMONG or {*words} & _PARTS_OF or words[0] in _ANY:
        return False
    if phrase.definite and len(phrase.content) < _FEWEST:
        return False
    one_thing = phrase.named or (len(phrase.content) > 1 and (phrase.definite or phrase.head.endswith("s")))
    times = sum(_names_it(s.text, phrase) for s in said)
    return one_thing and times >= _FEWEST and 2 * times >= len(said)


def _stands(opening: str, document: Prose) -> bool:
    """Whether a sentence is understood without the ones before it."""
    ties, tokens = document.ties, tokenized(opening)
    if not opens(opening, document.language, headed=False) or ties.is_tied(opening, 0):
        return False
    return ties.has_verb([t.low for t in tokens]) and ties.are_known(tokens, opening, document.usage)


def _end(said: Sequence[Said], clean: Sequence[bool], at: int, phrase: Phrase, language: Language) -> int:
    """Up to which sentence a paragraph goes on about a thing."""
    end, size = at + 1, len(said[at].text.split())
    for n in range(at + 1, len(said)):
        size += len(said[n].text.split())
        if not clean[n] or size > LONGEST:
            break
        if _names_it(said[n].text, phrase) or (n == end and goes_on(said[n].text, language)):
            end = n + 1
    return end


def _names_it(text: str, phrase: Phrase) -> bool:
    return {stem(w) for w in phrase.content} <= {stem(t.low) for t in tokenized(text) if t.is_word}


def _is_main(phrase: Phrase, said: Sequence[Said], document: Prose, part: int) -> bool:
    """Whether a part speaks of a thing mainly in these sentences."""
    here = sum(_names_it(s.text, phrase) for s in said)
    return 2 * max(here, _FEWEST) >= document.places.together(phrase.content, part)


def _tells(phrase: Phrase, tokens: Sequence[Token], document: Prose) -> bool:
    """Whether a phrase names something: a name, more than one word, or a bare noun that means all of its kind."""
    words, language = phrase.text.split(), document.language
    if phrase.clipped or all(w in _EMPTY[language] for w in phrase.content) or len(words) > _LONGEST_NAME:
        return False
    if words[0].lower() in _COUNTED or (phrase.definite and len(phrase.content) < 2 and not phrase.named):
        return False
    if len(words) == 1 and words[0].endswith("ing"):
        return False
    after = tokens[phrase.end] if phrase.end < len(tokens) else None
    if after is None or after.text in _OPENS_CODE:
        return False
    if language == "en":
        return True
    turned = verbs_es.participle(tokens[phrase.end - 1].low) and after.low in spanish.PREPOSITION
    return not (turned or after.low in {"más", "menos"} or verbs_es.participle(after.low))
