"""How an answer is scored against the one expected, and what can be said of the difference between two models."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np

_NUMBER_OR_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_Z95 = 1.959963984540054


def tokens(text: str) -> list[str]:
    """Words and numbers in lower case, punctuation dropped, Unicode composed; `12,5` and `12.5` are the same number."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [t.replace(",", ".") if t[0].isdigit() else t for t in _NUMBER_OR_WORD.findall(folded)]


def contains(given: str, expected: str) -> bool:
    """Whether the expected answer stands in the given one, word for word, as a run of tokens (so 5 is not in 15)."""
    haystack, needle = tokens(given), tokens(expected)
    width = len(needle)
    return width > 0 and any(haystack[i : i + width] == needle for i in range(len(haystack) - width + 1))


def token_f1(given: str, expected: str) -> float:
    """F1 of the two bags of tokens (Rajpurkar et al. 2016, SQuAD), 0 to 1; articles are kept."""
    a, b = Counter(tokens(given)), Counter(tokens(expected))
    common = sum((a & b).values())
    return 2 * common / (sum(a.values()) + sum(b.values())) if common else 0.0


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a proportion (Wilson 1927); (0, 1) when nothing was tried."""
    if trials == 0:
        return 0.0, 1.0
    share, z2 = successes / trials, _Z95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def paired_bootstrap(
    differences: Sequence[float], clusters: Sequence[str], *, seed: int, draws: int = 2000
) -> tuple[float, float]:
    """The 95 % interval of a mean difference, whole clusters drawn with replacement (Cameron, Gelbach & Miller 2008).

    Args:
        differences: one for each question: the one model's score less the other's.
        clusters: of each question, its passage: questions on one passage are not independent.
        seed: of the draws.
        draws: number of resamples.
    """
    names = sorted(set(clusters))
    if not names:
        return 0.0, 0.0
    index = {name: i for i, name in enumerate(names)}
    rows = np.array([index[c] for c in clusters])
    sums = np.bincount(rows, weights=np.asarray(differences, dtype=float), minlength=len(names))
    sizes = np.bincount(rows, minlength=len(names))
    picks = np.random.default_rng(seed).integers(len(names), size=(draws, len(names)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
