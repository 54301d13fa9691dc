"""A table that is cut into passages: what is highest is that of the whole table, and needs all of its parts."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from doclora.dataset import facts, passages
from doclora.dataset.split import split

NAMES = [
    f"{first}{second}"
    for first in ("Ar", "Bel", "Cor", "Dun", "Es", "Fal")
    for second in ("ma", "nos", "tir", "vel", "wick")
]
lengths = st.lists(st.integers(1, 99_999), min_size=4, max_size=30, unique=True)


def document(numbers: list[int], broken: bool) -> str:
    rows = [f"| {name} | {number} | lies on the {name} road |" for name, number in zip(NAMES, numbers, strict=False)]
    if broken:
        rows[-1] += " and one cell more |"
    table = "\n".join(["| Canal | Length (m) | Remark |", "|---|---|---|", *rows])
    return f"# Canals of the valley\n\nThe canals carry water to the mills.\n\n{table}\n"


@settings(max_examples=20, deadline=None)
@given(lengths, st.integers(30, 120), st.booleans())
def test_the_highest_is_that_of_the_whole_table(numbers: list[int], longest: int, broken: bool) -> None:
    found = passages(
        document(numbers, broken), document="canals", longest=longest, count=lambda text: len(text.split())
    )
    texts = {p.id: p.text for p in found}
    tables = [p.id for p in found if p.kind == "table"]
    spanning = [f for f in facts(found) if re.search("highest|lowest", f.questions[0].direct)]
    right = {"highest": NAMES[numbers.index(max(numbers))], "lowest": NAMES[numbers.index(min(numbers))]}
    assert all(right[which] == f.answer for f in spanning for which in right if which in f.questions[0].direct)
    assert len(spanning) == (0 if broken else 2)
    for fact in spanning:
        assert fact.answer in fact.evidence
        assert fact.evidence in texts[fact.passage]
        assert {fact.passage, *fact.beside} == {*tables}


@settings(max_examples=20, deadline=None)
@given(lengths, st.integers(0, 5))
def test_it_is_trained_or_held_out_only_with_all_parts_of_its_table(numbers: list[int], seed: int) -> None:
    found = passages(document(numbers, broken=False), document="c", longest=30, count=lambda text: len(text.split()))
    parts = split(list(facts(found)), share=0.3, seed=seed)
    trained, held = ({f.passage for f in side} for side in (parts.trained, parts.heldout))
    assert all(held.isdisjoint({f.passage, *f.beside}) for f in parts.trained)
    assert all(trained.isdisjoint({f.passage, *f.beside}) for f in parts.heldout)
