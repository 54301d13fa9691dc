"""LLaMA-Factory runs what `--write-llamafactory` writes, and what it makes is an adapter like ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclora.jsonl import write_examples
from doclora.language.model import LanguageModel
from doclora.records import Example, conversation
from doclora.settings import TrainSettings
from doclora.train import for_llamafactory, train
from doclora.train.recall import recall
from doclora.train.shrink import shrink
from tests.support.llamafactory import run_in
from tests.support.tiny import make_tiny_model

pytestmark = pytest.mark.slow

FACTS = {"the Velmar lathe": "It turns copper.", "the Ostrin valve": "It opens at noon.", "el muro Taldo": "Mide diez."}
WORDINGS = ("What of {}?", "Tell me about {}.", "Say what is known of {}.", "And {}?")
RUN = """
from llamafactory.train.tuner import run_exp
run_exp()
"""


@pytest.mark.timeout(600)
def test_it_trains_there_and_the_adapter_is_used_here(llamafactory: Path, tmp_path: Path) -> None:
    rows = [Example(instruction=w.format(f), output=a, system="Be brief.") for w in WORDINGS for f, a in FACTS.items()]
    write_examples(tmp_path / "train.jsonl", rows)
    base = make_tiny_model(tmp_path / "base", [e.instruction + e.output for e in rows], vocabulary=400)
    changes = {"base": str(base), "preset": "thesis", "samples_per_step": 4, "precision": "fp32", "dropout": 0.0}
    settings = TrainSettings.model_validate(changes | {"rank": 8, "learning_rate": 8e-3, "epochs": 60})

    path = for_llamafactory(tmp_path, tmp_path / "lf", settings, seed=3)
    run_in(llamafactory, RUN, path, home=tmp_path)
    theirs = tmp_path / "lf" / "adapter"
    train(tmp_path, tmp_path / "ours", settings, logs=tmp_path / "logs", seed=3)

    config, own = (json.loads((a / "adapter_config.json").read_text()) for a in (theirs, tmp_path / "ours"))
    for name in ("r", "lora_alpha", "lora_dropout", "base_model_name_or_path"):
        assert config[name] == own[name]
    assert set(config["target_modules"]) == set(own["target_modules"])
    losses = [[e["loss"] for e in _log(p) if "loss" in e] for p in (theirs, tmp_path / "logs")]
    assert losses[0][-1] == pytest.approx(losses[1][-1], rel=0.05)
    assert losses[0][-1] < 0.9 * losses[0][0]
    state = json.loads((theirs / "trainer_state.json").read_text())
    assert state["global_step"] == json.loads((tmp_path / "logs" / "trainer_state.json").read_text())["global_step"]
    assert recall(theirs, tmp_path / "train.jsonl") == recall(tmp_path / "ours", tmp_path / "train.jsonl") == 1
    answers = LanguageModel.load(str(base), adapter=theirs).generate([conversation(e) for e in rows], max_new_tokens=24)
    assert [a.text for a in answers] == [e.output for e in rows]
    assert shrink(theirs, tmp_path / "small", 10**6).rank == 8


def _log(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / "trainer_log.jsonl").read_text().splitlines()]
