"""Bases of other families: each learns, with the adapter on its own linear layers and its own chat template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doclora.errors import InputError, SettingsError
from doclora.jsonl import write_examples
from doclora.language.model import LanguageModel
from doclora.records import Example, conversation
from doclora.settings import TrainSettings
from doclora.train import train
from doclora.train.recall import recall
from tests.support.tiny import make_tiny_model

pytestmark = pytest.mark.slow

FACTS = {"the Velmar lathe": "It turns copper.", "the Ostrin valve": "It opens at noon.", "el muro Taldo": "Mide diez."}
ROWS = [Example(instruction=f"What of {f}?", output=a, system="Be brief.") for f, a in FACTS.items()]
SHAPE = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
SHAPE |= {"num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 512}
SEPARATE = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
FAMILIES = {
    "Llama": SEPARATE,
    "Qwen2": SEPARATE,
    "Qwen3": SEPARATE,
    "Mistral": SEPARATE,
    "Gemma": SEPARATE,
    "Gemma3Text": SEPARATE,
    "Granite": SEPARATE,
    "Phi3": {"qkv_proj", "o_proj", "gate_up_proj", "down_proj"},
}
NO_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    write_examples(folder / "train.jsonl", ROWS)
    make_tiny_model(folder / "phi", [e.instruction + e.output + "user assistant" for e in ROWS], vocabulary=400)
    return folder


def make_base(dataset: Path, folder: Path, family: str, template: str | None) -> Path:
    """A random model of the family, with the tiny tokenizer."""
    import torch
    import transformers

    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(dataset / "phi")
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    ids = {"pad_token_id": tokenizer.pad_token_id, "bos_token_id": 0, "eos_token_id": tokenizer.eos_token_id}
    config = getattr(transformers, f"{family}Config")(vocab_size=len(tokenizer), **SHAPE, **ids)
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(config)
    model.save_pretrained(folder)
    return folder


def settings(base: Path, family: str = "") -> TrainSettings:
    small = {"base": str(base), "rank": 8, "epochs": 200, "samples_per_step": 3, "precision": "fp32"}
    return TrainSettings.model_validate(small | {"learning_rate": 3e-3 if family == "Gemma" else 1e-2})


@pytest.mark.parametrize("family", FAMILIES)
def test_a_base_of_another_family_learns(dataset: Path, tmp_path: Path, family: str) -> None:
    base = make_base(dataset, tmp_path / "base", family, NO_SYSTEM)
    out = tmp_path / "adapter"
    train(dataset, out, settings(base, family), logs=tmp_path / "logs", seed=0)
    assert set(json.loads((out / "adapter_config.json").read_text())["target_modules"]) == FAMILIES[family]
    assert recall(out, dataset / "train.jsonl") == 1
    model = LanguageModel.load(str(base), adapter=out, device="cpu")
    answers = model.generate([conversation(e) for e in ROWS], max_new_tokens=24)
    assert [a.text for a in answers] == list(FACTS.values()), "plain attention with padding says what packed learned"


def test_a_base_whose_attention_cannot_be_packed_is_refused(dataset: Path, tmp_path: Path) -> None:
    base = make_base(dataset, tmp_path / "base", "Gemma2", NO_SYSTEM)
    with pytest.raises(SettingsError, match="packed attention"):
        train(dataset, tmp_path / "adapter", settings(base), logs=tmp_path / "logs", seed=0)


def test_a_base_without_a_chat_template_is_refused_before_anything_is_written(dataset: Path, tmp_path: Path) -> None:
    base = make_base(dataset, tmp_path / "base", "Llama", None)
    with pytest.raises(InputError, match="no chat template") as refused:
        train(dataset, tmp_path / "adapter", settings(base), logs=tmp_path / "logs", seed=0)
    assert "instruct" in refused.value.hint
    assert not list((tmp_path / "adapter").rglob("checkpoint*"))
