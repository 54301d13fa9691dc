"""Spanish verb forms of the third person, made from a list of infinitives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from doclora.dataset import lexicon

Tense = Literal["present", "past", "imperfect", "future"]
TENSES: Final[tuple[Tense, ...]] = ("present", "past", "imperfect", "future")
_STEM = {"ie": ("e", "ie"), "ue": ("o", "ue"), "i": ("e", "i"), "í": ("i", "í"), "ú": ("u", "ú")}


@dataclass(frozen=True)
class Verb:
    """A finite form: its infinitive, its singular in the same tense, whether it is plural itself, and the tense."""

    base: str
    singular: str
    plural: bool
    tense: Tense


@cache
def _lexicon() -> tuple[dict[str, Verb], dict[str, str], frozenset[str]]:
    """Finite forms, masculine singular participles → infinitive, and infinitives."""
    finite: dict[str, Verb] = {}
    participles: dict[str, str] = {}
    bases: set[str] = set()
    irregular = {line.split()[0]: line.split()[1:] for line in lexicon.lines("irregular_es.txt")}
    words = [*lexicon.read("verbs_es.txt"), *irregular]
    for word in words:
        base, _, change = word.partition(":")
        bases.add(base)
        given = irregular.get(base, ["-"] * 5)
        made = _tenses(base, change)
        tenses = [(given[2 * i], given[2 * i + 1]) if i < 2 and given[2 * i] != "-" else t for i, t in enumerate(made)]
        for tense, (singular, plural) in zip(TENSES, tenses, strict=True):
            finite.setdefault(singular, Verb(base, singular, False, tense))
            finite.setdefault(plural, Verb(base, singular, True, tense))
        participles[_participle(base) if given[4] == "-" else given[4]] = base
    return finite, participles, frozenset(bases)


def _tenses(base: str, change: str) -> list[tuple[str, str]]:
    """Present, preterite, imperfect and future, singular and plural."""
    stem, ending = base[:-2], base[-2:].replace("í", "i")
    present = _changed(stem, change)
    if base.endswith("uir") and not base.endswith(("guir", "quir")):
        present = stem + "y"
    vowel = "a" if ending == "ar" else "e"
    preterite = (
        stem if ending != "ir" or change not in {"ie", "ue", "i"} else _changed(stem, "i" if change != "ue" else "")
    )
    if ending == "ar":
        past = (preterite + "ó", preterite + "aron")
        imperfect = (stem + "aba", stem + "aban")
    else:
        y = base.endswith("uir") and not base.endswith(("guir", "quir"))
        past = (preterite + ("yó" if y else "ió"), preterite + ("yeron" if y else "ieron"))
        imperfect = (stem + "ía", stem + "ían")
    return [(present + vowel, present + vowel + "n"), past, imperfect, (base + "á", base + "án")]


def _changed(stem: str, change: str) -> str:
    if not change:
        return stem
    old, new = _STEM[change]
    if change == "ue" and "u" in stem and "o" not in stem:
        old = "u"
    at = stem.rfind(old)
    return stem[:at] + new + stem[at + len(old) :] if at >= 0 else stem


def _participle(base: str) -> str:
    if base.endswith("ar"):
        return base[:-2] + "ado"
    return base[:-2] + ("ído" if base[-3] in "aeo" else "ido")


def finite(word: str) -> Verb | None:
    """The finite verb that a word may be."""
    return _lexicon()[0].get(word.lower())


def is_infinitive(word: str) -> bool:
    """Whether a word is an infinitive, with or without `se` hung on."""
    low = word.lower()
    return low in _lexicon()[2] or (low.endswith("se") and low[:-2] in _lexicon()[2])


def participle(word: str) -> str:
    """The masculine singular of a past participle, whatever its gender and number, or nothing."""
    low = word.lower().removesuffix("s")
    if low.endswith("a"):
        low = low[:-1] + "o"
    return low if low in _lexicon()[1] else ""
