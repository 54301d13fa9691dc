"""Packing: samples laid end to end in one row, each numbered from 0 and blind to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

from doclora.train.encode import Sample


@dataclass(frozen=True)
class Segments:
    """Where each sample of a packed row begins and ends.

    Attributes:
        lengths: tokens of each sample, in order.
        borders: 0 and the end of each sample, int32, on the model's device.
    """

    lengths: tuple[int, ...]
    borders: torch.Tensor

    @cached_property
    def padded(self) -> torch.Tensor:
        """For each place of samples × longest, the token of the row that goes there; the first token in the padding."""
        places = torch.arange(max(self.lengths), device=self.borders.device)
        starts, ends = self.borders[:-1, None], self.borders[1:, None]
        tokens = starts + places
        return torch.where(tokens < ends, tokens, 0).flatten()

    @cached_property
    def kept(self) -> torch.Tensor:
        """For each token of the row, its place in samples × longest."""
        places = torch.arange(max(self.lengths), device=self.borders.device)
        there = places < self.borders.diff()[:, None]
        return torch.arange(there.numel(), device=there.device)[there.flatten()]


def pack(samples: Sequence[Sample]) -> dict[str, Any]:
    """Lay samples end to end. There is no attention mask: a mask of ones would let samples see each other.

    Returns:
        input_ids: int64, 1 × T.
        position_ids: int64, 1 × T, restarting at 0 with each sample.
        borders: int32, samples + 1.
        lengths: tokens of each sample.
        rows: int64, positions whose hidden state predicts a token of an answer.
        targets: int64, the tokens that they should predict.
    """
    lengths = [len(s.tokens) for s in samples]
    borders = torch.tensor([0, *lengths]).cumsum(0)
    tokens = torch.tensor([t for s in samples for t in s.tokens])
    starts = borders[:-1].tolist()
    rows = torch.cat(
        [torch.arange(at + s.prompt - 1, at + len(s.tokens) - 1) for at, s in zip(starts, samples, strict=True)]
    )
    return {
        "input_ids": tokens[None],
        "position_ids": torch.cat([torch.arange(n) for n in lengths])[None],
        "borders": borders.int(),
        "lengths": lengths,
        "rows": rows,
        "targets": tokens[rows + 1],
    }


def model_inputs(batch: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a model's forward for a packed batch; `segments` reaches the attention function."""
    return {
        "input_ids": batch["input_ids"],
        "position_ids": batch["position_ids"],
        "use_cache": False,
        "segments": Segments(tuple(batch["lengths"]), batch["borders"]),
    }
