"""Facts written by a language model: quoted, checked, judged; every rejection is kept with its reason."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from doclora import console
from doclora.dataset.asking import LlmFacts, LlmLinks, Writer
from doclora.dataset.candidates import Rejection, Sifted, across, clean, of_passage
from doclora.dataset.cost import Prices, estimate, spent
from doclora.dataset.fact import Fact, wording
from doclora.dataset.judging import NO_VERDICT, Controls, judged
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
        controls: how the judge took wrong answers.
        notes: what the user should know.
        hint: what to do about a reply of which nothing could be used.
    """

    facts: list[Fact] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    unasked: dict[str, EndpointError] = field(default_factory=dict)
    controls: Controls = field(default_factory=Controls)
    notes: tuple[str, ...] = ()
    hint: str = ""

    def add(self, other: Written) -> None:
        """Take in what came of another passage; warn as soon as the judge is plainly blind."""
        known = self.controls.blind
        self.facts += other.facts
        self.rejections += other.rejections
        self.unasked |= other.unasked
        self.controls += other.controls
        if self.controls.blind and not known:
            log.warning("%s", _blind(self.controls))


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
    tasks = list(_tasks(passages))
    tried = job.try_out(passages, len(tasks))
    whole, failures = Written(), 0
    with console.progress("Writing questions", len(tasks)) as progress:
        in_turn = in_order(tasks, lambda task: tried.get(task) or job.of(task), model.concurrency)
        with closing(in_turn) as made_in_order:
            for done, made in enumerate(made_in_order, start=1):
                whole.add(made)
                failures = failures + 1 if made.unasked else 0
                if failures >= _GIVE_UP_AFTER:
                    raise next(iter(made.unasked.values()))
                progress.advance(note=spent(model.usage, done, len(tasks), prices))
    _keep_topics_apart(whole)
    if whole.rejections:
        refused = _counted(len(whole.rejections), "thing")
        log.info("%s refused; report.md has the count of each reason, rejections.jsonl every one", refused)
    whole.notes = tuple(_notes(whole))
    return whole


def _in_its_language(passage: Passage) -> Passage:
    """A passage that is plainly in the other language than its document: an abstract, a quotation."""
    spoken = clearly(passage.text) if len(passage.text.split()) >= _WORDS_TO_TELL else None
    return passage.model_copy(update={"language": spoken}) if spoken else passage


def _tasks(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Document by document: its passages, then neighbours of one language, two by two, where both say enough."""
    for _, group in groupby(passages, key=lambda p: p.document):
        document = list(group)
        yield from ((p,) for p in document)
        full = [p for p in document if len(p.text.split()) >= _WORTH_JOINING]
        yield from (pair for pair in zip(full[::2], full[1::2], strict=False) if pair[0].language == pair[1].language)


class _Job:
    """One model, asked about passages from several threads."""

    def __init__(self, model: JsonModel, writer: Writer, prices: Prices | None) -> None:
        self._model, self._writer, self._prices = model, writer, prices

    def of(self, task: tuple[Passage, ...]) -> Written:
        """What comes of one passage, or of two side by side."""
        try:
            sifted = self._sifted(task)
            kept, controls = judged(sifted, self._model)
        except ReplyError as error:
            sifted = Sifted(task)
            sifted.refuse(_reason(error), reply=error.said[:500])
            return Written(rejections=sifted.rejections, hint=error.hint)
        except EndpointError as error:
            if not error.of_request:
                raise
            return Written(unasked={task[0].id: error})
        facts = []
        for number, candidate in enumerate(kept):
            facts.append(retold(candidate, number) if candidate.kind == "restatement" else as_fact(candidate))
        return Written(facts=facts, rejections=sifted.rejections, controls=controls)

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
        name, at_once = self._model.name, self._model.concurrency
        log.info("asking %s about %s, %d at once", name, _counted(len(passages), "passage"), at_once)
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
        hints = {made.hint for made in tried.values()}
        raise _useless(name, len(tried), rejections, hints.pop() if len(hints) == 1 else "")

    def _show(self, passage: Passage, made: Written) -> None:
        words = len(passage.text.split())
        kept, refused = _counted(len(made.facts), "fact"), _counted(len(made.rejections), "thing")
        log.info("tried one passage (%s, %d words): %s kept, %s refused", passage.id, words, kept, refused)
        for fact in made.facts[:2]:
            log.info(
                "  kept: %s\n    %s\n    “%s”",
                wording(fact, "train", 0),
                fact.answer,
                " ".join(fact.evidence.split())[:160],
            )
        for reason, examples in _by_reason(made.rejections)[:4]:
            log.info("  refused: %s", _in_words(reason, examples[0], len(examples)))


def _blind(controls: Controls) -> str:
    return (
        f"the judge does not judge: of {controls.asked} wrong answers put before it on purpose it called "
        f"{controls.passed} right; choose a stronger model, or read a sample of the rows before you train"
    )


def _notes(whole: Written) -> Iterator[str]:
    if whole.controls.blind:
        yield _blind(whole.controls)
    if whole.unasked:
        error = next(iter(whole.unasked.values()))
        yield (
            f"{_counted(len(whole.unasked), 'passage')} could not be asked about ({error.message}): "
            "run the same command with --force to ask again for those alone"
        )


def _reason(error: ReplyError) -> str:
    """Why a reply could not be used, with what the message says beyond that."""
    detail = error.message.partition(": ")[2].removeprefix(error.reason).strip(": ")
    return f"{error.reason}: {detail}" if detail else error.reason


def _useless(name: str, tried: int, rejections: Sequence[Rejection], hint: str) -> RemoteServiceError:
    commonest = [(r, f[0].model_copy(update={"reply": ""}), len(f)) for r, f in _by_reason(rejections)[:3]]
    told = "; ".join(_in_words(*each) for each in commonest)
    reply = next((r.reply for r in rejections if r.reply), "")
    began = f" A reply began: {clean(reply)[:200]}" if reply else ""
    again = "; --force asks again for useless replies" if any(map(_was_useless, rejections)) else ""
    return RemoteServiceError(
        f"{name}: nothing that it wrote about {_counted(tried, 'passage')} can be used: {told}.{began}",
        hint=(hint or "choose a larger instruct model, one that follows a JSON schema") + again,
    )


def _was_useless(rejection: Rejection) -> bool:
    """Whether a reply as a whole, the writer's or the judge's, could not be used."""
    return not rejection.answer or (rejection.reason == NO_VERDICT and bool(rejection.detail))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


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
