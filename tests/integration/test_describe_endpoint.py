"""describe against an OpenAI-compatible endpoint over real HTTP."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from doclora.describe import describe
from doclora.descriptions import read_description
from doclora.errors import RemoteServiceError, SettingsError
from doclora.settings import DescribeSettings
from tests.support.artifacts import make_artifacts

Request = dict[str, Any]
Answer = tuple[int, str]
SETTINGS = DescribeSettings(attempts=1, concurrency=1, timeout=5)


def completion(text: str) -> Answer:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return 200, json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})


@contextmanager
def endpoint(answer: Callable[[Request], Answer], *models: str) -> Iterator[tuple[str, list[Request]]]:
    asked: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

        def do_GET(self) -> None:
            self._say(200, json.dumps({"object": "list", "data": [{"id": m, "object": "model"} for m in models]}))

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(request | {"path": self.path, "key": self.headers["Authorization"]})
            self._say(*answer(request))

        def _say(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if body.startswith("<") else "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_image_and_the_prompt_are_sent_and_the_completion_kept(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "Un texto de la casa.\n\n![](image1.png)\n", figures=1, language="es")
    with endpoint(lambda _: completion("Una casa."), "llava") as (url, asked):
        outcome = describe(folder, SETTINGS, api_url=f"{url}/chat/completions", auth_token="k")
    [request] = asked
    text, image = request["messages"][0]["content"]
    assert (request["path"], request["key"], request["model"]) == ("/v1/chat/completions", "Bearer k", "llava")
    assert "Sigue cada flecha" in text["text"]
    encoded = image["image_url"]["url"].removeprefix("data:image/png;base64,")
    assert base64.b64decode(encoded) == (folder / "imagenes_extraidas" / "image1.png").read_bytes()
    found = read_description(folder, "image1")
    assert found
    assert (found.text, found.describer, found.model) == ("Una casa.", "endpoint", "llava")
    assert outcome.record.model == "llava"


def test_several_models_and_none_chosen(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1)
    with endpoint(lambda _: completion("x"), "a", "b") as (url, asked):
        with pytest.raises(SettingsError, match="2 models: a, b") as stopped:
            describe(folder, SETTINGS, api_url=url)
        assert "describe.model" in stopped.value.hint
        assert describe(folder, SETTINGS.model_copy(update={"model": "b"}), api_url=url).record.counts["described"] == 1
        assert asked[0]["model"] == "b"


@pytest.mark.parametrize("answer", [(401, "{}"), (404, '{"error": {"message": "no such model"}}')])
def test_a_wrong_key_or_model_stops_at_once(tmp_path: Path, answer: Answer) -> None:
    folder = make_artifacts(tmp_path, "", figures=4)
    with endpoint(lambda _: answer, "a") as (url, asked):
        with pytest.raises(RemoteServiceError):
            describe(folder, SETTINGS, api_url=url)
        assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [(500, "{}"), (200, "<html></html>"), (200, '{"cho'), (200, "{}"), (413, "{}"), completion("  ")],
    ids=["500", "html", "broken", "nothing", "413", "empty"],
)
def test_one_bad_answer_leaves_the_rest(tmp_path: Path, answer: Answer) -> None:
    folder = make_artifacts(tmp_path, "", figures=3)
    turns = iter([completion("One."), answer, completion("Three.")])
    with endpoint(lambda _: next(turns), "a") as (url, _):
        outcome = describe(folder, SETTINGS, api_url=url)
    assert (outcome.record.counts["described"], outcome.record.counts["failed"]) == (2, 1)
    assert outcome.record.notes[0].startswith("image2: ")
