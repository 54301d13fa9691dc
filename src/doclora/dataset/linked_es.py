"""Which words ask for what follows a Spanish verb and its preposition."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset import lexicon, verbs_es
from doclora.dataset import spanish as es
from doclora.dataset.phrases_es import is_place

_WORDS: Final = lexicon.word_lists("es")
_STRANDED: Final = dict(word.split("=", 1) for word in _WORDS["stranded"])
_ABSTRACT: Final = ("ción", "sión", "dad", "tud", "eza", "ncia", "miento", "ble", "or")
_MADE_OF: Final = frozenset(
    {"formado", "compuesto", "constituido", "rodeado", "cubierto", "integrado", "recubierto", "hecho"}
)

_LASTING: Final = frozenset({"periodo", "período", "plazo", "término", "lapso", "tiempo"} | _WORDS["time_unit"])


def wh(clause: es.Clause, prep: str, phrase: str) -> str:
    """`de qué`, `dónde`, `por quién`; nothing where no question is sure to read well.

    Args:
        clause: the sentence.
        prep: the preposition behind its verb, without an article.
        phrase: what follows the preposition.
    """
    if prep == "por":
        return _by(clause, phrase)
    if _STRANDED.get(clause.base) == prep:
        return f"{prep} qué"
    if prep == "en":
        settled = clause.base in _WORDS["place_verb"] or clause.participle or clause.copula
        return "dónde" if settled and is_place(phrase) else ""
    last = phrase.split(maxsplit=1)[0].lower()
    if prep == "con" and (last.endswith(_ABSTRACT) or (last not in es.ARTICLE and not last.endswith("s"))):
        return ""
    if prep in {"de", "con"}:
        return f"{prep} qué" if clause.participle or clause.reflexive else ""
    if prep == "a" and clause.participle:
        named = re.match(r"\w+ [A-ZÁÉÍÓÚÑ]", phrase)
        return "a qué" if last in es.ARTICLE and not named else ""
    if prep == "hacia":
        return "hacia dónde"
    plain = prep in {"sobre", "bajo", "entre", "contra", "tras"}
    return f"{prep} qué" if plain and not phrase[:1].isdigit() else ""


def is_aim(clause: es.Clause, verb: str, before: str) -> bool:
    """Whether `para` and an infinitive say an aim of the whole clause: `requisitos para votar` is a noun phrase.

    Args:
        clause: the sentence.
        verb: the word behind `para`.
        before: what stands between its verb and `para`.
    """
    last = (es.words(before.lower())[-1:] or [clause.participle])[0]
    forms = {last, last.removesuffix("s"), last.removesuffix("es"), verbs_es.participle(last), clause.participle}
    return verbs_es.is_infinitive(verb) and not forms & _WORDS["takes_aim"]


def takes_object(base: str) -> bool:
    """Whether `qué` before a verb and its subject asks for the object, and can be read no other way."""
    return base in _WORDS["plain_object"] or base not in _WORDS["reversible"]


def is_cut(answer: str, rest: str) -> bool:
    """Whether a cause ends at a comma behind a clause that only leads in: `porque cuando llueve, …`.

    Args:
        answer: the cause.
        rest: all that follows the verb of its sentence.
    """
    leads = r"porque (?:una vez|cuando|si|al|mientras|aunque|como|para|en|desde|por|tras|durante) "
    return bool(re.match(leads, answer)) and f"{answer}," in rest


def _by(clause: es.Clause, phrase: str) -> str:
    if clause.reflexive:
        return "cómo" if phrase.startswith(("medio ", "procedimiento", "vía ")) else ""
    if not clause.participle:
        return ""
    if clause.participle in _MADE_OF:
        return "de qué"
    if {*es.words(phrase.lower())[:3]} & _LASTING:
        return "por cuánto tiempo"
    if {*es.words(phrase.lower())} & (es.PREPOSITION - {"de", "del"}):
        return ""
    return "por quién" if _is_somebody(phrase) else "mediante qué"


def _is_somebody(phrase: str) -> bool:
    """People, or what acts as they do."""
    noun = next((w for w in es.words(phrase) if w.lower() not in es.ARTICLE), "")
    return noun.lower() in _WORDS["persons"] or noun[:1].upper() + noun[1:] in _WORDS["institutions"]
