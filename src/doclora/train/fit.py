"""What a training takes, in memory and time, before anything is loaded; and what would fit where it does not.

The memory of each part is counted from the model's shapes. Tests and `benchmarks/train_gpu.py` hold the sum beside the
measured peak; docs/training.md has the table.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

from doclora.errors import DoesNotFitError
from doclora.records import Record
from doclora.train.outline import Outline

CONTEXT_BYTES: Final = 768 * 2**20  # a CUDA context with its kernels, as measured
FRAGMENTATION: Final = 1.02
SCATTERED: Final = 0.25  # of the activations: what the allocator loses when blocks of many sizes live together
LOGIT_CHUNK: Final = 2**28
FRUITFUL_TOKENS: Final = 512  # below this a micro-batch leaves the device idle, and recomputing more at once is faster
_DRAWN_BATCHES: Final = 1000
_WEIGHT_BYTES: Final = {16: 2.0, 8: 1.02, 4: 0.52}


class Load(Record):
    """What decides the memory of a training.

    Attributes:
        tokens: of the longest micro-batch.
        answers: of these, tokens of answers.
        wide: bytes a number of the arithmetic: 2, or 4 in fp32.
        eight_bit: whether the optimizer's states are in 8 bit.
        dropout: whether the adapter's input is dropped out.
        fused: fused layers and loss.
        held: whether gradients stay where they are between steps: with CUDA graphs, and between micro-batches.
        on_gpu: a CUDA context has its price.
    """

    bits: int
    rank: int
    tokens: int
    answers: int
    wide: int
    eight_bit: bool
    dropout: bool
    fused: bool
    held: bool
    checkpointing: bool
    on_gpu: bool


class Estimate(Record):
    """Bytes of each part.

    Attributes:
        passing: gradients of activations on their way through one block.
        scattered: what the allocator loses.
        total: at the peak: at the end of a forward pass, before there are gradients, or of a backward pass, when the
            activations are gone.
    """

    base: int
    adapter: int
    optimizer: int
    gradients: int
    activations: int
    loss: int
    passing: int
    scattered: int
    context: int
    total: int


def estimate(outline: Outline, load: Load) -> Estimate:
    """Memory of a training at its peak, when the optimizer's states are there."""
    trained = outline.lora_parameters(load.rank)
    base, adapter, gradients = _base(outline, load), 4 * trained, 4 * trained
    optimizer = trained * (2 if load.eight_bit else 8)
    activations, loss, passing = _activations(outline, load), _loss(outline, load), _passing(outline, load)
    forward = activations + loss + (gradients if load.held else 0)
    peak = base + adapter + optimizer + max(forward, gradients + passing)
    scattered = int((FRAGMENTATION - 1) * peak) + (0 if load.checkpointing else int(SCATTERED * activations))
    context = CONTEXT_BYTES if load.on_gpu else 0
    return Estimate(
        base=base,
        adapter=adapter,
        optimizer=optimizer,
        gradients=gradients,
        activations=activations,
        loss=loss,
        passing=passing,
        scattered=scattered if load.on_gpu else 0,
        context=context,
        total=peak + (scattered + context if load.on_gpu else 0),
    )


def _base(outline: Outline, load: Load) -> int:
    linear = sum(x.inputs * x.outputs for x in outline.layers)
    rest = outline.parameters - linear
    if load.bits == 16:
        return outline.parameters * load.wide
    unpacked = max(x.inputs * x.outputs for x in outline.layers) * load.wide
    return int(linear * _WEIGHT_BYTES[load.bits]) + rest * load.wide + unpacked


