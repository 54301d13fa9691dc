"""English: what a plain declarative sentence is made of, without a model.

A sentence is taken apart only when that is safe: one subject, one finite verb, nothing that points outside it.
Everything else is left alone: a question that reads wrongly costs more than a fact that is missed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.verbs_en import Verb, finite, is_base, participle

_WORDS: Final = lexicon.word_lists("en")

BE: Final = _WORDS["be"]
HAVE: Final = _WORDS["have"]
MODAL: Final = _WORDS["modal"]
HEDGE: Final = _WORDS["hedge"]
AUXILIARY: Final = BE | HAVE | MODAL
DETERMINER: Final = _WORDS["determiner"]
PREPOSITION: Final = _WORDS["preposition"]
PRONOUN: Final = _WORDS["pronoun"]
ANAPHOR: Final = _WORDS["anaphor"]
SUBORDINATOR: Final = _WORDS["subordinator"]
NEGATION: Final = _WORDS["negation"]
ADVERB: Final = _WORDS["adverb"]
IRREGULAR_PLURAL: Final = _WORDS["irregular_plural"]
_ADJECTIVES: Final = _WORDS["adjectives"]
_NOUNS_LIKE_ADJECTIVES: Final = _WORDS["nouns_like_adjectives"]
_SINGULAR_S: Final = ("ss", "us", "is", "ics", "ous")
_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’\-/][^\W\d_]+)*|[^\w\s]|\S")
_LEAD_IN = re.compile(rf"^{lexicon.any_of(_WORDS['lead_in'])},\s+")


def words(text: str) -> list[str]:
    """Words and punctuation marks."""
    return _TOKEN.findall(text)


def what_or_who(meaning: str) -> str:
    """How to ask for what is defined so: `who` for a person."""
    low = {w.lower() for w in words(meaning)}
    return "who" if "-year-old" in meaning or low & _WORDS["persons"] else "what"


def is_person(subject: str, head: str) -> bool:
    """Whether a subject is one or several people, by its head noun."""
    if head in _WORDS["persons"] or head.endswith(("ist", "ists", "ician", "icians", "ologer", "ologers")):
        return True
    return bool(re.search(r"\b(?:brother|sister|son|daughter|father|mother|wife|husband) [A-Z]", subject))


def is_plural(noun: str) -> bool:
    """Whether a noun looks plural."""
    low = noun.lower()
    return low in IRREGULAR_PLURAL or (low.endswith("s") and not low.endswith(_SINGULAR_S) and len(low) > 3)


def stands_alone(text: str) -> bool:
    """Whether nothing in a phrase points at something said before it."""
    return not any(w.lower() in ANAPHOR for w in words(text.replace("such as", "")))


def without_lead_in(sentence: str) -> str:
    """A sentence without `However,` and the like at its front."""
    match = _LEAD_IN.match(sentence)
    if not match:
        return sentence
    rest = sentence[match.end() :]
    return rest[:1].upper() + rest[1:]


def is_imperative(tokens: list[str]) -> bool:
    """Whether a sentence begins with a command."""
    follows = tokens[1].lower()
    return is_base(tokens[0]) and (
        follows == "and" or follows in DETERMINER | PREPOSITION | PRONOUN or follows.endswith("ly")
    )


def verb_index(tokens: list[str]) -> int | None:
    """Where the main verb's group begins."""
    for i, token in enumerate(tokens[:12]):
        low = token.lower()
        if i and low in AUXILIARY:
            return i if is_subject(noun_phrase(tokens[:i])) else None
        if low in {"that", "which"} and is_subject(tokens[:i]):
            return _after_relative(tokens, i)
        if (low in PRONOUN and (i or low != "you")) or low in SUBORDINATOR or token in {",", "–", "—"}:
            return None
        verb = finite(token) if i else None
        subject = noun_phrase(tokens[:i])
        if (
            verb
            and is_subject(subject)
            and not _looks_adjective(subject)
            and _agrees(verb, subject)
            and _begins_predicate(tokens, i)
        ):
            return i
    return None


def _after_relative(tokens: list[str], at: int) -> int | None:
    """The main verb behind a subject with a relative clause: the second of exactly two finite verbs."""
    found: list[int] = []
    for i in range(at + 1, min(len(tokens), 18)):
        low, before = tokens[i].lower(), tokens[i - 1].lower()
        if not re.match(r"\w", low) or low in SUBORDINATOR | {"and", "or", "but"}:
            break
        after_auxiliary = bool(found) and found[-1] == i - 1 and before in AUXILIARY
        verb = finite(low)
        if low in AUXILIARY or (verb and not after_auxiliary and before not in DETERMINER | PREPOSITION):
            found.append(i)
    if len(found) != 2 or found[1] > 10:
        return None
    main = finite(tokens[found[1]])
    return found[1] if tokens[found[1]].lower() in AUXILIARY or (main and _agrees(main, tokens[:at])) else None


def noun_phrase(tokens: list[str]) -> list[str]:
    """The words before the verb, without an adverb that belongs to the verb."""
    return tokens[:-1] if len(tokens) > 1 and is_adverb(tokens[-1]) else tokens


