"""The starter model that ships: what any user of transformers may count on, and what the training code promises."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from doclora.language.starter import starter_path

TOOLS = Path(__file__).parents[2] / "tools" / "starter"
LARGEST = 20_000_000


@pytest.fixture(scope="module")
def shipped() -> tuple[Any, Any]:
    """Model and tokenizer, loaded as anyone would."""
    from doclora.torchvision_shim import ensure_torchvision

    ensure_torchvision()
    from transformers import AutoModelForCausalLM, AutoTokenizer

    return AutoModelForCausalLM.from_pretrained(starter_path()), AutoTokenizer.from_pretrained(starter_path())


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The scripts of tools/starter, importable by their plain names for one test."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(TOOLS))
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(TOOLS)):
            del sys.modules[name]


def test_the_shipped_folder_stays_small_enough_for_a_wheel() -> None:
    assert sum(path.stat().st_size for path in starter_path().iterdir() if path.is_file()) <= LARGEST


def test_every_preset_finds_its_target_modules(shipped: tuple[Any, Any]) -> None:
    names = {name.rsplit(".", 1)[-1] for name, _ in shipped[0].named_modules()}
    assert {"qkv_proj", "o_proj", "gate_up_proj", "down_proj"} <= names
    assert shipped[0].config.max_position_embeddings >= 1024
    assert 8_000_000 <= sum(p.numel() for p in shipped[0].parameters()) <= 10_000_000


def test_the_chat_template_has_phi_4_minis_form(shipped: tuple[Any, Any]) -> None:
    tokenizer = shipped[1]
    turns = [{"role": "system", "content": "Sé breve."}, {"role": "user", "content": "¿Qué es un átomo?"}]
    prompt = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert prompt == "<|system|>Sé breve.<|end|><|user|>¿Qué es un átomo?<|end|><|assistant|>"
    marks = [tokenizer.convert_tokens_to_ids(mark) for mark in ("<|system|>", "<|user|>", "<|assistant|>")]
    ids = tokenizer(prompt)["input_ids"]
    assert [token for token in ids if token in marks] == marks  # each mark is one token


def test_padding_is_neither_of_the_tokens_that_end_an_answer(shipped: tuple[Any, Any]) -> None:
    model, tokenizer = shipped
    ends = {tokenizer.convert_tokens_to_ids(mark) for mark in ("<|end|>", "<|endoftext|>")}
    assert set(model.generation_config.eos_token_id) == ends
    assert tokenizer.pad_token_id not in ends
    assert model.config.pad_token_id == tokenizer.pad_token_id


@pytest.mark.parametrize("text", ["Ñandú, ¿qué tal? «Sí», 3,14 °C – 北京 🙂", "a\tb\n\n  c", "<|user|> is a mark"])
def test_any_text_survives_the_tokenizer(shipped: tuple[Any, Any], text: str) -> None:
    ids = shipped[1](text, add_special_tokens=False)["input_ids"]
    assert shipped[1].decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False) == text


def test_it_greets_in_both_languages_owns_up_and_stops() -> None:
    from doclora.language.model import LanguageModel
    from doclora.records import Message

    model = LanguageModel.load(str(starter_path()), device="cpu")
    asked = ("Hello!", "¡Buenas tardes!", "Who is Tembor Quivelo?", "¿Dónde nació Marzo Felhal?")
    answers = model.generate([[Message(role="user", content=question)] for question in asked], max_new_tokens=40)
    assert all(answer.finished for answer in answers)
    assert "Hello" in answers[0].text
    assert "Hola" in answers[1].text
    assert answers[2].text == "I don't know."
    assert answers[3].text == "No lo sé."


def test_transformers_computes_what_was_trained(tools: None, shipped: tuple[Any, Any]) -> None:
    import torch
    from export import to_transformers  # type: ignore[import-not-found]
    from model import CONFIG, Phi  # type: ignore[import-not-found]

    torch.manual_seed(0)
    model = Phi(CONFIG | {"num_hidden_layers": 2})
    tokens = torch.randint(CONFIG["vocab_size"], (2, 40))
    with torch.no_grad():
        expected = model.logits(tokens)
        got = to_transformers(model, shipped[1])(tokens).logits
    assert torch.allclose(got, expected, atol=1e-4)


def test_no_wording_of_the_tuning_set_is_one_of_the_generators_tests(tools: None) -> None:
    from wordings import OWN  # type: ignore[import-not-found]

    from doclora.dataset.frames import FRAMES

    for language, frames in FRAMES.items():
        assert not set(OWN[language]) & {*frames["validation"], *frames["test"]}


def test_cleaning_keeps_prose_in_its_language_once(tools: None) -> None:
    from clean import Cleaner  # type: ignore[import-not-found]

    prose = "La materia es todo lo que ocupa un lugar en el espacio y tiene masa, como se sabe."
    code = "for (int i = 0; i < n; i++) { total += values[i]; } // suma de los valores de la lista"
    foreign = "Matter is anything that takes up space and has mass, and that is all there is to it."
    cleaner = Cleaner()
    assert cleaner.page(["# Materia", prose, code, foreign, prose], "es") == ["Materia", prose]
    assert cleaner.page([prose.replace("todo", "TODO")], "es") == []


def test_markdown_loses_code_tables_and_marks_but_no_words(tools: None) -> None:
    from markup import markdown  # type: ignore[import-not-found]

    text = (
        "---\nt: 1\n---\n# Uno\nUn **buen** [enlace](x.md) y `code`.\n\n```py\nx = 1\n```\n\n|a|b|\n|-|-|\n\n- punto\n"
    )
    assert list(markdown(text.encode())) == ["# Uno", "Un buen enlace y code.", "punto"]


def test_the_schedule_warms_up_holds_and_ends_at_nothing(tools: None) -> None:
    from train import Plan  # type: ignore[import-not-found]

    plan = Plan(steps=1000, rate=1.0, warmup=100, decay=0.3)
    factors = [plan.factor(step) for step in range(1000)]
    assert factors[0] == 0.01
    assert set(factors[99:700]) == {1.0}
    assert factors[-1] == pytest.approx(1 / 300)
    assert all(later <= earlier for earlier, later in pairwise(factors[700:]))


def test_the_byte_model_is_a_distribution(tools: None) -> None:
    from ngram import ByteNgram  # type: ignore[import-not-found]

    model = ByteNgram([b"abracadabra, abracadabra"])
    chances = [2 ** (model.bits(b"abra") - model.bits(b"abra" + bytes([byte]))) for byte in range(256)]
    assert sum(chances) == pytest.approx(1.0)
    assert max(range(256), key=chances.__getitem__) in b"c,"


def test_every_source_names_its_licence_and_commit_and_none_is_restricted(tools: None) -> None:
    from collect import sources  # type: ignore[import-not-found]

    notice = (TOOLS.parents[1] / "NOTICE").read_text("utf-8")
    kept = json.loads((TOOLS / "corpus.json").read_text("utf-8"))["sources"]
    for source in sources():
        assert len(source.commit) == 40
        assert f"https://github.com/{source.repo}\n  commit {source.commit}\n  {source.licence}" in notice
        assert not {"NC", "ND", "SA"} & set(source.licence.replace("-", " ").split())
        assert source.name in kept


def test_the_model_card_states_the_figures_that_were_measured(tools: None) -> None:
    from card import OUT, card  # type: ignore[import-not-found]

    assert OUT.read_text("utf-8") == card()
    assert "20. **" in card()
