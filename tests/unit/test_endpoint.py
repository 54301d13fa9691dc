"""An endpoint's pauses, and an address where nobody answers."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from doclora.endpoint import ChatModel, EndpointError, Names, patience
from doclora.endpoint.patience import LONGEST, Patience, retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_the_pause_that_a_reply_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_the_pause_may_be_a_date() -> None:
    later = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=30), usegmt=True)
    assert retry_after({"retry-after": later}) == pytest.approx(30, abs=2)
    past = format_datetime(datetime.now(timezone.utc) - timedelta(hours=1), usegmt=True)
    assert retry_after({"retry-after": past}) == 0.0


def test_pauses_grow_are_longer_for_a_busy_endpoint_and_end() -> None:
    waiting = Patience(attempts=4)
    failing = [waiting.pause(n, 0.0, 500, {}) or 0.0 for n in (1, 2, 3)]
    busy = [waiting.pause(n, 0.0, 429, {}) or 0.0 for n in (1, 2, 3)]
    assert failing == sorted(failing)
    assert all(b > f for f, b in zip(failing, busy, strict=True))
    assert sum(busy) > 35  # a quota by the minute has room again before the last attempt
    assert waiting.pause(4, 0.0, 500, {}) is None


def test_pauses_that_the_endpoint_asks_for_are_followed_up_to_a_limit_together() -> None:
    waiting = Patience(attempts=1)
    assert waiting.pause(1, 0.0, 429, {"retry-after": "60"}) == pytest.approx(60, abs=0.3)
    assert waiting.pause(1, LONGEST - 30, 429, {"retry-after": "60"}) is None


def test_where_nobody_answers_is_said_with_what_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FAILING", (0.01, 1.0))
    chat = ChatModel("http://127.0.0.1:9/v1", "", model="m", attempts=3, timeout=5, names=Names("KEY", "x.model"))
    started = time.monotonic()
    with pytest.raises(EndpointError) as error:
        chat.completion([{"role": "user", "content": "x"}])
    assert "is the endpoint running" in error.value.hint
    assert error.value.status is None
    assert not error.value.of_request
    assert time.monotonic() - started < 5
