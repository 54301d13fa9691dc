"""Columns and conversations as users have them → examples."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from doclora.records import Example, Metadata
from doclora.tongue import detect_language

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "instruction": ("instruction", "prompt", "question", "query", "pregunta", "instruccion", "user", "human"),
    "input": ("input", "context", "contexto", "entrada"),
    "output": ("output", "response", "answer", "completion", "respuesta", "salida", "assistant", "gpt"),
    "system": ("system", "system_prompt", "sistema"),
}
_TURNS: Final = ("messages", "conversations", "conversation")
_ROLES: Final = {
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "system": "system",
    "developer": "system",
}
_INVISIBLE: Final = {
    **{code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\v\f"},
    **{ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff"},
    **{ord(c): "\n" for c in "\v\f"},
}


class RowError(ValueError):
    """Why a row is no example."""


class Mapped:
    """A row as an example, what was mended for it, and the columns that were not read."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        """Map it.

        Raises:
            RowError: when it is no example.
        """
        self.repairs: list[str] = []
        self.unread: set[str] = set()
        turns = next((name for name in _TURNS if isinstance(value.get(name), list)), None)
        fields = self._from_turns(value, turns) if turns else self._from_columns(value)
        cleaned = {name: self._clean(name, text) for name, text in fields.items()}
        if not cleaned["instruction"] and cleaned["input"]:
            cleaned |= {"instruction": cleaned["input"], "input": ""}
            self.repairs.append("the question moved from input to instruction")
        if not cleaned["instruction"]:
            raise RowError("no question")
        if not cleaned["output"]:
            raise RowError("no answer")
        metadata = self._metadata(value.get("metadata"), f"{cleaned['instruction']} {cleaned['output']}")
        self.example = Example(**cleaned, metadata=metadata)

    def _from_columns(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if not names_an_answer(value):
            columns = ", ".join(map(str, value))[:120] or "none"
            raise RowError(f"no column for the answer among {columns}: call it answer or output")
        plain = {_plain(name): name for name in value}
        fields: dict[str, Any] = {}
        for field, aliases in _COLUMNS.items():
            column = next((plain[a] for a in aliases if a in plain), None)
            fields[field] = value[column] if column is not None else ""
            if column not in (None, field):
                self.repairs.append(f"the column {column!r} read as {field!r}")
            plain.pop(_plain(column or ""), None)
        if value.get("history"):
            raise RowError("it has a history: conversations of several turns are not read")
        self.unread = {name for name in plain.values() if name not in ("metadata", "history")}
        return fields

    def _from_turns(self, value: Mapping[str, Any], name: str) -> dict[str, Any]:
        turns = value[name]
        if not all(isinstance(turn, dict) for turn in turns):
            raise RowError("its turns are not a list of objects")
        self.unread = {*map(str, value)} - {name, "system", "metadata"}
        systems = [value["system"]] if value.get("system") else []
        said: dict[str, Any] = {}
        order = []
        for turn in turns:
            role = _ROLES.get(str(turn.get("role", turn.get("from", ""))).lower())
            if role is None:
                raise RowError("a turn of an unknown role")
            order.append(role)
            said[role] = self._joined(turn.get("content", turn.get("value")))
        systems += [said["system"]] if "system" in said else []
        if order.count("system") > 1 or "system" in order[1:] or (len(systems) == 2 and systems[0] != systems[1]):
            raise RowError("more than one system prompt, or not in the first place")
        if [role for role in order if role != "system"] != ["user", "assistant"]:
            raise RowError("not one question and one answer: conversations of several turns are not read")
        return {"instruction": said["user"], "input": "", "output": said["assistant"], "system": (systems or [""])[0]}

    def _joined(self, content: object) -> object:
        """The text of `[{"type": "text", "text": "…"}]`; anything else as it is."""
        if not isinstance(content, list):
            return content
        if not all(isinstance(part, dict) and isinstance(part.get("text"), str) for part in content):
            raise RowError("a turn that is not text")
        self.repairs.append("the parts of a turn joined")
        return "\n".join(part["text"] for part in content)

    def _clean(self, name: str, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RowError(f"{name} is not text but {type(value).__name__}")
        text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
        if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise RowError(f"{name} holds half a character (a lone surrogate)")
        if text != value:
            self.repairs.append("line ends or invisible characters removed")
        if text.strip() != text:
            self.repairs.append("spaces around a text removed")
        return text.strip()

    def _metadata(self, value: object, text: str) -> Metadata:
        own = Metadata(language=detect_language(text))
        if not isinstance(value, dict):
            return own
        try:
            return Metadata.model_validate(value)
        except ValidationError:
            self.repairs.append("metadata that doclora does not know left out")
            return own


def names_an_answer(columns: Iterable[object]) -> bool:
    """Whether one of the columns is called as answers are."""
    return any(_plain(name) in _COLUMNS["output"] for name in columns)


def _plain(name: object) -> str:
    """`Instrucción ` → `instruccion`."""
    parts = unicodedata.normalize("NFKD", str(name).strip().lower())
    return "".join(c for c in parts if not unicodedata.combining(c)).replace(" ", "_")
