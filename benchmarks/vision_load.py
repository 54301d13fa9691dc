"""The image service under load from honest, slow, dying and lying clients: nothing lost, memory flat.

    python -m benchmarks.vision_load [--minutes 10]

A real `doclora vision serve` on a small Qwen2-VL. Every honest client knows the right answer to each of its images and
counts any other. At the end the service is told to stop while questions wait: each of them must still be answered.
The result is kept in benchmarks/results/vision_load.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.vision_clients import keep, machine
from doclora.errors import RemoteServiceError
from doclora.vision.client import VisionClient
from tests.support.pictures import drawing, encoded
from tests.support.tiny_vision import make_tiny_vision_model

TOKEN = "a-token-of-the-load-test"
HONEST, SLOW, DYING, LYING = 8, 3, 3, 3
IMAGES = 24


@contextmanager
def service(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A served model, ready; its address and process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sizes = ("vision.max_pixels=100000", "vision.max_new_tokens=48", "vision.waiting=16")
    command = [sys.executable, "-m", "doclora", "vision", "serve", "--model", str(folder), "--port", str(port)]
    command += [part for size in sizes for part in ("--set", size)]
    environment = {**os.environ, "AUTH_TOKEN": TOKEN, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _until_ready(url, process)
            yield url, process
        finally:
            process.kill()


def load(url: str, process: subprocess.Popen[bytes], seconds: float) -> dict[str, object]:
    """Let all clients at the service for so long; what they met, and the service's memory meanwhile."""
    images = [encoded(drawing(seed)) for seed in range(IMAGES)]
    with VisionClient(url, TOKEN) as client:
        expected = [client.analyze(image, "What is it?").response for image in images]
    counts: Counter[str] = Counter()
    stop = threading.Event()
    kinds: list[tuple[int, Callable[..., None]]] = [(HONEST, _honest), (SLOW, _slow), (DYING, _dying), (LYING, _lying)]
    threads = [
        threading.Thread(target=kind, args=(url, images, expected, counts, stop, random.Random(number)))
        for many, kind in kinds
        for number in range(many)
    ]
    for thread in threads:
        thread.start()
    memory = _watch(process, seconds)
    stop.set()
    for thread in threads:
        thread.join()
    third = len(memory) // 3
    middle, last = statistics.mean(memory[third : 2 * third]), statistics.mean(memory[2 * third :])
    return {
        "seconds": seconds,
        **dict(sorted(counts.items())),
        "distinct answers": len(set(expected)),
        "memory MiB": {"middle third": round(middle, 1), "last third": round(last, 1), "peak": round(max(memory), 1)},
        "growth": round(last / middle - 1, 4),
    }


def stop_while_asked(url: str, process: subprocess.Popen[bytes]) -> dict[str, object]:
    """SIGTERM with a dozen questions under way: how many were answered, and the exit code."""
    body = _form(encoded(drawing(1)))
    connections = [_connected(url) for _ in range(12)]
    for connection in connections:
        connection.sendall(_head(len(body)) + body)
    _until_waiting(url)
    process.send_signal(signal.SIGTERM)
    answered = sum(b"200 OK" in _read(connection)[:20] for connection in connections)
    for connection in connections:
        connection.close()
    return {"answered after SIGTERM": answered, "lost after SIGTERM": 12 - answered, "exit": process.wait(60)}


def _honest(
    url: str,
    images: list[bytes],
    expected: list[str],
    counts: Counter[str],
    stop: threading.Event,
    chance: random.Random,
) -> None:
    with VisionClient(url, TOKEN, attempts=20) as client:
        while not stop.is_set():
            number = chance.randrange(len(images))
            try:
                right = client.analyze(images[number], "What is it?").response == expected[number]
                counts["honest: right" if right else "honest: wrong"] += 1
            except RemoteServiceError:
                counts["honest: lost"] += 1


