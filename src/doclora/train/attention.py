"""Causal attention inside each sample of a packed row, registered with transformers under our own names."""

from __future__ import annotations

import functools
import inspect
from importlib.util import find_spec
from typing import Any, Final

import torch
from torch.nn.functional import scaled_dot_product_attention

from doclora.errors import SettingsError
from doclora.train.packing import Segments

VARLEN: Final = "doclora_varlen"
SDPA: Final = "doclora_sdpa"
WASTE: Final = 2


def register() -> None:
    """Make both functions known to transformers.

    They have no mask function: transformers then builds no mask and does not look for packed samples either, which
    would make the host wait for the device at every step.
    """
    from transformers import AttentionInterface

    for name, function in FUNCTIONS.items():
        AttentionInterface.register(name, function)


def varlen_available() -> bool:
    """Whether this device has flash attention over samples of any length: compute capability 8.0."""
    if not torch.cuda.is_available() or torch.cuda.get_device_capability() < (8, 0):
        return False
    return find_spec("torch.nn.attention.varlen") is not None


def varlen_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    segments: Segments,
    scaling: float,
    sliding_window: int | None = None,
    **rest: Any,  # noqa: ANN401 - whatever else transformers passes to attention functions
) -> tuple[torch.Tensor, None]:
    """One call for all samples.

    Args:
        module: the attention module.
        query: 1 × heads × T × width.
        key: 1 × key-value heads × T × width.
        value: as key.
        attention_mask: None.
        segments: where each sample begins and ends.
        scaling: of the scores.
        sliding_window: tokens that a token sees, itself included; None: all before it.
        rest: whatever else transformers passes.
    """
    from torch.nn.attention.varlen import varlen_attn

    _refuse_unknown(attention_mask, rest)
    q, k, v = (t[0].transpose(0, 1) for t in (query, key, value))
    longest = max(segments.lengths)
    more = _arguments(varlen_attn, sliding_window)
    out: Any = varlen_attn(q, k, v, segments.borders, segments.borders, longest, longest, scale=scaling, **more)
    return out.unsqueeze(0), None


def sdpa_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    segments: Segments,
    scaling: float,
    sliding_window: int | None = None,
    **rest: Any,  # noqa: ANN401 - whatever else transformers passes to attention functions
) -> tuple[torch.Tensor, None]:
    """For devices without varlen attention: one causal call for all samples, or one a sample.

    Together on a GPU, where padding them wastes less than half of the call. Shapes as for `varlen_attention`.
    """
    _refuse_unknown(attention_mask, rest)
    groups = query.shape[1] // key.shape[1]
    qkv = (query, _repeated(key, groups), _repeated(value, groups))
    padded = max(segments.lengths) * len(segments.lengths)
    if query.is_cuda and padded <= WASTE * query.shape[2]:
        return padded_attention(*qkv, segments, scaling, sliding_window), None
    parts = (t.split(segments.lengths, dim=2) for t in qkv)
    outputs = [_causal(q, k, v, scaling, sliding_window) for q, k, v in zip(*parts, strict=True)]
    return torch.cat(outputs, dim=2).transpose(1, 2), None


def padded_attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    segments: Segments,
    scaling: float,
    sliding_window: int | None,
) -> torch.Tensor:
    """All samples at once, padded on the right: a causal token sees nothing to its right, so no mask is needed.

    From 1 × heads × T × width, all of as many heads, to 1 × T × heads × width.
    """
    longest = max(segments.lengths)
    q, k, v = (_padded(t, segments, longest) for t in (query, key, value))
    together = _causal(q, k, v, scaling, sliding_window)
    return together.transpose(1, 2).flatten(0, 1).index_select(0, segments.kept).unsqueeze(0)


@functools.cache
def _arguments(function: Any, sliding_window: int | None) -> dict[str, Any]:  # noqa: ANN401
    """How this torch's varlen attention is told to be causal, and that several heads of q share one of k and v.

    Causal by its window since torch 2.11, by a flag before; sharing heads must be allowed since 2.12.
    """
    known = inspect.signature(function).parameters
    arguments: dict[str, Any] = {"enable_gqa": True} if "enable_gqa" in known else {}
    if "window_size" in known:
        return arguments | {"window_size": (-1 if sliding_window is None else sliding_window - 1, 0)}
    return arguments | {"is_causal": True}


def _causal(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scaling: float, sliding_window: int | None
) -> torch.Tensor:
    length = q.shape[2]
    if sliding_window is None or length <= sliding_window:
        return scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling)
    band = torch.ones(length, length, dtype=torch.bool, device=q.device).tril().triu(1 - sliding_window)
    return scaled_dot_product_attention(q, k, v, attn_mask=band, scale=scaling)


def _padded(t: torch.Tensor, segments: Segments, longest: int) -> torch.Tensor:
    """1 × heads × T × width → samples × heads × longest × width."""
    rows = t[0].transpose(0, 1).index_select(0, segments.padded)
    return rows.view(len(segments.lengths), longest, *rows.shape[1:]).transpose(1, 2)


def _repeated(t: torch.Tensor, groups: int) -> torch.Tensor:
    """1 × key-value heads × T × width → 1 × heads × T × width."""
    return t if groups == 1 else t.repeat_interleave(groups, dim=1)


def _refuse_unknown(attention_mask: torch.Tensor | None, rest: dict[str, Any]) -> None:
    assert attention_mask is None, "a packed row has no mask"
    unknown = sorted(n for n in ("softcap", "s_aux", "position_bias") if rest.get(n) is not None)
    if unknown or rest.get("dropout"):
        raise SettingsError(
            f"this model's attention needs {', '.join(unknown) or 'dropout'}, which packed attention lacks",
            hint="choose another base, such as microsoft/Phi-4-mini-instruct",
        )


FUNCTIONS: Final = {VARLEN: varlen_attention, SDPA: sdpa_attention}
