"""What the grammars ask, and above all what they leave alone."""

from __future__ import annotations

import pytest

from doclora.dataset import questions_en, questions_es, tables
from doclora.dataset.alone import is_presentable
from doclora.dataset.asked import Asked
from doclora.dataset.clauses import apposition, clauses
from doclora.dataset.extractive import facts
from doclora.dataset.passages import passages
from doclora.records import Language


def small(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def english(sentence: str) -> dict[str, str]:
    return {a.cores[0].direct: a.answer for a in questions_en.questions(sentence, small)}


def spanish(sentence: str) -> dict[str, str]:
    return {a.cores[0].direct: a.answer for a in questions_es.questions(sentence, small)}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("A warp grader is a tool that sorts fibres.", "what is a warp grader", "a tool that sorts fibres"),
        ("The loom weighs 840 kg and stands on four feet.", "how much does the loom weigh", "840 kg"),
        ("The tray holds 25 litres of brine.", "how many litres of brine does the tray hold", "25 litres"),
        ("The diameter of the rope is 14 mm.", "what is the diameter of the rope", "14 mm"),
        ("The drying room is kept at 18 °C.", "at what temperature is the drying room kept", "18 °C"),
        ("Sea trials began in 1976 and lasted three winters.", "in what year did sea trials begin", "1976"),
        ("The fibres must be kept wet because dry kelp snaps.", "why must the fibres be kept wet", "dry kelp snaps"),
        (
            "The operator opens the sluice to flood the chamber.",
            "for what purpose does the operator open the sluice",
            "to flood the chamber",
        ),
        ("The frame is made of larch.", "what is the frame made of", "larch"),
        ("The rope is stored in a cedar cabinet.", "where is the rope stored", "in a cedar cabinet"),
        ("The shaft carries a cam, a gear and a brake.", "what does the shaft carry", "a cam, a gear and a brake"),
        ("The brake stops the gear when the gale begins.", "when does the brake stop the gear", "when the gale begins"),
        ("The comb removes sand by shaking the fibres.", "how does the comb remove sand", "by shaking the fibres"),
        ("Surveys follow a fixed plan.", "what do surveys follow", "a fixed plan"),
    ],
)  # fmt: skip
def test_english_sentences_become_well_formed_questions(sentence: str, question: str, answer: str) -> None:
    assert english(sentence)[question] == answer


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("El pie es un disco muscular.", "qué es el pie", "un disco muscular"),
        ("El lecho está formado por cantos de cuarcita.", "de qué está formado el lecho", "cantos de cuarcita"),
        ("El Tarmeda nace en la sierra de Encal.", "dónde nace el Tarmeda", "en la sierra de Encal"),
        ("El género reúne cuatro especies.", "cuántas especies reúne el género", "cuatro especies"),
        ("El caudal del río es de 9,3 litros por segundo.", "cuál es el caudal del río", "9,3 litros por segundo"),
        ("Una almirena adulta pesa 3,6 gramos.", "cuánto pesa una almirena adulta", "3,6 gramos"),
        ("El filtro se llama velo.", "cómo se llama el filtro", "velo"),
        ("La especie se describió en 1908.", "en qué año se describió la especie", "1908"),
        ("La sala se mantiene a 18 °C.", "a qué temperatura se mantiene la sala", "18 °C"),
        ("El freno detiene el eje porque sube la marea.", "por qué detiene el freno el eje", "sube la marea"),
        ("La válvula se abre para vaciar el depósito.", "para qué se abre la válvula", "para vaciar el depósito"),
        ("La muestra se calienta durante 40 minutos.", "durante cuánto tiempo se calienta la muestra", "40 minutos"),
        ("El depósito contiene agua, sal y arena.", "qué contiene el depósito", "agua, sal y arena"),
    ],
)  # fmt: skip
def test_spanish_sentences_become_well_formed_questions(sentence: str, question: str, answer: str) -> None:
    assert spanish(sentence)[question] == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a tool that sorts fibres.",  # what is it?
        "This valve opens the chamber.",
        "The other valve opens the upper chamber.",
        "The valve does not open the chamber.",
        "The valve might open the chamber.",
        "Open the valve to flood the chamber.",
        "The result is a table of numbers.",
        "The most important part is the key.",
        "Does the valve open the chamber?",
        "The valve (see above) opens the chamber: slowly.",
    ],
)
def test_english_sentences_that_point_elsewhere_are_left_alone(sentence: str) -> None:
    assert english(sentence) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "Esta válvula abre las cámaras.",
        "La válvula no abre las cámaras.",
        "Utilice la válvula para abrir la cámara.",
        "Se trata de una válvula.",
        "Dentro de la reserva está prohibido pescar.",
        "La otra válvula abre las cámaras.",
        "El resultado es una tabla de números.",
    ],
)
def test_spanish_sentences_that_point_elsewhere_are_left_alone(sentence: str) -> None:
    assert spanish(sentence) == {}


def test_a_noun_that_could_be_a_verb_is_not_taken_for_one() -> None:
    assert "what does the pressure control" not in " ".join(english("The pressure controls are set by the crew."))
    assert not any("marca" in q.split()[:2] for q in spanish("La marca roja señala los límites del canal."))


