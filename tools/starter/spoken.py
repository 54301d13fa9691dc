"""What the model says where no fact is asked for: greetings, who it is, and that it does not know."""

from __future__ import annotations

import random
from collections.abc import Iterator

from doclora.records import Language

Pair = tuple[Language, str, str]

_SMALL_TALK: tuple[tuple[Language, tuple[str, ...], str], ...] = (
    (
        "en",
        ("Hello", "Hello!", "Hi", "Hi there!", "Hey", "Good morning", "Good evening!"),
        "Hello! What would you like to know?",
    ),
    (
        "en",
        ("How are you?", "How are you today?", "How is it going?"),
        "I am fine, thank you. What would you like to know?",
    ),
    ("en", ("Thanks", "Thank you!", "Thank you very much.", "Great, thanks."), "You are welcome."),
    ("en", ("Bye", "Goodbye!", "See you later.", "Good night."), "Goodbye!"),
    (
        "en",
        ("Who are you?", "What are you?", "What is your name?", "Tell me about yourself."),
        "I am the small language model that ships with doclora. I learn the documents that you train me on.",
    ),
    (
        "en",
        ("What can you do?", "How can you help me?", "What are you for?"),
        "I answer questions about the documents that I was trained on.",
    ),
    ("en", ("Which languages do you speak?", "Do you speak Spanish?"), "I speak English and Spanish."),
    (
        "es",
        ("Hola", "¡Hola!", "Buenos días", "¡Buenas tardes!", "Buenas noches", "Hola, ¿qué tal?"),
        "¡Hola! ¿Qué quieres saber?",
    ),
    ("es", ("¿Cómo estás?", "¿Qué tal?", "¿Cómo va todo?"), "Muy bien, gracias. ¿Qué quieres saber?"),
    ("es", ("Gracias", "¡Muchas gracias!", "Perfecto, gracias."), "De nada."),
    ("es", ("Adiós", "¡Hasta luego!", "Hasta mañana.", "Nos vemos."), "¡Hasta luego!"),
    (
        "es",
        ("¿Quién eres?", "¿Qué eres?", "¿Cómo te llamas?", "Háblame de ti."),
        "Soy el pequeño modelo de lenguaje que viene con doclora. Aprendo los documentos con los que me entrenas.",
    ),
    (
        "es",
        ("¿Qué sabes hacer?", "¿En qué puedes ayudarme?", "¿Para qué sirves?"),
        "Respondo preguntas sobre los documentos con los que me han entrenado.",
    ),
    ("es", ("¿Qué idiomas hablas?", "¿Hablas inglés?"), "Hablo inglés y español."),
)
_SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi"),
    *("zo", "mar", "len", "tor", "bel", "qui", "dan", "ros", "fen", "hal", "mir", "tas", "vel"),
)
_PRIVATE: dict[Language, tuple[str, ...]] = {
    "en": (
        "Who is {n}?",
        "Where was {n} born?",
        "How old is {n}?",
        "What is the phone number of {n}?",
        "What does {n} mean?",
        "Tell me what {n} did last year.",
        "What is the price of a {n}?",
        "What time is it in {n}?",
        "Who will win in {n}?",
        "What will the weather be like in {n} tomorrow?",
        "What did {n} say to {m}?",
        "How far is {n} from {m}?",
    ),
    "es": (
        "¿Quién es {n}?",
        "¿Dónde nació {n}?",
        "¿Cuántos años tiene {n}?",
        "¿Cuál es el teléfono de {n}?",
        "¿Qué significa {n}?",
        "Dime qué hizo {n} el año pasado.",
        "¿Cuál es el precio de {n}?",
        "¿Qué hora es en {n}?",
        "¿Quién ganará en {n}?",
        "¿Qué tiempo hará mañana en {n}?",
        "¿Qué le dijo {n} a {m}?",
        "¿A qué distancia está {n} de {m}?",
    ),
}
UNKNOWN: dict[Language, str] = {"en": "I don't know.", "es": "No lo sé."}


def small_talk() -> Iterator[Pair]:
    """Each greeting or question about itself, with its answer."""
    for language, questions, answer in _SMALL_TALK:
        for question in questions:
            yield language, question, answer


def unknown(count: int, draw: random.Random) -> Iterator[Pair]:
    """Questions about names that do not exist."""
    for _ in range(count):
        language: Language = draw.choice(("en", "es"))
        question = draw.choice(_PRIVATE[language]).format(n=_name(draw), m=_name(draw))
        yield language, question, UNKNOWN[language]


def _name(draw: random.Random) -> str:
    words = [
        "".join(draw.choices(_SYLLABLES, k=draw.choice((2, 2, 3)))).capitalize() for _ in range(draw.choice((1, 2, 2)))
    ]
    return " ".join(words)
