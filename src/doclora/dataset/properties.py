"""What a list of labels and values says of the thing that the heading above it names: `- **Default:** 'spa'`."""

from __future__ import annotations

import re
from collections import Counter
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
_PARTS: Final = re.compile(r"\n(?=\s*(?:[-*+•]\s+)?(?:\*\*|__)[^\W\d_])")
"""Where the next property begins on a line of its own in one paragraph."""
_NO_VALUE: Final = re.compile(
    r"\]\(|\[\^|https?:|^[—–.…-]+$|^(?:n/?a|unknown|desconocid[oa]|see|ver)\b|(?:\*\*|__)[^*_]+:?(?:\*\*|__)\s*:",
    re.IGNORECASE,
)
_LONGEST: Final = 12
"""Words of a value."""
_LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    language: dict(entry.split("=", 1) for entry in lexicon.lines(f"property_labels_{language}.txt"))
    for language in ("en", "es")
}


def is_property(line: Line, language: Language) -> bool:
    """Whether a line, or each line of a paragraph, gives a label of the kind that properties have, and a value."""
    return line.kind in {"list", "text"} and all(_read(raw, language) for raw in _PARTS.split(line.raw))


def properties(passage: Passage, heading: str) -> Iterator[tuple[Asked, str]]:
    """The properties of what a heading names, as its first lines give them, without those that it gives twice.

    Args:
        passage: that begins the section of the heading.
        heading: its name, which no other section has.
    """
    below = [line for line in lines(passage.text) if line.kind != "heading"]
    listed = takewhile(lambda line: is_property(line, passage.language), below)
    found = [(_read(raw, passage.language), raw) for line in listed for raw in _PARTS.split(line.raw)]
    times = Counter(known[0] for known, _ in found if known)
    for known, raw in found:
        if known and times[known[0]] == 1 and len(known[1].split()) <= _LONGEST and not _NO_VALUE.search(known[1]):
            yield _ask(known[0], heading, known[1], passage.language), raw.strip()


def _read(raw: str, language: Language) -> tuple[str, str] | None:
    """A property as a question says it, and its value; None where a line gives none."""
    match = _PROPERTY.fullmatch(raw)
    label = match["label"].strip().lower() if match else ""
    if match is None or label not in _LABELS[language]:
        return None
    return _LABELS[language][label], " ".join(match["value"].split()).rstrip(".;")


def _ask(label: str, heading: str, value: str, language: Language) -> Asked:
    of = quoted(heading, language)
    if language == "es":
        cores, unseen = (same(f"cuál es {label} de {of}"),), same(f"qué figura como {label} de {of}")
    else:
        cores = (Core(f"what is the {label} of {of}", f"what the {label} of {of} is"),)
        unseen = same(f"what is given as the {label} of {of}")
    return Asked("table", cores, value, heading, (unseen, unseen))
