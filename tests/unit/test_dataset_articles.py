"""Laws: articles with titles, numbered paragraphs, notes of editors, and numbers that stand twice."""

from __future__ import annotations

from doclora.dataset.articles import Articles
from doclora.dataset.extractive import facts
from doclora.dataset.passages import passages

_WATERS = "Los vecinos mayores de edad elegirán cada año a un alguacil de aguas."
_FINES = "Las multas se destinarán a la limpieza de las acequias del término."
_MILLS = "Los molinos pagarán al concejo una fanega de trigo por cada muela."


def asked(text: str) -> dict[str, str]:
    found = passages(text, document="ordenanza")
    law = Articles(found)
    return {a.cores[0].direct: a.answer for p in found for a, _ in law.questions(p)}


def test_an_article_is_named_by_its_number_and_its_title() -> None:
    text = f"# Ordenanza\n\n**Artículo 3. Del alguacil**\n\n{_WATERS}\n\n**Artículo 4.- Multas**\n\n{_FINES}\n"
    assert asked(text) == {
        "qué establece el artículo 3 («Del alguacil»)": _WATERS,
        "qué establece el artículo 4 («Multas»)": _FINES,
    }


def test_numbered_paragraphs_are_asked_for_one_by_one() -> None:
    text = f"# Ordenanza\n\nArtículo 3. Multas\n\n3.1. {_FINES}\n\n3.2. {_MILLS}\n"
    assert asked(text) == {
        "qué establece el numeral 3.1 del artículo 3 («Multas»)": _FINES,
        "qué establece el numeral 3.2 del artículo 3 («Multas»)": _MILLS,
    }


def test_an_article_of_several_paragraphs_is_asked_for_whole_where_it_is_short() -> None:
    together = f"{_WATERS}\n\n{_MILLS}"
    assert asked(f"# Ordenanza\n\nArtículo 4.º\n\n{together}\n") == {
        "qué establece el artículo 4.º": f"{_WATERS} {_MILLS}"
    }
    long = " ".join([_FINES] * 8)
    assert asked(f"# Ordenanza\n\nArtículo 4o.\n\n{together}\n\n{long}\n") == {
        "qué establece el artículo 4o en su primer párrafo": _WATERS,
        "qué establece el artículo 4o en su segundo párrafo": _MILLS,
        "qué establece el artículo 4o en su tercer párrafo": long,
    }


def test_what_an_editor_adds_belongs_to_no_article() -> None:
    notes = "(*) Artículo modificado en 1931.\n\nCONCORDANCIAS: Art. 5\n"
    text = f"# Ordenanza\n\nArtículo 3. Multas\n\n{_FINES}(*)\n\n{notes}"
    assert asked(text) == {"qué establece el artículo 3 («Multas»)": _FINES}


def test_an_article_whose_number_stands_twice_is_named_by_its_title_or_not_at_all() -> None:
    second = f"TÍTULO II\n\nArtículo 1. Multas\n\n{_FINES}\n\nArtículo 1\n\n{_MILLS}\n"
    text = f"# Ordenanza\n\nArtículo 1\n\n{_WATERS}\n\n{second}"
    found = passages(text, document="ordenanza")
    assert asked(text) == {"qué establece el artículo 1 («Multas»)": _FINES}
    assert not Articles(found).within(found[0])


def test_the_articles_of_english_bylaws_are_asked_for() -> None:
    text = "# Bylaws\n\n## Article 2. Dues\n\nEach member shall pay twelve shillings to the treasurer.\n"
    assert asked(text) == {
        "what does article 2 (“Dues”) provide": "Each member shall pay twelve shillings to the treasurer."
    }


