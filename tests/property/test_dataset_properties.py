"""Whatever the documents and files: no leak, no repetition of a wording, the same bytes, no crash."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doclora.dataset.curate import curate
from doclora.dataset.extractive import Fact, facts, wordings
from doclora.dataset.importer import check
from doclora.dataset.passages import passages
from doclora.dataset.split import normal, split
from doclora.errors import InputError
from doclora.records import Passage

THINGS = ("drum", "float wheel", "main shaft", "cedar rack", "brine tank", "warp comb", "signal lamp", "tar kettle")
STUFFS = ("larch", "bronze", "oak", "granite", "brass", "kelp", "slate", "amber")
PATTERNS = (
    "The {a} is made of {s}.",
    "The {a} weighs {n} kg.",
    "The {a} holds {n} litres of {s}.",
    "The {a} drives the {b}.",
    "The {a} is a tool that sorts {s}.",
    "The {a} must be kept wet because dry {s} snaps.",
    "The {a} was built in 19{n}.",
)

sentence = st.builds(
    lambda p, a, b, s, n: p.format(a=a, b=b, s=s, n=n),
    st.sampled_from(PATTERNS),
    st.sampled_from(THINGS),
    st.sampled_from(THINGS),
    st.sampled_from(STUFFS),
    st.integers(10, 99),
)
section = st.lists(sentence, min_size=1, max_size=5).map(" ".join)
document = st.lists(section, min_size=1, max_size=8).map(
    lambda parts: "# The Loom\n\n" + "\n\n".join(f"## Part {n}\n\n{text}" for n, text in enumerate(parts))
)


def read(texts: list[str]) -> list[Passage]:
    return [p for n, text in enumerate(texts) for p in passages(text, document=f"d{n}", title=f"Loom {n}")]


def curated(texts: list[str]) -> tuple[Fact, ...]:
    return curate(list(facts(read(texts)))).facts


@settings(max_examples=30, deadline=None)
@given(st.lists(document, min_size=1, max_size=3), st.integers(0, 5), st.sampled_from([0.1, 0.3, 0.5]))
def test_nothing_that_is_held_out_is_trained(texts: list[str], seed: int, share: float) -> None:
    parts = split(curated(texts), share=share, seed=seed)
    trained_answers = {normal(f.answer) for f in parts.trained}
    assert not {f.passage for f in parts.heldout} & {f.passage for f in parts.trained}
    assert not {normal(f.evidence) for f in parts.heldout} & {normal(f.evidence) for f in parts.trained}
    assert not {normal(f.answer) for f in parts.heldout} & trained_answers
    assert {f.id for f in parts.heldout} | {f.id for f in parts.trained} <= {f.id for f in curated(texts)}


@settings(max_examples=20, deadline=None)
@given(st.lists(document, min_size=1, max_size=2))
def test_no_wording_of_a_fact_is_in_two_splits(texts: list[str]) -> None:
    seen: dict[str, str] = {}
    for fact in curated(texts):
        for name in ("train", "validation", "test"):
            for wording in wordings(fact, name):
                assert seen.setdefault(f"{fact.id} {wording}", name) == name


@settings(max_examples=20, deadline=None)
@given(document)
def test_answers_and_evidence_stand_verbatim_in_their_passage(text: str) -> None:
    by_id = {p.id: p for p in read([text])}
    for fact in facts(by_id.values()):
        assert fact.answer in fact.evidence
        assert fact.evidence in by_id[fact.passage].text


@settings(max_examples=20, deadline=None)
@given(st.lists(document, min_size=2, max_size=4, unique=True), st.randoms(use_true_random=False))
def test_the_same_facts_are_held_out_in_any_order(texts: list[str], chance: random.Random) -> None:
    found = list(curated(texts))
    mixed = list(found)
    chance.shuffle(mixed)
    one, two = split(found, share=0.3, seed=1), split(mixed, share=0.3, seed=1)
    assert {f.id for f in one.heldout} == {f.id for f in two.heldout}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=2000))
def test_any_text_at_all_is_read_without_a_crash(text: str) -> None:
    for fact in facts(passages(text, document="d")):
        assert wordings(fact, "test")


@settings(max_examples=50, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_any_json_at_all_is_checked_without_a_crash(value: object) -> None:
    import json

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.jsonl"
        path.write_text(
            json.dumps({"instruction": value, "output": value}) + "\n" + json.dumps(value), encoding="utf-8"
        )
        try:
            check([path])
        except InputError as error:
            raise AssertionError("a file with rows is no input error") from error
