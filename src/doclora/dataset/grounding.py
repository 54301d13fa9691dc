"""Whether what a model wrote stands in its source: evidence, numbers, names, words, language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from doclora.dataset.alone import points_elsewhere
from doclora.dataset.split import content
from doclora.records import Language
from doclora.tongue import clearly, foreign

CLOSE_ENOUGH: Final = 95.0
"""Of 100: how alike quoted evidence and the passage must be (`rapidfuzz.fuzz.partial_ratio`)."""

_LONGEST_STRETCH: Final = 80
"""Words from the first to the last piece of evidence that has gaps."""
_PIECES: Final = re.compile(r"\s*[\[(]?(?:\.{3,}|…)[\])]?\s*|(?<=[.!?])\s+")

_ABOUT_THE_TEXT: Final = re.compile(
    r"\b(?:the|this|that|these) (?:(?:above|given|provided|following) )?"
    r"(?:(?:passage|document|section|excerpt|author|article|paragraph|chapter|writer)s?\b(?! of\b)|"
    r"texts?\b(?! (?:of|on|in|inside|printed|written|read)\b))|"
    r"\baccording to (?:the|this|these) (?:\w+ )?(?:manual|notes?|study|paper|report|book|source|material|content|"
    r"information|table|figure|researchers?|authors?|description)\b|"
    r"\b(?:mentioned|described|shown|listed) (?:above|below|here)\b|\bas (?:stated|mentioned|described) here\b|"
    r"\b(?:el|este|ese|del|al|los|estos) textos?\b(?! (?:del?|en|impresos?|escritos?|leídos?|interior)\b)|"
    r"\b(?:el|este|ese|del|al|los|estos) (?:pasajes?|documentos?|fragmentos?|autor(?:es)?|artículos?|párrafos?|"
    r"apartados?|capítulos?)\b(?! del?\b)|"
    r"\b(?:la|esta|esa) (?:sección|lectura|autora)\b(?! del?\b)|"
    r"\bsegún (?:el|la|los|las|este|esta|estos|estas) (?:manual|apuntes|estudio|informe|libro|fuente|material|"
    r"contenido|información|tabla|figura|investigadores|autor(?:a|es)?|descripción|texto|pasaje|documento)\b|"
    r"\b(?:mencionad|descrit|indicad)[oa]s? (?:arriba|abajo|aquí|anteriormente)\b",
    re.IGNORECASE,
)
_TO_A_MODEL: Final = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the |your |previous |prior |above |earlier )*(?:instruct|prompt)|"
    r"\byou are (?:now )?an? (?:ai|language model|assistant|chatbot)\b|\bsystem prompt\b|"
    r"\b(?:ignora|olvida|desatiende) (?:todas? |las |tus |cualquier )*instrucci(?:ones|ón)\b|"
    r"\beres (?:ahora )?(?:una ia|un modelo de lenguaje|un asistente)\b|"
    r"\b(?:as|como) (?:an ai|un modelo de lenguaje)\b",
    re.IGNORECASE,
)
_YES_OR_NO: Final = re.compile(
    r"^(?:yes|no|true|false|sí|si|verdadero|falso|cierto)\b[\s,.!]*(?:\w+[.!]?)?$", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NAME: Final = re.compile(r"(?<![.!?:¿¡“«\"]\s)(?<!^)(?<![\w'’¿¡-])[A-ZÁÉÍÓÚÑ]\w+")
_FIRST: Final = re.compile(r"[“«\"(]*([A-ZÁÉÍÓÚÑ]\w+)(?:['’]s)?(?:\s+([A-ZÁÉÍÓÚÑ])?|$)")
_CALLED: Final = """
    two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12 thirteen:13 fourteen:14
    fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30 forty:40 fifty:50 sixty:60
    seventy:70 eighty:80 ninety:90 hundred:100 thousand:1000 million:1000000 dozen:12
    dos:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7 ocho:8 nueve:9 diez:10 once:11 doce:12 trece:13 catorce:14
    quince:15 dieciséis:16 diecisiete:17 dieciocho:18 diecinueve:19 veinte:20 treinta:30 cuarenta:40 cincuenta:50
    sesenta:60 setenta:70 ochenta:80 noventa:90 cien:100 ciento:100 mil:1000 millón:1000000 millones:1000000
    docena:12
