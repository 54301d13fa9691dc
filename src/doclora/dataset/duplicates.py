"""Texts that are nearly the same: found by MinHash, confirmed by the words they share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final

ALIKE: Final = 0.7
"""Jaccard of the runs of three words of two texts, from which on they count as nearly the same."""
_BANDS: Final = 16
_ROWS: Final = 4
"""A pair at `ALIKE` is a candidate with probability 1 - (1 - 0.7⁴)¹⁶ = 0.99; Leskovec, Rajaraman, Ullman:
Mining of Massive Datasets, section 3.4."""


def first_alike(texts: Sequence[str]) -> list[int]:
    """For each text, the number of the first text that it is nearly the same as: its own where there is none before."""
    from datasketch import MinHash, MinHashLSH

    seen = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    first: list[int] = []
    for number, text in enumerate(texts):
        runs = _runs(text)
        sketch = MinHash(num_perm=_BANDS * _ROWS, hashfunc=zlib.crc32)
        sketch.update_batch([run.encode(errors="surrogatepass") for run in runs])
        alike = (other for other in sorted(seen.query(sketch)) if _are_alike(runs, _runs(texts[other])))
        first.append(next(alike, number))
        if first[-1] == number and runs:
            seen.insert(number, sketch)
    return first


def _runs(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))) if words else frozenset()


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
