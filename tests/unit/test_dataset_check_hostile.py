"""Files that are out to break `doclora dataset check`: no crash, the physical line of every fault, the rest read on."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from doclora.cli.dataset import command
from doclora.dataset.importer import CheckReport, check, save
from doclora.dataset.readers import LONGEST_LINE
from doclora.errors import InputError
from doclora.jsonl import read_examples
from tests.unit.test_dataset_check import file, line


def answers(report: CheckReport) -> list[str]:
    return [e.output for rows in report.examples.values() for e in rows]


def faults(report: CheckReport) -> list[tuple[int, str]]:
    return [(finding.line, finding.message) for finding in report.rejected]


def test_a_line_of_a_hundred_megabytes_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    with path.open("wb") as out:
        out.write(line().encode() + b'{"instruction": "')
        for _ in range(100):
            out.write(b"x" * 1_000_000)
        out.write(b'"}\r\n' + line("Why?", "Salt.").encode())
    report = check([path])
    assert faults(report) == [(2, f"longer than {LONGEST_LINE:,} bytes")]
    assert answers(report) == ["A cam.", "Salt."]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('{"instruction": "a", "output": ' + "9" * 10_000 + "}", "too many digits"),
        ('{"instruction": "a", "output": NaN}', "not text but float"),
        ('{"instruction": "a", "output": -Infinity}', "not text but float"),
        ('{"a": ' * 50_000, "nested too deeply"),
        ('{"instruction": "a", "output": "b", "history": [["c", "d"]]}', "history"),
        ('{"messages": [{"role": "user", "content": [{"type": "image"}]}]}', "not text"),
        ('{"messages": [{"role": "system", "content": "a"}, {"role": "system", "content": "b"}]}', "system prompt"),
        ('{"system": "a", "messages": [{"role": "system", "content": "b"}]}', "system prompt"),
        ('{"messages": [3]}', "not a list of objects"),
        ('{"messages": []}', "not one question and one answer"),
        ('{"\\ud800\\u001b[31m": "x"}', "no column for the answer among \\ud800\\x1b[31m"),
    ],
)
def test_hostile_json_is_rejected_with_its_line(row: str, fault: str, tmp_path: Path) -> None:
    report = check([file(tmp_path, line() + row + "\n" + line("Why?", "Salt."))])
    ((number, message),) = faults(report)
    assert number == 2
    assert fault in message
    assert message.isprintable()
    assert answers(report) == ["A cam.", "Salt."]


def test_elements_of_a_json_list_are_named_by_the_line_where_they_begin(tmp_path: Path) -> None:
    text = f'[\n  {line().strip()},\n  3,\n\n  {{"instruction":\n "Why?", "output": ""}},\n  {line("How?", "So.")}  ,{{'
    report = check([file(tmp_path, text, "mine.json")])
    assert [number for number, _ in faults(report)] == [3, 5, 8]
    assert answers(report) == ["A cam.", "So."]


@pytest.mark.parametrize("text", ["[", "[[[[", "{}{}", "[1,]", "nul", "[{}", '"', "[" * 100_000, " ", "[]]"])
def test_broken_json_files_are_faults_with_a_line(text: str, tmp_path: Path) -> None:
    report = check([file(tmp_path, text, "mine.json")])
    assert not answers(report)
    assert all(number >= 1 for number, _ in faults(report))
    assert faults(report)


def test_control_characters_are_taken_out_of_texts(tmp_path: Path) -> None:
    report = check([file(tmp_path, line(answer="\x1b[31mA\x00 cam.\x0cIt turns."))])
    assert answers(report) == ["[31mA cam.\nIt turns."]


def test_metadata_that_is_not_doclora_s_is_left_out_and_said(tmp_path: Path) -> None:
    path = file(tmp_path, '{"instruction": "a", "output": "b", "metadata": {"document": "\\ud800", "page": "x"}}\n')
    report = check([path])
    assert "metadata that doclora does not know left out" in report.repaired
    save(report, tmp_path / "out")
    assert [e.output for e in read_examples(tmp_path / "out" / "mine.jsonl")] == ["b"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("suffix", ["jsonl", "json", "csv"])
def test_texts_with_a_mark_are_read_in_their_encoding(encoding: str, suffix: str, tmp_path: Path) -> None:
    text = {
        "jsonl": line(answer="señal") * 1,
        "json": f"[{line(answer='señal')}]",
        "csv": "pregunta;respuesta\n¿?;señal\n",
    }
    raw = text[suffix].encode(encoding)
    report = check([file(tmp_path, (b"\xfe\xff" if encoding == "utf-16-be" else b"") + raw, f"mine.{suffix}")])
    assert answers(report) == ["señal"]


def test_utf_16_that_breaks_off_is_refused(tmp_path: Path) -> None:
    assert faults(check([file(tmp_path, line().encode("utf-16")[:-1])]))[0] == (
        1,
        "not UTF-8 at byte 1: save the file as UTF-8",
    )


def test_old_macintosh_lines_are_lines(tmp_path: Path) -> None:
    report = check([file(tmp_path, (line() + "{\n" + line("Why?", "Salt.")).replace("\n", "\r"))])
    assert [number for number, _ in faults(report)] == [2]
    assert answers(report) == ["A cam.", "Salt."]


@pytest.mark.parametrize("head", [b"\x1f\x8b\x08", b"PK\x03\x04", b"BZh9"])
def test_a_compressed_file_is_one_clear_error(head: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="compressed"):
        check([file(tmp_path, head + b"\x00" * 40)])


@pytest.mark.parametrize("text", ["\n\n \n", "question,answer\n", "[]"])
def test_a_file_without_rows_is_noted(text: str, tmp_path: Path) -> None:
    suffix = {"q": "csv", "[": "json"}.get(text[0], "jsonl")
    assert any("no rows" in note for note in check([file(tmp_path, text, f"mine.{suffix}")]).notes)


def test_csv_goes_on_after_what_cannot_be_read_and_counts_physical_lines(tmp_path: Path) -> None:
    text = (
        b'question,answer,\n"What\nis\r\nit?","A cam."\n\n"a"b,c\nWhy?,Salt.,,\n'
        b"Latin?,se\xf1al\nHow?,So.,\n"
        b'x,y,z\nWhere?,"never\nclosed\n'
    )
    report = check([file(tmp_path, text, "mine.csv")])
    assert answers(report) == ["A cam.", "Salt.", "So."]
    assert [number for number, _ in faults(report)] == [6, 8, 10, 11]
    assert [m.split(":")[0] for _, m in faults(report)] == [
        "not CSV",
        "not UTF-8 at byte 10",
        "3 cells where the header has 2",
        "not CSV",
    ]


def test_the_header_may_stand_on_two_lines_and_hold_other_delimiters(tmp_path: Path) -> None:
    report = check([file(tmp_path, '"the, long,\nnote";Pregunta;Respuesta\nn;¿Qué?;Sal.\nn;¿?\n', "mine.csv")])
    assert answers(report) == ["Sal."]
    assert [number for number, _ in faults(report)] == [4]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("question,question,answer\na,b,c\n", "stands twice"),
        ("a,b\n1,2\n3,4\n", "no column for the answer among a, b"),
        ('"question,answer\n1,2\n', "never closed"),
    ],
)
def test_a_header_that_cannot_be_used_is_one_fault(text: str, fault: str, tmp_path: Path) -> None:
    ((number, message),) = faults(check([file(tmp_path, text, "mine.csv")]))
    assert number == 1
    assert fault in message


@pytest.mark.parametrize(
    ("columns", "expected", "fault"),
    [
        ({"question": ["Q?", None, "R?"], "answer": ["A", "B", None]}, ["A"], {2: "no question", 3: "no answer"}),
        ({"question": ["Q?"], "answer": [{"text": ["A"]}]}, [], {1: "output is not text but dict"}),
        ({"question": ["Q?"], "answer": [b"\xff"]}, [], {1: "output is not text but bytes"}),
        ({"question": ["Q?"], "answer": [float("nan")]}, [], {1: "output is not text but float"}),
        ({"answer": ["A"]}, [], {1: "no question"}),
    ],
)
def test_parquet_of_all_sorts_is_read_row_by_row(
    columns: dict[str, Any], expected: list[str], fault: dict[int, str], tmp_path: Path
) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    parquet.write_table(pa.table(columns), tmp_path / "mine.parquet")
    report = check([tmp_path / "mine.parquet"])
    assert answers(report) == expected
    assert dict(faults(report)) == fault


def test_parquet_with_dictionaries_conversations_and_dates_out_of_range(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    encoded = pa.array(["A", "A", "B"]).dictionary_encode()
    dates = pa.array([0, 2**62, 0], pa.timestamp("us"))
    parquet.write_table(
        pa.table({"question": ["1?", "2?", "3?"], "answer": encoded, "at": dates}), tmp_path / "a.parquet"
    )
    said = [[{"role": "user", "content": "Q?"}, {"role": "assistant", "content": "C"}]]
    parquet.write_table(pa.table({"messages": said, "at": [dt.date(2020, 1, 1)]}), tmp_path / "b.parquet")
    report = check([tmp_path / "a.parquet", tmp_path / "b.parquet"])
    assert answers(report) == ["A", "B", "C"]
    ((number, message),) = faults(report)
    assert (number, message.split(":")[0]) == (2, "cannot be read")


@pytest.mark.parametrize("cut", [4, 40, -20, -4])
def test_broken_parquet_is_a_fault(cut: int, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    path = tmp_path / "mine.parquet"
    parquet.write_table(pa.table({"question": ["Q?"], "answer": ["A"]}), path)
    path.write_bytes(path.read_bytes()[:cut])
    ((number, message),) = faults(check([path]))
    assert number == 1
    assert message.startswith("not Parquet")


def test_parquet_without_rows_is_noted(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    parquet.write_table(pa.table({"question": pa.array([], pa.string())}), tmp_path / "mine.parquet")
    assert any("no rows" in note for note in check([tmp_path / "mine.parquet"]).notes)


def test_near_duplicates_across_files_are_pointed_out_and_kept_and_other_numbers_are_none(tmp_path: Path) -> None:
    said = "Which of the parts of the loom is made of larch and stands on the left, {}?"
    one = file(tmp_path, line(said.format("as the manual of the loom says"), "The frame of it, 840 kg."), "one.jsonl")
    two = file(
        tmp_path,
        line(said.format("as the book of the loom says"), "The frame of it, 840 kg.")
        + line(said.format("as the book of the loom says"), "The frame of it, 841 kg."),
        "two.jsonl",
    )
    report = check([one, two])
    (found,) = report.alike
    assert (found.file, found.line) == (str(two), 1)
    assert "one.jsonl:1" in found.message
    assert len(answers(report)) == 3


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    report = check([file(tmp_path, '{"question": "Q?", "answer": "A", "prompt": "P", "id": 3}\n')])
    assert any(note.endswith("not read: id, question") for note in report.notes)


def test_a_user_s_own_file_is_never_overwritten(tmp_path: Path) -> None:
    path = file(tmp_path, line() + "{\n")
    with pytest.raises(InputError, match="overwritten"):
        save(check([path]), tmp_path)
    assert path.read_text(encoding="utf-8").endswith("{\n")


def test_many_rows_with_numbers_of_their_own_are_compared_in_no_time(tmp_path: Path) -> None:
    path = file(tmp_path, "".join(line(f"What is number {n}?", f"It is {n}.") for n in range(3000)))
    started = time.process_time()
    assert len(check([path]).examples[str(path)]) == 3000
    assert time.process_time() - started < 10


def test_a_prompt_without_end_is_not_shown_whole(tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, ["check", str(file(tmp_path, line("x" * 100_000)))])
    assert shown.exit_code == 0
    assert len(shown.stdout) < 10_000
    assert "characters)" in shown.stdout


def test_a_folder_a_dead_link_and_utf_32_are_named_for_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").mkdir()
    (tmp_path / "dead.jsonl").symlink_to(tmp_path / "nowhere.jsonl")
    (tmp_path / "wide.jsonl").write_bytes('{"instruction": "q", "output": "a"}\n'.encode("utf-32"))
    for name, said in (("rows", "a folder"), ("dead", "leads nowhere"), ("wide", "UTF-32")):
        with pytest.raises(InputError, match=said):
            check([tmp_path / f"{name}.jsonl"])
