"""Triton kernels for what torch does in many passes over memory: rotation, gated product, dropout's sum, loss.

Each does what a few lines of torch do elsewhere (`fast.py`, `lora.py`, `loss.py`), and is held to them by tests.
Imported only where there is a CUDA device and Triton.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

_BLOCK = 1024


@triton.jit  # type: ignore[untyped-decorator]
def _rotate(x, out, cos, sin, xh, xt, ot, heads, width, sign, half: tl.constexpr, cols: tl.constexpr, n: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    t = tl.program_id(0)
    h = tl.arange(0, n)[:, None]
    d = tl.arange(0, cols)[None, :]
    there = (h < heads) & (d < width)
    rotated = d < 2 * half
    partner = tl.where(d < half, d + half, d - half)
    partner = tl.where(rotated, partner, d)
    row = x + h * xh + t * xt
    own = tl.load(row + d, mask=there).to(tl.float32)
    other = tl.load(row + partner, mask=there).to(tl.float32)
    c = tl.load(cos + t * 2 * half + d, mask=rotated, other=1.0).to(tl.float32)
    s = tl.load(sin + t * 2 * half + d, mask=rotated, other=0.0).to(tl.float32)
    s = tl.where(d < half, -s, s) * sign
    tl.store(out + h * width + t * ot + d, own * c + other * s, mask=there)


def rotate(x: Tensor, cos: Tensor, sin: Tensor, sign: float, out: Tensor) -> None:
    """Rotate the first columns of each head by the angle times `sign`, and copy the others.

    Args:
        x: 1 × heads × T × width, the width contiguous.
        cos: 1 × 1 × T × rotated.
        sin: as cos.
        sign: 1, or -1 to rotate back.
        out: as x, its heads side by side; written to.
    """
    _, heads, tokens, width = x.shape
    _rotate[(tokens,)](
        x,
        out,
        cos.contiguous(),
        sin.contiguous(),
        x.stride(1),
        x.stride(2),
        out.stride(2),
        heads,
        width,
        sign,
        half=cos.shape[-1] // 2,
        cols=triton.next_power_of_2(width),
        n=triton.next_power_of_2(heads),
    )


@triton.jit  # type: ignore[untyped-decorator]
def _gated(both, out, inner, block: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    row = tl.program_id(0).to(tl.int64)
    d = tl.program_id(1) * block + tl.arange(0, block)
    there = d < inner
    gate = tl.load(both + row * 2 * inner + d, mask=there).to(tl.float32)
    up = tl.load(both + row * 2 * inner + inner + d, mask=there).to(tl.float32)
    tl.store(out + row * inner + d, gate * tl.sigmoid(gate) * up, mask=there)


@triton.jit  # type: ignore[untyped-decorator]
def _gated_back(both, gradient, out, inner, block: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    row = tl.program_id(0).to(tl.int64)
    d = tl.program_id(1) * block + tl.arange(0, block)
    there = d < inner
    gate = tl.load(both + row * 2 * inner + d, mask=there).to(tl.float32)
    up = tl.load(both + row * 2 * inner + inner + d, mask=there).to(tl.float32)
    g = tl.load(gradient + row * inner + d, mask=there).to(tl.float32)
    s = tl.sigmoid(gate)
    tl.store(out + row * 2 * inner + d, g * up * s * (1 + gate * (1 - s)), mask=there)
    tl.store(out + row * 2 * inner + inner + d, g * gate * s, mask=there)


def gated(both: Tensor) -> Tensor:
    """silu(gate) · up of contiguous … × 2n."""
    inner = both.shape[-1] // 2
    out = torch.empty(*both.shape[:-1], inner, dtype=both.dtype, device=both.device)
    _gated[(out.numel() // inner, triton.cdiv(inner, _BLOCK))](both, out, inner, block=_BLOCK)
    return out


def gated_back(both: Tensor, gradient: Tensor) -> Tensor:
    """Gradient of gate and up, side by side."""
    inner = both.shape[-1] // 2
    gradient = gradient.contiguous()
    out = torch.empty_like(both)
    _gated_back[(gradient.numel() // inner, triton.cdiv(inner, _BLOCK))](both, gradient, out, inner, block=_BLOCK)
    return out


@triton.jit  # type: ignore[untyped-decorator]
def _add_kept(total, addend, kept, scale, size, block: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    at = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    there = at < size
    mask = tl.load(kept + at, mask=there, other=0) != 0
    more = tl.load(addend + at, mask=there & mask, other=0.0).to(tl.float32)
    own = tl.load(total + at, mask=there, other=0.0).to(tl.float32)
    tl.store(total + at, own + more * scale, mask=there)


def add_kept(total: Tensor, addend: Tensor, kept: Tensor, scale: float) -> None:
    """Total += scale · addend where kept, in place; all contiguous and of one shape."""
    size = total.numel()
    _add_kept[(triton.cdiv(size, _BLOCK),)](total, addend, kept.view(torch.uint8), scale, size, block=_BLOCK)


@triton.jit  # type: ignore[untyped-decorator]
def _entropy(logits, targets, losses, size, block: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    row = tl.program_id(0).to(tl.int64)
    at = logits + row * size
    top = tl.full((), float("-inf"), tl.float32)
    total = tl.zeros((), tl.float32)
    for start in range(0, size, block):
        d = start + tl.arange(0, block)
        z = tl.load(at + d, mask=d < size, other=float("-inf")).to(tl.float32)
        higher = tl.maximum(top, tl.max(z, 0))
        total = total * tl.exp(top - higher) + tl.sum(tl.exp(z - higher), 0)
        top = higher
    normaliser = top + tl.log(total)
    target = tl.load(targets + row)
    tl.store(losses + row, normaliser - tl.load(at + target).to(tl.float32))
    tl.debug_barrier()
    for start in range(0, size, block):
        d = start + tl.arange(0, block)
        z = tl.load(at + d, mask=d < size, other=float("-inf")).to(tl.float32)
        p = tl.exp(z - normaliser) - tl.where(d == target, 1.0, 0.0)
        tl.store(at + d, p, mask=d < size)


def entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Loss of each row; the logits, rows × vocabulary, become their own gradient in place."""
    losses = torch.empty(logits.shape[0], dtype=torch.float32, device=logits.device)
    _entropy[(logits.shape[0],)](logits, targets, losses, logits.shape[1], block=4096, num_warps=16)
    return losses
