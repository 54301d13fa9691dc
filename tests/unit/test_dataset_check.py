"""Users' own files: what is mended, what is refused with its line, what is only pointed out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from doclora.cli.dataset import command
from doclora.dataset.importer import check, save
from doclora.errors import InputError
from doclora.jsonl import read_examples


def file(folder: Path, text: str | bytes, name: str = "mine.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def line(question: str = "What is it?", answer: str = "A cam.", **more: object) -> str:
    return json.dumps({"instruction": question, "output": answer, **more}) + "\n"


def test_good_rows_pass_as_they_are(tmp_path: Path) -> None:
    report = check([file(tmp_path, line() + line("Why?", "Salt."))])
    (rows,) = report.examples.values()
    assert [(e.instruction, e.output) for e in rows] == [("What is it?", "A cam."), ("Why?", "Salt.")]
    assert not report.rejected
    assert not report.repaired


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        (b"\xef\xbb\xbf" + line().encode(), "a byte order mark removed"),
        (line().strip().encode() + b"\r\n", "Windows line ends removed"),
        (line(question="  What is it?  "), "spaces around a text removed"),
        (line(answer="A\u200b cam."), "line ends or invisible characters removed"),
        ('{"instruction": "What is it?", "output": "", "output": "A cam."}\n', "the key 'output' stood twice"),
        ('{"question": "What is it?", "answer": "A cam."}\n', "the column 'question' read as 'instruction'"),
        ('{"input": "What is it?", "output": "A cam."}\n', "the question moved from input to instruction"),
    ],
)  # fmt: skip
def test_what_is_safe_to_mend_is_mended_and_named(raw: str | bytes, mended: str, tmp_path: Path) -> None:
    report = check([file(tmp_path, raw)])
    (rows,) = report.examples.values()
    assert [(e.instruction, e.output) for e in rows] == [("What is it?", "A cam.")]
    assert mended in report.repaired


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("{\n", "not JSON"),
        ("[1, 2]\n", "not a JSON object"),
        ('{"instruction": "A?", "instruction": "B?", "output": "C"}\n', "stands twice"),
        (line(answer="  "), "no answer"),
        (line(question=""), "no question"),
        ('{"instruction": "A?"}\n', "no column for the answer"),
        ('{"instruction": 3, "output": "x"}\n', "instruction is not text but int"),
        (b'{"instruction": "\xff\xfe", "output": "x"}\n', "not UTF-8 at byte"),
        ('{"messages": [{"role": "user", "content": "a"}]}\n', "not one question and one answer"),
        ('{"messages": [{"role": "robot", "content": "a"}]}\n', "unknown role"),
        ("[" * 100_000 + "\n", "not JSON"),
        ('{"instruction": "\\ud800", "output": "x"}\n', "lone surrogate"),
    ],
)
def test_what_is_not_is_rejected_with_its_line_and_the_rest_goes_on(
    raw: str | bytes, fault: str, tmp_path: Path
) -> None:
    body = line().encode() + (raw.encode() if isinstance(raw, str) else raw) + line("Why?", "Salt.").encode()
    report = check([file(tmp_path, body)])
    (finding,) = report.rejected
    assert finding.line == 2
    assert fault in finding.message
    assert sum(len(rows) for rows in report.examples.values()) == 2


def test_conversations_are_read_in_both_dialects(tmp_path: Path) -> None:
    said = (("system", "S"), ("user", "Q?"), ("assistant", "A"))
    openai = {"messages": [{"role": role, "content": text} for role, text in said]}
    sharegpt = {"conversations": [{"from": "human", "value": "R?"}, {"from": "gpt", "value": "B"}], "system": "T"}
    report = check([file(tmp_path, json.dumps(openai) + "\n" + json.dumps(sharegpt) + "\n")])
    (rows,) = report.examples.values()
    assert [(e.system, e.instruction, e.output) for e in rows] == [("S", "Q?", "A"), ("T", "R?", "B")]


def test_csv_rows_are_counted_as_the_file_counts_them(tmp_path: Path) -> None:
    text = 'question;answer\n"What\nis it?";"A cam."\nWhy?;Salt.;extra\nHow?;Fast.\n'
    report = check([file(tmp_path, text, "mine.csv")])
    (finding,) = report.rejected
    assert finding.line == 4
    assert "3 cells where the header has 2" in finding.message
    assert sum(len(rows) for rows in report.examples.values()) == 2


def test_parquet_is_read(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    parquet.write_table(pa.table({"prompt": ["Q?"], "response": ["A"]}), tmp_path / "mine.parquet")
    report = check([tmp_path / "mine.parquet"])
    (rows,) = report.examples.values()
    assert rows[0].output == "A"


def test_duplicates_are_found_across_files_and_contradictions_pointed_out(tmp_path: Path) -> None:
    one = file(tmp_path, line() + line("Why?", "Salt."), "one.jsonl")
    two = file(tmp_path, line("what is IT?") + line("Why?", "Tar."), "two.jsonl")
    report = check([one, two])
    (twice,) = report.duplicates
    assert (twice.file, twice.line) == (str(two), 1)
    assert "one.jsonl:1" in twice.message
    assert any("with another answer" in note for note in report.notes)


def test_an_instruction_that_all_rows_share_can_become_the_system_prompt(tmp_path: Path) -> None:
    rows = "".join(
        json.dumps({"instruction": "Be brief.", "input": f"Q{n}?", "output": f"A{n}"}) + "\n" for n in range(4)
    )
    path = file(tmp_path, rows)
    assert "--constant-as-system" in check([path]).notes[0]
    (good,) = check([path], constant_as_system=True).examples.values()
    assert {e.system for e in good} == {"Be brief."}
    assert [e.instruction for e in good] == ["Q0?", "Q1?", "Q2?", "Q3?"]


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", ""), ("a.txt", "x"), ("a.pdf", "x")])
def test_empty_files_and_other_kinds_are_one_clear_error(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        check([file(tmp_path, text, name)])


def test_good_rows_are_saved_so_that_training_reads_them(tmp_path: Path) -> None:
    save(check([file(tmp_path, line() + "{\n")]), tmp_path / "out")
    assert [e.output for e in read_examples(tmp_path / "out" / "mine.jsonl")] == ["A cam."]
    info = json.loads((tmp_path / "out" / "dataset_info.json").read_text(encoding="utf-8"))
    assert info["mine"]["file_name"] == "mine.jsonl"


@pytest.mark.parametrize(("option", "unwanted"), [("--constant-as-system", "torch"), ("--json", "transformers")])
def test_a_check_imports_no_more_than_it_shows(tmp_path: Path, option: str, unwanted: str) -> None:
    code = (
        "import sys\nfrom doclora.cli import cli\n"
        f"cli.main(['dataset', 'check', {str(file(tmp_path, line()))!r}, {option!r}], standalone_mode=False)\n"
        f"sys.exit({unwanted!r} in sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (process.returncode, "What is it?" in process.stdout) == (0, True), process.stderr


def test_the_command_shows_previews_and_fails_when_rows_are_rejected(tmp_path: Path) -> None:
    good = CliRunner().invoke(command, ["check", str(file(tmp_path, line()))])
    assert good.exit_code == 0
    assert "prompt 1, as starter sees it" in good.stdout
    assert "What is it?" in good.stdout.rpartition("---")[2]
    bad = CliRunner().invoke(command, ["check", str(file(tmp_path, "{\n"))])
    assert isinstance(bad.exception, InputError)
    assert ":1: rejected: not JSON" in bad.stdout