def _slow(
    url: str,
    images: list[bytes],
    expected: list[str],
    counts: Counter[str],
    stop: threading.Event,
    chance: random.Random,
) -> None:
    """Sends an image in pieces over some seconds, and still gets its answer."""
    while not stop.is_set():
        number = chance.randrange(len(images))
        body = _form(images[number])
        with _connected(url) as connection:
            connection.sendall(_head(len(body)))
            for start in range(0, len(body), max(1, len(body) // 20)):
                connection.sendall(body[start : start + max(1, len(body) // 20)])
                time.sleep(0.1)
            reply = _read(connection)
            if b" 429 " in reply[:20]:
                counts["slow: told to come back"] += 1
            else:
                counts["slow: right" if b"200 OK" in reply[:20] and b'"success":true' in reply else "slow: lost"] += 1


def _dying(
    url: str,
    images: list[bytes],
    expected: list[str],
    counts: Counter[str],
    stop: threading.Event,
    chance: random.Random,
) -> None:
    """Hangs up: in the middle of the headers, of the body, or while the answer is made."""
    while not stop.is_set():
        body = _form(chance.choice(images))
        whole = _head(len(body)) + body
        with _connected(url) as connection:
            connection.sendall(whole[: chance.choice((20, len(whole) // 2, len(whole)))])
            time.sleep(chance.uniform(0, 0.1))
        counts["dying"] += 1
        time.sleep(0.05)


def _lying(
    url: str,
    images: list[bytes],
    expected: list[str],
    counts: Counter[str],
    stop: threading.Event,
    chance: random.Random,
) -> None:
    """Wrong lengths, wrong tokens, damaged images, no HTTP at all: refused, one way or another."""
    while not stop.is_set():
        image = bytearray(chance.choice(images))
        for _ in range(30):
            image[chance.randrange(8, len(image))] = chance.randrange(256)
        body = _form(bytes(image))
        lies = (
            _head(len(body)) + body,
            _head(len(body) // 2) + body,
            _head(10**9),
            _head(len(body)).replace(TOKEN.encode(), b"guess") + body,
            chance.randbytes(200) + b"\r\n\r\n",
        )
        with _connected(url) as connection:
            try:
                connection.sendall(chance.choice(lies))
                reply = _read(connection)
            except OSError:
                reply = b""
        counts["lying: 5xx" if reply[9:10] == b"5" else "lying: refused or answered"] += 1
        time.sleep(0.05)


def _form(image: bytes) -> bytes:
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nWhat is it?\r\n',
        b'--x\r\nContent-Disposition: form-data; name="image"; filename="f"\r\n\r\n' + image + b"\r\n--x--\r\n",
    )
    return b"".join(parts)


def _head(length: int) -> bytes:
    return (
        f"POST /analyze HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def _connected(url: str) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout=60)


def _read(connection: socket.socket) -> bytes:
    reply = b""
    while piece := connection.recv(65536):
        reply += piece
    return reply


def _watch(process: subprocess.Popen[bytes], seconds: float) -> list[float]:
    """The process's resident memory in MiB, twice a second."""
    memory, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        memory.append(int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024)
        time.sleep(0.5)
    return memory


def _until_waiting(url: str) -> None:
    """Until all questions have been taken in: the last of them wait while the first is answered."""
    request = urllib.request.Request(f"{url}/status", headers={"Authorization": f"Bearer {TOKEN}"})
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with urllib.request.urlopen(request) as reply:
            if json.load(reply)["waiting"] >= 11:
                return


def _until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    with VisionClient(url, TOKEN) as client:
        for _ in range(600):
            if process.poll() is not None:
                raise SystemExit(f"the service ended: {process.returncode}")
            try:
                if client.status().ready:
                    return
            except RemoteServiceError:
                pass
            time.sleep(0.2)
    raise SystemExit("the service did not become ready")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        make_tiny_vision_model(Path(name))
        with service(Path(name)) as (url, process):
            result = load(url, process, arguments.minutes * 60) | stop_while_asked(url, process)
    print(result)
    keep("vision_load", {"machine": machine(), **result})


if __name__ == "__main__":
    main()
