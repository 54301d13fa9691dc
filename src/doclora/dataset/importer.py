"""Users' own examples: checked, repaired where that is safe, rejected with their line where it is not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from doclora.dataset.formats import ALPACA, INFO
from doclora.dataset.readers import Row, read_rows
from doclora.dataset.split import normal
from doclora.errors import DependencyError, InputError, missing_extra
from doclora.jsonl import write_examples
from doclora.records import Example, Metadata, Record, conversation
from doclora.workspace import write_atomic

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "instruction": ("instruction", "prompt", "question", "query", "pregunta", "instrucción", "user", "human"),
    "input": ("input", "context", "contexto", "entrada"),
    "output": ("output", "response", "answer", "completion", "respuesta", "salida", "assistant", "gpt"),
    "system": ("system", "system_prompt", "sistema"),
}
_TURNS: Final = ("messages", "conversations", "conversation")
_ROLES: Final = {"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "system": "system"}
_INVISIBLE: Final = {ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff\x00"}


class Finding(Record):
    """Something about one row or file. `line` is 0 where it is about the whole file."""

    file: str
    line: int
    message: str


class CheckReport(Record):
    """What `doclora dataset check` found.

    Attributes:
        examples: file → its good rows, as they are written.
        rejected: rows left out.
        repaired: what was mended → how often.
        duplicates: rows that stand twice, within a file or across files; the first is kept.
        notes: what the user may want to decide.
    """

    examples: dict[str, tuple[Example, ...]]
    rejected: tuple[Finding, ...]
    repaired: dict[str, int]
    duplicates: tuple[Finding, ...]
    notes: tuple[str, ...]


class _RowError(ValueError):
    """Why a row is no example."""


def check(files: Sequence[Path], *, constant_as_system: bool = False) -> CheckReport:
    """Check files of examples.

    Args:
        files: JSONL, JSON, CSV or Parquet.
        constant_as_system: where all rows of a file have the same instruction and a question as input, make that
            instruction the system prompt and the input the instruction.

    Raises:
        InputError: when a file is missing, empty or of another kind.
    """
    repaired: Counter[str] = Counter()
    rejected: list[Finding] = []
    duplicates: list[Finding] = []
    notes: list[str] = []
    seen: dict[tuple[str, str], str] = {}
    answers: dict[str, tuple[str, str]] = {}
    kept: dict[str, tuple[Example, ...]] = {}
    for path in files:
        rows = _examples(path, rejected, repaired)
        if _has_constant_instruction([e for _, e in rows]):
            if constant_as_system:
                rows = [(line, _as_system(e)) for line, e in rows]
                repaired["the constant instruction made the system prompt"] += len(rows)
            else:
                notes.append(
                    f"{path}: every row has the same instruction; --constant-as-system makes it the system prompt"
                )
        good = []
        for line, example in rows:
            where = f"{path}:{line}"
            key = (normal(f"{example.system} {_question(example)}"), normal(example.output))
            if key in seen:
                duplicates.append(Finding(file=str(path), line=line, message=f"the same as {seen[key]}"))
                continue
            seen[key] = where
            first = answers.setdefault(key[0], (key[1], where))
            if first[0] != key[1]:
                notes.append(f"{where}: the question of {first[1]} with another answer")
            good.append(example)
        kept[str(path)] = tuple(good)
    return CheckReport(
        examples=kept,
        rejected=tuple(rejected),
        repaired=dict(repaired),
        duplicates=tuple(duplicates),
        notes=tuple(notes),
    )


def save(report: CheckReport, folder: Path) -> None:
    """Write the good rows of each file as `<name>.jsonl` into a folder, with its `dataset_info.json`.

    Raises:
        InputError: when two files would have the same name, or the folder cannot be written to.
    """
    names = [Path(name).stem for name in report.examples]
    if len(set(names)) < len(names):
        raise InputError("two files have the same name", hint="rename one: their rows are written side by side")
    for name, rows in zip(names, report.examples.values(), strict=True):
        write_examples(folder / f"{name}.jsonl", rows)
    write_atomic(
        folder / INFO, json.dumps({n: {"file_name": f"{n}.jsonl", "columns": ALPACA} for n in names}, indent=2)
    )


def rendered(example: Example, base: str) -> str:
    """A prompt in a model's chat template.

    Args:
        example: whose question is shown.
        base: a Hugging Face name or a folder.

    Raises:
        DependencyError: when transformers or the model's tokenizer is not here.
    """
    try:
        from transformers import AutoTokenizer
    except ModuleNotFoundError:
        raise missing_extra("transformers", "train") from None
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError) as error:
        raise DependencyError(
            f"{base}: no tokenizer: {str(error).splitlines()[0]}",
            hint="name a folder that holds one, or leave out --base",
        ) from None
    turns = [m.model_dump() for m in conversation(example)]
    return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))


def _examples(path: Path, rejected: list[Finding], repaired: Counter[str]) -> list[tuple[int, Example]]:
    found = []
    for row in read_rows(path):
        try:
            example = _example(row)
        except _RowError as error:
            rejected.append(Finding(file=str(path), line=row.line, message=str(error)))
            continue
        repaired.update(set(row.repairs))
        found.append((row.line, example))
    return found


def _example(row: Row) -> Example:
    if row.value is None:
        raise _RowError(row.fault)
    fields = _from_turns(row.value) if any(name in row.value for name in _TURNS) else _from_columns(row)
    cleaned = {name: _clean(name, value, row) for name, value in fields.items()}
    if not cleaned["instruction"] and cleaned["input"]:
        cleaned |= {"instruction": cleaned["input"], "input": ""}
        row.repairs.append("the question moved from input to instruction")
    if not cleaned["instruction"]:
        raise _RowError("no question")
    if not cleaned["output"]:
        raise _RowError("no answer")
    return Example(**cleaned, metadata=_metadata(row.value.get("metadata")))


def _from_columns(row: Row) -> dict[str, Any]:
    assert row.value is not None
    lower = {str(k).strip().lower(): k for k in row.value}
    fields: dict[str, Any] = {}
    for name, aliases in _COLUMNS.items():
        used = [a for a in aliases if a in lower]
        fields[name] = row.value[lower[used[0]]] if used else ""
        if used and lower[used[0]] != name:
            row.repairs.append(f"the column {lower[used[0]]!r} read as {name!r}")
    if not any(a in lower for a in _COLUMNS["output"]):
        raise _RowError(f"no column for the answer among {', '.join(sorted(map(str, row.value)))[:120] or 'none'}")
    return fields


def _from_turns(value: Mapping[str, Any]) -> dict[str, Any]:
    turns = next(value[name] for name in _TURNS if name in value)
    if not isinstance(turns, list) or not all(isinstance(t, dict) for t in turns):
        raise _RowError("its turns are not a list of objects")
    said: dict[str, Any] = {"system": value.get("system") or "", "input": ""}
    roles = []
    for turn in turns:
        role = _ROLES.get(str(turn.get("role", turn.get("from", ""))).lower())
        if role is None:
            raise _RowError("a turn of an unknown role")
        roles.append(role)
        said[role] = turn.get("content", turn.get("value"))
    if [r for r in roles if r != "system"] != ["user", "assistant"]:
        raise _RowError("not one question and one answer: conversations of several turns are not read")
    return {"instruction": said["user"], "input": "", "output": said["assistant"], "system": said["system"]}


def _clean(name: str, value: object, row: Row) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _RowError(f"{name} is not text but {type(value).__name__}")
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise _RowError(f"{name} holds half a character (a lone surrogate)")
    if text != value:
        row.repairs.append("line ends or invisible characters removed")
    if text.strip() != text:
        row.repairs.append("spaces around a text removed")
    return text.strip()


def _metadata(value: object) -> Metadata:
    if not isinstance(value, dict):
        return Metadata()
    try:
        return Metadata.model_validate(value)
    except ValidationError:
        return Metadata()


def _question(example: Example) -> str:
    return f"{example.instruction} {example.input}".strip()


def _has_constant_instruction(examples: Sequence[Example]) -> bool:
    return (
        len(examples) > 2
        and len({e.instruction for e in examples}) == 1
        and all(e.input and not e.system for e in examples)
        and len({e.input for e in examples}) > 1
    )


def _as_system(example: Example) -> Example:
    return example.model_copy(update={"system": example.instruction, "instruction": example.input, "input": ""})
