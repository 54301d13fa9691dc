"""What a user is told when an endpoint's model is of no use, and what small mischief costs no good fact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclora.dataset.candidates import Candidate
from doclora.dataset.llm import write
from doclora.dataset.telling import as_fact
from doclora.endpoint import ChatModel, Endpoint, Names, ReplyCache
from doclora.errors import RemoteServiceError
from tests.support.llm_endpoint import Model, Reply, Request, approving, llm_endpoint
from tests.unit.test_dataset_llm import PASSAGE
from tests.unit.test_dataset_llm_account import FRAME, facts

GOOD = facts(FRAME)
INVENTED = facts(FRAME | {"answer": "777 larches"})


def asked(url: str, folder: Path) -> Endpoint:
    chat = ChatModel(url, "", model="m", attempts=1, timeout=10, names=Names("LLM_TOKEN", "dataset.model"))
    return Endpoint(chat, cache=ReplyCache(folder / "replies.sqlite"), concurrency=1)


def writing(reply: Reply) -> Model:
    return lambda request: approving(request) if request.asked == "Verdicts" else reply


@pytest.mark.parametrize(
    ("reply", "told", "hint", "again"),
    [
        (Reply("", finish="length"), "the reply was cut off", "answer longer", True),
        (Reply('{"topic": "a loom", "facts', finish="length"), "the reply was cut off", "answer longer", True),
        (Reply(raw="<!doctype html>"), "broken JSON", "end in /v1", True),
        (Reply("I would rather not."), "not the JSON asked for", "larger instruct model", True),
        (Reply(INVENTED), "a number that the passage does not hold", "larger instruct model", False),
        (Reply("Too long a prompt", status=400), "Too long a prompt", "context that is too small", True),
    ],
)
def test_what_is_no_use_is_told_with_what_helps_against_it(
    reply: Reply, told: str, hint: str, again: bool, tmp_path: Path
) -> None:
    with llm_endpoint(writing(reply)) as running, pytest.raises(RemoteServiceError, match=told) as error:
        write([PASSAGE], asked(running.url, tmp_path), wordings=2)
    assert hint in error.value.hint
    assert ("--force" in error.value.hint) == again  # only a reply that is of no use as a whole is asked for again


def test_a_reply_is_shown_once(tmp_path: Path) -> None:
    said = "I would rather not."
    with llm_endpoint(writing(Reply(said))) as running, pytest.raises(RemoteServiceError) as error:
        write([PASSAGE], asked(running.url, tmp_path), wordings=2)
    assert error.value.message.count(said.rstrip(".")) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(
            raw='{"detail": [{"loc": ["body", "response_format", "type"], "msg": "Input should be text"}]}', status=422
        ),
        Reply(raw="unknown field response_format", status=400),
        Reply("Failed to parse grammar", status=500),
    ],
    ids=["a body as FastAPI writes it", "plain text", "a failure instead of a refusal"],
)
def test_an_endpoint_that_cannot_take_a_schema_is_asked_without(refusal: Reply, tmp_path: Path) -> None:
    def model(request: Request) -> Reply:
        if "response_format" in request.body:
            return refusal
        return approving(request) if request.asked == "Verdicts" else Reply(GOOD)

    with llm_endpoint(model) as running:
        assert [f.answer for f in write([PASSAGE], asked(running.url, tmp_path), wordings=2).facts] == ["larch"]


def test_half_a_character_costs_nothing_but_itself(tmp_path: Path) -> None:
    said = json.dumps(GOOD).replace('"larch"', '"\\u2066larch\\ud83d"')
    assert "\\ud83d" in said
    with llm_endpoint(writing(Reply(said))) as running:
        assert [f.answer for f in write([PASSAGE], asked(running.url, tmp_path), wordings=2).facts] == ["larch"]


def test_a_question_in_a_frame_begins_small_unless_with_a_name() -> None:
    text = "El telar pesa 840 kg. Lo montó en Drell la señora Ulmar."
    passage = PASSAGE.model_copy(update={"language": "es", "text": text, "title": "El telar de marea"})
    questions = ("¿Sabe alguien cuánto pesa el telar?", "¿Ulmar montó un telar de cuántos kilos?")
    fact = as_fact(Candidate("quantity", (passage,), text, "840 kg", questions))
    assert [q.direct for q in fact.questions] == [
        "sabe alguien cuánto pesa el telar",
        "Ulmar montó un telar de cuántos kilos",
    ]
