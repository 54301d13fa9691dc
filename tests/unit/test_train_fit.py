"""Memory is counted from shapes, a step is cut to fit, and what fits in no way is refused with what would."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclora.errors import DependencyError, DoesNotFitError, SettingsError
from doclora.settings import TrainSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.train import devices
from doclora.train.fit import Load, choose, estimate, heaviest
from doclora.train.outline import Outline, read_outline
from doclora.train.plan import describe, make_plan
from doclora.train.presets import recipe, width_rate

PHI_4_MINI = {"hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 32, "vocab_size": 200064}
GIB = 2**30
LOAD = Load(
    bits=16,
    rank=128,
    tokens=2048,
    answers=2048,
    wide=2,
    eight_bit=False,
    dropout=True,
    fused=True,
    held=False,
    checkpointing=True,
    on_gpu=True,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ensure_torchvision()
    from transformers import Phi3Config

    path = tmp_path_factory.mktemp("phi")
    heads = {"num_attention_heads": 24, "num_key_value_heads": 8, "tie_word_embeddings": True}
    Phi3Config(**PHI_4_MINI, **heads, pad_token_id=0, bos_token_id=0, eos_token_id=0).save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def outline(folder: Path) -> Outline:
    return read_outline(str(folder), ())


def test_the_presets_have_the_sizes_that_users_know(outline: Outline) -> None:
    assert outline.lora_parameters(128) == 184_549_376
    assert 2 * outline.lora_parameters(3) == 8_650_752
    assert outline.lora_parameters(128) / (outline.parameters + outline.lora_parameters(128)) == pytest.approx(
        0.0459, abs=5e-5
    )


def test_each_preset_fits_a_t4_and_on_a_4_bit_base_a_card_of_8_gb(outline: Outline) -> None:
    lengths = [126] * 180
    for rank in (128, 32, 3):
        t4 = choose(outline, LOAD.model_copy(update={"rank": rank}), lengths, samples_per_step=16, room=int(14.5 * GIB))
        small = LOAD.model_copy(update={"rank": rank, "bits": 4, "eight_bit": True})
        eight = choose(outline, small, lengths, samples_per_step=16, room=int(7.5 * GIB))
        assert t4
        assert eight


def test_the_heaviest_micro_batch_is_one_that_can_be_expected() -> None:
    lengths = [100] * 90 + [400] * 10
    assert heaviest(lengths, 1) == 400
    assert heaviest(lengths, 100) == sum(lengths)
    assert heaviest([100] * 5000 + [2000], 16) == 2000 + 15 * 100
    assert 16 * 130 + 3 * 4 * 90 < heaviest(lengths, 16) < 16 * 400 * 0.6


def test_checkpointing_comes_only_when_it_must(outline: Outline) -> None:
    lengths = [126] * 180
    wide = choose(outline, LOAD, lengths, samples_per_step=16, room=80 * GIB)
    narrow = choose(outline, LOAD, lengths, samples_per_step=16, room=13 * GIB)
    assert wide
    assert (wide.micro_batch, wide.checkpointing) == (16, False)
    assert narrow
    assert narrow.checkpointing or narrow.micro_batch < 16


def test_fewer_bits_smaller_ranks_and_fewer_tokens_need_less(outline: Outline) -> None:
    full = estimate(outline, LOAD).total
    for change in ({"bits": 8}, {"rank": 8}, {"tokens": 512, "answers": 512}, {"eight_bit": True}):
        assert estimate(outline, LOAD.model_copy(update=change)).total < full
    assert estimate(outline, LOAD.model_copy(update={"checkpointing": False})).total > full


def test_what_does_not_fit_is_refused_with_what_would(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "find", lambda: "cuda")
    monkeypatch.setattr(devices, "attention", lambda settings: "sdpa")
    monkeypatch.setattr(devices, "choose_precision", lambda settings, device: "bf16")
    monkeypatch.setattr(devices, "room", lambda device: int(7.5 * GIB))
    settings = TrainSettings(base=str(folder), preset="thesis")
    with pytest.raises(DoesNotFitError) as refused:
        make_plan(settings, lambda cutoff: [126] * 180)
    assert "needs at least" in refused.value.message
    assert "--set train.bits=4" in refused.value.hint
    with pytest.raises(SettingsError, match="no layer q_proj"):
        make_plan(settings.model_copy(update={"targets": ("q_proj",)}), lambda cutoff: [126] * 180)


def test_a_cpu_refuses_what_needs_bitsandbytes_and_plans_the_rest(folder: Path) -> None:
    with pytest.raises(DependencyError, match="CUDA"):
        devices.check(TrainSettings(bits=4), "cpu")
    assert devices.choose_precision(TrainSettings(), "cpu") == devices.choose_precision(TrainSettings(), "cpu")


def test_the_plan_says_what_will_be_done(tmp_path: Path) -> None:
    from tests.support.tiny import make_tiny_model

    base = make_tiny_model(tmp_path, ["a lathe turns wood"] * 3, vocabulary=300)
    plan = make_plan(TrainSettings(base=str(base), rank=4), lambda cutoff: [30] * 40)
    text = "\n".join(describe(plan))
    assert "rank 4" in text
    assert "overridden: rank = 4" in text
    assert "16 samples a step" in text
    assert plan.steps_per_epoch == 3


def test_learning_rate_and_epochs_follow_the_width_by_a_stated_rule() -> None:
    wide, narrow = (recipe(TrainSettings(), hidden) for hidden in (3072, 320))
    assert 1e-4 < wide.learning_rate < 5e-4 < narrow.learning_rate < 5e-3
    assert wide.learning_rate == pytest.approx(width_rate(3072), rel=1e-2)
    assert wide.epochs < narrow.epochs
    assert "hidden size 320" in narrow.why
    thesis = recipe(TrainSettings(preset="thesis"), 320)
    assert (thesis.rank, thesis.alpha, thesis.learning_rate, thesis.epochs) == (128, 256, 5e-4, 20)
    assert recipe(TrainSettings(preset="thesis", rank=8), 320).alpha == 16
