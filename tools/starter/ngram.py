"""What to hold the model's held-out bits a byte beside: a 5-gram model of bytes, and xz.

The 5-gram model is interpolated Witten-Bell (Witten and Bell 1991) over bytes, counted on the same training text:
P(b | c₁…c₄) = (n(c b) + t(c) · P(b | c₂…c₄)) / (n(c) + t(c)), with n counts, t(c) the number of different bytes
seen after c, and 1/256 below the shortest context. Each held-out page stands alone.
"""

from __future__ import annotations

import lzma

import numpy as np

ORDER = 5


class ByteNgram:
    """Counts of all contexts of 0 to ORDER - 1 bytes, in sorted arrays."""

    def __init__(self, texts: list[bytes]) -> None:
        data = np.frombuffer(b"".join(texts), dtype=np.uint8)
        self.grams: list[tuple[np.ndarray, np.ndarray]] = []
        self.contexts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for size in range(1, ORDER + 1):
            keys, counts = np.unique(_keys(data, size), return_counts=True)
            heads, first, kinds = np.unique(keys >> np.uint64(8), return_index=True, return_counts=True)
            self.grams.append((keys, counts))
            self.contexts.append((heads, np.add.reduceat(counts, first), kinds))

    def bits(self, text: bytes) -> float:
        """Bits to code one text."""
        data = np.frombuffer(text, dtype=np.uint8)
        chance = np.full(len(data), 1 / 256)
        for size in range(1, ORDER + 1):
            if len(data) < size:
                break
            keys = _keys(data, size)
            seen = _look(self.grams[size - 1][0], self.grams[size - 1][1], keys)
            heads, totals, kinds = self.contexts[size - 1]
            total, kind = _look(heads, totals, keys >> np.uint64(8)), _look(heads, kinds, keys >> np.uint64(8))
            known = total > 0
            lower = chance[size - 1 :]
            chance[size - 1 :] = np.where(known, (seen + kind * lower) / np.maximum(total + kind, 1), lower)
        return float(-np.log2(chance).sum())


def _keys(data: np.ndarray, size: int) -> np.ndarray:
    """Each run of `size` bytes as one number; runs cross from one training text to the next."""
    keys = np.zeros(len(data) - size + 1, dtype=np.uint64)
    for place in range(size):
        keys = (keys << np.uint64(8)) | data[place : len(data) - size + 1 + place].astype(np.uint64)
    return keys


def _look(names: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    place = np.searchsorted(names, wanted).clip(max=len(names) - 1)
    return np.where(names[place] == wanted, values[place], 0)


def xz_bits(texts: list[bytes]) -> float:
    """Bits of the texts compressed together by xz -9e."""
    return 8.0 * len(lzma.compress(b"\n".join(texts), preset=9 | lzma.PRESET_EXTREME))
