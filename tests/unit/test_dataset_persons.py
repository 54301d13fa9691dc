"""`Who` for persons, `what` for things, and nothing where a name may be either."""

from __future__ import annotations

import pytest

from doclora.dataset.extractive import facts
from doclora.records import Language, Passage


def questions(text: str, language: Language = "en") -> dict[str, str]:
    passage = Passage(id="m:1", document="m", title="The Mill at Orsa", language=language, kind="text", text=text)
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


def test_who_speaks_in_a_spanish_document_is_a_person() -> None:
    said = "El tamborero mayor recorrió las calles del puerto viejo."
    asked = questions(f"—Ya vienen —dijo el alcaide. El tamborero dijo que no. {said}", "es")
    alone = questions(said, "es")
    assert asked["quién recorrió las calles del puerto viejo"] == "El tamborero mayor"
    assert not any(q.startswith("quién") for q in alone)


def test_two_spanish_names_are_no_thing() -> None:
    asked = questions("Tibor Brandel y Aldo Ferrán repararon las ruedas del molino en 1908.", "es")
    assert not any(q.startswith("qué reparó") for q in asked)


@pytest.mark.parametrize(
    "sentence",
    [
        "The owner of the mill follows a promising technique.",
        "The miller's rule names a law — the oldest of the valley.",
        "The northern mill holds nine maps, Orsa Press, 1908.",
        "The more mills the guild owns, the greater the tolls of the valley become.",
    ],
)
def test_idioms_empty_answers_and_references_are_left_alone(sentence: str) -> None:
    gaps = {q for q in questions(sentence) if not q.startswith(("what fills", "what is said"))}
    assert gaps == set()


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("El viejo molinero se levantó de un salto.", "un salto"),
        ("El dueño del molino prefiere una serie similar.", "una serie similar"),
    ],
)
def test_spanish_idioms_and_empty_answers_are_left_alone(sentence: str, answer: str) -> None:
    assert answer not in questions(sentence, "es").values()


def test_no_place_is_asked_for_by_half_an_idiom() -> None:
    asked = questions("The mill claim stands at the heart of the quarrel.")
    assert not any(q.startswith("where") for q in asked)


def test_a_name_with_a_particle_keeps_its_capital() -> None:
    asked = questions("Yusuf ibn Tasir repaired the northern mill.")
    assert any("Yusuf ibn Tasir" in q for q in asked)
    assert not any("yusuf" in q for q in asked)
