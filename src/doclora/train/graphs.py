"""Forward and backward of a micro-batch as one CUDA graph: thousands of small launches become one.

A graph holds for one shape, so a packed row is filled up to a multiple of 128 tokens with one more sample that nothing
learns from: its rows have weight 0. Gradients accumulate in place, in buffers that stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor

from doclora.train.packing import Segments

GRAIN: Final = 128


@dataclass(frozen=True)
class Captured:
    """A graph with the tensors that it reads and the loss that it writes."""

    graph: Any
    inputs: dict[str, Tensor]
    loss: Tensor


class GraphedSteps:
    """Runs micro-batches as graphs, captured when their shape is first seen.

    Args:
        loss: from the model's inputs, the rows, their targets and weights, to a scalar.
        parameters: the trained ones; their gradients get fixed buffers.
        longest: tokens of the longest sample.
        samples: in a micro-batch, at most.
    """

    def __init__(
        self, loss: Callable[..., Tensor], parameters: list[torch.nn.Parameter], longest: int, samples: int
    ) -> None:
        self._loss, self._longest, self._samples = loss, max(longest, GRAIN), samples
        self._graphs: dict[tuple[int, int], Captured] = {}
        self._pool = torch.cuda.graph_pool_handle()
        self._gradients = [torch.zeros_like(p) for p in parameters]
        for parameter, gradient in zip(parameters, self._gradients, strict=True):
            parameter.grad = gradient

    def zero(self, set_to_none: bool = True) -> None:
        """Zero the gradients where they are; takes the place of the model's `zero_grad`."""
        torch._foreach_zero_(self._gradients)

    def run(self, batch: dict[str, Any], answers: int | Tensor) -> Tensor:
        """Add a micro-batch's gradients; return its loss."""
        shape = _ceiling(batch["input_ids"].shape[1]), _ceiling(batch["rows"].shape[0])
        captured = self._graphs.get(shape)
        if captured is None:
            inputs = self._allocate(*shape)
            _fill(inputs, batch, answers)
            captured = self._graphs[shape] = self._capture(inputs)
        else:
            _fill(captured.inputs, batch, answers)
        captured.graph.replay()
        return captured.loss.detach().clone()

    def _allocate(self, tokens: int, rows: int) -> dict[str, Tensor]:
        def zeros(*shape: int, dtype: torch.dtype = torch.int64) -> Tensor:
            return torch.zeros(*shape, dtype=dtype, device="cuda")

        return {
            "input_ids": zeros(1, tokens),
            "position_ids": zeros(1, tokens),
            "borders": zeros(self._samples + 2, dtype=torch.int32),
            "rows": zeros(rows),
            "targets": zeros(rows),
            "weights": zeros(rows, dtype=torch.float32),
        }

    def _capture(self, inputs: dict[str, Tensor]) -> Captured:
        if not self._graphs:
            self._warm_up(inputs)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            loss = self._step(inputs)
        return Captured(graph, inputs, loss)

    def _warm_up(self, inputs: dict[str, Tensor]) -> None:
        """Once without a graph, on a stream of its own: libraries make their handles, Triton its kernels."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                self._step(inputs)
        torch.cuda.current_stream().wait_stream(stream)
        self.zero()
        torch.cuda.empty_cache()  # what the warm-up held, the graph's own pool needs again

    def _step(self, inputs: dict[str, Tensor]) -> Tensor:
        segments = Segments((self._longest,), inputs["borders"])
        arguments = {n: inputs[n] for n in ("input_ids", "position_ids")} | {"segments": segments, "use_cache": False}
        loss = self._loss(arguments, inputs["rows"], inputs["targets"], inputs["weights"])
        torch.autograd.backward(loss)
        return loss


def _fill(inputs: dict[str, Tensor], batch: dict[str, Any], answers: int | Tensor) -> None:
    """Lay a micro-batch into a graph's tensors; what is left over is one more sample without weight."""
    tokens, rows, ends = batch["input_ids"].shape[1], batch["rows"].shape[0], batch["borders"].shape[0]
    size = inputs["input_ids"].shape[1]
    for name in ("input_ids", "position_ids"):
        inputs[name][:, :tokens].copy_(batch[name], non_blocking=True)
    inputs["input_ids"][:, tokens:].zero_()
    torch.arange(size - tokens, out=inputs["position_ids"][0, tokens:])
    inputs["borders"].fill_(size)
    inputs["borders"][:ends].copy_(batch["borders"], non_blocking=True)
    for name in ("rows", "targets"):
        inputs[name].zero_()
        inputs[name][:rows].copy_(batch[name], non_blocking=True)
    inputs["weights"].zero_()
    inputs["weights"][:rows].fill_(1.0)
    inputs["weights"].div_(answers)


def _ceiling(number: int) -> int:
    return -(-number // GRAIN) * GRAIN
