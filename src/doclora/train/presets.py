"""What a training is: a preset, the rule by which it follows the model's size, and what the user overrides."""

from __future__ import annotations

import math
from typing import Final, Literal

from doclora.records import Record
from doclora.settings import TrainSettings

PUBLISHED_WIDTH: Final = 2000
PUBLISHED_RATE: Final = 5e-4
PUBLISHED_EXPONENT: Final = 0.781


class Recipe(Record):
    """Every number that decides what is learned.

    Attributes:
        alpha: the adapter's output is scaled by alpha / rank.
        warmup_steps: optimizer steps until the learning rate is reached, from 0, linearly; at most a fifth of all.
        samples_per_step: samples an optimizer step, however they are packed or accumulated.
        cutoff: longest sample, in tokens.
        keep: `best`: the epoch that recalls most held-out wordings; `last`: the end of training.
        patience: epochs without a better recall before training stops; None: never.
        why: how the preset's numbers follow from the model's size, for the user.
    """

    preset: str
    rank: int
    alpha: float
    dropout: float
    learning_rate: float
    schedule: Literal["constant", "linear", "cosine"]
    warmup_steps: int
    epochs: float
    samples_per_step: int
    cutoff: int
    keep: Literal["best", "last"]
    patience: int | None
    why: str


def recipe(settings: TrainSettings, hidden: int) -> Recipe:
    """The preset for a model of this width, with the user's overrides.

    Args:
        settings: the user's.
        hidden: the model's hidden size.
    """
    preset = {"thesis": _thesis, "compact": _compact, "balanced": _balanced}[settings.preset](hidden)
    given = {n: v for n in Recipe.model_fields if (v := getattr(settings, n, None)) is not None}
    if "rank" in given and "alpha" not in given:
        given["alpha"] = preset.alpha / preset.rank * given["rank"] if preset.preset == "thesis" else preset.alpha
    overridden = [f"{n} = {v}" for n, v in given.items() if n != "preset" and n != "alpha"]
    why = "; ".join([preset.why, *([f"overridden: {', '.join(overridden)}"] if overridden else [])])
    return preset.model_copy(update=given | {"why": why})


def width_rate(hidden: int) -> float:
    """The learning rate for LoRA on a model of this width: 5e-4 · (2000 / hidden)^0.781.

    Source: Schulman et al., "LoRA Without Regret" (Thinking Machines, 2025): ten times the best rate of full
    fine-tuning, with the exponent that they fitted on the Llama family, independent of the rank at alpha 32.
    """
    rate: float = PUBLISHED_RATE * (PUBLISHED_WIDTH / hidden) ** PUBLISHED_EXPONENT
    return rate


def width_epochs(hidden: int) -> int:
    """Passes over the examples: 6 for wide models, up to 16 for narrow ones, which need more repetitions of a fact.

    4 · sqrt(2000 / hidden), kept within 6 and 16: our own rule. Measured on the starter model (width 320, 10 epochs):
    the recall of unseen wordings rises until the seventh. For wide models it is a guess after what is usual.
    """
    return round(min(16.0, max(6.0, 4.0 * math.sqrt(PUBLISHED_WIDTH / hidden))))


def _thesis(hidden: int) -> Recipe:
    del hidden
    return Recipe(
        preset="thesis",
        rank=128,
        alpha=256,
        dropout=0.01,
        learning_rate=5e-4,
        schedule="constant",
        warmup_steps=10,
        epochs=20,
        samples_per_step=16,
        cutoff=2048,
        keep="last",
        patience=None,
        why="the thesis project's numbers, whatever the model",
    )


def _balanced(hidden: int) -> Recipe:
    rate, epochs = round(width_rate(hidden), 6), width_epochs(hidden)
    return Recipe(
        preset="balanced",
        rank=32,
        alpha=32,
        dropout=0.0,
        learning_rate=rate,
        schedule="linear",
        warmup_steps=10,
        epochs=epochs,
        samples_per_step=16,
        cutoff=2048,
        keep="best",
        patience=3,
        why=f"hidden size {hidden}: learning rate 5e-4 · (2000/{hidden})^0.781 = {rate:g}, {epochs} epochs",
    )


def _compact(hidden: int) -> Recipe:
    return _balanced(hidden).model_copy(update={"preset": "compact", "rank": 3})
