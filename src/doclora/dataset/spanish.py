"""Spanish: what a plain declarative sentence is made of, without a model.

As in English, a sentence is taken apart only when that is safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.asked import offset
from doclora.dataset.verbs_es import Verb, finite, is_infinitive, participle

_WORDS: Final = lexicon.word_lists("es")
ANAPHOR: Final = _WORDS["anaphor"]
PREPOSITION: Final = _WORDS["preposition"]
SUBORDINATOR: Final = _WORDS["subordinator"]
ADVERB: Final = _WORDS["adverb"]
NUMBER_WORD: Final = _WORDS["number"]
ARTICLE: Final = frozenset({"el", "la", "los", "las", "un", "una", "unos", "unas"})
PLURAL_DETERMINER: Final = frozenset(
    {"los", "las", "unos", "unas", "varios", "varias", "muchos", "muchas", "algunos", "algunas", "todos", "todas"}
)
_SINGULAR_DETERMINER: Final = frozenset({"el", "la", "un", "una", "cada", "todo", "toda"})
_CLITIC: Final = frozenset({"lo", "le", "les", "me", "te", "nos", "os"})
_FRONTING: Final = frozenset({"cuando", "si", "mientras"})
_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:[-/][^\W\d_]+)*|[^\w\s]|\S")
_CAUSE = re.compile(r"^(?:Como|Puesto que|Dado que|Ya que|Debido a que|Porque) (?P<cause>.+)$")
_LEAD_IN = re.compile(rf"^{lexicon.any_of(_WORDS['lead_in'])},\s+")


@dataclass(frozen=True)
class Clause:
    """Subject, verb group and what follows, as words of the sentence.

    Attributes:
        reflexive: `se`, or nothing.
        group: the verb group as written, without `se`: `gira`, `está formado`, `puede girar`.
        singular: the same in the singular, its participle masculine: what follows `qué`.
        base: the main verb's infinitive; of a passive, its participle in the masculine singular stands in `participle`.
        copula: `ser` or `estar` where that is the main verb, without a participle.
    """

    subject: str
    plural: bool
    reflexive: str
    group: str
    singular: str
    base: str
    participle: str
    copula: str
    rest: str
    fronted: str = ""
    cause: str = ""


def words(text: str) -> list[str]:
    """Words and punctuation marks."""
    return _TOKEN.findall(text)


def stands_alone(text: str) -> bool:
    """Whether nothing in a phrase points at something said before it."""
    return not any(w.lower() in ANAPHOR for w in words(text))


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase is plural, by its determiner, its `y`, or its first noun."""
    low = [w.lower() for w in words(phrase)]
    if not low:
        return False
    before = next((i for i, w in enumerate(low) if i and w in PREPOSITION), len(low))
    if "y" in low[:before] or "e" in low[:before] or low[0] in PLURAL_DETERMINER | NUMBER_WORD or low[0].isdigit():
        return low[0] != "1"
    return low[0] not in _SINGULAR_DETERMINER and low[0].endswith("s")


def is_person(subject: str, meaning: str) -> bool:
    """Whether a name is somebody's, by what is said that it is."""
    noun = next((w.lower() for w in words(meaning) if w.lower() not in ARTICLE), "")
    return subject[:1].isupper() and noun in _WORDS["persons"]


def is_feminine(noun: str) -> bool | None:
    """The gender of a noun, in the singular or plural; None when its ending does not tell."""
    low = noun.lower()
    forms = {low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("ces") + "z"}
    if forms & _WORDS["feminine"]:
        return True
    if forms & _WORDS["masculine"]:
        return False
    stem = low.removesuffix("s")
    if stem.endswith(("ción", "sión", "cione", "sione", "dad", "dade", "tad", "tade", "tud", "umbre", "a")):
        return True
    return (
        False
        if stem.endswith(
            ("o", "or", "ore", "aje", "ete", "ble", "ante", "ente", "al", "ale", "én", "one", "ón", "ín", "ine")
        )
        else None
    )


def parse(sentence: str) -> Clause | None:
    """Take a declarative sentence apart, or leave it.

    Args:
        sentence: without markup, its full stop included.
    """
    text = without_lead_in(sentence).rstrip(".").strip()
    if not text or re.search(r"[?!¿¡:;…(\[{=<>|\\*#~$`]", text):
        return None
    fronted, cause, main = _fronted(text)
    tokens = words(main)
    if not 3 <= len(tokens) <= 45 or any(t.lower() in _WORDS["negation"] | _WORDS["hedge"] for t in tokens):
        return None
    at = verb_index(tokens)
    clause = _clause(main, tokens, at, fronted) if at is not None else None
    return replace(clause, cause=cause) if clause else None


def without_lead_in(sentence: str) -> str:
    """A sentence without `Sin embargo,` and the like at its front."""
    match = _LEAD_IN.match(sentence)
    rest = sentence[match.end() :] if match else sentence
    return rest[:1].upper() + rest[1:]


def _fronted(text: str) -> tuple[str, str, str]:
    """A phrase before the subject, a cause before it, and the main clause."""
    head, comma, main = text.partition(", ")
    first = words(text)[0].lower()
    if not comma or len(head.split()) > 12:
        return "", "", text
    cause = _CAUSE.match(head)
    if cause and any(finite(w) and w not in PREPOSITION | ARTICLE for w in words(cause["cause"].lower())[1:]):
        return "", cause["cause"], main
    if first == "aunque":
        return "", "", main
    if first in PREPOSITION | _FRONTING:
        return head[:1].lower() + head[1:], "", main
    return "", "", text


