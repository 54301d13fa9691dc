"""Many things asked at once, the results handed over in their order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import TypeVar

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

_GRACE = 10.0
"""Seconds that what is under way is waited for, once something else has failed."""


def in_order(tasks: Sequence[TaskT], work: Callable[[TaskT], ResultT], at_once: int) -> Iterator[ResultT]:
    """Yield `work(task)` for each task, in their order, `at_once` of them at work.

    The threads are daemons: an interruption does not wait for a slow endpoint. Once the iterator is closed, or a task
    has failed, no further task is begun.

    Raises:
        Exception: what `work` raised, at that task's turn.
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
            except Exception as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
                result.set_exception(error)
                closed.set()

    threads = [threading.Thread(target=labour, daemon=True) for _ in range(min(at_once, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        for result in results:
            yield result.result()
    except Exception:
        closed.set()
        for thread in threads:
            thread.join(_GRACE / len(threads))
        raise
    finally:
        closed.set()
