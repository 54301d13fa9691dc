"""What a language model is asked, in the passage's language, and the shape of its replies."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from doclora.dataset.frames import quoted
from doclora.records import Language, Message, Passage, Record


class LlmFact(Record):
    """One fact as a model writes it down."""

    evidence: str
    answer: str
    questions: tuple[str, ...]
    restatement: str = ""


class LlmImplication(Record):
    """A question whose answer follows from the passage without standing in it word for word."""

    question: str
    answer: str
    evidence: str


class LlmFacts(Record):
    """The reply to `asked_for_facts`."""

    facts: tuple[LlmFact, ...]
    implications: tuple[LlmImplication, ...] = ()


class Verdict(Record):
    """The reply to `asked_to_judge`."""

    answer_is_right: bool
    understandable_alone: bool
    worth_asking: bool
    reason: str = ""


def asked_for_facts(passage: Passage, wordings: int) -> list[Message]:
    """The conversation that asks for the facts of one passage."""
    heading = " › ".join(passage.headings)
    said = f"{quoted(passage.title, passage.language)}\n{heading}\n\n{passage.text}"
    return [
        Message(role="system", content=_prompt("write", passage.language).format(count=wordings)),
        Message(role="user", content=said),
    ]


def asked_to_judge(passage: Passage, question: str, answer: str) -> list[Message]:
    """The conversation that asks for a verdict on one question."""
    words = ("Pasaje", "Pregunta", "Respuesta") if passage.language == "es" else ("Passage", "Question", "Answer")
    said = f"{words[0]}:\n{passage.text}\n\n{words[1]}: {question}\n{words[2]}: {answer}"
    return [Message(role="system", content=_prompt("judge", passage.language)), Message(role="user", content=said)]


@cache
def _prompt(name: str, language: Language) -> str:
    return (files("doclora.dataset") / "prompts" / f"{name}_{language}.txt").read_text(encoding="utf-8")
