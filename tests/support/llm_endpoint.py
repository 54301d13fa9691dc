"""A real OpenAI-compatible endpoint in a thread, whose model does as a script says: well, badly, slowly, never."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Asked = Literal["LlmFacts", "LlmLinks", "Verdicts"]


@dataclass(frozen=True)
class Request:
    """What the endpoint was asked.

    Attributes:
        asked: the shape of the reply that is wanted.
        said: the last message.
        body: all of it.
    """

    asked: Asked
    said: str
    body: dict[str, Any]

    @property
    def section(self) -> str:
        """The heading of the (first) passage."""
        found = re.search(r"^(?:Section|Apartado): (?:.* › )?(.*)$", self.said, re.MULTILINE)
        return found[1] if found else ""

    @property
    def passages(self) -> list[str]:
        return re.findall(r"<passage>\n(.*?)\n</passage>", self.said, re.DOTALL)

    @property
    def items(self) -> list[tuple[list[str], str]]:
        """What is to be judged: the wordings and the answer of each item."""
        found = re.findall(
            r"^\d+\. (?:Question|Pregunta)\n((?: {3}\(\d+\) .*\n)+) {3}\w+: (.*)$", self.said, re.MULTILINE
        )
        return [(re.findall(r"\(\d+\) (.*)", wordings), answer) for wordings, answer in found]


@dataclass(frozen=True)
class Reply:
    """What the endpoint does: a status, what its model wrote, and how the connection goes."""

    content: object = ""
    status: int = 200
    finish: str = "stop"
    headers: dict[str, str] = field(default_factory=dict)
    raw: str | None = None
    seconds: float = 0.0
    hang_up: bool = False


Model = Callable[[Request], Reply]


@dataclass
class Running:
    """An endpoint at work.

    Attributes:
        url: its address.
        seen: all requests, in the order of their arrival.
        answered: those whose reply was sent whole.
    """

    url: str
    seen: list[Request] = field(default_factory=list)
    answered: list[Request] = field(default_factory=list)


@contextmanager
def llm_endpoint(model: Model, *models: str) -> Iterator[Running]:
    """Serve `model` on a free port; `models` are listed, `m` if none is named."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            listed = [{"id": name, "object": "model"} for name in models or ("m",)]
            self._send(Reply(raw=json.dumps({"object": "list", "data": listed})))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(_asked(body), body["messages"][-1]["content"], body)
            running.seen.append(request)
            reply = model(request)
            time.sleep(reply.seconds)
            try:
                if not reply.hang_up:
                    self._send(reply)
                    running.answered.append(request)
            except OSError:
                pass

        def _send(self, reply: Reply) -> None:
            data = (reply.raw if reply.raw is not None else _completion(reply)).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running = Running(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def approving(request: Request, *, right: Callable[[str, str], bool] = lambda _question, _answer: True) -> Reply:
    """A judge's verdicts: everything understandable and worth asking, right as the script says."""
    verdicts = [
        {
            "number": n,
            "answer_is_right": right(wordings[0], answer),
            "understandable_alone": True,
            "worth_asking": True,
            "bad_wordings": [],
            "reason": "",
        }
        for n, (wordings, answer) in enumerate(request.items, start=1)
    ]
    return Reply({"verdicts": verdicts})


def _asked(body: dict[str, Any]) -> Asked:
    """By the schema, or where there is none by the prompt."""
    shape = body.get("response_format", {}).get("json_schema", {}).get("name", "")
    if not shape:
        told = body["messages"][0]["content"]
        shape = "Verdicts" if '"verdicts"' in told else "LlmLinks" if "evidence_1" in told else "LlmFacts"
    found: Asked = shape
    return found


def _completion(reply: Reply) -> str:
    if reply.status != 200:
        return json.dumps(reply.content if isinstance(reply.content, dict) else {"error": {"message": reply.content}})
    text = reply.content if isinstance(reply.content, str) else json.dumps(reply.content)
    choice = {"index": 0, "finish_reason": reply.finish, "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 900, "completion_tokens": len(text) // 4, "total_tokens": 900 + len(text) // 4}
    said = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
    return json.dumps(said)
