"""A question must say enough for a reader of its document to know what is asked."""

from __future__ import annotations

import pytest

from doclora.dataset.extractive import facts
from doclora.dataset.passages import passages


def asked(text: str) -> set[str]:
    return {f.questions[0].direct for f in facts(passages(f"# The Mill\n\n{text}\n", document="d"))}


@pytest.mark.parametrize(
    "sentence",
    [
        "That's probably the main advantage of the upper mill compared to all other mills of the valley.",
        "Evidence suggests that the stones of the upper mill do not turn by hand in a dry summer.",
        "Researchers found that music lifts the mood of a whole village.",
        "Each culture may keep the feast in another way.",
        "If you have an older version, the lid stays closed for an hour.",
        "If you are curious about the gears, the miller opens the lid.",
        "A modern example of a dry trade may include the sale of flour by post.",
        "Si tienes una versión más antigua, la tapa queda cerrada una hora.",
        "If you have ever seen a mill at work, you may recall the dust on the beams of the roof.",
    ],
)
def test_what_may_be_asked_of_many_places_is_left_out(sentence: str) -> None:
    assert not asked(sentence)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The miller measured the flow of the weir in 1931.", "in what year did the miller measure the flow"),
        ("The brass float shows the flow of the weir.", "what does the brass float show"),
    ],
)
def test_what_is_said_of_one_thing_is_asked(sentence: str, question: str) -> None:
    assert any(q.startswith(question) for q in asked(sentence))


def test_a_large_number_under_a_name_is_not_asked_for_and_others_are() -> None:
    table = "| journal | Mendar | year |\n|---|---|---|\n| Lamps | 191,950 | 1931 |\n| Weirs | 12,004 | 1957 |\n"
    found = asked(f"The Mendar is large. It is the Mendar.\n\n{table}")
    assert any("year" in q for q in found)
    assert not any("what Mendar" in q or "is the Mendar" in q for q in found)


@pytest.mark.parametrize(
    ("sentence", "left_out"),
    [
        ("Many improvements followed the new weir of the upper mill.", "many improvements"),
        ("An interesting detail is that the stones of the upper mill turn by hand.", "an interesting detail"),
        ("The theory may depend on the weight of the stones.", "the theory"),
        ("Las presas viejas traen muchas ventajas.", "muchas ventajas"),
        ("Invalid stones will be rejected by the guild of the valley.", "invalid stones"),
        ("The gears of the upper mill are the successors to the wheels.", "the successors to the wheels"),
        ("Los molinos del valle se dividen en tres tipos principales.", "tres tipos principales"),
        ("El citado decreto entra en vigencia con la feria del valle.", "el citado decreto"),
    ],
)
def test_what_names_nothing_is_neither_asked_about_nor_an_answer(sentence: str, left_out: str) -> None:
    found = list(facts(passages(f"# The Mill\n\n{sentence}\n", document="d")))
    assert not [f for f in found if f.answer.lower() == left_out or f.subject.lower() == left_out]


def test_what_is_highest_in_a_table_is_asked_without_than() -> None:
    table = "| tramo | caudal |\n|---|---|\n| Vegas | 12 |\n| Hoces | 31 |\n| Presa | 7 |\n"
    found = asked(f"El caudal del río se mide en verano con un flotador de latón.\n\n{table}")
    assert any("más alto" in q for q in found)


def test_a_noun_that_is_named_seldom_can_be_a_topic() -> None:
    said = "Barnacles are removed with warm vinegar and never with a blade, since a scratch on the lamp scatters light."
    assert any("barnacles" in q.lower() for q in asked(said))


@pytest.mark.parametrize(
    "sentence",
    [
        "Different stones are kept in the yard to replace the worn ones of the upper mill.",
        "Central to the work of the upper mill is a rule that governs how grain may be stored.",
        "Una segunda desventaja importante es que el canal entero se seca cuando falla la presa.",
        "La buena noticia es que usar piedras nuevas no hace que la rueda gire más despacio.",
        "El foco es el punto donde se forma la imagen, si el objeto está lejos.",
        "Mientras está parado, el molino mide la fuerza del agua.",
        "Most lines of Arbeta code end with a stroke of the pen.",
        "The first stone of each pair is moved to the end of the yard and ay is added to the list.",
        "A similar mill exists in the valley of the Mendar in a separate yard.",
        "The blue stone is a prime example.",
        "La muela es un ejemplo del segundo método.",
        "Four threats press on the mills of the valley today.",
    ],
)
def test_what_is_torn_out_of_its_sentence_is_left_out(sentence: str) -> None:
    assert not asked(sentence)


def test_what_somebody_is_like_is_no_meaning() -> None:
    assert "what are millers" not in asked("Millers are curious about how new stones turn.")


def test_what_is_only_supposed_is_not_taken_apart() -> None:
    assert asked("A damp stone supposedly makes the flour of the upper mill more bitter.") <= {
        "what is said about a damp stone"
    }


def test_a_question_keeps_the_condition_of_what_it_repeats() -> None:
    found = asked("LanternView marks in red every reading taken while the wheel was tilted, since that traps bubbles.")
    assert "what marks in red every reading taken" not in found


