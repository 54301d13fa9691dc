"""English sentences whose predicate stays whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon, predicate_en, verbs_en
from doclora.dataset.asked import Core
from doclora.dataset.heads import Heads
from doclora.dataset.topics_en import SURE, is_aside, is_clean, is_vague

_WORDS: Final = lexicon.word_lists("en")
_MODAL: Final = en.MODAL | {"could", "might", "would"}
_VAGUE_TOPIC: Final = frozenset({"one", "some", "any", "no", "none", "nothing", "other", "much", "such"})
_OPEN_START: Final = frozenset({"and", "or", "but", "there", "whoever", "whatever", "whichever", "further", "farther"})
_OPEN_END: Final = en.NEGATION | {"more", "less", "most", "alone"}
_ELSEWHERE: Final = frozenset({"its", "their", "do", "does", "did", "not"})
_ALLOWED = re.compile(r"(?P<who>(?:the |a |an )?[a-z]+(?: [a-z]+)?) to (?P<verb>[a-z]+)\b")
_DUTY = re.compile(r"^[Yy]ou (?P<modal>must|should|need to|have to) (?P<rest>[a-z]+ .+)$")
_YOU = re.compile(r"you (?P<modal>can|must|should|may|need to|have to) (?P<rest>[a-z]+ .+)$")
_PLACED = re.compile(r"^(?:In|On|At|During|Near|Under|With) (?:the )?(?:[A-Z][\w'-]+ ){1,3}(?=(?:the|an?|[a-z]+s) )")
_THE_MORE = re.compile(r"[Tt]he (?:more|less|fewer|\w+er) ")


class EnglishHeads(Heads):
    """English."""

    condition = re.compile(
        r"^(?P<word>If|When|Whenever|Once|Unless) (?P<condition>[^,;:]+), (?:then )?(?P<result>[^;:]+)\.$"
    )
    purpose = re.compile(r"^(?:In order to|To) (?P<aim>(?P<verb>[a-z]+) [^,;:]+), (?P<how>[^;:]+)\.$")
    examples = re.compile(r",? such as (?P<items>[^;:]+?)\.$")
    joined = re.compile(r", (?:and |or )?| and | or ")
    longest_item = 6
    fronts = en.PREPOSITION
    opens = en.PREPOSITION | en.SUBORDINATOR
    wide = 12

    def words(self, text: str) -> list[str]:
        """See `Heads`."""
        return en.words(text)

    def without_lead_in(self, sentence: str) -> str:
        """See `Heads`; apostrophes are made straight."""
        return en.without_lead_in(sentence.replace("’", "'"))

    def stands_alone(self, text: str) -> bool:
        """See `Heads`."""
        return en.stands_alone(text)

    def is_adverb(self, word: str) -> bool:
        """See `Heads`."""
        return en.is_adverb(word)

    def is_infinitive(self, word: str) -> bool:
        """See `Heads`."""
        return verbs_en.is_base(word)

    def main(self, text: str) -> str:
        """See `Heads`; `In Russia the cockroach …` has no comma."""
        text = text.replace("’", "'")
        main = super().main(text)
        return _PLACED.sub("", text, count=1) if main == text else main

    def verb_at(self, tokens: list[str]) -> tuple[int, int] | None:
        """See `Heads`."""
        at = _verb_index(tokens)
        if at is None:
            return None
        end = at
        while end > 1 and en.is_adverb(tokens[end - 1]):
            end -= 1
        verb = verbs_en.finite(tokens[at])
        noun = end == at and verb and verb.form == "s" and en.is_plural_context(tokens[at - 1].lower())
        return None if noun else (end, at)

    def is_nameable(self, subject: str, *, loose: bool = False) -> bool:
        """See `Heads`."""
        low = [w.lower() for w in en.words(subject)]
        vague = _VAGUE_TOPIC if loose else _WORDS["loose"]
        if not low or len(low) > 10 or low[0] in vague | en.PRONOUN | en.ADVERB | _OPEN_START or low[-1] in _OPEN_END:
            return False
        if any(en.is_shortened(w) for w in low):
            return False
        if low[0] not in en.DETERMINER and any(_tells(w) for w in low[1:]):
            return False
        if _THE_MORE.match(subject) and len(low) > 3 and "the" in low[1:]:
            return False
        if loose and low[0] not in en.DETERMINER and verbs_en.participle(low[0]):
            return False
        if (set(low) & (_ELSEWHERE | _WORDS["dangling"])) or not en.stands_alone(subject):
            return False
        return not is_vague(low) and not (len(low) > 2 and verbs_en.participle(low[-1]))

    def asks(self, tokens: list[str], end: int, at: int, tail: str) -> tuple[Core | None, int]:
        """See `Heads`."""
        first = end
        while first < len(tokens) - 1 and en.is_adverb(tokens[first]):
            first += 1
        low = tokens[first].lower()
        following = [t.lower() for t in tokens[first + 1 : first + 3]] + ["", ""]
        if low in _MODAL:
            can = verbs_en.is_base(following[0]) and following[0] not in {"be", "have"}
            return (Core(f"what {low} {{s}} do{tail}", f"what {{s}} {low} do{tail}"), first + 1) if can else (None, end)
        verb = verbs_en.finite(low)
        if low in en.AUXILIARY or verb is None or verb.base == "do" or any(t in en.NEGATION for t in (low, *following)):
            return None, end
        do = {"s": "does", "base": "do", "past": "did"}[verb.form]
        if verb.base in _WORDS["saying"] and following[0] == "that":
            return Core(f"what {do} {{s}} {verb.base}{tail}", f"what {{s}} {low}{tail}"), first + 1
        allowed = _ALLOWED.match(" ".join(t.lower() for t in tokens[first + 1 :]))
        if verb.base in _WORDS["allowing"] and allowed and verbs_en.is_base(allowed["verb"]):
            who = f"{allowed['who']} to do{tail}"
            begin = first + len(allowed["who"].split()) + 2
            return Core(f"what {do} {{s}} {verb.base} {who}", f"what {{s}} {low} {who}"), begin
        related = _relates(tokens[first + 1 :]) or {"which", "who", "that"} & {t.lower() for t in tokens[:end]}
        content = [t for t in tokens[:end] if t.lower() not in en.DETERMINER]
        told_once = verb.form == "past" and not tail and end < 4
        acts = following[0] in en.DETERMINER or following[0][:1].isdigit()
        if not acts or len(content) < 3 or related or told_once or verb.base in _WORDS["state"]:
            return None, end
        return Core(f"what {do} {{s}} do{tail}", f"what {{s}} {do}{tail}"), end

    def is_known(self, fronted: str) -> bool:
        """See `Heads`."""
        low = {w.lower() for w in en.words(fronted)}
        return not low & (_WORDS["dangling"] | en.PRONOUN - {"you", "we", "our", "us"} | {"such", "so"})

    def ends_topic(self, token: str) -> bool:
        """See `Heads`."""
        return token.lower() in SURE | {"that", "which", "who", "whose", "where"} or en.is_shortened(token)

    def is_noun_phrase(self, phrase: Sequence[str], following: Sequence[str]) -> bool:
        """See `Heads`."""
        low = [t.lower() for t in following]
        if low[0] == "," and {"and", "or"} & {*low[2:6]} and low[1] != "however":
            return False
        if low[0] in en.SUBORDINATOR or en.is_shortened(low[0]):
            return False
        if low[0] == "," and not is_aside(low[1:]):
            return False
        return is_clean(phrase)

    def is_whole(self, subject: str, sentence: str) -> bool:
        """See `Heads`."""
        low = {w.lower() for w in en.words(subject)}
        told = subject[:2].lower() in {"a ", "an"} and re.search(r"\b(?:was|were|had|did)\b", sentence)
        return not told and not low & {"which", "who", "that"}

    def outcome(self, word: str, condition: str, result: str) -> tuple[Core, str] | None:
        """See `Heads`."""
        if not _is_condition(condition):
            return None
        tokens, said = en.words(result), f"{word} {condition}"
        you = _YOU.match(result)
        if you and " " not in you["modal"]:
            return Core(f"what {you['modal']} you do {said}", f"what you {you['modal']} do {said}"), you["rest"]
        tells = verbs_en.is_base(tokens[0]) and tokens[0].islower() and not en.is_plural(tokens[0])
        if tells and len(tokens) > 1 and tokens[1].lower() not in SURE:
            return Core(f"what should be done {said}", f"what should be done {said}"), result
        if len(tokens) < 4 or tokens[0].lower() in {"and", "or", "but"} or not _is_clause(tokens):
            return None
        past = _is_past(tokens)
        if past != (word in {"when", "once"} and _is_past(en.words(condition))):
            return None
        supposed = word == "if" and "would" in [t.lower() for t in tokens]
        happens = f"what {'would happen' if supposed else 'happened' if past else 'happens'} {said}"
        return Core(happens, happens), result

    def told(self, how: str) -> str:
        """See `Heads`."""
        you = _YOU.match(how)
        if you and verbs_en.is_base(you["rest"].split()[0]):
            how = you["rest"]
        tokens = en.words(how)
        if len(tokens) < 3 or tokens[0] == "let" or not tokens[0].islower():
            return ""
        return how if verbs_en.is_base(tokens[0]) and not verbs_en.is_base(tokens[1]) else ""

    def end_question(self, aim: str) -> Core:
        """See `Heads`."""
        return Core(f"what should one do to {aim}", f"what one should do to {aim}")

    def class_before(self, text: str) -> str:
        """See `Heads`."""
        small = en.DETERMINER | en.PREPOSITION | en.AUXILIARY | en.PRONOUN | en.SUBORDINATOR | en.ADVERB
        stops = small | _WORDS["loose"] | {"and", "or", "but", "to", "other", "as"}
        taken: list[str] = []
        for word in reversed(re.findall(r"[\w'-]+|[^\w\s]", text)):
            low = word.lower()
            verb = taken and verbs_en.finite(low) and not low.endswith(("ing", "ed"))
            if not re.match(r"\w", word) or low in stops or low.isdigit() or verb:
                break
            taken.insert(0, word)
        phrase = " ".join(taken)
        fits = 2 <= len(taken) <= 5 and en.is_plural(taken[-1]) and phrase in text and en.stands_alone(phrase)
        return phrase if fits and not en.is_adverb(taken[0]) else ""

    def has_predicate(self, tokens: list[str]) -> bool:
        """See `Heads`."""
        small = en.AUXILIARY | en.PRONOUN | en.SUBORDINATOR
        return any(t.lower() in small or not re.match(r"\w", t) for t in tokens)

    def example_question(self, what: str) -> Core:
        """See `Heads`."""
        return Core(f"which examples of {what} are given", f"which examples of {what} are given")

    def duty(self, sentence: str) -> tuple[Core, str] | None:
        """See `Heads`: `You must …`, `Open the …`."""
        text = sentence.rstrip(".")
        if told := _DUTY.match(text):
            modal = told["modal"].split()[0]
            if modal in {"must", "should"}:
                return Core(f"what {modal} you do", f"what you {modal} do"), told["rest"]
            return Core(f"what do you {modal} to do", f"what you {modal} to do"), told["rest"]
        tokens = en.words(text)
        if len(tokens) < 4 or not verbs_en.is_base(tokens[0]) or tokens[0].lower() in _WORDS["referring"]:
            return None
        first = "what is to be done first"
        return (Core(first, first), text) if tokens[1].lower() in en.DETERMINER else None

    def is_independent(self, sentence: str) -> bool:
        """See `Heads`: it is no command."""
        tokens = en.words(sentence)
        return len(tokens) > 2 and tokens[0].lower() not in _WORDS["referring"] and not en.is_imperative(tokens)

    def has_sure_verb(self, low: list[str]) -> bool:
        """See `Heads`."""
        return any(t in SURE and low[i - 1] not in en.SUBORDINATOR for i, t in enumerate(low) if i)


def _tells(word: str) -> bool:
    """Whether a word is `says`, `argues` or the like, and no noun."""
    verb = verbs_en.finite(word)
    return verb is not None and verb.form == "s" and verb.base in _WORDS["saying"] - _WORDS["noun_too"]


def _verb_index(tokens: list[str]) -> int | None:
    """Where the main verb's group begins: at auxiliaries that a plain question cannot keep, too."""
    return predicate_en.verb_index(tokens, SURE)


def _relates(rest: list[str]) -> bool:
    """Whether the verb belongs to a relative clause without `that`: `the method astronomers use … is …`."""
    for token in rest:
        low = token.lower()
        if low in en.SUBORDINATOR | {","}:
            return False
        if low in {"is", "are", "was", "were"}:
            return True
    return False


def _is_condition(text: str) -> bool:
    tokens = en.words(text)
    return len(tokens) >= 3 and en.stands_alone(text) and _is_clause(tokens) and tokens[0] not in en.NEGATION


def _is_clause(tokens: list[str]) -> bool:
    if tokens[0].lower() in {"it", "they", "you"}:
        return len(tokens) > 2 and bool(tokens[1].lower() in en.AUXILIARY | _MODAL or verbs_en.finite(tokens[1]))
    return _verb_index(tokens) is not None


def _is_past(tokens: list[str]) -> bool:
    at = 1 if tokens[0].lower() in {"it", "they", "you"} else _verb_index(tokens)
    if at is None:
        return False
    verb = verbs_en.finite(tokens[at])
    return tokens[at].lower() in {"was", "were", "had", "could"} or bool(verb and verb.form == "past")
