"""The plan of a training: what will be done, on what, in which memory and time, before anything is loaded."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, Literal

from doclora.errors import DoesNotFitError
from doclora.records import Record
from doclora.settings import TrainSettings
from doclora.train import devices
from doclora.train.devices import Device, Precision
from doclora.train.fit import Choice, Estimate, Load, choose, gib, refuse
from doclora.train.outline import Outline, read_outline
from doclora.train.presets import Recipe, recipe
from doclora.train.results import clock

USED_RATE: Final = 0.4  # of the matrix rate: measured shares lie between a third and a half


class Plan(Record):
    """What is decided before loading.

    Attributes:
        base: name or folder, as `from_pretrained` takes it.
        micro_batch: samples held at once; it divides the samples a step.
        checkpointing: whether activations are computed anew in the backward pass.
        trainable: parameters of the adapter.
        checkpoint_bytes: of one checkpoint on disk.
        room: bytes of memory that may be used.
        seconds: how long it will take, by the device's measured matrix rate.
    """

    base: str
    recipe: Recipe
    device: Device
    precision: Precision
    attention: Literal["varlen", "sdpa"]
    bits: Literal[16, 8, 4]
    micro_batch: int
    checkpointing: bool
    steps: int
    steps_per_epoch: int
    trainable: int
    parameters: int
    checkpoint_bytes: int
    estimate: Estimate
    room: int
    seconds: float


def make_plan(settings: TrainSettings, lengths_of: Callable[[int], list[int]]) -> Plan:
    """Decide on everything before anything is loaded.

    Args:
        settings: with the base resolved.
        lengths_of: tokens of each sample, given the cut-off.

    Raises:
        DoesNotFitError: when it fits in no way, naming what would.
        DependencyError: when a setting needs a device that is not there.
    """
    outline = read_outline(settings.base, settings.targets)
    chosen = recipe(settings, outline.hidden)
    device = devices.find()
    devices.check(settings, device)
    lengths = lengths_of(chosen.cutoff)
    precision = devices.choose_precision(settings, device)
    room = devices.room(device)
    choice = _fit(settings, chosen, outline, lengths, precision, device, room)
    per_epoch = math.ceil(len(lengths) / chosen.samples_per_step)
    steps = math.ceil(per_epoch * chosen.epochs)
    chosen = chosen.model_copy(update={"warmup_steps": min(chosen.warmup_steps, steps // 5)})
    trainable = outline.lora_parameters(chosen.rank)
    work = chosen.epochs * sum(lengths) * outline.operations(chosen.rank, again=choice.checkpointing)
    return Plan(
        base=settings.base,
        recipe=chosen,
        device=device,
        precision=precision,
        attention=devices.attention(settings),
        bits=settings.bits,
        micro_batch=choice.micro_batch,
        checkpointing=choice.checkpointing,
        steps=steps,
        steps_per_epoch=per_epoch,
        trainable=trainable,
        parameters=outline.parameters,
        checkpoint_bytes=trainable * (6 if settings.optimizer == "adamw_8bit" else 12),
        estimate=choice.estimate,
        room=room,
        seconds=work / (devices.rate(device, precision) * USED_RATE),
    )


def describe(plan: Plan) -> list[str]:
    """The plan in lines, for the user."""
    recipe, parts = plan.recipe, plan.estimate
    share = plan.trainable / (plan.parameters + plan.trainable)
    step = f"{recipe.samples_per_step} samples a step, {plan.micro_batch} at once"
    again = ", activations computed twice" if plan.checkpointing else ""
    sizes = ((name, getattr(parts, name)) for name in type(parts).model_fields if name != "total")
    memory = ", ".join(f"{name} {gib(size)}" for name, size in sizes if size)
    return [
        f"preset {recipe.preset}: {recipe.why}",
        f"adapter: rank {recipe.rank}, {plan.trainable:,} parameters ({share:.2%} of all)",
        f"{plan.steps} steps: {recipe.epochs:g} epochs, {step}{again}",
        f"{plan.device}, {plan.precision}, base in {plan.bits} bit, attention {plan.attention}",
        f"memory: {gib(parts.total)} of {gib(plan.room)} at the peak: {memory}",
        f"time: about {clock(plan.seconds)}",
    ]


def _fit(
    settings: TrainSettings,
    chosen: Recipe,
    outline: Outline,
    lengths: list[int],
    precision: Precision,
    device: Device,
    room: int,
) -> Choice:
    def chosen_for(settings: TrainSettings, chosen: Recipe, room: float) -> Choice | None:
        load = Load(
            bits=settings.bits,
            rank=chosen.rank,
            tokens=0,
            answers=0,
            wide=4 if precision == "fp32" else 2,
            eight_bit=settings.optimizer == "adamw_8bit",
            dropout=chosen.dropout > 0,
            fused=settings.fused,
            held=settings.graphs and device == "cuda",
            checkpointing=False,
            on_gpu=device == "cuda",
        )
        return choose(
            outline,
            load,
            lengths,
            samples_per_step=chosen.samples_per_step,
            room=int(room),
            micro_batch=settings.micro_batch or (None if settings.packing else 1),
            checkpointing={"auto": None, "on": True, "off": False}[settings.checkpointing],
        )

    choice = chosen_for(settings, chosen, room)
    if choice:
        free = devices.free(device)
        if choice.estimate.total > free:
            raise DoesNotFitError(
                f"this training needs {gib(choice.estimate.total)}; of {gib(room)} only {gib(free)} are free now",
                hint="end what else uses the memory, or choose a smaller --set train.micro_batch",
            )
        return choice
    smaller = settings.model_copy(update={"checkpointing": "on", "micro_batch": 1})
    least = chosen_for(smaller, chosen, 2**60)
    assert least is not None, "with room without end anything fits"
    changes = [c for c in _SMALLER if device == "cuda" or "bits" not in c]
    fitting = [c for c in changes if chosen_for(*_changed(smaller, chosen, c), room)]
    raise refuse(least.estimate, room, [" ".join(f"--set train.{n}={v}" for n, v in c.items()) for c in fitting[:3]])


def _changed(settings: TrainSettings, chosen: Recipe, change: dict[str, Any]) -> tuple[TrainSettings, Recipe]:
    settings = settings.model_copy(update=change)
    return settings, chosen.model_copy(update={"rank": settings.rank or chosen.rank})


_SMALLER: Final[tuple[dict[str, Any], ...]] = (
    {"optimizer": "adamw_8bit"},
    {"bits": 8},
    {"bits": 4},
    {"bits": 4, "optimizer": "adamw_8bit"},
    {"rank": 8},
    {"bits": 4, "rank": 8},
)