def is_adverb(word: str) -> bool:
    """Whether a word is an adverb, by a list and its ending."""
    low = word.lower()
    return low in ADVERB or (
        low.endswith("ly")
        and low
        not in {"supply", "assembly", "family", "anomaly", "fly", "reply", "belly", "jelly", "ally", "rely", "apply"}
    )


def _looks_adjective(subject: list[str]) -> bool:
    low = subject[-1].lower()
    if low in _NOUNS_LIKE_ADJECTIVES:
        return False
    return (
        low in _ADJECTIVES
        or low.isdigit()
        or low.endswith(("ical", "onal", "ial", "ive", "ous", "ful", "able", "ible", "less", "ary", "est"))
    )


def is_subject(tokens: list[str]) -> bool:
    """Whether words can be the subject of a sentence that stands alone."""
    if not tokens or len(tokens) > 10:
        return False
    low = [t.lower() for t in tokens]
    if low == ["you"]:
        return True
    if "being" in low:
        return False
    if any(finite(verb) and after in {"the", "a", "an"} for verb, after in pairwise(low[1:])):
        return False
    if low[0] in {"its", "their"} or (len(low) < 4 and any(w in _WORDS["ordinal"] for w in low)):
        return False
    if low[-1] in DETERMINER | PREPOSITION | {"and", "or", "to"} or any(not re.match(r"\w", t) for t in tokens):
        return False
    if any(is_adverb(t) for t in low) or any(t[:1].isupper() and t.lower() in {"the", "a", "an"} for t in tokens[1:]):
        return False
    if "but" in low or low[0] in ADVERB | PREPOSITION | {"and", "but", "or", "to"} or low[0].endswith("ly"):
        return False
    return not any(t in PRONOUN or t in SUBORDINATOR or t in AUXILIARY or t in ANAPHOR for t in low)


def head_noun(tokens: list[str]) -> str:
    """The noun that a noun phrase is about: the last word before its first preposition."""
    for i, token in enumerate(tokens):
        if i and token.lower() in PREPOSITION | {"that", "which"}:
            return tokens[i - 1]
    return tokens[-1]


def plural_subject(tokens: list[str]) -> bool:
    """Whether a subject takes a plural verb."""
    low = [t.lower() for t in tokens]
    if low == ["you"]:
        return True
    if low[0] in {"each", "every", "a", "an"} or (low[0].endswith("ing") and len(low) > 1):
        return False
    before = next((i for i, t in enumerate(low) if i and t in PREPOSITION | {"that", "which"}), len(low))
    return "and" in low[:before] or is_plural(head_noun(tokens)) or low[0] in {"many", "several", "both", "few"}


def _agrees(verb: Verb, subject: list[str]) -> bool:
    plural = plural_subject(subject)
    if verb.form == "s":
        return not plural
    if verb.form == "base":
        return plural
    return True


def _begins_predicate(tokens: list[str], at: int) -> bool:
    """Whether the word at `at` is the verb, not a noun or a reduced relative: no other finite verb is near."""
    following = tokens[at + 1 : at + 13]
    before = tokens[at - 1].lower()
    if before in DETERMINER or (before.endswith("ing") and at > 2):
        return False
    return not following or (_can_be_followed(tokens[at], following) and not _other_verb_ahead(tokens[at], following))


def _can_be_followed(word: str, following: list[str]) -> bool:
    verb, follows = finite(word), following[0].lower()
    ahead = finite(follows)
    if verb is None or verb.base == "help":
        return verb is not None
    if verb.form == "past":
        return follows not in {"by", "from"} or verb.base in {"come", "fall", "result", "emerge", "range"}
    noun_then_verb = ahead and ahead.form == "base" and len(following) > 1 and following[1].lower() not in PREPOSITION
    return not (verb.form == "s" and noun_then_verb)


def _other_verb_ahead(word: str, following: list[str]) -> bool:
    verb = finite(word)
    for i, token in enumerate(following):
        low = token.lower()
        if low in {",", "but", "–", "—"} or low in SUBORDINATOR:
            return False
        if low in {"and", "or"}:
            if verb and verb.form == "past" and participle(word):
                continue
            return False
        if low in AUXILIARY:
            return True
        previous = following[i - 1].lower() if i else ""
        other = finite(token)
        after = following[i + 1].lower() if i + 1 < len(following) else ""
        if verb and verb.form == "past" and other and other.form == "past" and after in DETERMINER | PREPOSITION:
            return True
        if other and other.form == "base" and is_plural(previous) and after in {"the", "a", "an"}:
            return True
        if not (other and other.form == "s") or previous in DETERMINER | PREPOSITION or is_plural_context(previous):
            continue
        if i == 0 or (verb and verb.form == "past"):
            return True
    return False


def is_plural_context(previous: str) -> bool:
    """Whether an s-form after this word is more likely a plural noun."""
    return bool(previous) and (
        previous.isdigit()
        or previous in DETERMINER
        or previous.endswith(("ing", "ed", "al", "ic", "ive", "ous", "ful", "ary"))
    )
