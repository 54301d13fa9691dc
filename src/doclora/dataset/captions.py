"""What the caption of a figure or a table says that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from doclora.dataset.asked import LONGEST_ANSWER, Asked, Core, same
from doclora.dataset.markdown import plain_text, sentences
from doclora.dataset.naming import FIGURE, figure_name
from doclora.records import Language

_SHORTEST: Final = 12
"""Words of a caption that tells something; a shorter one only names what is seen."""


def questions(raw: str, language: Language) -> Iterator[tuple[Asked, str]]:
    """What a caption answers, with the caption."""
    match = FIGURE.match(plain_text(raw).lstrip("*_ "))
    if not match or not match["text"]:
        return
    first = sentences(match["text"])[0].text.rstrip(".")
    if first.endswith((",", ":", ";", "?")):
        return
    if not _SHORTEST <= len(first.split()) <= LONGEST_ANSWER:
        return
    name = figure_name(match["what"], match["number"], language)
    if language == "es":
        cores = (same(f"qué muestra {name}"), same(f"qué recoge {name}"))
        unseen = (same(f"qué se ve en {name}"), same(f"cuál es el contenido de {name}"))
    else:
        cores = (
            Core(f"what does {name} show", f"what {name} shows"),
            Core(f"what is {name} about", f"what {name} is about"),
        )
        unseen = (
            Core(f"what can be seen in {name}", f"what can be seen in {name}"),
            Core(f"what does {name} depict", f"what {name} depicts"),
        )
    yield Asked("figure", cores, first, name, unseen), raw
