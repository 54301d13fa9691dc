"""Whether sentences can be an answer of several: which begin one, which go on, and which point away from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from doclora.dataset import lexicon, verbs_es
from doclora.dataset.alone import leads_away
from doclora.records import Language

_BEGINS_AWAY: Final[Mapping[Language, re.Pattern[str]]] = {
    language: re.compile(rf"(?:{'|'.join(lexicon.lines(f'begins_away_{language}.txt'))})\b", re.IGNORECASE)
    for language in ("en", "es")
}
"""How a paragraph begins that goes on with what stands before it."""
_WE: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(r"(?:we|our|i|my|you|your)\b", re.IGNORECASE),
    "es": re.compile(r"\w+(?:amos|emos|imos)\b|nuestr[oa]s?\b", re.IGNORECASE),
}
"""Who does, where the heading says what."""
_OF_HEADING: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(r"It (?:is|was|has|can|allows|lets) |This \w+ (?:is|allows|lets|makes|was|has|finds|returns) "),
    "es": re.compile(
        r"(?:Es|Son|Fue|Consiste|Consisten|Permite|Permiten|Sirve|Sirven) |"
        r"(?:Este|Esta) \w+ (?:es|permite|consiste|tiene|sirve|devuelve) "
    ),
}
"""How it begins where it goes on with its heading."""
_POINTS: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:above|below|earlier|the following|as (?:shown|seen|mentioned|discussed|described|noted) |"
        r"(?:I|[Ww]e)(?:'ll|’ll| will| shall| have| saw| learned)|[Cc]hapters?|"
        r"this (?:section|page|guide|tutorial|lesson|paper|article|example)|"
        r"(?:see|check out|refer to) (?:the|our|also|[A-Z])|let['’]s|(?:afore)?mentioned|"
        r"Here(?:['’]s)?|(?:[Ff]igure|[Tt]able|[Ll]isting|[Ss]ection|[Ee]quation|[Ee]xample) \d+)\b"
    ),
    "es": re.compile(
        r"\b(?:abajo|arriba|más adelante|a continuación|l[oa]s? siguientes?:?|anteriormente|"
        r"^las? (?:ilustran?|describen?|resumen?) |"
        r"como (?:vimos|mencionamos|se (?:vio|explic[óa]|mostró|mencionó|dijo|describe))|vimos|veremos|veamos|vamos a|"
        r"aquí|mencionad[oa]s?|cap[íi]tulos?|"
        r"est[ea] (?:sección|página|guía|tutorial|artículo|ejemplo|apartado|documento)|véase|revisa|consulta|"
        r"(?:figura|tabla|cuadro|list(?:ado|a|ing)|sección|ecuación|ejemplo) \d+)\b",
        re.IGNORECASE,
    ),
}
"""What a text says of itself, or of what stands around it."""
_GOES_ON: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:It|They|Its|Their|He|She|His|Her|This|These|Such|For (?:example|instance)|However|Thus|Therefore|Hence|"
        r"In other words|As a result|That is|Moreover|Furthermore|In addition|Additionally|Consequently|Typically|"
        r"Instead|Nevertheless)\b"
    ),
    "es": re.compile(
        r"(?:Su|Sus|Est[eao]s?|Dich[oa]s?|Por ejemplo|Sin embargo|Por (?:lo )?tanto|Así|Además|En otras palabras|"
        r"Es decir|Como resultado|También|No obstante|De (?:esta|este) \w+|Es|Son|Fue|Fueron|Tiene|Tienen|Consta|"
        r"Permite|Permiten|Se)\b"
    ),
}
"""How a sentence begins that goes on about what the one before it speaks of."""
_FORMULA = re.compile(r"\$[^$\n]+\$|`[^`\n]+`")
"""Inline formulas and code."""
_ODD = re.compile(r"[{}<>|\\\[\]…]|\. \.|https?:|\$|\(\)|\.\.\.")
_ENDS = re.compile(r"(?:[.!]|\.[”»)\"])(?:\s*[^\w\s.,:;?!]+)?$")


def is_plain(raw: str) -> bool:
    """Whether a stretch, code and formulas apart, has no marks that are no words: of notes, figures, links."""
    return not _ODD.search(_FORMULA.sub("", raw))


def is_clean(said: str, raw: str, language: Language) -> bool:
    """Whether a sentence ends, and points nowhere else."""
    if not is_plain(raw) or not _ENDS.search(said) or said.count('"') % 2:
        return False
    return not _POINTS[language].search(said) and not leads_away(said)


def opens(opening: str, language: Language, *, headed: bool) -> bool:
    """Whether a sentence can begin an answer; under its heading, `It is` and `This algorithm` mean what that names."""
    if headed and _OF_HEADING[language].match(opening):
        return True
    if "?" in opening or not opening[:1].isupper() or _BEGINS_AWAY[language].match(opening):
        return False
    if language == "es" and verbs_es.is_subjunctive(opening.split(maxsplit=1)[0].lower().removesuffix("mos")):
        return False
    return headed or not _WE[language].match(opening)


def goes_on(text: str, language: Language) -> bool:
    """Whether a sentence begins like one that goes on about what the one before it speaks of."""
    return bool(_GOES_ON[language].match(text))