def test_a_trade_and_a_full_name_are_asked_for_by_who() -> None:
    assert "quién levantó dos presas en el valle" in spanish(
        "El ingeniero aragonés Teodoro Vidal levantó dos presas en el valle."
    )
    assert not any(q.startswith("quién") for q in spanish("El río Tarmeda Alto cruza dos presas en el valle."))


def test_what_something_has_is_asked_for_by_which() -> None:
    assert spanish("La capital de la comarca es la villa de Orvela.") == {
        "cuál es la capital de la comarca": "la villa de Orvela"
    }


def test_what_a_name_says_is_no_cause() -> None:
    assert not any(
        q.startswith("por qué") for q in spanish("Como su nombre indica, la noria de viento gira con el viento.")
    )


def test_a_second_verb_is_cut_off_and_not_asked_as_if_it_were_the_object() -> None:
    asked = english("The pump lifts the brine and sends it to the tank.")
    assert asked["what does the pump lift"] == "the brine"


def test_the_answer_never_stands_in_the_question() -> None:
    sentences = ("The brake stops the brake shaft.", "The silt lantern is a lantern for silt.")
    for sentence in sentences:
        for asked in questions_en.questions(sentence, small):
            assert asked.answer.lower() not in asked.cores[0].direct


def test_spanish_object_questions_cannot_be_read_the_wrong_way_round() -> None:
    asked: list[Asked] = list(questions_es.questions("La rueda mueve el eje.", small))
    assert [a.cores[0].direct for a in asked] == ["qué es lo que la rueda mueve"]


def test_clauses_joined_by_a_comma_are_read_apart_but_a_list_of_subjects_is_not() -> None:
    def asked(sentence: str) -> set[str]:
        return {a.cores[0].direct for c in clauses(sentence, "en") for a in questions_en.questions(c, small)}

    assert asked("The CSP manages the buildings, and the customer focuses on the data.") == {
        "what does the CSP manage",
        "what does the customer focus on",
    }
    assert asked("The pump, the valve, and the shaft carry the load.") == set()


def test_an_apposition_says_what_a_thing_is() -> None:
    (found,) = apposition("The cage, an open frame of titanium, protects the lamp.", "en", small)
    assert (found.cores[0].direct, found.answer) == ("what is the cage", "an open frame of titanium")


def test_a_table_is_asked_which_row_has_the_highest_and_lowest_number() -> None:
    table = "| Reach | Length (km) | Fish |\n|---|---|---|\n| Upper | 21 | 7 |\n| Gorge | 34 | 7 |\n| Marsh | 9.5 | 2 |"
    asked = {a.cores[0].direct: (a.answer, raw) for a, raw in tables.questions(table, "en", small)}
    assert asked["for which reach does the table give the highest value of “Length (km)”"] == ("Gorge", table)
    assert asked["for which reach does the table give the lowest value of “Length (km)”"] == ("Marsh", table)
    assert not any("“Fish”" in question for question in asked)  # two rows share a number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# Planta\n\nHay dos bombas en la planta.", ("cuántas bombas hay en la planta", "dos bombas")),
        ("# Plant\n\n## `lift()`\n\n<Banner />\n\nThe pump lifts the water.", ("what does the pump lift", "the water")),
    ],
)  # fmt: skip
def test_what_a_sentence_or_heading_lacks_does_not_end_the_build(text: str, found: tuple[str, str]) -> None:
    """A number without `of` what, and a heading above nothing that can be read, once ended it with an error."""
    assert found in {(f.questions[0].direct, f.answer) for f in facts(passages(text, document="d"))}


@pytest.mark.parametrize(
    "sentence",
    [
        "The `loaders` module contains all types of `Loader` that a page needs.",
        "The main difference is the way in which the pair is chosen.",
        "La principal diferencia es la forma en que se elige el par.",
        "You can skip to the end if you only want a general picture of the algorithm.",
    ],
)
def test_what_says_its_own_name_names_nothing_or_guides_its_reader_is_not_asked(sentence: str) -> None:
    assert not list(facts(passages(f"# Doc\n\n{sentence}\n", document="d")))


def test_a_head_that_is_no_noun_is_quoted_and_an_article_is_not_said_twice() -> None:
    table = "| the lamp | what happens | the colour |\n|---|---|---|\n| beacon | the keeper climbs | deep red |\n"
    found = {(f.questions[0].direct, f.answer) for f in facts(passages(f"# Lamps\n\n{table}", document="d"))}
    assert ("what does the table give under “what happens” for “beacon”", "the keeper climbs") in found
    assert ("what is the colour of the lamp “beacon”", "deep red") in found


@pytest.mark.parametrize(
    ("question", "answer", "language", "fits"),
    [
        ("what does the drum hold", "210 litres of brine", "en", True),
        ("what happens if the reader (for example", "a slot in the wall) is dry", "en", False),
        ("what does the drum do", "never turns by itself", "en", False),
        ("qué hace el tambor", "no gira por sí mismo", "es", False),
        ("qué se dice sobre el aviso", "called when the keeper is in the tower and the lamp is out", "es", False),
    ],
)
def test_halves_denials_and_another_language_are_not_asked(
    question: str, answer: str, language: Language, fits: bool
) -> None:
    assert is_presentable(question, answer, language) is fits
