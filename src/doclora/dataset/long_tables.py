"""Tables that are cut into several passages: what is highest is asked of the whole table, never of a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclora.dataset import tables
from doclora.dataset.asked import Asked, Name
from doclora.dataset.markdown import lines
from doclora.records import Passage


class LongTables:
    """The cut tables of one document.

    Args:
        document: its passages, in their order.
        name: what begins a column's head, as said inside a question.
    """

    def __init__(self, document: Sequence[Passage], name: Name) -> None:
        self._name = name
        self._parts: dict[str, tuple[Passage, ...]] = {}
        for table in _cut(document):
            self._parts |= dict.fromkeys((part.id for part in table), table)

    def others(self, passage: Passage) -> tuple[str, ...]:
        """The ids of the other parts of a passage's table; none where it is whole."""
        return tuple(part.id for part in self._parts.get(passage.id, ()) if part.id != passage.id)

    def questions(self, passage: Passage) -> Iterator[tuple[Asked, str]]:
        """What is highest and lowest in the whole table, where the row that answers stands in this part of it."""
        parts = self._parts[passage.id]
        rows = [row for part in parts for row in _rows(part)[part is not parts[0] :]]
        table = [tables.cells(row) for row in rows]
        if len({len(row) for row in table}) != 1:
            return
        own = {tables.cells(row)[0]: row for row in _rows(passage)[1:]}
        for asked in tables.extremes(table, passage.language, self._name):
            if asked.answer in own:
                yield asked, own[asked.answer]


def _cut(document: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Runs of passages that are parts of one table: all but the first have its head put before their own text."""
    table: list[Passage] = []
    for passage in document:
        goes_on = passage.kind == "table" and len(passage.text) > passage.end - passage.start
        if not goes_on:
            if len(table) > 1:
                yield tuple(table)
            table = []
        table.append(passage)
    if len(table) > 1:
        yield tuple(table)


def _rows(passage: Passage) -> list[str]:
    """The rows of a passage's table, its head first."""
    return [row for line in lines(passage.text) if line.kind == "table" for row in tables.rows(line.raw)]
