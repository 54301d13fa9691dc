"""English quantities: which words ask for a number, and what is left of the sentence."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon, parse_en
from doclora.dataset.asked import Quantity, join
from doclora.dataset.quantities import Found
from doclora.dataset.quantities import found as read

_WORDS: Final = lexicon.word_lists("en")
_DIMENSION: Final = _WORDS["dimension"]
_TENS: Final = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(?:one|two|three|four|five|six|seven|eight|nine)"
)
NUMBER: Final = rf"(?:{_TENS}|\d[\d.,\u00a0\u202f ]*\d|\d|{lexicon.any_of(_WORDS['number'])})"
QUALIFIER: Final = rf"(?:{lexicon.any_of(_WORDS['qualifier'])}\s+)?"
_UNIT: Final = rf"(?:°\s?[CFK]|{lexicon.any_of(_WORDS['unit'])})(?:/(?:s|h|min|m|kg|l|L|m²|m³|cm²|day))?[²³]?"
_QUANTITY = re.compile(
    r"(?P<prep>\b(?:for|at|to|in|by|every|within|after|below|above|of|from|with|over|under|up to)\s+)?"
    r"(?:(?:a|an|the)\s+(?P<measure>[a-z]+(?: [a-z]+)?)\s+of\s+)?"
    rf"(?P<number>\b{QUALIFIER}(?:between\s+)?{NUMBER}(?:\s*(?:to|and|–|-|±)\s*{NUMBER})?)"
    rf"(?P<unit>\s?{_UNIT}(?![\w°]))?(?P<noun>(?: [a-z][a-z\-]+){{0,3}})"
)
_LONGEST_LEFT: Final = 16
"""Words behind an amount: more of them hold another statement, `and a year as a fellow …`."""
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_INVENTED = re.compile(
    r"(?<! the)(?<!^the)(?<! a)(?<!^a)(?<! an)(?<!its)(?<!his)(?<!her)(?<!their)(?<! first) \w{2,}ed$"
)
"""`a process invented in 1886`: the year is that of the participle; not `the seed in 1950`."""
_OF_WHAT = re.compile(
    r"of (?:[a-z-]+ ?){1,2}?(?=$| (?:per|an?|at|in|for|on|to|from|each|every)\b)|per [a-z]+",
)


def quantity(clause: parse_en.Clause, rest: str) -> Quantity | None:
    """How the first number after a verb can be asked for, where that is safe.

    Args:
        clause: the sentence.
        rest: what follows its verb, without what hangs on by a comma.
    """
    match = _QUANTITY.search(rest)
    if not match or re.search(r"\b(?:because|that|which|when|if|while)\b", rest):
        return None
    before = rest[: match.start()].strip()
    if clause.participle and not before and re.match(r"(?:around|about|over|under|up to) ", rest):
        return None  # `is organized around four pieces`
    copula = clause.auxiliary in en.BE and not clause.participle
    if before.lower().endswith((" and", " or", ",")) or before.lower() in {"and", "or"} or (copula and before):
        return None
    found = read(match, before)
    asked = _measured(found) or _with_unit(clause, found, copula) or _counted(clause, found, copula)
    if asked is None or len(asked.left.split()) > _LONGEST_LEFT:
        return None
    return Quantity(asked.wh.strip(), asked.answer, join(before, asked.left))


def _measured(found: Found) -> Quantity | None:
    """`a diameter of 14 mm`."""
    if found.measure.split()[-1:] not in [[m] for m in _WORDS["measures"]] or not (found.unit or found.noun):
        return None
    answer = found.amount if found.unit else f"{found.number} {found.noun}"
    left = join(found.noun, found.after) if found.unit else found.after
    return Quantity(join(found.prep, "what", found.measure), answer, left)


def _with_unit(clause: parse_en.Clause, found: Found, copula: bool) -> Quantity | None:
    if not found.unit or found.measure:
        return None
    left = join(found.noun, found.after)
    if left.startswith("of ") and found.prep:
        return None
    if copula and not found.prep:
        return _being(found, left)
    kind = _unit_kind(found.unit)
    if kind == "percentage":
        return _percentage(found, left)
    if kind == "temperature" and found.prep in {"at", "to", "below", "above", "from", "of"}:
        return Quantity(f"{found.prep} what temperature", found.amount, left)
    if kind == "time" and found.prep in {"for", "every", "within", "after", "in"}:
        wh = {"for": "for how long", "every": "how often"}.get(found.prep, f"{found.prep} how long")
        return Quantity(wh, f"every {found.amount}" if found.prep == "every" else found.amount, left)
    if found.prep or found.before:
        return None
    if found.noun.startswith("of ") and clause.base in _WORDS["measuring"]:
        return Quantity(f"how much {join(found.noun[3:], found.after)}", found.amount, "")
    return Quantity("how much", found.amount, left) if clause.base in {"weigh", "cost", "hold"} else None


def _being(found: Found, left: str) -> Quantity | None:
    """`is 14 mm`, `is 14 mm wide`."""
    first = found.noun.split()[0] if found.noun else ""
    if first in _DIMENSION:
        return Quantity(f"how {'wide' if first == 'across' else first}", found.amount, "")
    return None if left else Quantity("what", found.amount, "")


def _percentage(found: Found, left: str) -> Quantity | None:
    if found.noun.startswith("of ") and not found.prep:
        return Quantity(f"what percentage {join(found.noun, found.after)}", found.amount, "")
    return Quantity("by what percentage", found.amount, left) if found.prep == "by" else None


def _counted(clause: parse_en.Clause, found: Found, copula: bool) -> Quantity | None:
    """`three cams`, `at 12 revolutions per minute`, `in 1931`."""
    if found.measure or found.unit:
        return None
    is_year = bool(_YEAR.fullmatch(found.number))
    if found.prep == "in" and is_year and not found.noun:
        dated = not found.after.startswith(("'", "’")) and not _INVENTED.search(found.before)
        return Quantity("in what year", found.number, found.after) if dated else None
    nouns = _plural_noun(found.noun)
    if not nouns or is_year or copula:
        return None
    tail = join(found.noun[len(nouns) :], found.after)
    if re.match(r"(?:,|and\b|or\b)", tail):
        return None
    if found.prep == "every":
        return Quantity("how often", f"every {found.number} {nouns}", tail)
    if found.prep == "of" and found.before:
        return None
    if found.prep == "from" and " to " in found.number:
        return None
    if found.prep not in {"", "in", "for", "at", "with", "from", "of", "into"} or not (found.prep or not found.before):
        return None
    if clause.base in {"last", "take"} and nouns in _WORDS["time"] and not found.prep:
        return Quantity("how long", f"{found.number} {nouns}", tail)
    kept = _OF_WHAT.match(tail)
    asked = join(nouns, kept[0]) if kept else nouns
    shown = join(found.number, nouns, kept[0] if kept and kept[0].startswith("per") else "")
    return Quantity(join(found.prep, "how many", asked), shown, tail[kept.end() :] if kept else tail)


def _plural_noun(noun: str) -> str:
    """The plural noun that a number counts, with the adjectives before it."""
    taken: list[str] = []
    for word in noun.split():
        if word in en.PREPOSITION | en.SUBORDINATOR | {"and", "or", "to"} or word.endswith("ly"):
            break
        taken.append(word)
        if en.is_plural(word):
            return " ".join(taken)
    return ""


def _unit_kind(unit: str) -> str:
    text = unit.strip()
    if text.startswith(("°", "degrees")):
        return "temperature"
    if text in {"%", "percent", "per cent"}:
        return "percentage"
    return "time" if text in {"s", "ms", "min", "h"} else "other"
