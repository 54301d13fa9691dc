"""The image service over HTTP: its contract, its refusals, its behaviour when clients misbehave."""

from __future__ import annotations

import base64
import logging
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import pytest
import torch
from PIL import Image, ImageDraw

from doclora.errors import DependencyError
from doclora.ocr import TextLine
from doclora.settings import VisionSettings
from doclora.vision.app import create_app
from doclora.vision.client import VisionClient
from doclora.vision.engine import Engine, EngineBrokenError, EngineKind, Question
from doclora.vision.service import VisionService, make_engine
from tests.support.live import live
from tests.support.pictures import drawing, encoded, hostile_images

TOKEN = "a-token-of-some-length"
HOLDER = {"Authorization": f"Bearer {TOKEN}"}
PNG = encoded(drawing(1))

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow grumbles about damaged metadata


@dataclass
class Measurer:
    """Answers with the image's size. Stops while `go` is cleared; fails on the question "fail"."""

    kind: EngineKind = "model"
    name: str = "measurer"
    device: str = "cpu"
    note: str = "measures"
    rows: int = 4
    kept_pixels: int = 1_000_000
    go: threading.Event = field(default_factory=threading.Event)
    asked: list[list[Question]] = field(default_factory=list)

    def answer(self, questions: Sequence[Question]) -> list[str]:
        self.asked.append(list(questions))
        while not self.go.wait(0.01):
            if all(q.abandoned() for q in questions):
                return [""] * len(questions)
        if any(q.text == "fail" for q in questions):
            raise RuntimeError("CUDA error at /opt/secret/path.py")
        return [f"{q.image.width}x{q.image.height}" for q in questions]


HTTP = httpx.Client(timeout=20, trust_env=False)


@pytest.fixture(scope="module", autouse=True)
def _close_connections() -> Iterator[None]:
    yield
    HTTP.close()


@pytest.fixture(scope="module")
def shared() -> Measurer:
    return Measurer()


@pytest.fixture
def engine(shared: Measurer) -> Iterator[Measurer]:
    """The engine behind `url`, as if new."""
    shared.go.set()
    shared.asked.clear()
    yield shared
    shared.go.set()


def _service(engine: Engine, **settings: Any) -> VisionService:
    return VisionService(VisionSettings(**settings), lambda: engine)


@pytest.fixture(scope="module")
def served(shared: Measurer) -> Iterator[str]:
    with live(create_app(_service(shared, waiting=4, answer_seconds=2.0, max_image_mb=1), TOKEN)) as address:
        _until_ready(address)
        yield address
        shared.go.set()


@pytest.fixture
def url(served: str, engine: Measurer) -> str:
    return served


def _until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while HTTP.get(f"{url}/health").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _ask(url: str, image: bytes = PNG, text: str = "?", **more: str) -> httpx.Response:
    return HTTP.post(f"{url}/analyze", headers=HOLDER, data={"text": text, **more}, files={"image": ("x", image)})


def test_the_contract_of_both_questions(url: str) -> None:
    reply = _ask(url, text="¿Qué es?")
    size = "x".join(map(str, drawing(1).size))
    assert (reply.status_code, reply.json()) == (200, {"success": True, "response": size, "prompt": "¿Qué es?"})
    plain = base64.b64encode(PNG).decode()
    for image in (plain, f"data:image/png;base64,{plain}"):
        answer = HTTP.post(f"{url}/analyze_base64", headers=HOLDER, json={"image": image, "text": "¿Qué es?"})
        assert answer.json() == reply.json()


