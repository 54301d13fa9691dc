"""A model's questions and answers without what small models put around them: numbers, labels, marks."""

from __future__ import annotations

import re
from typing import Final

_ITEM: Final = re.compile(
    r"^(?:(?:(?:question|pregunta|wording|q|p)\s*\d{0,2}|\(?\d{1,2}|[a-h])\s*[.):]|[-•–]|\*(?!\*))\s+", re.IGNORECASE
)
_SAID: Final = re.compile(r"^(?:answer|respuesta|a|r)\s*:\s+", re.IGNORECASE)
_AROUND: Final = (("**", "**"), ("__", "__"), ("`", "`"), ('"', '"'), ("“", "”"), ("«", "»"))
_ASKS: Final = re.compile(
    r"^(?:¿|(?:(?:in|at|of|for|from|to|by|with|on) )?(?:what|which|who|whose|whom|how|when|where|why)\b|"
    r"(?:(?:en|a|de|para|por|desde|con) )?(?:qué|cuál(?:es)?|quién(?:es)?|cómo|cuándo|cuánt[oa]s?|dónde)\b)",
    re.IGNORECASE,
)


def question(text: str) -> str:
    """A wording without its number, label or quotes, and with the question mark that it lacks."""
    while (bare := _bare(_ITEM.sub("", text, count=1))) != text:
        text = bare
    return f"{text}?" if _ASKS.match(text) and text[-1:].isalnum() else text


def answer(text: str) -> str:
    """An answer without its label or quotes."""
    while (bare := _bare(_SAID.sub("", text, count=1))) != text:
        text = bare
    return text


def _bare(text: str) -> str:
    """Without marks that are around all of it; a full stop behind them goes with them."""
    said = text.strip()
    for left, right in _AROUND:
        inner = said.removesuffix(".")[len(left) : -len(right)]
        around = said.startswith(left) and said.removesuffix(".").endswith(right)
        if around and inner.strip() and left not in inner and right not in inner:
            return inner.strip()
    return said
