"""The forms that a dataset is written in, and the `dataset_info.json` that LLaMA-Factory reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from doclora.jsonl import write_examples
from doclora.records import Example, conversation
from doclora.settings import Form
from doclora.workspace import write_atomic

SPLITS: Final = ("train", "validation", "test", "heldout", "unanswerable")
INFO: Final = "dataset_info.json"
ALPACA: Final = {"prompt": "instruction", "query": "input", "response": "output", "system": "system"}
_SHAREGPT: Final = {"messages": "conversations", "system": "system"}
_OPENAI: Final = {"messages": "messages"}
_OPENAI_TAGS: Final = {
    "role_tag": "role",
    "content_tag": "content",
    "user_tag": "user",
    "assistant_tag": "assistant",
    "system_tag": "system",
}


def write(folder: Path, rows: Mapping[str, Sequence[Example]], forms: Sequence[Form]) -> list[str]:
    """Write every split in Alpaca form and, in a folder of each, in the other forms; return the names of the files."""
    written = []
    for split in SPLITS:
        write_examples(folder / f"{split}.jsonl", rows[split])
        written.append(f"{split}.jsonl")
        for form in forms:
            name = f"{form}/{split}.jsonl"
            write_atomic(folder / name, (_line(e, form) for e in rows[split]))
            written.append(name)
    write_atomic(folder / INFO, json.dumps(info(forms), indent=2) + "\n")
    return [*written, INFO]


def info(forms: Sequence[Form]) -> dict[str, Any]:
    """`dataset_info.json`: all columns named, for LLaMA-Factory drops the unnamed in silence."""
    named: dict[str, Any] = {}
    for split in SPLITS:
        named[f"doclora_{split}"] = {"file_name": f"{split}.jsonl", "columns": ALPACA}
    for form in forms:
        columns = _SHAREGPT if form == "sharegpt" else _OPENAI
        tags = {} if form == "sharegpt" else {"tags": _OPENAI_TAGS}
        for split in SPLITS:
            entry = {"file_name": f"{form}/{split}.jsonl", "formatting": "sharegpt", "columns": columns, **tags}
            named[f"doclora_{split}_{form}"] = entry
    return named


def _line(example: Example, form: Form) -> str:
    metadata = example.metadata.model_dump(mode="json")
    messages = [m.model_dump() for m in conversation(example)]
    messages.append({"role": "assistant", "content": example.output})
    value: dict[str, Any] = {"messages": messages, "metadata": metadata}
    if form == "sharegpt":
        sides = {"user": "human", "assistant": "gpt"}
        turns = [{"from": sides[m["role"]], "value": m["content"]} for m in messages if m["role"] in sides]
        value = {"conversations": turns, "system": example.system, "metadata": metadata}
    return json.dumps(value, ensure_ascii=False) + "\n"
