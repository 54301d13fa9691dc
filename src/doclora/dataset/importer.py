"""Users' own examples: checked, repaired where that is safe, rejected with their line where it is not."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from doclora.dataset.duplicates import first_alike
from doclora.dataset.formats import ALPACA, INFO
from doclora.dataset.mapping import Mapped, RowError
from doclora.dataset.readers import read_rows
from doclora.dataset.split import normal
from doclora.errors import InputError
from doclora.jsonl import write_examples
from doclora.records import Example, Record
from doclora.workspace import write_atomic


class Finding(Record):
    """Something about one row or file. `line` is 0 where it is about the whole file."""

    file: str
    line: int
    message: str


class CheckReport(Record):
    """What `doclora dataset check` found.

    Attributes:
        examples: file → its good rows, as they are written.
        rejected: rows left out.
        repaired: what was mended → how often.
        duplicates: rows that stand twice, within a file or across files; the first is kept.
        alike: rows that are nearly the same as an earlier one, numbers included; kept.
        notes: what the user may want to decide.
    """

    examples: dict[str, tuple[Example, ...]]
    rejected: tuple[Finding, ...]
    repaired: dict[str, int]
    duplicates: tuple[Finding, ...]
    alike: tuple[Finding, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Placed:
    """An example and where it stands."""

    file: str
    line: int
    example: Example

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def check(files: Sequence[Path], *, constant_as_system: bool = False) -> CheckReport:
    """Check files of examples.

    Args:
        files: JSONL, JSON, CSV or Parquet.
        constant_as_system: where all rows of a file have the same instruction and a question as input, make that
            instruction the system prompt and the input the instruction.

    Raises:
        InputError: when a file is missing, empty or of another kind.
        DependencyError: when Parquet cannot be read here.
    """
    repaired: Counter[str] = Counter()
    rejected: list[Finding] = []
    notes: list[str] = []
    rows: list[_Placed] = []
    for path in files:
        found = _examples(path, rejected, repaired, notes)
        if constant := _has_constant_instruction([p.example for p in found]):
            notes.append(_about_constant(path, done=constant_as_system))
        if constant and constant_as_system:
            found = [_Placed(p.file, p.line, _as_system(p.example)) for p in found]
        rows += found
    single, duplicates = _without_duplicates(rows, notes)
    kept: dict[str, list[Example]] = {str(path): [] for path in files}
    for row in single:
        kept[row.file].append(row.example)
    return CheckReport(
        examples={name: tuple(good) for name, good in kept.items()},
        rejected=tuple(rejected),
        repaired=dict(sorted(repaired.items())),
        duplicates=tuple(duplicates),
        alike=tuple(_alike(single)),
        notes=tuple(notes),
    )


def save(report: CheckReport, folder: Path) -> None:
    """Write the good rows of each file as `<name>.jsonl` into a folder, with its `dataset_info.json`.

    Raises:
        InputError: when two files have the same name, one would be overwritten, or the folder cannot be written to.
    """
    names = [Path(name).stem for name in report.examples]
    if len(set(names)) < len(names):
        raise InputError("two files have the same name", hint="rename one: their rows are written side by side")
    for path in map(Path, report.examples):
        if path.resolve() == (folder / f"{path.stem}.jsonl").resolve():
            raise InputError(f"{path}: would be overwritten", hint="choose another folder with -o")
    for name, rows in zip(names, report.examples.values(), strict=True):
        write_examples(folder / f"{name}.jsonl", rows)
    write_atomic(
        folder / INFO, json.dumps({n: {"file_name": f"{n}.jsonl", "columns": ALPACA} for n in names}, indent=2)
    )


def _examples(path: Path, rejected: list[Finding], repaired: Counter[str], notes: list[str]) -> list[_Placed]:
    found = []
    unread: set[str] = set()
    none = True
    for row in read_rows(path):
        none = False
        try:
            if row.value is None:
                raise RowError(row.fault)
            mapped = Mapped(row.value)
        except RowError as error:
            rejected.append(Finding(file=str(path), line=row.line, message=_printable(str(error))))
            continue
        repaired.update({_printable(repair) for repair in (*row.repairs, *mapped.repairs)})
        unread |= mapped.unread
        found.append(_Placed(str(path), row.line, mapped.example))
    if none:
        notes.append(f"{path}: no rows")
    if unread:
        notes.append(_printable(f"{path}: not read: {', '.join(sorted(unread))}"))
    return found


def _without_duplicates(rows: Sequence[_Placed], notes: list[str]) -> tuple[list[_Placed], list[Finding]]:
    """The first of equal rows, and the others; a question that has another answer elsewhere is noted."""
    seen: dict[tuple[str, str], _Placed] = {}
    answers: dict[str, tuple[str, _Placed]] = {}
    duplicates = []
    for row in rows:
        key = (normal(f"{row.example.system} {_question(row.example)}"), normal(row.example.output))
        if key in seen:
            duplicates.append(Finding(file=row.file, line=row.line, message=f"the same as {seen[key]}"))
            continue
        seen[key] = row
        answer, first = answers.setdefault(key[0], (key[1], row))
        if answer != key[1]:
            notes.append(f"{row}: the question of {first} with another answer")
    return list(seen.values()), duplicates


def _alike(rows: Sequence[_Placed]) -> list[Finding]:
    """Rows with the same numbers and nearly the same words."""
    groups: dict[tuple[str, ...], list[_Placed]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(re.findall(r"\d+", _text(row.example))))].append(row)
    return [
        Finding(file=row.file, line=row.line, message=f"nearly the same as {group[first]}")
        for group in groups.values()
        if len(group) > 1
        for number, (row, first) in enumerate(zip(group, first_alike([_text(r.example) for r in group]), strict=True))
        if first != number
    ]


def _text(example: Example) -> str:
    return f"{example.system}\n{_question(example)}\n{example.output}"


def _printable(text: str) -> str:
    """Text of a user's file as a terminal may show it."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _question(example: Example) -> str:
    return f"{example.instruction} {example.input}".strip()


def _has_constant_instruction(examples: Sequence[Example]) -> bool:
    return (
        len(examples) > 2
        and len({e.instruction for e in examples}) == 1
        and all(e.input and not e.system for e in examples)
        and len({e.input for e in examples}) > 1
    )


def _about_constant(path: Path, *, done: bool) -> str:
    if done:
        return f"{path}: the instruction that every row shares was made the system prompt"
    return f"{path}: every row has the same instruction; --constant-as-system makes it the system prompt"


def _as_system(example: Example) -> Example:
    return example.model_copy(update={"system": example.instruction, "instruction": example.input, "input": ""})
