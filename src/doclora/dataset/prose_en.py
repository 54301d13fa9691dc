"""What English prose is asked: what it says of a sentence's own subject, what that is said to be, why, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon
from doclora.dataset.asked import Asked, Core, said_about
from doclora.dataset.claims_en import Claim, Clauses, has_loose_object
from doclora.dataset.noun_phrases import Phrase
from doclora.dataset.prose_asker import ProseAsker
from doclora.dataset.quotable import Stretch
from doclora.dataset.reasons_en import reasons
from doclora.dataset.subject_en import whose
from doclora.dataset.topics import stem

_WORDS: Final = {**lexicon.word_lists("en"), **lexicon.word_lists("prose_en")}
_EMPTY: Final = frozenset().union(*(_WORDS[n] for n in ("vague", "generic", "time", "ranking", "loose", "idle")))
_BROAD: Final = _EMPTY | _WORDS["broad"] | _WORDS["adjectives"]
_KNOWN: Final = 6
_OFTEN: Final = 3
"""Sentences that speak of a thing: so many, and the document is about it, `the tariff` names it; or often of it."""
_SELDOM: Final = 6
"""Further sentences that may name what a sentence is about, where it is the subject of none before."""
_COUNTED: Final = (en.DETERMINER | _WORDS["loose"]) - {"the", "a", "an", "every", "each", "all", "most", "many", "few"}
_WHOLE_STARTS: Final = frozenset({"the", "a", "an", "our", "every", "all"})
_LISTS: Final = frozenset({",", "and", "or", "nor", "as", "than", "—", "–", "such"})
_LONGEST: Final = 14
"""Words of a subject."""
_NEAR: Final = 18
"""Words behind a verb, up to which a phrase is surely something that the clause is about."""
_ANNOUNCES = re.compile(
    r"\b(?:two|three|four|five|six|several|various|certain|following) (?:\w+ ){0,2}\w+s\.?$|\bin (?:number|question)\b|"
    r"\bsuch (?!as\b|that\b)(?!.*\b(?:as|that)\b)"
)
"""`depends on three factors`: which ones, the next sentence says."""
_LEANS: Final = frozenset(
    {"this", "these", "such", "so", "it", "they", "he", "she", "his", "her", "its", "their", "him", "them"}
    | {"therefore", "then", "thus", "however", "consequently", "accordingly", "moreover"}
)
"""Words that make a subject lean on what stands before it."""
_NEXT = re.compile(r"[.:;] (?P<word>He|She|It|They|His|Her|Its|Their) (?P<second>\w+)[^.]*\.?$")


class EnglishAsker(ProseAsker):
    """English."""

    def asked(self, stretch: Stretch, part: int) -> Iterator[tuple[Asked, float]]:
        """See `ProseAsker`."""
        document, text = self.document, stretch.text
        clauses, count = Clauses(text, document.grammar, document.usage), stretch.last - stretch.first + 1
        if has_loose_object(clauses.tokens) or _ANNOUNCES.search(text):
            return
        if count == 1:
            for asked in reasons(text, document.grammar, document.ties, document.usage, self.name):
                yield asked, 2.4
        claim = clauses.claim()
        if claim and self._can_be_named(claim.subject) and (count == 1 or _goes_on(text, claim)):
            yield from self._claimed(claim, clauses, text, part, count)

    def _claimed(
        self, claim: Claim, clauses: Clauses, text: str, part: int, count: int
    ) -> Iterator[tuple[Asked, float]]:
        """What a sentence says of its subject: alone, as what that is, or together with something in its predicate."""
        subject, alone = self.named(claim.subject.text, text), self._names_one(claim.subject)
        places = self._mentions(claim.subject, part)
        if alone and places <= count:
            yield said_about(subject, text, "en"), 1.3 + self._weight(claim.subject)
        elif claim.being and count == 1 and (alone or self._is_known(claim.subject)) and self._said_once(claim, part):
            yield Asked("statement", _being(subject, claim.plural), text, subject), 1.2
        if count == 1 and (alone or self._is_known(claim.subject)):
            for asked in whose(claim, clauses, self.document.ties):
                yield asked, 1.1
        second = self._second(claim, clauses, part, count)
        if second and 2 * (len(subject.split()) + len(second.text.split())) <= len(text.split()):
            yield said_about(f"{subject} and {second.text}", text, "en"), 0.6 + self._weight(second)
        elif alone and claim.acts and (claim.subject.named or places <= count + _SELDOM):
            yield said_about(subject, text, "en"), 0.6 + self._weight(claim.subject)

    def _can_be_named(self, subject: Phrase) -> bool:
        """Whether a subject names something: no pronoun, no number of things, no bare `the fact`."""
        words = subject.text.lower().split()
        telling = [w for w in subject.content if w not in _EMPTY]
        if _LEANS & {*words}:
            return False
        if subject.head in _EMPTY and (len(words) < 4 or words[0] in {"a", "an"}):
            return False
        return (
            bool(telling)
            and len(words) <= _LONGEST
            and words[0] not in _COUNTED
            and not (words[0] in {"a", "an"} and len(subject.content) < 2)
        )

    def _names_one(self, subject: Phrase) -> bool:
        """Whether a subject is clear alone: a name, two telling words, `the pilots`, `our duty`."""
        if not subject.clipped and subject.text.lower().startswith(("our ", "all our ")):
            return True
        if subject.clipped or all(w in _BROAD for w in subject.content):
            return False
        several = subject.definite and en.is_plural(subject.head)
        return subject.named or several or len(subject.content) > 1

    def _is_known(self, subject: Phrase) -> bool:
        """Whether one word is enough: it is general, `humility`, or the document is about it."""
        if subject.clipped or len(subject.content) > 1:
            return not subject.clipped
        return not subject.definite or self.document.places.count(subject.content[0]) >= _KNOWN

    def _mentions(self, subject: Phrase, part: int) -> int:
        """How many sentences of a part name a subject: all its words together, or a longer one as it is written."""
        if len(subject.content) < 2 or subject.named:
            return self.document.places.together(subject.content, part)
        said = re.sub(r"^(?:the|an?) ", "", subject.text.lower())
        return sum(said in sentence.lower() for sentence in self.document.parts[part])

    def _said_once(self, claim: Claim, part: int) -> bool:
        """Whether one sentence of a part alone says what something is."""
        being = rf"\b{re.escape(claim.subject.text)} (?:is|are|was|were)\b"
        return len(re.findall(being, " ".join(self.document.parts[part]), re.IGNORECASE)) <= 1

    def _second(self, claim: Claim, clauses: Clauses, part: int, count: int) -> Phrase | None:
        """What the predicate names, so that together with the subject it points at this stretch alone."""
        subject, end = claim.subject, min(clauses.pause(claim.verb), claim.verb + _NEAR)
        if not claim.acts or not (self._names_one(subject) or self._is_known(subject) or subject.definite):
            return None
        said = {stem(w) for w in subject.content}
        fit = [
            p
            for p in clauses.phrases
            if claim.verb < p.start
            and p.end <= end
            and self._completes(p, clauses)
            and not said & {stem(w) for w in p.content}
            and self.document.places.together((*subject.content, *p.content), part) <= count
        ]
        return max(fit, key=lambda p: self._weight(p) - (p.start - claim.verb) / 20, default=None)

    def _completes(self, phrase: Phrase, clauses: Clauses) -> bool:
        """Whether a phrase is whole, says what it means, and is no part of an enumeration."""
        tokens, words = clauses.tokens, phrase.text.lower().split()
        after = tokens[phrase.end].low if phrase.end < len(tokens) else "."
        if (
            phrase.clipped
            or (phrase.start and tokens[phrase.start - 1].low in _LISTS)
            or after in {"and", "or", "nor", "of"}
        ):
            return False
        if phrase.head in _BROAD | {"better", "worse"} or not self._can_be_named(phrase) or {"and", "or"} & {*words}:
            return False
        whole = phrase.named or words[0] in _WHOLE_STARTS or (len(words) > 1 and en.is_plural(words[-1]))
        often = phrase.definite and self.document.places.count(phrase.content[0]) >= _OFTEN
        return whole and (self._names_one(phrase) or often)

    def _weight(self, phrase: Phrase) -> float:
        """Long enough to be clear, short enough to be said; of rare words."""
        rare = min(self.document.places.count(w) for w in phrase.content)
        longer = max(len(phrase.text.split()) - 6, 0)
        return 0.3 * min(len(phrase.content), 3) + 0.3 * phrase.named + 0.4 / max(rare, 1) - 0.1 * longer


def _goes_on(text: str, claim: Claim) -> bool:
    """Whether the last sentence of a stretch goes on about the subject of the first one."""
    match = _NEXT.search(text)
    if not match or match["second"] in {"too", "also"} or not claim.acts:
        return False
    return (match["word"] in {"They", "Their"}) == claim.plural


def _being(subject: str, plural: bool) -> tuple[Core, ...]:
    """What something is said to be, when what is said may be what it is or what it is like."""
    be = "are" if plural else "is"
    return (
        Core(f"what {be} {subject} said to be", f"what {subject} {be} said to be"),
        Core(f"how {be} {subject} described", f"how {subject} {be} described"),
    )
