"""Facts written by a language model: quoted, checked, judged; every rejection is kept with its reason."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from doclora import console
from doclora.dataset.asking import LlmFact, LlmFacts, Verdict, asked_for_facts, asked_to_judge
from doclora.dataset.extractive import Fact, Question, document_name
from doclora.dataset.grounding import answer_fault, located, question_fault
from doclora.endpoint import JsonModel, ReplyError
from doclora.records import Passage, QuestionKind, Record

log = logging.getLogger(__name__)
_LONGEST_ANSWER = 60
_UNSEEN = 2


class Rejection(Record):
    """Something a model wrote that is not used."""

    reason: str
    passage: str
    question: str = ""
    answer: str = ""
    evidence: str = ""


@dataclass
class Written:
    """What came of some passages."""

    facts: list[Fact] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


def write(passages: Sequence[Passage], model: JsonModel, *, wordings: int) -> Written:
    """Ask a model for the facts of all passages; one passage first, alone, so that what cannot work fails at once.

    Args:
        passages: in any order; the result is in theirs.
        model: writes and judges.
        wordings: trained wordings of each fact; two more are asked for, for validation and test.

    Raises:
        RemoteServiceError: when the model is out of reach; what it answered is kept, and not asked again.
    """
    whole = Written()
    if not passages:
        return whole
    with console.progress("Writing questions", len(passages)) as progress:
        first = _of_passage(passages[0], model, wordings)
        progress.advance(note=_spent(model))
        with ThreadPoolExecutor(model.concurrency) as pool:
            for made in _in_order(first, pool, passages[1:], model, wordings):
                whole.facts += made.facts
                whole.rejections += made.rejections
                if made is not first:
                    progress.advance(note=_spent(model))
    return whole


def _in_order(
    first: Written, pool: ThreadPoolExecutor, rest: Sequence[Passage], model: JsonModel, wordings: int
) -> Iterator[Written]:
    yield first
    waiting = [pool.submit(_of_passage, passage, model, wordings) for passage in rest]
    try:
        for future in waiting:
            yield future.result()
    finally:
        for future in waiting:
            future.cancel()


def _spent(model: JsonModel) -> str:
    tokens = getattr(model, "tokens", 0)
    return f"{tokens:,} tokens" if tokens else ""


def _of_passage(passage: Passage, model: JsonModel, wordings: int) -> Written:
    made = Written()
    try:
        reply = model.ask(asked_for_facts(passage, wordings + _UNSEEN), LlmFacts)
    except ReplyError as error:
        made.rejections.append(Rejection(reason=_short(error), passage=passage.id))
        return made
    for fact in reply.facts:
        _take(made, passage, fact, "statement", model)
    for implied in reply.implications:
        fact = LlmFact(evidence=implied.evidence, answer=implied.answer, questions=(implied.question,))
        _take(made, passage, fact, "implication", model)
    return made


def _take(made: Written, passage: Passage, fact: LlmFact, kind: QuestionKind, model: JsonModel) -> None:
    """Add a fact, or why not."""

    def refuse(reason: str, question: str = "") -> None:
        made.rejections.append(
            Rejection(reason=reason, passage=passage.id, question=question, answer=fact.answer, evidence=fact.evidence)
        )

    evidence, answer = located(fact.evidence, passage.text), fact.answer.strip()
    if not evidence:
        return refuse("its evidence does not stand in the passage")
    if not 1 <= len(answer.split()) <= _LONGEST_ANSWER:
        return refuse("an answer of no words or too many")
    if fault := answer_fault(answer, passage.text):
        return refuse(fault)
    good: list[str] = []
    for question in dict.fromkeys(" ".join(q.split()) for q in fact.questions):
        if fault := question_fault(question, answer, passage.language):
            refuse(fault, question)
        else:
            good.append(question)
    if not good:
        return None
    try:
        verdict = model.ask(asked_to_judge(passage, good[0], answer), Verdict)
    except ReplyError as error:
        return refuse(f"the judge: {_short(error)}", good[0])
    if fault := _verdict_fault(verdict):
        return refuse(fault, good[0])
    made.facts.append(_fact(passage, kind, good, answer, evidence))
    return None


def _verdict_fault(verdict: Verdict) -> str:
    if not verdict.answer_is_right:
        return "the judge: the answer is not right"
    if not verdict.understandable_alone:
        return "the judge: not understandable alone"
    return "" if verdict.worth_asking else "the judge: not worth asking"


def _fact(passage: Passage, kind: QuestionKind, questions: list[str], answer: str, evidence: str) -> Fact:
    """The last two wordings are kept from training, where there are enough."""
    cores = [Question(direct=_bare(q), indirect="") for q in questions]
    kept = _UNSEEN if len(cores) > 1 + _UNSEEN else 0
    identity = "\x1f".join((passage.document, answer, evidence, questions[0]))
    return Fact(
        id=hashlib.sha256(identity.encode()).hexdigest()[:12],
        passage=passage.id,
        document=passage.document,
        page=passage.page,
        language=passage.language,
        kind="figure" if passage.kind == "figure" else kind,
        answer=answer,
        evidence=evidence,
        subject=questions[0],
        where=document_name(passage.title, passage.language),
        questions=tuple(cores[: len(cores) - kept]),
        unseen=tuple(cores[len(cores) - kept :]) if kept else (),
    )


def _bare(question: str) -> str:
    """A question without its marks, its first word small: it goes into a frame."""
    text = question.strip().removeprefix("¿").rstrip("?").strip()
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _short(error: ReplyError) -> str:
    return error.message.split(": ", 1)[-1][:120]
