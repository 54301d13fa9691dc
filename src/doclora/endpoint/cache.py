"""Replies kept in an SQLite file, by the digest of what was asked."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doclora.errors import DoesNotFitError, InputError
from doclora.workspace import writing

_BUSY_SECONDS = 30.0


@dataclass(frozen=True)
class Kept:
    """A reply as it came.

    Attributes:
        finish: why the model stopped: `stop`, `length`, or what else the endpoint says.
        tokens_in: read by the model, as the endpoint counts.
        tokens_out: written by it.
    """

    text: str
    finish: str = "stop"
    tokens_in: int = 0
    tokens_out: int = 0


class ReplyCache:
    """Replies by the digest of what was asked. Each is on disk before it is used; a process killed leaves it whole.

    Raises:
        InputError: when the file is no such cache, or cannot be written to.
        DoesNotFitError: when the disk is full.
    """

    def __init__(self, path: Path) -> None:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._lock = path, threading.Lock()
        with self._failing():
            self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_BUSY_SECONDS)
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, reply TEXT NOT NULL, finish TEXT NOT NULL, "
                "tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, usable INTEGER NOT NULL)"
            )

    def get(self, key: str) -> Kept | None:
        """The reply kept under a key."""
        with self._failing():
            found = self._base.execute("SELECT reply, finish, tokens_in, tokens_out FROM kept WHERE key = ?", (key,))
            row = found.fetchone()
        return Kept(*row) if row else None

    def put(self, key: str, reply: Kept) -> None:
        """Keep a reply."""
        text = reply.text.encode("utf-8", "replace").decode()
        row = (key, text, reply.finish, reply.tokens_in, reply.tokens_out)
        with self._failing():
            self._base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, 1)", row)

    def mark_useless(self, key: str) -> None:
        """Remember that nothing could be made of a reply."""
        with self._failing():
            self._base.execute("UPDATE kept SET usable = 0 WHERE key = ?", (key,))

    def forget_useless(self) -> None:
        """Drop the replies that nothing could be made of, so that they are asked for again."""
        with self._failing():
            self._base.execute("DELETE FROM kept WHERE usable = 0")

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.OperationalError as error:
            if "full" in str(error):
                raise DoesNotFitError(
                    f"{self._path}: the disk is full", hint="free some room, then run the same command again"
                ) from None
            raise InputError(
                f"{self._path}: cannot be written: {error}", hint="choose another folder with -o"
            ) from None
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"{self._path}: damaged: {error}", hint="move it away: the replies in it are then asked for again"
            ) from None