def test_numbered_paragraphs_of_a_section_are_asked_for_by_section_and_number() -> None:
    text = (
        f"# Directiva de aguas\n\n**II. Multas**\n\n_2.1. {_FINES}  \n_\n\n_2.2. {_MILLS}_\n\n"
        f"**III. Cargos**\n\n3.1. {_WATERS}\n\n3.2. {_MILLS}\n\n3.2. {_FINES}\n\n"
        "**IV. Base legal**\n\n4.1. Decreto Supremo Nº 12, Ley de molinos y de sus acequias del término.\n"
    )
    assert asked(text) == {
        "qué establece el numeral 2.1 del apartado «II. Multas»": _FINES,
        "qué establece el numeral 2.2 del apartado «II. Multas»": _MILLS,
        "qué establece el numeral 3.1 del apartado «III. Cargos»": _WATERS,
    }


def test_a_few_numbered_lines_are_no_law() -> None:
    assert not asked(f"# Notas\n\n2.1. {_FINES}\n\n2.2. {_MILLS}\n")


def test_an_article_that_begins_on_a_line_within_a_paragraph_is_one_of_its_own() -> None:
    text = f"# Ordenanza\n\n**Artículo 3.-** {_WATERS}\n**Artículo 4.-** {_FINES}\n"
    found = passages(text, document="ordenanza")
    assert asked(text) == {"qué establece el artículo 3": _WATERS, "qué establece el artículo 4": _FINES}
    named = {f.where for f in facts(found) if f.answer in _FINES and f.answer != _FINES}
    assert not any("artículo 3" in where for where in named)


def test_an_article_with_a_list_is_asked_for_as_a_whole() -> None:
    items = "- Cuidar de las acequias del término.\n- Cobrar las multas a los vecinos."
    text = f"# Ordenanza\n\nArtículo 3.- Del alguacil.- El alguacil tiene las funciones que siguen:\n\n{items}\n"
    found = asked(text)
    assert list(found) == ["qué establece el artículo 3 («Del alguacil»)"]
    (answer,) = found.values()
    assert answer.startswith("El alguacil tiene las funciones que siguen:")
    assert answer.endswith("Cobrar las multas a los vecinos.")


def test_a_law_ends_with_its_closing_words() -> None:
    text = f"# Ordenanza\n\nArtículo 3\n\n{_WATERS}\n\nComuníquese al concejo para su publicación en la plaza.\n"
    assert asked(text) == {"qué establece el artículo 3": _WATERS}


def test_like_articles_with_lists_keep_their_own() -> None:
    stem = "Para moler hacen falta los siguientes documentos del vecino:"
    text = (
        f"# Ordenanza\n\nArtículo 1.-\n\n{stem}\n\n- Recibo y plano.\n- Pago de la tasa.\n- plano.\n\n"
        f"Artículo 2.-\n\n{stem}\n\n- Certificado del concejo.\n- Copia de la escritura.\n"
    )
    first, second = asked(text).values()
    assert first.endswith("- Pago de la tasa. - plano.")
    assert second.startswith(stem)
    assert "Recibo" not in second


def test_the_number_of_an_article_is_read_whole_or_not_at_all() -> None:
    assert list(asked(f"# Ordenanza\n\nArtículo 5-A.- {_WATERS}\n")) == ["qué establece el artículo 5-A"]
    assert not asked(f"# Bylaws\n\nArticle 10.1 {_WATERS}\n")
    text = f"# Ordenanza\n\nArtículo 9.- {_WATERS}\n\nArtículo décimo primero.- {_FINES}\n"
    assert asked(text) == {"qué establece el artículo 9": _WATERS}


def test_a_sentence_of_two_articles_is_named_by_neither() -> None:
    text = f"# Ordenanza\n\nArtículo 1.- Multas. {_FINES}\n\nArtículo 2.- Cargos. {_FINES}\n"
    found = passages(text, document="ordenanza")
    within = Articles(found).within(found[0])
    assert _FINES not in within
    assert set(within.values()) == {"el artículo 1", "el artículo 2"}


def test_signatures_belong_to_no_article() -> None:
    signed = "Firmado en Arbeta a 3 de mayo de 1931. El alcalde."
    assert asked(f"# Ordenanza\n\nArtículo 4. {_WATERS}\n\n{_MILLS}\n\n{signed}\n") == {
        "qué establece el artículo 4": f"{_WATERS} {_MILLS}"
    }
