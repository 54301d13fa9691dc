"""Spanish: answers that are all that follows the verb, sentences with the verb first, and the articles of laws."""

from __future__ import annotations

import pytest

from doclora.dataset import facts, impersonal_es, passages, predicates_es, wordings
from doclora.dataset.articles import Articles
from doclora.dataset.clauses import clauses
from doclora.records import Passage


def small(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def asked(sentence: str) -> dict[str, str]:
    found = [*impersonal_es.questions(sentence, small), *predicates_es.questions(sentence, small)]
    return {a.cores[0].direct: a.answer for a in found}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "El gremio depende de los maestros que pagan la cuota anual.",
            "de qué depende el gremio",
            "los maestros que pagan la cuota anual",
        ),
        (
            "La noria provoca la subida del agua que llega del río, lo que alivia a los bueyes.",
            "qué es lo que la noria provoca",
            "la subida del agua que llega del río",
        ),
        (
            "Los fogoneros reciben un jornal que fija la cámara cuando termina la marea.",
            "qué reciben los fogoneros",
            "un jornal que fija la cámara cuando termina la marea",
        ),
        (
            "El salinero tiene derecho a una parte de la cosecha.",
            "a qué tiene derecho el salinero",
            "a una parte de la cosecha",
        ),
        (
            "La escuela de Orvela tiene como objetivo formar a los relojeros del valle.",
            "qué objetivo tiene la escuela de Orvela",
            "formar a los relojeros del valle",
        ),
        (
            "El objetivo de la escuela es que los aprendices sepan leer los planos.",
            "cuál es el objetivo de la escuela",
            "que los aprendices sepan leer los planos",
        ),
        (
            "La lente del faro se rompió ya que el farero olvidó la funda.",
            "por qué se rompió la lente del faro",
            "el farero olvidó la funda",
        ),
        (
            "El cónsul era el magistrado de mayor rango que elegía la ciudad.",
            "qué era el cónsul",
            "el magistrado de mayor rango que elegía la ciudad",
        ),
        (
            "Un rezón (de hierro) es un ancla pequeña (de cuatro uñas) para los botes.",
            "qué es un rezón",
            "un ancla pequeña (de cuatro uñas) para los botes",
        ),
        ("Se denomina rezón a un ancla de cuatro uñas.", "a qué se denomina rezón", "a un ancla de cuatro uñas"),
        ("Por rezón se entiende un ancla de cuatro uñas.", "qué se entiende por rezón", "un ancla de cuatro uñas"),
        (
            "Entre las ventajas de la vela destacan el silencio, el bajo coste y la ausencia de humo.",
            "qué ventajas de la vela se mencionan",
            "el silencio, el bajo coste y la ausencia de humo",
        ),
        (
            "Existen tres tipos de noria: la de sangre, la de corriente y la de viento.",
            "qué tipos de noria existen",
            "la de sangre, la de corriente y la de viento",
        ),
        (
            "Corresponde al Consejo aprobar las cuentas anuales.",
            "qué corresponde al Consejo",
            "aprobar las cuentas anuales",
        ),
        (
            "En el sótano se guardan los barriles que llegan del puerto.",
            "qué se guarda en el sótano",
            "los barriles que llegan del puerto",
        ),
        (
            "Ada Vidal (Orvela, 3 de mayo de 1820 - Ansó, 12 de junio de 1891) fue una escritora aragonesa.",
            "cuándo nació Ada Vidal",
            "3 de mayo de 1820",
        ),
    ],
)  # fmt: skip
def test_what_follows_the_verb_is_the_answer(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence)[question] == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "La noria puede girar y vaciar el pozo.",  # no object between the verbs
        "El trabajo depende de los maestros que pagan la cuota.",  # which work?
        "Este gremio depende de los maestros que pagan la cuota.",
        "El gremio depende de él.",
        "El farero quiere volver al puerto que dejó en mayo.",
        "Se denomina así a un ancla de cuatro uñas.",
        "En ese sótano se guardan los barriles que llegan del puerto.",
        "En el sótano se guarda los barriles que llegan del puerto.",  # does not agree
        "Orvela (1820 - 1891) fue una balsa de pino.",  # no person
        "Las maestras y los maestros son agentes del cambio.",  # no quality: not asked for by `cómo`
    ],
)
def test_what_is_not_sure_is_left_alone(sentence: str) -> None:
    assert not any(q.startswith(("cómo", "de qué", "a qué", "qué se", "cuándo", "dónde")) for q in asked(sentence))


