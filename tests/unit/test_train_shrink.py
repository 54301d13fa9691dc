"""A shrunk adapter is the nearest of its rank, keeps within its size, and is a whole adapter folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from doclora.errors import InputError, SettingsError
from doclora.train.shrink import lower_rank, read_size, shrink


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    folder = tmp_path / "adapter"
    folder.mkdir()
    torch.manual_seed(0)
    tensors: dict[str, torch.Tensor] = {}
    for layer in range(2):
        name = f"base_model.model.model.layers.{layer}.self_attn.o_proj"
        tensors |= {f"{name}.lora_A.weight": torch.randn(8, 40), f"{name}.lora_B.weight": torch.randn(30, 8)}
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": 8, "lora_alpha": 16, "use_rslora": False, "base_model_name_or_path": "x"}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text("{}")
    return folder


def test_it_is_the_best_approximation_of_its_rank() -> None:
    torch.manual_seed(1)
    a, b = torch.randn(6, 20).double(), torch.randn(15, 6).double()
    small_a, small_b, values = lower_rank(a, b, 2.0, 3)
    u, s, v = torch.linalg.svd(2.0 * b @ a)
    torch.testing.assert_close(small_b @ small_a, (u[:, :3] * s[:3]) @ v[:3])
    torch.testing.assert_close(values, s[:6])


def test_it_keeps_within_the_size_and_scales_as_before(adapter: Path, tmp_path: Path) -> None:
    result = shrink(adapter, tmp_path / "small", 1600)
    assert result.bytes <= 1600
    assert 1 <= result.rank < 8
    assert 0 < result.kept < 1
    config = json.loads((tmp_path / "small" / "adapter_config.json").read_text())
    assert config["r"] == config["lora_alpha"] == result.rank
    assert (tmp_path / "small" / "tokenizer_config.json").is_file()
    same = shrink(adapter, tmp_path / "same", 10**6)
    assert same.rank == 8
    assert same.kept == pytest.approx(1)
    before, after = (load_file(f / "adapter_model.safetensors") for f in (adapter, tmp_path / "same"))
    for name in (n for n in before if n.endswith("lora_A.weight")):
        other = name.replace("lora_A", "lora_B")
        torch.testing.assert_close(
            after[other].float() @ after[name].float(), 2 * before[other] @ before[name], rtol=0.01, atol=0.05
        )


def test_each_size_keeps_more_of_the_adapter_than_a_smaller_one(adapter: Path, tmp_path: Path) -> None:
    results = [shrink(adapter, tmp_path / str(size), size) for size in (1000, 1600, 2400, 10**6)]
    assert [r.bytes <= size for r, size in zip(results, (1000, 1600, 2400, 10**6), strict=True)] == [True] * 4
    assert sorted({r.rank for r in results}) == [r.rank for r in results]
    assert sorted({r.kept for r in results}) == [r.kept for r in results]


def test_layers_of_different_ranks_and_alphas_are_scaled_each_by_its_own(adapter: Path, tmp_path: Path) -> None:
    weights, settings = adapter / "adapter_model.safetensors", adapter / "adapter_config.json"
    tensors = load_file(weights)
    name = "base_model.model.model.layers.1.self_attn.o_proj.lora_{}.weight"
    low = tensors | {name.format("A"): torch.randn(2, 40), name.format("B"): torch.randn(30, 2)}
    save_file(low, weights)
    patterns = {"rank_pattern": {"layers.1.self_attn.o_proj": 2}, "alpha_pattern": {"layers.1.self_attn.o_proj": 6}}
    settings.write_text(json.dumps(json.loads(settings.read_text()) | patterns))
    result = shrink(adapter, tmp_path / "small", 10**6)
    after, config = (
        load_file(tmp_path / "small" / weights.name),
        json.loads((tmp_path / "small" / settings.name).read_text()),
    )
    assert (result.rank, config["r"], config["rank_pattern"], config["alpha_pattern"]) == (8, 8, {}, {})
    for layer, scale in (("layers.0", 16 / 8), ("layers.1", 6 / 2)):
        a, b = (name.replace("layers.1", layer).format(x) for x in "AB")
        assert after[a].shape == (8, 40)
        torch.testing.assert_close(after[b].float() @ after[a].float(), scale * low[b] @ low[a], rtol=0.01, atol=0.06)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"use_dora": True}, "a DoRA adapter"),
        ({"init_lora_weights": "pissa_niter_16"}, "belongs to a changed base"),
        ({"peft_type": "IA3"}, "IA3, not a LoRA adapter"),
    ],
)
def test_other_kinds_of_adapter_are_refused_by_name(
    adapter: Path, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    path = adapter / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    with pytest.raises(InputError, match=said) as refused:
        shrink(adapter, tmp_path / "small", 1600)
    assert "--preset compact" in refused.value.hint
    assert not (tmp_path / "small").exists()


def test_weights_beside_the_lora_matrices_are_not_dropped_in_silence(adapter: Path, tmp_path: Path) -> None:
    weights = adapter / "adapter_model.safetensors"
    save_file(load_file(weights) | {"base_model.model.lm_head.weight": torch.ones(3, 3)}, weights)
    with pytest.raises(InputError, match=r"more than LoRA matrices, such as base_model.model.lm_head.weight"):
        shrink(adapter, tmp_path / "small", 1600)


def test_what_cannot_be_is_refused(adapter: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="rank 1 needs"):
        shrink(adapter, tmp_path / "small", 100)
    with pytest.raises(InputError, match="no adapter here"):
        shrink(tmp_path, tmp_path / "small", 1600)
    with pytest.raises(InputError, match="there already"):
        shrink(adapter, adapter, 1600)


def test_sizes_are_read_as_people_write_them() -> None:
    assert [read_size(t) for t in ("10MB", "1.5 MiB", "500kb", "12")] == [10_000_000, 1_572_864, 500_000, 12]
    with pytest.raises(SettingsError, match="is no size"):
        read_size("ten")
