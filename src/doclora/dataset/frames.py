"""The frames that a question is put in. Training, validation and test never share one.

`{d}` is the direct question, `{D}` the same with a capital, `{i}` the indirect one (`what the drum holds`), `{w}` the
document or figure that it is asked of.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from doclora.records import Language

Templates = Literal["train", "validation", "test"]

FRAMES: Final[dict[Language, dict[Templates, tuple[str, ...]]]] = {
    "en": {
        "train": (
            "According to {w}, {d}?",
            "In {w}, {d}?",
            "{D}, according to {w}?",
            "Using {w}, tell me {i}.",
            "I am reading {w}. {D}?",
            "As {w} describes it, {d}?",
            "Say {i}, as described in {w}.",
            "Here is a question about {w}: {d}?",
            "With {w} in mind, {d}?",
            "My source is {w}. {D}?",
        ),
        "validation": ("Going by {w}, {d}?", "Please state {i}, following {w}."),
        "test": ("{D}? Answer from {w}.", "On the evidence of {w}, {d}?", "I would like to know {i}; look at {w}."),
    },
    "es": {
        "train": (
            "Según {w}, ¿{d}?",
            "En {w}, ¿{d}?",
            "¿{D}, según {w}?",
            "A partir de {w}, dime {i}.",
            "Estoy leyendo {w}. ¿{D}?",
            "Tal como lo describe {w}, ¿{d}?",
            "Di {i}, como se describe en {w}.",
            "Una pregunta sobre {w}: ¿{d}?",
            "Pensando en {w}, ¿{d}?",
            "De acuerdo con {w}, ¿{d}?",
        ),
        "validation": ("Ateniéndote a {w}, ¿{d}?", "Por favor, indica {i}, siguiendo {w}."),
        "test": ("¿{D}? Responde con {w}.", "Por lo que consta en {w}, ¿{d}?", "Me gustaría saber {i}; consulta {w}."),
    },
}


STATEMENT_FRAMES: Final[dict[Language, dict[Templates, tuple[str, ...]]]] = {
    "en": {
        "train": (
            "What does {w} say about {s}?",
            "What is said about {s} in {w}?",
            "Tell me what {w} says about {s}.",
            "In {w}, what does one read about {s}?",
            "I am reading {w}. What does it tell about {s}?",
            "Which statement does {w} make about {s}?",
            "Say what one learns about {s} from {w}.",
            "With {w} in mind, what can be said about {s}?",
        ),
        "validation": ("What has {w} to say on {s}?", "Please state what {w} holds about {s}."),
        "test": ("Concerning {s}, what does {w} state?", "I would like to know what {w} mentions about {s}."),
    },
    "es": {
        "train": (
            "¿Qué dice {w} sobre {s}?",
            "¿Qué se dice sobre {s} en {w}?",
            "Dime qué dice {w} acerca de {s}.",
            "En {w}, ¿qué se lee sobre {s}?",
            "Estoy leyendo {w}. ¿Qué cuenta sobre {s}?",
            "¿Qué afirmación hace {w} sobre {s}?",
            "Di qué se aprende sobre {s} en {w}.",
            "Pensando en {w}, ¿qué se puede decir de {s}?",
        ),
        "validation": ("¿Qué expone {w} a propósito de {s}?", "Por favor, indica qué recoge {w} sobre {s}."),
        "test": ("Respecto a {s}, ¿qué señala {w}?", "Me gustaría saber qué menciona {w} sobre {s}."),
    },
}
"""For facts whose answer is a whole sentence: `{s}` is its subject."""


def fill(frame: str, *, direct: str, indirect: str, where: str, subject: str = "") -> str:
    """One wording: a frame filled, its first letter a capital."""
    text = frame.format(d=direct, D=direct[:1].upper() + direct[1:], i=indirect, w=where, s=subject)
    text = re.sub(r"\b([Dd]e|[Aa]) el (?=\w|[«“])", r"\1l ", text) if "¿" in text or "«" in text else text
    return text if text[0] == "¿" else text[:1].upper() + text[1:]


def quoted(title: str, language: Language) -> str:
    """A title as it is quoted in the language."""
    return f"«{title}»" if language == "es" else f"“{title}”"
