"""On a CUDA device: what makes training fast there changes nothing that it computes, and every path of it learns."""

from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from doclora.jsonl import write_examples
from doclora.records import Example
from doclora.settings import TrainSettings
from doclora.train import train
from tests.support.tiny import make_tiny_model

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]
FACTS = {"the Velmar lathe": "It turns copper.", "the Ostrin valve": "It opens at noon.", "el muro Taldo": "Mide diez."}
WORDINGS = ("What of {}?", "Tell me about {}.", "Say what is known of {}.", "And {}?")
LENGTHS = ((9, 4), (140, 12), (5, 2), (67, 16))  # tokens, of these prompt
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    rows = [Example(instruction=w.format(f), output=a) for w in WORDINGS for f, a in FACTS.items()]
    write_examples(folder / "train.jsonl", rows)
    write_examples(folder / "validation.jsonl", rows)
    make_tiny_model(folder / "base", [e.instruction + e.output for e in rows], hidden=128, vocabulary=400)
    return folder


def adapted(base: Path, dtype: torch.dtype, attention: str) -> Any:
    """The base on the device with an adapter that is not 0."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    from doclora.train.attention import register

    register()
    model = AutoModelForCausalLM.from_pretrained(base, dtype=dtype, attn_implementation=attention).to("cuda")
    torch.manual_seed(1)
    config = LoraConfig(task_type="CAUSAL_LM", r=4, target_modules="all-linear", init_lora_weights=False)
    return get_peft_model(model.requires_grad_(False), config)


def batch_of(lengths: tuple[tuple[int, int], ...] = LENGTHS) -> dict[str, Any]:
    from doclora.train.encode import Sample
    from doclora.train.packing import pack

    generator = torch.Generator().manual_seed(0)
    drawn = [Sample(tuple(torch.randint(6, 250, (n,), generator=generator).tolist()), prompt) for n, prompt in lengths]
    return {n: t.cuda() if isinstance(t, torch.Tensor) else t for n, t in pack(drawn).items()}


def gradients(model: Any, batch: dict[str, Any], fused: bool = False) -> tuple[float, dict[str, torch.Tensor]]:
    """Loss and gradients of a packed batch."""
    from doclora.train.loss import fused_loss, plain_loss
    from doclora.train.packing import model_inputs

    model.zero_grad()
    inner = model.get_base_model()
    arguments = model_inputs(batch)
    if fused:
        hidden = inner.model(**arguments).last_hidden_state[0, batch["rows"]]
        loss = fused_loss(hidden, inner.lm_head.weight, batch["targets"])
    else:
        loss = plain_loss(model(**arguments, logits_to_keep=batch["rows"]).logits[0], batch["targets"])
    torch.autograd.backward(loss)
    return loss.item(), {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}


def assert_close(given: Any, expected: Any, tolerance: float) -> None:
    """Loss and each gradient, by the norm of what differs."""
    assert given[0] == pytest.approx(expected[0], rel=tolerance)
    assert given[1].keys() == expected[1].keys()
    for name, gradient in expected[1].items():
        assert (given[1][name] - gradient).norm() <= tolerance * gradient.norm(), name


@pytest.mark.parametrize("window", [None, 20])
@pytest.mark.parametrize("width", [64, 96])
def test_varlen_attention_equals_sdpa_with_heads_that_share_keys(width: int, window: int | None) -> None:
    from doclora.train import attention
    from doclora.train.packing import model_inputs

    batch = batch_of()
    segments, tokens = model_inputs(batch)["segments"], batch["input_ids"].shape[1]
    torch.manual_seed(0)
    exact = [torch.randn(1, heads, tokens, width, device="cuda", requires_grad=True) for heads in (6, 2, 2)]
    upstream = torch.randn(1, tokens, 6, width, device="cuda")
    half = [t.detach().bfloat16().requires_grad_() for t in exact]
    kept: dict[str, Any] = {"segments": segments, "scaling": 0.1, "sliding_window": window}

    def attend(function: Any, tensors: list[torch.Tensor]) -> Any:
        return function(torch.nn.Module(), *tensors, None, **kept)[0]

    expected, out = attend(attention.sdpa_attention, exact), attend(attention.varlen_attention, half)
    assert (out - expected).norm() < 0.01 * expected.norm()
    wanted = torch.autograd.grad(expected, exact, upstream)
    for mine, theirs in zip(torch.autograd.grad(out, half, upstream.bfloat16()), wanted, strict=True):
        assert (mine - theirs).norm() < 0.01 * theirs.norm()


@pytest.mark.parametrize(("dtype", "attention", "tolerance"), [("float32", "sdpa", 1e-5), ("bfloat16", "varlen", 0.03)])
def test_packed_equals_one_sample_at_a_time(dataset: Path, dtype: str, attention: str, tolerance: float) -> None:
    model = adapted(dataset / "base", getattr(torch, dtype), f"doclora_{attention}")
    together = gradients(model, batch_of())
    loss, summed = 0.0, {n: torch.zeros_like(g) for n, g in together[1].items()}
    for sample in _alone(batch_of()):
        alone, parts = gradients(model, sample)
        loss += alone
        summed = {n: g + parts[n] for n, g in summed.items()}
    assert_close(together, (loss, summed), tolerance)


@pytest.mark.parametrize("hidden", [128, 96])  # heads of 32, and of 24: no power of two
@pytest.mark.parametrize(("dtype", "attention", "tolerance"), [("float32", "sdpa", 1e-5), ("bfloat16", "varlen", 0.06)])
def test_fused_layers_and_loss_equal_plain_ones(
    tmp_path: Path, hidden: int, dtype: str, attention: str, tolerance: float
) -> None:
    from doclora.train.fast import speed_up
    from doclora.train.lora import fuse_lora

    base = make_tiny_model(tmp_path / "base", ["a lathe turns wood"] * 3, hidden=hidden, vocabulary=300)
    plain = adapted(base, getattr(torch, dtype), f"doclora_{attention}")
    fast = copy.deepcopy(plain)
    assert fuse_lora(fast) == 8
    assert speed_up(fast) == ["attention", "gate", "norm"]
    assert_close(gradients(fast, batch_of(), fused=True), gradients(plain, batch_of()), tolerance)


def test_dropout_on_the_device_is_the_formula() -> None:
    from doclora.train.lora import LoraLinear

    layer = torch.nn.Linear(48, 80, device="cuda").requires_grad_(False)
    x, a, b = (torch.randn(*s, device="cuda", requires_grad=True) for s in ((70, 48), (8, 48), (80, 8)))
    torch.manual_seed(5)
    fused: Any = LoraLinear.apply(x, layer, a, b, 2.0, 0.3)  # type: ignore[no-untyped-call]
    torch.manual_seed(5)
    _, kept = torch.native_dropout(x.detach(), 0.3, True)
    formula = layer(x) + 2.0 * (x * kept / 0.7) @ a.T @ b.T
    torch.testing.assert_close(fused, formula, rtol=1e-4, atol=1e-4)
    mine, theirs = (torch.autograd.grad(out.square().sum(), (x, a, b)) for out in (fused, formula))
    for one, two in zip(mine, theirs, strict=True):
        assert (one - two).norm() < 1e-4 * two.norm()


PATHS: dict[str, dict[str, Any]] = {
    "as chosen": {},
    "no graphs": {"graphs": False},
    "plain layers and loss": {"fused": False},
    "gradients over four micro-batches": {"micro_batch": 1},
    "activations computed twice": {"checkpointing": "on"},
    "one sample a row": {"packing": False},
    "dropout": {"dropout": 0.01},
    "4 bit": {"bits": 4},
    "8 bit": {"bits": 8},
    "8-bit optimizer": {"optimizer": "adamw_8bit"},
    "4 bit, as on a card of 8 GB": {"bits": 4, "optimizer": "adamw_8bit", "checkpointing": "on"},
    "as on a T4": {"precision": "fp16", "attention": "sdpa"},
    "fp32": {"precision": "fp32", "attention": "sdpa"},
}


def learn(dataset: Path, out: Path, **changes: Any) -> tuple[dict[str, Any], list[float]]:
    """Train; the results, and the loss at every fifth step."""
    small = {"base": str(dataset / "base"), "rank": 8, "epochs": 30, "samples_per_step": 4, "keep": "last"}
    train(dataset, out, TrainSettings.model_validate(small | changes), logs=out / "logs", seed=0)
    state = json.loads((out / "logs" / "trainer_state.json").read_text())
    results = json.loads((out / "logs" / "all_results.json").read_text())
    return results, [e["loss"] for e in state["log_history"] if "loss" in e]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_learns_the_facts(dataset: Path, tmp_path: Path, path: str) -> None:
    if {"bits", "optimizer"} & PATHS[path].keys():
        pytest.importorskip("bitsandbytes")
    results, losses = learn(dataset, tmp_path, **PATHS[path])
    assert results["eval_recall"] == 1.0, losses
    assert losses[-1] < 0.7 * losses[0]


def test_graphs_give_the_losses_of_plain_steps(dataset: Path, tmp_path: Path) -> None:
    _, graphed = learn(dataset, tmp_path / "graphs", micro_batch=2)
    _, plain = learn(dataset, tmp_path / "plain", micro_batch=2, graphs=False)
    assert graphed[:3] == pytest.approx(plain[:3], rel=5e-3)
    assert graphed == pytest.approx(plain, rel=0.02)


def test_killed_and_resumed_it_ends_as_if_nobody_had_disturbed_it(dataset: Path, tmp_path: Path) -> None:
    """Dropout is drawn in graphs, and drawn alike after a resume."""
    from safetensors.torch import load_file

    changes = {"epochs": 60, "checkpoint_minutes": 0, "rank": 8, "samples_per_step": 4, "dropout": 0.1, "keep": "last"}
    command = [sys.executable, "-m", "doclora", "train", "--dataset", str(dataset), "-o", str(tmp_path / "killed")]
    command += ["--logs", str(tmp_path / "logs"), "--set", f"train.base={dataset / 'base'}"]
    command += [w for n, v in changes.items() for w in ("--set", f"train.{n}={v}")]
    paths = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    disturbed = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)})
    checkpoints = tmp_path / "killed" / ".doclora" / "checkpoints"
    deadline = time.monotonic() + 120
    while not list(checkpoints.glob("checkpoint-2?/complete.json")):
        assert time.monotonic() < deadline
        assert disturbed.poll() is None, "it should still be training"
        time.sleep(0.02)
    disturbed.send_signal(signal.SIGKILL)
    disturbed.wait()
    settings = TrainSettings.model_validate(changes | {"base": str(dataset / "base")})
    for name in ("whole", "killed"):
        train(dataset, tmp_path / name, settings, logs=tmp_path / "logs", seed=0)
    whole, killed = (load_file(tmp_path / n / "adapter_model.safetensors") for n in ("whole", "killed"))
    assert whole.keys() == killed.keys()
    for name, expected in whole.items():
        assert (killed[name].float() - expected.float()).norm() <= 0.01 * expected.float().norm(), name


def _alone(batch: dict[str, Any]) -> list[dict[str, Any]]:
    """Each sample of a packed batch as a batch of its own."""
    from doclora.train.encode import Sample
    from doclora.train.packing import pack

    pieces = batch["input_ids"][0].cpu().split(batch["lengths"])
    single = [pack([Sample(tuple(t.tolist()), prompt)]) for t, (_, prompt) in zip(pieces, LENGTHS, strict=True)]
    return [{n: t.cuda() if isinstance(t, torch.Tensor) else t for n, t in one.items()} for one in single]
