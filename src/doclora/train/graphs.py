"""A micro-batch's way through the model as two CUDA graphs, there and back: thousands of small launches become two.

A graph holds for one shape, so a packed row is filled up to a multiple of 128 tokens with one more sample that nothing
learns from. The loss lies between the two, outside: answers may be of any number, and shapes are few.
Gradients accumulate in place, in buffers that stay where they are.
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
    """The graphs of one shape, with what they read and write.

    Attributes:
        forward: from `inputs` to `hidden`.
        backward: from `gradient`, of the hidden states, to the parameters' gradients.
        hidden: 1 × T × width.
    """

    forward: Any
    backward: Any
    inputs: dict[str, Tensor]
    hidden: Tensor
    gradient: Tensor


class GraphedSteps:
    """Runs micro-batches as graphs, captured when their shape is first seen.

    Args:
        model: from its arguments to the hidden states, 1 × T × width.
        loss: from hidden states of some tokens and their targets to a summed loss.
        parameters: the trained ones; their gradients get fixed buffers.
        longest: tokens of the longest sample.
        samples: in a micro-batch, at most.
    """

    def __init__(
        self,
        model: Callable[[dict[str, Any]], Tensor],
        loss: Callable[[Tensor, Tensor], Tensor],
        parameters: list[torch.nn.Parameter],
        longest: int,
        samples: int,
    ) -> None:
        self._model, self._loss = model, loss
        self._longest, self._samples = max(longest, GRAIN), samples
        self._graphs: dict[int, Captured] = {}
        self._pool = torch.cuda.graph_pool_handle()
        self._gradients = [torch.zeros_like(p) for p in parameters]
        for parameter, gradient in zip(parameters, self._gradients, strict=True):
            parameter.grad = gradient

    def zero(self, set_to_none: bool = True) -> None:
        """Zero the gradients where they are; takes the place of the model's `zero_grad`."""
        torch._foreach_zero_(self._gradients)

    def run(self, batch: dict[str, Any], answers: int | Tensor) -> Tensor:
        """Add a micro-batch's gradients; return its loss."""
        tokens = -(-batch["input_ids"].shape[1] // GRAIN) * GRAIN
        captured = self._graphs.get(tokens)
        if captured is None:
            inputs = self._allocate(tokens)
            _fill(inputs, batch)
            captured = self._graphs[tokens] = self._capture(inputs)
        else:
            _fill(captured.inputs, batch)
        captured.forward.replay()
        hidden = captured.hidden[0].index_select(0, batch["rows"]).requires_grad_()
        loss = self._loss(hidden, batch["targets"]) / answers
        (gradient,) = torch.autograd.grad(loss, hidden)
        captured.gradient.zero_()
        captured.gradient[0].index_copy_(0, batch["rows"], gradient)
        captured.backward.replay()
        return loss.detach()

    def _allocate(self, tokens: int) -> dict[str, Tensor]:
        def zeros(*shape: int, dtype: torch.dtype = torch.int64) -> Tensor:
            return torch.zeros(*shape, dtype=dtype, device="cuda")

        return {
            "input_ids": zeros(1, tokens),
            "position_ids": zeros(1, tokens),
            "borders": zeros(self._samples + 2, dtype=torch.int32),
        }

    def _capture(self, inputs: dict[str, Tensor]) -> Captured:
        if not self._graphs:
            self._warm_up(inputs)
        forward, backward = torch.cuda.CUDAGraph(), torch.cuda.CUDAGraph()
        with torch.cuda.graph(forward, pool=self._pool):
            hidden = self._forward(inputs)
        gradient = torch.zeros_like(hidden)
        with torch.cuda.graph(backward, pool=self._pool):
            torch.autograd.backward(hidden, gradient)
        return Captured(forward, backward, inputs, hidden.detach(), gradient)

    def _warm_up(self, inputs: dict[str, Tensor]) -> None:
        """Twice without a graph, on a stream of its own: libraries make their handles, Triton its kernels.

        What dropout draws here is drawn again afterwards, so that a resumed training goes on as if it had not stopped.
        """
        drawn = torch.cuda.get_rng_state()
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                hidden = self._forward(inputs)
                torch.autograd.backward(hidden, torch.zeros_like(hidden))
            del hidden
        torch.cuda.current_stream().wait_stream(stream)
        torch.cuda.set_rng_state(drawn)
        self.zero()
        torch.cuda.empty_cache()  # what the warm-up held, the graphs' own pool needs again

    def _forward(self, inputs: dict[str, Tensor]) -> Tensor:
        segments = Segments((self._longest,), inputs["borders"])
        arguments = {n: inputs[n] for n in ("input_ids", "position_ids")} | {"segments": segments, "use_cache": False}
        return self._model(arguments)


def _fill(inputs: dict[str, Tensor], batch: dict[str, Any]) -> None:
    """Lay a micro-batch into a graph's tensors; what is left over is one more sample, which has no answer."""
    tokens, ends = batch["input_ids"].shape[1], batch["borders"].shape[0]
    size = inputs["input_ids"].shape[1]
    for name in ("input_ids", "position_ids"):
        inputs[name][:, :tokens].copy_(batch[name], non_blocking=True)
    inputs["input_ids"][:, tokens:].zero_()
    torch.arange(size - tokens, out=inputs["position_ids"][0, tokens:])
    inputs["borders"].fill_(size)
    inputs["borders"][:ends].copy_(batch["borders"], non_blocking=True)
