"""How long to wait before an endpoint is asked again: what it says itself, or longer each time."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

log = logging.getLogger(__name__)

LONGEST: Final = 600.0
"""Seconds; an endpoint that asks for a longer pause is given up, and so is one that is busy for so long."""
FAILING: Final = (0.5, 4.0)
"""Seconds of the first pause after a failure, and by what each further one is longer."""
BUSY: Final = (4.0, 3.0)
"""The same where it is busy and does not say when to come back: most quotas are by the minute."""
_WHEN_BUSY: Final = frozenset({429, 503})
"""Too many requests, or a model that is still being loaded."""
_WORTH_TELLING: Final = 3.0


class Patience:
    """The pauses of all threads that ask one endpoint: when it says it is busy, all of them wait."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts
        self._until = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait until the endpoint may be asked."""
        while (left := self._until - time.monotonic()) > 0:
            time.sleep(left)

    def pause(self, failures: int, waited: float, status: int | None, headers: Mapping[str, str]) -> float | None:
        """Seconds to wait after the n-th failure of one request; None to give up.

        A pause that the endpoint asked for costs no attempt, as long as they are no longer than `LONGEST` together.
        """
        asked = retry_after(headers)
        if asked is not None and asked > 0:
            return asked + random.uniform(0, 0.25) if waited + asked <= LONGEST else None
        if failures >= self._attempts:
            return None
        if asked is not None:
            return 0.0
        first, factor = BUSY if status in _WHEN_BUSY else FAILING
        return min(60.0, first * factor ** (failures - 1)) * random.uniform(0.75, 1)

    def rest(self, seconds: float, status: int | None) -> None:
        """Wait; with everybody else where the endpoint is busy."""
        if seconds >= _WORTH_TELLING:
            what = "is busy" if status in _WHEN_BUSY else f"fails ({status or 'no answer'})"
            log.info("the endpoint %s: asking again in %.0f s", what, seconds)
        if status in _WHEN_BUSY:
            with self._lock:
                self._until = max(self._until, time.monotonic() + seconds)
            self.wait()
        else:
            time.sleep(seconds)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the headers of a reply ask to wait: a number or a date (RFC 9110, 10.2.3); None if they do not."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        try:
            seconds = float(value) / unit
        except ValueError:
            continue
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    try:
        return max(parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError):
        return None
