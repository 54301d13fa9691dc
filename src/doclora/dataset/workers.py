"""Many things asked at once, the results handed over in their order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from typing import TypeVar

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

_GRACE = 10.0
"""Seconds that what is under way is waited for, once something else has failed."""


def in_order(tasks: Sequence[TaskT], work: Callable[[TaskT], ResultT], at_once: int) -> Generator[ResultT, None, None]:
    """Yield `work(task)` for each task, in their order, `at_once` of them at work.

    The threads are daemons: an interruption does not wait for a slow endpoint. Once the iterator is closed, or a task
    has failed, no further task is begun.

    Raises:
        BaseException: what `work` raised, at that task's turn.
    """
    results: list[Future[ResultT]] = [Future() for _ in tasks]
    waiting = iter(zip(tasks, results, strict=True))
    guard, closed = threading.Lock(), threading.Event()

    def labour() -> None:
        while True:
            with guard:
                following = None if closed.is_set() else next(waiting, None)
            if following is None:
                return
            task, result = following
            try:
                result.set_result(work(task))
            except BaseException as error:  # noqa: BLE001 - raised in the caller's thread, which would wait for ever
                result.set_exception(error)
                closed.set()

    threads = [threading.Thread(target=labour, daemon=True) for _ in range(min(at_once, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        for result in results:
            if result.exception():
                _await(threads)
            yield result.result()
    finally:
        closed.set()


def _await(threads: Sequence[threading.Thread]) -> None:
    """Let what is under way come to its end, so that it is not lost; not for long."""
    until = time.monotonic() + _GRACE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
