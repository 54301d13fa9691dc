"""English: the subject of a sentence whose predicate is left whole, and sentences with a condition or examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon, verbs_en
from doclora.dataset.asked import Asked, Core, Head, Name
from doclora.records import QuestionKind

_WORDS: Final = lexicon.word_lists("en")
_MODAL: Final = en.MODAL | {"could", "might", "would"}
_CONDITION = re.compile(
    r"^(?P<word>If|When|Whenever|Once|Unless) (?P<condition>[^,;:]+), (?:then )?(?P<result>[^;:]+?)(?:\.|; .+)$"
)
_PURPOSE = re.compile(r"^(?:In order to|To) (?P<aim>(?P<verb>[a-z]+) [^,;:]+), (?P<how>[^;:]+)\.$")
_EXAMPLES = re.compile(r",? such as (?P<items>[^;:]+?)\.$")
_ALLOWED = re.compile(r"(?P<who>(?:the |a |an )?[a-z]+(?: [a-z]+)?) to (?P<verb>[a-z]+)\b")
_DUTY = re.compile(r"^[Yy]ou (?P<modal>must|should|need to|have to) (?P<rest>[a-z]+ .+)$")
_PLACED = re.compile(r"^(?:In|On|At|During|Near|Under|With) (?:the )?(?:[A-Z][\w'-]+ ?){1,3}(?=(?:the|an?|[a-z]+s) )")
_CUT = re.compile(
    r"[;:]|, (?:which|but|while|whereas|although|though|because|so|where|whose|since|as|and (?:the|an?|it|they)) "
)


def head(sentence: str) -> Head | None:
    """Subject and predicate; None where the subject cannot be named alone."""
    text = en.without_lead_in(sentence.replace("’", "'")).rstrip(".")
    fronted, main = _fronted(text)
    tokens = en.words(main)
    at = verb_index(tokens) if len(tokens) > 2 else None
    if at is None:
        return None
    while at > 1 and en.is_adverb(tokens[at - 1]):
        at -= 1
    subject = _slice(main, tokens, 0, at)
    verb = verbs_en.finite(tokens[at])
    noun = bool(verb and verb.form == "s" and en.is_plural_context(tokens[at - 1].lower()))
    if noun or not _is_nameable(subject):
        return None
    asks, begin = _asks(tokens, at, fronted)
    answer = _cut(_slice(main, tokens, begin, len(tokens)))
    return Head(subject, not fronted, asks, answer)


def topic(sentence: str) -> str:
    """The noun phrase that a sentence begins with, or that follows its fronted clause; empty where it is unclear."""
    text = sentence.replace("’", "'").rstrip(".")
    main = text
    opens, comma, after = text.partition(", ")
    if not opens.split():
        return ""
    if comma and opens.split()[0].lower() in en.PREPOSITION | en.SUBORDINATOR and len(opens.split()) <= 14:
        if not _is_known(opens):
            return ""
        main = after
    elif _PLACED.match(text):
        main = _PLACED.sub("", text, count=1)
    found = head(main)
    if found:
        return found.subject
    tokens = en.words(main)
    stops = {",", "–", "—"} if sentence.endswith(".") else set()
    end = next((i for i, t in enumerate(tokens[:12]) if i and (t in stops or _ends_topic(t))), None)
    if end and tokens[end] == "," and _lists(tokens[end + 1 :]):
        return ""
    phrase = tokens[:end] if end else []
    if end and tokens[end].lower() in en.SUBORDINATOR and not en.AUXILIARY & {t.lower() for t in tokens[end + 1 :]}:
        return ""
    while len(phrase) > 1 and en.is_adverb(phrase[-1]):
        phrase = phrase[:-1]
    if not phrase or not _is_clean(phrase):
        return ""
    subject = _slice(main, tokens, 0, len(phrase))
    return subject if _is_nameable(subject, loose=True) else ""


def _lists(rest: list[str]) -> bool:
    """Whether what follows a comma goes on a list: a few words, then `and`."""
    return any(t.lower() in {"and", "or"} for t in rest[1:5]) and rest[0].lower() != "however"


def _is_known(opens: str) -> bool:
    """Whether a fronted phrase names what it speaks of."""
    low = {w.lower() for w in en.words(opens)}
    return not low & (_WORDS["dangling"] | en.PRONOUN - {"you", "we", "our", "us"} | {"such", "so"})


def _ends_topic(token: str) -> bool:
    low = token.lower()
    return low in en.AUXILIARY | _MODAL | {"do", "does", "did", "that", "which", "who", "whose", "where"}


def _is_clean(phrase: list[str]) -> bool:
    """Whether words are a noun phrase: none of them can be the verb, and it ends in a noun."""
    low = [t.lower() for t in phrase]
    small = en.DETERMINER | en.PREPOSITION
    if (
        low[0].endswith("ing")
        or low[-1] in en.DETERMINER | en.PREPOSITION | {"and", "or"}
        or low[0] in en.PREPOSITION | en.SUBORDINATOR
    ):
        return False
    if any(not re.match(r"\w", t) or t in en.PRONOUN | en.SUBORDINATOR for t in low) or en.is_adverb(low[0]):
        return False
    if low[-1] in en.NEGATION | _WORDS["ranking"] or (len(low) > 1 and low[1] in en.DETERMINER and low[0] not in small):
        return False
    if "alone" in low or any(verbs_en.is_base(t) and en.is_plural(low[i - 1]) for i, t in enumerate(low) if i):
        return False
    verbs = [i for i, t in enumerate(low) if i and (v := verbs_en.finite(t)) and v.form != "base"]
    fits = all(low[i - 1] in en.DETERMINER | en.PREPOSITION for i in verbs)
    return fits and (low[0] in en.DETERMINER or phrase[0][:1].isupper() or en.is_plural(en.head_noun(low)))


def duty(sentence: str) -> tuple[Core, str] | None:
    """`You must …`, `Open the …`: a question for what is told, and the answer."""
    text = sentence.rstrip(".")
    told = _DUTY.match(text)
    if told:
        modal = told["modal"].split()[0]
        if modal in {"must", "should"}:
            return Core(f"what {modal} you do", f"what you {modal} do"), told["rest"]
        return Core(f"what do you {modal} to do", f"what you {modal} to do"), told["rest"]
    tokens = en.words(text)
    if (
        len(tokens) > 3
        and verbs_en.is_base(tokens[0])
        and tokens[1].lower() in en.DETERMINER
        and tokens[0].lower() not in _WORDS["referring"]
    ):
        return Core("what is to be done first", "what is to be done first"), text
    return None


def is_independent(sentence: str) -> bool:
    """Whether a sentence names its own subject: it is no command."""
    tokens = en.words(sentence)
    told = len(tokens) > 1 and tokens[0].lower() in _WORDS["referring"]
    return len(tokens) > 2 and not told and not en.is_imperative(tokens)


def has_verb(text: str) -> bool:
    """Whether a piece of a sentence is a clause: it has a verb that no relative pronoun takes."""
    low = [w.lower() for w in en.words(text)]
    sure = en.AUXILIARY | _MODAL | {"do", "does", "did"}
    return head(text) is not None or any(
        t in sure and low[i - 1] not in en.SUBORDINATOR for i, t in enumerate(low) if i
    )


def is_followed_by_verb(text: str) -> bool:
    """Whether a text begins with a finite verb: what stood before it is its subject."""
    tokens = [w.lower() for w in en.words(text)[:2]]
    if len(tokens) < 2 or tokens[1] == "by":
        return False
    verb = verbs_en.finite(tokens[0])
    return tokens[0] in en.AUXILIARY | _MODAL or bool(verb and verb.form != "base")


def wider(sentence: str, name: Name) -> Iterator[Asked]:
    """What happens on a condition, what is done to an end, which examples are given."""
    text = en.without_lead_in(sentence.replace("’", "'"))
    yield from _conditions(text)
    yield from _ends(text)
    yield from _examples(text, name)


def verb_index(tokens: list[str]) -> int | None:
    """Where the main verb's group begins: after auxiliaries that a plain question cannot keep, too."""
    for i, token in enumerate(tokens[1:13], start=1):
        if token.lower() in _MODAL and en.is_subject(tokens[:i]):
            return i
    return en.verb_index(tokens)


