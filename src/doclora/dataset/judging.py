"""The judge: the same model with the passage in hand; a wrong answer among the right ones shows whether it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from doclora.dataset.asking import Verdict, Verdicts, asked_to_judge
from doclora.dataset.candidates import Candidate, Sifted
from doclora.dataset.split import content, normal
from doclora.endpoint import JsonModel, ReplyError

ENOUGH_CONTROLS: Final = 5
NO_VERDICT: Final = "the judge gave no verdict"
_TELL_ME: Final = {"en": "Tell me about {topic}.", "es": "Háblame sobre {topic}."}
_Item = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Controls:
    """Wrong answers that were put before the judge on purpose, and how many it called right."""

    asked: int = 0
    passed: int = 0

    def __add__(self, other: Controls) -> Controls:
        return Controls(self.asked + other.asked, self.passed + other.passed)

    @property
    def blind(self) -> bool:
        """Whether the judge plainly calls everything right."""
        return self.asked >= ENOUGH_CONTROLS and self.passed * 2 > self.asked


def judged(sifted: Sifted, model: JsonModel) -> tuple[list[Candidate], Controls]:
    """The candidates that the judge lets through; the others are added to the rejections."""
    found, controls = sifted.candidates, Controls()
    if not found:
        return [], controls
    items = [_item(c) for c in found]
    control = _control(found)
    messages = asked_to_judge(sifted.passages, [*items, *([control] if control else [])])
    try:
        said = _in_order(model.ask(messages, Verdicts).value.verdicts, len(items) + bool(control))
    except ReplyError as error:
        for each in found:
            _refuse(sifted, each, f"{NO_VERDICT}: {error.reason}")
        return [], controls
    if control:
        controls = Controls(1, int(not _fault(_of(said, len(items) + 1))))
    kept = []
    for number, each in enumerate(found, start=1):
        verdicts = _of(said, number)
        unwanted = sorted({n for v in verdicts for n in v.bad_wordings} & set(range(1, len(each.questions) + 1)))
        if fault := _fault(verdicts):
            _refuse(sifted, each, fault)
        elif len(unwanted) == len(each.questions):
            _refuse(sifted, each, "the judge finds that the wordings ask for different things")
        else:
            for n in unwanted:
                _refuse(sifted, each, "the judge finds that a wording asks for something else", each.questions[n - 1])
            kept.append(each.without(unwanted))
    return kept, controls


def _control(found: Sequence[Candidate]) -> _Item | None:
    """A question with the answer to another one; None where no two answers differ plainly."""
    asked = [c for c in found if c.kind != "restatement"]
    return next(
        ((one.questions, other.answer) for one in asked for other in reversed(asked) if _differ(one, other)), None
    )


def _differ(one: Candidate, other: Candidate) -> bool:
    """Whether the second one's answer is plainly wrong for the first one's question."""
    wrong = normal(other.answer)
    return not content(one.answer) & content(wrong) and wrong not in normal(f"{one.answer} {one.evidence}")


def _item(candidate: Candidate) -> _Item:
    if candidate.kind != "restatement":
        return candidate.questions, candidate.answer
    tell_me = _TELL_ME[candidate.passages[0].language]
    return tuple(tell_me.format(topic=topic) for topic in candidate.questions), candidate.answer


def _in_order(verdicts: Sequence[Verdict], asked: int) -> Sequence[Verdict]:
    """Verdicts that all lack their number are those of the items in turn, where there is one for each."""
    if len(verdicts) != asked or any(v.number for v in verdicts):
        return verdicts
    return [v.model_copy(update={"number": n}) for n, v in enumerate(verdicts, start=1)]


def _of(verdicts: Sequence[Verdict], number: int) -> list[Verdict]:
    return [v for v in verdicts if v.number == number]


def _fault(verdicts: Sequence[Verdict]) -> str:
    """Why a judge refuses; where it says two things, the stricter one counts."""
    if not verdicts:
        return NO_VERDICT
    reason = next((f": {v.reason}" for v in verdicts if v.reason), "")
    if not all(v.answer_is_right for v in verdicts):
        return f"the judge finds the answer not right{reason}"
    if not all(v.understandable_alone for v in verdicts):
        return f"the judge finds it not understandable alone{reason}"
    return "" if all(v.worth_asking for v in verdicts) else f"the judge finds it not worth asking{reason}"


def _refuse(sifted: Sifted, candidate: Candidate, fault: str, question: str = "") -> None:
    sifted.refuse(
        fault,
        kind=candidate.kind,
        question=question or candidate.questions[0],
        answer=candidate.answer,
        evidence=candidate.evidence if candidate.kind != "restatement" else "",
    )