def _activations(outline: Outline, load: Load) -> int:
    """What the backward pass needs of each block; with checkpointing one block's, and the input of every block.

    Fused, a block keeps two norms' inputs and outputs, q, k, v and the attended values, gate and up and their product,
    the low-rank products, and a byte for each number dropped out.
    """
    width, inner, attended = outline.hidden, outline.inner, outline.attended
    low = sum(load.rank for x in outline.layers if x.adapted) // outline.blocks
    numbers = 4 * width + 4 * attended + 3 * inner + low
    if not load.fused:
        numbers += 6 * width + 4 * attended + 3 * inner
    each = numbers * load.wide + (sum(x.inputs for x in outline.layers) // outline.blocks if load.dropout else 0)
    cast = 0 if load.wide == 4 else 2 * outline.lora_parameters(load.rank)
    if load.checkpointing:
        return load.tokens * (each + outline.blocks * width * load.wide) + cast // outline.blocks
    return load.tokens * each * outline.blocks + cast


def _passing(outline: Outline, load: Load) -> int:
    """Gradients within one block, and with checkpointing its activations."""
    one = load.tokens * load.wide * (6 * outline.inner + 4 * outline.hidden)
    return one + (_activations(outline, load) // 2 if load.checkpointing else 0)


def _loss(outline: Outline, load: Load) -> int:
    """Fused: the hidden states, their gradient and a copy, and one chunk of logits, which a GPU's kernel reuses."""
    if not load.fused:
        return load.answers * outline.vocabulary * (load.wide + 12)
    rows = min(load.answers, max(16, LOGIT_CHUNK // (4 * outline.vocabulary)))
    chunk = rows * outline.vocabulary * (load.wide if load.on_gpu else 12)
    return chunk + 3 * load.answers * outline.hidden * load.wide


class Choice(Record):
    """How a step is cut into what fits."""

    micro_batch: int
    checkpointing: bool
    estimate: Estimate


def choose(
    outline: Outline,
    load: Load,
    lengths: Sequence[int],
    *,
    samples_per_step: int,
    room: int,
    micro_batch: int | None = None,
    checkpointing: bool | None = None,
) -> Choice | None:
    """The largest micro-batch that fits, without checkpointing where that leaves the device busy; None: nothing fits.

    Args:
        outline: of the model.
        load: its tokens and checkpointing are varied.
        lengths: tokens of each sample.
        samples_per_step: the micro-batch divides it.
        room: bytes that may be used.
        micro_batch: only this one.
        checkpointing: only so.
    """
    sizes = [micro_batch] if micro_batch else _divisors(samples_per_step)
    tokens_of = {size: heaviest(lengths, size) for size in sizes}
    for size, again in _orders(tokens_of, checkpointing):
        tokens = tokens_of[size]
        held = load.held or size < samples_per_step
        tried = load.model_copy(update={"tokens": tokens, "answers": tokens, "checkpointing": again, "held": held})
        bytes_needed = estimate(outline, tried)
        if bytes_needed.total <= room:
            return Choice(micro_batch=size, checkpointing=again, estimate=bytes_needed)
    return None


def heaviest(lengths: Sequence[int], size: int) -> int:
    """Tokens of the heaviest micro-batch to be expected: of many drawn at random, or of any with the longest sample.

    All of the longest samples in one micro-batch would be heavier, by half on the examples, and never happens.
    """
    size = min(size, len(lengths))
    drawn = random.Random(0)
    with_longest = max(lengths) + sum(lengths) * (size - 1) // len(lengths)
    expected = max(with_longest, *(sum(drawn.sample(lengths, size)) for _ in range(_DRAWN_BATCHES)))
    return min(expected, sum(sorted(lengths)[-size:]))


def refuse(smallest: Estimate, room: int, would_fit: Sequence[str]) -> DoesNotFitError:
    """The error for a training that fits in no way, naming settings with which it would."""
    hint = f"would fit: {'; or '.join(would_fit)}" if would_fit else "choose a smaller base, or a larger device"
    return DoesNotFitError(
        f"this training needs at least {gib(smallest.total)}, and {gib(room)} can be used",
        hint=hint,
    )


def gib(size: float) -> str:
    """`1.5 GiB`, or `15 MiB` where that says more."""
    return f"{size / 2**30:.1f} GiB" if size >= 2**29 else f"{size / 2**20:.0f} MiB"


def _divisors(number: int) -> list[int]:
    return [d for d in range(number, 0, -1) if number % d == 0]


def _orders(sizes: dict[int, int], checkpointing: bool | None) -> Iterator[tuple[int, bool]]:
    fruitful = [s for s, tokens in sizes.items() if tokens >= FRUITFUL_TOKENS] or list(sizes)
    plain = [(s, False) for s in fruitful]
    again = [(s, True) for s in sizes]
    late = [(s, False) for s in sizes if s not in fruitful]
    yield from (o for o in (*plain, *again, *late) if checkpointing is None or o[1] is checkpointing)
