"""Users' files, row by row: JSONL, JSON, CSV, Parquet. What cannot be read is a fault with its line, not a crash."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from doclora.errors import InputError, missing_extra
from doclora.jsonl import DuplicateKeyError

_LONGEST_FIELD: Final = 10_000_000


@dataclass
class Row:
    """One row of a file.

    Attributes:
        line: where it stands, 1-based; of Parquet, the row's number.
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
        InputError: when there is no such file, it is empty, or of another kind.
        DependencyError: when Parquet cannot be read here.
    """
    readers = {".jsonl": _jsonl, ".ndjson": _jsonl, ".json": _json, ".csv": _csv, ".tsv": _csv, ".parquet": _parquet}
    if not path.is_file():
        raise InputError(f"{path}: no such file", hint="name JSONL, JSON, CSV or Parquet files")
    if path.suffix.lower() not in readers:
        raise InputError(f"{path}: not a kind that is read here", hint="JSONL, JSON, CSV, TSV or Parquet")
    if not path.stat().st_size:
        raise InputError(f"{path}: empty", hint="one JSON object with a question and an answer on each line")
    yield from readers[path.suffix.lower()](path)


def _jsonl(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            row = Row(number)
            text = _decoded(raw, row)
            if text is None or text.strip():
                yield row if text is None else _parsed(text, row)


def _decoded(raw: bytes, row: Row) -> str | None:
    if row.line == 1 and raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        row.repairs.append("a byte order mark removed")
    if raw.endswith(b"\r\n"):
        row.repairs.append("Windows line ends removed")
    try:
        return raw.decode("utf-8").strip("\r\n")
    except UnicodeDecodeError as error:
        row.fault = f"not UTF-8 at byte {error.start + 1}"
        return None


def _parsed(text: str, row: Row) -> Row:
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: _merged(pairs, row))
    except json.JSONDecodeError as error:
        row.fault = f"not JSON: {error.msg} at column {error.colno}"
    except DuplicateKeyError as error:
        row.fault = str(error)
    except (RecursionError, ValueError) as error:
        row.fault = f"not JSON: {type(error).__name__}"
    else:
        row.value, row.fault = (value, "") if isinstance(value, dict) else (None, "not a JSON object")
    return row


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
    whole = Row(1)
    text = _decoded(path.read_bytes(), whole)
    if text is None:
        yield whole
        return
    holder = _parsed('{"rows": ' + text + "}", whole)
    rows = holder.value.get("rows") if holder.value else None
    if not isinstance(rows, list):
        yield Row(1, fault=holder.fault or "not a list of JSON objects")
        return
    for number, value in enumerate(rows, start=1):
        yield Row(number, value) if isinstance(value, dict) else Row(number, fault="not a JSON object")


def _csv(path: Path) -> Iterator[Row]:
    first = Row(1)
    text = _decoded(path.read_bytes(), first)
    if text is None:
        yield first
        return
    csv.field_size_limit(_LONGEST_FIELD)
    head = text.splitlines()[0] if text.splitlines() else ""
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, fault=f"not CSV: {error}")
            return
        if not header:
            header = [c.strip() for c in cells]
            if len(set(header)) < len(header):
                yield Row(line, fault="a column's name stands twice")
                return
        elif any(c.strip() for c in cells):
            yield _csv_row(line, header, cells)


def _csv_row(line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        return Row(line, fault=f"{len(cells)} cells where the header has {len(header)}")
    return Row(line, dict(zip(header, cells, strict=True)))


def _parquet(path: Path) -> Iterator[Row]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise missing_extra("pyarrow", "train") from None
    number = 0
    try:
        for batch in parquet.ParquetFile(path).iter_batches():
            for value in batch.to_pylist():
                number += 1
                yield Row(number, value)
    except (pa.ArrowException, OSError) as error:
        yield Row(number + 1, fault=f"not Parquet: {str(error).splitlines()[0]}")
