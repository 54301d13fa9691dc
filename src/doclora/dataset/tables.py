"""Markdown tables → questions about their cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from doclora.dataset.asked import Asked, Core, Name
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import plain_text
from doclora.records import Language

_EMPTY = re.compile(r"^(?:[-–—.…✓✗xX]?|n/?a|yes|no|sí|none|ning\w+)$", re.IGNORECASE)
_LONGEST_CELL = 12


def questions(raw: str, language: Language, name: Name) -> Iterator[tuple[Asked, str]]:
    """One question for each cell beside its row's label, with the row as evidence.

    Tables without a header, with labels that repeat or with lines of unequal length are left alone.
    """
    rows = [(line, _cells(line)) for line in raw.splitlines() if line.strip().startswith("|")]
    rows = [(line, cells) for line, cells in rows if not all(re.fullmatch(r":?-+:?", c) for c in cells)]
    if len(rows) < 2 or len({len(cells) for _, cells in rows}) != 1:
        return
    header = rows[0][1]
    labels = Counter(cells[0] for _, cells in rows[1:])
    for line, cells in rows[1:]:
        label = cells[0]
        if labels[label] > 1 or not 1 <= len(label.split()) <= 8 or _EMPTY.match(label):
            continue
        for column, cell in zip(header[1:], cells[1:], strict=True):
            if (
                _is_words(column)
                and not _EMPTY.match(cell)
                and len(cell.split()) <= _LONGEST_CELL
                and header.count(column) == 1
            ):
                yield _ask(name(header[0]), label, name(column), cell, language), line


def _cells(line: str) -> list[str]:
    inner = line.strip().strip("|")
    return [plain_text(cell) for cell in re.split(r"(?<!\\)\|", inner)]


def _is_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text)) and len(text.split()) <= 8


def _ask(corner: str, label: str, column: str, cell: str, language: Language) -> Asked:
    row, shown = quoted(label, language), quoted(column, language)
    if language == "es":
        cores = (
            _same(f"qué indica la tabla como {shown} de {row}"),
            _same(f"qué dato figura en la columna {shown} para {row}"),
        )
        unseen = (
            _same(f"qué valor de {shown} corresponde a {row}"),
            _same(f"qué se lee bajo {shown} en la fila {row}"),
        )
    else:
        of = f"the {corner} {row}" if _is_words(corner) and len(corner.split()) <= 3 else row
        cores = (
            Core(f"what is the {column} of {of}", f"what the {column} of {of} is"),
            Core(f"what does the table give as {shown} for {row}", f"what the table gives as {shown} for {row}"),
        )
        unseen = (
            Core(f"which {column} belongs to {of}", f"which {column} belongs to {of}"),
            Core(f"what stands under {shown} in the row {row}", f"what stands under {shown} in the row {row}"),
        )
    return Asked("table", cores, cell, label, unseen)


def _same(text: str) -> Core:
    return Core(text, text)
