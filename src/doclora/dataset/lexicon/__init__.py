"""Word lists of the two languages, as plain text files."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


def lines(name: str) -> list[str]:
    """The lines of a file of this folder, comments and empty ones left out."""
    text = (files("doclora.dataset.lexicon") / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def read(name: str) -> list[str]:
    """The words of a list file."""
    return " ".join(lines(name)).split()


@cache
def word_lists(language: str) -> dict[str, frozenset[str]]:
    """`words_<language>.txt`: name in brackets → the words under it; `_` stands for a space."""
    lists: dict[str, set[str]] = {}
    current: set[str] = set()
    for word in read(f"words_{language}.txt"):
        if word.startswith("["):
            current = lists.setdefault(word.strip("[]"), set())
        else:
            current.add(word.replace("_", " "))
    return {name: frozenset(words) for name, words in lists.items()}


def any_of(words: frozenset[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"
