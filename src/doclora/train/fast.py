"""Cheaper norms, gated products and rotations for the families whose modules have the shapes of Llama's or Phi-3's."""

from __future__ import annotations

import functools
import inspect
from functools import partial
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import rms_norm, silu

from doclora.train.attention import FUNCTIONS


@functools.cache
def _kernels() -> ModuleType | None:
    if find_spec("triton") is None:
        return None
    from doclora.train import kernels

    return kernels


def triton_kernels(x: Tensor) -> Any:  # noqa: ANN401 - a module
    """Our kernels where this tensor is on a CUDA device and Triton is installed, else None: torch's own then."""
    return _kernels() if x.is_cuda else None


class GatedSilu(torch.autograd.Function):
    """silu(gate) · up, from gate and up side by side; the backward pass writes both gradients so as well."""

    @staticmethod
    def forward(ctx: Any, both: Tensor) -> Tensor:  # noqa: ANN401
        """From … × 2n to … × n."""
        ctx.save_for_backward(both)
        if kernels := triton_kernels(both):
            product: Tensor = kernels.gated(both.contiguous())
            return product
        gate, up = both.chunk(2, dim=-1)
        return silu(gate).mul_(up)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:  # noqa: ANN401
        """Of gate and up."""
        (both,) = ctx.saved_tensors
        if kernels := triton_kernels(both):
            back: Tensor = kernels.gated_back(both.contiguous(), gradient)
            return back
        gate, up = both.chunk(2, dim=-1)
        out = torch.empty_like(both)
        d_gate, d_up = out.chunk(2, dim=-1)
        torch.mul(gradient, silu(gate), out=d_up)
        d_gate.copy_(torch.ops.aten.silu_backward(gradient * up, gate))
        return out


