"""Cross-entropy of the answer tokens from hidden states, without ever holding all logits."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, linear

CHUNK_BYTES = 2**28


class LinearCrossEntropy(torch.autograd.Function):
    """Sum of -log softmax(h Wᵀ)[target] over rows, the head W frozen; logits exist for one chunk of rows at a time.

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
        for h, t, out in zip(hidden.split(rows), targets.split(rows), gradient.split(rows), strict=True):
            logits = linear(h, head).float()
            normaliser = logits.logsumexp(-1, keepdim=True)
            total += (normaliser - logits.gather(1, t[:, None])).sum()
            probability = logits.sub_(normaliser).exp_()
            probability.scatter_add_(1, t[:, None], torch.full_like(normaliser, -1.0))
            torch.mm(probability.to(head.dtype), head, out=out)
        ctx.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:  # noqa: ANN401
        """Of the hidden states alone."""
        (gradient,) = ctx.saved_tensors
        return gradient * upstream.to(gradient.dtype), None, None


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
