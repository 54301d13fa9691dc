"""What a list of labels and values says of the thing that the heading above it names: `- **Default:** 'spa'`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.asked import Asked, Core, same
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import Line, lines
from doclora.records import Language, Passage

_PROPERTY: Final = re.compile(
    r"\s*(?:[-*+•]\s+)?(?P<mark>\*\*|__)(?P<label>[^\W\d_][^*_:\n]{1,30}):?(?P=mark)\s*:?\s+(?P<value>\S.*)", re.DOTALL
)
_LONGEST: Final = 12
"""Words of a value."""
_LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    language: dict(entry.split("=", 1) for entry in lexicon.lines(f"property_labels_{language}.txt"))
    for language in ("en", "es")
}


def is_property(line: Line, language: Language) -> bool:
    """Whether a line gives a label of the kind that properties have, and a value."""
    return _read(line, language) is not None


def properties(passage: Passage, heading: str) -> Iterator[tuple[Asked, str]]:
    """The properties of what a heading names, as its first lines give them.

    Args:
        passage: that begins the section of the heading.
        heading: its name, which no other section has.
    """
    below = [line for line in lines(passage.text) if line.kind != "heading"]
    for line in takewhile(lambda line: is_property(line, passage.language), below):
        label, value = _read(line, passage.language) or ("", "")
        if len(value.split()) <= _LONGEST and not re.search(r"\]\(|https?:", value):
            yield _ask(_LABELS[passage.language][label], heading, value, passage.language), line.raw


def _read(line: Line, language: Language) -> tuple[str, str] | None:
    match = _PROPERTY.fullmatch(line.raw) if line.kind in {"list", "text"} else None
    label = match["label"].strip().lower() if match else ""
    return (label, match["value"].strip().rstrip(".;")) if match and label in _LABELS[language] else None


def _ask(label: str, heading: str, value: str, language: Language) -> Asked:
    of = quoted(heading, language)
    if language == "es":
        cores, unseen = (same(f"cuál es {label} de {of}"),), same(f"qué figura como {label} de {of}")
    else:
        cores = (Core(f"what is the {label} of {of}", f"what the {label} of {of} is"),)
        unseen = same(f"what is given as the {label} of {of}")
    return Asked("table", cores, value, heading, (unseen, unseen))
