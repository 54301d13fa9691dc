"""What a language model is asked, in the passage's language, and the shape of its replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import BeforeValidator

from doclora.dataset.frames import quoted
from doclora.endpoint import Reply
from doclora.errors import InputError
from doclora.records import Language, Message, Passage

LlmKind = Literal["definition", "quantity", "cause", "purpose", "list", "statement"]
_COUNT: Final = "{count}"


class _Reply(Reply):
    """What an endpoint does not constrain may hold more than was asked for, under names of another language."""

    also_called: ClassVar[Mapping[str, str]] = {
        "hechos": "facts",
        "implicaciones": "implications",
        "tema": "topic",
        "reformulaciones": "retellings",
        "evidencia": "evidence",
        "sujeto": "subject",
        "tipo": "kind",
        "respuesta": "answer",
        "question": "questions",
        "pregunta": "questions",
        "preguntas": "questions",
        "evidencia_1": "evidence_1",
        "evidencia_2": "evidence_2",
        "veredictos": "verdicts",
        "número": "number",
        "numero": "number",
    }


def _as_text(value: object) -> object:
    """A number as a text; quotes in a list as one with gaps."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " … ".join(map(str, value)) if isinstance(value, list) else value


def _as_texts(value: object) -> object:
    """One text as a list of it; texts that are each in an object of their own without it."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        return value
    return [next(iter(v.values())) if isinstance(v, dict) and len(v) == 1 else v for v in value]


_Text = Annotated[str, BeforeValidator(_as_text)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(_as_texts)]


def _known_kind(value: object) -> object:
    return value if value in get_args(LlmKind) else "statement"


class LlmFact(_Reply):
    """One fact as a model writes it down."""

    evidence: _Text
    subject: str = ""
    kind: Annotated[LlmKind, BeforeValidator(_known_kind)] = "statement"
    answer: _Text
    questions: _Texts


class LlmFacts(_Reply):
    """The reply to `asked_for_facts`."""

    facts: tuple[LlmFact, ...]
    implications: tuple[LlmFact, ...] = ()
    topic: str = ""
    retellings: _Texts = ()


class LlmLink(_Reply):
    """A fact that follows from two passages together."""

    evidence_1: _Text
    evidence_2: _Text
    answer: _Text
    questions: _Texts


class LlmLinks(_Reply):
    """The reply to `asked_across`."""

    facts: tuple[LlmLink, ...]


class Verdict(_Reply):
    """What the judge says of one item."""

    number: int = 0
    answer_is_right: bool
    understandable_alone: bool
    worth_asking: bool
    bad_wordings: tuple[int, ...] = ()
    reason: str = ""


class Verdicts(_Reply):
    """The reply to `asked_to_judge`."""

    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Writer:
    """How a model is asked to write.

    Attributes:
        wordings: of each question, those for validation and test included.
        prompt: a prompt of the user's own in place of `write_en.txt` and `write_es.txt`; empty for none.
    """

    wordings: int
    prompt: str = ""

    def asked_for_facts(self, passage: Passage) -> list[Message]:
        """The conversation that asks for the facts of one passage."""
        said = self.prompt or _prompt("write", passage.language)
        return [
            Message(role="system", content=said.replace(_COUNT, str(self.wordings))),
            Message(role="user", content=_shown(passage)),
        ]

    def asked_across(self, first: Passage, second: Passage) -> list[Message]:
        """The conversation that asks for questions that need two passages."""
        said = _prompt("across", first.language).replace(_COUNT, str(self.wordings))
        shown = f"1.\n{_shown(first)}\n\n2.\n{_shown(second)}"
        return [Message(role="system", content=said), Message(role="user", content=shown)]


def own_prompt(path: Path | None) -> str:
    """A prompt of the user's own.

    Raises:
        InputError: when it cannot be read, or leaves out `{count}`.
    """
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError:
        raise InputError(f"{path}: not there", hint="dataset.prompt_file is a text file of your own") from None
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read: {error.strerror}", hint="dataset.prompt_file is a text file"
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8", hint="save the prompt as UTF-8 text, then run again") from None
    if _COUNT not in text:
        raise InputError(
            f"{path}: says nowhere how many wordings to write", hint="put {count} where the number of wordings belongs"
        )
    return text


def asked_to_judge(passages: Sequence[Passage], items: Sequence[tuple[Sequence[str], str]]) -> list[Message]:
    """The conversation that asks for a verdict on each item: the wordings of a question, and its answer."""
    language = passages[0].language
    question, answer = ("Pregunta", "Respuesta") if language == "es" else ("Question", "Answer")
    shown = "\n\n".join(_shown(p) for p in passages)
    listed = "\n\n".join(
        f"{n}. {question}\n"
        + "\n".join(f"   ({i}) {w}" for i, w in enumerate(wordings, start=1))
        + f"\n   {answer}: {said}"
        for n, (wordings, said) in enumerate(items, start=1)
    )
    return [
        Message(role="system", content=_prompt("judge", language)),
        Message(role="user", content=f"{shown}\n\n{listed}"),
    ]


def _shown(passage: Passage) -> str:
    """A passage with where it stands; what could end it early is taken out of it."""
    spanish = passage.language == "es"
    lines = [f"{'Documento' if spanish else 'Document'}: {quoted(passage.title, passage.language)}"]
    if passage.headings:
        lines.append(f"{'Apartado' if spanish else 'Section'}: {' › '.join(passage.headings)}")
    if passage.kind == "figure":
        lines.append(
            "El pasaje describe una figura del documento: pregunta por lo que muestra, y nombra la figura."
            if spanish
            else "The passage describes a figure of the document: ask about what it shows, and name the figure."
        )
    text = passage.text.replace("<passage>", "").replace("</passage>", "")
    return "\n".join([*lines, "<passage>", text.strip(), "</passage>"])


@cache
def _prompt(name: str, language: Language) -> str:
    return (files("doclora.dataset") / "prompts" / f"{name}_{language}.txt").read_text(encoding="utf-8").strip()
