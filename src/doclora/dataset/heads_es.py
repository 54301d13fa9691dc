"""Spanish: the subject of a sentence whose predicate is left whole, and sentences with a condition or examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset import lexicon, verbs_es
from doclora.dataset import spanish as es
from doclora.dataset.asked import Asked, Core, Head, Name

_WORDS: Final = lexicon.word_lists("es")
_CONDITION = re.compile(
    r"^(?P<word>Si|Cuando|Una vez que|Siempre que|Mientras) (?P<condition>[^,;:]+), (?:entonces )?"
    r"(?P<result>[^;:]+?)(?:\.|; .+)$"
)
_PURPOSE = re.compile(r"^(?:Para|Con el fin de) (?P<aim>(?P<verb>[a-záéíóúñ]+) [^,;:]+), (?P<how>[^;:]+)\.$")
_EXAMPLES = re.compile(
    r"(?:,? (?:tales como|como por ejemplo)|, como(?= (?:el|la|los|las|un|una) )) (?P<items>[^;:]+?)\.$"
)
_DUTY = re.compile(r"^(?:Debe|Tiene que|Hay que|Es necesario|Deberá) (?P<rest>(?P<verb>[a-záéíóúñ]+) .+)$")
_CUT = re.compile(
    r"[;:]|, (?:que|lo que|pero|mientras|aunque|porque|donde|cuy[oa]s?|ya que|por lo que|y (?:el|la|los|las|se)) "
)
_PAST: Final = ("aba", "aban", "aron", "ieron", "ían", "ó")
"""Endings that tell a verb which the list does not hold."""
_DOING: Final = {
    "present": ("hace", "hacen"),
    "past": ("hizo", "hicieron"),
    "imperfect": ("hacía", "hacían"),
    "future": ("hará", "harán"),
}


def head(sentence: str) -> Head | None:
    """Subject and predicate; None where the subject cannot be named alone."""
    text = es.without_lead_in(sentence).rstrip(".")
    fronted, main = _fronted(text)
    tokens = es.words(main)
    at = es.verb_index(tokens) if len(tokens) > 2 else None
    if at is None:
        return None
    end = at
    while end > 1 and (tokens[end - 1].lower() in {"se", "no"} or es.is_adverb(tokens[end - 1])):
        end -= 1
    subject = _slice(main, tokens, 0, end)
    if not _is_nameable(subject):
        return None
    asks, begin = _asks(tokens, end, at, fronted)
    return Head(subject, not fronted, asks, _cut(_slice(main, tokens, begin, len(tokens))))


def topic(sentence: str) -> str:
    """The noun phrase that a sentence begins with, or that follows its fronted clause; empty where it is unclear."""
    text = sentence.rstrip(".")
    main = text
    opens, comma, after = text.partition(", ")
    if not opens.split():
        return ""
    first = opens.split(maxsplit=1)[0].lower()
    if comma and first in es.PREPOSITION | es.SUBORDINATOR | es.ADVERB and len(opens.split()) <= 14:
        if not es.stands_alone(opens):
            return ""
        main = after
    found = head(main)
    if found:
        return found.subject
    tokens = es.words(main)
    stops = {",", "–", "—"} if sentence.endswith(".") else set()
    end = next((i for i, t in enumerate(tokens[:13]) if i and (t in stops or _ends_topic(t))), None)
    if end and tokens[end] == "," and any(t.lower() in {"y", "o", "e"} for t in tokens[end + 1 : end + 6]):
        return ""
    phrase = tokens[:end] if end else []
    while len(phrase) > 1 and es.is_adverb(phrase[-1]):
        phrase = phrase[:-1]
    if not phrase or not _is_clean(phrase):
        return ""
    subject = _slice(main, tokens, 0, len(phrase))
    return subject if _is_nameable(subject, loose=True) else ""


def _ends_topic(token: str) -> bool:
    return token.lower() in _WORDS["sure_verb"]


def _is_clean(phrase: list[str]) -> bool:
    """Whether words are a noun phrase: none of them can be the verb, and it ends in a noun."""
    low = [t.lower() for t in phrase]
    opens = es.ARTICLE | es.PLURAL_DETERMINER | es.NUMBER_WORD | {"cada", "todo", "toda"}
    if low[-1] in es.ARTICLE | es.PREPOSITION | {"y", "o", "e"}:
        return False
    if any(not re.match(r"\w", t) or t in es.SUBORDINATOR for t in low) or es.is_adverb(low[0]):
        return False
    small = es.ARTICLE | es.PREPOSITION
    verbs = [i for i, t in enumerate(low) if i and t not in small and verbs_es.finite(t)]
    if not all(low[i - 1] in small | {"y", "e"} for i in verbs):
        return False
    if any(t.endswith(_PAST) for t in low):
        return False
    if any(t in es.ARTICLE and low[i - 1] not in es.PREPOSITION | {"y", "e", "o"} for i, t in enumerate(low) if i):
        return False
    named = all(t[:1].isupper() or t in es.PREPOSITION | es.ARTICLE | {"y", "e", "de"} for t in phrase)
    return len(low) > 1 and (low[0] in opens or named)


def duty(sentence: str) -> tuple[Core, str] | None:
    """`Debe …`, `Abra el …`: a question for what is told, and the answer."""
    text = sentence.rstrip(".")
    told = _DUTY.match(text)
    if told and verbs_es.is_infinitive(told["verb"]):
        return Core("qué hay que hacer", "qué hay que hacer"), told["rest"]
    tokens = es.words(text)
    if len(tokens) > 3 and is_command(tokens[0]) and commanded(tokens[0]) not in _WORDS["referring"]:
        return Core("qué hay que hacer en primer lugar", "qué hay que hacer en primer lugar"), text
    return None


def is_independent(sentence: str) -> bool:
    """Whether a sentence names its own subject: it does not begin with a verb, and is no command."""
    tokens = [w.lower() for w in es.words(sentence)]
    first = next((t for t in tokens if not es.is_adverb(t)), "")
    if first in es.ARTICLE | es.PREPOSITION or first == "parte":
        return True
    verb = bool(verbs_es.finite(first)) or first.endswith(_PAST)
    return not (is_command(first) or verbs_es.is_infinitive(first) or verb)


def has_verb(text: str) -> bool:
    """Whether a piece of a sentence is a clause: it has a verb that no relative pronoun takes."""
    low = [w.lower() for w in es.words(text)]
    sure = _WORDS["sure_verb"] - {"se", "no", "que", "cuyo", "cuya", "donde"}
    return head(text) is not None or any(
        t in sure and low[i - 1] not in es.SUBORDINATOR for i, t in enumerate(low) if i
    )


def is_followed_by_verb(text: str) -> bool:
    """Whether a text begins with a finite verb: what stood before it is its subject."""
    first = next((t.lower() for t in es.words(text) if t.lower() not in {"se", "no"}), "")
    return bool(verbs_es.finite(first)) and first not in es.PREPOSITION | es.ARTICLE


def wider(sentence: str, name: Name) -> Iterator[Asked]:
    """What happens on a condition, what is done to an end, which examples are given."""
    text = es.without_lead_in(sentence)
    yield from _conditions(text)
    yield from _ends(text)
    yield from _examples(text, name)


def _fronted(text: str) -> tuple[str, str]:
    first, comma, main = text.partition(", ")
    opens = first.split(maxsplit=1)[0].lower() if first.split() else ""
    if comma and opens in es.PREPOSITION and len(first.split()) <= 8 and es.stands_alone(first):
        return first[:1].lower() + first[1:], main
    return "", text


def _is_nameable(subject: str, *, loose: bool = False) -> bool:
    low = [w.lower() for w in es.words(subject)]
    nouns = [w for w in low if w not in es.ARTICLE | {"cada", "todo", "toda", "todos", "todas"}]
    vague = {"otro", "otra", "otros", "otras", "ningún", "ninguna", "su", "sus"} if loose else _WORDS["loose"]
    if {"su", "sus"} & set(low) or low[0] in {"y", "o", "e"} or re.search(r"[ai]d[oa]s?$", low[0]):
        return False
    if not nouns or low[0] in vague | {"no"} or len(low) > 11:
        return False
    if len(nouns) == 2 and nouns[0] in _WORDS["vague"]:
        return False
    if len(nouns) == 1 and (nouns[0] in _WORDS["vague"] | _WORDS["generic"] or low[0] in {"un", "una"}):
        return False
    return es.stands_alone(subject) and not set(low) & _WORDS["dangling"] and len(nouns[0]) > 1


def _asks(tokens: list[str], begin: int, at: int, fronted: str) -> tuple[tuple[str, str] | tuple[()], int]:
    """The question for the predicate, and where its answer begins."""
    verb = verbs_es.finite(tokens[at])
    following = [t.lower() for t in tokens[at + 1 : at + 3]] + ["", ""]
    if verb is None or "no" in [t.lower() for t in tokens[begin:at]]:
        return (), begin
    tail = f" {fronted}" if fronted else ""
    if verb.base in {"poder", "deber"} and verbs_es.is_infinitive(following[0]):
        if following[0] in {"ser", "estar", "haber"} or begin != at:
            return (), begin
        return _same(f"qué {tokens[at].lower()} hacer {{s}}{tail}"), at + 1
    if verb.base in _WORDS["saying"] and following[0] == "que" and begin == at:
        return _same(f"qué {tokens[at].lower()} {{s}}{tail}"), at + 1
    if verb.base in {"permitir", "impedir"} and verbs_es.is_infinitive(following[0]) and begin == at:
        return _same(f"qué {tokens[at].lower()} hacer {{s}}{tail}"), at + 1
    if verb.base in _WORDS["state"] or (verb.tense != "present" and not fronted and begin < 4):
        return (), begin
    return _same(f"qué {_DOING[verb.tense][verb.plural]} {{s}}{tail}"), begin


def _conditions(text: str) -> Iterator[Asked]:
    match = _CONDITION.match(text)
    if not match or not _is_condition(match["condition"]):
        return
    word, result = match["word"].lower(), match["result"]
    if word == "si" and _is_past(match["condition"]):
        return
    tokens = es.words(result)
    said = f"{word} {match['condition']}"
    if is_command(tokens[0]):
        yield _plain(f"qué hay que hacer {said}", result)
        return
    verbs = [v for t in tokens[:12] if (v := verbs_es.finite(t)) and t.lower() not in es.PREPOSITION | es.ARTICLE]
    if len(tokens) < 4 or not verbs or tokens[0].lower() in {"y", "o", "e", "pero"}:
        return
    past = verbs[0].tense in {"past", "imperfect"}
    if past == (word != "si" and _is_past(match["condition"])):
        yield _plain(f"qué {'ocurrió' if past else 'ocurre'} {said}", result)


def _ends(text: str) -> Iterator[Asked]:
    match = _PURPOSE.match(text)
    if not match or not verbs_es.is_infinitive(match["verb"]) or not es.stands_alone(match["aim"]):
        return
    tokens = es.words(match["how"])
    if len(tokens) >= 3 and is_command(tokens[0]):
        yield _plain(f"qué hay que hacer para {match['aim']}", match["how"])


def _examples(text: str, name: Name) -> Iterator[Asked]:
    match = _EXAMPLES.search(text)
    if not match or not _is_enumeration(match["items"]):
        return
    what = _class_before(text[: match.start()])
    if what:
        core = f"qué ejemplos se dan de {name(what)}"
        yield Asked("list", (Core(core, core),), match["items"], what)


def _class_before(text: str) -> str:
    """The plural noun phrase at the end of a text: two words or more, so that it can be named alone."""
    tokens = re.findall(r"[\w-]+|[^\w\s]", text)
    stops = es.SUBORDINATOR | es.ANAPHOR | _WORDS["loose"] | {"y", "e", "o", "u", "más", "muy", "no"}
    for size in range(min(6, len(tokens)), 1, -1):
        taken = tokens[-size:]
        low = [t.lower() for t in taken]
        if any(
            not re.match(r"[^\W\d]", t) or t in stops or (t in es.PREPOSITION and t not in {"de", "del"}) for t in low
        ):
            continue
        if low[0] in es.PREPOSITION | es.ARTICLE or not low[0].endswith("s") or verbs_es.finite(low[0]):
            continue
        if any(verbs_es.finite(t) and t not in es.PREPOSITION | es.ARTICLE for t in low):
            continue
        return " ".join(taken)
    return ""


def _is_enumeration(items: str) -> bool:
    parts = [es.words(p) for p in re.split(r", (?:y |e |o |u )?| y | e | o ", items)]
    return len(parts) >= 2 and all(1 <= len(p) <= 7 and not _has_predicate(p) for p in parts)


def _has_predicate(tokens: list[str]) -> bool:
    return any(
        t.lower() in es.SUBORDINATOR
        or not re.match(r"\w", t)
        or (i > 0 and bool(verbs_es.finite(t)) and t.lower() not in es.PREPOSITION | es.ARTICLE)
        for i, t in enumerate(tokens)
    )


def _is_condition(text: str) -> bool:
    tokens = es.words(text)
    verbs = [t for t in tokens if verbs_es.finite(t) and t.lower() not in es.PREPOSITION | es.ARTICLE]
    return len(tokens) >= 3 and es.stands_alone(text) and bool(verbs)


def _is_past(text: str) -> bool:
    return any(w in {"era", "eran"} for w in es.words(text)) or any(
        v.tense in {"past", "imperfect"}
        for t in es.words(text)
        if (v := verbs_es.finite(t)) and t.lower() not in es.PREPOSITION | es.ARTICLE
    )


def is_command(word: str) -> bool:
    """`seleccione`, `abra`: the polite imperative of a known verb."""
    low = word.lower()
    if (
        len(low) < 4
        or low in es.ARTICLE | es.PREPOSITION
        or not low.isalpha()
        or (verbs_es.finite(low) and not low.endswith("e"))
    ):
        return False
    return bool(commanded(low))


def commanded(word: str) -> str:
    """The infinitive of a polite imperative, or nothing."""
    low = word.lower()
    stem, vowel = low[:-1], low[-1:]
    hard = {"qu": "c", "gu": "g", "c": "z"}
    stems = {stem, *(stem.removesuffix(a) + b for a, b in hard.items() if stem.endswith(a))}
    wanted = {"e": ("ar",), "a": ("er", "ir")}.get(vowel, ())
    made = (s + ending for s in sorted(stems) for ending in wanted)
    return next((verb for verb in made if verbs_es.is_infinitive(verb)), "")


def _plain(question: str, answer: str) -> Asked:
    return Asked("statement", (Core(question, question),), answer, answer)


def _same(question: str) -> tuple[str, str]:
    return question, question


def _cut(text: str) -> str:
    """An answer without the clauses that hang on it, where it is long."""
    match = _CUT.search(text)
    if match and (len(text.split()) > 20 or text[match.start()] in ";:") and len(text[: match.start()].split()) >= 4:
        return text[: match.start()]
    return text


def _slice(text: str, tokens: list[str], start: int, end: int) -> str:
    return text[es.offset(text, tokens, start) : es.offset(text, tokens, end)].strip()
