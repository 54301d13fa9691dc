"""JSON Lines files of examples: read with line numbers in every complaint, written byte-stable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from doclora.errors import InputError
from doclora.records import Example
from doclora.workspace import write_atomic


class DuplicateKeyError(ValueError):
    """A JSON object names the same key twice."""


def parse_line(line: str) -> dict[str, Any]:
    """One JSON object.

    Raises:
        ValueError: when the line is not JSON, not an object, or names a key twice.
    """
    value = json.loads(line, object_pairs_hook=unique_keys)
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


def read_examples(path: Path) -> list[Example]:
    """The examples of a dataset file in Alpaca form.

    Raises:
        InputError: naming the first line that is not an example.
    """
    if not path.is_file():
        raise InputError(f"{path}: not there", hint="make it with `doclora dataset ARTIFACTS… -o DATASET`")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8", hint="`doclora dataset check FILE -o FOLDER` mends it") from None
    examples = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            examples.append(_example(line, f"{path}:{number}"))
    return examples


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write a dataset file in Alpaca form, atomically."""
    write_atomic(path, (json.dumps(e.model_dump(mode="json"), ensure_ascii=False) + "\n" for e in examples))


def _example(line: str, where: str) -> Example:
    try:
        return Example.model_validate(parse_line(line))
    except ValidationError as error:
        fault = error.errors()[0]
        message = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    except (ValueError, TypeError) as error:
        message = str(error)
    raise InputError(f"{where}: {message}", hint="`doclora dataset check FILE` finds and mends such lines")


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object of its pairs, as `object_pairs_hook`.

    Raises:
        DuplicateKeyError: when a key stands twice.
    """
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateKeyError(f"the key {next(k for k in keys if keys.count(k) > 1)!r} stands twice")
    return value
