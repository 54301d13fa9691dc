"""Which facts are kept: understandable alone, one answer to a question, none twice, no kind that drowns the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from doclora.dataset.alone import points_elsewhere
from doclora.dataset.duplicates import first_alike
from doclora.dataset.extractive import Fact
from doclora.dataset.split import content, normal
from doclora.records import Passage

_ALIKE: Final = 0.8
"""Jaccard of the telling words of two questions with the same answer, from which on they count as one."""
_SHARES: Final = {"table": 0.4, "cloze": 0.1}
"""Most that a kind may make of all facts, once there are `_ENOUGH`."""
_ENOUGH: Final = 40


@dataclass(frozen=True)
class Curated:
    """The facts kept, and how many were left out for which reason."""

    facts: tuple[Fact, ...]
    rejected: dict[str, int]


def curate(found: Sequence[Fact], passages: Sequence[Passage] = ()) -> Curated:
    """Keep what is worth training on; the result does not hang on the order of documents beyond its own order.

    Args:
        found: facts, document by document.
        passages: theirs; nearly the same passages of two documents count as one document's.
    """
    rejected: Counter[str] = Counter()
    alone = _understandable(found, rejected)
    clear = _unambiguous(alone, rejected)
    single = _without_near_duplicates(clear, _owners(passages), rejected)
    return Curated(tuple(_balanced(single, rejected)), dict(rejected))


def _understandable(found: Iterable[Fact], rejected: Counter[str]) -> list[Fact]:
    kept = []
    for fact in found:
        if points_elsewhere(fact.questions[0].direct, fact.language):
            rejected["the question points at something outside it"] += 1
        else:
            kept.append(fact)
    return kept


def _unambiguous(found: Iterable[Fact], rejected: Counter[str]) -> list[Fact]:
    by_question: dict[int, list[Fact]] = defaultdict(list)
    for fact in found:
        by_question[hash((fact.where, normal(fact.questions[0].direct)))].append(fact)
    kept = []
    for same in by_question.values():
        if len({normal(f.answer) for f in same}) == 1:
            kept.append(same[0])
            rejected["the same question with the same answer"] += len(same) - 1
        else:
            rejected["the same question has several answers"] += len(same)
    return kept


def _owners(passages: Sequence[Passage]) -> dict[str, str]:
    """Passage → the document that first says nearly the same: its own, mostly."""
    if len({p.document for p in passages}) < 2:
        return {}
    first = first_alike([p.text for p in passages])
    return {
        p.id: passages[n].document for p, n in zip(passages, first, strict=True) if passages[n].document != p.document
    }


def _without_near_duplicates(found: Iterable[Fact], owners: Mapping[str, str], rejected: Counter[str]) -> list[Fact]:
    """Facts of one document with the same answer and nearly the same question are one.

    Two documents may state like things: their questions name them, so both stay, unless their passages are nearly the
    same: then what both say is asked of the first alone.
    """
    by_answer: dict[int, list[frozenset[str]]] = defaultdict(list)
    kept = []
    for fact in found:
        words = content(fact.questions[0].direct)
        owner = owners.get(fact.passage, fact.document)
        others = by_answer[hash((owner, fact.kind, normal(fact.answer)))]
        if any(_are_alike(words, others_words) for others_words in others):
            where = "in another document" if owner != fact.document else "with the same answer"
            rejected[f"nearly the same question {where}"] += 1
            continue
        others.append(words)
        kept.append(fact)
    return kept


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= _ALIKE


def _balanced(found: Sequence[Fact], rejected: Counter[str]) -> list[Fact]:
    if len(found) < _ENOUGH:
        return list(found)
    kept = list(found)
    for kind, share in _SHARES.items():
        others = sum(f.kind != kind for f in kept)
        most = max(int(others * share / (1 - share)), 10)
        of_kind = sorted((f for f in kept if f.kind == kind), key=lambda f: f.id)
        too_many = {f.id for f in of_kind[most:]}
        rejected[f"too many of the kind {kind}"] += len(too_many)
        kept = [f for f in kept if f.id not in too_many]
    return kept
