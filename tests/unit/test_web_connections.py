"""A client without a token cannot hold the service's connections: too many are dropped, and so are slow heads."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from doclora.web import connections
from doclora.web.server import listen, server


async def _app(scope: dict[str, object], receive: object, send: object) -> None:
    if scope["type"] == "lifespan":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(connections, "MOST", 5)
    listener = listen("127.0.0.1", 0)
    listener.listen()
    running = server(_app, drain_seconds=1)  # type: ignore[arg-type]
    running.config.lifespan = "off"
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    running.should_exit = True
    thread.join()


def _open(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=3)


def _ask(port: int) -> bytes:
    with _open(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: client.recv(4096), b""))


def test_a_head_that_does_not_end_is_dropped_and_a_whole_one_is_answered(port: int) -> None:
    with _open(port) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")
        assert _ask(port).endswith(b"ok")
        assert slow.recv(1) == b""


def test_a_second_head_that_does_not_end_is_dropped_too(port: int) -> None:
    with _open(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while not answer.endswith(b"ok"):
            answer += client.recv(4096)
        client.sendall(b"GET / HTTP/1.1\r\n")
        assert client.recv(1) == b""


def test_too_many_connections_are_dropped_and_the_service_lives(port: int) -> None:
    held = [_open(port) for _ in range(12)]
    time.sleep(0.8)
    for client in held:
        client.close()
    assert _ask(port).endswith(b"ok")