def verb_index(tokens: list[str]) -> int | None:
    """Where the main verb stands."""
    first = tokens[0].lower()
    if (finite(first) or is_infinitive(first)) and first not in ARTICLE:
        return None
    for i, token in enumerate(tokens[:13]):
        low = token.lower()
        if low == "que" and i > 1 and subject_words(tokens[:i]):
            return _after_relative(tokens, i)
        if low in SUBORDINATOR or not re.match(r"\w", token):
            return None
        verb = finite(low) if i else None
        if verb and _can_be_verb(tokens, i):
            subject = subject_words(tokens[:i])
            if subject and verb.plural == is_plural(" ".join(subject)):
                return i
    return None


def _after_relative(tokens: list[str], at: int) -> int | None:
    """The main verb behind a subject with a relative clause: the second of exactly two finite verbs."""
    found: list[int] = []
    for i in range(at + 1, min(len(tokens), 18)):
        low = tokens[i].lower()
        if not re.match(r"\w", low) or low in SUBORDINATOR | {"y", "o", "e", "pero"}:
            break
        if finite(low) and (i == at + 1 or _can_be_verb(tokens, i)):
            found.append(i)
    if len(found) != 2 or found[1] > 11:
        return None
    main = finite(tokens[found[1]])
    return found[1] if main and main.plural == is_plural(" ".join(tokens[:at])) else None


def _can_be_verb(tokens: list[str], at: int) -> bool:
    before, follows = tokens[at - 1].lower(), tokens[at + 1].lower() if at + 1 < len(tokens) else ""
    if tokens[at].lower() in PREPOSITION | ARTICLE | SUBORDINATOR:
        return False
    if before in ARTICLE | PREPOSITION | _CLITIC | {"y", "o", "e", "u", "cada"} | NUMBER_WORD:
        return False
    if before.isdigit() and not (len(before) == 4 and at > 2 and tokens[at - 2].lower() == "de"):
        return False
    ahead = finite(follows)
    if before != "se" and (follows == "se" or (ahead and follows not in PREPOSITION)):
        return False
    if before != "se" and tokens[at].lower() in _WORDS["adjective_forms"]:
        return follows in ARTICLE or follows.isdigit()
    return True


def _trimmed(tokens: list[str]) -> list[str]:
    """The words before a verb without `se` and adverbs, which belong to the verb."""
    tokens = tokens[:-1] if tokens[-1].lower() == "se" else tokens
    while tokens and is_adverb(tokens[-1]):
        tokens = tokens[:-1]
    return tokens


def subject_words(tokens: list[str]) -> list[str]:
    """The subject's words before a verb, or nothing where they are none."""
    tokens = _trimmed(tokens)
    low = [t.lower() for t in tokens]
    if not low or len(low) > 11 or low[0] in PREPOSITION | {"y", "o", "pero"} or is_adverb(low[0]):
        return []
    if low[0] in {"su", "sus"} or (len(low) < 4 and any(w in _WORDS["ordinal"] for w in low)):
        return []
    if low[-1] in ARTICLE | PREPOSITION | {"y", "o"} or any(w in ANAPHOR | SUBORDINATOR for w in low):
        return []
    opens = ARTICLE | PLURAL_DETERMINER | _SINGULAR_DETERMINER | NUMBER_WORD
    if any(t[:1].isupper() and t.lower() in ARTICLE for t in tokens[1:]):
        return []
    if low[0] not in opens and not low[0].isdigit() and len(low) > 1 and (low[1] in opens or finite(low[0])):
        return []
    if low[0] in opens and len(low) < 2:
        return []
    return tokens


def is_adverb(word: str) -> bool:
    """Whether a word is an adverb, by a list and its ending."""
    low = word.lower()
    return low in _WORDS["adverb"] or (low.endswith("mente") and low != "mente")


def _clause(main: str, tokens: list[str], at: int, fronted: str) -> Clause | None:
    verb = finite(tokens[at])
    assert verb is not None
    reflexive = "se" if tokens[at - 1].lower() == "se" else ""
    subject_tokens = subject_words(tokens[:at]) or _trimmed(tokens[:at])
    group = _group(tokens, at, verb)
    if group is None:
        return None
    end, base, made, copula = group
    written = main[offset(main, tokens, at) : offset(main, tokens, end)].strip()
    singular = " ".join([verb.singular, *tokens[at + 1 : end]])
    if made:
        singular = " ".join([verb.singular, *tokens[at + 1 : end - 1], made])
    return Clause(
        subject=main[: offset(main, tokens, len(subject_tokens))].strip(),
        plural=verb.plural,
        reflexive=reflexive,
        group=written,
        singular=singular,
        base=base,
        participle=made,
        copula=copula,
        rest=main[offset(main, tokens, end) :].strip(),
        fronted=fronted,
    )


def _group(tokens: list[str], at: int, verb: Verb) -> tuple[int, str, str, str] | None:
    """End of the verb group, infinitive, participle of a passive, copula."""
    after = at + 1
    while after < len(tokens) and is_adverb(tokens[after]):
        after += 1
    follows = tokens[after] if after < len(tokens) else ""
    made = participle(follows) if follows else ""
    if verb.base in {"ser", "estar"}:
        return (after + 1, "", made, "") if made else (at + 1, verb.base, "", verb.base)
    if verb.base == "haber":
        return (after + 1, "", "", "") if made and made != "sido" else None
    if verb.base in {"poder", "deber", "soler"}:
        after += follows.lower() == "de"
        if (
            after >= len(tokens)
            or not is_infinitive(tokens[after])
            or tokens[after].lower() in {"ser", "estar", "haber"}
        ):
            return None
        return after + 1, tokens[after].lower().removesuffix("se"), "", ""
    return (at + 1, verb.base, "", "") if follows.lower() != "que" else None
