"""What a sentence says besides its main clause: appositions and clauses joined to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from doclora.dataset import english, parse_en, spanish, verbs_en, verbs_es
from doclora.dataset.asked import Asked, Core, Name, same
from doclora.records import Language

_PARENTHESIS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_STOP = re.compile(r"; (?:however, |therefore, |sin embargo, )?|: ")
_JOINT: Final = {
    "en": re.compile(r", (?:and|but|while|whereas) (?=(?:the|an?|each|every) )"),
    "es": re.compile(r", (?:y|pero|mientras que) (?=(?:el|la|los|las|un|una|cada) )"),
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


def clauses(sentence: str, language: Language) -> Iterator[str]:
    """A sentence as the grammars can read it, then the further clauses that can stand as sentences of their own."""
    text = _PARENTHESIS.sub("", sentence)
    for part in _parts(text, language):
        for piece in _joined_clauses(part, language):
            whole = piece.strip().rstrip(".;,") + "."
            if whole.startswith("como "):
                continue
            aside = _ASIDE[language].match(whole)
            if aside and _is_aside(aside, language):
                whole = f"{aside['subject']} {aside['rest']}"
            yield whole[:1].upper() + whole[1:]


def _parts(text: str, language: Language) -> list[str]:
    """What semicolons and colons part; Spanish only where each part is a clause, else they part the items of a list."""
    parts = _STOP.split(text)
    if language == "es" and not all(spanish.has_verb(part) for part in parts[1:]):
        return [text]
    return parts


def _joined_clauses(text: str, language: Language) -> list[str]:
    """The clauses that `, and the …` joins; a text whose first piece is no clause is a list, and stays whole."""
    pieces = _JOINT[language].split(text)
    first = pieces[0].strip()
    grammar = spanish.parse if language == "es" else parse_en.parse
    if language == "es" and not all(spanish.has_verb(piece) for piece in pieces[1:]):
        return [text]
    return pieces if len(pieces) > 1 and grammar(f"{first[:1].upper()}{first[1:]}.") else [text]


def _is_aside(match: re.Match[str], language: Language) -> bool:
    """Whether the commas set something apart between a subject and its verb."""
    follows = next((w for w in match["rest"].split() if w not in {"se", "no"}), "").lower().rstrip(",.")
    subject = [w.lower() for w in match["subject"].split()]
    if len(subject) > 7:
        return False
    if language == "es":
        return bool(verbs_es.finite(follows)) and subject[0] not in spanish.PREPOSITION and not _has_verb_es(subject)
    if subject[0] in english.PREPOSITION | english.SUBORDINATOR or any(w in english.AUXILIARY for w in subject):
        return False
    return follows in english.AUXILIARY or bool(verbs_en.finite(follows))


def _has_verb_es(subject: list[str]) -> bool:
    return any(
        bool(verbs_es.finite(word)) and word not in spanish.PREPOSITION and before not in spanish.ARTICLE
        for before, word in pairwise(subject)
    )


def apposition(sentence: str, language: Language, name: Name) -> Iterator[Asked]:
    """`The cage, an open frame of titanium, …` says what the cage is."""
    match = _ASIDE[language].match(_PARENTHESIS.sub("", sentence))
    if not match or not _is_aside(match, language) or not _APPOSITION[language].match(match["inside"]):
        return
    subject, inside = name(match["subject"]), match["inside"]
    named = subject[:1].isupper() or subject.split()[0] in {"the", "a", "an", "el", "la", "un", "una"}
    if named and 3 <= len(inside.split()) <= 12 and len(subject.split()) <= 5:
        yield from what_is(subject, inside, language)


def what_is(subject: str, meaning: str, language: Language) -> Iterator[Asked]:
    """A definition; those that point outside the sentence are left out."""
    alone = spanish.stands_alone if language == "es" else english.stands_alone
    if not alone(subject) or not alone(meaning) or re.search(r"\b(?:which|whose|cuy[oa]s?)\b", meaning):
        return
    named = subject.startswith("the ") and english.is_plural(english.head_noun(subject.split()))
    plural = named or subject.startswith(("los ", "las "))
    unseen: tuple[Core, ...]
    if language == "es":
        who = spanish.is_person(subject, meaning)
        wh = f"{'quiénes' if plural else 'quién'}" if who else "qué"
        cores = [same(f"{wh} {'son' if plural else 'es'} {subject}")]
        unseen = () if who else (same(f"qué se entiende por {subject}"),) * 2
    else:
        be = "are" if plural else "is"
        wh = english.what_or_who(meaning)
        cores = [Core(f"{wh} {be} {subject}", f"{wh} {subject} {be}")]
        unseen = () if wh == "who" else (same(f"what is meant by {subject}"),) * 2
    yield Asked("definition", tuple(cores), meaning, subject, unseen)
