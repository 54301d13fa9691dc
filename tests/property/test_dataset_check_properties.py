"""Whatever stands in a user's file: no crash, and exactly the broken rows are named, by their physical lines."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclora.dataset.importer import CheckReport, check, save

BAD = (
    b"{",
    b"[1]",
    b"null",
    b"\xc3(\xff",
    b'{"instruction": 1, "output": "b"}',
    b'{"instruction": "a", "output": ""}',
    b'{"instruction": "a", "instruction": "b", "output": "c"}',
    b'{"instruction": "\\udc00", "output": "c"}',
    b"1e999",
    b"\x00",
    b'{"messages": [{"role": "user"}]}',
)
texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
ends = st.sampled_from([b"\n", b"\r\n", b"\r"])


def checked(name: str, data: bytes) -> CheckReport:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        report = check([path])
        save(report, Path(folder) / "out")
        return report


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["good", "bad", "blank"]), st.sampled_from(BAD), ends), min_size=1),
    st.booleans(),
)
def test_exactly_the_broken_lines_of_jsonl_are_named(lines: list[tuple[str, bytes, bytes]], marked: bool) -> None:
    data, broken, good = b"\xef\xbb\xbf" if marked else b"", [], 0
    for number, (kind, bad, end) in enumerate([*lines, ("good", b"", b"\n")], start=1):
        body = json.dumps({"instruction": f"q{number}", "output": "a"}).encode()
        data += {"good": body, "bad": bad, "blank": b" "}[kind] + end
        broken += [number] if kind == "bad" else []
        good += kind == "good"
    report = checked("mine.jsonl", data)
    assert [finding.line for finding in report.rejected] == broken
    assert sum(map(len, report.examples.values())) == good


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.lists(texts, min_size=1, max_size=3), st.integers(0, 2)), max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_broken_rows_of_csv_are_named_by_the_line_where_they_begin(
    rows: list[tuple[bool, list[str], int]], delimiter: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["question", "answer"])
    broken = []
    for number, (good, question, blank) in enumerate(rows):
        out.write("\n" * blank)
        line = out.getvalue().count("\n") + 1
        writer.writerow(["\n".join([f"q{number}", *question]), "a"] if good else ["x", "y", "\n".join(question)])
        broken += [] if good else [line]
    report = checked("mine.csv", out.getvalue().encode())
    assert [finding.line for finding in report.rejected] == broken
    assert sum(map(len, report.examples.values())) == sum(good for good, _, _ in rows)


@settings(max_examples=80, deadline=None)
@given(
    st.binary(min_size=1, max_size=300),
    st.sampled_from(["csv", "json", "jsonl", "tsv"]),
    st.sampled_from([b"", b"answer\n", b'[{"answer": ', b"\xff\xfe"]),
)
def test_any_bytes_after_a_plausible_beginning_cost_no_crash(data: bytes, suffix: str, begin: bytes) -> None:
    report = checked(f"mine.{suffix}", b" " + begin + data if begin != b"\xff\xfe" else begin + data)
    assert all(finding.line >= 1 and finding.message.isprintable() for finding in report.rejected)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 2000))
def test_a_parquet_file_with_changed_bytes_costs_no_crash(changes: list[tuple[int, int]], cut: int) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    out = io.BytesIO()
    rows = {"question": [f"q{n}" for n in range(20)], "answer": ["a"] * 20, "turns": [[{"x": n}] for n in range(20)]}
    parquet.write_table(pa.table(rows), out)
    raw = bytearray(out.getvalue())
    for place, value in changes:
        raw[place % len(raw)] = value
    report = checked("mine.parquet", bytes(raw[: len(raw) - cut % 50]))
    assert all(finding.line >= 1 for finding in report.rejected)
