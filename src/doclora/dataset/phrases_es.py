"""Spanish: what follows a verb, and whether it is a phrase that can be an answer."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset import lexicon, verbs_es
from doclora.dataset import spanish as es
from doclora.dataset.endings_es import goes_on, joins_clauses
from doclora.records import QuestionKind

_WORDS: Final = lexicon.word_lists("es")
_SUBORDINATE = re.compile(r"(?:^| )(?:que|cuando|si|porque|mientras|donde|cuy[oa]s?) ")


_ASIDE: Final = re.compile(r"[^,]{1,60}, (?:(?:a|de|en|con) )?(?:que|quien|cual)\b|[^,]{1,60}, (?:a|de|del|al) ")
"""`espera, sin comer, a que llegue`: what an aside parts goes on behind it."""


def main_part(clause: es.Clause) -> str | None:
    """What follows the verb, without clauses hung on by a comma; None where that cannot be told."""
    rest = clause.rest
    if ", " in rest and not _is_enumeration(rest):
        head, _, tail = rest.partition(", ")
        first = tail.split()[0].lower() if tail.split() else ""
        hung = es.SUBORDINATOR | es.PREPOSITION | {"pero", "y", "sino", "así", "e"}
        if first != "porque" and tail.split()[:1] != ["debido"]:
            if first not in hung and not first.endswith(("ando", "iendo")) and not verbs_es.participle(first):
                return None
            if goes_on(f", {tail}") or _ASIDE.match(tail):
                return None
            rest = head
    if re.search(r" (?:y|e|o|ni|pero)$", rest):
        return None
    rest = re.split(r" (?:y|e|pero) se \w", rest)[0]
    for joined in re.finditer(r" (?:y|e|pero) (?:se )?(?:luego |después |así )?([^\W\d_]+)", rest):
        verb = verbs_es.finite(joined[1])
        if not verb or joined[1].lower() in es.ARTICLE | es.PREPOSITION:
            continue
        following = rest[joined.end() :].split()
        sure = " se " in joined[0] or (
            following
            and (following[0][0].isdigit() or following[0].lower() in es.ARTICLE | es.PREPOSITION | {"su", "sus"})
        )
        if verb.plural == clause.plural and sure and following[:1] != ["de"]:
            return rest[: joined.start()].strip(" ,") or None
        return None
    if joins_clauses(_SUBORDINATE.split(rest)[0]):
        return None
    return rest.strip(" ,") or None


def _is_enumeration(rest: str) -> bool:
    if not re.search(r"^[^,]+(?:, [^,]+)+,? (?:y|e|o) [^,]+$", rest):
        return False
    parts = [es.words(p) for p in re.split(r", (?:y |e |o )?| y | e | o ", rest)]
    return len(parts) >= 3 and all(len(p) <= 8 and not _has_verb(p) for p in parts[1:])


def _has_verb(tokens: list[str]) -> bool:
    if any(t.lower() in es.SUBORDINATOR for t in tokens):
        return True
    if len(tokens) < 2:
        return False
    opens = es.ARTICLE | es.PREPOSITION
    return tokens[0].lower() == "se" or (bool(verbs_es.finite(tokens[0])) and tokens[1].lower() in opens)


def is_phrase(text: str) -> bool:
    """Whether a text is a noun phrase, perhaps with prepositional phrases or one relative clause, or an enumeration."""
    low = [t.lower() for t in es.words(text)]
    if not low or low[0] in es.PREPOSITION | es.SUBORDINATOR or verbs_es.is_infinitive(low[0]):
        return False
    return not any(w in es.SUBORDINATOR for w in low) and not re.search(
        r"\bpara [a-záéíóúñ]+r(?:se)?\b|\w+(?:ando|iendo)\b", text
    )


def is_place(phrase: str) -> bool:
    """Whether a noun phrase after `in` or `on` says where."""
    tokens = [t.lower() for t in es.words(phrase)]
    head = next((t for t in tokens if t not in es.ARTICLE), "")
    if head in _WORDS["place_noun_not"] or head.endswith(("ción", "sión", "dad", "miento", "eza", "ncia")):
        return False
    return tokens[0] in es.ARTICLE


def list_kind(phrase: str) -> QuestionKind:
    """An enumeration is a list."""
    return "list" if re.search(r"^[^,]+(?:, [^,]+)+,? (?:y|e|o) ", phrase) else "statement"
