"""A question says where the thing that it speaks of stands; what names no place, or leads to another, is not asked."""

from __future__ import annotations

import pytest

from doclora.dataset.alone import is_presentable
from doclora.dataset.asked import Asked, Core
from doclora.dataset.casing import Casing
from doclora.dataset.extractive import facts
from doclora.dataset.fact import Fact
from doclora.dataset.outline import title_of
from doclora.dataset.passages import passages
from doclora.dataset.vague import is_vague
from doclora.markdown import blocks
from doclora.records import Language, QuestionKind


def asked(text: str) -> dict[str, Fact]:
    return {f.questions[0].direct: f for f in facts(passages(text, document="guide"))}


def test_a_thing_that_the_title_does_not_name_is_asked_for_with_its_section() -> None:
    text = "# The Orrel Pump\n\n## Outlet\n\nThe outlet valve weighs 3 kilograms.\n\nThe pump weighs 12 kilograms.\n"
    found = asked(text)
    valve = next(f for q, f in found.items() if "outlet valve" in q)
    pump = next(f for q, f in found.items() if "pump" in q)
    assert valve.where == "the section “Outlet” of “The Orrel Pump”"
    assert pump.where == "“The Orrel Pump”"


def test_a_caption_that_only_names_what_is_seen_is_not_asked() -> None:
    text = "# Mills\n\n![mill](mill.png)\n\nFigure 2. The wheel of the north mill at dawn.\n"
    assert not asked(text)


def test_a_row_of_data_is_no_head_and_a_total_no_row() -> None:
    sums = "# Sums\n\n| 39:2 | Quotient: 19 | Rest: 1 |\n|---|---|---|\n| 19:2 | Quotient: 9 | Rest: 1 |\n"
    assert not asked(sums)
    surveys = "# Surveys\n\n| Refuge | Surveys |\n|---|---|\n| Kodiak | 31 |\n| Arctic | 21 |\n| TOTAL | 52 |\n"
    assert {f.subject for f in asked(surveys).values()} == {"Kodiak", "Arctic"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("1.1.1 External connections", ""),
        ("1. Introducción", ""),
        ("TechFAR Handbook Table of Contents", "TechFAR Handbook"),
        ("2.5 litres a day", "2.5 litres a day"),
        ("The Orrel Pump", "The Orrel Pump"),
    ],
)
def test_a_numbered_part_is_no_title(title: str, expected: str) -> None:
    text = f"# {title}\n\nThe pump weighs 12 kilograms.\n"
    assert title_of(text, blocks(text), title) == expected


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("what does each package contain", "executables and scripts, and has a maintainer", "en"),
        ("qué escribe el maquetador", "sus instrucciones y luego se lo da al compositor", "es"),
        ("what happens when a read arrives", "it is similarly checked for proper form", "en"),
        ("where can more information be found", "on the installer page", "en"),
        ("qué ocurre si los pone directamente en su texto", "normalmente no se imprimirán", "es"),
        ("qué debe hacer la información sobre los reclamos", "almacenarse de forma separada", "es"),
        ("what summarizes with a comparative analysis", "Section IX", "en"),
    ],
)
def test_what_goes_on_or_leads_away_is_not_asked(question: str, answer: str, language: Language) -> None:
    assert not is_presentable(question, answer, language)


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("what happens when the valve opens", "the pump stops and is locked", "en"),
        ("what does the office keep", "a list of vessels that have called and are insured", "en"),
        ("qué es la tara", "una pieza de plomo y se cuelga del eje", "es"),
    ],
)
def test_what_has_a_verb_of_its_own_is_asked(question: str, answer: str, language: Language) -> None:
    assert is_presentable(question, answer, language)


@pytest.mark.parametrize(
    ("kind", "question", "subject", "answer"),
    [
        ("heading", "what is said about today humanity", "today humanity", "Today humanity faces many problems."),
        ("heading", "what is said about the List enum", "the List enum", "The List enum stands in Listing 15-2."),
        ("statement", "what has grown to more than 450 essays", "", "The blog"),
        ("purpose", "for what purpose can layers be removed", "layers", "to meet specific aims"),
    ],
)
def test_what_is_no_topic_or_says_too_little_is_vague(
    kind: QuestionKind, question: str, subject: str, answer: str
) -> None:
    asked = Asked(kind, (Core(question, question),), answer, subject)
    assert is_vague(asked, "en", Casing(passages("# Mills\n\nThe mill grinds.\n", document="d")))


def test_what_is_rare_is_not_asked_without_saying_so() -> None:
    found = asked("# Orvel\n\nThe museum of Orvel rarely allows the return of bells.\n")
    assert not any("rarely" not in f"{q} {f.answer}" for q, f in found.items())


def test_a_condition_without_its_subject_is_not_asked() -> None:
    vague = Asked("statement", (Core("qué ocurre si retorna None", "qué ocurre si retorna None"),), "se detiene", "")
    clear = Asked("statement", (Core("qué ocurre si la cola está vacía", ""),), "el programa se detiene", "la cola")
    casing = Casing(passages("# Colas\n\nLa cola crece.\n", document="d"))
    assert is_vague(vague, "es", casing)
    assert not is_vague(clear, "es", casing)
