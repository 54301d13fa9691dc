"""Facts written by a language model: quoted, checked, judged; every rejection is kept with its reason."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from doclora import console
from doclora.dataset.asking import LlmFacts, LlmLinks, Writer
from doclora.dataset.candidates import Rejection, Sifted, across, of_passage
from doclora.dataset.cost import Prices, estimate, spent
from doclora.dataset.extractive import Fact, wording
from doclora.dataset.judging import Controls, judged
from doclora.dataset.split import normal
from doclora.dataset.telling import UNSEEN, as_fact, retold
from doclora.dataset.workers import in_order
from doclora.endpoint import EndpointError, JsonModel, Read, ReplyError
from doclora.errors import RemoteServiceError
from doclora.records import Passage
from doclora.tongue import clearly

log = logging.getLogger(__name__)

_TRIED_FIRST: Final = 3
_GIVE_UP_AFTER: Final = 3
_WORTH_JOINING: Final = 30
_WORDS_TO_TELL: Final = 25


@dataclass
class Written:
    """What came of some passages.

    Attributes:
        unasked: passages that the endpoint failed at, and how.
    """

    facts: list[Fact] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    unasked: dict[str, EndpointError] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def write(
    passages: Sequence[Passage],
    model: JsonModel,
    *,
    wordings: int,
    prompt: str = "",
    prices: Prices | None = None,
) -> Written:
    """Ask a model for the facts of all passages, and for what follows from two that stand side by side.

    One passage is tried first, alone and shown, so that what cannot work is seen at once.

    Args:
        passages: document by document; the result is in their order.
        model: writes and judges.
        wordings: trained wordings of each fact; two more are asked for, for validation and test.
        prompt: one of the user's own in place of the one for a passage.
        prices: of tokens, to say what it costs.

    Raises:
        RemoteServiceError: when the model is out of reach, or nothing that it writes can be used; what it answered is
            kept, and not asked again.
    """
    if not passages:
        return Written()
    passages = [_in_its_language(p) for p in passages]
    job = _Job(model, Writer(wordings + UNSEEN, prompt), prices)
    tasks: list[tuple[Passage, ...]] = [*((p,) for p in passages), *_side_by_side(passages)]
    tried = job.try_out(passages, len(tasks))
    whole, failures = Written(), 0
    with console.progress("Writing questions", len(tasks)) as progress:
        made_in_order = in_order(tasks, lambda task: tried.get(task) or job.of(task), model.concurrency)
        for done, made in enumerate(made_in_order, start=1):
            whole.facts += made.facts
            whole.rejections += made.rejections
            whole.unasked |= made.unasked
            failures = failures + 1 if made.unasked else 0
            if failures >= _GIVE_UP_AFTER:
                raise next(iter(made.unasked.values()))
            progress.advance(note=spent(model.usage, done, len(tasks), prices))
    _keep_topics_apart(whole)
    if whole.rejections:
        log.info("%d things refused; report.md counts them by reason, rejections.jsonl has each", len(whole.rejections))
    whole.notes = job.notes(whole)
    return whole


def _in_its_language(passage: Passage) -> Passage:
    """A passage that is plainly in the other language than its document: an abstract, a quotation."""
    spoken = clearly(passage.text) if len(passage.text.split()) >= _WORDS_TO_TELL else None
    return passage.model_copy(update={"language": spoken}) if spoken else passage


def _side_by_side(passages: Sequence[Passage]) -> list[tuple[Passage, ...]]:
    """Neighbours in a document, two by two, where both say enough."""
    pairs: list[tuple[Passage, ...]] = []
    for _, group in groupby(passages, key=lambda p: p.document):
        document = [p for p in group if len(p.text.split()) >= _WORTH_JOINING]
        pairs += [p for p in zip(document[::2], document[1::2], strict=False) if p[0].language == p[1].language]
    return pairs


class _Job:
    """One model, asked about passages from several threads."""

    def __init__(self, model: JsonModel, writer: Writer, prices: Prices | None) -> None:
        self._model, self._writer, self._prices = model, writer, prices
        self._controls = Controls()
        self._warned = False

    def of(self, task: tuple[Passage, ...]) -> Written:
        """What comes of one passage, or of two side by side."""
        sifted = Sifted(task)
        try:
            sifted = self._sifted(task)
            kept = judged(sifted, self._model, self._controls)
        except ReplyError as error:
            sifted.refuse(_reason(error), reply=error.said[:500])
            kept = []
        except EndpointError as error:
            if not error.of_request:
                raise
            return Written(unasked={task[0].id: error})
        self._watch_the_judge()
        facts = []
        for number, candidate in enumerate(kept):
            facts.append(retold(candidate, number) if candidate.kind == "restatement" else as_fact(candidate))
        return Written(facts=facts, rejections=sifted.rejections)

    def _sifted(self, task: tuple[Passage, ...]) -> Sifted:
        read: Read[LlmFacts] | Read[LlmLinks]
        if len(task) == 1:
            read = facts = self._model.ask(self._writer.asked_for_facts(task[0]), LlmFacts)
            sifted = of_passage(task[0], facts.value)
        else:
            read = links = self._model.ask(self._writer.asked_across(*task), LlmLinks)
            sifted = across(task[0], task[1], links.value)
        for fault in read.faults:
            sifted.refuse(fault, reply=read.text[:500])
        if len(task) == 1 and not sifted.candidates and not sifted.rejections:
            sifted.refuse("the model finds nothing worth asking")
        return sifted

    def try_out(self, passages: Sequence[Passage], tasks: int) -> dict[tuple[Passage, ...], Written]:
        """Try a full passage, alone, and show what comes back; up to three where nothing does.

        Raises:
            RemoteServiceError: when nothing that comes back can be used.
        """
        log.info("asking %s about %d passages, %d at once", self._model.name, len(passages), self._model.concurrency)
        tried: dict[tuple[Passage, ...], Written] = {}
        started = time.monotonic()
        for passage in sorted(passages, key=lambda p: -min(len(p.text.split()), 100))[:_TRIED_FIRST]:
            made = tried[(passage,)] = self.of((passage,))
            for error in made.unasked.values():
                raise error
            self._show(passage, made)
            if made.facts:
                minutes = (time.monotonic() - started) / len(tried) * tasks / self._model.concurrency / 60
                known = self._model.usage.known
                soon = "less than a minute" if minutes < 1 else f"{minutes:.0f} minutes" if not known else "less time"
                cost = estimate(self._model.usage, len(tried), tasks, self._prices)
                log.info("all of it: about %s; %s", cost, soon)
                return tried
        rejections = [r for made in tried.values() for r in made.rejections]
        raise _useless(self._model.name, len(tried), rejections)

    def _show(self, passage: Passage, made: Written) -> None:
        words = len(passage.text.split())
        kept, refused = len(made.facts), len(made.rejections)
        log.info("tried one passage (%s, %d words): %d facts kept, %d things refused", passage.id, words, kept, refused)
        for fact in made.facts[:2]:
            log.info(
                "  kept: %s\n    %s\n    “%s”",
                wording(fact, "train", 0),
                fact.answer,
                " ".join(fact.evidence.split())[:160],
            )
        for reason, examples in _by_reason(made.rejections)[:4]:
            log.info("  refused: %s", _in_words(reason, examples[0], len(examples)))

    def _watch_the_judge(self) -> None:
        if self._controls.blind and not self._warned:
            self._warned = True
            log.warning("%s", self._blind())

    def _blind(self) -> str:
        passed, asked = self._controls.passed, self._controls.asked
        return (
            f"the judge does not judge: of {asked} wrong answers put before it on purpose it called {passed} right; "
            "choose a stronger model, or read a sample of the rows before you train"
        )

    def notes(self, whole: Written) -> tuple[str, ...]:
        """What the user should know."""
        notes = [self._blind()] if self._controls.blind else []
        if whole.unasked:
            error = next(iter(whole.unasked.values()))
            notes.append(
                f"{len(whole.unasked)} passages could not be asked about ({error.message}): "
                "run the same command with --force to ask again for those alone"
            )
        return tuple(notes)


def _reason(error: ReplyError) -> str:
    """Why a reply could not be used, with what the message says beyond that."""
    detail = error.message.partition(": ")[2].removeprefix(error.reason).strip(": ")
    return f"{error.reason}: {detail}" if detail else error.reason


def _useless(name: str, tried: int, rejections: Sequence[Rejection]) -> RemoteServiceError:
    told = "; ".join(_in_words(reason, found[0], len(found)) for reason, found in _by_reason(rejections)[:3])
    reply = next((r.reply for r in rejections if r.reply), "")
    began = f" A reply began: {' '.join(reply.split())[:200]}" if reply else ""
    return RemoteServiceError(
        f"{name}: nothing that it wrote about {tried} passage{'s' * (tried > 1)} can be used: {told}.{began}",
        hint="choose a larger instruct model, one that follows a JSON schema; --force asks again for useless replies",
    )


def _by_reason(rejections: Sequence[Rejection]) -> list[tuple[str, list[Rejection]]]:
    """The commonest first."""
    counts = Counter(r.reason for r in rejections)
    return [(reason, [r for r in rejections if r.reason == reason]) for reason, _ in counts.most_common()]


def _in_words(reason: str, example: Rejection, count: int) -> str:
    return f"{count} × {reason}" + (f" ({example.in_short})" if example.in_short else "")


def _keep_topics_apart(whole: Written) -> None:
    """A document's topic asks for one passage: where two have the same, the first one's retellings stay."""
    owner: dict[tuple[str, str], str] = {}
    kept = []
    for fact in whole.facts:
        topic = (fact.document, normal(fact.subject))
        if fact.kind == "restatement" and owner.setdefault(topic, fact.passage) != fact.passage:
            whole.rejections.append(
                Rejection(
                    reason="another passage has the same topic",
                    document=fact.document,
                    passage=fact.passage,
                    kind=fact.kind,
                    question=fact.subject,
                    answer=fact.answer,
                )
            )
        else:
            kept.append(fact)
    whole.facts = kept
