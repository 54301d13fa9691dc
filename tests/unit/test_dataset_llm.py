"""The generator that asks a language model: its rows, its resume, its failures, its cost; asked over real HTTP."""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from doclora.dataset import build
from doclora.dataset.asking import LlmFacts
from doclora.dataset.build import CACHE
from doclora.dataset.cost import Prices, estimate, spent
from doclora.dataset.fact import wording, wording_count
from doclora.dataset.llm import Written, write
from doclora.dataset.local import LocalModel
from doclora.dataset.split import split
from doclora.endpoint import ChatModel, Endpoint, Kept, Names, ReplyCache, ReplyError, Usage, patience, strict_schema
from doclora.errors import InputError, RemoteServiceError, SettingsError
from doclora.jsonl import read_examples
from doclora.language.model import Generated, LanguageModel
from doclora.pipeline import run
from doclora.records import Message, Passage
from doclora.settings import DatasetSettings, Settings
from doclora.workspace import RECORDS
from tests.support.llm_endpoint import Model, Reply, Request, approving, llm_endpoint
from tests.support.tiny import make_tiny_model
from tests.unit.test_dataset_llm_account import BASTIDOR, FRAME, SPANISH, TEXT, TOLD, WEIGHT, facts

PASSAGE = Passage(id="loom:1", document="loom", title="The Tide Loom", language="en", kind="text", text=TEXT)
LINK = {
    "evidence_1": "The frame is made of larch, because larch does not rot in salt water.",
    "evidence_2": "The cradle is made of oak.",
    "answer": "larch for the frame, oak for the cradle",
    "questions": ["Which woods are used for the frame and the cradle of the tide loom?"],
}
SECOND = (
    "The cradle is made of oak. It stands on the quay wall below the sluice gate, where four bolts hold it to the "
    "stone, and it carries the loom when the tide is out and the frame hangs dry."
)


def writes(reply: object, *, right: bool = True) -> Model:
    """A model that always writes the same, and finds everything right but the wrong answer put in on purpose."""

    def model(request: Request) -> Reply:
        if request.asked == "Verdicts":
            return approving(request, right=lambda q, a: right and ("weigh" in q) == a.endswith("kg"))
        return Reply(reply if request.asked == "LlmFacts" else {"facts": []})

    return model


GOOD = writes(facts(FRAME, WEIGHT))


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FAILING", (0.01, 1.0))
    monkeypatch.setattr(patience, "BUSY", (0.01, 1.0))


def endpoint(url: str, folder: Path, *, attempts: int = 1, concurrency: int = 2) -> Endpoint:
    chat = ChatModel(url, "key", model="m", attempts=attempts, timeout=5, names=Names("LLM_TOKEN", "dataset.model"))
    return Endpoint(chat, cache=ReplyCache(folder / "c.sqlite"), concurrency=concurrency)


def several(count: int) -> list[Passage]:
    return [PASSAGE.model_copy(update={"id": f"loom:{n}", "headings": (f"Part {n}",)}) for n in range(count)]


def written(model: Model, folder: Path, *passages: Passage, **options: Any) -> Written:
    with llm_endpoint(model) as running:
        return write(passages or [PASSAGE], endpoint(running.url, folder), **{"wordings": 2, **options})


def artifacts(folder: Path, text: str = TEXT) -> Path:
    made = folder / "loom" / "a"
    made.mkdir(parents=True)
    (made / "texto_final.md").write_text(f"# The Tide Loom\n\n{text}\n", encoding="utf-8")
    return made


def test_the_last_two_wordings_are_kept_from_training_and_all_name_the_document(tmp_path: Path) -> None:
    (fact,) = written(writes(facts(FRAME)), tmp_path).facts
    assert [q.direct for q in fact.unseen] == [
        "of which material does the frame of the tide loom consist",
        "what wood does the tide loom have in its frame",
    ]
    asked = {t: [wording(fact, t, n) for n in range(wording_count(fact, t))] for t in ("train", "validation", "test")}
    assert all("“The Tide Loom”" in question for questions in asked.values() for question in questions)
    assert not any("material" in question or "have in its" in question for question in asked["train"])


