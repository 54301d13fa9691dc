"""Captions and the figures and tables that they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.drawings import CAPTION
from doclora.extract.geometry.profile import Profile

_FARTHEST: Final = 46.0
"""Points from a caption to what it belongs to, at most."""
_CLOSE: Final = 16.0
"""Points: a caption without a number stands no further below its figure."""
_OF_TABLE: Final = re.compile(r"^(?:table|tabla|tab\.|cuadro)", re.IGNORECASE)


def tie_captions(blocks: Sequence[Block], profile: Profile) -> list[Block]:
    """Give each figure and table its caption; what is left, in the order given."""
    hosts = [block for block in blocks if block.kind in {"figure", "table"}]
    numbered = [block for block in blocks if block.kind in {"text", "heading", "list"} and CAPTION.match(_full(block))]
    taken: set[int] = set()
    pairs = [
        (distance, caption, host)
        for caption in numbered
        for host in hosts
        if (distance := _distance(caption, host)) is not None
    ]
    done: set[int] = set()
    for _, caption, host in sorted(pairs, key=lambda pair: pair[0]):
        if id(host) not in taken and id(caption) not in done:
            taken.add(id(host))
            done.add(id(caption))
            host.captions.append(_as_caption(caption))
    for host in hosts:
        if id(host) not in taken and host.kind == "figure":
            for block in blocks:
                if id(block) not in done and _is_plain_caption(block, host, profile):
                    done.add(id(block))
                    host.captions.append(_as_caption(block))
                    break
    for caption in numbered:
        if id(caption) not in done and caption.kind == "text" and caption.font.size < 0.97 * profile.size:
            caption.kind = "caption"
    return [block for block in blocks if id(block) not in done]


def _full(block: Block) -> str:
    return f"{block.marker} {block.text}".strip()


def _as_caption(block: Block) -> Block:
    block.kind, block.text, block.marker = "caption", _full(block), ""
    return block


def _distance(caption: Block, host: Block) -> float | None:
    """How far a caption is from a figure or table, the other kind counting as farther; None: it cannot be its own."""
    if caption.box.overlap_x(host.box) < 0.3 * min(caption.box.width, host.box.width):
        return None
    below = caption.box.top - host.box.bottom
    above = host.box.top - caption.box.bottom
    gap = max(below, above)
    if gap > _FARTHEST or gap < -0.5 * caption.box.height - 3:
        return None
    of_table = bool(_OF_TABLE.match(_full(caption)))
    odd = 30.0 if of_table != (host.kind == "table") else 0.0
    unusual = 4.0 if (below < above) != of_table else 0.0
    return max(gap, 0.0) + odd + unusual


def _is_plain_caption(block: Block, host: Block, profile: Profile) -> bool:
    if block.kind != "text" or len(block.lines) > 4:
        return False
    gap = block.box.top - host.box.bottom
    if not -2 < gap < _CLOSE or block.box.overlap_x(host.box) < 0.5 * block.box.width:
        return False
    small = block.font.size < 0.97 * profile.size
    centered = abs(block.box.center - host.box.center) < 5 and len(block.lines) == 1
    return small or centered or all(line.share("italic") > 0.8 for line in block.lines)
