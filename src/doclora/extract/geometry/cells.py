"""Tables as records."""

from __future__ import annotations

from dataclasses import dataclass, field

from doclora.extract.geometry.sheet import Box


@dataclass(frozen=True)
class Cell:
    """One cell; its row and column are the first that it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False
    box: Box | None = None


@dataclass
class Table:
    """A table with its cells; `contents` if it is a table of contents."""

    box: Box
    rows: int
    columns: int
    cells: list[Cell] = field(default_factory=list)
    contents: bool = False
