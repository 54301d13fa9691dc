"""Many figures asked at once, replies handed over as they come; a service that is plainly gone is asked no more."""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from doclora.describe.describers import Describer, FigureError, Task
from doclora.errors import RemoteServiceError

GIVE_UP_AFTER: Final = 3
"""Figures that fail one after another, by the service's fault, until no more are asked."""
_GRACE: Final = 10.0
"""Seconds that replies already under way are waited for, once no more are asked."""

_log = logging.getLogger(__name__)

Reply = Mapping[str, Any] | FigureError
_Done = queue.SimpleQueue["tuple[Task, Mapping[str, Any] | Exception]"]


def answered(
    tasks: Sequence[Task], describer: Describer, *, known: int = 0, seconds: float = math.inf
) -> Iterator[tuple[Task, Reply]]:
    """Ask every task, `describer.concurrency` at a time, and yield each with its reply in order of arrival.

    Args:
        tasks: what to ask.
        describer: whom to ask.
        known: how many figures are described already. Where none is, and none can be, that is an error.
        seconds: for all of them together.

    Raises:
        RemoteServiceError: when time is up, or the service is gone; replies that came before have been yielded.
    """
    todo: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
    done: _Done = queue.SimpleQueue()
    workers = min(describer.concurrency, len(tasks))
    for _ in range(workers):  # daemons: an interruption must not wait for a slow service
        threading.Thread(target=_work, args=(describer, todo, done), daemon=True).start()
    try:
        yield from _collected(tasks, workers, todo, done, _Health(len(tasks), known), time.monotonic() + seconds)
    finally:
        for _ in range(workers):
            todo.put(None)


def _collected(
    tasks: Sequence[Task],
    workers: int,
    todo: queue.SimpleQueue[Task | None],
    done: _Done,
    health: _Health,
    deadline: float,
) -> Iterator[tuple[Task, Reply]]:
    waiting = iter(tasks)
    pending = 0
    for task in islice(waiting, workers):
        todo.put(task)
        pending += 1
    while pending:
        try:
            task, reply = done.get(timeout=max(0.0, min(deadline - time.monotonic(), threading.TIMEOUT_MAX)))
        except queue.Empty:
            raise health.fatal or health.time_is_up() from None
        pending -= 1
        health.note(reply)
        if isinstance(reply, FigureError | Mapping):
            yield task, reply  # before the next is asked: a reply is kept before anything else can go wrong
        if health.fatal:
            deadline = min(deadline, time.monotonic() + _GRACE)
        elif following := next(waiting, None):
            todo.put(following)
            pending += 1
    if health.fatal:
        raise health.fatal


class _Health:
    """Whether the service still answers, judged by the replies so far."""

    def __init__(self, total: int, known: int) -> None:
        self.fatal: Exception | None = None
        self._total, self._known, self._answered, self._replies, self._streak = total, known, 0, 0, 0

    def note(self, reply: Mapping[str, Any] | Exception) -> None:
        """Take in one more reply."""
        self._replies += 1
        if isinstance(reply, FigureError):
            self._streak = self._streak + 1 if reply.of_service else 0
            last_chance = self._replies == self._total and not self._answered + self._known
            if reply.of_service and (self._streak >= GIVE_UP_AFTER or last_chance):
                self.fatal = self.fatal or reply.of_service
        elif isinstance(reply, Exception):
            self.fatal = self.fatal or reply
        else:
            self._answered, self._streak = self._answered + 1, 0

    def time_is_up(self) -> RemoteServiceError:
        """The error for a total time that has passed."""
        return RemoteServiceError(
            f"time is up: {self._answered} of {self._total} figures described",
            hint="run the same command again: it goes on from here (describe.total_timeout sets the limit)",
        )


def _work(describer: Describer, todo: queue.SimpleQueue[Task | None], done: _Done) -> None:
    while task := todo.get():
        _log.debug("asking about %s: %s", task.subject.name, task.question)
        try:
            done.put((task, describer.describe(task.subject, task.question)))
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
            done.put((task, error))
