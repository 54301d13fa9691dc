"""Texts that are nearly the same: found by MinHash, confirmed by the words they share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE: Final = 0.7
"""Jaccard of the runs of three words of two texts, from which on they count as nearly the same."""
_BANDS: Final = 20
_ROWS: Final = 5
"""A pair at `ALIKE` is a candidate with probability 1 - (1 - 0.7⁵)²⁰ = 0.97; Leskovec, Rajaraman, Ullman:
Mining of Massive Datasets, section 3.4."""
_BUCKETS: Final = 1 << 22
_COMMON: Final = 50
_COMMON_SHARE: Final = 0.01


def first_alike(texts: Sequence[str]) -> list[int]:
    """For each text, the number of the first text that it is nearly the same as: its own where there is none before.

    Runs of words that stand in more than one text in a hundred (and in more than fifty) are what everybody says: they
    are not compared, else many texts with one boilerplate would all be candidates for each other.
    """
    from datasketch import MinHash, MinHashLSH

    runs = [_runs(text) for text in texts]
    common = _common(runs) if len(runs) > _COMMON else None
    seen = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    equal: dict[bytes, int] = {}
    first: list[int] = []
    for number, own in enumerate(runs):
        if (same := equal.setdefault(own.tobytes(), number)) != number and own.size:
            first.append(first[same])
            continue
        rare = runs[number] = own if common is None else own[~common[own % _BUCKETS]]
        sketch = MinHash(num_perm=_BANDS * _ROWS, hashfunc=int)
        sketch.update_batch(rare.tolist())
        candidates = sorted(seen.query(sketch)) if rare.size else []
        first.append(next((other for other in candidates if _are_alike(rare, runs[other])), number))
        if first[-1] == number and rare.size:
            seen.insert(number, sketch)
    return first


def _runs(text: str) -> NDArray[np.uint32]:
    """The hashes of a text's runs of three words, each once, sorted."""
    words = re.findall(r"\w+", text.lower())
    runs = (" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))) if words else ()
    return np.unique(np.fromiter((zlib.crc32(run.encode(errors="surrogatepass")) for run in runs), np.uint32))


def _common(runs: Sequence[NDArray[np.uint32]]) -> NDArray[np.bool_]:
    """By bucket of the hash, whether its runs stand in too many texts."""
    counts = np.zeros(_BUCKETS, np.uint32)
    for own in runs:
        np.add.at(counts, own % _BUCKETS, 1)
    return counts > max(_COMMON, _COMMON_SHARE * len(runs))


def _are_alike(one: NDArray[Any], other: NDArray[Any]) -> bool:
    both = np.intersect1d(one, other, assume_unique=True).size
    return bool(both >= ALIKE * (one.size + other.size - both))
