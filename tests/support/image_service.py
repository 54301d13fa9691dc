"""An image service in a thread that answers each image as the test says: slowly, wrongly, or not at all."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One `POST`: the name of the image file, the prompt, and the token it came with."""

    image: str
    text: str
    token: str


@dataclass
class Said:
    """One reply. `hang_up` breaks the connection, `after` waits first, `drip` waits after each byte (seconds)."""

    body: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    after: float = 0.0
    drip: float = 0.0


@dataclass
class Service:
    """What it was asked, where it listens, and what it says of itself."""

    url: str
    status: Said
    asked: list[Asked] = field(default_factory=list)

    def count(self, image: str) -> int:
        """How often it was asked about this image."""
        return sum(1 for each in self.asked if each.image == image)


def fine(text: str, **more: Any) -> Said:
    """A reply as the service gives it when all is well."""
    return Said(json.dumps({"success": True, "response": text, "prompt": "?"} | more, ensure_ascii=False))


def refusal(status: int, error: str = "no", **headers: str) -> Said:
    """A refusal as the service words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(json.dumps({"success": False, "error": error}), status=status, headers=named)


@contextmanager
def image_service(answer: Callable[[Asked, int], Said], status: Said | None = None) -> Iterator[Service]:
    """Run a service whose reply to the n-th question about an image (from 1) is `answer(question, n)`."""
    told = status or Said(json.dumps({"ready": True, "message": "ready", "device": "cpu", "model": "test-vl"}))
    stop = threading.Event()
    service = Service("", told)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

        def do_GET(self) -> None:
            self._say(service.status)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            name = re.search(rb'filename="([^"]*)"', body)
            text = re.search(rb'name="text"\r\n(?:.*\r\n)*?\r\n([\s\S]*?)\r\n--', body)
            assert name
            assert text
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            asked = Asked(name[1].decode(), text[1].decode(), token)
            service.asked.append(asked)
            self._say(answer(asked, service.count(asked.image)))

        def _say(self, said: Said) -> None:
            stop.wait(said.after)
            if said.hang_up:
                self.close_connection = True
                return
            data = said.body.encode()
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                for piece in [data[i : i + 1] for i in range(len(data))] if said.drip else [data]:
                    self.wfile.write(piece)
                    stop.wait(said.drip)
            except OSError:
                return  # the client had enough

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}/analyze"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
