"""Files whose suffix or first line is not what it should be: read for what they hold, and what was mended is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclora.dataset.importer import check

ROWS = [{"instruction": f"What is part {n}?", "output": f"A {name}."} for n, name in enumerate(["cam", "rod", "pin"])]


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lines.json", "\n".join(map(json.dumps, ROWS))),
        ("objects.json", "\n".join(json.dumps(row, indent=2) for row in ROWS)),
        ("list.jsonl", json.dumps(ROWS, indent=2)),
    ],
)
def test_json_is_read_whether_in_lines_or_laid_out(name: str, text: str, tmp_path: Path) -> None:
    report = check([written(tmp_path, name, text.encode())])
    assert not report.rejected
    assert [e.output for rows in report.examples.values() for e in rows] == ["A cam.", "A rod.", "A pin."]


def test_lines_after_one_that_is_only_a_bracket_are_still_read(tmp_path: Path) -> None:
    report = check([written(tmp_path, "broken.jsonl", ("{\n" + json.dumps(ROWS[0])).encode())])
    assert [finding.line for finding in report.rejected] == [1]
    assert [len(rows) for rows in report.examples.values()] == [1]


def test_the_line_in_which_excel_names_its_delimiter_is_no_header(tmp_path: Path) -> None:
    report = check([written(tmp_path, "excel.csv", b"sep=;\nquestion;answer\nWhy, pray?;Salt, of course.\nbad\n")])
    assert [finding.line for finding in report.rejected] == [4]
    assert [e.output for rows in report.examples.values() for e in rows] == ["Salt, of course."]


@pytest.mark.parametrize("name", ["mine.csv", "mine.json"])
@pytest.mark.parametrize(
    ("encoding", "repair"), [("utf-16", "read as UTF-16"), ("utf-8-sig", "a byte order mark removed")]
)
def test_a_mended_encoding_is_named(name: str, encoding: str, repair: str, tmp_path: Path) -> None:
    text = "question,answer\nWhat is ñ?,A letter.\n" if name.endswith("csv") else json.dumps(ROWS)
    assert check([written(tmp_path, name, text.encode(encoding))]).repaired[repair] == 1


def test_a_row_of_json_may_be_no_longer_than_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclora.dataset.readers.LONGEST_LINE", 100)
    rows = [ROWS[0], ROWS[1] | {"output": "x" * 200}, ROWS[2]]
    report = check([written(tmp_path, "mine.json", json.dumps(rows, indent=1).encode())])
    assert [(f.line, f.message) for f in report.rejected] == [(6, "longer than 100 characters")]
