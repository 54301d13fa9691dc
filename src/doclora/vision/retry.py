"""What of the image service's failures is worth another attempt, and when."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from doclora.errors import RemoteServiceError

if TYPE_CHECKING:
    from tenacity import RetryCallState

RETRIED_STATUSES: Final = frozenset({408, 429, 500, 502, 503, 504})
LONGEST_PAUSE: Final = 120.0  # seconds, whatever Retry-After says

_log = logging.getLogger(__name__)


class ServiceReplyError(RemoteServiceError):
    """The image service refused a request or could not be reached.

    Attributes:
        status: of the HTTP reply; None when there was none.
    """

    def __init__(self, message: str, *, hint: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.retry_after = retry_after


class PassingError(ServiceReplyError):
    """A failure that may be gone at the next attempt."""


def persistently(call: Callable[[], str], attempts: int) -> str:
    """What `call` returns, tried so often while it fails in passing, with growing pauses or those asked for.

    Raises:
        ServiceReplyError: what the last attempt raised.
    """
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

    retrying = Retrying(
        retry=retry_if_exception_type(PassingError),
        stop=stop_after_attempt(attempts),
        wait=_pause,
        before_sleep=_say,
        sleep=time.sleep,
        reraise=True,
    )
    return retrying(call)


def retry_after_seconds(value: str) -> float | None:
    """Seconds to wait: RFC 9110, section 10.2.3, a number of seconds or a date."""
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _pause(state: RetryCallState) -> float:
    from tenacity import wait_random_exponential

    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ServiceReplyError) else None
    grown = wait_random_exponential(multiplier=1.0, max=30.0)(state)
    return grown if asked is None else min(LONGEST_PAUSE, asked + min(grown, 1.0))


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    pause = state.next_action.sleep if state.next_action else 0.0
    _log.info("%s; trying again in %.0f s", error, pause)