def test_status_health_and_page(url: str) -> None:
    status = HTTP.get(f"{url}/status", headers=HOLDER).json()
    assert {k: status[k] for k in ("ready", "device", "model", "engine")} == {
        "ready": True,
        "device": "cpu",
        "model": "measurer",
        "engine": "model",
    }
    assert HTTP.get(f"{url}/health").json() == {"status": "ok"}
    page = HTTP.get(url)
    assert page.headers["content-type"].startswith("text/html")
    assert "unsafe" not in page.headers["content-security-policy"]
    for path in ("/static/doclora.css", "/static/vision.js", "/static/icon.svg", "/favicon.ico"):
        assert HTTP.get(url + path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/status"), ("POST", "/analyze"), ("POST", "/analyze_base64"), ("GET", "/openapi.json"), ("GET", "/docs")],
)
def test_all_but_the_open_paths_need_the_token(url: str, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        reply = HTTP.request(method, url + path, headers=headers)
        assert reply.status_code == 401
        assert reply.json()["success"] is False


@pytest.mark.parametrize(
    ("data", "files", "named"),
    [
        ({}, {"image": ("x", PNG)}, "text"),
        ({"text": ""}, {"image": ("x", PNG)}, "text"),
        ({"text": " \n"}, {"image": ("x", PNG)}, "text"),
        ({"text": "x" * 8001}, {"image": ("x", PNG)}, "text"),
        ({"text": "?"}, {}, "image"),
        ({"text": "?", "image": "not a file"}, {}, "image"),
        ({"text": "?"}, {"image": ("x", b"")}, "image"),
        ({"text": "?", "max_new_tokens": "0"}, {"image": ("x", PNG)}, "max_new_tokens"),
        ({"text": "?", "max_new_tokens": "many"}, {"image": ("x", PNG)}, "max_new_tokens"),
    ],
)
def test_a_field_that_is_missing_empty_or_wrong_is_named_with_400(url: str, data: Any, files: Any, named: str) -> None:
    reply = HTTP.post(f"{url}/analyze", headers=HOLDER, data=data, files=files)
    assert reply.status_code == 400
    assert reply.json()["success"] is False
    assert named in reply.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"image": "AAAA"}',
        b'{"image": 1, "text": "?"}',
        b'{"image": "%%%", "text": "?"}',
        b'{"image": "https://example.org/x.png", "text": "?"}',
        b'{"image": "AAAA", "text": "\\ud800"}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_json_that_is_no_question_is_400(url: str, body: bytes) -> None:
    headers = {**HOLDER, "Content-Type": "application/json"}
    reply = HTTP.post(f"{url}/analyze_base64", headers=headers, content=body)
    assert (reply.status_code, reply.json()["success"]) == (400, False)


def test_unknown_paths_and_methods(url: str) -> None:
    assert HTTP.get(f"{url}/nothing", headers=HOLDER).json() == {"success": False, "error": "Not Found"}
    wrong = HTTP.get(f"{url}/analyze", headers=HOLDER)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    for path in ("/static/../app.py", "/static/..%2fapp.py", "/static/index.html", "/static/"):
        assert HTTP.get(url + path).status_code in {401, 404}


