"""Tables that are cut into several passages: what is highest is asked of the whole table, never of a part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from doclora.dataset import tables
from doclora.dataset.asked import Asked, Name
from doclora.dataset.markdown import lines
from doclora.records import Passage


@dataclass(frozen=True)
class Spanning:
    """A question that spans a table.

    Attributes:
        row: the row that answers it, as written.
        beside: the ids of the passages that hold the other parts of the table.
    """

    asked: Asked
    row: str
    beside: tuple[str, ...]


class LongTables:
    """The cut tables of one document.

    Args:
        document: its passages, in their order.
        name: what begins a column's head, as said inside a question.
    """

    def __init__(self, document: Sequence[Passage], name: Name) -> None:
        self._parts: set[str] = set()
        self._spanning: dict[str, list[Spanning]] = defaultdict(list)
        for table in _cut(document):
            self._parts |= {part.id for part in table}
            for part, spanning in _asked(table, name):
                self._spanning[part].append(spanning)

    def is_part(self, passage: Passage) -> bool:
        """Whether the table of a passage stands in others, too."""
        return passage.id in self._parts

    def questions(self, passage: Passage) -> Sequence[Spanning]:
        """What is highest and lowest in the whole table, where the row that answers stands in this part of it."""
        return self._spanning.get(passage.id, ())


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


def _asked(table: Sequence[Passage], name: Name) -> Iterator[tuple[str, Spanning]]:
    """The id of a part and what is asked of it."""
    placed = [(part.id, row) for part in table for row in _rows(part)[part is not table[0] :]]
    cells = [tables.cells(row) for _, row in placed]
    if len({len(row) for row in cells}) != 1:
        return
    where = {row[0]: place for row, place in zip(cells, placed, strict=True)}
    for asked in tables.extremes(cells, table[0].language, name):
        part, row = where[asked.answer]
        yield part, Spanning(asked, row, tuple(other.id for other in table if other.id != part))


def _rows(passage: Passage) -> list[str]:
    """The rows of a passage's table, its head first."""
    return [row for line in lines(passage.text) if line.kind == "table" for row in tables.rows(line.raw)]
