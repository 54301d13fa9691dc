"""Waiting requests answered together, by one thread.

A request becomes a ticket. The thread takes the oldest ticket and, with it, the waiting ones of the same group, as many
as the limits allow, and answers them in one call. A batch that fails is halved until the row that fails stands alone.
"""

from __future__ import annotations

import contextlib
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from doclora.errors import RemoteServiceError

JobT = TypeVar("JobT")
AnswerT = TypeVar("AnswerT")

_log = logging.getLogger(__name__)


class QueueFullError(RemoteServiceError):
    """No room for another request.

    Attributes:
        retry_after: whole seconds after which there should be.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many requests are waiting", hint=f"try again in {retry_after} s")
        self.retry_after = retry_after


class QueueClosedError(RemoteServiceError):
    """The service is stopping."""

    def __init__(self) -> None:
        super().__init__("the service is stopping", hint="try again when it has been started anew")


@dataclass(frozen=True)
class BatchLimits:
    """What one batch may hold, and how many may wait.

    Attributes:
        rows: requests answered together.
        size: of a batch as computed: its rows times its largest row (pixels, or tokens). One row alone may exceed it.
        waiting: requests that may wait.
        linger: seconds to wait, at most, for requests that are known to come and for the clients just answered, who may
            ask again; never more than a fifth of what a batch takes. A lone client never waits.
    """

    rows: int
    size: int
    waiting: int
    linger: float = 0.25


@dataclass(eq=False)
class Ticket(Generic[JobT, AnswerT]):
    """A request on its way through the queue.

    Attributes:
        group: only tickets of equal groups are answered together.
        size: in the unit of `BatchLimits.size`.
        answer: will hold the answer, or what went wrong.
        abandoned: nobody waits for the answer any more; work that is under way may stop.
    """

    job: JobT
    group: Hashable
    size: int
    answer: Future[AnswerT] = field(default_factory=Future)
    abandoned: bool = False

    def abandon(self) -> None:
        """Nobody waits any more: leave the queue, or stop as soon as the work notices."""
        self.abandoned = True
        self.answer.cancel()


class BatchQueue(Generic[JobT, AnswerT]):
    """A bounded queue and the thread that empties it.

    Args:
        work: answers some tickets of one group, in order; may raise, and may look at `abandoned` between steps.
        limits: of a batch and of the queue.
    """

    def __init__(
        self, work: Callable[[Sequence[Ticket[JobT, AnswerT]]], Sequence[AnswerT]], limits: BatchLimits
    ) -> None:
        self._work, self.limits = work, limits
        self._waiting: deque[Ticket[JobT, AnswerT]] = deque()
        self._change = threading.Condition()
        self._closed, self._coming = False, 0
        self._expected, self._batch_seconds = 1, 1.0
        self._thread = threading.Thread(target=self._run, name="batches", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def __len__(self) -> int:
        """Requests waiting."""
        return len(self._waiting)

    def full_for(self) -> int:
        """Whole seconds after which there should be room; 0 when there is."""
        with self._change:
            self._forget_abandoned()
            return self._retry_after() if len(self._waiting) >= self.limits.waiting else 0

    @contextlib.contextmanager
    def coming(self) -> Iterator[None]:
        """A request is being made ready; it is submitted within the block, or not at all."""
        with self._change:
            self._coming += 1
        try:
            yield
        finally:
            with self._change:
                self._coming -= 1
                self._change.notify_all()

    def submit(self, job: JobT, *, group: Hashable = None, size: int = 1) -> Ticket[JobT, AnswerT]:
        """Let a request wait for its turn.

        Raises:
            QueueFullError: when too many wait already.
            QueueClosedError: after `close`.
        """
        ticket: Ticket[JobT, AnswerT] = Ticket(job, group, size)
        with self._change:
            if self._closed:
                raise QueueClosedError
            self._forget_abandoned()
            if len(self._waiting) >= self.limits.waiting:
                raise QueueFullError(self._retry_after())
            self._waiting.append(ticket)
            self._change.notify_all()
        return ticket

    def close(self, seconds: float) -> None:
        """Take no more requests, answer those that wait, and after so many seconds refuse the rest."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        if self._thread.is_alive():
            self._thread.join(seconds)
        with self._change:
            for ticket in self._waiting:
                if ticket.answer.set_running_or_notify_cancel():
                    ticket.answer.set_exception(QueueClosedError())
            self._waiting.clear()

    def _run(self) -> None:
        while (batch := self._take()) is not None:
            started = time.monotonic()
            self._answer(batch)
            self._expected = min(self.limits.rows, len(self._waiting) + len(batch))
            self._batch_seconds += 0.3 * (time.monotonic() - started - self._batch_seconds)

    def _take(self) -> list[Ticket[JobT, AnswerT]] | None:
        """The next batch; None once the queue is closed and nothing waits."""
        with self._change:
            while True:
                self._change.wait_for(lambda: self._waiting or self._closed)
                self._change.wait_for(self._all_have_come, min(self.limits.linger, 0.2 * self._batch_seconds))
                self._forget_abandoned()
                if self._waiting:
                    return self._pick()
                if self._closed:
                    return None

    def _all_have_come(self) -> bool:
        waiting = len(self._waiting)
        return self._closed or waiting >= self.limits.rows or (not self._coming and waiting >= self._expected)

    def _pick(self) -> list[Ticket[JobT, AnswerT]]:
        first = self._waiting[0]
        batch, largest = [first], first.size
        for ticket in list(self._waiting)[1:]:
            if len(batch) == self.limits.rows:
                break
            grown = max(largest, ticket.size)
            if ticket.group == first.group and grown * (len(batch) + 1) <= self.limits.size:
                batch.append(ticket)
                largest = grown
        taken = {id(ticket) for ticket in batch}
        self._waiting = deque(t for t in self._waiting if id(t) not in taken)
        return [ticket for ticket in batch if ticket.answer.set_running_or_notify_cancel()]

    def _answer(self, batch: Sequence[Ticket[JobT, AnswerT]]) -> None:
        batch = [ticket for ticket in batch if not ticket.abandoned]
        if not batch:
            return
        try:
            answers = list(self._work(batch))
            if len(answers) != len(batch):
                raise AssertionError(f"{len(answers)} answers to {len(batch)} requests")
        except Exception as error:  # noqa: BLE001 - whatever a model raises belongs to its row; the thread lives on
            self._answer_by_halves(batch, error)
            return
        for ticket, answer in zip(batch, answers, strict=True):
            ticket.answer.set_result(answer)

    def _answer_by_halves(self, batch: Sequence[Ticket[JobT, AnswerT]], error: Exception) -> None:
        if len(batch) == 1:
            batch[0].answer.set_exception(error)
            return
        _log.warning("a batch of %d failed (%s); trying its halves", len(batch), type(error).__name__)
        half = len(batch) // 2
        self._answer(batch[:half])
        self._answer(batch[half:])

    def _forget_abandoned(self) -> None:
        self._waiting = deque(t for t in self._waiting if not t.abandoned)

    def _retry_after(self) -> int:
        batches = math.ceil(len(self._waiting) / self.limits.rows)
        return max(1, math.ceil(batches * self._batch_seconds))
