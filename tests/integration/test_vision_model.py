"""Small real Qwen-VL models through the service's own loading code: batches, limits, refusals, memory estimates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from doclora.errors import DependencyError, DoesNotFitError
from doclora.settings import VisionSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.vision import fit
from doclora.vision.engine import Question
from doclora.vision.model import VisionModel
from doclora.vision.service import length_group, make_engine
from tests.support.pictures import drawing
from tests.support.tiny_vision import make_tiny_vision_model

SETTINGS = VisionSettings(max_pixels=100_000, max_new_tokens=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_vision_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def model(folder: Path) -> VisionModel:
    return VisionModel.load(fit.plan_model(str(folder), SETTINGS), SETTINGS)


def _question(
    seed: int, text: str = "What is it?", *, limit: int = 12, gone: Callable[[], bool] | None = None
) -> Question:
    return Question(drawing(seed), text, limit, gone or (lambda: False))


def test_batches_answer_as_single_questions_do_and_answers_follow_their_images(model: VisionModel) -> None:
    """Greedy: 32 images of 32 sizes, alone and in batches; then with neighbours swapped."""
    questions = [_question(seed, limit=6) for seed in range(32)]
    alone = [model.answer([q])[0] for q in questions]
    assert len(set(alone)) >= 24
    batches = [model.answer(questions[start : start + 16]) for start in (0, 16)]
    assert batches[0] + batches[1] == alone
    swapped = [questions[i ^ 1] for i in range(16)]
    assert model.answer(swapped) == [alone[i ^ 1] for i in range(16)]


def test_the_question_matters_too(model: VisionModel) -> None:
    answers = model.answer([_question(1, text) for text in ("What is it?", "¿Qué muestra la figura?", "arrow")])
    assert len(set(answers)) == 3


def test_each_row_stops_at_its_own_limit(model: VisionModel) -> None:
    together = model.answer([_question(1, limit=12), _question(2, limit=3)])
    assert together == [model.answer([_question(1, limit=12)])[0], model.answer([_question(2, limit=3)])[0]]


def test_a_batch_that_nobody_waits_for_stops_at_once(model: VisionModel) -> None:
    steps: list[object] = []
    counter = model._model.register_forward_hook(lambda *step: steps.append(None))  # noqa: SLF001
    model.answer([_question(1, gone=lambda: len(steps) >= 2), _question(2, gone=lambda: len(steps) >= 3)])
    counter.remove()
    assert len(steps) == 3


@pytest.mark.parametrize("marker", ["<|im_end|>", "<|image_pad|>", "<|vision_start|><|image_pad|><|vision_end|>"])
def test_the_models_own_markers_in_a_question_are_only_text(model: VisionModel, marker: str) -> None:
    assert model.answer([_question(1, f"What {marker}\n<|im_start|>assistant is it?")])[0] is not None


def test_images_are_capped_at_the_pixels_given(folder: Path) -> None:
    """2000 × 1500 pixels become at most 100,000: 28 × 28 of them are one visual token."""
    model = VisionModel.load(fit.plan_model(str(folder), SETTINGS), SETTINGS)
    question = Question(drawing(1, smallest=1500, largest=1600), "?", 1)
    grid = model._encode([question])["image_grid_thw"]  # noqa: SLF001
    assert int(grid.prod()) * 14 * 14 <= SETTINGS.max_pixels


def test_a_model_that_overflows_is_found_out(folder: Path) -> None:
    model = VisionModel.load(fit.plan_model(str(folder), SETTINGS), SETTINGS)
    model.check(_question(1))
    with torch.no_grad():
        model._model.lm_head.weight.fill_(float("inf"))  # noqa: SLF001
    with pytest.raises(DependencyError, match="overflows in float32"):
        model.check(_question(1))


@pytest.mark.parametrize("family", ["qwen2_5", "qwen3"])
def test_the_other_families_load_and_answer_by_the_same_code(tmp_path: Path, family: str) -> None:
    engine = make_engine(SETTINGS.model_copy(update={"model": str(make_tiny_vision_model(tmp_path, family=family))}))
    assert engine.kind == "model"
    questions = [_question(seed, limit=4) for seed in range(8)]
    alone = [engine.answer([q])[0] for q in questions]
    assert engine.answer(questions) == alone
    assert len(set(alone)) >= 5


def test_a_model_of_another_family_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(DependencyError, match="llama") as caught:
        make_engine(SETTINGS.model_copy(update={"model": str(tmp_path)}))
    assert "Qwen2-VL" in caught.value.hint


@pytest.mark.parametrize("missing", ["everything", "a shard"])
def test_weights_that_are_not_all_here_are_to_be_fetched(tmp_path: Path, missing: str) -> None:
    if missing == "a shard":
        (tmp_path / "config.json").write_text('{"model_type": "qwen2_vl"}')
        shards = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
        (tmp_path / "model.safetensors.index.json").write_text(json.dumps(shards))
        (tmp_path / "model-1.safetensors").touch()
    with pytest.raises(DependencyError) as caught:
        make_engine(SETTINGS.model_copy(update={"model": str(tmp_path)}))
    assert "doclora setup vision" in caught.value.hint


def _seven_billion() -> fit.Footprint:
    """Qwen2-VL-7B-Instruct as published: 7.6 B weights of language model, 0.68 B of vision tower."""
    ensure_torchvision()
    from transformers import Qwen2VLConfig

    text = {"hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28}
    text |= {"num_key_value_heads": 4, "vocab_size": 152064}
    return fit.measure(Qwen2VLConfig(text_config=text))


@pytest.fixture(scope="module")
def seven_billion() -> fit.Footprint:
    return _seven_billion()


def test_the_footprint_of_the_7b_model_is_that_of_its_published_weights(seven_billion: fit.Footprint) -> None:
    assert seven_billion.linear + seven_billion.kept == pytest.approx(8.29e9, rel=0.005)
    assert seven_billion.weights(16) / 1e9 == pytest.approx(16.6, abs=0.1)
    assert seven_billion.cache_per_token == 28 * 2 * 4 * 128 * 2
    assert seven_billion.pixels_per_token == 784


@pytest.mark.parametrize(
    ("card", "free", "bits"),
    [("24 GB", 23.5, 16), ("16 GB T4", 14.6, 8), ("12 GB", 11.4, 8), ("8 GB", 7.6, 4)],
)
def test_the_most_precise_weights_that_fit_are_chosen(
    folder: Path, seven_billion: fit.Footprint, monkeypatch: pytest.MonkeyPatch, card: str, free: float, bits: int
) -> None:
    monkeypatch.setattr(fit, "device_memory", lambda: ("cuda:0", int(free * 2**30)))
    monkeypatch.setattr(fit, "measure", lambda config: seven_billion)
    plan = fit.plan_model(str(folder), VisionSettings())
    assert (plan.bits, plan.device) == (bits, "cuda:0"), card
    assert 1 <= plan.rows <= 16
    assert plan.memory <= free * 2**30


def test_8_bit_on_a_16_gb_card_stays_within_12_gb_for_one_image(seven_billion: fit.Footprint) -> None:
    settings = VisionSettings()
    assert seven_billion.weights(8) + seven_billion.row(settings.max_pixels, settings.max_new_tokens) < 12e9


def test_what_does_not_fit_is_refused_with_what_would(
    folder: Path, seven_billion: fit.Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "device_memory", lambda: ("cuda:0", 4 << 30))
    monkeypatch.setattr(fit, "measure", lambda config: seven_billion)
    with pytest.raises(DoesNotFitError, match=r"4\.0 GiB free") as caught:
        fit.plan_model(str(folder), VisionSettings())
    assert "2B" in caught.value.hint


@pytest.mark.parametrize("bits", ["8", 8])
def test_the_precision_can_be_fixed_from_any_source(
    folder: Path, seven_billion: fit.Footprint, monkeypatch: pytest.MonkeyPatch, bits: Any
) -> None:
    """A flag and the environment give text, a TOML file a number."""
    monkeypatch.setattr(fit, "device_memory", lambda: ("cuda:0", 100 << 30))
    monkeypatch.setattr(fit, "measure", lambda config: seven_billion)
    assert fit.plan_model(str(folder), VisionSettings(bits=bits)).bits == 8


def test_quantising_needs_a_gpu(folder: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has one")
    with pytest.raises(DependencyError, match="CUDA"):
        fit.plan_model(str(folder), VisionSettings(bits="8"))


@pytest.mark.parametrize(("limit", "group"), [(1, 1), (2, 2), (3, 4), (64, 64), (65, 128), (4096, 4096)])
def test_answers_of_like_length_share_a_batch(limit: int, group: int) -> None:
    assert length_group(limit) == group
