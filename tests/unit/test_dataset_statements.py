"""Whole clauses as answers: conditions, examples, duties, and what a section says of a subject."""

from __future__ import annotations

import pytest

from doclora.dataset import facts, passages, wordings
from doclora.dataset.shapes import GRAMMARS, doings, questions, whole
from doclora.records import Language


def small(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def asked(sentence: str, language: Language) -> dict[str, str]:
    found = [*questions(sentence, language, small), *doings(sentence, language, small)]
    return {a.cores[0].direct: a.answer for a in found}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "If a container fails to start, the agent stops the pod.",
            "what happens if a container fails to start",
            "the agent stops the pod",
        ),
        (
            "When the storm ended, the crew repaired the mast.",
            "what happened when the storm ended",
            "the crew repaired the mast",
        ),
        ("To drain the tank, open the lower valve.", "what should one do to drain the tank", "open the lower valve"),
        (
            "The survey relies on heavy metals such as lead, zinc and iron.",
            "which examples of heavy metals are given",
            "lead, zinc and iron",
        ),
        (
            "The measurements show that the river has not moved.",
            "what do the measurements show",
            "that the river has not moved",
        ),
        (
            "The new licence allows schools to copy the maps.",
            "what does the new licence allow schools to do",
            "copy the maps",
        ),
        (
            "The harbour pilot must report every grounding within a day.",
            "what must the harbour pilot do",
            "report every grounding within a day",
        ),
    ],
)  # fmt: skip
def test_english_clauses_are_answers(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence, "en")[question] == answer


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Si la presión baja, la bomba se detiene en pocos segundos.",
            "qué ocurre si la presión baja",
            "la bomba se detiene en pocos segundos",
        ),
        (
            "Para vaciar el depósito, abra la válvula inferior.",
            "qué hay que hacer para vaciar el depósito",
            "abra la válvula inferior",
        ),
        (
            "El taller compra metales pesados, como el plomo, el zinc y el hierro.",
            "qué ejemplos se dan de metales pesados",
            "el plomo, el zinc y el hierro",
        ),
        (
            "Los censos demuestran que la especie ha vuelto al río.",
            "qué demuestran los censos",
            "que la especie ha vuelto al río",
        ),
        (
            "La licencia nueva permite usar los mapas de la costa.",
            "qué permite hacer la licencia nueva",
            "usar los mapas de la costa",
        ),
    ],
)  # fmt: skip
def test_spanish_clauses_are_answers(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence, "es")[question] == answer


@pytest.mark.parametrize(
    "text",
    [
        "This valve opens the chamber.",
        "The rate is shown in Figure 3.",
        "I would not have believed him.",
        "The “valve opens the chamber.",
    ],
)
def test_what_points_elsewhere_cannot_be_quoted_whole(text: str) -> None:
    assert not whole(text, "en")


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("The argument for canals on Mars, however, rested on old drawings.", "The argument for canals on Mars"),
        ("Although the valley is dry, the upper springs are permanent.", "the upper springs"),
        ("It is hard to say.", ""),
        ("The more water there is, the faster the mill turns.", ""),
        ("Although it is dry, the upper springs are permanent.", ""),
    ],
)
def test_a_topic_is_a_noun_phrase_that_needs_nothing_before_it(sentence: str, topic: str) -> None:
    assert GRAMMARS["en"].topic(sentence) == topic


def test_spanish_sentences_without_a_subject_of_their_own_are_not_independent() -> None:
    independent = GRAMMARS["es"].is_independent
    assert independent("La corte aceptó el trato.")
    assert not independent("Desembarcó en la isla con cien hombres.")
    assert not independent("Abra la válvula inferior.")


PROSE = """# The Long Drought

## Overview

The upland springs of the northern valleys had, by general consent, seldom been so low. Nobody whom I asked would have
denied it. The upland springs of the northern valleys were also, it seems, less sweet than in former years of rain.
"""


def test_prose_is_filled_up_with_whole_sentences_named_by_their_section() -> None:
    (fact,) = facts(passages(PROSE, document="drought"))
    assert fact.kind == "heading"
    assert fact.subject == "the upland springs of the northern valleys"
    assert fact.answer == fact.evidence.replace("\n", " ")
    assert all("the section “Overview” of “The Long Drought”" in w for w in wordings(fact))


def test_what_is_said_is_asked_in_other_words_in_every_split() -> None:
    (fact,) = facts(passages(PROSE, document="drought"))
    train, validation, test = (set(wordings(fact, name)) for name in ("train", "validation", "test"))
    assert len(train) >= 6
    assert not train & validation
    assert not (train | validation) & test


def test_a_dense_passage_is_not_filled_up() -> None:
    text = (
        "# Loom\n\n## Parts\n\nThe frame is made of larch. The loom weighs 840 kg. The tray holds 25 litres of brine."
    )
    assert {f.kind for f in facts(passages(text, document="loom"))} == {"statement", "quantity"}


def test_an_answer_keeps_the_code_marks_of_its_sentence() -> None:
    text = "# Pods\n\n## Labels\n\nIf a pod is created, the controller adds a label, `app/name`, to the pod."
    (fact,) = [f for f in facts(passages(text, document="p")) if "what happens" in f.questions[0].direct]
    assert fact.answer == "the controller adds a label, `app/name`, to the pod"
    assert fact.answer in fact.evidence


def test_a_section_that_tells_what_to_do_is_asked_for_it() -> None:
    heading = "# Changing the filter\n\n## Changing the filter"
    text = f"{heading}\n\nOpen the lower panel with the small key. It must then be left open."
    (fact,) = facts(passages(text, document="m"))
    assert (fact.questions[0].direct, fact.answer) == (
        "what is to be done first",
        "Open the lower panel with the small key",
    )


def test_so_and_for_are_links_only_before_a_comma() -> None:
    said = "For the time being the coastal cutters of the northern fleet might, it was held, be kept."
    text = f"# Ships\n\n## The old fleet\n\n{said}"
    assert not any("the time being" in f.subject for f in facts(passages(text, document="s")))