def _fronted(text: str) -> tuple[str, str]:
    first, comma, main = text.partition(", ")
    opens = first.split(maxsplit=1)[0].lower() if first.split() else ""
    if comma and opens in en.PREPOSITION and len(first.split()) <= 8 and en.stands_alone(first):
        return first[:1].lower() + first[1:], main
    return "", text


def _is_nameable(subject: str, *, loose: bool = False) -> bool:
    low = [w.lower() for w in en.words(subject)]
    if re.match(r"[Tt]he (?:more|less|fewer|\w+er) ", subject) and len(low) > 3 and "the" in low[1:]:
        return False
    vague = {"one", "some", "any", "no", "none", "nothing", "other", "much", "such"} if loose else _WORDS["loose"]
    if not low or low[0] in vague | en.PRONOUN | {"there"} or len(low) > 10:
        return False
    if low[0] in {"and", "or", "but", "whoever", "whatever", "whichever"} or low[-1] in en.NEGATION | {
        "more",
        "less",
        "most",
        "alone",
    }:
        return False
    if set(low) & {"its", "their", "do", "does", "did", "not"} or low[0] in {"further", "farther"}:
        return False
    if low[0] in en.DETERMINER and (len(low) < 2 or low[1] in en.PREPOSITION):
        return False
    noun = en.head_noun(low)
    bare = len([w for w in low if w not in en.DETERMINER | _WORDS["ranking"]]) <= 1
    content = [w for w in low if w not in en.DETERMINER]
    if len(content) == 2 and noun in _WORDS["vague"]:
        return False
    if bare and (noun in _WORDS["vague"] | _WORDS["generic"] or low[0] in {"a", "an"}):
        return False
    return en.stands_alone(subject) and not set(low) & _WORDS["dangling"] and len(noun) > 1


