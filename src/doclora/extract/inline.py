"""Runs of text, code, formulas and pictures within a paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument, PictureItem

_RAISED: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_NUMBER: Final = re.compile(r"[0-9+\-=()n]+")
_BEFORE_MARK: Final = re.compile(r" +(?=[,.;:!?)\]»”](?!\w))")
_AFTER_MARK: Final = re.compile(r"(?<=[(\[«“¿¡]) +")


def inline_parts(
    group: Any,  # noqa: ANN401
    document: DoclingDocument,
    written: Callable[[Any], str],
) -> Iterator[str | PictureItem]:
    """What stands in a group, in order: stretches of text, and the pictures between them.

    docling keeps no spaces between runs: one is put in, but not before a comma nor around what is raised or lowered.

    Args:
        group: docling's inline group.
        document: that it is of.
        written: a run as Markdown.
    """
    from docling_core.types.doc import PictureItem

    text, low = "", False
    for reference in group.children:
        child = reference.resolve(document)
        if isinstance(child, PictureItem):
            if text:
                yield _spaced(text)
            yield child
            text = ""
            continue
        script = getattr(getattr(child, "formatting", None), "script", None)
        shift = script.value if script is not None else "baseline"
        run = (_shifted(child.text, shift) if shift != "baseline" else written(child)).strip()
        together = not text or shift != "baseline" or (low and run[:1].isupper())  # H₂O
        text += run if together else f" {run}"
        low = shift == "sub"
    if text:
        yield _spaced(text)


def _spaced(text: str) -> str:
    return _AFTER_MARK.sub("", _BEFORE_MARK.sub("", text))


def _shifted(text: str, shift: str) -> str:
    if not _NUMBER.fullmatch(text):
        return text
    return text.translate(_RAISED if shift == "super" else _LOWERED)
