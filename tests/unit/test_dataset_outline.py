"""What documents that set title and headings like their text, and lettered items, are read as."""

from __future__ import annotations

import pytest

from doclora.dataset.alone import is_presentable
from doclora.dataset.extractive import facts
from doclora.dataset.markdown import lines
from doclora.dataset.passages import passages
from doclora.dataset.tables import questions
from doclora.records import Language

_PARAGRAPH = (
    "The drum of the Ondrel lantern turns four times an hour and carries twelve shutters of oiled silk, "
    "which the keeper changes each autumn."
)


def test_short_numbered_lines_are_headings_where_there_are_no_others() -> None:
    text = f"1. Parts\n\n1.1. The drum\n\n{_PARAGRAPH}\n\n2. Care\n\n{_PARAGRAPH}\n\nReferences\n\n{_PARAGRAPH}"
    assert [p.headings for p in passages(text, document="d")] == [("1. Parts", "1.1. The drum"), ("2. Care",)]


def test_numbered_lines_stay_items_where_headings_are_marked() -> None:
    text = f"# Lantern\n\n## Care\n\n1. Parts\n\n{_PARAGRAPH}\n\n2. Tools\n\n{_PARAGRAPH}"
    assert {p.headings for p in passages(text, document="d")} == {("Lantern", "Care")}


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (f"THE CARE OF SILT LANTERNS\n\n# Summary\n\n{_PARAGRAPH}", "Summary", "THE CARE OF SILT LANTERNS"),
        (f"THE CARE OF SILT LANTERNS\n\n{_PARAGRAPH}", "scan_07", "THE CARE OF SILT LANTERNS"),
        (f"# Resumen\n\n{_PARAGRAPH}", "Resumen", "d"),
        (f"THE CARE OF SILT LANTERNS\n\n{_PARAGRAPH}", "Silt lanterns", "Silt lanterns"),
    ],
)
def test_a_part_or_a_file_is_no_title_where_the_document_opens_with_one(text: str, title: str, expected: str) -> None:
    assert passages(text, document="d", title=title)[0].title == expected


def test_each_lettered_item_is_a_line_of_its_own() -> None:
    text = "The keeper:\n\na. Trims the wick each evening;\nb. Logs the water level."
    assert [(line.kind, line.raw) for line in lines(text)][1:] == [
        ("list", "Trims the wick each evening;"),
        ("list", "Logs the water level."),
    ]


def test_no_answer_ends_with_the_letter_of_the_next_item() -> None:
    text = (
        "# Lantern rules\n\na. All applications to the harbour office must demonstrate the lantern's safety.\n"
        "b. All funds must be used for silk and oil.\n"
    )
    answers = [f.answer for f in facts(passages(text, document="d"))]
    assert answers
    assert not [a for a in answers if a.rstrip(".").endswith((" b", ". b"))]


def test_what_points_at_a_numbered_figure_or_section_is_not_asked() -> None:
    assert not is_presentable("qué es un trominó", "una ficha como la que se muestra en la figura 1.1", "es")
    assert not is_presentable("what reads all tables as described in Section 5.3", "a read operation", "en")
    assert is_presentable("qué muestra la figura 1", "los casos de dengue por países", "es")
    assert is_presentable("what does article 5 provide", "The fees of section 3 are paid in May.", "en")


def test_two_heads_run_together_are_not_asked_for() -> None:
    head = "| Refuge | Surveys | Completed surveys Not completed surveys |\n|---|---|---|"
    raw = f"{head}\n| Arctic | 21 | 5 |\n| Kenai | 17 | 6 |"
    assert {asked.answer for asked, _ in questions(raw, "en", str)} >= {"21", "17"}
    assert not {asked.answer for asked, _ in questions(raw, "en", str)} & {"5", "6"}


def test_permission_and_trademark_notices_are_left_out() -> None:
    notice = "All trademarks and copyrights are owned by their owners, unless specifically noted otherwise."
    granted = "Permission is granted to make and distribute verbatim copies of this standard."
    text = f"# Lantern\n\n{notice}\n\n{granted}\n\n{_PARAGRAPH}\n\n## Dedication\n\n{_PARAGRAPH}"
    found = passages(text, document="d")
    assert len(found) == 1
    assert "owners" not in found[0].text
    assert "Permission" not in found[0].text


def test_what_is_left_out_between_two_paragraphs_is_in_no_passage() -> None:
    text = f"# Lantern\n\n{_PARAGRAPH}\n\n© 1999 Harbour Press, all rights reserved\n\n{_PARAGRAPH}"
    assert ["Harbour Press" in p.text for p in passages(text, document="d")] == [False, False]


def test_a_duty_is_asked_for_but_not_all_that_somebody_shall_do() -> None:
    text = (
        "# Harbour bylaw\n\nThe Speaker shall preside over General Meetings of the harbour society.\n\n"
        "The Speaker shall keep the seal of the society. The Speaker keeps the minutes.\n\n"
        "Campaigns for the receipt of levies shall be held in accordance with the chapter on referenda.\n"
    )
    asked = {f.questions[0].direct: f.answer for f in facts(passages(text, document="d"))}
    assert "The Speaker" in {a for q, a in asked.items() if "preside" in q}
    assert not [q for q in asked if q.startswith("what shall") and q.endswith(" do")]
    assert not [q for q in asked if q.startswith("where shall")]


def test_items_with_letters_in_brackets_are_lines_of_their_own() -> None:
    assert [line.raw for line in lines("(a) A list of all abatements.\n(b) A statement of the rates.")] == [
        "A list of all abatements.",
        "A statement of the rates.",
    ]


@pytest.mark.parametrize(
    ("question", "answer", "language"),
    [
        ("dónde aparece un fichero más complejo", "en la Figura 1.2", "es"),
        ("qué ocurre al explorar la tendencia", "en el que se encuentran tres focos", "es"),
        ("qué ha pasado de 1,5 a 28,6 millones de casos en donde", "el reporte de casos", "es"),
        ("what did the programme establish upon collection", "hereby", "en"),
        ("how often shall an audit be made at least once", "every three years", "en"),
    ],
)
def test_an_answer_that_is_none_alone_is_not_given(question: str, answer: str, language: Language) -> None:
    assert not is_presentable(question, answer, language)


def test_short_lines_in_bold_are_headings_below_the_marked_ones() -> None:
    care = f"**Oiling the drum**\n\n{_PARAGRAPH}\n\n**Shutters**\n\n{_PARAGRAPH}"
    text = f"# Lantern\n\n## Care\n\n{care}\n\n## Use\n\n{_PARAGRAPH}"
    found = passages(text, document="d")
    assert [p.headings for p in found] == [
        ("Lantern", "Care", "Oiling the drum"),
        ("Lantern", "Care", "Shutters"),
        ("Lantern", "Use"),
    ]
    assert "Oiling" not in found[0].text


@pytest.mark.parametrize(
    "line",
    [
        "**Never oil a wet drum.**",
        "**Note:**",
        "**Artículo 3. Multas**",
        "**12**",
        "**Why** oil",
        "__Oil__ and __Water__",
    ],
)
def test_other_lines_in_bold_are_text(line: str) -> None:
    text = f"# Lantern\n\n## Care\n\n{line}\n\n{_PARAGRAPH}"
    assert {p.headings for p in passages(text, document="d")} == {("Lantern", "Care")}


def test_a_line_in_bold_further_down_is_no_title() -> None:
    found = passages(f"{_PARAGRAPH}\n\n**Known limits**\n\n{_PARAGRAPH}", document="lantern")
    assert {p.title for p in found} == {"lantern"}
