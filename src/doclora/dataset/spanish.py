"""Spanish: what a plain declarative sentence is made of, without a model.

As in English, a sentence is taken apart only when that is safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from doclora.dataset import lexicon, subjects_es, words_es
from doclora.dataset.asked import offset
from doclora.dataset.verbs_es import Verb, finite, is_infinitive, likely, participle

_WORDS: Final = lexicon.word_lists("es")
ANAPHOR: Final = words_es.ANAPHOR
PREPOSITION: Final = words_es.PREPOSITION
SUBORDINATOR: Final = words_es.SUBORDINATOR
ADVERB: Final = _WORDS["adverb"]
NUMBER_WORD: Final = words_es.NUMBER_WORD
ARTICLE: Final = words_es.ARTICLE
PLURAL_DETERMINER: Final = words_es.PLURAL_DETERMINER
words = words_es.words
is_plural = words_es.is_plural
is_adverb = words_es.is_adverb
_FRONTING: Final = frozenset({"cuando", "si", "mientras"})
_UNMARKED: Final = frozenset({"en", "durante", "desde", "tras", "según", "hacia"})
_DENIES: Final = _WORDS["negation"] - {"sin"}
_CAUSE = re.compile(
    r"^(?!Como (?:su|se|ya|el|la) (?:nombre|título|ve|ha|indica|muestra)\b)"
    r"(?:Como|Puesto que|Dado que|Ya que|Debido a que|Porque) (?P<cause>.+)$"
)
_PARTITIVE = re.compile(
    r"(?:[Vv]ari[oa]s|[Uu]n[oa]|[Aa]lgun[oa]s|[Mm]uch[oa]s) de |(?:[Ll]os )?[Ee]jemplos? de|[Uu]n ejemplo|"
    r"(?:[Ee]l|[Ll]a|[Ll]os|[Ll]as) (?:antigu|nuev)[oa]s? [a-záéíóúñ]+$"
)
_LEAD_IN = re.compile(
    rf"^(?:{lexicon.any_of(_WORDS['lead_in'])},|"
    r"(?i:art(?:[íi]culo|\.) \d+[\wº°]*(?: bis| ter)?)(?: ?\.?[-–—]+|[.:°º]+-?))\s+"
)


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


def stands_alone(text: str) -> bool:
    """Whether nothing in a phrase points at something said before it."""
    return not any(w.lower() in ANAPHOR for w in words(text))


def is_person(subject: str, meaning: str) -> bool:
    """Whether a name is somebody's, by what is said that it is."""
    nouns = [w.lower() for w in words(meaning) if w.lower() not in ARTICLE | NUMBER_WORD | {"veces"}]
    named = subject[:1].isupper() or bool(re.search(r" [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+ [A-ZÁÉÍÓÚÑ]", subject))
    return named and bool(nouns) and is_trade(nouns[0])


def is_trade(noun: str) -> bool:
    """Whether a noun says who somebody is: of the list, or in `-ista`."""
    return noun in _WORDS["persons"] or (noun.endswith("ista") and noun not in _WORDS["thing_in_ista"])


def is_partitive(subject: str) -> bool:
    """`Varias de las piezas`, `los ejemplos de X`, `la antigua posición`: which ones is not said."""
    return bool(_PARTITIVE.match(subject))


def is_top_of(meaning: str) -> bool:
    """`La más completa`, `la mayor de todas`: of what kind is not said."""
    top = r"(?:mayor|menor|mejor|peor)(?:es)? del?\b|(?:primer|últim|únic)[oa]s? en\b"
    return bool(re.match(rf"(?:el|la|los|las) (?:(?:más|menos) |{top})", meaning))


def only_adds(sentence: str, subject: str) -> bool:
    """Whether a sentence says with `también` one thing more of something that it does not fully name."""
    telling = [w for w in words(subject) if w.lower() not in ARTICLE | PREPOSITION]
    named = any(w[:1].isupper() for w in words(subject)[1:]) or subject[:1].isupper()
    bare = len(telling) <= 2 and (not named or subject.split(maxsplit=1)[0].lower() in ARTICLE)
    return bare and bool(re.search(r" (?:también|asimismo|además) ", sentence))


def is_superlative(meaning: str) -> bool:
    """Whether only one thing can be meant: `el mayor puerto de la costa`."""
    return bool(
        re.match(
            r"(?:el|la) (?:(?:segund|tercer|cuart|quint|únic|primer|últim)[oa]?|principal|mayor|menor|mejor|peor) ",
            meaning,
        )
        or re.match(r"(?:el|la) [^\W\d_]+ (?:más|menos) [^\W\d_]+ ", meaning)
    )


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
    found = subject_and_verb(tokens) if 3 <= len(tokens) <= 45 else None
    if found is None or _is_open(tokens, found.at):
        return None
    clause = _clause(main, tokens, found, fronted)
    return replace(clause, cause=cause) if clause else None


