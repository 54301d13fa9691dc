"""Facts that a language model writes: what is kept, what is refused, and why; asked of a scripted endpoint."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from doclora.dataset import build
from doclora.dataset.llm import Written, write
from doclora.dataset.local import LocalModel
from doclora.endpoint import ChatModel, Endpoint, Names
from doclora.errors import RemoteServiceError, SettingsError
from doclora.jsonl import read_examples
from doclora.language.model import Generated, LanguageModel
from doclora.records import Message, Passage
from doclora.settings import DatasetSettings
from tests.support.tiny import make_tiny_model

TEXT = "The tide loom weighs 840 kg and was first assembled at Port Drell. The frame is made of larch."
PASSAGE = Passage(id="loom:1", document="loom", title="The Tide Loom", language="en", kind="text", text=TEXT)
GOOD = {
    "evidence": "The frame is made of larch.",
    "answer": "larch",
    "questions": [
        "What is the frame of the loom made of?",
        "Which wood is the loom's frame made of?",
        "Of which material does the frame of the loom consist?",
        "What wood was used for the loom's frame?",
    ],
    "restatement": "Larch is the wood of the frame.",
}
YES = {"answer_is_right": True, "understandable_alone": True, "worth_asking": True, "reason": ""}
Script = Callable[[dict[str, Any]], tuple[int, dict[str, str], str]]


def completion(content: object, finish: str = "stop") -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
    )


def asks_for_facts(body: dict[str, Any]) -> bool:
    return bool(body["response_format"]["json_schema"]["name"] == "LlmFacts")


def writes(*facts: dict[str, Any], verdict: dict[str, Any] = YES) -> Script:
    def script(body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        return 200, {}, completion({"facts": list(facts)} if asks_for_facts(body) else verdict)

    return script


@contextmanager
def endpoint(script: Script) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append(body)
            status, headers, text = script(body)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def model(url: str, cache: Path, *, attempts: int = 1) -> Endpoint:
    chat = ChatModel(url, "key", model="m", attempts=attempts, timeout=5, names=Names("LLM_TOKEN", "dataset.model"))
    return Endpoint(chat, cache=cache / "c.sqlite", concurrency=2)


def written(script: Script, tmp_path: Path, *, passages: int = 1) -> Written:
    with endpoint(script) as (url, _):
        asked = [PASSAGE.model_copy(update={"id": f"loom:{n}"}) for n in range(passages)]
        return write(asked, model(url, tmp_path), wordings=2)


def test_a_good_fact_is_kept_and_its_last_two_wordings_are_kept_from_training(tmp_path: Path) -> None:
    (fact,) = written(writes(GOOD), tmp_path).facts
    assert fact.answer == "larch"
    assert fact.evidence in TEXT
    assert len(fact.questions) == 2
    assert [q.direct for q in fact.unseen] == [
        "of which material does the frame of the loom consist",
        "what wood was used for the loom's frame",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"evidence": "The frame was cut from solid marble."}, "its evidence does not stand in the passage"),
        ({"answer": "larch from 1931"}, "a number that the passage does not hold: 1931"),
        ({"answer": "larch from Velmora"}, "a name that the passage does not hold: Velmora"),
        ({"questions": ["What is the frame in the passage made of?"]}, "speaks of the text instead of its subject"),
        ({"questions": ["What is it made of?"]}, "points at something outside the question"),
        ({"questions": ["Is the frame made of larch or not?"]}, "holds its own answer"),
        ({"questions": ["The frame of the loom"]}, "not a question"),
        ({"questions": ["¿De qué está hecho el bastidor del telar?"]}, "in another language than the passage"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_reason(change: dict[str, Any], reason: str, tmp_path: Path) -> None:
    made = written(writes(GOOD | change), tmp_path)
    assert made.facts == []
    assert reason in {r.reason for r in made.rejections}


def test_evidence_quoted_almost_word_for_word_is_replaced_by_the_words_of_the_passage(tmp_path: Path) -> None:
    (fact,) = written(writes(GOOD | {"evidence": "The  frame is made of Larch"}), tmp_path).facts
    assert fact.evidence in TEXT


@pytest.mark.parametrize("said", ["answer_is_right", "understandable_alone", "worth_asking"])
def test_the_judge_can_refuse(said: str, tmp_path: Path) -> None:
    made = written(writes(GOOD, verdict=YES | {said: False}), tmp_path)
    assert made.facts == []
    assert made.rejections[0].reason.startswith("the judge: ")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (completion({"facts": []}, "length"), "cut off"),
        (completion('{"facts": [{"evidence": "The fra'), "not the JSON asked for"),
        (completion(""), "empty"),
    ],
)
def test_a_broken_reply_costs_its_passage_only(reply: str, reason: str, tmp_path: Path) -> None:
    broken = [True]

    def script(body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        if broken:
            broken.clear()
            return 200, {}, reply
        return writes(GOOD)(body)

    with endpoint(script) as (url, _):
        other = PASSAGE.model_copy(update={"id": "loom:2", "text": TEXT + " It is old."})
        made = write([PASSAGE, other], model(url, tmp_path), wordings=2)
    assert [f.passage for f in made.facts] == ["loom:2"]
    assert reason in made.rejections[0].reason


def test_a_busy_endpoint_is_asked_again_when_it_says_so(tmp_path: Path) -> None:
    busy = [True]

    def script(body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        if busy:
            busy.clear()
            return 429, {"Retry-After": "0"}, '{"error": {"message": "busy"}}'
        return writes(GOOD)(body)

    with endpoint(script) as (url, seen):
        assert write([PASSAGE], model(url, tmp_path, attempts=3), wordings=2).facts
    assert len(seen) == 3


def test_a_refused_key_ends_at_the_first_passage(tmp_path: Path) -> None:
    def script(_: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        return 401, {}, '{"error": {"message": "no"}}'

    with endpoint(script) as (url, seen), pytest.raises(RemoteServiceError) as error:
        write([PASSAGE] * 5, model(url, tmp_path), wordings=2)
    assert "LLM_TOKEN" in error.value.hint
    assert len(seen) == 1


def test_what_was_answered_is_never_asked_again(tmp_path: Path) -> None:
    passages = [PASSAGE.model_copy(update={"id": f"loom:{n}", "text": f"{TEXT} Part {n}."}) for n in range(4)]
    answered: list[int] = []

    def dies(body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        answered.append(1)
        return (500, {}, "{}") if len(answered) > 5 else writes(GOOD)(body)

    with endpoint(dies) as (url, first), pytest.raises(RemoteServiceError):
        write(passages, model(url, tmp_path), wordings=2)
    with endpoint(writes(GOOD)) as (url, second):
        assert len(write(passages, model(url, tmp_path), wordings=2).facts) == 4
    assert not [body for body in second if body in first[:5]]
    assert len(second) < 8


def test_the_dataset_of_a_model_holds_its_rejections(tmp_path: Path) -> None:
    folder = tmp_path / "loom" / "a"
    folder.mkdir(parents=True)
    (folder / "texto_final.md").write_text(f"# The Tide Loom\n\n{TEXT}\n", encoding="utf-8")
    with endpoint(writes(GOOD, GOOD | {"answer": "larch from 1931"})) as (url, _):
        settings = DatasetSettings(generator="llm", endpoint=url, model="m", heldout=0)
        build([folder], tmp_path / "ds", settings, seed=0, token="secret-key")
    rows = read_examples(tmp_path / "ds" / "train.jsonl")
    assert {e.output for e in rows} == {"larch"}
    assert all("The Tide Loom" in e.instruction for e in rows)
    assert "1931" in (tmp_path / "ds" / "rejections.jsonl").read_text(encoding="utf-8")
    assert not any(b"secret-key" in p.read_bytes() for p in (tmp_path / "ds").rglob("*") if p.is_file())


def test_the_model_generator_without_an_endpoint_says_how_to_name_one(tmp_path: Path) -> None:
    folder = tmp_path / "loom" / "a"
    folder.mkdir(parents=True)
    (folder / "texto_final.md").write_text(f"# T\n\n{TEXT}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        build([folder], tmp_path / "ds", DatasetSettings(generator="llm"), seed=0)
    assert "dataset.endpoint" in error.value.hint


def test_a_model_on_this_machine_is_asked_for_json_and_never_twice_for_the_same(tmp_path: Path) -> None:
    asked: list[str] = []

    class Model:
        name = "local"

        def generate(self, conversations: list[list[Message]], *, max_new_tokens: int) -> list[Generated]:
            asked.append(conversations[0][0].content)
            facts = "LlmFacts" in asked[-1]
            return [Generated("Here it is: " + json.dumps({"facts": [GOOD]} if facts else YES), finished=True)]

    for _ in range(2):
        local = LocalModel(Model(), tmp_path / "c.sqlite")  # type: ignore[arg-type]
        (fact,) = write([PASSAGE], local, wordings=2).facts
        assert fact.answer == "larch"
    assert len(asked) == 2
    assert all("JSON schema" in text for text in asked)


def test_a_small_real_model_that_cannot_write_json_costs_no_crash(tmp_path: Path) -> None:
    model = LanguageModel.load(str(make_tiny_model(tmp_path / "tiny", [TEXT])))
    with patch("doclora.dataset.local._LONGEST_REPLY", 8):
        made = write([PASSAGE], LocalModel(model, tmp_path / "c.sqlite"), wordings=2)
    assert made.facts == []
    assert made.rejections
