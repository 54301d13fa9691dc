"""The only place that knows about the terminal: results to stdout, progress and notes to stderr."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol, TextIO

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

_LINE_EVERY_SECONDS = 10.0
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What steers a terminal. A model's or a document's words must not: they lose it there, not in files and pipes."""


class Progress(Protocol):
    """What a stage tells about its advance."""

    def advance(self, steps: int = 1, note: str = "") -> None:
        """So many steps further, with a word about the present state."""


def configure(*, verbose: bool = False, quiet: bool = False) -> None:
    """Send doclora's log to stderr, once, at the level asked for."""
    logger = logging.getLogger("doclora")
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(_Handler())


def result(text: str = "") -> None:
    """A line of the result, to stdout."""
    _write(sys.stdout, text + "\n")


def fragment(text: str) -> None:
    """A piece of a result that is still growing (a streamed answer), to stdout."""
    _write(sys.stdout, text)


def json_result(record: BaseModel) -> None:
    """A record as JSON, to stdout, for a program to read."""
    result(record.model_dump_json(indent=2))


def note(text: str) -> None:
    """A line for the reader that is not part of the result, to stderr."""
    _write(sys.stderr, text + "\n")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "", aside: bool = False) -> None:
    """A table, to stdout, or to stderr if it stands aside from the result.

    Columns wrap to the terminal's width, or to 120 where there is none.
    """
    from rich.table import Table

    grid = Table(title=title or None, title_justify="left", header_style="bold", show_lines=False)
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    for row in rows:
        grid.add_row(*(_plain(cell) for cell in row))
    _console(sys.stderr if aside else sys.stdout).print(grid)


def lines() -> Iterator[str]:
    """What the reader types, a line at a time, stripped, until the end of input."""
    if sys.stdin.isatty():
        import readline  # noqa: F401 - gives input() its history and line editing
    while True:
        try:
            yield input("> " if sys.stdin.isatty() else "").strip()
        except EOFError:
            return


@contextmanager
def progress(what: str, total: int) -> Iterator[Progress]:
    """A progress bar on a terminal; elsewhere a plain line now and then. On stderr.

    Args:
        what: what is being done: "Describing figures".
        total: number of steps.
    """
    if not logging.getLogger("doclora").isEnabledFor(logging.INFO):
        yield _Lines(what, total, silent=True)
    elif sys.stderr.isatty():
        with _Bar(what, total) as bar:
            yield bar
    else:
        yield _Lines(what, total)


class _Lines:
    def __init__(self, what: str, total: int, *, silent: bool = False) -> None:
        self._what, self._total, self._silent = what, total, silent
        self._done = 0
        self._started = self._last = time.monotonic()

    def advance(self, steps: int = 1, note: str = "") -> None:
        self._done += steps
        now = time.monotonic()
        due = now - self._last >= _LINE_EVERY_SECONDS or self._done == self._total
        if due and not self._silent:
            self._last = now
            left = (now - self._started) / max(self._done, 1) * (self._total - self._done)
            said = (
                f"{self._what}: {self._done}/{self._total}",
                note,
                _duration(left) if self._done < self._total else "",
            )
            sys.stderr.write(" · ".join(filter(None, said)) + "\n")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    """`about 12 min left`."""
    minutes = seconds / 60
    if minutes < 1:
        return "less than a minute left"
    return f"about {minutes:.0f} min left" if minutes < 90 else f"about {minutes / 60:.1f} h left"


class _Bar:
    def __init__(self, what: str, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
        )
        self._bar = RichProgress(*columns, console=_console(sys.stderr), transient=False)
        self._task = self._bar.add_task(what, total=total, note="")

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()

    def advance(self, steps: int = 1, note: str = "") -> None:
        self._bar.update(self._task, advance=steps, note=_plain(note))


class _Handler(logging.Handler):
    """Information plainly, warnings and errors with their level in front."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        note(text if record.levelno == logging.INFO else f"{record.levelname.lower()}: {text}")


def _write(stream: TextIO, text: str) -> None:
    stream.write(_CONTROL.sub("", text) if stream.isatty() else text)
    stream.flush()


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(_CONTROL.sub("", text))


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, width=None if stream.isatty() else 120)
