"""How well a stretch of prose serves as an answer."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset.quotable import Stretch
from doclora.records import Language

_CLAIMS: Final = {
    "en": re.compile(
        r"\b(?:because|since|so that|in order (?:to|that)|lest|consists?|depends?|arises?|aris(?:ing|en)|owing to|"
        r"due to|results? (?:from|in)|means?|tends?|requires?|leads? to|caused?|causes|produced?|produces|differs?|"
        r"difference|reason|purpose|function|essential|necessary|impossible|"
        r"the (?:greatest|best|worst|chief|principal|main|only|first))\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:porque|puesto que|ya que|para que|a fin de|consisten?|dependen?|nacen?|surgen?|debid[oa]s? a|gracias a|"
        r"significan?|exigen?|requieren?|causan?|causó|producen?|produjo|diferencia|razón|motivo|objeto|función|"
        r"necesari[oa]s?|imposible|esencial(?:es)?|(?:el|la) (?:mayor|mejor|peor|principal|único|única|primer[oa]?))\b",
        re.IGNORECASE,
    ),
}
_CONTRASTS: Final = {
    "en": re.compile(
        r"\b(?:not (?:only|merely|\w+ but)|rather than|instead of|whereas|but|although|though|unless|more \w+ than|"
        r"less)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:sino|no sólo|no solo|en vez de|mientras que|pero|aunque|más \w+ que|menos)\b", re.IGNORECASE
    ),
}
_STATES: Final = {
    "en": re.compile(r"\b(?:is|are|has|have|can|may|must|never|always|every|all|no)\b"),
    "es": re.compile(r"\b(?:es|son|ha|han|puede|pueden|debe|deben|nunca|siempre|tod[oa]s?|cada|ningun[oa]?)\b"),
}
_SPEAKS: Final = {
    "en": re.compile(r"\b(?:I|me|my|we|us)\b"),
    "es": re.compile(r"\b(?:[Yy]o|me|mis?|nos)\b"),
}
_NAMED = re.compile(r"(?<=[a-záéíóúñ,;] )[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,}|\d")
_MODERATE: Final = (14, 35)
"""Words of an answer that is neither too short nor too long."""


def worth(stretch: Stretch, language: Language) -> float:
    """The more, the better: it claims something, is of a moderate length, and says little of `I`."""
    text, size = stretch.text, len(stretch.text.split())
    score = 0.8 * bool(_CLAIMS[language].search(text)) + 0.5 * bool(_CONTRASTS[language].search(text))
    score += 0.5 * bool(_STATES[language].search(text)) + 0.3 * bool(_NAMED.search(text))
    score -= 0.5 * bool(_SPEAKS[language].search(text)) + 0.4 * (stretch.last > stretch.first)
    shortest, longest = _MODERATE
    score -= 0.03 * max(size - longest, 0) + 0.06 * max(shortest - size, 0)
    return score - 0.15 * max(text.count(",") + 2 * text.count(";") - 4, 0)