def test_two_hundred_hostile_images_each_get_their_status(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        images = hostile_images()
        replies = list(pool.map(lambda h: _ask(url, h.data), images))
    wrong = {h.name: r.status_code for h, r in zip(images, replies, strict=True) if r.status_code not in h.statuses}
    assert wrong == {}
    assert len(images) >= 200
    assert not any("/" in r.json().get("error", "") for r in replies)
    assert _ask(url).status_code == 200


def test_too_many_bytes_is_413_declared_or_not(url: str) -> None:
    assert _ask(url, bytes(3 << 20)).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="image"; filename="x"\r\n\r\n'
        for _ in range(30):
            yield bytes(100_000)

    headers = {**HOLDER, "Content-Type": "multipart/form-data; boundary=b"}
    assert HTTP.post(f"{url}/analyze", headers=headers, content=pieces()).status_code == 413


def test_waiting_questions_are_answered_together_by_length(url: str, engine: Measurer) -> None:
    engine.go.clear()
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(_ask, url)
        _until(lambda: len(engine.asked) == 1)
        rest = [pool.submit(_ask, url, max_new_tokens=n) for n in ("100", "5", "100", "120")]
        _until(lambda: HTTP.get(f"{url}/status", headers=HOLDER).json()["waiting"] == 4)
        engine.go.set()
        assert all(reply.result().status_code == 200 for reply in (first, *rest))
    assert sorted(len(batch) for batch in engine.asked) == [1, 1, 3]


def test_a_full_queue_says_when_to_come_back_and_the_client_does(url: str, engine: Measurer) -> None:
    engine.go.clear()
    with ThreadPoolExecutor(8) as pool:
        first = [pool.submit(_ask, url)]
        _until(lambda: len(engine.asked) == 1)
        first += [pool.submit(_ask, url) for _ in range(4)]
        _until(lambda: HTTP.get(f"{url}/status", headers=HOLDER).json()["waiting"] == 4)
        refused = _ask(url)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        patient = pool.submit(_analyze, url)
        time.sleep(0.2)
        engine.go.set()
        assert patient.result(timeout=20)
        assert all(reply.result().status_code == 200 for reply in first)


def test_an_answer_that_takes_too_long_is_504_and_given_up(url: str, engine: Measurer) -> None:
    engine.go.clear()
    assert _ask(url).status_code == 504
    _until(engine.asked[0][0].abandoned)


def test_the_work_of_a_client_that_has_gone_is_given_up(url: str, engine: Measurer) -> None:
    engine.go.clear()
    with pytest.raises(httpx.ReadTimeout):
        HTTP.post(f"{url}/analyze", headers=HOLDER, data={"text": "?"}, files={"image": ("x", PNG)}, timeout=0.3)
    _until(engine.asked[0][0].abandoned, seconds=1.0)


def test_a_failing_model_fails_its_row_alone_and_tells_no_secrets(url: str, engine: Measurer) -> None:
    engine.go.clear()
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(_ask, url)
        _until(lambda: len(engine.asked) == 1)
        rest = [pool.submit(_ask, url, PNG, text) for text in ("?", "fail", "?")]
        _until(lambda: HTTP.get(f"{url}/status", headers=HOLDER).json()["waiting"] == 3)
        engine.go.set()
        statuses = [reply.result().status_code for reply in (first, *rest)]
    assert statuses == [200, 200, 500, 200]
    body = rest[1].result().text
    assert "secret" not in body
    assert "Traceback" not in body


def test_nothing_is_answered_before_the_model_is_loaded() -> None:
    loaded = threading.Event()
    engine = Measurer()
    engine.go.set()

    def load() -> Engine:
        assert loaded.wait(10)
        return engine

    with live(create_app(VisionService(VisionSettings(), load), TOKEN)) as url:
        assert HTTP.get(f"{url}/health").json() == {"status": "loading"}
        assert HTTP.get(url).status_code == 200
        assert HTTP.get(f"{url}/status", headers=HOLDER).json()["ready"] is False
        reply = _ask(url)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
        loaded.set()
        _until_ready(url)
        assert _ask(url).status_code == 200


@pytest.mark.parametrize("error", [DependencyError("no weights", hint="fetch them"), OSError("broken shard")])
def test_a_model_that_does_not_load_stops_the_service_with_its_reason(error: Exception) -> None:
    stopped = threading.Event()

    def load() -> Engine:
        raise error

    service = VisionService(VisionSettings(), load, on_failure=stopped.set)
    with live(create_app(service, TOKEN)) as url:
        assert stopped.wait(5)
        assert HTTP.get(f"{url}/health").json() == {"status": "failed"}
        assert _ask(url).status_code == 503
        assert str(error) not in HTTP.get(f"{url}/status", headers=HOLDER).text
    assert service.failure
    assert str(error) in service.failure.message


def test_a_device_that_fails_for_good_stops_the_service() -> None:
    stopped = threading.Event()

    class Broken(Measurer):
        def answer(self, questions: Sequence[Question]) -> list[str]:
            raise EngineBrokenError("cuda:0 failed: CUDA error: unspecified launch failure", hint="start it anew")

    service = VisionService(VisionSettings(), Broken, on_failure=stopped.set)
    with live(create_app(service, TOKEN)) as url:
        _until_ready(url)
        assert _ask(url).status_code == 500
        assert stopped.wait(5)
        assert HTTP.get(f"{url}/health").json() == {"status": "failed"}
        assert _ask(url).status_code == 503
    assert isinstance(service.failure, EngineBrokenError)


def test_a_long_text_counts_in_the_size_of_its_batch(url: str, engine: Measurer) -> None:
    """Texts of 8,000 characters are worth 1.9 million pixels each: two go into a batch of four million, not three."""
    engine.go.clear()
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(_ask, url)
        _until(lambda: len(engine.asked) == 1)
        rest = [pool.submit(_ask, url, PNG, text) for text in ("x " * 4000, "y " * 4000, "z " * 4000)]
        _until(lambda: HTTP.get(f"{url}/status", headers=HOLDER).json()["waiting"] == 3)
        engine.go.set()
        assert all(reply.result().status_code == 200 for reply in (first, *rest))
    assert sorted(len(batch) for batch in engine.asked) == [1, 1, 2]


def test_stopping_answers_what_was_asked() -> None:
    engine = Measurer()
    with ThreadPoolExecutor(8) as pool:
        with live(create_app(_service(engine), TOKEN)) as url:
            _until_ready(url)
            replies = [pool.submit(_ask, url) for _ in range(6)]
            _until(lambda: HTTP.get(f"{url}/status", headers=HOLDER).json()["waiting"] >= 2)
            threading.Timer(0.5, engine.go.set).start()
        assert [reply.result().status_code for reply in replies] == [200] * 6


def test_slow_dying_and_lying_clients_cost_the_others_nothing(url: str) -> None:
    head = f"POST /analyze HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    multipart = "Content-Type: multipart/form-data; boundary=b\r\n"
    lies = [
        f"{head}{multipart}Content-Length: 500000\r\n\r\n--b\r\n",
        f"{head}{multipart}Content-Length: 10\r\n\r\n--b\r\nContent-Disposition: form-data; name=image\r\n\r\n",
        f"{head}{multipart}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx",
        f"{head}Content-Length: nonsense\r\n\r\n",
        f"{head}Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
        "\x16\x03\x01\x02\0\x01",
        "GET / HTTP/9.9\r\n\r\n",
        "",
    ]
    address = httpx.URL(url)
    assert address.port
    connections = []
    for lie in lies * 4:
        connection = socket.create_connection((address.host, address.port))
        connection.sendall(lie.encode("latin-1"))
        connections.append(connection)
    with ThreadPoolExecutor(3) as pool:
        assert [r.status_code for r in pool.map(lambda _: _ask(url), range(12))] == [200] * 12
    for connection in connections:
        connection.close()
    assert _ask(url).status_code == 200


def test_without_a_model_each_answer_says_that_it_is_ocr_in_the_questions_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [TextLine(text=text, box=(0, 0, 1, 1), confidence=1) for text in ("Pump A", "Valve B")]
    monkeypatch.setattr("doclora.ocr.read_text", lambda image: lines if image.width > 1 else [])
    service = VisionService(VisionSettings(), partial(make_engine, VisionSettings(model="ocr")))
    with live(create_app(service, TOKEN)) as url:
        _until_ready(url)
        english, spanish = (_ask(url, text=t).json()["response"] for t in ("What is it?", "¿Qué muestra la figura?"))
        nothing = _ask(url, encoded(Image.new("RGB", (1, 1)))).json()["response"]
        assert HTTP.get(f"{url}/status", headers=HOLDER).json()["engine"] == "ocr"
    assert english.startswith("[OCR only: this service has no vision-language model")
    assert spanish.startswith("[Solo OCR: este servicio no tiene un modelo")
    assert nothing.endswith("No text was found in the image.")
    for answer in (english, spanish):
        assert "doclora setup vision" in answer
        assert answer.endswith("Pump A\nValve B")


@pytest.mark.slow
def test_ocr_reads_what_is_printed() -> None:
    image = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(image).text((40, 60), "Pressure valve", fill="black", font_size=60)
    service = VisionService(VisionSettings(), partial(make_engine, VisionSettings(model="ocr")))
    with live(create_app(service, TOKEN)) as url:
        _until_ready(url)
        assert "Pressure valve" in _ask(url, encoded(image)).json()["response"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_auto_without_a_gpu_is_ocr_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclora.ocr.read_text", lambda image: [])
    engine = make_engine(VisionSettings())
    assert engine.kind == "ocr"
    assert "this machine has no CUDA device" in engine.note


def test_the_token_is_never_logged(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _ask(url)
        HTTP.get(f"{url}/status", headers={"Authorization": f"Bearer {TOKEN}x"})
        _analyze(url)
    assert TOKEN not in caplog.text


def _analyze(url: str) -> str:
    with VisionClient(url, TOKEN) as client:
        return client.analyze(PNG, "?").response


def _until(condition: Any, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)
