"""How a question names the document, the figure or the table that it is about."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset.asked import Asked
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import is_caption, lines, plain_text
from doclora.records import Language, Passage

_LONGEST_TITLE: Final = 90
_DEFINITE = re.compile(r"\b(?:the|el|la|los|las|del|al) (?P<noun>[a-záéíóúñü][\w-]+)")
_STEM: Final = 5
"""Letters by which the forms of a word are known."""
FIGURE = re.compile(
    r"(?P<what>(?i:Fig(?:ure|ura)?|Table|Tabla|Cuadro))s?\.?\s*(?P<number>\d+(?:\.\d+)*)"
    r"\s*(?:[.:)\-–—]+\s*|(?=[A-ZÁÉÍÓÚÑ¿]))(?P<text>.*)",
    re.DOTALL,
)


def document_name(title: str, language: Language) -> str:
    """A document as questions name it: its title in quotes, a long one cut at its subtitle."""
    short = title
    if len(title) > _LONGEST_TITLE:
        short = re.split(r"[:–—.] ", title)[0]
        short = short if len(short) <= _LONGEST_TITLE else short[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return quoted(short, language)


def figure_name(what: str, number: str, language: Language) -> str:
    """`Figure 2`, `la tabla 3`."""
    table = what.lower().startswith(("tab", "cua"))
    if language == "es":
        return f"la {'tabla' if table else 'figura'} {number}"
    return f"{'Table' if table else 'Figure'} {number}"


def needs_section(asked: Asked, title: str) -> bool:
    """Whether a question speaks of `the value`, or of a bare quantity, and its document's title does not say which."""
    if asked.kind == "definition":
        return False
    nouns = [match["noun"] for match in _DEFINITE.finditer(asked.cores[0].direct)]
    if asked.kind == "quantity" and re.fullmatch(r"[a-záéíóúñü][\w -]*", asked.subject):
        nouns.append(asked.subject.rsplit(maxsplit=1)[-1])
    return any(noun[:_STEM] not in title.lower() for noun in nouns)


def asked_of(passage: Passage) -> str:
    """How questions about a passage name its document, or its figure."""
    where = document_name(passage.title, passage.language)
    if passage.kind != "figure":
        return where
    captions = [plain_text(line.raw).lstrip("*_ ") for line in lines(passage.text) if is_caption(line.raw)]
    match = FIGURE.match(captions[0]) if captions else None
    if not match:
        return where
    name = figure_name(match["what"], match["number"], passage.language)
    return f"{name} {'de' if passage.language == 'es' else 'of'} {where}"
