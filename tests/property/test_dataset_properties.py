"""Whatever the documents and files: no leak, no repetition of a wording, the same bytes, no crash."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from doclora.dataset import build
from doclora.dataset.curate import curate
from doclora.dataset.extractive import facts
from doclora.dataset.fact import Fact, wordings
from doclora.dataset.formats import SPLITS
from doclora.dataset.importer import check
from doclora.dataset.markdown import _INLINE, _MARK
from doclora.dataset.passages import passages
from doclora.dataset.split import normal, split
from doclora.errors import InputError
from doclora.jsonl import read_examples
from doclora.records import Passage
from doclora.settings import DatasetSettings
from tests.support.made_texts import THINGS, any_kind, manuals


def read(texts: list[str]) -> list[Passage]:
    return [p for n, text in enumerate(texts) for p in passages(text, document=f"d{n}")]


def curated(texts: list[str]) -> tuple[Fact, ...]:
    return curate(list(facts(read(texts)))).facts


@settings(max_examples=20, deadline=None)
@given(st.lists(any_kind, min_size=1, max_size=3), st.integers(0, 5), st.sampled_from([0.1, 0.3, 0.5]))
def test_nothing_that_is_held_out_is_trained(texts: list[str], seed: int, share: float) -> None:
    parts = split(curated(texts), share=share, seed=seed)
    trained_answers = {normal(f.answer) for f in parts.trained}
    assert not {f.passage for f in parts.heldout} & {f.passage for f in parts.trained}
    assert not {normal(f.evidence) for f in parts.heldout} & {normal(f.evidence) for f in parts.trained}
    assert not {normal(f.answer) for f in parts.heldout} & trained_answers
    assert {f.id for f in parts.heldout} | {f.id for f in parts.trained} <= {f.id for f in curated(texts)}


@settings(max_examples=20, deadline=None)
@given(st.lists(any_kind, min_size=1, max_size=2))
def test_no_wording_of_a_fact_is_in_two_splits(texts: list[str]) -> None:
    seen: dict[str, str] = {}
    for fact in curated(texts):
        for name in ("train", "validation", "test"):
            for wording in wordings(fact, name):
                assert seen.setdefault(f"{fact.id} {wording}", name) == name


@settings(max_examples=20, deadline=None)
@given(any_kind)
def test_answers_and_evidence_stand_verbatim_in_their_passage(text: str) -> None:
    by_id = {p.id: p for p in read([text])}
    for fact in facts(by_id.values()):
        assert " ".join(fact.answer.split()) in " ".join(fact.evidence.split())
        assert fact.evidence in by_id[fact.passage].text


@settings(max_examples=20, deadline=None)
@given(st.lists(any_kind, min_size=2, max_size=4, unique=True), st.randoms(use_true_random=False))
def test_the_same_facts_are_held_out_in_any_order(texts: list[str], chance: random.Random) -> None:
    found = list(curated(texts))
    mixed = list(found)
    chance.shuffle(mixed)
    one, two = split(found, share=0.3, seed=1), split(mixed, share=0.3, seed=1)
    assert {f.id for f in one.heldout} == {f.id for f in two.heldout}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=2000))
@example("")
def test_any_text_at_all_is_read_without_a_crash(text: str) -> None:
    for fact in facts(passages(text, document="d")):
        assert wordings(fact, "test")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1 \t\n\u00a0.:;()[]{}<>|!?#%&*_`$\\^~/-", max_size=12))
def test_what_has_markup_has_one_of_its_marks(text: str) -> None:
    """The long pattern of inline markup is tried only where the short one of its marks matches."""
    assert _MARK.search(text) or not _INLINE.search(text)


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


masses = st.dictionaries(st.sampled_from(THINGS), st.integers(11, 999), min_size=2, max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(masses, min_size=2, max_size=3), st.lists(manuals, max_size=1), st.integers(0, 5))
def test_a_fact_of_prose_and_table_in_several_documents_is_on_one_side(
    stated: list[dict[str, int]], others: list[str], seed: int
) -> None:
    prose = ["# P\n\n" + "\n\n".join(f"## {t}\n\nThe {t} weighs {n} kg." for t, n in found.items()) for found in stated]
    rows = ["\n".join(f"| {t.title()} | {n} |" for t, n in found.items()) for found in stated]
    tables = [f"# T\n\n## Masses\n\n| Part | Mass (kg) |\n|---|---|\n{part}\n" for part in rows]
    parts = split(curated([*prose, *tables, *others]), share=0.4, seed=seed)
    pairs = [
        {(t, n) for found in stated for t, n in found.items() for f in side if says(f, t, n)}
        for side in (parts.trained, parts.heldout)
    ]
    assert not pairs[0] & pairs[1]


def says(fact: Fact, thing: str, number: int) -> bool:
    return str(number) in fact.answer.split() and thing in normal(f"{fact.subject} {fact.questions[0].direct}")


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(any_kind, min_size=1, max_size=3, unique=True), st.integers(0, 5), st.randoms(use_true_random=False))
def test_files_share_no_question_and_any_order_gives_the_same_bytes(
    texts: list[str], seed: int, chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place) / f"d{n}" for n in range(len(texts))]
        for folder, text in zip(folders, texts, strict=True):
            folder.mkdir()
            (folder / "texto_final.md").write_text(text, encoding="utf-8")
        mixed = chance.sample(folders, len(folders))
        chosen = DatasetSettings(heldout=0.3, forms=("sharegpt", "openai"))
        try:
            made = {n: build(f, Path(place) / n, chosen, seed=seed) for n, f in (("one", folders), ("two", mixed))}
        except InputError:
            return
        one, two = ({p: (Path(place) / n / p).read_bytes() for p in o.record.outputs} for n, o in made.items())
        assert one == two
        rows = {n: read_examples(Path(place) / "one" / f"{n}.jsonl") for n in SPLITS}
        asked = {n: {e.instruction for e in found} for n, found in rows.items()}
        twice = [
            e for n, found in rows.items() for e in found if any(e.instruction in asked[o] for o in asked if o != n)
        ]
        assert not twice
        stated = {n: {e.metadata.fact for e in found} - {""} for n, found in rows.items()}
        assert not stated["heldout"] & (stated["train"] | stated["validation"] | stated["test"])
        assert stated["validation"] | stated["test"] <= stated["train"]
