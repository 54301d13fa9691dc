"""Whether what a model wrote stands in the passage: evidence, numbers, names, language."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset.alone import points_elsewhere
from doclora.records import Language
from doclora.tongue import detect_language

CLOSE_ENOUGH: Final = 95.0
"""Of 100: how alike quoted evidence and the passage must be (`rapidfuzz.fuzz.partial_ratio`)."""

_ABOUT_THE_TEXT: Final = re.compile(
    r"\b(?:the|this|that) (?:text|passage|document|section|excerpt|author|article|paragraph|above)\b|"
    r"\b(?:el|este|ese|del|al) (?:texto|pasaje|documento|fragmento|autor|artículo|párrafo|apartado)\b|"
    r"\b(?:la|esta|esa) (?:sección|lectura)\b|\bmentioned (?:above|below)\b|\bas (?:stated|mentioned|described) here\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NAME: Final = re.compile(r"(?<![.!?¿¡“«\"]\s)(?<!^)\b[A-ZÁÉÍÓÚÑ][\w'’-]{2,}")


def located(evidence: str, passage: str) -> str:
    """The stretch of the passage that the evidence quotes, verbatim; empty where it quotes none."""
    from rapidfuzz import fuzz

    wanted = " ".join(evidence.split())
    if not wanted:
        return ""
    if wanted in passage:
        return wanted
    found = fuzz.partial_ratio_alignment(wanted, passage, score_cutoff=CLOSE_ENOUGH)
    if found is None or found.dest_end - found.dest_start < 0.8 * len(wanted):
        return ""
    return _to_word_ends(passage, found.dest_start, found.dest_end)


def answer_fault(answer: str, passage: str) -> str:
    """Why an answer is not grounded in the passage; empty when it is."""
    numbers = set(_NUMBER.findall(passage))
    if invented := [n for n in _NUMBER.findall(answer) if n not in numbers]:
        return f"a number that the passage does not hold: {invented[0]}"
    low = passage.lower()
    if invented := [n for n in _NAME.findall(answer) if n.lower() not in low]:
        return f"a name that the passage does not hold: {invented[0]}"
    return ""


def question_fault(question: str, answer: str, language: Language) -> str:
    """Why a question cannot be asked; empty when it can."""
    text = question.strip()
    if not text.endswith("?") or len(text.split()) < 3:
        return "not a question"
    if language == "es" and not text.rstrip("?").count("¿"):
        return "a Spanish question without its opening mark"
    if _ABOUT_THE_TEXT.search(text):
        return "speaks of the text instead of its subject"
    if points_elsewhere(text, language):
        return "points at something outside the question"
    if answer.strip(" .").lower() in text.lower():
        return "holds its own answer"
    if len(text.split()) >= 6 and detect_language(text) != language:
        return "in another language than the passage"
    return ""


def _to_word_ends(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return text[start:end].strip()
