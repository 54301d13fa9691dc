"""A real HTTP server in a thread that does as it is told: slow, broken or lying."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Scripted:
    """What it received, request by request, and where it listens."""

    url: str
    requests: list[bytes] = field(default_factory=list)


def reply(status: int, body: str, *headers: str) -> bytes:
    """A whole HTTP reply."""
    data = body.encode()
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(data)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + data


@contextmanager
def scripted_server(replies: Sequence[bytes]) -> Iterator[Scripted]:
    """Answers the first request with the first reply and so on; the last one again and again. b"" hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    server = Scripted(f"http://127.0.0.1:{listener.getsockname()[1]}")
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                number = len(server.requests)
                server.requests.append(_read_request(connection))
                connection.sendall(replies[min(number, len(replies) - 1)])

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        thread.join()
        listener.close()


def _read_request(connection: socket.socket) -> bytes:
    connection.settimeout(5)
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
