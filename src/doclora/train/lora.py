"""LoRA layers in as few matrix products as there can be: nine instead of peft's nine and a dozen element-wise passes.

Forward: y = x Wᵀ, then y += (s · x Aᵀ) Bᵀ in the same product. Backward: dx = g W, then dx += (s · g B) A likewise.
Holds for plain LoRA on linear layers in 16, 8 and 4 bit; every variant of peft's keeps peft's own forward.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn.functional import linear

from doclora.train.fast import triton_kernels

CHANGES_BASE: Final = ("pissa", "olora", "corda", "loftq", "lora_ga")  # of peft's initialisations


class LoraLinear(torch.autograd.Function):
    """y = x Wᵀ + b + s · dropout(x) Aᵀ Bᵀ with W and b frozen."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - torch's context has no type
        x: Tensor,
        layer: Any,  # noqa: ANN401 - a linear layer of torch or bitsandbytes
        a: Tensor,
        b: Tensor,
        scale: float,
        dropout: float,
    ) -> Tensor:
        """Tokens in, tokens out.

        Args:
            ctx: torch's.
            x: … × in.
            layer: the frozen base layer; its weight is out × in once dequantised.
            a: rank × in, in any precision.
            b: out × rank.
            scale: alpha / rank.
            dropout: share of the adapter's input set to 0.
        """
        flat = x.reshape(-1, x.shape[-1])
        a16, b16 = a.to(x.dtype), b.to(x.dtype)
        seen, kept = _drop(flat, dropout) if dropout else (flat, None)
        y = linear(flat, weight(layer, x.dtype), layer.bias)
        low = _scaled(seen, a16.t(), scale)
        y.addmm_(low, b16.t())
        ctx.save_for_backward(seen, low, a16, b16, kept)
        ctx.layer, ctx.scale, ctx.shape, ctx.types = layer, scale, x.shape, (a.dtype, b.dtype)
        ctx.share = dropout
        return y.view(*x.shape[:-1], y.shape[-1])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:  # noqa: ANN401
        """Gradients of x, A and B."""
        seen, low, a16, b16, kept = ctx.saved_tensors
        g = gradient.reshape(-1, gradient.shape[-1])
        g_low = _scaled(g, b16, ctx.scale)
        da, db = _product(g_low.t(), seen, ctx.types[0]), _product(g.t(), low, ctx.types[1])
        dx = None
        if ctx.needs_input_grad[0]:
            dx = g @ weight(ctx.layer, g.dtype)
            if kept is None:
                dx.addmm_(g_low, a16)
            else:
                _add_kept(dx, g_low @ a16, kept, 1 / (1 - ctx.share))
            dx = dx.view(ctx.shape)
        return dx, None, da, db, None, None


def _scaled(a: Tensor, b: Tensor, scale: float) -> Tensor:
    """Scale · a b, scaled before it is rounded."""
    return torch.addmm(a.new_empty(()), a, b, beta=0, alpha=scale)


def _product(a: Tensor, b: Tensor, dtype: torch.dtype) -> Tensor:
    """A b, summed and stored in `dtype` where the device can."""
    return torch.mm(a, b, out_dtype=dtype) if a.is_cuda and a.dtype != dtype else (a @ b).to(dtype)


def _drop(x: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Dropout of x, and what was kept: a mask; on a CPU, where a draw an element is slow, the places dropped."""
    if x.device.type != "cpu":
        seen, mask = torch.native_dropout(x, share, True)
        return seen, mask
    places = dropped(x.numel(), share)
    seen = x * (1 / (1 - share))
    seen.view(-1)[places] = 0
    return seen, places


def dropped(count: int, share: float) -> Tensor:
    """Places in 0 … count - 1, each drawn with probability `share` by itself: the gaps between them are geometric."""
    many = int(count * share + 8 * math.sqrt(count * share) + 8)
    places = torch.empty(many, dtype=torch.float64).geometric_(share).cumsum_(0).long() - 1
    while int(places[-1]) < count:
        more = torch.empty(many, dtype=torch.float64).geometric_(share).cumsum_(0).long() + places[-1]
        places = torch.cat((places, more))
    return places[places < count]


def _add_kept(total: Tensor, addend: Tensor, kept: Tensor, scale: float) -> None:
    """Total += scale · addend where kept; addend is used up."""
    if kept.dtype == torch.int64:
        addend.view(-1)[kept] = 0
        total.add_(addend, alpha=scale)
    elif kernels := triton_kernels(total):
        kernels.add_kept(total, addend, kept, scale)
    else:
        total.addcmul_(addend, kept, value=scale)


def weight(layer: Any, dtype: torch.dtype) -> Tensor:  # noqa: ANN401
    """The frozen weight of a layer, out × in, dequantised where bitsandbytes holds it in 4 or 8 bit."""
    state = getattr(layer.weight, "quant_state", None)
    if state is not None:
        from bitsandbytes.functional import dequantize_4bit

        full: Tensor = dequantize_4bit(layer.weight.data, state)
        return full.to(dtype)
    if layer.weight.dtype == torch.int8:
        from bitsandbytes.functional import int8_vectorwise_dequant

        rows: Tensor = layer.weight.data if layer.state.CB is None else layer.state.CB
        scales: Tensor = layer.weight.SCB if layer.state.SCB is None else layer.state.SCB
        eight: Tensor = int8_vectorwise_dequant(rows, scales)
        return eight.to(dtype)
    plain: Tensor = layer.weight
    return plain if plain.dtype == dtype else plain.to(dtype)


def fuse_lora(model: Any) -> int:  # noqa: ANN401
    """Give every plain LoRA layer of a peft model the fused forward; return how many there were."""
    from peft.tuners.lora import LoraLayer

    count = 0
    for module in model.modules():
        if isinstance(module, LoraLayer) and _plain(module):
            module.forward = partial(_forward, module)
            count += 1
    return count


def _plain(module: Any) -> bool:  # noqa: ANN401
    kinds = {"Linear", "Linear4bit", "Linear8bitLt"}
    return (
        type(module).__name__ in kinds
        and type(module.base_layer).__name__ in kinds
        and list(module.lora_A) == ["default"]
        and not module.lora_variant
        and not getattr(module, "fan_in_fan_out", False)
        and module.lora_B["default"].bias is None
        and type(module.lora_A["default"]) is torch.nn.Linear
    )


def _forward(module: Any, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401
    if module.disable_adapters or module.merged:
        plain: Tensor = type(module).forward(module, x, *args, **kwargs)
        return plain
    dropout = module.lora_dropout["default"]
    share = dropout.p if isinstance(dropout, torch.nn.Dropout) and module.training else 0.0
    a, b = module.lora_A["default"].weight, module.lora_B["default"].weight
    y: Tensor = LoraLinear.apply(x, module.base_layer, a, b, module.scaling["default"], share)
    return y