def test_the_law_is_known_where_it_commands() -> None:
    assert asked("La ley establecerá las tasas que pagan los molinos.") == {
        "qué establecerá la ley": "las tasas que pagan los molinos"
    }
    assert asked("La ley establece las tasas que pagan los molinos.") == {}


def test_a_second_clause_is_not_part_of_the_answer() -> None:
    found = asked("La fábrica supera las cien toneladas de sosa y la ciudad ha doblado el número de vecinos que tiene.")
    assert list(found.values()) == ["las cien toneladas de sosa"]


def test_the_items_that_semicolons_part_are_no_clauses() -> None:
    said = "Las fuentes de sal incluyen la del mar, que es fina; la de roca, que es gris, y la de pozo."
    assert list(clauses(said, "es")) == [said]


_LAW = """# Ordenanza de la ribera

## Artículo 4

Los vecinos mayores de edad elegirán cada año a un alguacil de aguas.

## Artículo 5

El alguacil repartirá el agua entre las huertas. El reparto será público.

Artículo 6. Las multas se destinarán a la limpieza de las acequias.

Artículo 7.- Lo dispuesto en el artículo anterior se aplicará también a los molinos.
"""


def _passages() -> list[Passage]:
    return passages(_LAW, document="ordenanza")


def test_an_article_is_asked_for_by_its_number() -> None:
    said = {f.answer: wordings(f)[0] for f in facts(_passages())}
    assert any("artículo 4" in question for question in said.values())
    law = Articles(_passages())
    whole = [pair for p in _passages() for pair in law.questions(p)]
    assert {a.cores[0].direct: a.answer for a, _ in whole} == {
        "qué establece el artículo 4": "Los vecinos mayores de edad elegirán cada año a un alguacil de aguas.",
        "qué establece el artículo 5": "El alguacil repartirá el agua entre las huertas. El reparto será público.",
        "qué establece el artículo 6": "Las multas se destinarán a la limpieza de las acequias.",
    }


def test_an_article_that_goes_on_elsewhere_is_not_asked_for_as_a_whole() -> None:
    longer = f"{_LAW}\n\nY algo más.\n"
    law = Articles(made := passages(longer, document="ordenanza"))
    assert all(a.subject != "el artículo 7" for p in made for a, _ in law.questions(p))


def test_each_sentence_knows_its_article() -> None:
    known = {raw[:14]: article for p in _passages() for raw, article in Articles(_passages()).within(p).items()}
    assert known["Los vecinos ma"] == "el artículo 4"
    assert known["El reparto ser"] == "el artículo 5"
    assert known["Artículo 6. La"] == "el artículo 6"


def test_a_reason_is_asked_with_the_adjective_before_its_subject() -> None:
    found = asked("La veda del salmón es necesaria porque los peces desovan en enero.")
    assert found == {"por qué es necesaria la veda del salmón": "porque los peces desovan en enero"}


def test_what_a_law_or_a_program_says_is_all_of_the_clause() -> None:
    found = asked("La ley de Orvel establece que el agua no se vende fuera del valle.")
    assert found == {"qué establece la ley de Orvel": "que el agua no se vende fuera del valle"}
    assert asked("La ley de Orvel estableció que el agua no se vende fuera del valle.") == {}


def test_what_is_general_is_asked_of_one_of_its_kind() -> None:
    assert asked("Una célula contiene orgánulos que producen energía.") == {
        "qué contiene una célula": "orgánulos que producen energía"
    }
    assert asked("Una niña contenía la risa que le subía.") == {}
