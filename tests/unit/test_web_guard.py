"""The guard in front of a service, over a real socket: token, limits, headers."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from doclora.web.guard import Guard, Refusal, Rules
from tests.support.live import live

TOKEN = "a-token-of-some-length"
HOLDER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Echo:
    """Says how long the body was; remembers whether it was asked at all."""

    asked: list[str] = field(default_factory=list)
    refusal: Refusal | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                await send({"type": f"{message['type']}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        self.asked.append(scope["path"])
        body = await Request(scope, receive).body()
        await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def url(echo: Echo) -> Iterator[str]:
    rules = Rules(
        token=TOKEN,
        open_paths=frozenset({"/", "/static/*"}),
        max_body=1000,
        max_inside=2500,
        body_seconds=0.5,
        refusal=lambda status, reason: {"status": status, "reason": reason},
        turned_away=lambda: echo.refusal,
    )
    with live(Guard(echo, rules)) as address:
        yield address


@pytest.mark.parametrize(
    "value",
    [None, "", TOKEN, f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ñ"],
)
def test_without_the_token_nothing_is_read_or_asked(url: str, echo: Echo, value: str | None) -> None:
    echo.asked.clear()
    headers = {} if value is None else {"Authorization": value.encode()}
    reply = httpx.post(f"{url}/analyze", headers=headers, content=b"x" * 900)  # type: ignore[arg-type]
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert reply.json()["status"] == 401
    assert TOKEN not in reply.text
    assert echo.asked == []


def test_two_authorization_headers_are_none(url: str) -> None:
    headers = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer other")]
    assert httpx.get(f"{url}/x", headers=headers).status_code == 401


def test_the_refusal_comes_before_the_body() -> None:
    """A client that only sent its headers has its answer: nothing waits for the body."""
    echo = Echo()
    rules = Rules(TOKEN, frozenset(), 1000, 1000, 5.0, lambda status, reason: {})
    with live(Guard(echo, rules)) as address, socket.create_connection(_address(address), timeout=3) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 401")
    assert echo.asked == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_lets_in(url: str, scheme: str) -> None:
    reply = httpx.post(f"{url}/x", headers={"Authorization": f"{scheme} {TOKEN}"}, content=b"x" * 1000)
    assert reply.text == "1000"


@pytest.mark.parametrize(("path", "open_to_all"), [("/", True), ("/static/a", True), ("/static", False), ("/x", False)])
def test_open_paths_are_exact(url: str, path: str, open_to_all: bool) -> None:
    assert (httpx.get(url + path).status_code == 200) is open_to_all


@pytest.mark.parametrize("path", ["//", "/%2e%2e/x", "/static/../x", "/STATIC/a", "/x?/static/a"])
def test_no_spelling_opens_a_closed_path(url: str, echo: Echo, path: str) -> None:
    with socket.create_connection(_address(url), timeout=3) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        reply = connection.recv(4096)
    assert reply.startswith(b"HTTP/1.1 401") or path == "/static/../x"  # below /static/*, whatever a router makes of it


def test_a_body_declared_too_big_is_refused_unread(url: str, echo: Echo) -> None:
    echo.asked.clear()
    reply = httpx.post(f"{url}/x", headers=HOLDER, content=b"x" * 1001)
    assert (reply.status_code, echo.asked) == (413, [])


def test_a_chunked_body_is_counted(url: str) -> None:
    def pieces(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield b"x" * 100

    assert httpx.post(f"{url}/x", headers=HOLDER, content=pieces(10)).text == "1000"
    assert httpx.post(f"{url}/x", headers=HOLDER, content=pieces(11)).status_code == 413


def test_a_body_that_trickles_is_given_up(url: str) -> None:
    with socket.create_connection(_address(url), timeout=5) as connection:
        head = f"POST /x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 900\r\n\r\n"
        connection.sendall(head.encode())
        started = time.monotonic()
        assert connection.recv(100).startswith(b"HTTP/1.1 408")
    assert 0.3 < time.monotonic() - started < 3


def test_bodies_on_their_way_are_bounded_together(url: str) -> None:
    """Three unfinished bodies of 800 set aside 2400 of 2500 bytes; a fourth is told to come back once they end."""
    head = f"POST /x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 800\r\n\r\n".encode()
    connections = [socket.create_connection(_address(url), timeout=5) for _ in range(3)]
    for connection in connections:
        connection.sendall(head)
    time.sleep(0.1)
    reply = httpx.post(f"{url}/x", headers=HOLDER, content=b"x" * 800)
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "1")
    for connection in connections:
        connection.close()
    time.sleep(0.2)
    assert httpx.post(f"{url}/x", headers=HOLDER, content=b"x" * 800).status_code == 200


def test_a_service_that_cannot_serve_says_so_before_the_body(url: str, echo: Echo) -> None:
    echo.refusal = Refusal(503, "loading", retry_after=7)
    try:
        reply = httpx.post(f"{url}/x", headers=HOLDER, content=b"x")
        assert (reply.status_code, reply.headers["retry-after"], reply.json()["reason"]) == (503, "7", "loading")
        assert httpx.get(f"{url}/x", headers=HOLDER).status_code == 200
    finally:
        echo.refusal = None


def test_every_reply_carries_the_headers_that_confine_a_page(url: str) -> None:
    for reply in (httpx.get(url), httpx.get(f"{url}/x")):
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert "server" not in reply.headers


def test_the_rules_do_not_show_the_token() -> None:
    rules = Rules(TOKEN, frozenset(), 1, 1, 1, lambda status, reason: json.loads("{}"))
    assert TOKEN not in repr(rules)


def _address(url: str) -> tuple[str, int]:
    parts = httpx.URL(url)
    assert parts.port
    return parts.host, parts.port
