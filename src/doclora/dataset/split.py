"""Which passages are held out, so that nothing they state is trained."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from doclora.dataset.extractive import Fact

_SMALLEST: Final = 20
_WIDEST_BUCKET: Final = 50


@dataclass(frozen=True)
class Split:
    """Facts to train, facts held out, and how many held-out facts training would give away."""

    trained: tuple[Fact, ...]
    heldout: tuple[Fact, ...]
    given_away: int


def split(facts: Sequence[Fact], *, share: float, seed: int) -> Split:
    """Hold out whole passages; passages that state the same fact go together.

    The choice hangs on the passages' own words and the seed, not on their order.

    Args:
        facts: of all documents.
        share: of the facts to hold out, at least; a small dataset holds out up to a fifth to have something to ask.
        seed: of the choice.
    """
    groups = _groups(facts)
    wanted = max(share * len(facts), min(_SMALLEST, len(facts) / 5)) if share else 0.0
    chosen: set[str] = set()
    count = 0
    for group in sorted(groups, key=lambda g: _rank(g, seed)):
        if count >= wanted:
            break
        if count + len(group) <= max(2 * wanted, 1):
            chosen |= {f.passage for f in group}
            count += len(group)
    trained = tuple(f for f in facts if f.passage not in chosen)
    held = [f for f in facts if f.passage in chosen]
    said = _Said(trained)
    kept = tuple(f for f in held if not said.gives_away(f))
    return Split(trained, kept, len(held) - len(kept))


def normal(text: str) -> str:
    """Lower case, words only: the form in which answers and questions are compared."""
    return " ".join(re.findall(r"\w+", text.lower()))


def content(text: str) -> frozenset[str]:
    """The telling words of a text: numbers and words of four letters or more, cut to their stems' first six letters."""
    return frozenset(w[:6] for w in re.findall(r"\w+", text.lower()) if len(w) > 3 or w[0].isdigit())


class _Said:
    """Everything that training says, to find held-out answers in it."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._answers: set[str] = set()
        self._grams: dict[int, set[str]] = defaultdict(set)
        self._texts: list[list[str]] = []
        for fact in facts:
            self._answers.add(normal(fact.answer))
            self._texts += [normal(q.indirect).split() for q in fact.questions] + [
                normal(fact.answer).split(),
                normal(fact.where).split(),
            ]

    def gives_away(self, fact: Fact) -> bool:
        answer = normal(fact.answer)
        return answer in self._answers or answer in self._of_length(len(answer.split())) or answer in normal(fact.where)

    def _of_length(self, size: int) -> set[str]:
        if size not in self._grams:
            self._grams[size] = {" ".join(t[i : i + size]) for t in self._texts for i in range(len(t) - size + 1)}
        return self._grams[size]


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Facts by passage, passages joined where two of them state the same."""
    parent: dict[str, str] = {f.passage: f.passage for f in facts}

    def root(passage: str) -> str:
        while parent[passage] != passage:
            parent[passage] = parent[parent[passage]]
            passage = parent[passage]
        return passage

    for same in _same_facts(facts):
        first = root(same[0].passage)
        for other in same[1:]:
            parent[root(other.passage)] = first
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[root(fact.passage)].append(fact)
    return list(groups.values())


def _same_facts(facts: Sequence[Fact]) -> Iterable[list[Fact]]:
    """Facts with the same question or sentence, or with the same answer and sentences that share half their words."""
    buckets: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        buckets["q " + normal(fact.questions[0].direct)].append(fact)
        buckets["e " + normal(fact.evidence)].append(fact)
    yield from (b for b in buckets.values() if len({f.passage for f in b}) > 1)
    answers: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        answers[normal(fact.answer)].append(fact)
    for bucket in answers.values():
        if len({f.passage for f in bucket}) < 2:
            continue
        for i, one in enumerate(bucket[:_WIDEST_BUCKET]):
            for other in bucket[i + 1 : _WIDEST_BUCKET]:
                if one.passage != other.passage and _alike(one, other):
                    yield [one, other]


def _alike(one: Fact, other: Fact) -> bool:
    a, b = content(one.evidence), content(other.evidence)
    return len(a & b) * 2 >= min(len(a), len(b))


def _rank(group: Sequence[Fact], seed: int) -> str:
    words = "\x1f".join(sorted({normal(f.evidence) for f in group}))
    return hashlib.sha256(f"{seed}\x1f{words}".encode()).hexdigest()
