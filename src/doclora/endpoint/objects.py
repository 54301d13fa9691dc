"""The JSON in a text that a model wrote: found wherever it stands, mended where that changes no word of it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from doclora.jsonl import DuplicateKeyError, unique_keys

_DEEPEST: Final = 4
"""How far into what is broken a whole object is looked for: reply, list, item, and one wrapping."""
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_PYTHON_TOKEN: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[{}\[\]]", re.DOTALL)
_PYTHON: Final = re.compile(r"[{\[][\s{\[]{0,20}'")
_STRING: Final = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_BARE_KEY: Final = re.compile(r"([{,]\s*)([A-Za-z_]\w*)(\s*:)")
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_ESCAPE: Final = re.compile(r"\\(u.{0,4}|.)", re.DOTALL)
_CONSTANT: Final = re.compile(r"\b(?:None|True|False)\b")
_JSON_CONSTANTS: Final = {"None": "null", "True": "true", "False": "false"}


@dataclass(frozen=True)
class Found:
    """A JSON object or list, and where it begins in the text."""

    value: dict[str, Any] | list[Any]
    start: int


@dataclass
class _Pair:
    """A bracket and its partner: text[start:end]."""

    start: int
    end: int
    inside: list[_Pair]


def found_in(text: str) -> tuple[list[Found], bool]:
    """The outermost objects and lists that can be read, in their order, and whether something in between is broken.

    Of an object that is broken or never closed, the whole objects inside it are found. What is mended: commas before
    a closing bracket, comments, keys without quotes, Python's quotes and constants, line ends and wrong escapes inside
    strings.

    Raises:
        DuplicateKeyError: when an object names a key twice.
    """
    pairs, open_left = _pairs(text)
    found: list[Found] = []
    broken = open_left
    for pair in pairs:
        inner = list(_readable(text, pair, 0))
        if not inner or inner[0].start > pair.start:
            broken = broken or bool(inner) or '"' in text[pair.start : pair.end]
        found += inner
    return found, broken


def _readable(text: str, pair: _Pair, depth: int) -> Iterator[Found]:
    value = _read(text[pair.start : pair.end])
    if value is not None:
        yield Found(value, pair.start)
    elif depth < _DEEPEST:
        for each in pair.inside:
            yield from _readable(text, each, depth + 1)


def _pairs(text: str) -> tuple[list[_Pair], bool]:
    """The outermost brackets that are closed, and whether one is left open. Brackets in strings do not count."""
    outer: list[_Pair] = []
    stack: list[_Pair] = []
    token = _PYTHON_TOKEN if _PYTHON.search(text) else _TOKEN
    for match in token.finditer(text):
        mark = match[0]
        if mark in "{[":
            stack.append(_Pair(match.start(), -1, []))
        elif mark in "}]" and stack and (text[stack[-1].start] == "{") == (mark == "}"):
            closed = stack.pop()
            closed.end = match.end()
            (stack[-1].inside if stack else outer).append(closed)
    for left in stack:
        outer += left.inside
    return sorted(outer, key=lambda p: p.start), bool(stack)


def _read(text: str) -> dict[str, Any] | list[Any] | None:
    """None where it cannot be read."""
    for said in (text, _mended(text)):
        try:
            return cast("dict[str, Any]", json.loads(said, strict=False, object_pairs_hook=unique_keys))
        except DuplicateKeyError:
            raise
        except (ValueError, RecursionError):
            continue
    if not _PYTHON.match(text):
        return None
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, dict | list) else None


def _mended(text: str) -> str:
    parts = _STRING.split(text)
    parts[0::2] = [_marks(part) for part in parts[0::2]]
    parts[1::2] = [_ESCAPE.sub(_escape, part) for part in parts[1::2]]
    return "".join(parts)


def _marks(between: str) -> str:
    """What stands between two strings, as JSON has it."""
    keyed = _BARE_KEY.sub(r'\1"\2"\3', _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(" ", between)))
    return _CONSTANT.sub(lambda match: _JSON_CONSTANTS[match[0]], keyed)


def _escape(match: re.Match[str]) -> str:
    """A backslash that escapes nothing is one of the text's own."""
    if re.match(r'["\\/bfnrt]|u[0-9a-fA-F]{4}', match[1]):
        return match[0]
    return "'" if match[1] == "'" else f"\\\\{match[1]}"
