"""What makes training fast changes nothing that it computes: loss and gradients to 1e-5 in fp32."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
import torch

from doclora.train import attention
from doclora.train.encode import Sample
from doclora.train.fast import speed_up
from doclora.train.lora import fuse_lora
from doclora.train.loss import foretold, fused_loss, plain_loss
from doclora.train.packing import model_inputs, pack
from tests.support.tiny import make_tiny_model

LENGTHS = ((9, 4), (31, 12), (5, 2), (17, 16))  # tokens, of these prompt


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from transformers import AutoModelForCausalLM

    folder = make_tiny_model(tmp_path_factory.mktemp("tiny"), ["a lathe turns wood"] * 3, vocabulary=300)
    attention.register()
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=attention.SDPA)


@pytest.fixture
def adapted(base: Any) -> Any:
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(1)
    config = LoraConfig(task_type="CAUSAL_LM", r=4, target_modules="all-linear", init_lora_weights=False)
    return get_peft_model(copy.deepcopy(base), config)


@pytest.fixture
def samples() -> list[Sample]:
    generator = torch.Generator().manual_seed(0)
    return [Sample(tuple(torch.randint(6, 250, (n,), generator=generator).tolist()), prompt) for n, prompt in LENGTHS]


def test_packed_equals_one_sample_at_a_time(adapted: Any, samples: list[Sample]) -> None:
    packed = _loss(adapted, samples)
    torch.autograd.backward(packed)
    together = _gradients(adapted)
    adapted.zero_grad()
    alone = torch.stack([_reference_loss(adapted, s) for s in samples]).sum()
    torch.autograd.backward(alone)
    assert packed.item() == pytest.approx(alone.item(), rel=1e-5)
    _assert_equal(together, _gradients(adapted))


def test_a_sample_is_blind_to_the_samples_before_it(adapted: Any, samples: list[Sample]) -> None:
    other = Sample(tuple(reversed(samples[0].tokens)), samples[0].prompt)
    one, two = (_logits(adapted, [first, samples[1]])[len(first.tokens) :] for first in (samples[0], other))
    torch.testing.assert_close(one, two, rtol=0, atol=1e-6)


def test_fused_layers_equal_plain_ones(adapted: Any, samples: list[Sample]) -> None:
    plain = _loss(adapted, samples)
    torch.autograd.backward(plain)
    expected = _gradients(adapted)
    adapted.zero_grad()
    assert fuse_lora(adapted) == 8
    assert speed_up(adapted) == ["attention", "gate", "norm"]
    fused = _loss(adapted, samples)
    torch.autograd.backward(fused)
    assert fused.item() == pytest.approx(plain.item(), rel=1e-5)
    _assert_equal(_gradients(adapted), expected)


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_fused_lora_is_the_formula(share: float) -> None:
    from doclora.train.lora import LoraLinear, dropped

    torch.manual_seed(0)
    layer = torch.nn.Linear(12, 20).double().requires_grad_(False)
    inputs = [torch.randn(*s, dtype=torch.float64, requires_grad=True) for s in ((1, 7, 12), (3, 12), (20, 3))]

    def fused(x: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> Any:
        torch.manual_seed(5)
        return LoraLinear.apply(x, layer, a, b, 2.0, share)  # type: ignore[no-untyped-call]

    def formula(x: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(5)
        kept = torch.ones(7, 12, dtype=torch.float64)
        if share:
            kept.view(-1)[dropped(kept.numel(), share)] = 0
        y: torch.Tensor = layer(x) + 2.0 * (x * kept / (1 - share)) @ a.T @ b.T
        return y

    torch.testing.assert_close(fused(*inputs), formula(*inputs))
    assert torch.autograd.gradcheck(fused, inputs)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9])
def test_dropout_drops_each_place_alike_and_by_itself(share: float) -> None:
    from doclora.train.lora import dropped

    torch.manual_seed(0)
    mask = torch.zeros(400, 500)
    for row in mask:
        row[dropped(500, share)] = 1
    assert mask.mean().item() == pytest.approx(share, rel=0.05)
    noise = 5 * math.sqrt(share * (1 - share) / 400)
    assert (mask.mean(0) - share).abs().max().item() < noise  # every place, the first and last too
    both = (mask[:, 1:] * mask[:, :-1]).mean().item()
    assert both == pytest.approx(share**2, rel=0.15, abs=2e-4)  # neighbours do not know of each other
    assert dropped(1, share).numel() <= 1


def test_loss_in_chunks_equals_the_loss_from_all_logits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclora.train.loss.CHUNK_BYTES", 4 * 50 * 16)
    torch.manual_seed(0)
    hidden, head, targets = torch.randn(40, 8, requires_grad=True), torch.randn(50, 8), torch.randint(50, (40,))
    fused = fused_loss(hidden, head, targets) * 0.5
    (gradient,) = torch.autograd.grad(fused, hidden)
    plain = plain_loss(hidden @ head.T, targets) * 0.5
    torch.testing.assert_close(fused, plain)
    torch.testing.assert_close(gradient, torch.autograd.grad(plain, hidden)[0])
    losses, right = foretold(hidden, head, targets)
    torch.testing.assert_close(losses.sum() * 0.5, plain)
    assert right.tolist() == ((hidden @ head.T).argmax(-1) == targets).tolist()


@pytest.mark.parametrize("window", [None, 6])
def test_attention_over_padded_samples_equals_one_call_a_sample(window: int | None) -> None:
    torch.manual_seed(0)
    samples = [Sample(tuple(range(n)), 1) for n, _ in LENGTHS]
    segments = model_inputs(pack(samples))["segments"]
    q, k, v = (torch.randn(1, 2, sum(n for n, _ in LENGTHS), 4, requires_grad=True) for _ in range(3))
    module = torch.nn.Module()
    alone, _ = attention.sdpa_attention(module, q, k, v, None, segments=segments, scaling=0.5, sliding_window=window)
    together = attention.padded_attention(q, k, v, segments, 0.5, window)
    torch.testing.assert_close(together, alone)
    ones, twos = (torch.autograd.grad(out.square().sum(), (q, k, v)) for out in (alone, together))
    torch.testing.assert_close(twos, ones)


def test_a_sliding_window_hides_what_is_too_far_back() -> None:
    torch.manual_seed(0)
    q, k, v = (torch.randn(1, 2, 12, 4) for _ in range(3))
    segments = model_inputs(pack([Sample(tuple(range(12)), 3)]))["segments"]
    module = torch.nn.Module()
    out, _ = attention.sdpa_attention(module, q, k, v, None, segments=segments, scaling=0.5, sliding_window=4)
    scores = (q @ k.transpose(2, 3) * 0.5)[..., 11, :]
    scores[..., :8] = float("-inf")
    torch.testing.assert_close(out[:, 11], (scores.softmax(-1)[..., None, :] @ v)[:, :, 0])


def _loss(model: Any, samples: list[Sample]) -> torch.Tensor:
    batch = pack(samples)
    return plain_loss(model(**model_inputs(batch), logits_to_keep=batch["rows"]).logits[0], batch["targets"])


def _logits(model: Any, samples: list[Sample]) -> torch.Tensor:
    with torch.no_grad():
        logits: torch.Tensor = model(**model_inputs(pack(samples))).logits[0]
    return logits


def _reference_loss(model: Any, sample: Sample) -> torch.Tensor:
    """Transformers' own loss, attention and mask, for one sample."""
    model.set_attn_implementation("eager")
    tokens = torch.tensor([sample.tokens])
    labels = tokens.clone()
    labels[:, : sample.prompt] = -100
    mean = model(input_ids=tokens, attention_mask=torch.ones_like(tokens), labels=labels).loss
    model.set_attn_implementation(attention.SDPA)
    loss: torch.Tensor = mean * (len(sample.tokens) - sample.prompt)
    return loss


def _gradients(model: Any) -> dict[str, torch.Tensor]:
    return {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}


def _assert_equal(given: dict[str, torch.Tensor], expected: dict[str, torch.Tensor]) -> None:
    assert given.keys() == expected.keys()
    assert len(given) == 16
    for name, gradient in expected.items():
        torch.testing.assert_close(given[name], gradient, rtol=1e-5, atol=1e-5)