def _asks(tokens: list[str], at: int, fronted: str) -> tuple[tuple[str, str] | tuple[()], int]:
    """The question for the predicate, and where its answer begins."""
    first = at
    while first < len(tokens) - 1 and en.is_adverb(tokens[first]):
        first += 1
    low = tokens[first].lower()
    following = [t.lower() for t in tokens[first + 1 : first + 3]] + ["", ""]
    tail = f" {fronted}" if fronted else ""
    if low in _MODAL:
        if verbs_en.is_base(following[0]) and following[0] not in {"be", "have"}:
            return (f"what {low} {{s}} do{tail}", f"what {{s}} {low} do{tail}"), first + 1
        return (), at
    verb = verbs_en.finite(low)
    if low in en.AUXILIARY or verb is None or verb.base == "do" or any(t in en.NEGATION for t in (low, *following)):
        return (), at
    do = {"s": "does", "base": "do", "past": "did"}[verb.form]
    if verb.base in _WORDS["saying"] and following[0] == "that":
        return (f"what {do} {{s}} {verb.base}{tail}", f"what {{s}} {low}{tail}"), first + 1
    allowed = _ALLOWED.match(" ".join(t.lower() for t in tokens[first + 1 :]))
    if verb.base in _WORDS["allowing"] and allowed and verbs_en.is_base(allowed["verb"]):
        who = allowed["who"]
        count = len(who.split()) + 2
        return (f"what {do} {{s}} {verb.base} {who} to do{tail}", f"what {{s}} {low} {who} to do{tail}"), first + count
    if _relates(tokens[first + 1 :]) or {"which", "who", "that"} & {t.lower() for t in tokens[:at]}:
        return (), at
    if verb.base in _WORDS["state"] or (verb.form == "past" and not fronted and at < 4):
        return (), at
    return (f"what {do} {{s}} do{tail}", f"what {{s}} {do}{tail}"), at


def _relates(rest: list[str]) -> bool:
    """Whether the verb belongs to a relative clause without `that`: `the method astronomers use … is …`."""
    for token in rest:
        low = token.lower()
        if low in en.SUBORDINATOR | {","}:
            return False
        if low in {"is", "are", "was", "were"}:
            return True
    return False


def _conditions(text: str) -> Iterator[Asked]:
    match = _CONDITION.match(text)
    if not match or not _is_condition(match["condition"]):
        return
    condition, result, word = match["condition"], match["result"], match["word"].lower()
    tokens = en.words(result)
    said = f"{word} {condition}"
    you = re.match(r"you (?P<modal>can|must|should|may) (?P<rest>[a-z]+ .+)$", result)
    if you:
        yield _plain(
            "statement", f"what {you['modal']} you do {said}", f"what you {you['modal']} do {said}", you["rest"]
        )
    elif verbs_en.is_base(tokens[0]) and tokens[0].islower() and not en.is_plural(tokens[0]):
        yield _plain("statement", f"what should be done {said}", f"what should be done {said}", result)
    elif len(tokens) >= 4 and tokens[0].lower() not in {"and", "or", "but"} and _is_clause(tokens):
        past = _is_past(tokens)
        if past == (word in {"when", "once"} and _is_past(en.words(condition))):
            happens = "happened" if past else "happens"
            yield _plain("statement", f"what {happens} {said}", f"what {happens} {said}", result)


