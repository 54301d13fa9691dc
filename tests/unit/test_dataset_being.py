"""English questions about what something is, was, is for, and where and when it happened."""

from __future__ import annotations

import pytest

from doclora.dataset import english as en
from doclora.dataset import questions_en


def asked(sentence: str) -> dict[str, str]:
    return {a.cores[0].direct: a.answer for a in questions_en.questions(sentence, lambda p: p[:1].lower() + p[1:])}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The aim of the harbour survey is to count the ships that winter in the bay.",
            "what is the aim of the harbour survey",
            "to count the ships that winter in the bay",
        ),
        (
            "The gist of the tide rule is that the water turns twice a day.",
            "what is the gist of the tide rule",
            "that the water turns twice a day",
        ),
        (
            "The harbour lamp was installed in Orsa, Velmora.",
            "where was the harbour lamp installed",
            "in Orsa, Velmora",
        ),
        ("The lock keepers close the gate in March.", "when do the lock keepers close the gate", "in March"),
        ("The guild has owned the wharf since 1908.", "since when has the guild owned the wharf", "since 1908"),
        (
            "The reef is home to a rare kind of urchin.",
            "what is the reef home to",
            "a rare kind of urchin",
        ),
        (
            "The Orsa yard was absorbed quickly into the naval port.",
            "what was the Orsa yard absorbed quickly into",
            "the naval port",
        ),
        (
            "The Velmora Basin is the oldest dock of the northern coast, a place with three locks.",
            "what is the Velmora Basin",
            "the oldest dock of the northern coast",
        ),
    ],
)
def test_more_of_what_a_sentence_says_is_asked_for(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence)[question] == answer


@pytest.mark.parametrize(
    ("meaning", "wh"),
    [
        ("a painter of harbours and mills", "who"),
        ("a tool for painters", "what"),
        ("an editor for sheet music", "what"),
        ("one of the best-known botanists of the north", "who"),
        ("a ship that carried a king", "what"),
    ],
)
def test_a_person_is_told_by_the_head_of_what_is_said_of_it(meaning: str, wh: str) -> None:
    assert en.what_or_who(meaning) == wh


def test_a_thing_of_the_past_is_asked_about_only_by_its_name() -> None:
    assert asked("The storm was a disaster for the port.") == {}


def test_no_answer_ends_in_a_word_that_opens_a_clause() -> None:
    assert not any(
        a.endswith((" that", " which")) for a in asked("A mutant is a copy in which a part is lost that.").values()
    )
