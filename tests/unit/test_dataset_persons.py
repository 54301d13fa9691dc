"""`Who` for persons, `what` for things, and nothing where a name may be either."""

from __future__ import annotations

import pytest

from doclora.dataset.extractive import facts
from doclora.records import Passage


def questions(text: str) -> dict[str, str]:
    passage = Passage(id="m:1", document="m", title="The Mill at Orsa", language="en", kind="text", text=text)
    return {f.questions[0].direct: f.answer for f in facts([passage])}


@pytest.mark.parametrize(
    ("before", "sentence", "question", "answer"),
    [
        (
            "",
            "Arthur Brandel repaired the mill wheel in 1908.",
            "who repaired the mill wheel in 1908",
            "Arthur Brandel",
        ),
        (
            "Tibor Brandel came to the valley as a smith. He owned two forges.",
            "Tibor Brandel repaired the mill wheel in 1908.",
            "who repaired the mill wheel in 1908",
            "Tibor Brandel",
        ),
        (
            "Many farms in Orsa Dell lay idle. The roads near Dell were bad. He slept in Dell.",
            "Orsa Dell supplied the northern valley with flour.",
            "what supplied the northern valley with flour",
            "Orsa Dell",
        ),
        (
            "",
            "The guild delegates repaired the wheel in 1908.",
            "who repaired the wheel in 1908",
            "The guild delegates",
        ),
    ],
)
def test_a_name_is_asked_for_by_what_the_document_says_of_it(
    before: str, sentence: str, question: str, answer: str
) -> None:
    assert questions(f"{before} {sentence}".strip())[question] == answer


def test_a_name_that_may_be_a_person_or_a_place_is_not_asked_for() -> None:
    asked = questions("Veltrin supplied the northern valley with flour.")
    assert not any(q.startswith(("what supplied", "who supplied")) for q in asked)


def test_an_apposition_of_a_person_is_asked_with_who() -> None:
    asked = questions("Arthur Brandel, the last owner of the mill, sold it in 1931.")
    assert asked["who is Arthur Brandel"] == "the last owner of the mill"