def _ends(text: str) -> Iterator[Asked]:
    match = _PURPOSE.match(text)
    if not match or not verbs_en.is_base(match["verb"]) or not en.stands_alone(match["aim"]):
        return
    how, tokens = match["how"], en.words(match["how"])
    you = re.match(r"you (?P<modal>can|must|should|may|need to|have to) (?P<rest>[a-z]+ .+)$", how)
    if you and verbs_en.is_base(you["rest"].split()[0]):
        how, tokens = you["rest"], en.words(you["rest"])
    if (
        len(tokens) >= 3
        and tokens[0] != "let"
        and verbs_en.is_base(tokens[0])
        and tokens[0].islower()
        and not verbs_en.is_base(tokens[1])
    ):
        wh = f"what should one do to {match['aim']}"
        yield _plain("statement", wh, f"what one should do to {match['aim']}", how)


def _examples(text: str, name: Name) -> Iterator[Asked]:
    match = _EXAMPLES.search(text)
    if not match or not _is_enumeration(match["items"]):
        return
    what = _class_before(text[: match.start()])
    if what:
        core = f"which examples of {name(what)} are given"
        yield Asked("list", (Core(core, core),), match["items"], what)


def _class_before(text: str) -> str:
    """The plural noun phrase at the end of a text: two words or more, so that it can be named alone."""
    taken: list[str] = []
    for word in reversed(re.findall(r"[\w'-]+|[^\w\s]", text)):
        low = word.lower()
        if (
            not re.match(r"\w", word)
            or low in en.DETERMINER | en.PREPOSITION | en.AUXILIARY | en.PRONOUN | en.SUBORDINATOR
        ):
            break
        if low in {"and", "or", "but", "to", "other", "as"} | _WORDS["loose"] | en.ADVERB or low.isdigit():
            break
        if taken and verbs_en.finite(low) and not low.endswith(("ing", "ed")):
            break
        taken.insert(0, word)
    phrase = " ".join(taken)
    fits = 2 <= len(taken) <= 5 and en.is_plural(taken[-1]) and phrase in text and en.stands_alone(phrase)
    return phrase if fits and not en.is_adverb(taken[0]) else ""


def _is_enumeration(items: str) -> bool:
    parts = [en.words(p) for p in re.split(r", (?:and |or )?| and | or ", items)]
    return len(parts) >= 2 and all(1 <= len(p) <= 6 and not _has_predicate(p) for p in parts)


def _has_predicate(tokens: list[str]) -> bool:
    low = [t.lower() for t in tokens]
    return any(t in en.AUXILIARY | en.PRONOUN | en.SUBORDINATOR or not re.match(r"\w", t) for t in low)


def _is_condition(text: str) -> bool:
    tokens = en.words(text)
    return len(tokens) >= 3 and en.stands_alone(text) and _is_clause(tokens) and not en.NEGATION & set(tokens[:1])


def _is_clause(tokens: list[str]) -> bool:
    if tokens[0].lower() in {"it", "they", "you"}:
        return len(tokens) > 2 and bool(tokens[1].lower() in en.AUXILIARY | _MODAL or verbs_en.finite(tokens[1]))
    return verb_index(tokens) is not None


def _is_past(tokens: list[str]) -> bool:
    at = 1 if tokens[0].lower() in {"it", "they", "you"} else verb_index(tokens)
    if at is None:
        return False
    verb = verbs_en.finite(tokens[at])
    return tokens[at].lower() in {"was", "were", "had", "could"} or bool(verb and verb.form == "past")


def _plain(kind: QuestionKind, direct: str, indirect: str, answer: str) -> Asked:
    return Asked(kind, (Core(direct, indirect),), answer, answer)


def _cut(text: str) -> str:
    """An answer without the clauses that hang on it, where it is long."""
    match = _CUT.search(text)
    if match and (len(text.split()) > 20 or text[match.start()] in ";:") and len(text[: match.start()].split()) >= 4:
        return text[: match.start()]
    return text


def _slice(text: str, tokens: list[str], start: int, end: int) -> str:
    return text[en.offset(text, tokens, start) : en.offset(text, tokens, end)].strip()
