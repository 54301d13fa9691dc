"""What a sentence says besides its main clause: appositions, clauses joined to it; and the items of a glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset.asked import LONGEST_ANSWER, Asked, Core, Name
from doclora.records import Language

_PARENTHESIS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_JOINT: Final = {
    "en": re.compile(r"; (?:however, |therefore, )?|, (?:and|but|while|whereas) (?=(?:the|an?|each|every) )"),
    "es": re.compile(r"; (?:sin embargo, )?|, (?:y|pero|mientras que) (?=(?:el|la|los|las|un|una|cada) )"),
}
_ASIDE: Final = {
    "en": re.compile(
        r"^(?P<subject>[^,]{2,60}), (?P<inside>(?:an?|the|which|who|with|like|made|known|called|also) [^,]+), "
        r"(?P<rest>\w+ .+)$"
    ),
    "es": re.compile(
        r"^(?P<subject>[^,]{2,60}), (?P<inside>(?:una?|el|la|los|las|que|con|como|cuy[oa]|"
        r"llamad[oa]s?|hech[oa]s?|situad[oa]s?|fundad[oa]s?) [^,]+), (?P<rest>\w+ .+)$"
    ),
}
_APPOSITION: Final = {"en": re.compile(r"(?:an?|the) "), "es": re.compile(r"(?:una?|el|la) ")}
_TERM = re.compile(r"^(?P<term>[^\W\d_][^:.;?!]{1,50}?)(?:: | [–—] )(?P<meaning>\S.+)$")


def clauses(sentence: str, language: Language) -> Iterator[str]:
    """A sentence as the grammars can read it, then the further clauses that can stand as sentences of their own."""
    text = _PARENTHESIS.sub("", sentence)
    for piece in _JOINT[language].split(text):
        whole = piece.strip().rstrip(".;,") + "."
        aside = _ASIDE[language].match(whole)
        if aside and len(aside["subject"].split()) <= 7:
            whole = f"{aside['subject']} {aside['rest']}"
        yield whole[:1].upper() + whole[1:]


def apposition(sentence: str, language: Language, name: Name) -> Iterator[Asked]:
    """`The cage, an open frame of titanium, …` says what the cage is."""
    match = _ASIDE[language].match(_PARENTHESIS.sub("", sentence))
    if not match or not _APPOSITION[language].match(match["inside"]) or not 3 <= len(match["inside"].split()) <= 12:
        return
    subject = name(match["subject"])
    if not 1 <= len(subject.split()) <= 5 or subject.split()[0].lower() in {
        "in",
        "on",
        "at",
        "en",
        "a",
        "con",
        "por",
        "para",
    }:
        return
    if language == "en":
        be = "are" if subject.endswith("s") and subject.startswith("the ") else "is"
        yield Asked("definition", (Core(f"what {be} {subject}", f"what {subject} {be}"),), match["inside"], subject)
    elif not subject.startswith(("los ", "las ")):
        yield Asked("definition", (_same(f"qué es {subject}"),), match["inside"], subject)


def glossary(item: str, language: Language) -> Iterator[Asked]:
    """`Term: what it is` in a list."""
    match = _TERM.match(item.strip())
    if not match or len(match["term"].split()) > 5:
        return
    meaning = re.split(r"(?<=[a-zá-úñ])\. |; ", match["meaning"].rstrip("."))[0]
    if not 2 <= len(meaning.split()) <= LONGEST_ANSWER or re.search(r"[?!:]|https?://", meaning):
        return
    term = f"«{match['term']}»" if language == "es" else f"“{match['term']}”"
    if language == "es":
        cores = (_same(f"cómo se explica {term}"), _same(f"qué se dice de {term}"))
        unseen = (_same(f"qué explicación se da de {term}"), _same(f"en qué consiste {term}"))
    else:
        cores = (Core(f"how is {term} explained", f"how {term} is explained"), _same(f"what is said of {term}"))
        unseen = (
            _same(f"what explanation is given of {term}"),
            Core(f"what does {term} stand for", f"what {term} stands for"),
        )
    yield Asked("list", cores, meaning, match["term"], unseen)


def _same(text: str) -> Core:
    return Core(text, text)
