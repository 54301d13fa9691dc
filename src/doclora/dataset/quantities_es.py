"""Spanish quantities: which words ask for a number, and what is left of the sentence."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset import lexicon, spanish, verbs_es
from doclora.dataset.asked import Quantity, join
from doclora.dataset.quantities import Found
from doclora.dataset.quantities import found as read

_WORDS: Final = lexicon.word_lists("es")
NUMBER: Final = rf"(?:\d[\d.,\u00a0\u202f ]*\d|\d|{lexicon.any_of(_WORDS['number'])})"
QUALIFIER: Final = rf"(?:{lexicon.any_of(_WORDS['qualifier'])}\s+)?"
_UNIT: Final = rf"(?:°\s?[CFK]|{lexicon.any_of(_WORDS['unit'])})(?:/(?:s|h|min|m|kg|l|L|m²|m³|cm²|día))?[²³]?"
_QUANTITY = re.compile(
    r"(?P<prep>\b(?:de|a|hasta|en|con|durante|cada|tras|por|desde)\s+)?"
    r"(?:(?P<article>un|una|el|la)\s+(?P<measure>[a-záéíóúñ]+(?: [a-záéíóúñ]+)?)\s+de\s+)?"
    rf"(?P<number>\b{QUALIFIER}(?:entre\s+)?{NUMBER}(?:\s*(?:a|y|o|–|-|±)\s*{NUMBER})?)"
    rf"(?P<unit>\s?{_UNIT}(?![\w°]))?(?P<noun>(?: [a-záéíóúñ]+){{0,5}})"
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_PER = re.compile(
    r"por (?:segundo|minuto|hora|día|semana|mes|año|metro|litro|vuelta|kilo\w*|centímetro)(?: cuadrado| cúbico)?\b"
)
_NAMED = re.compile(r"(?:^| )(?:el|la|los|las|una?|su|sus) \w+$")
"""`el tratado`: a noun, though it looks like a participle."""
_OF_MEASURE = re.compile(
    r"de (?P<measure>altitud|altura|profundidad|distancia|longitud|anchura|grosor|temperatura|velocidad|edad)\b"
)


def quantity(clause: spanish.Clause, rest: str) -> Quantity | None:
    """How the first number after a verb can be asked for, where that is safe.

    Args:
        clause: the sentence.
        rest: what follows its verb, without what hangs on by a comma.
    """
    match = _QUANTITY.search(rest)
    if not match or re.search(r"\b(?:porque|que|cuando|si|mientras|cuyo|cuya)\b", rest):
        return None
    before = re.sub(r"^(?:un|el)$", "", rest[: match.start()].strip())
    if before.lower().endswith((" y", " o", ",")) or before.lower() in {"y", "o"} or (clause.copula and before):
        return None
    found = read(match, before)
    if before and found.prep == "de":
        return None
    if found.number.startswith("entre ") and not re.search(r" [ya] ", found.number):
        return None
    asked = _measured(found) or _with_unit(clause, found) or _counted(clause, found)
    return Quantity(asked.wh, asked.answer, join(before, asked.left)) if asked else None


def _measured(found: Found) -> Quantity | None:
    """`un diámetro de 14 mm`."""
    if not found.measure or found.measure.split()[0] not in _WORDS["measures"] or found.prep in {"de", "entre"}:
        return None
    noun = "" if found.unit else _noun(found.noun)
    if not found.unit and not noun:
        return None
    left = join(found.noun[len(noun) :], found.after)
    return Quantity(join(found.prep, "qué", found.measure), join(found.amount, noun), left)


def _with_unit(clause: spanish.Clause, found: Found) -> Quantity | None:
    if not found.unit or found.measure:
        return None
    left, unit = join(found.noun, found.after), found.unit.strip()
    if clause.copula == "ser":
        return Quantity("cuál", found.amount, "") if found.prep in {"", "de"} and not left else None
    if unit in {"%", "por ciento"}:
        whole = found.noun.startswith(("de ", "del "))
        return (
            Quantity(join("qué porcentaje", found.noun, found.after), found.amount, "")
            if whole and not found.prep
            else None
        )
    if unit.startswith(("°", "grados")) and found.prep in {"a", "hasta", "de", "desde"}:
        return Quantity(f"{found.prep} qué temperatura", found.amount, left)
    if unit in _WORDS["time_unit"]:
        return _lasting(found, found.amount, left)
    if not found.prep and not found.before and clause.base in {"pesar", "medir", "costar", "valer"}:
        return Quantity("cuánto", found.amount, left)
    return None


def _lasting(found: Found, amount: str, left: str) -> Quantity | None:
    wh = {
        "durante": "durante cuánto tiempo",
        "cada": "cada cuánto tiempo",
        "en": "en cuánto tiempo",
        "tras": "tras cuánto tiempo",
    }
    if found.prep not in wh:
        return None
    return Quantity(wh[found.prep], f"cada {amount}" if found.prep == "cada" else amount, left)


def _counted(clause: spanish.Clause, found: Found) -> Quantity | None:
    """`tres levas`, `a 12 vueltas por minuto`, `en 1931`."""
    if found.measure or found.unit:
        return None
    is_year = bool(_YEAR.fullmatch(found.number))
    if found.prep == "en" and is_year and not found.noun.startswith(("y ", "o ")):
        if verbs_es.participle(found.before.rpartition(" ")[2]) and not _NAMED.search(found.before):
            return None
        return Quantity("en qué año", found.number, join(found.noun, found.after))
    noun = _noun(found.noun)
    if not noun or is_year:
        return None
    tail = join(found.noun[len(noun) :], found.after)
    per = _PER.match(tail)
    if per:
        noun, tail = join(noun, per[0]), tail[per.end() :].strip()
    if re.match(r"(?:,|y\b|o\b|e\b)", tail):
        return None
    amount = join(found.number, noun)
    if clause.copula == "ser":
        return Quantity("cuál", amount, "") if found.prep == "de" and not tail else None
    if noun.split()[0] in _WORDS["time_unit"] and found.prep:
        return _lasting(found, amount, tail)
    measure = _OF_MEASURE.match(tail)
    if measure and found.prep == "a":
        return Quantity(f"a qué {measure['measure']}", amount, tail[measure.end() :])
    return _how_many(clause, found, noun, amount, tail)


def _how_many(clause: spanish.Clause, found: Found, noun: str, amount: str, tail: str) -> Quantity | None:
    if not found.prep and not found.before and clause.base in {"pesar", "medir", "costar", "valer", "durar", "tardar"}:
        return Quantity("cuánto", amount, tail)
    if found.prep in {"de", "desde"} and (found.before or " a " in found.number):
        return None
    if re.match(r"del? [^\W\d_]+ (?:y|o) ", tail):
        return None
    feminine = spanish.is_feminine(noun.split(maxsplit=1)[0])
    if feminine is None or found.prep not in {"", "a", "con", "de", "en"} or (not found.prep and found.before):
        return None
    of = re.match(r"del? [a-záéíóúñ]+(?=$| (?:por|en|a|cada|durante|para|con|al)\b)", tail)
    asked = join("cuántas" if feminine else "cuántos", noun, of[0] if of else "")
    return Quantity(join(found.prep, asked), amount, tail[of.end() :] if of else tail)


def _noun(text: str) -> str:
    """The plural noun that a number counts, with the adjectives that agree with it."""
    taken: list[str] = []
    for word in text.split():
        if (
            word in spanish.PREPOSITION | spanish.SUBORDINATOR | {"y", "o", "e"}
            or not word.endswith("s")
            or len(word) < 4
            or spanish.is_adverb(word)
        ):
            break
        taken.append(word)
    return " ".join(taken[:2])
