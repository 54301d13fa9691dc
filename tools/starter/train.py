"""What pretraining and instruct-tuning share: data on the device, optimizers, the schedule, the loop, saving."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from model import Phi
from safetensors.torch import load_file, save_file

Batch = tuple[torch.Tensor, torch.Tensor]  # tokens and targets, both (rows, length), int64
SHARD_BYTES = 12_000_000


@dataclass
class Plan:
    """How long and how fast to train.

    The learning rate is held after `warmup` steps and falls to zero over the last `decay` of the run
    (warm-up, stable, decay: Hu et al. 2024, MiniCPM). Matrices in the layers are stepped by Muon (Jordan 2024, with the
    scale of Liu et al. 2025), the rest by AdamW at the same rate.
    """

    steps: int
    rate: float
    warmup: int = 100
    decay: float = 0.3
    weight_decay: float = 0.1
    clip: float = 1.0

    def factor(self, step: int) -> float:
        """Share of the full rate at a step counted from 0."""
        falling = max(1, round(self.decay * self.steps))
        return min(1.0, (step + 1) / self.warmup, max(0.0, (self.steps - step) / falling))


@dataclass
class Log:
    """Everything measured, written as JSON beside the weights."""

    settings: dict[str, Any]
    steps: list[dict[str, float]] = field(default_factory=list)
    heldout: list[dict[str, float]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """As JSON, for the model card."""
        path.write_text(json.dumps(self.__dict__, indent=1), "utf-8")


def optimizers(model: Phi, plan: Plan) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for embedding and norms (norms without weight decay)."""
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and ".layers." in name]
    vectors = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": vectors, "weight_decay": 0.0}, {"params": [model.model.embed_tokens.weight]}]
    return [
        torch.optim.Muon(
            matrices, lr=plan.rate, weight_decay=plan.weight_decay, momentum=0.95, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.95), weight_decay=plan.weight_decay * 0.1),
    ]


def precision(device: str) -> AbstractContextManager[Any]:
    """bf16 products over fp32 weights on a GPU; plain fp32 on a CPU."""
    return torch.autocast("cuda", torch.bfloat16) if device == "cuda" else nullcontext()


def rows(stream: torch.Tensor, length: int, batch: int, generator: torch.Generator) -> Iterator[Batch]:
    """Endless batches from one token stream (1-D, on the device): each epoch cuts it elsewhere, in another order."""
    while True:
        offset = int(torch.randint(length, (1,), generator=generator))
        count = (len(stream) - offset - 1) // length
        order = torch.randperm(count, generator=generator)
        for start in range(0, count - batch + 1, batch):
            begins = (offset + order[start : start + batch] * length).to(stream.device)
            cut = stream[begins[:, None] + torch.arange(length + 1, device=stream.device)].long()
            yield cut[:, :-1], cut[:, 1:]


def fit(
    model: Phi,
    batches: Iterator[Batch],
    plan: Plan,
    log: Log,
    *,
    device: str,
    deadline: float,
    evaluate: Callable[[], dict[str, float]],
    every: int,
    checkpoint: Path | None = None,
) -> None:
    """Train; `deadline` (seconds of time.monotonic) cuts the plan short so that the decay still fits.

    With `checkpoint` the state is saved at each evaluation and a run that finds it goes on from there.
    """
    steppers = optimizers(model, plan)
    first = _resume(checkpoint, model, steppers, batches)
    run = torch.compile(model, dynamic=False) if device == "cuda" else model
    started = time.monotonic()
    mark: tuple[int, float] | None = None  # a step and when it ended: the pace is measured from there
    step = first
    while step < plan.steps:
        tokens, targets = next(batches)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = plan.rate * plan.factor(step)
        with precision(device):
            loss = run(tokens, targets)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), plan.clip)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        if step % 50 == 0 or step == plan.steps:
            value = loss.item()
            if not math.isfinite(value):
                raise FloatingPointError(f"loss {value} at step {step}")
            now = time.monotonic()
            log.steps.append({"step": step, "loss": value, "norm": float(norm), "seconds": round(now - started, 2)})
            if mark is not None and step > mark[0]:
                _shorten(plan, step, (now - mark[1]) / (step - mark[0]), deadline)
            mark = (step, now)
        if step % every == 0 or step == plan.steps:
            log.heldout.append({"step": step, **evaluate()})
            print(log.steps[-1] if log.steps else "", log.heldout[-1], f"of {plan.steps}", flush=True)
            _save_state(checkpoint, model, steppers, step)
            mark = (step, time.monotonic())


def _shorten(plan: Plan, step: int, seconds: float, deadline: float) -> None:
    """Take steps from the plan where it would outrun the deadline."""
    left = max(0, int((deadline - time.monotonic()) / seconds)) if math.isfinite(deadline) else plan.steps
    plan.steps = min(plan.steps, step + left)


def _save_state(path: Path | None, model: Phi, steppers: list[torch.optim.Optimizer], step: int) -> None:
    if path is not None:
        state = {"step": step, "model": model.state_dict(), "optimizers": [s.state_dict() for s in steppers]}
        torch.save(state, path.with_suffix(".partial"))
        path.with_suffix(".partial").rename(path)


def _resume(path: Path | None, model: Phi, steppers: list[torch.optim.Optimizer], batches: Iterator[Batch]) -> int:
    if path is None or not path.exists():
        return 0
    state = torch.load(path, weights_only=True, map_location=next(model.parameters()).device)
    model.load_state_dict(state["model"])
    for stepper, saved in zip(steppers, state["optimizers"], strict=True):
        stepper.load_state_dict(saved)
    for _ in range(state["step"]):
        next(batches)
    return int(state["step"])


def save_weights(model: Phi, folder: Path) -> None:
    """bf16 safetensors under transformers' names, in parts small enough to travel."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[dict[str, torch.Tensor]] = [{}]
    size = 0
    for name, tensor in model.state_dict().items():
        value = tensor.to(torch.bfloat16).cpu().contiguous()
        if size + value.nbytes > SHARD_BYTES and parts[-1]:
            parts.append({})
            size = 0
        parts[-1][name] = value
        size += value.nbytes
    for number, part in enumerate(parts, 1):
        save_file(part, folder / f"weights-{number}.safetensors", metadata={"format": "pt"})


def load_weights(model: Phi, folder: Path) -> None:
    """What save_weights wrote, every name there and none besides."""
    state: dict[str, torch.Tensor] = {}
    for path in sorted(folder.glob("weights-*.safetensors")):
        state.update(load_file(path))
    model.load_state_dict({name: value.float() for name, value in state.items()})
