"""Whether a question can be understood by somebody who sees nothing else, and an answer has an end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from doclora.records import Language
from doclora.tongue import clearly

_POINTING: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"""
        ^(?:\w+\s+){1,4}(?:it|they|he|she)\b                          # in which year was it built
        |^(?:\w+\s+){1,3}(?:this|these|those)\b                       # how much does this valve weigh
        |^\w+\s+\w+\s+(?:its|their|his|her)\b                         # what drives its wheel
        |\b(?:this|these|those)\s+(?:\w+\s+)?\w+$                     # the mass of this part
        |\b(?:the\s+)?(?:aforementioned|above-mentioned|abovementioned|aforesaid)\b
        |\b(?:the\s+)(?:former|latter|previous|preceding|following|above)\b
        |\b(?:mentioned|described|shown|listed|given)\s+(?:above|below|earlier|here)\b
        |\b(?:section|chapter|paragraph|page)\s+(?:above|below)\b
        |\bthat\s+(?:information|data|idea|approach|point|case|process|kind|value)\b
        """,
        re.IGNORECASE | re.VERBOSE,
    ),
    "es": re.compile(
        r"""
        \b(?:esto|eso|ello|aquello|éste|ésta|éstos|éstas)\b
        |^(?:\S+\s+){0,3}(?:este|esta|estos|estas|ese|esa|esos|esas|dicho|dicha|dichos|dichas)\b
        |\b(?:dich[oa]s?|est[eao]s?|es[eao]s?)\s+\w+\s*\??$
        |\ba\s+continuación$
        |\b(?:el|la|los|las|lo)\s+(?:anterior|anteriores|siguiente|siguientes|citad[oa]s?|mencionad[oa]s?)\b
        |\b(?:el|la|los|las)\s+antedich[oa]s?\b
        |\b(?:mencionad[oa]s?|descrit[oa]s?|indicad[oa]s?|citad[oa]s?)\s+(?:arriba|abajo|antes|anteriormente|aquí)\b
        """,
        re.IGNORECASE | re.VERBOSE,
    ),
}


def points_elsewhere(question: str, language: Language) -> bool:
    """Whether a question, without its frame, leans on something that it does not name."""
    return bool(_POINTING[language].search(question.strip("¿? ")))


_ENDLESS: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:^|\s)(?:the|an?|of|and|or|but|nor|as|than|that|which|who|whom|whose|when|where|while|if|because|although|"
        r"at|from|with|for|to|into|onto|upon|between|among|is|are|was|were|be|has|have|had|its|their|his|her|my|our|"
        r"your|every|each|very|such|even|only)$"
    ),
    "es": re.compile(
        r"(?:^|[\s—–])(?:el|la|los|las|lo|un|una|unos|unas|de|del|al?|en|con|por|para|sin|sobre|entre|hasta|desde|hacia|"
        r"y|e|o|u|ni|pero|sino|que|cual|cuyos?|cuyas?|cuando|donde|como|si|porque|aunque|es|son|fue|era|está|están|ha|"
        r"han|su|sus|mi|mis|muy|cada|se)$"
    ),
}


def is_cut_off(answer: str, language: Language) -> bool:
    """Whether an answer of several words ends in a word that something must follow."""
    return " " in answer and bool(_ENDLESS[language].search(answer.rstrip(" .,;:`*_").lower()))


_PAIRS: Final = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
_LABELLED: Final = re.compile(
    r"\b(?:(?:shown|described|seen|given|illustrated|depicted|discussed|explained|listed|defined|muestran?|ven?|observan?|"
    r"describen?|indican?|ilustran?|presentan?|explican?|mostrad[oa]s?|descrit[oa]s?|indicad[oa]s?|"
    r"aparecen?|appears?) (?:en|in|on|by)|"
    r"see|ver|véase) (?:(?:la|el|las|los|the) )?"
    r"(?:fig(?:ure|ura)?s?|tabl[ea]s?|sections?|secci(?:ón|ones)|chapters?|capítulos?|equations?|ecuaci(?:ón|ones)|"
    r"pages?|páginas?|"
    r"reactions?|reacci(?:ón|ones)|scheme|esquema|box|recuadro|step|paso)\.? ?\(?(?:\d|[IVX]+\b)|"
    r"\b(?:listing|listado) \d",
    re.IGNORECASE,
)
"""`a tile as shown in Figure 1.1`: without the figure, it says nothing."""
_LOOSE_END: Final = re.compile(
    r" en donde$|^which examples of (?:otherwise|also|to) |^how often .* at least (?:once|twice)\b|"
    r"\b(?:si|cuando) (?:(?:lo|le|les|se l[oae]s?) \w+|l[oa]s \w+[^s\W]\b)|"
    r"\b(?:en (?:el|la) (?:capítulo|sección)|in (?:the )?(?:chapter|section)) [^«“]"
)
"""`qué ocurre si los pone`: an object that only a pronoun names; a chapter is no place where things are."""
_LOOSE_ANSWER: Final = re.compile(
    r"(?:here|there)(?:by|in|of|to|after)$|(?:en|por|con|de|a) (?:el|la|los|las) (?:que|cual(?:es)?)\b|"
    r"(?:(?:en|in|on) )?(?:la |el |the )?(?:figur[ea]|tabl[ea]|section|sección|apartado|chapter|capítulo|part|parte|"
    r"appendix|apéndice|anexo) (?:[\d.]+|[ivxlc]+|[a-z])$|(?:el|la) presente \w+(?: \w+)?$|"
    r"(?:el|la|los|las) (?:(?:ante)?dich|(?:ante)?citad|mencionad|referid|aludid)[oa]s? ",
    re.IGNORECASE,
)
"""`in Figure 1.2`, `en el que se encuentran …`, `hereby`: no answers."""
_TWO_CLAIMS: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?!\b(?:that|which|who|whose|where|whether|if|how|what)\b).)*,? and (?:then |also |not )?"
        r"(?:has|have|is|are|was|were|can|could|will|would|may|must|should|does|do|did)\b"
    ),
    "es": re.compile(
        r"(?:(?!\b(?:que|quien|quienes|donde|cuyo|cuya|si|cómo)\b).)*,? y (?:(?:luego|no|también|así|después) )*"
        r"(?:(?:lo|la|los|las|le|les|se) \w+[aeoóé]n?\b|"
        r"(?:es|son|está|están|fue|fueron|era|eran|puede|pueden|tiene|tienen|debe|deben)\b)"
    ),
}
"""`a maintainer, and has …`: the sentence goes on with a second verb."""
_LEADS_AWAY: Final = re.compile(
    r"\b(?:similarly|likewise|asimismo|igualmente|de igual (?:modo|forma|manera)|"
    r"(?:more|further|additional) (?:information|details?)|más (?:información|detalles)|(?:página|sitio) web|website|"
    r"(?:instructions?|examples?|code|steps|list|table|figure|section|details)\b[\w ,]* (?:below|above)$|"
    r"(?:appendix|apéndice) [A-Z\d]\b|as you (?:learned|saw|know)|como (?:aprendiste|viste|sabes)|"
    r"(?:ejemplo|caso|párrafo|apartado|secci[oó]n|capítulo|ejercicio)(?:es|s)? (?:anterior|siguiente)(?:es)?|"
    r"(?:previous|preceding|following|next) (?:example|section|chapter|paragraph|exercise)s?)\b",
    re.IGNORECASE,
)
"""To other places of the document, or out of it."""

_FOR_CLAUSE: Final = re.compile(
    r"^(?:what (?:is|are|was|were)|qué (?:es|son|era|eran|fue)|quién|why|por qué|for what reason)\b|"
    r"\b(?:happens?|follow|said|provides?|ocurre|pasa|sucede|dice|establece|dispone|prescribe|hacer|hay que|hacen?|"
    r"do)\b"
)
"""Questions whose answers may have a verb of their own."""
_DUTY: Final = re.compile(r"qué (?:debe|deben|puede|pueden) hacer ")
_RESULT: Final = re.compile(r"\w+ndo\b.* \w{2,}rán?\b")
"""`ejecutando la orden traerá …`: what is done, and what comes of it."""
_REFLEXIVE: Final = re.compile(r"\w+[aei]rse\b")
_OPEN_END: Final = re.compile(
    r"\b(?:el espacio|la capacidad|el tiempo|la (?:forma|manera|posibilidad)|the (?:space|ability|time|way)|solo|sólo|"
    r"solamente|in mind)$"
)
"""`más el espacio`: for what, the question has taken."""
_HALF_CLAUSE: Final = re.compile(
    r"\bque (?:antes de que|después de que|cuando|si|aunque|mientras)\b[^,]*$|"
    r"\b(?:because|since) (?:before|after|when|if|although|while)\b[^,]*$"
)
"""`debido a que antes de que empiece`: what follows the comma is the reason."""
_WHERE_WE: Final = re.compile(r"where (?:do|can|should) (?:we|you) ")
_DENIES: Final = re.compile(r"(?:never|not|no|nunca|jamás|cannot|can't|don't)\b", re.IGNORECASE)
_DOES: Final = re.compile(r"what (?:does|do|did)\b.* do\b|qué (?:hacen?|hizo|hicieron|hará|harán)\b", re.IGNORECASE)


def leads_away(text: str) -> bool:
    """Whether a text sends its reader to another place of the document, or out of it."""
    return bool(_LEADS_AWAY.search(text))


def _breaks_off(question: str, answer: str) -> bool:
    """Whether an answer ends where something must follow, or takes a second place along."""
    return bool(
        _HALF_CLAUSE.search(answer) or _OPEN_END.search(answer) or (_WHERE_WE.match(question) and " and " in answer)
    )


def is_presentable(question: str, answer: str, language: Language) -> bool:
    """Whether question and answer are whole, in the language of their passage, and tell what is done, not what is not.

    Args:
        question: without its frame.
        answer: as its passage writes it.
        language: of the passage.
    """
    if answer.count("**") % 2 or any(text.count(a) != text.count(b) for text in (question, answer) for a, b in _PAIRS):
        return False
    if _LABELLED.search(question) or _LABELLED.search(answer):
        return False
    if _LOOSE_END.search(question) or _LOOSE_ANSWER.match(answer):
        return False
    if leads_away(f"{question} {answer}"):
        return False
    if language == "es" and is_cut_off(question, language):
        return False
    if not _FOR_CLAUSE.search(question) and _TWO_CLAIMS[language].match(answer):
        return False
    if (_DUTY.match(question) and _REFLEXIVE.match(answer)) or _RESULT.match(answer):
        return False
    if _breaks_off(question, answer):
        return False
    if is_cut_off(answer, language) or clearly(answer) not in {language, None}:
        return False
    return not (_DENIES.match(answer) and _DOES.match(question))
