"""What no question may do, whatever grammar made it: split an idiom, ask for next to nothing, quote a reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from doclora.dataset import lexicon, sound_en, verbs_es
from doclora.dataset.asked import Asked
from doclora.records import Language

REFERENCE = re.compile(
    r"\b(?:[Ee]ds?\.|[Tt]rans\.|[Vv]ols?\.|pp?\. ?\d|doi\b|ISBN|et al\.,? \(?\d{4}\)?\.)|"
    r"\b(?:Press|Editorial|Universidad|University), (?:1[5-9]|20)\d\d\b|^[A-ZÁÉÍÓÚÑ][\w'’-]+, (?:[A-Z]\.[ ,]*)+\(?\d{4}"
)
"""A sentence that is an entry of a bibliography, or holds one."""
_WORDS: Final = {language: lexicon.word_lists(language) for language in ("en", "es")}
_ADVERBIAL: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(rf"^{lexicon.any_of(_WORDS['en']['adverbial_idiom'])}(?: of\b|[ ,]|$)"),
    "es": re.compile(rf"^{lexicon.any_of(_WORDS['es']['adverbial_idiom'])}(?: del?\b|[ ,]|$)"),
}
_NEXT_TO_NOTHING: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"^(?:an?|the|some|many|several|certain) "
        r"(?:similar|promising|different|certain|particular|special|new|further|additional|various|important|interesting|"
        r"good|great|simple|general|fixed|number of|lot of)(?: \w+)?$|"
        r"^(?:many|several|various|numerous|some|different) \w+(?: \w+)?$|"
        r"^an? (?:very )?(?:promising|interesting|important)\b[\w ]*$|"
        r"^(?:new|other|valid|invalid|further|additional|different|similar|various|such) [a-z]\w*$"
    ),
    "es": re.compile(
        r"^(?:una?|el|la|los|las|unos|unas|varios|varias|algunos|algunas|ciertos|ciertas) "
        r"(?:(?:nuev|ciert|cert|gran|buen|divers|importante|interesante)\w* \w+|\w+ "
        r"(?:similar|distint|diferente|parecid|semejante|nuev|important|interesant|concret|determinad|especial)\w*|"
        r"(?:oportunidad|posibilidad|mecanismo|manera|forma|modo|medio|vía|serie|conjunto|capacidad|lugar|función))$|"
        r"^(?:much[oa]s|vari[oa]s|numeros[oa]s|algun[oa]s?|algún|(?:l[oa]s )?(?:distint|diferente|divers)[oa]?s) \w+$|"
        r"^(?:nuev[oa]s|otr[oa]s|(?:l[oa]s )?\w+ (?:in)?válid[oa]s)(?: \w+)?$"
    ),
}
_NO_PURPOSE = re.compile(r"(?:to (?:work|function|run|operate)|para (?:funcionar|trabajar|operar)(?: correctamente)?)$")
_AS_TO = re.compile(r"(?:en lo (?:que|referente|relativo)|con respecto|en relación|with respect|as regards)\b")
"""What an answer is about is not the answer."""
_RELATIVE: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"^(?:the|an?|one|another|its|their|our|your)(?: \w+)?(?: \w+)? "
        r"(?:(?:dis)?advantages?|differences?|benefits?|drawbacks?|reasons?|consequences?|exceptions?|upsides?|downsides?|"
        r"similarit(?:y|ies)|trade-?offs?|caveats?)$",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"^(?:el|la|los|las|una?|otr[oa]|su|nuestr[oa])(?: \w+)? "
        r"(?:(?:des)?ventajas?|diferencias?|beneficios?|inconvenientes?|raz(?:ón|ones)|consecuencias?|excepci(?:ón|ones)|"
        r"semejanzas?|motivos?)(?: (?:principal|fundamental|important|clave|más )\w*)?$",
        re.IGNORECASE,
    ),
}
"""`the main difference`: of what from what, is not said."""
_TELLING = re.compile(
    r"\b(?!(?:what|when|which|where|does|should|could|would|must|need|have|your)\b)(?:[^\W\d_]{4,}|[A-Z]\w*)",
    re.IGNORECASE,
)
_FEWEST: Final = 2
"""Telling words of a question about `you`: `what can you extend` has one."""
_CODE_THING: Final[Mapping[Language, str]] = {
    "en": r"\b[Tt]he (?:property|function|method|class|variable|command|option|parameter|argument|attribute|object|"
    r"field|script|constant|expression|instance|statement|array|string)",
    "es": r"\b(?:[Ll]a (?:propiedad|función|clase|variable|opción|constante|expresión|instancia)|"
    r"[Ee]l (?:método|comando|parámetro|argumento|atributo|objeto|campo))",
}
_UNNAMED: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(rf"{_CODE_THING['en']}(?= (?:to|is|be|as|when|if|return|do|can|has)\b|$)"),
    "es": re.compile(rf"{_CODE_THING['es']}(?= (?:es|está|puede|se|cuando|si|para)\b|$)"),
}
"""`the variable`: which, is not said."""
_ONLY_IF: Final = re.compile(r",? (?:si|cuando|siempre que|if|when|provided)\b")
"""A condition without which a definition does not hold."""
_RESTRICTS: Final = re.compile(r" (?:while|when|if|unless|where|until|whose)\b")
"""`marks every reading taken` while it is tilted."""
_SUPPOSED: Final = re.compile(r"\b(?:supposedly|allegedly|supuestamente|presuntamente)\b", re.IGNORECASE)
_GOES_ON: Final = re.compile(r" (?:en|por|de|del|con|a|al|para|desde|sobre)\b")
_ONLY: Final = re.compile(r"\b(?:only|solo|sólo|solamente|únicamente) (\w{3,})")
_STEM: Final = 4
"""Letters by which the forms of a verb are known."""
FOR_READERS = re.compile(
    r"\b(?:skip (?:ahead|over|to the|th(?:is|ese)|the (?:rest|next))|salt(?:ar|a)(?:te|se) (?:hasta|al?\b|est[ae])|"
    r"(?:drawn|shown|printed|represented|marked|set) (?:in|by|with) (?:\w+ )?(?:hatch\w+|bold(?:face)?|colou?r)\b|"
    r"(?:in the|en la) figur[ea]\b|en (?:negrita|cursiva)s?\b|italics\b|boldface\b|(?:constant|fixed)-width\b)",
    re.IGNORECASE,
)
"""How to read the document and its figures, nothing that it teaches."""


def _ends_in_participle(answer: str) -> bool:
    """`el mensaje contenido`, where `en las dos líneas` follows."""
    words = answer.split()
    return len(words) > 1 and bool(verbs_es.participle(words[-1]))


def _is_cut(asked: Asked, sentence: str, language: Language) -> bool:
    """Whether what goes on behind the answer, or behind the question's last words, belongs to them."""
    sentence = sentence.replace("’", "'")
    rest = sentence[max(sentence.find(asked.answer), 0) + len(asked.answer) :]
    if asked.kind == "definition" and _ONLY_IF.match(rest):
        return True
    if language == "es":
        return bool(_GOES_ON.match(rest)) and _ends_in_participle(asked.answer)
    said = " ".join(asked.cores[0].direct.split()[-_FEWEST:])
    behind = sentence.partition(said)[2]
    return bool(_RESTRICTS.match(behind)) and asked.answer not in behind