def test_a_retelling_is_trained_and_nothing_else(tmp_path: Path) -> None:
    made = written(
        writes(facts(topic="the frame of the loom", retellings=[TOLD, f"Because of salt water, {TOLD.lower()}"])),
        tmp_path,
    )
    assert [f.kind for f in made.facts] == ["restatement"] * 2
    asked = [[wording(f, "train", n) for n in range(wording_count(f, "train"))] for f in made.facts]
    assert asked[0][0] == "Tell me about the frame of the loom in “The Tide Loom”."
    assert not set(asked[0]) & set(asked[1])
    assert [wording_count(f, t) for f in made.facts for t in ("validation", "test")] == [0] * 4
    assert made.facts[0].evidence == TEXT


def test_no_retelling_of_a_passage_that_is_held_out_is_trained(tmp_path: Path) -> None:
    woods = ("larch", "birch", "walnut", "cherry", "poplar", "willow", "spruce", "cedar")
    places = ("northern", "southern", "eastern", "western", "upper", "lower", "inner", "outer")
    passages = [
        PASSAGE.model_copy(
            update={"id": f"loom:{n}", "text": f"The {place} loom has a frame of old, hard {wood} wood."}
        )
        for n, (place, wood) in enumerate(zip(places, woods, strict=True))
    ]

    def model(request: Request) -> Reply:
        wood = request.said.partition("frame of old, hard ")[2].split()[0] if request.passages else woods[0]
        place = places[woods.index(wood)]
        fact = {
            "evidence": f"The {place} loom has a frame of old, hard {wood} wood.",
            "answer": f"old, hard {wood}",
            "questions": [f"What is the frame of the {place} loom made of?"],
        }
        told = f"Old and hard wood of the {wood} was what they took to make a frame for the {place} loom."
        if request.asked == "Verdicts":
            return approving(request)
        return Reply(facts(fact, topic=f"the {place} loom", retellings=[told]) if request.asked == "LlmFacts" else "{}")

    found = written(model, tmp_path, *passages).facts
    assert sum(f.kind == "restatement" for f in found) == len(woods)
    parts = split(found, share=0.3, seed=0)
    held = {f.passage for f in parts.heldout}
    assert held
    assert not held & {f.passage for f in parts.trained}
    assert all(f.kind != "restatement" for f in parts.heldout)


def test_what_needs_two_passages_is_trained_only_when_both_are(tmp_path: Path) -> None:
    second = PASSAGE.model_copy(update={"id": "loom:2", "text": SECOND})

    def model(request: Request) -> Reply:
        if request.asked == "LlmLinks":
            return Reply({"facts": [LINK, LINK | {"evidence_2": "The cradle is made of ash wood and glue."}]})
        return approving(request) if request.asked == "Verdicts" else Reply(facts(FRAME))

    made = written(model, tmp_path, PASSAGE, second)
    (across,) = [f for f in made.facts if f.kind == "across"]
    assert (across.passage, across.beside) == ("loom:1", ("loom:2",))
    first, last = across.evidence.split(" […] ")
    assert first in TEXT
    assert last in SECOND
    plain = next(f for f in made.facts if f.kind != "across")
    for share in (0.0, 0.4):
        parts = split([plain, plain.model_copy(update={"passage": "loom:2", "id": "x"}), across], share=share, seed=0)
        held = {p for p in ("loom:1", "loom:2") if p not in {f.passage for f in parts.trained if f.kind != "across"}}
        assert (across in parts.trained) == (not held)


def test_a_spanish_passage_of_an_english_document_is_asked_about_in_spanish(tmp_path: Path) -> None:
    spanish = PASSAGE.model_copy(update={"text": SPANISH})
    with llm_endpoint(writes(facts(BASTIDOR, FRAME))) as running:
        made = write([spanish], endpoint(running.url, tmp_path), wordings=2)
    assert "Escribes preguntas" in running.seen[0].body["messages"][0]["content"]
    assert [(f.language, f.answer) for f in made.facts] == [("es", "alerce")]


