"""Users' tables, row by row: CSV with its physical lines, Parquet with its row numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.dataset.mapping import names_an_answer
from doclora.dataset.readers import LONGEST_LINE, Row, read_lines
from doclora.errors import missing_extra

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

    from pyarrow import RecordBatch

_DELIMITERS: Final = (",", ";", "\t", "|")
_TOLD_DELIMITER: Final = re.compile(r"sep=(.)\s*$")
"""The line that Excel writes and reads in front of a header."""
_LONGEST_HEADER: Final = 10
_TOGETHER: Final = 1024


def read_csv(path: Path) -> Iterator[Row]:
    """The rows of a CSV or TSV file, by its header; the delimiter is the one that makes sense of it."""
    lines = _Lines(path)
    head = list(islice(lines, _LONGEST_HEADER))
    told = _TOLD_DELIMITER.match(head[0]) if head else None
    if told:
        head[0] = "\n"
    delimiter = (
        told[1]
        if told
        else max(_DELIMITERS, key=lambda d: (names_an_answer(_first_row(head, d)), len(_first_row(head, d))))
    )
    csv.field_size_limit(LONGEST_LINE)
    rows = _csv_rows(csv.reader(chain(head, lines), delimiter=delimiter, strict=True), lines)
    top, header = next(rows, (Row(1, fault="no header"), []))
    header = [name.strip() for name in header]
    while header and not header[-1]:
        header.pop()
    if not top.fault and len({*header}) < len(header):
        top.fault = "a column's name stands twice"
    if not top.fault and not names_an_answer(header):
        top.fault = f"no column for the answer among {', '.join(header)[:120] or 'none'}: call it answer or output"
    if top.fault:
        yield top
        return
    repairs = top.repairs
    for row, cells in rows:
        row.repairs, repairs = [*repairs, *(r for r in row.repairs if r not in repairs)], []
        if not row.fault:
            row.value, row.fault = _fields(header, cells)
        yield row


_UNCLOSED: Final = "not CSV: a quote that is opened here is never closed, so that no line after it can be read"


def _csv_rows(reader: CsvReader, lines: _Lines) -> Iterator[tuple[Row, list[str]]]:
    """Each row that is not empty, with the line where it begins."""
    while True:
        row, cells = Row(reader.line_num + 1), [""]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row.fault = _UNCLOSED if "unexpected end" in str(error) else f"not CSV: {error}"
        lines.tell(row, reader.line_num)
        if row.fault or any(cell.strip() for cell in cells):
            yield row, cells


class _Lines(Iterator[str]):
    """The lines of a file for `csv`; one that cannot be read is empty, and leaves its fault."""

    def __init__(self, path: Path) -> None:
        self._lines = read_lines(path)
        self._remarks: list[Row] = []

    def __next__(self) -> str:
        row, text = next(self._lines)
        if row.fault or row.repairs:
            self._remarks.append(row)
        return text if text is not None else "\n"

    def tell(self, row: Row, last: int) -> None:
        """Give a row, which ends at line `last`, the faults and repairs of its lines."""
        while self._remarks and self._remarks[0].line <= last:
            remark = self._remarks.pop(0)
            row.fault = remark.fault or row.fault
            row.repairs += [repair for repair in remark.repairs if repair not in row.repairs]


def _first_row(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return []


def _fields(header: list[str], cells: list[str]) -> tuple[dict[str, Any] | None, str]:
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(header):
        return None, f"{len(cells)} cells where the header has {len(header)}"
    return dict(zip(header, cells, strict=True)), ""


def read_parquet(path: Path) -> Iterator[Row]:
    """The rows of a Parquet file.

    Raises:
        DependencyError: when pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise missing_extra("pyarrow", "train") from None
    number = 0
    try:
        for batch in parquet.ParquetFile(path).iter_batches(batch_size=_TOGETHER):
            for value, fault in _values(batch):
                number += 1
                yield Row(number, value, fault)
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Row(number + 1, fault=f"not Parquet: {_first_line(error)}")


def _values(batch: RecordBatch) -> Iterator[tuple[dict[str, Any] | None, str]]:
    """Row by row, so that a value that Python cannot hold (a date out of range, broken text) costs its row only."""
    for number in range(batch.num_rows):
        try:
            (value,) = batch.slice(number, 1).to_pylist()
        except (ValueError, OverflowError) as error:
            yield None, f"cannot be read: {_first_line(error)}"
        else:
            yield value, ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
