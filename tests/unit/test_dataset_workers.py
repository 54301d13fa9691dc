"""Many at once, in order: what a task raises reaches the caller, and nothing more is begun after that."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest

from doclora.dataset.workers import in_order


@pytest.mark.parametrize("fault", [ValueError("broken"), SystemExit(3), MemoryError()])
def test_whatever_a_task_raises_reaches_the_caller_at_its_turn(fault: BaseException) -> None:
    begun: list[int] = []

    def work(task: int) -> int:
        begun.append(task)
        if task == 3:
            raise fault
        return task

    made = in_order(range(200), work, 2)
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(type(fault)):
        next(made)
    assert len(begun) < 200


def test_once_closed_nothing_more_is_begun() -> None:
    begun: list[int] = []
    go = threading.Event()

    def work(task: int) -> int:
        begun.append(task)
        if task:
            go.wait(10)
        return task

    with closing(in_order(range(50), work, 3)) as made:
        assert next(made) == 0
    go.set()
    assert len(begun) <= 4
