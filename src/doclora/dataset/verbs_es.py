"""Spanish verb forms of the third person, made from a list of infinitives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from doclora.dataset import lexicon

Tense = Literal["present", "past", "imperfect", "future", "conditional"]
TENSES: Final[tuple[Tense, ...]] = ("present", "past", "imperfect", "future", "conditional")
_STEM = {"ie": ("e", "ie"), "ue": ("o", "ue"), "i": ("e", "i"), "í": ("i", "í"), "ú": ("u", "ú")}
_ENDING = re.compile(
    r"[^\W\d_]{2,}(?:(?P<past>ó|aron|ieron)|(?P<imperfect>aba|aban|ían)|(?P<future>[aei]rán?)|(?P<conditional>[aei]rían?))"
)
_PAST_SUBJUNCTIVE = re.compile(r"[^\W\d_]{2,}(?:ar|ier|jer|yer)an?")
_FIRST: Final = {
    "tener": "teng",
    "poner": "pong",
    "venir": "veng",
    "salir": "salg",
    "valer": "valg",
    "hacer": "hag",
    "decir": "dig",
    "traer": "traig",
    "caer": "caig",
    "acer": "azc",
    "ecer": "ezc",
    "ocer": "ozc",
    "ucir": "uzc",
}
"""How infinitives end whose present subjunctive has a stem of its own."""
_NO_VERB: Final = frozenset(
    {"vacía", "dominó", "capó", "rococó", "tiburón", "librería", "batería", "minería", "galería"}
)
_OLD: Final = {"fué": "fue", "dió": "dio", "vió": "vio"}
"""Forms as texts before 1952 write them."""
_IMPERFECT: Final = {"ser": "era", "ir": "iba", "ver": "veía", "prever": "preveía"}
_LATER: Final = {
    "tener": "tendr",
    "poner": "pondr",
    "venir": "vendr",
    "salir": "saldr",
    "valer": "valdr",
    "poder": "podr",
    "haber": "habr",
    "saber": "sabr",
    "caber": "cabr",
    "querer": "querr",
    "hacer": "har",
    "facer": "far",
    "contradecir": "contradir",
}
"""Infinitives, or how they end, whose future has a stem of its own; `decir` alone has `dir`."""


_SUBJUNCTIVE: Final = {
    "sea": "ser", "esté": "estar", "haya": "haber", "pueda": "poder", "quiera": "querer", "sepa": "saber", "dé": "dar",
    "vaya": "ir", "vea": "ver", "quepa": "caber", "oiga": "oír",
}  # fmt: skip


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
    """Present, preterite, imperfect, future and conditional, singular and plural."""
    stem, ending = base[:-2], base[-2:].replace("í", "i")
    weak = base.endswith("uir") and not base.endswith(("guir", "quir"))
    present = stem + "y" if weak else _changed(stem, change)
    vowel = "a" if ending == "ar" else "e"
    imperfect = _IMPERFECT.get(base) or stem + ("aba" if ending == "ar" else "ía")
    later = _later(base)
    return [
        (present + vowel, present + vowel + "n"),
        _preterite(base, stem, change),
        (imperfect, imperfect + "n"),
        (later + "á", later + "án"),
        (later + "ía", later + "ían"),
    ]


def _preterite(base: str, stem: str, change: str) -> tuple[str, str]:
    if base.endswith("ar"):
        return stem + "ó", stem + "aron"
    if base.endswith("ducir"):
        return stem[:-1] + "jo", stem[:-1] + "jeron"
    if base.endswith("ir") and change in {"ie", "i"}:
        stem = _changed(stem, "i")
    if stem.endswith(("ñ", "ll")):
        return stem + "ó", stem + "eron"
    hiatus = stem[-1:] in "aeou" and not base.endswith(("guir", "quir", "eír"))
    return (stem + "yó", stem + "yeron") if hiatus else (stem + "ió", stem + "ieron")


def _later(base: str) -> str:
    """What future and conditional are made from: `tendr` of `tener`, else the infinitive."""
    plain = base.replace("ír", "ir")
    if base == "decir":
        return "dir"
    return next((plain[: -len(end)] + made for end, made in _LATER.items() if base.endswith(end)), plain)


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
    low = word.lower()
    return None if low in _NO_VERB else _lexicon()[0].get(_OLD.get(low, low))


def likely(word: str) -> Verb | None:
    """The finite verb that a word is by its ending alone, its infinitive left open; None where a noun ends so, too."""
    match = _ENDING.fullmatch(word) if word not in _NO_VERB else None
    if match is None:
        return None
    tense, plural = match.lastgroup or "", word.endswith("n")
    singular = word
    if plural:
        singular = re.sub(r"(?:(a)r|(?<=[^aeiou])i?e(r))on$", lambda m: "ó" if m[1] else "ió", word)
        singular = singular.removesuffix("n")
    return next(Verb("", singular, plural, t) for t in TENSES if t == tense)


def is_subjunctive(word: str) -> bool:
    """Whether a word is a present or past subjunctive of the third person, as relative clauses have them."""
    return word.removesuffix("n") in _subjunctives() or bool(_PAST_SUBJUNCTIVE.fullmatch(word))


def of_subjunctive(word: str) -> str:
    """The infinitive of a present subjunctive of the third person singular, also a polite command; or nothing."""
    return _subjunctives().get(word, "")


@cache
def _subjunctives() -> dict[str, str]:
    """The singular present subjunctives, made from the present: `exige` → `exija`, `busca` → `busque`."""
    made = dict(_SUBJUNCTIVE)
    for base, verb in ((v.base, v) for v in _lexicon()[0].values() if v.tense == "present" and not v.plural):
        if base in _SUBJUNCTIVE.values():
            continue
        stem = verb.singular[:-1]
        if base.endswith("ar"):
            hard = {"c": "qu", "g": "gu", "z": "c"}
            made.setdefault(stem[:-1] + hard.get(stem[-1:], stem[-1:]) + "e", base)
            continue
        special = next((base[: -len(end)] + first for end, first in _FIRST.items() if base.endswith(end)), "")
        soft = stem[:-1] if stem.endswith("gu") else stem[:-1] + {"g": "j", "c": "z"}.get(stem[-1:], stem[-1:])
        made.setdefault((special or soft) + "a", base)
    return made


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
