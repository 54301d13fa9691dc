"""The image service's client against a real server that is slow, broken or lying."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from doclora.errors import InputError, RemoteServiceError, SettingsError
from doclora.vision import client as client_module
from doclora.vision.client import Analysis, VisionClient, base_address
from doclora.vision.retry import ServiceReplyError, retry_after_seconds
from tests.support.lying_server import reply, scripted_server

GOOD = json.dumps({"success": True, "response": "Una máquina", "prompt": "¿Qué es?", "took": 3})


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait as long as they are asked to, and no longer: growth is switched off."""
    monkeypatch.setattr("tenacity.wait_random_exponential.__call__", lambda self, state: 0.0)


def _analyze(url: str, *, timeout: float = 30.0, attempts: int = 4) -> Analysis:
    with VisionClient(url, timeout=timeout, attempts=attempts) as client:
        return client.analyze(b"x", "?")


def test_an_answer_is_kept_whole_and_the_request_carries_image_text_and_token(tmp_path: Path) -> None:
    figure = tmp_path / "figura ñ.png"
    figure.write_bytes(b"\x89PNG bytes")
    with scripted_server([reply(200, GOOD)]) as server, VisionClient(server.url, SecretStr("s3cret")) as client:
        answer = client.analyze(figure, "¿Qué es?", max_new_tokens=7)
    assert (answer.response, answer.prompt, answer.body) == ("Una máquina", "¿Qué es?", GOOD)
    request = server.requests[0]
    assert request.startswith(b"POST /analyze HTTP/1.1")
    assert b"Authorization: Bearer s3cret" in request
    for sent in (b"\x89PNG bytes", "¿Qué es?".encode(), b'name="max_new_tokens"\r\n\r\n7'):
        assert sent in request


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with scripted_server([reply(status, "{}"), b"", reply(200, GOOD)]) as server:
        assert _analyze(server.url).response == "Una máquina"
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 405, 413, 415, 422, 501])
def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    refusal = json.dumps({"success": False, "error": "no, because"})
    with (
        scripted_server([reply(status, refusal, "Location: http://127.0.0.1:9/")]) as server,
        pytest.raises(ServiceReplyError, match=rf"no, because \(HTTP {status}\)") as caught,
    ):
        _analyze(server.url)
    assert caught.value.status == status
    assert caught.value.exit_code == 5
    assert len(server.requests) == 1


def test_attempts_end() -> None:
    with scripted_server([reply(503, "{}")]) as server, pytest.raises(ServiceReplyError, match="503"):
        _analyze(server.url, attempts=3)
    assert len(server.requests) == 3


def test_retry_after_is_honoured() -> None:
    with scripted_server([reply(429, "{}", "Retry-After: 1"), reply(200, GOOD)]) as server:
        started = time.monotonic()
        _analyze(server.url)
    assert 1.0 <= time.monotonic() - started < 4.0


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("3", 3, 3), ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("Fri, 01 Jan 2999 00:00:00 GMT", 1e9, 1e11)],
)
def test_retry_after_is_seconds_or_a_date(value: str, low: float, high: float) -> None:
    seconds = retry_after_seconds(value)
    assert seconds is not None
    assert low <= seconds <= high


@pytest.mark.parametrize(
    "value", ["", "soon", "-3", "1e9", "²", "Wed, 99 Oct 2015", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"]
)
def test_a_nonsensical_retry_after_counts_as_none(value: str) -> None:
    assert retry_after_seconds(value) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>It works!</html>",
        "[1, 2]",
        "null",
        '{"success": true}',
        '{"success": true, "response": 7}',
        '{"success": "true", "response": "x"}',
        '{"success": true, "response": "  "}',
        "[" * 100_000,
        "\x00\ufffd",
    ],
)
def test_a_reply_that_is_no_answer_is_an_error_and_not_tried_again(body: str) -> None:
    with scripted_server([reply(200, body)]) as server, pytest.raises(RemoteServiceError):
        _analyze(server.url)
    assert len(server.requests) == 1


def test_a_failure_dressed_as_success_says_the_services_reason() -> None:
    failure = reply(200, '{"success": false, "error": "CUDA out of memory"}')
    with scripted_server([failure]) as server, pytest.raises(ServiceReplyError, match="CUDA out of memory"):
        _analyze(server.url)


def test_a_flood_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "LONGEST_REPLY", 10_000)
    with scripted_server([reply(200, "x" * 100_000)]) as server, pytest.raises(ServiceReplyError, match="more than"):
        _analyze(server.url)


def test_a_silent_service_is_given_up_once() -> None:
    unfinished = reply(200, GOOD)[:-5]
    with scripted_server([unfinished]) as server, pytest.raises(RemoteServiceError):
        _analyze(server.url, timeout=0.3, attempts=1)


def test_no_service_at_all_is_a_clear_error() -> None:
    with pytest.raises(RemoteServiceError, match="cannot be reached") as caught:
        _analyze("http://127.0.0.1:9", attempts=1)
    assert "doclora vision serve" in caught.value.hint


def test_status_reads_doclora_and_older_services() -> None:
    old = json.dumps({"ready": True, "message": "Modelo listo", "device": "cuda:0", "model": "Qwen2-VL", "more": 1})
    nonsense = '{"ready": "perhaps"}'
    with scripted_server([reply(200, old), reply(200, nonsense)]) as server, VisionClient(server.url) as client:
        status = client.status()
        assert (status.ready, status.device, status.engine) == (True, "cuda:0", "")
        with pytest.raises(RemoteServiceError):
            client.status()


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("http://localhost:5000/analyze", "http://localhost:5000"),
        ("http://localhost:5000/", "http://localhost:5000"),
        ("https://gpu.example/vision/analyze_base64/", "https://gpu.example/vision"),
        (" http://[::1]:5000 ", "http://[::1]:5000"),
    ],
)
def test_any_address_of_the_service_will_do(given: str, base: str) -> None:
    assert base_address(given) == base


@pytest.mark.parametrize(
    "given",
    ["", "localhost:5000", "ftp://x", "http://", "http://x:99999", "http://u:p@x", "http://x/?a=1", "http://[x"],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="API_URL"):
        VisionClient(given)


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        VisionClient("http://user:clave@host")
    assert "clave" not in str(caught.value)


def test_a_token_that_no_header_can_carry_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingsError) as caught:
        VisionClient(token="clave secreta")
    assert "clave" not in str(caught.value)


def test_a_missing_or_empty_file_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.png"
    empty.touch()
    for path in (tmp_path / "none.png", empty, tmp_path):
        with pytest.raises(InputError, match=str(path)):
            VisionClient("http://127.0.0.1:9").analyze(path, "?")


def test_importing_the_client_imports_nothing_heavy() -> None:
    heavy = "('httpx', 'tenacity', 'torch', 'fastapi', 'PIL')"
    code = f"import sys, doclora.vision.client; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_threads_share_one_pool_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made at the first request, whoever comes first."""
    made = []
    real = httpx.Client

    def counted(**options: Any) -> httpx.Client:
        time.sleep(0.05)
        made.append(real(**options))
        return made[-1]

    monkeypatch.setattr(httpx, "Client", counted)
    with (
        scripted_server([reply(200, GOOD)]) as server,
        VisionClient(server.url) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        list(pool.map(lambda _: client.analyze(b"x", "?"), range(4)))
    assert len(made) == 1
