"""One question, or a conversation in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from doclora import console
from doclora.errors import InputError
from doclora.records import Message, Record
from doclora.workspace import RunFolder

if TYPE_CHECKING:
    from doclora.language.model import LanguageModel

HELP = "/reset forgets the conversation, /base shows the base model's answers beside, /exit or Ctrl-D ends"


class Reply(Record):
    """An answer to one question.

    Attributes:
        base: the base model's answer, where it was asked too.
    """

    question: str
    answer: str
    base: str | None = None


def open_adapter(folder: Path) -> LanguageModel:
    """Load the adapter in a folder, or in the folder of a run.

    Raises:
        InputError: when there is none.
    """
    from doclora.language.model import LanguageModel, adapter_base

    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder", hint="give the folder of an adapter or of a `doclora run`")
    run = RunFolder(folder).adapter
    adapter = run if run.is_dir() else folder
    return LanguageModel.load(adapter_base(adapter), adapter=adapter)


def reply(model: LanguageModel, question: str, *, system: str, max_new_tokens: int, base_too: bool) -> Reply:
    """Answer one question.

    Raises:
        InputError: when the question is empty.
    """
    if not question.strip():
        raise InputError("the question is empty", hint='for example: doclora ask my-model "What is a lathe?"')
    messages = [*_opening(system), Message(role="user", content=question)]
    answer = model.generate([messages], max_new_tokens=max_new_tokens)[0].text
    return Reply(
        question=question, answer=answer, base=_base_answer(model, messages, max_new_tokens) if base_too else None
    )


def converse(model: LanguageModel, *, system: str, max_new_tokens: int) -> None:
    """Read questions from the terminal until it ends, and stream the answers."""
    history = _opening(system)
    beside = False
    console.note(f"{model.name} with its adapter · {HELP}")
    for line in console.lines():
        if line == "/exit":
            return
        if line == "/reset":
            history = _opening(system)
            console.note("forgotten")
        elif line == "/base":
            beside = not beside
            console.note(f"the base model's answers are {'shown' if beside else 'hidden'}")
        elif line.startswith("/"):
            console.note(HELP)
        elif line:
            history.append(Message(role="user", content=line))
            if beside:
                console.result(f"base: {_base_answer(model, history, max_new_tokens)}")
            history.append(Message(role="assistant", content=_stream(model, history, max_new_tokens)))


def _opening(system: str) -> list[Message]:
    return [Message(role="system", content=system)] if system else []


def _base_answer(model: LanguageModel, messages: list[Message], max_new_tokens: int) -> str:
    with model.without_adapter():
        return model.generate([messages], max_new_tokens=max_new_tokens)[0].text


def _stream(model: LanguageModel, history: list[Message], max_new_tokens: int) -> str:
    pieces = []
    for piece in model.stream(history, max_new_tokens=max_new_tokens):
        console.fragment(piece)
        pieces.append(piece)
    console.fragment("\n")
    return "".join(pieces).strip()