"""
_WORTH: Final = {word: value for word, _, value in (pair.partition(":") for pair in _CALLED.split())}
_IN_ENGLISH_ONLY: Final = frozenset({"once"})
"""`once` is eleven in Spanish and no number in English."""


def located(evidence: str, passage: str) -> str:
    """The stretch of the passage that the evidence quotes, verbatim; empty where it quotes none.

    Spaces, marks and capitals may differ; beyond that, `CLOSE_ENOUGH`. Evidence with gaps, or of several sentences, is
    the stretch from the first of its pieces to the last, where all of them stand in the passage in this order.
    """
    found = _place(evidence, passage) or _stretch(_PIECES.split(evidence), passage)
    return passage[found[0] : found[1]].strip() if found else ""


def _place(evidence: str, passage: str, start: int = 0) -> tuple[int, int] | None:
    """Where in the passage, from `start` on, the evidence stands."""
    from rapidfuzz import fuzz

    wanted, text = " ".join(evidence.split()), passage[start:]
    letters, places = _letters(text)
    bare, _ = _letters(wanted)
    if not bare or len(bare) > len(letters):
        return None
    if (at := letters.find(bare)) >= 0:
        return _to_word_ends(passage, start + places[at], start + places[at + len(bare) - 1] + 1)
    found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=CLOSE_ENOUGH)
    if found is None or found.dest_end - found.dest_start < 0.8 * len(wanted):
        return None
    return _to_word_ends(passage, start + found.dest_start, start + found.dest_end)


def _stretch(pieces: Sequence[str], passage: str) -> tuple[int, int] | None:
    """From the first piece to the last; None where one is missing, too short to be told, or they lie too far apart."""
    places: list[tuple[int, int]] = []
    for piece in filter(str.strip, pieces):
        place = _place(piece, passage, places[-1][1] if places else 0) if len(piece.split()) > 1 else None
        if place is None:
            return None
        places.append(place)
    if len(places) < 2 or len(passage[places[0][0] : places[-1][1]].split()) > _LONGEST_STRETCH:
        return None
    return places[0][0], places[-1][1]


def evidence_fault(evidence: str) -> str:
    """Why evidence that stands in the passage shows nothing; empty when it does."""
    if _TO_A_MODEL.search(evidence):
        return "its evidence speaks to a language model, not to a reader"
    return "" if len(evidence.split()) >= 3 or "|" in evidence else "its evidence is too short to show anything"


def answer_fault(answer: str, source: str, language: Language, *, own_words: bool = False) -> str:
    """Why an answer is not grounded in its source; empty when it is. The detail stands after a colon.

    Args:
        answer: what the model wrote.
        source: the passage, with its title and headings.
        language: of the passage.
        own_words: whether at least half of the answer's telling words must be the source's.
    """
    if _YES_OR_NO.match(answer.strip()):
        return "an answer that is only yes or no"
    if invented := _invented_number(answer, source):
        return f"a number that the passage does not hold: {invented}"
    if invented := _invented_name(answer, source):
        return f"a name that the passage does not hold: {invented}"
    if answer.lower() not in source.lower() and speaks_otherwise([answer], language):
        return "an answer in another language than the passage"
    telling = content(answer)
    if own_words and len(telling & content(source)) * 2 < len(telling):
        return "an answer in other words than the passage's"
    return ""


def question_fault(question: str, answer: str, language: Language) -> str:
    """Why a question cannot be asked; empty when it can."""
    text = question.strip()
    if not text.endswith("?") or len(text.split()) < 3 or len(text) > 400:
        return "not a question"
    if text.rstrip("?").find("¿", 1) > 0:
        return "a question that begins inside its sentence"
    if about_the_text(text):
        return "speaks of the text instead of its subject"
    if points_elsewhere(text, language):
        return "points at something outside the question"
    said = answer.strip(" .")
    if len(said) > 1 and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", text, re.IGNORECASE):
        return "holds its own answer"
    if speaks_otherwise([text], language):
        return "in another language than the passage"
    return ""


def invention_in(question: str, source: str, *, numbers: bool) -> str:
    """What a question makes up: a name, or with `numbers` a number in digits; empty where it makes up nothing."""
    held = {form for n in _NUMBER.findall(source) for form in _forms(n)} | _spelled(source)
    if numbers and (invented := [n for n in _NUMBER.findall(question) if not _forms(n) & held]):
        return f"asks with a number that the passage does not hold: {invented[0]}"
    words = set(re.findall(r"\w+", source.lower()))
    if invented := [n for n in _NAME.findall(question) if not _known(n.lower(), words)]:
        return f"asks with a name that the passage does not hold: {invented[0]}"
    return ""


def about_the_text(text: str) -> bool:
    """Whether a text speaks of the text that it was written from, instead of its subject."""
    return bool(_ABOUT_THE_TEXT.search(text))


def speaks_otherwise(texts: Sequence[str], language: Language) -> bool:
    """Whether texts are clearly in another language."""
    joined = " ".join(texts)
    return clearly(joined) not in {None, language} or bool(foreign(joined))


def _invented_number(text: str, source: str) -> str:
    held: set[str] = {form for n in _NUMBER.findall(source) for form in _forms(n)} | _spelled(source)
    words = set(re.findall(r"[^\W\d_]+", source.lower()))
    for found in _NUMBER.finditer(text):
        number = str(found[0])
        if not _forms(number) & held:
            return number
    english = clearly(text) == "en"
    for word in map(str, re.findall(r"[^\W\d_]+", text.lower())):
        if (
            word in _WORTH
            and word not in words
            and _WORTH[word] not in held
            and not (english and word in _IN_ENGLISH_ONLY)
        ):
            return word
    return ""


def _spelled(text: str) -> set[str]:
    """The numbers that a text spells out, in digits."""
    return {_WORTH[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in _WORTH}


def _forms(number: str) -> set[str]:
    """A number as written, without marks between thousands, and with the other decimal mark."""
    forms = {number, number.translate(str.maketrans(".,", ",."))}
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number):
        forms.add(re.sub(r"[.,]", "", number))
    return forms


def _invented_name(text: str, source: str) -> str:
    words = set(re.findall(r"\w+", source.lower()))
    for name in map(str, _NAME.findall(text)):
        if name.lower() not in words:
            return name
    first = _FIRST.match(text)
    if not first or _known(first[1].lower(), words) or (len(text.split()) > 3 and not first[2]):
        return ""
    return str(first[1])


def _known(word: str, words: set[str]) -> bool:
    """Whether a word, or another form of it, is among those of the source."""
    return word in words or any(w[:4] == word[:4] for w in words if len(w) > 3 < len(word))


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in small form, and where each stands in it."""
    places = [i for i, c in enumerate(text) if c.isalnum() and len(c.lower()) == 1]
    return "".join(text[i].lower() for i in places), places


def _to_word_ends(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while end < len(text) and text[end] in ".!?)”»\"'%°":
        end += 1
    return start, end
