"""Users' files, row by row. What cannot be read is a fault with its line, not a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from doclora.errors import InputError
from doclora.jsonl import DuplicateKeyError

LONGEST_LINE: Final = 10_000_000
"""Bytes of one row; no example is as long."""
_CHUNK: Final = 1 << 20
_UTF_32: Final = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass
class Row:
    """One row of a file.

    Attributes:
        line: the physical line where it begins, 1-based; of Parquet, the row's number.
        value: its fields; None where it cannot be read.
        fault: why not.
        repairs: what was mended on the way.
    """

    line: int
    value: dict[str, Any] | None = None
    fault: str = ""
    repairs: list[str] = field(default_factory=list)


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, by its suffix.

    Raises:
        InputError: when there is no such file, it is empty, compressed, or of another kind.
        DependencyError: when Parquet cannot be read here.
    """
    from doclora.dataset.sheets import read_csv, read_parquet

    readers = {
        ".jsonl": _jsonl_or_json,
        ".ndjson": _jsonl_or_json,
        ".json": _json,
        ".csv": read_csv,
        ".tsv": read_csv,
        ".parquet": read_parquet,
    }
    if path.is_dir():
        raise InputError(f"{path}: a folder", hint="name the files in it")
    if not path.is_file():
        what = "a link that leads nowhere" if path.is_symlink() else "no such file"
        raise InputError(f"{path}: {what}", hint="name JSONL, JSON, CSV or Parquet files")
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zX", b"\x28\xb5\x2f\xfd")):
        raise InputError(f"{path}: compressed", hint="unpack it, then check what was inside")
    if head in _UTF_32:
        raise InputError(f"{path}: UTF-32", hint="save it as UTF-8")
    if path.suffix.lower() not in readers:
        raise InputError(f"{path}: not a kind that is read here", hint="JSONL, JSON, CSV, TSV or Parquet")
    if not head:
        raise InputError(f"{path}: empty", hint="one JSON object with a question and an answer on each line")
    yield from readers[path.suffix.lower()](path)


def read_lines(path: Path) -> Iterator[tuple[Row, str | None]]:
    """Each physical line with its row; None where it is too long or not in UTF-8. UTF-16 with its mark is read too."""
    with path.open("rb") as file:
        encoding = _MARKS.get(file.read(2))
        file.seek(0)
        lines = _lines(BytesIO(_as_utf8(file.read(), encoding)) if encoding else file)
        for number, line in enumerate(lines, start=1):
            row = Row(number, repairs=["read as UTF-16"] if encoding and number == 1 else [])
            yield row, _decoded(line, row)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    r"""Lines with their ends: `\n`, `\r\n` or `\r`; one that is too long is cut after `LONGEST_LINE` bytes."""
    held = b""
    while chunk := file.read(_CHUNK):
        *whole, held = (held + chunk).splitlines(keepends=True)
        yield from whole
        if held.endswith(b"\n"):
            yield held
            held = b""
        elif len(held) > LONGEST_LINE:
            held = held[:LONGEST_LINE] + held[-1:]
    if held:
        yield held


def _as_utf8(raw: bytes, encoding: str) -> bytes:
    """UTF-16 as UTF-8; as it is where it is broken, so that its lines are refused."""
    try:
        return raw[2:].decode(encoding).encode()
    except UnicodeDecodeError:
        return raw


def _decoded(raw: bytes, row: Row) -> str | None:
    if row.line == 1 and raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        row.repairs.append("a byte order mark removed")
    if raw.endswith((b"\r\n", b"\r")):
        row.repairs.append("Windows line ends removed" if raw.endswith(b"\n") else "old Macintosh line ends removed")
    if len(raw) > LONGEST_LINE:
        row.fault = f"longer than {LONGEST_LINE:,} bytes"
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row.fault = f"not UTF-8 at byte {error.start + 1}: save the file as UTF-8"
        return None


def _jsonl_or_json(path: Path) -> Iterator[Row]:
    """Lines of JSON; or, under the wrong suffix, a list or an object that is laid out over many lines."""
    first = next((text.strip() for _, text in read_lines(path) if text is not None and text.strip()), "")
    return _json(path) if first in {"[", "{"} and _is_json(path) else _jsonl(path)


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return True


def _jsonl(path: Path) -> Iterator[Row]:
    for row, text in read_lines(path):
        if text is None or text.strip():
            yield row if text is None else _parsed(text.strip(), row)


def _parsed(text: str, row: Row) -> Row:
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: _merged(pairs, row))
    except (ValueError, RecursionError) as error:
        row.fault = _json_fault(error)
    else:
        row.value, row.fault = (value, "") if isinstance(value, dict) else (None, "not a JSON object")
    return row


def _json_fault(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno}"
    if isinstance(error, DuplicateKeyError):
        return str(error)
    return (
        "not JSON: nested too deeply" if isinstance(error, RecursionError) else "not JSON: a number of too many digits"
    )


def _merged(pairs: list[tuple[str, Any]], row: Row) -> dict[str, Any]:
    """An object whose keys may repeat where one of the two values is empty or both are the same."""
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key not in value or value[key] in ("", None) or value[key] == item:
            if key in value:
                row.repairs.append(f"the key {key!r} stood twice")
            value[key] = item
        elif item in ("", None):
            row.repairs.append(f"the key {key!r} stood twice")
        else:
            raise DuplicateKeyError(f"the key {key!r} stands twice with different values")
    return value


def _json(path: Path) -> Iterator[Row]:
    """The objects of a list, each with the line where it begins; or the objects that the file is, one after another."""
    raw, repairs = path.read_bytes(), []
    if encoding := _MARKS.get(raw[:2]):
        raw = _as_utf8(raw, encoding)
        repairs = ["read as UTF-16"]
    elif raw.startswith(b"\xef\xbb\xbf"):
        raw, repairs = raw[3:], ["a byte order mark removed"]
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        fault = f"not UTF-8 at byte {error.start + 1} of the file: save it as UTF-8"
        yield Row(1 + raw.count(b"\n", 0, error.start), fault=fault)
        return
    for row in _elements(text):
        row.repairs += repairs
        repairs = []
        yield row


def _elements(text: str) -> Iterator[Row]:
    at = _skip(text, 0)
    many = text.startswith("[", at)
    at = _skip(text, at + 1) if many else at
    line, counted = 1, 0
    while not (many and text.startswith("]", at)):
        line, counted = line + text.count("\n", counted, at), at
        row = Row(line)
        decoder = json.JSONDecoder(object_pairs_hook=lambda pairs, row=row: _merged(pairs, row))  # type: ignore[misc]
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            yield Row(error.lineno, fault=_json_fault(error))
            return
        except (ValueError, RecursionError) as error:
            yield Row(line, fault=_json_fault(error))
            return
        row.value, row.fault = (value, "") if isinstance(value, dict) else (None, "not a JSON object")
        if at - counted > LONGEST_LINE:
            row.value, row.fault = None, f"longer than {LONGEST_LINE:,} characters"
        yield row
        at = _skip(text, at)
        if not many and text.startswith("{", at):
            continue
        if not many:
            break
        if not text.startswith((",", "]"), at):
            yield Row(1 + text.count("\n", 0, at), fault="not JSON: a comma or ] is missing")
            return
        at = _skip(text, at + 1) if text.startswith(",", at) else at
    end = _skip(text, at + 1 if many else at)
    if end < len(text):
        yield Row(1 + text.count("\n", 0, end), fault="not JSON: something follows its end")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