def test_a_schema_is_strict_as_vendors_want_it() -> None:
    def objects(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            if "properties" in node:
                yield node
            for value in node.values():
                yield from objects(value)

    found = list(objects(strict_schema(LlmFacts)))
    assert len(found) == 2
    for each in found:
        assert each["required"] == list(each["properties"])
        assert each["additionalProperties"] is False
        assert not any("default" in p for p in each["properties"].values())


@pytest.mark.parametrize("option", ["response_format", "temperature"])
def test_an_option_that_the_endpoint_does_not_know_is_left_out_and_that_is_said(
    option: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def model(request: Request) -> Reply:
        if option in request.body:
            return Reply(f"unsupported parameter: {option}", status=400)
        return GOOD(request)

    with caplog.at_level(logging.WARNING), llm_endpoint(model) as running:
        made = write(several(3), endpoint(running.url, tmp_path), wordings=2)
    assert len(made.facts) == 6
    assert len([r for r in caplog.records if option in r.getMessage()]) == 1
    told = running.seen[-1].body["messages"][0]["content"]
    assert ("JSON schema" in told) == (option == "response_format")


def test_the_pause_that_a_busy_endpoint_asks_for_costs_no_attempt(tmp_path: Path) -> None:
    times: list[float] = []

    def model(request: Request) -> Reply:
        times.append(time.monotonic())
        busy = len(times) <= 3
        return Reply("busy", status=429, headers={"Retry-After": "0.2"}) if busy else GOOD(request)

    assert written(model, tmp_path).facts
    assert all(later - earlier >= 0.2 for earlier, later in itertools.pairwise(times[:4]))


def test_an_endpoint_that_asks_for_an_hour_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(RemoteServiceError) as error:
        written(lambda _: Reply("quota", status=429, headers={"Retry-After": "3600"}), tmp_path)
    assert "what is answered is kept" in error.value.hint


def test_a_refused_key_ends_at_the_first_passage(tmp_path: Path) -> None:
    with llm_endpoint(lambda _: Reply("no", status=401)) as running:
        with pytest.raises(RemoteServiceError) as error:
            write(several(5), endpoint(running.url, tmp_path, attempts=4), wordings=2)
        assert "LLM_TOKEN" in error.value.hint
        assert len(running.seen) == 1


def test_a_key_revoked_in_the_middle_costs_nothing_that_was_answered(tmp_path: Path) -> None:
    asked: list[int] = []

    def revoked(request: Request) -> Reply:
        asked.append(1)
        return Reply("revoked", status=401) if len(asked) > 5 else GOOD(request)

    with llm_endpoint(revoked) as first, pytest.raises(RemoteServiceError):
        write(several(4), endpoint(first.url, tmp_path, concurrency=1), wordings=2)
    with llm_endpoint(GOOD) as second:
        assert len(write(several(4), endpoint(second.url, tmp_path), wordings=2).facts) == 8
    answered = [r.body for r in first.seen[:5]]
    assert not [r for r in second.seen if r.body in answered]


def test_an_endpoint_that_fails_again_and_again_is_given_up(tmp_path: Path) -> None:
    asked: list[int] = []

    def dies(request: Request) -> Reply:
        asked.append(1)
        return Reply("boom", status=500) if len(asked) > 4 else GOOD(request)

    with pytest.raises(RemoteServiceError, match="boom"):
        written(dies, tmp_path, *several(30))
    assert len(asked) < 20


def test_the_same_is_not_asked_twice_at_once(tmp_path: Path) -> None:
    def slowly(request: Request) -> Reply:
        reply = GOOD(request)
        return Reply(reply.content, seconds=0.1)

    with llm_endpoint(slowly) as running:
        write([PASSAGE] * 6, endpoint(running.url, tmp_path, concurrency=6), wordings=2)
    bodies = [json.dumps(r.body) for r in running.seen]
    assert len(bodies) == len(set(bodies))


def test_nothing_usable_stops_after_three_passages_and_shows_what_came_back(tmp_path: Path) -> None:
    with llm_endpoint(lambda _: Reply("As a language model I cannot.")) as running:
        with pytest.raises(RemoteServiceError) as error:
            write(several(9), endpoint(running.url, tmp_path), wordings=2)
        assert len(running.seen) == 3
    assert "3 × not the JSON asked for" in error.value.message
    assert "As a language model I cannot." in error.value.message


def test_the_first_passage_is_shown_with_what_all_of_it_will_take(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        written(GOOD, tmp_path, *several(4), prices=Prices(1.0, 2.0))
    said = "\n".join(r.getMessage() for r in caplog.records)
    assert "2 facts kept" in said
    assert FRAME["evidence"] in said
    assert "at your prices" in said


def test_the_running_cost_counts_what_is_paid_and_foresees_the_whole() -> None:
    usage = Usage()
    usage.add(Kept("x", tokens_in=4000, tokens_out=1000), known=True)
    usage.add(Kept("x", tokens_in=8000, tokens_out=3000), known=False)
    prices = Prices(read=1.0, written=10.0)
    assert spent(usage, 2, 20, None) == "8 k + 3 k of about 120 k + 40 k tokens · 1 replies from before"
    assert spent(usage, 2, 20, prices).split(" · ")[1] == "0.04 of 0.52"
    assert estimate(usage, 2, 200, prices) == "1.2 M tokens in, 400 k out, 5.20 at your prices"
    assert "does not count them" in estimate(Usage(asked=3), 1, 9, None)


@pytest.mark.parametrize("blind", [True, False])
def test_a_judge_that_calls_everything_right_is_noticed(blind: bool, tmp_path: Path) -> None:
    def model(request: Request) -> Reply:
        return approving(request) if blind and request.asked == "Verdicts" else GOOD(request)

    made = written(model, tmp_path, *several(6))
    assert len(made.facts) == 12
    assert any("does not judge" in note for note in made.notes) == blind


def test_a_reply_that_cannot_be_used_is_asked_for_again_only_when_forced(tmp_path: Path) -> None:
    said = [Reply("{"), Reply(facts(FRAME))]
    with llm_endpoint(lambda _: said[0]) as running:
        model = endpoint(running.url, tmp_path)
        for _ in range(2):
            with pytest.raises(ReplyError):
                model.ask([Message(role="user", content="x")], LlmFacts)
        assert len(running.seen) == 1
        ReplyCache(tmp_path / "c.sqlite").forget_useless()
        said.pop(0)
        assert model.ask([Message(role="user", content="x")], LlmFacts).value.facts


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(InputError, match="damaged") as error:
        ReplyCache(tmp_path / "c.sqlite")
    assert "move it away" in error.value.hint


def test_killed_and_resumed_nothing_answered_is_asked_again(tmp_path: Path) -> None:
    text = "\n\n".join(f"## Part {n}\n\n{TEXT}" for n in range(12))
    folder, out = artifacts(tmp_path, text), tmp_path / "ds"
    enough, numbers = 9, itertools.count()

    def stalls(request: Request) -> Reply:
        return Reply(GOOD(request).content, seconds=30 if next(numbers) >= enough else 0)

    with llm_endpoint(stalls) as running:
        command = [sys.executable, "-m", "doclora", "dataset", str(folder), "-o", str(out), "--generator", "llm"]
        process = subprocess.Popen([*command, "--endpoint", running.url], env={**os.environ}, stderr=subprocess.DEVNULL)
        base = out / RECORDS / CACHE
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not base.is_file() or _kept(base) < enough):
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        answered = [r.body for r in running.answered]
    assert len(answered) == enough
    with llm_endpoint(GOOD) as resumed:
        settings = DatasetSettings(generator="llm", endpoint=resumed.url, heldout=0)
        record = build([folder], out, settings, seed=0).record
    assert not [r for r in resumed.seen if r.body in answered]
    assert record.counts["train"] > 0


def _kept(base: Path) -> int:
    try:
        with sqlite3.connect(base) as connection:
            return int(connection.execute("SELECT count(*) FROM kept").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_an_interruption_does_not_wait_for_a_slow_endpoint(tmp_path: Path) -> None:
    folder = artifacts(tmp_path, "\n\n".join(f"## Part {n}\n\n{TEXT}" for n in range(6)))
    with llm_endpoint(lambda r: Reply(GOOD(r).content, seconds=60 if len(running.seen) > 2 else 0)) as running:
        command = [sys.executable, "-m", "doclora", "dataset", str(folder), "-o", str(tmp_path / "ds")]
        process = subprocess.Popen(
            [*command, "--generator", "llm", "--endpoint", running.url], stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(running.seen) < 4:
            time.sleep(0.05)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - started < 10
    assert process.returncode == 130
    assert "what was finished is kept" in said


def test_the_dataset_of_a_model_holds_its_rejections_with_one_example_of_each_reason(tmp_path: Path) -> None:
    with llm_endpoint(writes(facts(FRAME, WEIGHT, FRAME | {"answer": "larch from 1931"}))) as running:
        settings = DatasetSettings(generator="llm", endpoint=running.url, heldout=0)
        build([artifacts(tmp_path)], tmp_path / "ds", settings, seed=0, token="secret-key")
    rows = read_examples(tmp_path / "ds" / "train.jsonl")
    assert {e.output for e in rows if e.metadata.kind != "unanswerable"} == {"larch", "840 kg"}
    assert all("The Tide Loom" in e.instruction for e in rows)
    (line,) = (tmp_path / "ds" / "rejections.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["detail"] == "1931"
    report = (tmp_path / "ds" / "report.md").read_text(encoding="utf-8")
    assert "the same question" not in report
    assert "| a number that the passage does not hold | 1 | What is the frame of the tide loom made of?" in report
    assert not any(b"secret-key" in p.read_bytes() for p in (tmp_path / "ds").rglob("*") if p.is_file())


def test_what_the_curation_leaves_out_of_a_model_s_facts_is_kept_with_the_rest(tmp_path: Path) -> None:
    again = FRAME | {"evidence": "the frame is made of larch, because larch", "answer": "larch"}
    with llm_endpoint(writes(facts(FRAME, WEIGHT, again))) as running:
        settings = DatasetSettings(generator="llm", endpoint=running.url, heldout=0)
        build([artifacts(tmp_path)], tmp_path / "ds", settings, seed=0)
    (line,) = (tmp_path / "ds" / "rejections.jsonl").read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert (found["reason"], found["answer"]) == ("the same question with the same answer", "larch")
    assert "| the same question with the same answer | 1 |" in (tmp_path / "ds" / "report.md").read_text("utf-8")


def test_the_files_are_the_same_however_many_are_asked_at_once_and_however_slow(tmp_path: Path) -> None:
    places = ("northern", "southern", "eastern", "western", "upper", "lower", "inner", "outer", "middle")
    texts = [TEXT.replace("tide", place).replace("840", str(840 + n)) for n, place in enumerate(places)]
    folder = artifacts(
        tmp_path, "\n\n".join(f"## The {place} loom\n\n{t}" for place, t in zip(places, texts, strict=True))
    )
    written_files = []
    for at_once in (1, 7):
        waits = itertools.cycle((0.0, 0.05, 0.01))

        def model(request: Request, waits: Iterator[float] = waits) -> Reply:
            found = re.search(r"The (\w+) loom weighs (\d+ kg)", request.said)
            place, weighs = found.groups() if found else ("tide", "840 kg")
            asked = [f"How much does the {place} loom weigh?", f"What weight has the {place} loom?"]
            weight = WEIGHT | {"evidence": f"weighs {weighs}", "answer": weighs, "questions": asked}
            return Reply(writes(facts(FRAME, weight))(request).content, seconds=next(waits))

        with llm_endpoint(model) as running:
            settings = DatasetSettings(generator="llm", endpoint=running.url, concurrency=at_once, timeout=9)
            out = tmp_path / f"ds{at_once}"
            build([folder], out, settings, seed=0)
        written_files.append({p.name: p.read_bytes() for p in out.glob("*.*") if p.is_file() and p.suffix != ".png"})
    assert written_files[0] == written_files[1]
    assert len(written_files[0]["train.jsonl"].splitlines()) > 20


def test_the_model_generator_without_an_endpoint_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        build([artifacts(tmp_path)], tmp_path / "ds", DatasetSettings(generator="llm"), seed=0)
    assert "dataset.endpoint" in error.value.hint


def test_a_prompt_of_the_user_s_own_is_used_and_must_say_how_many_wordings(tmp_path: Path) -> None:
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("Write about looms only: {count} wordings as {json}.", encoding="utf-8")
    folder = artifacts(tmp_path)
    with llm_endpoint(GOOD) as running:
        settings = DatasetSettings(generator="llm", endpoint=running.url, heldout=0, prompt_file=prompt)
        build([folder], tmp_path / "ds", settings, seed=0)
        assert running.seen[0].body["messages"][0]["content"] == "Write about looms only: 8 wordings as {json}."
        assert build([folder], tmp_path / "ds", settings, seed=0).skipped
        prompt.write_text("Write about larch: {count} wordings.", encoding="utf-8")
        assert not build([folder], tmp_path / "ds", settings, seed=0).skipped
        prompts = [request.body["messages"][0]["content"] for request in running.seen]
        assert "Write about larch: 8 wordings." in prompts


@pytest.mark.parametrize(
    ("raw", "said"),
    [(None, "not there"), (b"Write about looms only.", "how many wordings"), (b"\xff{count}", "not UTF-8")],
)
def test_a_prompt_that_cannot_be_used_is_refused_before_anything_is_read(
    tmp_path: Path, raw: bytes | None, said: str
) -> None:
    prompt, out = tmp_path / "prompt.txt", tmp_path / "ds"
    if raw is not None:
        prompt.write_bytes(raw)
    settings = DatasetSettings(generator="llm", endpoint="http://127.0.0.1:9/v1", prompt_file=prompt)
    with pytest.raises(InputError, match=said) as error:
        build([tmp_path / "no such folder"], out, settings, seed=0)
    assert error.value.hint
    with pytest.raises(InputError, match=said):
        run([Path(__file__)], tmp_path / "run", Settings(dataset=settings))
    assert not out.exists()
    assert not (tmp_path / "run").exists()


def test_a_model_on_this_machine_is_asked_for_json_and_never_twice_for_the_same(tmp_path: Path) -> None:
    asked: list[str] = []

    class Scripted:
        name = "local"

        def room(self, _: list[Message]) -> int:
            return 4096

        def generate(self, conversations: list[list[Message]], **_: object) -> list[Generated]:
            asked.append(conversations[0][0].content)
            verdict = {"number": 1, "answer_is_right": True, "understandable_alone": True, "worth_asking": True}
            said = {"verdicts": [verdict]} if '"verdicts"' in asked[-1] else facts(FRAME)
            return [Generated("Here it is: " + json.dumps(said), finished=True)]

    for _ in range(2):
        local = LocalModel(Scripted(), ReplyCache(tmp_path / "c.sqlite"))  # type: ignore[arg-type]
        (fact,) = write([PASSAGE], local, wordings=2).facts
        assert fact.answer == "larch"
    assert len(asked) == 2
    assert all("JSON schema" in text for text in asked)


def test_a_small_real_model_that_cannot_write_json_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doclora.dataset.local._LONGEST_REPLY", 8)
    model = LanguageModel.load(str(make_tiny_model(tmp_path / "tiny", [TEXT])))
    local = LocalModel(model, ReplyCache(tmp_path / "c.sqlite"))
    with pytest.raises(RemoteServiceError, match="do not fit into the model's context"):
        write([PASSAGE], local, wordings=2)
    with pytest.raises(RemoteServiceError, match="about 1 passage can be used: 1 × ") as error:
        write([PASSAGE], local, wordings=2, prompt="{count} facts as JSON.")
    assert "longer context" in error.value.hint


@pytest.mark.parametrize(
    ("said", "hopeless"),
    [
        ("Once upon a time there was a loom. " * 80, True),
        ('{"facts": [' + '{"evidence": "The frame is made of larch, because larch does not rot.", ' * 60, True),
        (json.dumps(facts(FRAME | {"questions": [FRAME["questions"][1] * 2] * 18})), False),
        (json.dumps(facts(FRAME, WEIGHT)), False),
        ("<think>" + " ".join(f"Word {n} of the passage is worth a thought." for n in range(200)), False),
    ],
)
def test_a_model_on_this_machine_is_stopped_where_no_json_can_come_of_it(
    said: str, hopeless: bool, tmp_path: Path
) -> None:
    class Scripted:
        name = "local"

        def room(self, _: list[Message]) -> int:
            return 1 << 20

        def generate(self, _: list[list[Message]], *, give_up: Callable[[str], bool], **__: object) -> list[Generated]:
            cut = next((n for n in range(0, len(said), 250) if give_up(said[:n])), None)
            assert (cut is not None) == hopeless
            return [Generated(said[:cut], finished=False)]

    local = LocalModel(Scripted(), ReplyCache(tmp_path / "c.sqlite"))  # type: ignore[arg-type]
    try:
        (told,) = local.ask([Message(role="user", content="x")], LlmFacts).faults
    except ReplyError as error:
        told = error.reason
    assert told == ("not the JSON asked for" if hopeless else "the reply was cut off")


def test_two_processes_may_keep_replies_in_one_file_at_once(tmp_path: Path) -> None:
    one, other = ReplyCache(tmp_path / "c.sqlite"), ReplyCache(tmp_path / "c.sqlite")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (one, other)[n % 2].put(str(n % 20), Kept(f"reply {n % 20}")), range(60)))
    found = [other.get(str(n)) for n in range(20)]
    assert [f and f.text for f in found] == [f"reply {n}" for n in range(20)]