def _is_open(tokens: list[str], at: int) -> bool:
    """Whether a clause is denied or only possible; `sin` takes nothing back but its own noun."""
    low = [t.lower() for t in tokens]
    denied = any(t in _WORDS["negation"] for t in low[: at + 1]) or bool(_DENIES & set(low))
    return denied or low[at] in _WORDS["hedge"] or bool({"quizá", "quizás", "acaso"} & set(low))


def without_lead_in(sentence: str) -> str:
    """A sentence without `Sin embargo,` and the like at its front."""
    match = _LEAD_IN.match(sentence)
    rest = sentence[match.end() :] if match else sentence
    return rest[:1].upper() + rest[1:]


def has_finite(low: Iterable[str]) -> bool:
    """Whether one of the words, in lower case, is a finite verb."""
    return any(finite(word) and word not in PREPOSITION | ARTICLE for word in low)


def _fronted(text: str) -> tuple[str, str, str]:
    """A phrase before the subject, a cause before it, and the main clause."""
    head, comma, main = text.partition(", ")
    first = words(text)[0].lower()
    if not comma or len(head.split()) > 12:
        at = offset(text, words(text), _unmarked_front(words(text)))
        return (text[:1].lower() + text[1:at].strip() if at else ""), "", text[at:].strip()
    cause = _CAUSE.match(head)
    if cause and has_finite(words(cause["cause"].lower())[1:]):
        return "", cause["cause"], main
    if first == "aunque":
        return "", "", main
    if first in PREPOSITION | _FRONTING and " " in head:
        return head[:1].lower() + head[1:], "", main
    return "", "", text


def _unmarked_front(tokens: list[str]) -> int:
    """How many words stand before the subject without a comma: `En 1524 el navegante…`; 0 where there are none."""
    wanted = True
    for i, token in enumerate(tokens[:9] if tokens[0].lower() in _UNMARKED else []):
        low = token.lower()
        if low in PREPOSITION or low in {"y", "o"}:
            wanted = True
        elif wanted:
            wanted = low in ARTICLE | PLURAL_DETERMINER | NUMBER_WORD | {"el", "cada", "todo", "toda"}
        elif low in ARTICLE or (re.match(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]", token) and not tokens[i - 1][:1].isupper()):
            return i
        elif not re.match(r"\w", token) or finite(low):
            return 0
    return 0


def has_verb(text: str) -> bool:
    """Whether a piece of a sentence says something by a finite verb of its own."""
    found = words(text)
    low = [*(t.lower() for t in found[:1]), *found[1:]]
    return any(
        (finite(t) or likely(t))
        and t not in PREPOSITION | ARTICLE
        and t.islower()
        and before not in ARTICLE | PREPOSITION | SUBORDINATOR
        for before, t in pairwise(["", *low])
    )


def verb_index(tokens: list[str]) -> int | None:
    """Where the main verb stands, behind a subject that nothing in it sends elsewhere."""
    found = subject_and_verb(tokens)
    return found.at if found else None


def subject_and_verb(tokens: list[str]) -> subjects_es.Found | None:
    """Where the subject ends and where the main verb stands."""
    found = subjects_es.find(tokens)
    if found is None:
        return None
    low = [t.lower() for t in tokens[: found.end]]
    if len(low) < 5 and any(w.removesuffix("s") in _WORDS["ordinal"] for w in low) and "de" not in low:
        return None
    return None if any(w in ANAPHOR for w in low) or {"su", "sus"} & set(low[:1]) else found


def _clause(main: str, tokens: list[str], found: subjects_es.Found, fronted: str) -> Clause | None:
    at = found.at
    verb = finite(tokens[at]) or likely(tokens[at])
    assert verb is not None
    reflexive = "se" if tokens[at - 1].lower() == "se" else ""
    group = _group(tokens, at, verb)
    if group is None:
        return None
    end, base, made, copula = group
    written = main[offset(main, tokens, at) : offset(main, tokens, end)].strip()
    singular = " ".join([verb.singular, *tokens[at + 1 : end]])
    if made:
        singular = " ".join([verb.singular, *tokens[at + 1 : end - 1], made])
    return Clause(
        subject=main[: offset(main, tokens, found.end)].strip(),
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
    while after < len(tokens) and is_adverb(tokens[after]) and tokens[after + 1 : after + 2] != ["que"]:
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
