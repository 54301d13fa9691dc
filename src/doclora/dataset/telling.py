"""What the judge let through → facts: wordings kept from training, retellings with sentences that ask for them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from doclora.dataset.candidates import Candidate
from doclora.dataset.fact import Fact, Question
from doclora.dataset.naming import asked_of, document_name
from doclora.records import Language, Passage

UNSEEN: Final = 2
"""Wordings of each fact that are kept for validation and test."""
_QUESTION_WORD: Final = re.compile(
    r"(?:what|which|who|whose|whom|how|when|where|why|in|at|of|on|for|from|to|by|with|under|about|after|before|during|is|"
    r"are|was|were|do|does|did|can|could|would|should|if|has|have|the|a|an|"
    r"qué|cuál|cuáles|quién|quiénes|cómo|cuándo|cuánto|cuánta|cuántos|cuántas|dónde|adónde|por|para|de|del|en|a|al|con|"
    r"según|sobre|desde|hasta|si|el|la|los|las|un|una)\b",
    re.IGNORECASE,
)
_RETELL: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        "Tell me about {topic} in {where}",
        "Sum up what {where} says about {topic}",
        "What does {where} teach about {topic}?",
        "Explain {topic} as {where} does",
    ),
    "es": (
        "Cuéntame lo esencial sobre {topic} según {where}",
        "Resume lo que dice {where} sobre {topic}",
        "¿Qué enseña {where} sobre {topic}?",
        "Explica {topic} tal como lo hace {where}",
    ),
}
"""How a retelling is asked for: the first one in the even forms, the second one in the odd."""


def as_fact(found: Candidate) -> Fact:
    """The last two wordings are kept from training, where there are enough."""
    cores = [Question(direct=_bare(q, found.passages), indirect="") for q in found.questions]
    kept = UNSEEN if len(cores) > 1 + UNSEEN else 0
    first = found.passages[0]
    return Fact(
        id=_identity(found),
        passage=first.id,
        beside=tuple(p.id for p in found.passages[1:]),
        document=first.document,
        page=first.page,
        language=first.language,
        kind=found.kind,
        answer=found.answer,
        evidence=found.evidence,
        subject=found.subject or found.questions[0],
        where=_where(found),
        questions=tuple(cores[: len(cores) - kept]),
        unseen=tuple(cores[len(cores) - kept :]) if kept else (),
    )


def _where(found: Candidate) -> str:
    """How the frames name the document, or the figure where the questions do not."""
    first = found.passages[0]
    named = all(re.search(r"\bfigur|\btabl", question, re.IGNORECASE) for question in found.questions)
    return document_name(first.title, first.language) if found.kind != "figure" or named else asked_of(first)


def retold(found: Candidate, number: int) -> Fact:
    """A retelling: trained only, asked for by its topic in sentences of its own."""
    passage = found.passages[0]
    where = document_name(passage.title, passage.language)
    asked = [form.format(topic=found.subject, where=where) for form in _RETELL[passage.language][number % 2 :: 2]]
    return Fact(
        id=_identity(found),
        passage=passage.id,
        document=passage.document,
        page=passage.page,
        language=passage.language,
        kind="restatement",
        answer=found.answer,
        evidence=found.evidence,
        subject=found.subject,
        where="",
        questions=tuple(Question(direct=q if q.endswith("?") else f"{q}.", indirect="") for q in asked),
    )


def _identity(found: Candidate) -> str:
    said = "\x1f".join((found.passages[0].document, found.answer, found.evidence, found.questions[0]))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _bare(question: str, passages: Sequence[Passage]) -> str:
    """A question without its marks, its first word small unless it is a name: it goes into a frame."""
    text = question.strip().removeprefix("¿").rstrip("?").strip()
    first = re.match(r"\w+", text)
    if _QUESTION_WORD.match(text) or (first and first[0].istitle() and not _is_name(first[0], passages)):
        return text[:1].lower() + text[1:]
    return text


def _is_name(word: str, passages: Sequence[Passage]) -> bool:
    """Whether the passages write a word with a capital letter only."""
    held = {w for p in passages for w in re.findall(r"\w+", "\n".join((p.title, *p.headings, p.text)))}
    return word in held and word.lower() not in held