class Norm(torch.autograd.Function):
    """x / rms(x) · w with w frozen: half the passes over memory that torch's own takes on a CPU."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:  # noqa: ANN401
        """Of the last dimension, in fp32."""
        wide = x.float()
        inverse = torch.linalg.vecdot(wide, wide)[..., None].div_(x.shape[-1]).add_(epsilon).rsqrt_()
        normed = wide * inverse
        ctx.save_for_backward(normed, inverse, weight)
        scaled: Tensor = normed * weight
        return scaled.to(x.dtype)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:  # noqa: ANN401
        """Of x alone: (g - n · mean(g · n)) / rms, with n the normed x and g the gradient times w."""
        normed, inverse, weight = ctx.saved_tensors
        g = gradient * weight
        mean = torch.linalg.vecdot(g.float(), normed)[..., None].div_(normed.shape[-1])
        return torch.addcmul(g, normed, mean, value=-1).mul_(inverse).to(gradient.dtype), None, None


class SplitRotate(torch.autograd.Function):
    """q, k and v of a fused projection, q and k rotated; the backward pass writes one gradient for all three.

    Rotary position embedding turns the first columns of each head; turning the gradient back is its derivative.
    """

    @staticmethod
    def forward(ctx: Any, qkv: Tensor, cos: Tensor, sin: Tensor, heads: int, groups: int) -> tuple[Tensor, ...]:  # noqa: ANN401
        """Split and rotate.

        Args:
            ctx: torch's.
            qkv: 1 × T × (heads + 2 groups) × width.
            cos: 1 × 1 × T × rotated, both halves equal.
            sin: as cos.
            heads: of q.
            groups: heads of k and of v.
        """
        ctx.save_for_backward(cos, sin)
        ctx.sizes = (heads, groups, groups)
        q, k, v = _parts(qkv, ctx.sizes)
        turned = _parts(qkv.new_empty(1, qkv.shape[1], heads + groups, qkv.shape[3]), (heads, groups))
        for part, out in zip((q, k), turned, strict=True):
            _rotate(part, cos, sin, 1.0, out)
        return *turned, v

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:  # noqa: ANN401
        """Rotate back, side by side."""
        cos, sin = ctx.saved_tensors
        _, _, tokens, width = gradients[0].shape
        out = gradients[0].new_empty(1, tokens, sum(ctx.sizes), width)
        dq, dk, dv = _parts(out, ctx.sizes)
        _rotate(gradients[0], cos, sin, -1.0, dq)
        _rotate(gradients[1], cos, sin, -1.0, dk)
        dv.copy_(gradients[2])
        return out, None, None, None, None


def _parts(joined: Tensor, sizes: tuple[int, ...]) -> tuple[Tensor, ...]:
    """1 × T × all heads × width → views of 1 × heads × T × width."""
    parts: tuple[Tensor, ...] = joined.transpose(1, 2).split(sizes, dim=1)
    return parts


def _rotate(x: Tensor, cos: Tensor, sin: Tensor, sign: float, out: Tensor) -> None:
    """Rotate the first columns of each head by the angle times `sign` into `out`, and copy the others."""
    if kernels := triton_kernels(x):
        kernels.rotate(x if x.stride(3) == 1 else x.contiguous(), cos, sin, sign, out)
        return
    half = cos.shape[-1] // 2
    low, high = x[..., :half], x[..., half : 2 * half]
    c, s = cos[..., :half], sin[..., :half]
    torch.mul(low, c, out=out[..., :half]).addcmul_(high, s, value=-sign)
    torch.mul(high, c, out=out[..., half : 2 * half]).addcmul_(low, s, value=sign)
    out[..., 2 * half :] = x[..., 2 * half :]


def speed_up(model: Any) -> list[str]:  # noqa: ANN401
    """Replace norms and gated products where this model has them in the known form; return the names of what was."""
    return sorted({name for module in model.modules() for name in _replace(module)})


def tabulate_rotation(model: Any, longest: int) -> bool:  # noqa: ANN401
    """Look angles up instead of computing them anew each step, in a model with one rotary embedding of the usual form.

    What scales the angles by the length of the text (longrope, dynamic) does so beyond the original context only:
    within it a table is exact. Returns whether there is a table.
    """
    found = [m for m in model.modules() if type(m).__name__.endswith("RotaryEmbedding")]
    if len(found) != 1 or list(inspect.signature(found[0].forward).parameters) != ["x", "position_ids"]:
        return False
    rotary = found[0]
    scaling = getattr(rotary.config, "rope_parameters", None) or {}
    if longest > scaling.get("original_max_position_embeddings", rotary.config.max_position_embeddings):
        return False
    probe = next(model.parameters())[:1, :1]
    cos, sin = rotary(probe, torch.arange(longest, device=probe.device)[None])
    rotary.forward = partial(_look_up, cos[0], sin[0])
    return True


def _look_up(cos: Tensor, sin: Tensor, x: Tensor, position_ids: Tensor) -> tuple[Tensor, Tensor]:
    return cos[position_ids], sin[position_ids]


def _replace(module: Any) -> list[str]:  # noqa: ANN401
    kind = type(module).__name__
    if kind.endswith("RMSNorm") and hasattr(module, "variance_epsilon") and "weight * hidden_states" in _source(module):
        module.forward = partial(_norm, module)
        return ["norm"]
    if kind == "Phi3MLP" and type(module.activation_fn).__name__ in {"SiLU", "SiLUActivation"}:
        module.forward = partial(_gated, module)
        return ["gate"]
    if kind == "Phi3Attention" and module.config._attn_implementation in FUNCTIONS:  # noqa: SLF001
        module.forward = partial(_attend, module)
        return ["attention"]
    return []


def _norm(module: Any, x: Tensor) -> Tensor:  # noqa: ANN401
    if x.device.type == "cpu" and not module.weight.requires_grad:
        normed: Tensor = Norm.apply(x, module.weight, module.variance_epsilon)
        return normed
    return rms_norm(x, module.weight.shape, module.weight, module.variance_epsilon)


def _gated(module: Any, x: Tensor) -> Tensor:  # noqa: ANN401
    down: Tensor = module.down_proj(GatedSilu.apply(module.gate_up_proj(x)))
    return down


def _source(module: Any) -> str:  # noqa: ANN401
    return inspect.getsource(type(module).forward)


def _attend(
    module: Any,  # noqa: ANN401
    hidden_states: Tensor,
    position_embeddings: tuple[Tensor, Tensor],
    attention_mask: Tensor | None = None,
    past_key_values: None = None,
    **kwargs: Any,  # noqa: ANN401
) -> tuple[Tensor, None]:
    """Phi-3's attention without a cache: q, k and v split and rotated in one piece."""
    assert past_key_values is None, "training keeps no cache"
    heads, groups, width = module.config.num_attention_heads, module.num_key_value_heads, module.head_dim
    tokens = hidden_states.shape[:-1]
    qkv = module.qkv_proj(hidden_states).view(*tokens, heads + 2 * groups, width)
    cos, sin = (t.unsqueeze(1) for t in position_embeddings)
    q, k, v = SplitRotate.apply(qkv, cos, sin, heads, groups)
    out, _ = FUNCTIONS[module.config._attn_implementation](  # noqa: SLF001 - transformers has no other name for it
        module,
        q,
        k,
        v,
        attention_mask,
        scaling=module.scaling,
        sliding_window=getattr(module.config, "sliding_window", None),
        **kwargs,
    )
    return module.o_proj(out.reshape(*tokens, -1)), None
