"""The batching queue: who is answered together, what a failure costs, how it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from doclora.web.queue import BatchLimits, BatchQueue, QueueClosedError, QueueFullError, Ticket

Number = Ticket[int, int]


class Doubler:
    """Doubles numbers, batch by batch, once `go` is set. Fails a batch that holds a negative one."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go, self.busy = threading.Event(), threading.Event()

    def __call__(self, tickets: Sequence[Number]) -> list[int]:
        self.batches.append([t.job for t in tickets])
        self.busy.set()
        assert self.go.wait(10)
        if any(t.job < 0 for t in tickets):
            raise ValueError("negative")
        return [2 * t.job for t in tickets]


@pytest.fixture
def work() -> Doubler:
    return Doubler()


@pytest.fixture
def queue(work: Doubler) -> Iterator[BatchQueue[int, int]]:
    queue: BatchQueue[int, int] = BatchQueue(work, BatchLimits(rows=4, size=40, waiting=8))
    queue.start()
    yield queue
    work.go.set()
    queue.close(5)


def _occupy(queue: BatchQueue[int, int], work: Doubler) -> Number:
    """Keep the thread busy with a first batch, so that what comes next waits."""
    first = queue.submit(0)
    assert work.busy.wait(5)
    return first


def _answers(tickets: Sequence[Number]) -> list[int]:
    return [t.answer.result(timeout=5) for t in tickets]


def test_requests_that_wait_are_answered_together_up_to_the_limit_of_rows(
    queue: BatchQueue[int, int], work: Doubler
) -> None:
    first = _occupy(queue, work)
    others = [queue.submit(n) for n in range(1, 7)]
    work.go.set()
    assert _answers([first, *others]) == [0, 2, 4, 6, 8, 10, 12]
    assert work.batches == [[0], [1, 2, 3, 4], [5, 6]]


def test_a_batch_is_bounded_by_its_rows_times_its_largest(queue: BatchQueue[int, int], work: Doubler) -> None:
    _occupy(queue, work)
    tickets = [queue.submit(n, size=size) for n, size in [(1, 20), (2, 10), (3, 5), (4, 99)]]
    work.go.set()
    _answers(tickets)
    assert work.batches[1:] == [[1, 2], [3], [4]]  # 2 rows × 20 = 40; 99 alone exceeds the limit and still is answered


def test_only_equal_groups_share_a_batch_and_order_is_kept_within_them(
    queue: BatchQueue[int, int], work: Doubler
) -> None:
    _occupy(queue, work)
    tickets = [queue.submit(n, group=n % 2) for n in range(1, 6)]
    work.go.set()
    _answers(tickets)
    assert work.batches[1:] == [[1, 3, 5], [2, 4]]


def test_one_bad_row_fails_alone(queue: BatchQueue[int, int], work: Doubler) -> None:
    _occupy(queue, work)
    good, bad, more = queue.submit(1), queue.submit(-1), [queue.submit(n) for n in (2, 3)]
    work.go.set()
    assert _answers([good, *more]) == [2, 4, 6]
    with pytest.raises(ValueError, match="negative"):
        bad.answer.result(timeout=5)
    assert [-1] in work.batches


def test_a_worker_that_miscounts_fails_its_rows_and_not_the_thread() -> None:
    queue: BatchQueue[int, int] = BatchQueue(lambda tickets: [1] * (len(tickets) + 1), BatchLimits(2, 2, 2))
    queue.start()
    for _ in range(2):
        with pytest.raises(AssertionError):
            queue.submit(1).answer.result(timeout=5)
    queue.close(5)


def test_a_full_queue_refuses_and_says_when_to_come_back(queue: BatchQueue[int, int], work: Doubler) -> None:
    _occupy(queue, work)
    for n in range(8):
        queue.submit(n)
    with pytest.raises(QueueFullError) as caught:
        queue.submit(9)
    assert caught.value.retry_after == queue.full_for() >= 1


def test_an_abandoned_request_leaves_the_queue_and_its_place(queue: BatchQueue[int, int], work: Doubler) -> None:
    _occupy(queue, work)
    tickets = [queue.submit(n) for n in range(1, 9)]
    tickets[2].abandon()
    late = queue.submit(9)
    work.go.set()
    assert late.answer.result(timeout=5) == 18
    assert not any(3 in batch for batch in work.batches)


def test_a_batch_of_abandoned_requests_does_not_end_the_thread(queue: BatchQueue[int, int], work: Doubler) -> None:
    _occupy(queue, work)
    queue.submit(1).abandon()
    work.go.set()
    assert queue.submit(2).answer.result(timeout=5) == 4


def test_closing_answers_what_waits_and_takes_no_more(queue: BatchQueue[int, int], work: Doubler) -> None:
    first = _occupy(queue, work)
    waiting = [queue.submit(n) for n in range(1, 7)]
    work.go.set()
    queue.close(5)
    assert _answers([first, *waiting]) == [0, 2, 4, 6, 8, 10, 12]
    with pytest.raises(QueueClosedError):
        queue.submit(1)


def test_closing_in_a_hurry_refuses_what_still_waits(queue: BatchQueue[int, int], work: Doubler) -> None:
    _occupy(queue, work)
    waiting = queue.submit(1)
    queue.close(0.05)
    with pytest.raises(QueueClosedError):
        waiting.answer.result(timeout=5)


def test_a_lone_client_is_not_kept_waiting_for_company() -> None:
    queue: BatchQueue[int, int] = BatchQueue(lambda tickets: [1] * len(tickets), BatchLimits(16, 16, 16, linger=5.0))
    queue.start()
    started = time.monotonic()
    for _ in range(3):
        queue.submit(1).answer.result(timeout=5)
    assert time.monotonic() - started < 1
    queue.close(5)


def test_a_burst_is_one_batch_though_its_first_request_is_ready_before_the_others(work: Doubler) -> None:
    work.go.set()
    queue: BatchQueue[int, int] = BatchQueue(work, BatchLimits(rows=16, size=16, waiting=16, linger=5.0))
    queue.start()

    def request(number: int, tickets: list[Number]) -> None:
        with queue.coming():
            everybody.wait(5)
            time.sleep(number / 100)
            tickets.append(queue.submit(number))

    everybody, tickets = threading.Barrier(5), list[Number]()
    threads = [threading.Thread(target=request, args=(number, tickets)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(_answers(tickets)) == [0, 2, 4, 6, 8]
    assert [len(batch) for batch in work.batches] == [5]
    queue.close(5)


def test_a_request_that_does_not_come_after_all_holds_nobody_up(work: Doubler) -> None:
    work.go.set()
    queue: BatchQueue[int, int] = BatchQueue(work, BatchLimits(rows=16, size=16, waiting=16, linger=5.0))
    queue.start()
    with pytest.raises(ValueError, match="no image"), queue.coming():
        raise ValueError("no image")
    times = []
    for _ in range(5):
        started = time.monotonic()
        assert queue.submit(1).answer.result(timeout=5) == 2
        times.append(time.monotonic() - started)
    assert min(times) < 0.05
    queue.close(5)
