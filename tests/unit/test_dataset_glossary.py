"""Terms that a document lists with what they mean, however they are set; labels that are none."""

from __future__ import annotations

import pytest

from doclora.dataset.glossary import terms
from doclora.dataset.passages import passages
from doclora.records import Language


def asked(text: str, language: Language) -> dict[str, str]:
    found = passages(f"# Orvel\n\n## Parts\n\n{text}\n", document="d", language=language)
    return {a.cores[0].direct: a.answer for p in found for a, _ in terms(p.model_copy(update={"language": language}))}


@pytest.mark.parametrize(
    "text",
    [
        "- **Latencia:** El tiempo entre el aviso y la respuesta.\n- **Caudal**: Cantidad de agua por hora.",
        "**b) Latencia:** El tiempo entre el aviso y la respuesta.\n\n**c) Caudal:** Cantidad de agua por hora.",
        "Latencia: El tiempo entre el aviso y la respuesta.\n\nCaudal: Cantidad de agua por hora.",
    ],
)
def test_spanish_terms_are_asked_for_however_they_are_set(text: str) -> None:
    assert asked(text, "es") == {
        "qué es «Latencia»": "El tiempo entre el aviso y la respuesta",
        "qué es «Caudal»": "Cantidad de agua por hora",
    }


def test_english_terms_are_asked_for_in_lists_and_where_a_contract_says_what_they_mean() -> None:
    listed = "- **Latency:** the time between a request and its answer.\n- Throughput: Amount of data that passes.\n"
    assert asked(listed, "en") == {
        "what is “Latency”": "the time between a request and its answer",
        "what is “Throughput”": "Amount of data that passes",
    }
    contract = "“Signing Officer” means a person who has the right to sign cheques of the Society."
    meaning = "a person who has the right to sign cheques of the Society"
    assert asked(contract, "en") == {"what is “Signing Officer”": meaning}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Latencia: El tiempo que pasa entre el aviso y la respuesta.", "es"),
        ("- Compliance: The customer manages the data.\n- Compliance: ; see there.", "en"),
        ("Nota: el agua de la fuente del molino.\n\nFecha: el día de la feria mayor.", "es"),
        ("- Caudal: Depende de la lluvia del mes.\n- Limo: Antes de la lluvia del mes.", "es"),
        (
            "**Mill stones:** A dressing of the stones at the upper mill level is essential as a step for fine flour.",
            "en",
        ),
        ("- Open the lid: a lever of brass\n- Press the pin: the end of a rod", "en"),
    ],
)
def test_a_label_a_sentence_or_a_step_is_no_term(text: str, language: Language) -> None:
    assert asked(text, language) == {}


def test_a_noun_that_ends_like_a_verb_may_say_what_a_term_means() -> None:
    text = "- **Acumulador**: batería que guarda la energía de la nave.\n- **Vía**: tubería de plomo bajo la calle."
    assert asked(text, "es") == {
        "qué es «Acumulador»": "batería que guarda la energía de la nave",
        "qué es «Vía»": "tubería de plomo bajo la calle",
    }
