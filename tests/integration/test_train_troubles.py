"""Divergence, Ctrl-C, a full disk, peft's variants, and the same training written for LLaMA-Factory."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from doclora.errors import DoesNotFitError, SettingsError
from doclora.jsonl import write_examples
from doclora.records import Example
from doclora.settings import TrainSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.train import for_llamafactory, train
from tests.support.tiny import make_tiny_model


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    rows = [Example(instruction=f"What of {n}?", output=f"It is {n[::-1]}.") for n in ("Velmar", "Ostrin", "Taldo")]
    write_examples(folder / "train.jsonl", rows * 3)
    write_examples(folder / "validation.jsonl", rows)
    make_tiny_model(folder / "base", [e.instruction + e.output for e in rows], vocabulary=300, hidden=32)
    return folder


def settings(dataset: Path, **changes: object) -> TrainSettings:
    small = {"base": str(dataset / "base"), "rank": 2, "epochs": 4, "samples_per_step": 3, "precision": "fp32"}
    return TrainSettings.model_validate(small | changes)


def test_a_training_that_diverges_is_stopped_and_says_what_to_do(dataset: Path, tmp_path: Path) -> None:
    ensure_torchvision()
    from doclora.train.watch import DivergedError

    shutil.copytree(dataset / "base", tmp_path / "base")
    weights = load_file(tmp_path / "base" / "model.safetensors")
    weights["model.norm.weight"].fill_(float("nan"))
    save_file(weights, tmp_path / "base" / "model.safetensors", metadata={"format": "pt"})
    broken = settings(dataset, base=str(tmp_path / "base"), learning_rate=0.8)
    with pytest.raises(DivergedError) as stopped:
        train(dataset, tmp_path / "adapter", broken, logs=tmp_path / "logs", seed=0)
    assert "diverged at step 1: the loss went from nan" in stopped.value.message
    assert "--set train.learning_rate=0.2" in stopped.value.hint
    assert not list((tmp_path / "adapter").glob("*.safetensors"))
    assert not (tmp_path / "adapter" / ".doclora" / "checkpoints").exists()


def test_ctrl_c_ends_after_a_checkpoint_from_which_the_same_command_goes_on(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_torchvision()
    from doclora.train.watch import Watch

    note = Watch._note  # noqa: SLF001

    def interrupt_at_step_five(watch: Watch, state: Any) -> str:
        if state.global_step == 5:
            os.kill(os.getpid(), signal.SIGINT)
        return note(watch, state)

    with monkeypatch.context() as patched:
        patched.setattr(Watch, "_note", interrupt_at_step_five)
        with pytest.raises(KeyboardInterrupt):
            train(dataset, tmp_path / "adapter", settings(dataset), logs=tmp_path / "logs", seed=0)
    assert (tmp_path / "adapter" / ".doclora" / "checkpoints" / "checkpoint-5" / "complete.json").is_file()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    train(dataset, tmp_path / "adapter", settings(dataset), logs=tmp_path / "logs", seed=0)
    train(dataset, tmp_path / "whole", settings(dataset), logs=tmp_path / "logs", seed=0)
    resumed, whole = (tmp_path / f / "adapter_model.safetensors" for f in ("adapter", "whole"))
    assert resumed.read_bytes() == whole.read_bytes()


def test_a_full_disk_is_refused_before_training(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 1000))
    with pytest.raises(DoesNotFitError, match="checkpoints need"):
        train(dataset, tmp_path / "adapter", settings(dataset), logs=tmp_path / "logs", seed=0)


def test_pefts_variants_are_reached_by_name_and_misspellings_refused(dataset: Path, tmp_path: Path) -> None:
    dora = settings(dataset, epochs=1, peft={"use_dora": "true"})
    train(dataset, tmp_path / "adapter", dora, logs=tmp_path / "logs", seed=0)
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert config["use_dora"] is True
    for wrong, said in (
        ({"use_dorra": True}, "did you mean use_dora"),
        ({"r": 4}, "doclora sets it"),
        ({"init_lora_weights": "pisa"}, "Unknown initialization"),
    ):
        with pytest.raises(SettingsError, match=said):
            train(dataset, tmp_path / "b", settings(dataset, peft=wrong), logs=tmp_path / "logs", seed=0)


def test_a_trackers_log_outlives_the_checkpoints_and_a_misspelt_one_is_named(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tensorboard")
    monkeypatch.delenv("TENSORBOARD_LOGGING_DIR", raising=False)
    tracked = settings(dataset, epochs=1, trackers="tensorboard")
    train(dataset, tmp_path / "adapter", tracked, logs=tmp_path / "logs", seed=0)
    events = next((tmp_path / "logs" / "tensorboard").glob("events.out.tfevents.*"))
    assert b"train/loss" in events.read_bytes()
    wrong = settings(dataset, epochs=1, trackers="tensorbord")
    with pytest.raises(SettingsError, match=r"did you mean tensorboard\?"):
        train(dataset, tmp_path / "b", wrong, logs=tmp_path / "logs", seed=0)


def test_the_same_training_is_written_for_llamafactory(dataset: Path, tmp_path: Path) -> None:
    path = for_llamafactory(dataset, tmp_path, settings(dataset, preset="thesis", rank=None), seed=5)
    lines = dict(line.split(": ", 1) for line in path.read_text().splitlines())
    values = {name: json.loads(value) for name, value in lines.items()}
    assert (values["lora_rank"], values["lora_alpha"], values["lora_dropout"]) == (128, 256, 0.01)
    assert values["per_device_train_batch_size"] * values["gradient_accumulation_steps"] == 3
    assert values["lr_scheduler_type"] == "constant_with_warmup"
    assert values["seed"] == 5
    info = json.loads((tmp_path / "dataset_info.json").read_text())["doclora"]
    assert info["columns"] == {"prompt": "instruction", "query": "input", "response": "output", "system": "system"}
    assert len((tmp_path / info["file_name"]).read_text().splitlines()) == 9
