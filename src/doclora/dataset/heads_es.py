"""Spanish sentences whose predicate stays whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from doclora.dataset import commands_es, lexicon, verbs_es
from doclora.dataset import spanish as es
from doclora.dataset.asked import Core, same
from doclora.dataset.endings_es import is_main
from doclora.dataset.heads import Heads
from doclora.dataset.words_es import JOINS

_WORDS: Final = lexicon.word_lists("es")
_SMALL: Final = es.ARTICLE | es.PREPOSITION
_JOINS: Final = JOINS - {"ni"}
_EACH: Final = frozenset({"cada", "todo", "toda", "todos", "todas"})
_VAGUE_TOPIC: Final = frozenset(
    {"otro", "otra", "otros", "otras", "ningún", "ninguna", "tantos", "tantas", "tanto", "tanta"}
)
_OPENS: Final = es.ARTICLE | es.PLURAL_DETERMINER | es.NUMBER_WORD | {"cada", "todo", "toda"}
_DUTY = re.compile(r"^(?:Debe|Tiene que|Hay que|Es necesario|Deberá) (?P<rest>(?P<verb>[a-záéíóúñ]+) .+)$")
_PAST: Final = ("aba", "aban", "aron", "ieron", "ían", "ó")
"""Endings that tell a verb which the list does not hold."""
_DOING: Final = {
    "present": ("hace", "hacen"),
    "past": ("hizo", "hicieron"),
    "imperfect": ("hacía", "hacían"),
    "future": ("hará", "harán"),
}


class SpanishHeads(Heads):
    """Spanish."""

    condition = re.compile(
        r"^(?P<word>Si|Cuando|Una vez que|Siempre que|Mientras) (?P<condition>[^,;:]+), (?:entonces )?"
        r"(?P<result>[^;:]+)\.$"
    )
    purpose = re.compile(r"^(?:Para|Con el fin de) (?P<aim>(?P<verb>[a-záéíóúñ]+) [^,;:]+), (?P<how>[^;:]+)\.$")
    examples = re.compile(
        r"(?:,? (?:tales como|como por ejemplo)|, como(?= (?:el|la|los|las|un|una) )) (?P<items>[^;:]+?)\.$"
    )
    joined = re.compile(r", (?:y |e |o |u )?| y | e | o ")
    longest_item = 7
    fronts = es.PREPOSITION
    opens = es.PREPOSITION | es.SUBORDINATOR | es.ADVERB
    wide = 13

    def words(self, text: str) -> list[str]:
        """See `Heads`."""
        return es.words(text)

    def without_lead_in(self, sentence: str) -> str:
        """See `Heads`."""
        return es.without_lead_in(sentence)

    def stands_alone(self, text: str) -> bool:
        """See `Heads`."""
        return es.stands_alone(text)

    def is_adverb(self, word: str) -> bool:
        """See `Heads`."""
        return es.is_adverb(word)

    def is_infinitive(self, word: str) -> bool:
        """See `Heads`."""
        return verbs_es.is_infinitive(word)

    def verb_at(self, tokens: list[str]) -> tuple[int, int] | None:
        """See `Heads`."""
        found = es.subject_and_verb(tokens)
        return (found.end, found.at) if found else None

    def is_nameable(self, subject: str, *, loose: bool = False) -> bool:
        """See `Heads`."""
        low = [w.lower() for w in es.words(subject)]
        if not low or len(low) > 11 or low[0] in (_VAGUE_TOPIC if loose else _WORDS["loose"]) | _JOINS | {"no"}:
            return False
        if set(low) & ({"su", "sus"} | _WORDS["dangling"]) or re.search(r"\w\w[ai]d[oa]s?$", low[0]):
            return False
        nouns = [w for w in low if w not in es.ARTICLE | _EACH]
        if not nouns or len(nouns[0]) < 2 or (len(nouns) == 2 and nouns[0] in _WORDS["vague"] | _WORDS["generic"]):
            return False
        bare = len(nouns) == 1 and (nouns[0] in _WORDS["vague"] | _WORDS["generic"] or low[0] in {"un", "una"})
        return not bare and es.stands_alone(subject)

    def asks(self, tokens: list[str], end: int, at: int, tail: str) -> tuple[Core | None, int]:
        """See `Heads`."""
        verb = verbs_es.finite(tokens[at])
        written, follows = tokens[at].lower(), tokens[at + 1].lower() if at + 1 < len(tokens) else ""
        if (
            follows != "que"
            and _is_deed(verb, tokens[:end], tail)
            and not {"no", ","} & {t.lower() for t in tokens[end:at]}
        ):
            return same(f"qué {'hicieron' if verb and verb.plural else 'hizo'} {{s}}{tail}"), end
        if verb is None or {"no", ",", "se"} & {t.lower() for t in tokens[end:at]}:
            return None, end
        if verb.tense == "conditional":
            return None, end
        if verb.base in {"poder", "deber"} and verbs_es.is_infinitive(follows):
            can = end == at and follows not in {"ser", "estar", "haber"}
            return (same(f"qué {written} hacer {{s}}{tail}"), at + 1) if can else (None, end)
        if verb.base in _WORDS["saying"] and follows == "que" and end == at:
            return same(f"qué {written} {{s}}{tail}"), at + 1
        if verb.base in {"permitir", "impedir"} and verbs_es.is_infinitive(follows) and end == at:
            return same(f"qué {written} hacer {{s}}{tail}"), at + 1
        content = [t for t in tokens[:end] if t.lower() not in es.ARTICLE]
        told_once = verb.tense in {"past", "imperfect", "conditional"}
        if (
            not (follows in _OPENS or follows[:1].isdigit())
            or len(content) < 3
            or told_once
            or verb.base in _WORDS["state"]
        ):
            return None, end
        return same(f"qué {_DOING[verb.tense][verb.plural]} {{s}}{tail}"), end

    def is_known(self, fronted: str) -> bool:
        """See `Heads`."""
        return es.stands_alone(fronted)

    def ends_topic(self, token: str) -> bool:
        """See `Heads`."""
        return token.lower() in _WORDS["sure_verb"]

    def is_noun_phrase(self, phrase: Sequence[str], following: Sequence[str]) -> bool:
        """See `Heads`."""
        if following[0].lower() in {"que", "cuyo", "cuya", "donde"}:
            return False
        if following[0] == "," and _JOINS & {t.lower() for t in following[1:6]}:
            return False
        low = [t.lower() for t in phrase]
        if (
            low[0] in es.PREPOSITION
            or low[-1] in _SMALL | _JOINS
            or es.is_adverb(low[0])
            or any(t.endswith(_PAST) for t in low)
        ):
            return False
        if any(not re.match(r"\w", t) or t in es.SUBORDINATOR for t in low):
            return False
        if any(
            verbs_es.finite(t) and t not in _SMALL and before not in _SMALL | {"y", "e"} for before, t in pairwise(low)
        ):
            return False
        if any(t in es.ARTICLE and before not in es.PREPOSITION | _JOINS for before, t in pairwise(low)):
            return False
        named = all(t[:1].isupper() or t in _SMALL | {"y", "e"} for t in phrase)
        return len(low) > 1 and (low[0] in _OPENS or named)

    def is_whole(self, subject: str, sentence: str) -> bool:
        """See `Heads`."""
        low = [w.lower() for w in es.words(subject)]
        return not (low[0] in {"un", "una"} and _is_past(sentence)) and "que" not in low

    def outcome(self, word: str, condition: str, result: str) -> tuple[Core, str] | None:
        """See `Heads`."""
        was = _is_past(condition)
        if len(es.words(condition)) < 3 or not es.stands_alone(condition) or not _verbs(condition):
            return None
        first = es.words(condition)[0].lower()
        if re.match(r"se [a-záéíóúñ]+ (?:en|a|como|con) ", condition):
            return None
        if (word == "si" and was) or first == "no" or (verbs_es.finite(first) and first not in _SMALL):
            return None
        if not is_main(result):
            return None
        tokens, said = es.words(result), f"{word} {condition}"
        if _commanded(tokens[0]):
            return same(f"qué hay que hacer {said}"), result
        verbs = _verbs(" ".join(tokens[:12]))
        if len(tokens) < 4 or not verbs or tokens[0].lower() in _JOINS | {"pero"}:
            return None
        if commands_es.infinitive(tokens[0].lower(), familiar=True, negative=False):
            return None
        past = verbs[0].tense in {"past", "imperfect"}
        happens = "ocurriría" if verbs[0].tense == "conditional" else "ocurrió" if past else "ocurre"
        return (same(f"qué {happens} {said}"), result) if past == was else None

    def told(self, how: str) -> str:
        """See `Heads`."""
        tokens = es.words(how)
        return how if len(tokens) >= 3 and _commanded(tokens[0]) else ""

    def end_question(self, aim: str) -> Core:
        """See `Heads`."""
        return same(f"qué hay que hacer para {aim}")

    def class_before(self, text: str) -> str:
        """See `Heads`."""
        tokens = re.findall(r"[\w-]+|[^\w\s]", text)
        stops = es.SUBORDINATOR | es.ANAPHOR | _WORDS["loose"] | es.PREPOSITION - {"de", "del"} | _JOINS
        stops |= {"u", "más", "muy", "no", "su", "sus"}
        for size in range(min(6, len(tokens)), 1, -1):
            if {t.lower() for t in tokens[-size - 1 : -size]} & _VAGUE_TOPIC | {"su", "sus"} & {
                *tokens[-size - 1 : -size]
            }:
                continue
            if tokens[-size].lower() in _WORDS["vague"] | {"partes", "lugares", "zonas", "áreas", "países"}:
                continue
            low = [t.lower() for t in tokens[-size:]]
            plural = low[0].endswith("s") and low[0] not in _SMALL
            if plural and not any(
                not re.match(r"[^\W\d]", t) or t in stops or (verbs_es.finite(t) and t not in _SMALL) for t in low
            ):
                return " ".join(tokens[-size:])
        return ""

    def has_predicate(self, tokens: list[str]) -> bool:
        """See `Heads`."""
        low = [t.lower() for t in tokens]
        verb = any(verbs_es.finite(t) and t not in _SMALL for t in low[1:])
        opens = len(low) > 1 and verbs_es.finite(low[0]) and low[1] in _SMALL | {"su", "sus", "que"}
        return (
            verb
            or bool(opens and low[0] not in _SMALL)
            or any(t in es.SUBORDINATOR or not re.match(r"\w", t) for t in low)
        )

    def example_question(self, what: str) -> Core:
        """See `Heads`."""
        return same(f"qué ejemplos se dan de {what}")

    def duty(self, sentence: str) -> tuple[Core, str] | None:
        """See `Heads`: `Debe …`, `Abra el …`."""
        text = sentence.rstrip(".")
        told = _DUTY.match(text)
        if told and verbs_es.is_infinitive(told["verb"]) and told["verb"] not in _WORDS["state"]:
            return same("qué hay que hacer"), told["rest"]
        tokens = es.words(text)
        if (
            len(tokens) > 3
            and tokens[1][:1].islower()
            and _commanded(tokens[0])
            and _commanded(tokens[0]) not in _WORDS["referring"]
        ):
            return same("qué hay que hacer en primer lugar"), text
        return None

    def is_independent(self, sentence: str) -> bool:
        """See `Heads`: it does not begin with a verb, and is no command."""
        first = next((w.lower() for w in es.words(sentence) if not es.is_adverb(w)), "")
        if first in _SMALL | {"parte"}:
            return True
        verb = bool(verbs_es.finite(first)) or verbs_es.is_infinitive(first) or first.endswith(_PAST)
        return not verb and not _commanded(first)

    def has_verb(self, text: str) -> bool:
        """See `Heads`."""
        main = self.main(text.rstrip("."))
        return super().has_verb(text) or bool(main and self.verb_at(self.words(main)))

    def has_sure_verb(self, low: list[str]) -> bool:
        """See `Heads`."""
        sure = _WORDS["sure_verb"] - {"se", "no", "que", "cuyo", "cuya", "donde"}
        return any(t in sure and before not in es.SUBORDINATOR for before, t in pairwise(low))


def _is_deed(verb: verbs_es.Verb | None, subject: Sequence[str], tail: str) -> bool:
    """Whether a sentence tells what somebody, called by a name, did at a date that it begins with."""
    named = all(t[:1].isupper() or t.lower() in _SMALL | {"y", "e"} for t in subject) and subject[0][:1].isupper()
    if verb is None or verb.tense != "past" or verb.base in _WORDS["state"] or subject[0].lower() in es.ARTICLE:
        return False
    return named and bool(re.search(r"\b(?:1\d|20)\d\d\b", tail))


def _verbs(text: str) -> list[verbs_es.Verb]:
    return [v for t in es.words(text) if (v := verbs_es.finite(t)) and t.lower() not in _SMALL]


def _is_past(text: str) -> bool:
    imperfect = {"era", "eran"} & {*es.words(text)}
    return bool(imperfect) or any(v.tense in {"past", "imperfect"} for v in _verbs(text))


def _commanded(word: str) -> str:
    """The infinitive of a polite imperative, `seleccione`, `abra`, of a known verb, or nothing."""
    low = word.lower()
    if (
        len(low) < 4
        or low in _SMALL | {"conforme"}
        or not low.isalpha()
        or (verbs_es.finite(low) and not low.endswith("e"))
    ):
        return ""
    stem, vowel = low[:-1], low[-1:]
    hard = {"qu": "c", "gu": "g", "c": "z"}
    stems = {stem, *(stem.removesuffix(a) + b for a, b in hard.items() if stem.endswith(a))}
    wanted = {"e": ("ar",), "a": ("er", "ir")}.get(vowel, ())
    made = (s + ending for s in sorted(stems) for ending in wanted)
    return next((verb for verb in made if verbs_es.is_infinitive(verb)), "")
