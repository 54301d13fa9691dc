"""English verb forms, made from a list of verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from doclora.dataset import lexicon

_DOUBLING: Final = lexicon.word_lists("en")["doubling"]


@dataclass(frozen=True)
class Verb:
    """A finite verb form: its base, and whether it is third person singular, plural or base, or past."""

    base: str
    form: str


@cache
def _lexicon() -> tuple[dict[str, Verb], dict[str, str], frozenset[str]]:
    """Finite forms, participles → base, and bases."""
    finite: dict[str, Verb] = {}
    participles: dict[str, str] = {}
    bases: set[str] = set()
    for word in lexicon.read("verbs_en.txt"):
        base, _, others = word.partition(":")
        past, _, participle = others.partition(":") if others else (_regular_past(base), "", _regular_past(base))
        bases.add(base)
        finite[third_person(base)] = Verb(base, "s")
        finite.setdefault(base, Verb(base, "base"))
        for form in {past, _doubled(base)} if not others else {past}:
            if form != base:
                finite.setdefault(form, Verb(base, "past"))
        participles[participle] = base
        if not others:
            participles[_doubled(base)] = base
    return finite, participles, frozenset(bases)


def third_person(base: str) -> str:
    """`carry` → `carries`."""
    if base == "have":
        return "has"
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _doubled(base: str) -> str:
    """`transmit` → `transmitted`; of other verbs the regular past."""
    if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", base):
        return base + base[-1] + "ed"
    return _regular_past(base)


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    if base in _DOUBLING:
        return base + base[-1] + "ed"
    return base + "ed"


def finite(word: str) -> Verb | None:
    """The finite verb that a word may be."""
    return _lexicon()[0].get(word.lower())


def is_base(word: str) -> bool:
    """Whether a word is a verb's base form: what follows `to`."""
    return word.lower() in _lexicon()[2] or word.lower() in {"be", "do", "have"}


def participle(word: str) -> str:
    """The base of a past participle, or nothing."""
    return _lexicon()[1].get(word.lower(), "")