def _is_restricted(asked: str, sentence: str) -> bool:
    """Whether question and answer leave out the `only` before its verb: `the code only runs if the value matches`."""
    verbs = {word[:_STEM] for word in _ONLY.findall(sentence)}
    said = {word[:_STEM] for word in re.findall(r"\w+", asked.lower())}
    return bool(verbs & said) and not _ONLY.search(asked)


def is_sound(asked: Asked, sentence: str, language: Language) -> bool:
    """Whether a question asks for something to know, and its answer is no half idiom and not cut at a dash.

    Args:
        asked: the fact.
        sentence: what it was made from, without markup.
        language: of the sentence.
    """
    answer = asked.answer
    if language == "en" and not sound_en.is_sound(asked, sentence):
        return False
    if len(re.findall(r"[—–]|(?<!\w)--(?!\w)", answer)) % 2 and not re.search(r"\d ?[–—] ?\d", answer):
        return False
    if re.search(r"\b[a-z]\. [A-ZÁÉÍÓÚÑ]", answer):
        return False
    if _NO_PURPOSE.match(answer) or _AS_TO.match(answer):
        return False
    empty = _NEXT_TO_NOTHING[language]
    if (
        empty.match(answer[:1].lower() + answer[1:])
        or empty.match(asked.subject)
        or re.match(r"(?:una vez|once|o sea|es decir|that is)\b", answer)
    ):
        return False
    if _RELATIVE[language].match(asked.subject) or FOR_READERS.search(f"{asked.cores[0].direct} {answer}"):
        return False
    if asked.subject.lower() == "you" and len(_TELLING.findall(asked.cores[0].direct)) < _FEWEST:
        return False
    if _UNNAMED[language].search(asked.cores[0].direct) or re.fullmatch(_CODE_THING[language], answer):
        return False
    if (
        _is_restricted(f"{asked.cores[0].direct} {answer}", sentence)
        or _is_cut(asked, sentence, language)
        or _SUPPOSED.search(sentence)
    ):
        return False
    before = sentence[: max(sentence.find(answer), 0)].split()
    idiom = f"{before[-1].lower()} {answer}" if before else answer
    return not (_ADVERBIAL[language].match(idiom) or _ADVERBIAL[language].match(answer))
