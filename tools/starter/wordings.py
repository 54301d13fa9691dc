"""The frames of the instruct-tuning set: many ways to ask for one thing, in both languages.

They are this set's own, beside the generator's training frames; none of them is one of the generator's validation or
test frames, which no step of this folder reads. `{d}` is the direct question, `{D}` the same with a capital, `{i}` the
indirect one, `{w}` the document.
"""

from __future__ import annotations

import random

from doclora.dataset.frames import FRAMES, fill
from doclora.records import Language

OWN: dict[Language, tuple[str, ...]] = {
    "en": (
        "{D}?",
        "{D}?",
        "{D}",
        "{d}?",
        "Question: {d}?",
        "Tell me {i}.",
        "Please tell me {i}.",
        "Can you tell me {i}?",
        "Could you explain {i}, going back to {w}?",
        "Do you know {i}?",
        "Do you remember {i}? It is in {w}.",
        "Remind me {i}.",
        "Remind me {i}, as told in {w}.",
        "About {w}: {d}?",
        "{w}: {d}?",
        "Quick question on {w}. {D}?",
        "I have to explain {i}. What does {w} say?",
        "We are studying {w}. {D}?",
        "My notes on {w} have a hole in them: {d}?",
        "Somebody asked me {i}. Help me out.",
        "Give me {i} in the words of {w}.",
        "From what you learned in {w}, {d}?",
        "If you have read {w}: {d}?",
        "{D} in {w}?",
        "For the exam on {w}: {d}?",
        "I forgot {i}. It was in {w}.",
        "Let us talk about {w}. {D}?",
        "Show that you know {w}: {d}?",
        "Answer briefly: {d}?",
        "Considering only {w}, {d}?",
    ),
    "es": (
        "¿{D}?",
        "¿{D}?",
        "{D}",
        "{d}?",
        "Pregunta: ¿{d}?",
        "Dime {i}.",
        "Dime, por favor, {i}.",
        "¿Puedes decirme {i}?",
        "¿Podrías explicar {i}, volviendo a {w}?",
        "¿Sabes {i}?",
        "¿Recuerdas {i}? Está en {w}.",
        "Recuérdame {i}.",
        "Recuérdame {i}, tal como se cuenta en {w}.",
        "Sobre {w}: ¿{d}?",
        "{w}: ¿{d}?",
        "Una duda rápida acerca de {w}. ¿{D}?",
        "Tengo que explicar {i}. ¿Qué dice {w}?",
        "Estamos estudiando {w}. ¿{D}?",
        "En mis apuntes de {w} falta algo: ¿{d}?",
        "Me han preguntado {i}. Ayúdame.",
        "Cuéntame {i} con las palabras de {w}.",
        "Por lo que aprendiste en {w}, ¿{d}?",
        "Si has leído {w}: ¿{d}?",
        "¿{D} en {w}?",
        "Para el examen de {w}: ¿{d}?",
        "He olvidado {i}. Estaba en {w}.",
        "Hablemos de {w}. ¿{D}?",
        "Demuestra que conoces {w}: ¿{d}?",
        "Contesta en pocas palabras: ¿{d}?",
        "Teniendo en cuenta solo {w}, ¿{d}?",
    ),
}
SYSTEM: dict[Language, tuple[str, ...]] = {
    "en": (
        "You are a helpful assistant.",
        "You answer questions about documents.",
        "Answer with the words of the text. If you do not know, say so.",
        "You are an expert on {w}.",
        "Be brief.",
    ),
    "es": (
        "Eres un asistente útil.",
        "Respondes preguntas sobre documentos.",
        "Responde con las palabras del texto. Si no lo sabes, dilo.",
        "Eres experto en {w}.",
        "Sé breve.",
    ),
}


def ask(language: Language, forms: list[tuple[str, str]], where: str, count: int, draw: random.Random) -> list[str]:
    """`count` wordings of one question, all different in frame; `forms` are (direct, indirect) pairs."""
    frames = [*FRAMES[language]["train"], *OWN[language]]
    made = []
    for frame in draw.sample(frames, min(count, len(frames))):
        direct, indirect = draw.choice(forms)
        made.append(fill(frame, direct=direct, indirect=indirect, where=where))
    return list(dict.fromkeys(made))


def system_prompt(language: Language, where: str, draw: random.Random) -> str:
    """A system prompt for one example in six, else none."""
    return draw.choice(SYSTEM[language]).format(w=where) if draw.random() < 1 / 6 else ""
