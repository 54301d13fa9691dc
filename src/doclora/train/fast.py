"""Cheaper norms, gated products and rotations for the families whose modules have the shapes of Llama's or Phi-3's."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import rms_norm, silu


class GatedSilu(torch.autograd.Function):
    """silu(gate) · up, from gate and up side by side; the backward pass writes both gradients so as well."""

    @staticmethod
    def forward(ctx: Any, both: Tensor) -> Tensor:  # noqa: ANN401
        """From … × 2n to … × n."""
        ctx.save_for_backward(both)
        gate, up = both.chunk(2, dim=-1)
        return silu(gate).mul_(up)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:  # noqa: ANN401
        """Of gate and up."""
        (both,) = ctx.saved_tensors
        gate, up = both.chunk(2, dim=-1)
        out = torch.empty_like(both)
        d_gate, d_up = out.chunk(2, dim=-1)
        torch.mul(gradient, silu(gate), out=d_up)
        d_gate.copy_(torch.ops.aten.silu_backward(gradient * up, gate))
        return out


class Rotate(torch.autograd.Function):
    """Rotary position embedding of the first columns of each head; rotating the gradient back is its derivative."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:  # noqa: ANN401
        """Rotate.

        Args:
            ctx: torch's.
            x: 1 × heads × T × width.
            cos: 1 × 1 × T × rotated, both halves equal.
            sin: as cos.
        """
        ctx.save_for_backward(cos, sin)
        return _rotated(x, cos, sin)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:  # noqa: ANN401
        """Rotate back."""
        cos, sin = ctx.saved_tensors
        return _rotated(gradient, cos, -sin), None, None


def _rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = cos.shape[-1] // 2
    out = torch.empty_like(x)
    low, high = x[..., :half], x[..., half : 2 * half]
    c, s = cos[..., :half], sin[..., :half]
    torch.mul(low, c, out=out[..., :half]).addcmul_(high, s, value=-1)
    torch.mul(high, c, out=out[..., half : 2 * half]).addcmul_(low, s)
    out[..., 2 * half :] = x[..., 2 * half :]
    return out


def speed_up(model: Any) -> list[str]:  # noqa: ANN401
    """Replace norms and gated products where this model has them in the known form; return the names of what was."""
    return sorted({name for module in model.modules() for name in _replace(module)})


@contextlib.contextmanager
def fast_rotation(wanted: bool) -> Iterator[None]:
    """Rotate by `Rotate` in Phi-3's attention while the block lasts: its module alone rotates part of a head so."""
    if not wanted:
        yield
        return
    from transformers.models.phi3 import modeling_phi3

    own = modeling_phi3.apply_rotary_pos_emb
    modeling_phi3.apply_rotary_pos_emb = _apply_rotation
    try:
        yield
    finally:
        modeling_phi3.apply_rotary_pos_emb = own


def _replace(module: Any) -> list[str]:  # noqa: ANN401
    kind = type(module).__name__
    if kind.endswith("RMSNorm") and hasattr(module, "variance_epsilon") and "weight * hidden_states" in _source(module):
        module.forward = partial(_norm, module)
        return ["norm"]
    if kind == "Phi3MLP" and type(module.activation_fn).__name__ in {"SiLU", "SiLUActivation"}:
        module.forward = partial(_gated, module)
        return ["gate"]
    return []


def _norm(module: Any, x: Tensor) -> Tensor:  # noqa: ANN401
    return rms_norm(x, module.weight.shape, module.weight, module.variance_epsilon)


def _gated(module: Any, x: Tensor) -> Tensor:  # noqa: ANN401
    down: Tensor = module.down_proj(GatedSilu.apply(module.gate_up_proj(x)))
    return down


def _source(module: Any) -> str:  # noqa: ANN401
    return inspect.getsource(type(module).forward)


def _apply_rotation(q: Tensor, k: Tensor, cos: Tensor, sin: Tensor, unsqueeze_dim: int = 1) -> tuple[Tensor, Tensor]:
    cos, sin = cos.unsqueeze(unsqueeze_dim), sin.unsqueeze(unsqueeze_dim)
    return Rotate.apply(q, cos, sin), Rotate.apply(k, cos, sin)
