"""Code within prose is asked about under its own name, marks and all."""

from __future__ import annotations

import pytest

from doclora.dataset import facts, passages


def asked(sentence: str, language: str = "en") -> dict[str, str]:
    title = "# Apuntes del telar\n\n## Partes\n\n" if language == "es" else "# Notes on the loom\n\n## Parts\n\n"
    filler = (
        "El telar y sus piezas son de hierro. Los hilos se guardan en la caja."
        if language == "es"
        else "The loom and its parts are made of iron. The threads are kept in the box."
    )
    found = facts(passages(f"{title}{sentence} {filler}", document="loom"))
    return {f.questions[0].direct: f.answer for f in found if f.evidence in sentence}


@pytest.mark.parametrize(
    ("sentence", "language", "question", "answer"),
    [
        ("The loader of the loom produces a `Reel<T>` of warm wool.", "en", "Reel<T>", "The loader of the loom"),
        ("`Loom::run` blocks the main shaft.", "en", "Loom::run", "the main shaft"),
        ("El método `contar_filas` devuelve el número de filas.", "es", "contar_filas", "el número de filas"),
        ("El tipo `Trama<T>` contiene los hilos sueltos.", "es", "Trama<T>", "los hilos sueltos"),
    ],
)
def test_code_is_the_subject_of_a_question_as_a_name_is(
    sentence: str, language: str, question: str, answer: str
) -> None:
    assert any(question in q and answer == a for q, a in asked(sentence, language).items()), asked(sentence, language)


def test_code_in_an_answer_keeps_its_marks() -> None:
    found = asked("The loader of the loom produces a `Reel<T>` of warm wool.")
    assert "a `Reel<T>` of warm wool" in found.values()
    assert not any("Qz" in text for pair in found.items() for text in pair)


def test_a_short_name_inside_a_longer_word_is_left_alone() -> None:
    found = asked("The `env` module holds the environment of the loom.")
    assert found
    assert not any("Qz" in text for pair in found.items() for text in pair)


def test_an_answer_that_something_must_follow_is_left_out() -> None:
    from doclora.dataset.alone import is_cut_off

    assert is_cut_off("an owned value that", "en")
    assert is_cut_off("una forma de limitar la tasa—o", "es")
    assert not is_cut_off("an owned value", "en")
    assert not is_cut_off("a", "en")
