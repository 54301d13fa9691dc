"""English sentences → questions with short answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon, parse_en, predicate_en, verbs_en
from doclora.dataset.adverbials_en import ADVERBIALS
from doclora.dataset.asked import LONGEST_ANSWER, LONGEST_CLAUSE, Asked, Core, Name, Quantity, join
from doclora.dataset.asker import split_tail
from doclora.dataset.being_en import NOT_WHOLE, BeingAsker, pairs
from doclora.dataset.phrases_en import is_named_place, is_phrase, is_place, list_kind, main_part
from doclora.dataset.quantities_en import NUMBER, QUALIFIER, quantity

_WORDS: Final = lexicon.word_lists("en")


_STRANDED: Final = dict(pairs("stranded"))
_MEASURED_FROM = re.compile(r"\b(?:only|just|even|shortly|soon|long|minutes?|hours?|days?|weeks?|months?|years?)$")
"""What belongs to the time that follows: `seven days before the feast`."""
_HALF_OF_TWO = re.compile(r"\b(?:both|either|neither|not|partly|rather)$")
_THERE = re.compile(
    rf"^There (?P<be>are|were) (?P<number>{QUALIFIER}{NUMBER}) "
    r"(?P<what>(?:[a-z-]+ )?[a-z-]+s(?: of [a-z-]+(?: [a-z-]+)?)?)(?P<rest> (?:in|on|at) [^,.;]+)\.$"
)
_TAIL = re.compile(
    rf" (?:\d+ times|(?:on|within) \d|{lexicon.any_of(_WORDS['fronted_before_tail'])} "
    r"(?:the|a|an|each|every|one|two|\d))\b.*$"
)


def questions(sentence: str, name: Name) -> Iterator[Asked]:
    """All safe questions of one sentence, the most telling first.

    Args:
        sentence: without markup.
        name: how a phrase from the sentence's start is said inside a question.
    """
    there = _THERE.match(sentence)
    if there:
        core = join("how many", there["what"], there["be"], "there", there["rest"])
        indirect = join("how many", there["what"], "there", there["be"], there["rest"])
        yield Asked("quantity", (Core(core, indirect),), join(there["number"], there["what"]), there["what"])
        return
    clause = parse_en.parse(sentence) if sentence[:1].isupper() or sentence[:1].isdigit() else None
    rest = main_part(clause) if clause else None
    if clause is None or rest is None:
        return
    inside = clause.fronted or clause.cause
    asker = _Asker(clause, clause.subject if inside else name(clause.subject), rest)
    yield from (asked for asked in asker.all() if _is_sound(asked))


def _is_sound(asked: Asked) -> bool:
    """Short, understandable alone, and not answered by the question itself."""
    question = asked.cores[0].indirect.lower().split()
    is_clause = asked.kind == "definition" or asked.answer.startswith(("that ", "to "))
    small = en.DETERMINER - _WORDS["number"] | en.PREPOSITION | en.SUBORDINATOR | {"and"}
    content = [w for w in en.words(asked.answer.lower()) if (len(w) > 2 or w[0].isdigit()) and w not in small]
    if len(asked.answer.split()) > (LONGEST_CLAUSE if is_clause else LONGEST_ANSWER) or not content:
        return False
    if (
        len(content) == 1
        and asked.kind == "statement"
        and (verbs_en.participle(content[0]) or content[0] in _WORDS["loose"])
    ):
        return False
    if sum(w in question for w in content) * 2 > len(content):
        return False
    if re.search(r"\ban? (?:different|similar|further)\b|\b(?:where|how|why|when) that\b", asked.cores[0].indirect):
        return False
    if re.search(r"\b(?:of|in|at|on|for|from|with|by|to) (?:that|those) ", asked.cores[0].indirect + " "):
        return False
    return en.stands_alone(asked.answer) and en.stands_alone(asked.cores[0].indirect) and _is_balanced(asked.answer)


def _is_balanced(text: str) -> bool:
    last = text.rsplit(maxsplit=1)[-1].strip(",")
    paired = all(text.count(a) == text.count(b) for a, b in ("()", "“”", "«»")) and text.count('"') % 2 == 0
    return paired and last not in en.PREPOSITION | en.DETERMINER | {"and", "or", "to", "that", "which", "who"}


def _goes_on_with_verb(rest: str) -> bool:
    """`work hard and live in comfort`: a second verb would keep the form of many."""
    joined = re.search(r"(?:^|[ ,])(?:and|or) (?P<next>[a-z]+)(?: (?P<then>[a-z]+))?", rest)
    if joined is None or re.search(r"\b(?:that|which|who|to)\b", rest[: joined.start()]):
        return False
    then = joined["then"] or ""
    sure = joined["next"] not in _WORDS["noun_too"] or then in en.PREPOSITION - {"of"} or then.endswith("ly")
    return not joined.start() or (verbs_en.is_base(joined["next"]) and sure)


_TURNS: Final = frozenset(
    {"convert", "turn", "change", "transform", "reduce", "translate", "compare", "connect", "attach", "link", "bind"}
)
"""What something is turned to stands behind `to`, as a noun."""


class _Asker(BeingAsker):
    """The questions of one English clause."""

    def __init__(self, clause: parse_en.Clause, subject: str, rest: str) -> None:
        super().__init__(clause, subject, rest)
        self.head = en.head_noun(en.words(clause.subject)).lower()
        some = self.size == 2 and clause.subject.split()[0].lower() in {"many", "some", "several", "few", "most"}
        self.vague = (self.head in _WORDS["vague"] and self.size <= 3) or some or self._is_episode()

    def telling_words(self) -> int:
        """See `Asker`."""
        return sum(w not in en.DETERMINER | en.PREPOSITION for w in en.words(self.clause.subject.lower()))

    def begins_with_number(self) -> bool:
        """See `Asker`."""
        return bool(re.match(rf"{QUALIFIER}{NUMBER}\s", self.rest))

    def fronted(self) -> Iterator[Asked]:
        """See `Asker`."""
        if re.fullmatch(r"in \d{4}", self.clause.fronted):
            undated = _Asker(replace(self.clause, fronted=""), self.subject, self.rest)
            yield Asked("quantity", (undated.ask("in what year", self.rest),), self.clause.fronted[3:], self.subject)
        if self.clause.cause:
            yield Asked("cause", (self.ask("why", self.rest),), self.clause.cause, self.subject)

    def quantity(self) -> Quantity | None:
        """See `Asker`."""
        return quantity(self.clause, self.rest)

    def _is_somebody(self) -> bool:
        """`Marie Curie discovered`: a name that does what only people do."""
        words = self.clause.subject.split()
        if words[0] in {"Mr.", "Mrs.", "Dr.", "Professor", "Sir", "Captain"} or words[1:2] in (["elder"], ["younger"]):
            return True
        named = all(re.fullmatch(r"[A-ZÁÉÍÓÚ][a-záéíóúñ'’-]+\.?|of|and", w) for w in words)
        return named and self.clause.base in _WORDS["human"]

    def _is_episode(self) -> bool:
        """`A sailor fell`, `the boat was hauled up`: told once, of something that the sentence does not name."""
        c, low = self.clause, [w.lower() for w in en.words(self.clause.subject)]
        past = c.form == "past" or c.auxiliary in {"was", "were", "had"}
        bare = len(low) == 2 and low[0] == "the" and c.subject[4:5].islower()
        dated = bool(re.search(r"\b1\d{3}|20\d\d\b", f"{c.rest} {c.fronted}"))
        return past and not dated and (low[0] in {"a", "an"} or bare)

    def ask(self, wh: str, rest: str) -> Core:
        """`wh` put before the clause with `rest` after its verb."""
        c = self.clause
        tail = join(rest.strip(" ,"), c.fronted)
        if c.auxiliary:
            direct = join(wh, c.auxiliary, self.subject, c.verb, tail)
        else:
            do = {"past": "did", "base": "do"}.get(c.form, "does")
            direct = join(wh, do, self.subject, c.base, tail)
        return Core(direct, join(wh, self.subject, c.auxiliary, c.verb, tail))

    def adverbial(self) -> Iterator[Asked]:
        """Why, when, how, what for."""
        for kind, pattern, usual, others in ADVERBIALS:
            match = pattern.search(" " + self.rest)
            if not match:
                continue
            before = (" " + self.rest)[: match.start()].strip()
            if kind == "purpose" and not self._purpose_fits(match["verb"], before):
                continue
            if self.clause.participle and re.search(r"\band \w+(?:ed|en)\b", before):
                continue
            if _HALF_OF_TWO.search(before):
                continue
            if usual == "when" and (self._has_inner_verb(before) or _MEASURED_FROM.search(before)):
                continue
            if usual == "how" and not before and not self.clause.participle:
                continue
            first = match["answer"].split(" ", 1)[0]
            wh = f"{first} when" if first in {"until", "since"} else usual
            unseen = tuple(self.ask(other, before) for other in others)
            yield Asked(kind, (self.ask(wh, before),), match["answer"], self.subject, unseen)
            return

    def _has_inner_verb(self, before: str) -> bool:
        """Whether what follows could belong to another verb than the sentence's: `was asked to return the book`."""
        tokens = en.words(before)
        inner = any(i and a == "to" and verbs_en.is_base(b) for i, (a, b) in enumerate(pairwise(tokens)))
        return inner or bool(re.search(r"\b(?:who|which|that)\b", before)) or self._tells(before)

    def _tells(self, rest: str) -> bool:
        """`stated Lena left the yard`: what is said, without `that`."""
        if self.clause.base not in _WORDS["saying"] or rest.startswith("that "):
            return False
        tokens = en.words(rest)
        return bool(tokens) and (tokens[0] in en.SUBORDINATOR or predicate_en.verb_index(tokens) is not None)

    def _purpose_fits(self, verb: str, before: str) -> bool:
        c = self.clause
        if not verbs_en.is_base(verb) or c.base in _WORDS["no_object"] | _WORDS["catenative"]:
            return False
        if c.base in _TURNS and verb in _WORDS["noun_too"]:
            return False
        if before and before.rsplit(maxsplit=1)[-1].lower() in _WORDS["infinitive_noun"] | {"able", "unable"}:
            return False
        if c.participle:
            return c.participle in _WORDS["purposeful"] or (bool(before) and c.participle not in _WORDS["catenative"])
        last = before.rsplit(maxsplit=1)[-1].lower() if before else ""
        if last in {"how", "what", "where", "when", "which", "whether"}:
            return False
        if verbs_en.finite(last) and not en.is_plural(last):
            return False
        return bool(c.base and last) and not last.endswith(tuple(_WORDS["noun_ending_before_to"]))

    def after_preposition(self) -> Iterator[Asked]:
        """What something is made of, driven by; where it is kept."""
        c = self.clause
        adverb = en.LEADING_ADVERB.match(self.rest) if c.participle else None
        rest = self.rest[adverb.end() :] if adverb else self.rest
        prep, _, phrase = rest.partition(" ")
        prep = prep.lower()
        if not phrase or len(phrase.split()) > LONGEST_ANSWER or NOT_WHOLE.search(phrase):
            return
        if (prep == "to" and verbs_en.is_base(phrase.split()[0])) or (
            c.participle and re.search(r" and \w+ed\b", self.rest)
        ):
            return
        passive = c.participle and prep in {"by", "with", "from", "of", "into", "through", "to"}
        if (passive or _STRANDED.get(c.base or c.participle) == prep) and is_phrase(phrase):
            phrase, tail = self._split(phrase) if passive else (phrase, "")
            if prep == "by" and " as " in phrase:
                phrase, _, said = phrase.partition(" as ")
                tail = join("as", said, tail)
            how = adverb[0].strip() if adverb else ""
            fronted = self.ask(f"{prep} what", join(how, tail))
            cores = (fronted,) if prep == "by" else (self.ask("what", join(how, prep, tail)), fronted)
            yield Asked(list_kind(phrase), cores, phrase, self.subject)
        elif prep in {"in", "at"} and is_named_place(c, phrase):
            yield Asked("statement", (self.ask("where", ""),), self.rest, self.subject)
        elif self._can_be_somewhere() and prep in _WORDS["place"] and is_place(phrase):
            yield Asked("statement", (self.ask("where", ""), self.ask("in what place", "")), self.rest, self.subject)

    def _can_be_somewhere(self) -> bool:
        c = self.clause
        return bool(c.participle) or c.base in _WORDS["rests_somewhere"] or (c.auxiliary in en.BE and not c.verb)

    def object(self) -> Iterator[Asked]:
        """What something holds, drives, shows."""
        c = self.clause
        base = c.base or (en.words(c.verb)[-1].lower() if c.verb else "")
        if c.auxiliary in en.BE or c.participle or base in _WORDS["no_object"] or " than " in self.rest:
            return
        if self.rest.startswith("using "):
            return
        if not is_phrase(self.rest) or en.is_adverb(self.rest.split()[0].strip(",")) or self._tells(self.rest):
            return
        if base in _WORDS["described"] and " as " in self.rest:
            yield from self._described()
            return
        phrase, tail = self._split(self.rest)
        if self.subject.lower() in {"you", "we"} and not tail and not c.fronted:
            return
        kind = list_kind(phrase)
        low = [w.lower() for w in en.words(phrase)]
        if en.head_noun(low) in _WORDS["vague"] or en.is_adverb(low[-1]):
            return
        cores = (
            (self.ask("what", tail), self.ask("which things", tail)) if kind == "list" else (self.ask("what", tail),)
        )
        yield Asked(kind, cores, phrase, self.subject)

    def _described(self) -> Iterator[Asked]:
        """`describes the reef as a garden`."""
        what, _, how = self.rest.partition(" as ")
        if what and 3 <= len(how.split()) <= LONGEST_ANSWER - 1 and " as " not in how and not NOT_WHOLE.search(how):
            yield Asked("statement", (self.ask("how", what),), f"as {how}", self.subject)

    def _split(self, phrase: str) -> tuple[str, str]:
        return split_tail(phrase, _TAIL, least=1, inside=en.PREPOSITION - {"of"})

    def subject_question(self) -> Iterator[Asked]:
        """What or who does it."""
        c, tail = self.clause, join(self.rest, self.clause.fronted)
        first = en.words(c.subject)[0].lower()
        if (c.auxiliary in en.BE and not c.participle) or not 3 <= len(self.rest.split()) <= 20 or self.size > 8:
            return
        if (c.form == "base" and _goes_on_with_verb(self.rest)) or self._tells(self.rest):
            return
        if self.telling_words() < 2 and not re.search(r"(?:^|^[a-z]+ )[A-ZÁÉÍÓÚ\d]", self.subject):
            return
        if first in _WORDS["quantifier"] | {"you"} or re.search(r"^that\b|\b(?:its|their|itself|themselves)\b", tail):
            return
        counted = re.match(rf"{NUMBER}\s+", c.subject, re.IGNORECASE)
        if counted and c.plural:
            things = c.subject[counted.end() :]
            core = join("how many", things, c.auxiliary, c.verb, tail)
            yield Asked("quantity", (Core(core, core),), c.subject, things)
            return
        wh = "who" if en.is_person(c.subject, self.head) or self._is_somebody() else "what"
        auxiliary = {"are": "is", "were": "was", "have": "has"}.get(c.auxiliary, c.auxiliary)
        core = join(wh, auxiliary, verbs_en.third_person(c.base) if c.form == "base" else c.verb, tail)
        yield Asked("statement", (Core(core, core),), c.subject, self.rest)
