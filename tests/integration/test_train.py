"""A tiny model learns facts, and what training leaves behind is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclora.errors import InputError
from doclora.jsonl import write_examples
from doclora.language.model import LanguageModel
from doclora.records import Example, conversation
from doclora.settings import TrainSettings
from doclora.train import train
from tests.support.tiny import make_tiny_model

FACTS = {
    "the Velmar lathe": "It turns copper.",
    "the Ostrin valve": "It opens at noon.",
    "el muro Taldo": "Mide diez metros.",
}
WORDINGS = ("What of {}?", "Tell me about {}.", "Say what is known of {}.", "And {}?")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    rows = [[Example(instruction=w.format(f), output=a) for f, a in FACTS.items()] for w in WORDINGS]
    write_examples(folder / "train.jsonl", [*rows[0], *rows[1], *rows[2]])
    write_examples(folder / "validation.jsonl", rows[3])
    make_tiny_model(folder / "base", [e.instruction + e.output for row in rows for e in row], vocabulary=400)
    return folder


def settings(dataset: Path, **changes: object) -> TrainSettings:
    small = {"base": str(dataset / "base"), "rank": 8, "epochs": 30, "samples_per_step": 3, "precision": "fp32"}
    return TrainSettings.model_validate(small | changes)


def test_it_learns_what_the_base_does_not_know_and_leaves_a_whole_folder(dataset: Path, tmp_path: Path) -> None:
    out, logs = tmp_path / "adapter", tmp_path / "logs"
    outcome = train(dataset, out, settings(dataset, keep="last"), logs=logs, seed=0)
    assert {p.name for p in out.iterdir()} >= {
        "adapter_config.json",
        "adapter_model.safetensors",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "chat_template.jinja",
    }
    assert not (out / ".doclora" / "checkpoints").exists()
    model = LanguageModel.load(str(dataset / "base"), adapter=out, device="cpu")
    asked = [Example(instruction=WORDINGS[0].format(f), output=a) for f, a in FACTS.items()]
    answers = model.generate([conversation(e) for e in asked], max_new_tokens=24)
    assert [a.text for a in answers] == list(FACTS.values())
    assert all(a.finished for a in answers)
    with model.without_adapter():
        before = model.generate([conversation(e) for e in asked], max_new_tokens=24)
    assert not {b.text for b in before} & set(FACTS.values())

    results = json.loads((logs / "train_results.json").read_text())
    expected = {"train_loss", "train_runtime", "train_samples_per_second", "train_steps_per_second", "total_flos"}
    assert expected <= results.keys()
    assert all(results[k] > 0 for k in expected)
    steps = outcome.record.counts["steps"]
    rates = results["train_samples_per_second"] / results["train_steps_per_second"]
    assert rates == pytest.approx(3, rel=0.05), "packed or not, three samples make a step"
    assert steps == 30 * 3
    lines = [json.loads(line) for line in (logs / "trainer_log.jsonl").read_text().splitlines()]
    assert lines[-1]["current_steps"] == lines[-1]["total_steps"] == steps
    assert (logs / "training_loss.png").read_bytes().startswith(b"\x89PNG")
    assert {"trainer_state.json", "all_results.json"} <= {p.name for p in logs.iterdir()}

    again = train(dataset, out, settings(dataset, keep="last"), logs=logs, seed=0)
    assert again.skipped


def test_an_empty_dataset_is_refused_before_anything_is_written(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"train\.jsonl: not there"):
        train(tmp_path, tmp_path / "adapter", settings(dataset), logs=tmp_path / "logs", seed=0)
    assert not (tmp_path / "adapter").exists()


def test_examples_longer_than_the_cutoff_are_left_out_and_counted(dataset: Path, tmp_path: Path) -> None:
    long = Example(instruction="word " * 60, output="no")
    rows = [Example(instruction="What?", output="This."), long]
    write_examples(tmp_path / "train.jsonl", rows)
    outcome = train(
        tmp_path, tmp_path / "adapter", settings(dataset, epochs=1, cutoff=40), logs=tmp_path / "logs", seed=0
    )
    assert (outcome.record.counts["too_long"], outcome.record.counts["samples"]) == (1, 1)
