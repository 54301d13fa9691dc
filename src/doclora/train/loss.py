"""Cross-entropy of the answer tokens from hidden states, without ever holding all logits."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, linear

from doclora.train.fast import triton_kernels

CHUNK_BYTES = 2**28


class LinearCrossEntropy(torch.autograd.Function):
    """Σ -log softmax(h Wᵀ)[target] over rows, the head W frozen; logits exist for one chunk of rows at a time.

    The gradient of h, (softmax - onehot) W, is made in the forward pass, chunk by chunk, while the logits are there.
    """

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, head: Tensor, targets: Tensor) -> Tensor:  # noqa: ANN401
        """Loss in fp32.

        Args:
            ctx: torch's.
            hidden: n × width.
            head: vocabulary × width.
            targets: n.
        """
        rows = max(16, CHUNK_BYTES // (4 * head.shape[0]))
        total = torch.zeros((), dtype=torch.float32, device=hidden.device)
        gradient = torch.empty_like(hidden)
        parts = (t.split(rows) for t in (hidden, targets, gradient))
        for h, t, out in zip(*parts, strict=True):
            losses, d_logits = _entropy(linear(h, head), t)
            total += losses.sum()
            torch.mm(d_logits, head, out=out)
        ctx.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:  # noqa: ANN401
        """Of the hidden states alone."""
        (gradient,) = ctx.saved_tensors
        return gradient * upstream.to(gradient.dtype), None, None


def _entropy(logits: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Loss of each row, and the gradient of the logits, which may be their own memory."""
    if kernels := triton_kernels(logits):
        return kernels.entropy(logits, targets), logits
    own = targets[:, None]
    exact = logits.float()
    exact.sub_(exact.amax(-1, keepdim=True))
    scores = exact.gather(1, own)
    total = exact.exp_().sum(-1, keepdim=True)
    losses = (total.log() - scores)[:, 0]
    exact.div_(total).scatter_add_(1, own, torch.full_like(total, -1.0))
    return losses, exact.to(logits.dtype)


def fused_loss(hidden: Tensor, head: Tensor, targets: Tensor) -> Tensor:
    """Summed loss of the answer tokens, logits held chunk by chunk."""
    loss: Tensor = LinearCrossEntropy.apply(hidden, head, targets)
    return loss


def plain_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The same from logits, n × vocabulary."""
    return cross_entropy(logits.float(), targets, reduction="sum")


def foretold(hidden: Tensor, head: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """For each row, its loss and whether greedy decoding would choose the target. For evaluation, chunk by chunk."""
    rows = max(16, CHUNK_BYTES // (4 * head.shape[0]))
    losses, right = [], []
    for h, t in zip(hidden.split(rows), targets.split(rows), strict=True):
        logits = linear(h, head).float()
        losses.append(cross_entropy(logits, t, reduction="none"))
        right.append(logits.argmax(-1) == t)
    return torch.cat(losses), torch.cat(right)