@pytest.mark.parametrize(("heading", "is_asked"), [("Since 1985", False), ("Counting", True)])
def test_what_the_heading_gives_away_is_not_asked(heading: str, *, is_asked: bool) -> None:
    text = f"# The Mill\n\n## {heading}\n\nThe census of the mills of the valley began in 1985.\n"
    assert ("1985" in {f.answer for f in facts(passages(text, document="d"))}) == is_asked


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "If the upper mill had a second wheel, each stone would have to turn by hand in a dry summer.",
            "what would happen if the upper mill had a second wheel",
        ),
        ("La preparación de la cal utiliza un horno construido en 1886 en la ladera.", ""),
    ],
)
def test_the_question_keeps_the_tense_of_its_sentence(sentence: str, question: str) -> None:
    found = asked(sentence)
    assert not question or question in found
    assert not any(q.startswith("en qué año utiliza") for q in found)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "El alcalde de las aguas del valle es elegido por un periodo de un año.",
            ("por cuánto tiempo es elegido el alcalde de las aguas del valle", "un periodo de un año"),
        ),
        ("France took the valley of the upper mill in 1830.", ("in what year did France take the valley", "1830")),
        ("The farmer of the upper mill sold the seed in 1950.", ("in what year did the farmer", "1950")),
        ("El rey del valle firmó el tratado en 1850.", ("en qué año firmó el rey del valle el tratado", "1850")),
        ("En Lisboa se produjo un incendio en 1988.", ("qué se produjo en Lisboa", "un incendio en 1988")),
        ("The clerk Anna Mendar founded New Kala.", ("what did the clerk Anna Mendar found", "New Kala")),
        (
            "Las mareas pueden crear un calor interno, cambios en la órbita e incluso la ruina de las presas.",
            (
                "qué pueden crear las mareas",
                "un calor interno, cambios en la órbita e incluso la ruina de las presas",
            ),
        ),
    ],
)
def test_question_and_answer_part_where_the_sentence_does(sentence: str, found: tuple[str, str]) -> None:
    facts_found = facts(passages(f"# The Mill\n\n{sentence}\n", document="d"))
    assert any(f.questions[0].direct.startswith(found[0]) and f.answer == found[1] for f in facts_found)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The miller converts the barley lye to water and oxygen in the dark room.", "for what purpose"),
        ("Las fuerzas de marea existen entre dos cuerpos cualesquiera.", "cuántos cuerpos"),
        ("The stones of the upper mill only turn by hand in a dry summer.", "what turns by hand"),
        ("The upper mill does include functionality to grind the barley of the valley.", "for what purpose do"),
        ("The gears of the upper mill usually lack all three teeth.", "what do the gears"),
        ("La Universidad de Arbeta es una de las principales universidades del norte.", "qué es"),
        ("El metro de Arbeta fue el primero en el valle en tener luces en los túneles.", "qué fue"),
        ("El enfoque más simple es el de reutilizar la rueda de un molino viejo del valle.", "cuál es"),
        ("The upper wheel of the valley depends on the equation.", "what depends"),
        ("A Mill with no `wheel` but with `stone` will only create the record, as the clerk asks.", "what will a Mill"),
        ("The people of the valley work hard and live near the mill.", "who works"),
        ("**Regla 4:** Una vez un molino haya usado toda el agua, su rueda se parará del todo.", "qué es"),
        ("Las ruedas rotas se cambian y los arcos de piedra se limpian en invierno.", "qué se cambia"),
        ("You also saw how to grind the barley of the valley between two summers.", "for what purpose"),
        ("Add the stone used to grind each sack of the valley.", "what should you add to grind"),
        ("Las ruedas están asociadas a muchas presas, ya que los ríos y los pozos se unen en invierno.", "por qué"),
        ("Run the **great wheel** command in the mill console.", "what is said about"),
        ("The Appendix B gives a value for the weight of the great wheel of the upper mill.", "what is said about"),
        ("Los molinos del valle son movidos por Mendar entre dos veranos secos.", "mediante qué"),
    ],
)
def test_what_the_sentence_does_not_say_so_is_not_asked(sentence: str, question: str) -> None:
    assert not any(q.startswith(question) for q in asked(sentence))


def test_a_definition_is_not_cut_at_an_aside() -> None:
    meaning = "una cápsula dura en la que la larva espera, sin alimentarse, a que baje la temperatura del río"
    found = facts(passages(f"# La cueva\n\nEl quiste es {meaning}.\n", document="d"))
    assert [f.answer for f in found if f.kind == "definition"] == [meaning]


def test_what_code_writes_small_is_a_name_in_the_text() -> None:
    text = (
        "Los molinos usan Go. Go ofrece un conjunto de ruedas de latón que cubren la mayoría de las muelas.\n\n"
        "```\ngo run\ngo build\ngo test\n```\n"
    )
    assert "qué ofrece Go" in asked(text)


def test_only_a_procedure_has_a_first_step() -> None:
    step = "Open the lid of the great wheel.\n\nThe wheel turns in the morning.\n"
    assert any("first" in q for q in asked(f"## Cleaning the wheel\n\n{step}"))
    assert not any("first" in q for q in asked(f"## The seasons of the valley\n\n{step}"))
