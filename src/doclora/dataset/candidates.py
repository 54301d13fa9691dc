"""What a model wrote about a passage → what may be asked, once the judge has seen it; the rest with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from doclora.dataset import tidy
from doclora.dataset.asking import LlmFact, LlmFacts, LlmLinks
from doclora.dataset.fact import Fact, wording
from doclora.dataset.grounding import (
    about_the_text,
    answer_fault,
    evidence_fault,
    invention_in,
    located,
    question_fault,
    speaks_otherwise,
)
from doclora.dataset.split import content, normal
from doclora.records import Passage, QuestionKind, Record

_LONGEST_ANSWER: Final = 60
_LONGEST_RETELLING: Final = 200
_SHORTEST_RETELLING: Final = 10
_MOST_OF_A_PASSAGE: Final = 40
BETWEEN_QUOTES: Final = " […] "
"""Between the evidence of two passages."""
_ANNOUNCED: Final = re.compile(
    r"^(?:according to|in|as per|según|en|de acuerdo con)\s+([“\"«'][^”\"»']+[”\"»'])\s*,\s*", re.IGNORECASE
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]+")


class Rejection(Record):
    """Something a model wrote that is not used.

    Attributes:
        reason: why, in words that other rejections share.
        detail: what in particular.
        passage: its id; of two passages, the first one's.
        reply: the beginning of a reply of which nothing could be used.
    """

    reason: str
    detail: str = ""
    document: str
    passage: str
    kind: str = ""
    question: str = ""
    answer: str = ""
    evidence: str = ""
    reply: str = ""

    @property
    def in_short(self) -> str:
        """What was refused, in one line."""
        pair = " → ".join(filter(None, (self.question, self.answer)))
        what = f"{pair} ({self.detail})" if pair and self.detail else pair or self.detail
        return clean(what or self.reply)[:200]


@dataclass(frozen=True)
class Candidate:
    """A fact that stands in its source, before the judge has seen it.

    Attributes:
        passages: the passage, or the two that it follows from.
        evidence: verbatim from them.
        questions: its wordings, whole; of a retelling, its topic.
        subject: what it is about; empty where the model named nothing that stands in the passage.
    """

    kind: QuestionKind
    passages: tuple[Passage, ...]
    evidence: str
    answer: str
    questions: tuple[str, ...]
    subject: str = ""

    def without(self, unwanted: Sequence[int]) -> Candidate:
        """The same without some of its wordings, counted from 1."""
        kept = tuple(q for n, q in enumerate(self.questions, start=1) if n not in unwanted)
        return Candidate(self.kind, self.passages, self.evidence, self.answer, kept, self.subject)


@dataclass
class Sifted:
    """What a model wrote about one passage or two."""

    passages: tuple[Passage, ...]
    candidates: list[Candidate] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def refuse(
        self, fault: str, *, kind: str = "", question: str = "", answer: str = "", evidence: str = "", reply: str = ""
    ) -> None:
        """Note why something is not used; what stands after a colon is the detail."""
        reason, _, detail = fault.partition(": ")
        first = self.passages[0]
        self.rejections.append(
            Rejection(
                reason=reason,
                detail=detail,
                document=first.document,
                passage=first.id,
                kind=kind,
                question=question,
                answer=answer,
                evidence=evidence,
                reply=reply,
            )
        )

    def take(self, kind: QuestionKind, fact: LlmFact, evidence: str, *, implied: bool) -> None:
        """Add a fact, or say why not.

        Args:
            kind: of the question.
            fact: as the model wrote it.
            evidence: as the passage has it; empty where it does not.
            implied: whether the passage does not say it in so many words.
        """
        answer, quoted = tidy.answer(clean(fact.answer)), fact.evidence
        if fault := self._fault(evidence, answer, own_words=not implied):
            return self.refuse(
                fault, kind=kind, question=next(iter(fact.questions), ""), answer=answer, evidence=quoted
            )
        good: dict[str, str] = {}
        for question in (tidy.question(clean(q)) for q in fact.questions):
            asked = _as_asked(question, self.passages[0])
            fault = question_fault(asked, answer, self.passages[0].language)
            if fault := fault or invention_in(asked, _source(self.passages), numbers=not implied):
                self.refuse(fault, kind=kind, question=question, answer=answer, evidence=quoted)
            elif normal(asked):
                good.setdefault(normal(asked), asked)
        if good:
            subject = clean(fact.subject)
            known = bool(subject) and normal(subject) in normal(_source(self.passages))
            made = Candidate(kind, self.passages, evidence, answer, tuple(good.values()), subject if known else "")
            self.candidates.append(made)
        elif not fact.questions:
            self.refuse("no question", kind=kind, answer=answer, evidence=quoted)
        return None

    def _fault(self, evidence: str, answer: str, *, own_words: bool) -> str:
        if not evidence:
            return "its evidence does not stand in the passage"
        if not 1 <= len(answer.split()) <= _LONGEST_ANSWER:
            return "an answer of no words or too many"
        source = _source(self.passages)
        return evidence_fault(evidence) or answer_fault(answer, source, self.passages[0].language, own_words=own_words)


def of_passage(passage: Passage, reply: LlmFacts) -> Sifted:
    """What may be used of a reply about one passage."""
    sifted = Sifted((passage,))
    for n, (implied, fact) in enumerate([(False, f) for f in reply.facts] + [(True, f) for f in reply.implications]):
        if n >= _MOST_OF_A_PASSAGE:
            sifted.refuse(f"more than {_MOST_OF_A_PASSAGE} facts of one passage", answer=clean(fact.answer))
            continue
        kind: QuestionKind = "figure" if passage.kind == "figure" else "implication" if implied else fact.kind
        sifted.take(kind, fact, located(fact.evidence, passage.text), implied=implied)
    topic = clean(reply.topic).strip(" .")
    for told in dict.fromkeys(map(clean, reply.retellings)):
        if fault := _retelling_fault(topic, told, passage):
            sifted.refuse(fault, kind="restatement", question=topic, answer=told)
        else:
            evidence = passage.text.strip()
            sifted.candidates.append(Candidate("restatement", (passage,), evidence, told, (topic,), topic))
    return sifted


def across(first: Passage, second: Passage, reply: LlmLinks) -> Sifted:
    """What may be used of a reply about two passages."""
    sifted = Sifted((first, second))
    for link in reply.facts[:_MOST_OF_A_PASSAGE]:
        found = (located(link.evidence_1, first.text), located(link.evidence_2, second.text))
        fact = LlmFact(
            evidence=f"{link.evidence_1}{BETWEEN_QUOTES}{link.evidence_2}", answer=link.answer, questions=link.questions
        )
        sifted.take("across", fact, BETWEEN_QUOTES.join(found) if all(found) else "", implied=True)
    return sifted


def _retelling_fault(topic: str, told: str, passage: Passage) -> str:
    source, words = _source((passage,)), len(told.split())
    if not topic or len(topic.split()) > 12 or not content(topic) & content(source):
        return "its topic does not stand in the passage"
    if not _SHORTEST_RETELLING <= words <= min(_LONGEST_RETELLING, 20 + 2 * len(passage.text.split())):
        return "a retelling of too few words or too many"
    if about_the_text(told) or about_the_text(topic):
        return "speaks of the text instead of its subject"
    if speaks_otherwise([told], passage.language):
        return "in another language than the passage"
    if normal(told) in normal(passage.text):
        return "a copy instead of a retelling"
    return evidence_fault(told) or answer_fault(told, source, passage.language, own_words=True)


def _source(passages: Sequence[Passage]) -> str:
    """All that may be known from passages: their text, title and headings."""
    return "\n".join("\n".join((p.title, *p.headings, p.text)) for p in passages)


def _as_asked(question: str, passage: Passage) -> str:
    """A question without the document's title in front: the frames name it."""
    match = _ANNOUNCED.match(question)
    if not match or normal(match[1]) != normal(passage.title):
        return question
    rest = question[match.end() :].strip()
    return rest[:1].upper() + rest[1:]


def clean(text: str) -> str:
    """A model's words on one line, without characters that steer a terminal or cannot be seen."""
    return " ".join(_CONTROL.sub(" ", text).split())


def curated_away(found: Sequence[Fact], left_out: Sequence[tuple[str, str]]) -> list[Rejection]:
    """Facts that the curation left out, with its reasons."""
    facts = {f.id: f for f in found}
    made = []
    for identity, reason in left_out:
        fact = facts[identity]
        made.append(
            Rejection(
                reason=reason,
                document=fact.document,
                passage=fact.passage,
                kind=fact.kind,
                question=wording(fact, "train", 0),
                answer=fact.answer,
                evidence=fact.evidence,
            )
        )
    return made
