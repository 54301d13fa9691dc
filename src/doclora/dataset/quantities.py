"""A number among the words after a verb, in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A number with its unit or noun, and what stands around it."""

    before: str
    prep: str
    measure: str
    number: str
    unit: str
    noun: str
    after: str

    @property
    def amount(self) -> str:
        """The number with its unit, as written."""
        return self.number + self.unit


def found(match: re.Match[str], before: str) -> Found:
    """What a language's pattern matched, `before` what stands before it."""
    text = {name: part or "" for name, part in match.groupdict().items()}
    after = match.string[match.end() :].strip()
    prep, noun = text["prep"].strip(), text["noun"].strip()
    return Found(before, prep, text["measure"], text["number"], text["unit"], noun, after)
