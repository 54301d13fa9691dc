"""Spanish sentences → questions with short answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset import doers_es, lexicon, linked_es, there_es, verbs_es
from doclora.dataset import spanish as es
from doclora.dataset.asked import LONGEST_ANSWER, Asked, Core, Name, Quantity, join, same
from doclora.dataset.asker import Asker, shorten, split_tail
from doclora.dataset.endings_es import is_spliced
from doclora.dataset.phrases_es import is_phrase, list_kind, main_part
from doclora.dataset.quantities_es import NUMBER, QUALIFIER, quantity
from doclora.records import QuestionKind

_WORDS: Final = lexicon.word_lists("es")
_ADJECTIVES: Final = dict(word.split("=", 1) for word in _WORDS["adjective_with"])
_MONTH: Final = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
_ADVERBIALS: Final[tuple[tuple[QuestionKind, re.Pattern[str], str, tuple[str, ...]], ...]] = (
    ("cause", re.compile(r",? porque (?P<answer>[^,]+)"), "por qué", ("por qué motivo", "por qué razón")),
    (
        "cause",
        re.compile(r",? (?P<answer>(?:debido a|a causa de|gracias a)(?:l| ) ?[^,]+)"),
        "por qué",
        ("por qué motivo", "por qué razón"),
    ),
    ("statement", re.compile(r" (?P<answer>hasta que .+)$"), "hasta cuándo", ()),
    ("statement", re.compile(rf" (?P<answer>el (?:día )?\d{{1,2}} de {_MONTH}(?: de \d{{4}})?)$"), "cuándo", ()),
    ("statement", re.compile(r" (?P<answer>(?:cuando|antes de|después de|antes del|después del) .+)$"), "cuándo", ()),
    (
        "purpose",
        re.compile(r" (?P<answer>para (?P<verb>[a-záéíóúñ]+).*)$"),
        "para qué",
        ("con qué fin", "con qué propósito"),
    ),
    (
        "statement",
        re.compile(r" (?P<answer>(?:mediante|por medio de|con ayuda de|a través de) .+)$"),
        "cómo",
        ("de qué manera", "de qué modo"),
    ),
)
_OPINION = re.compile(rf"\b{lexicon.any_of(_WORDS['modest'])}\b")
_A_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ][\w\-]+(?: (?:de |del )?[A-ZÁÉÍÓÚÑ][\w\-]+){0,3}")
_ONE_OF_MANY = re.compile(
    r"^un[oa] de (?:el|l[oa]s) |"
    r"\b(?:más|menos|mayor|menor|mejor|peor|primer[ao]?|segund[ao]|tercer[ao]?|últim[ao]|sol[ao])\b"
)
"""A subject that is picked out: which it is, not what."""
_TAIL = re.compile(
    r" (?:el (?:día )?\d{1,2} de [a-z]+|(?:antes|después) de|a l[oa]s (?:\d|dos|tres|cuatro|cinco|seis|diez)|"
    r"(?:en|durante|desde|hasta|hacia|tras|bajo|sobre|ante|contra|cada) (?:el|la|los|las|un|una|cada|\d))\b.*$"
)

_CUTS: Final = (
    r", (?!y |e |o )",
    r" (?:porque|aunque|mientras|y se|para) ",
    r" (?:que|cuyo|cuya|donde|con el que|por el que|en el que) ",
)


def questions(sentence: str, name: Name) -> Iterator[Asked]:
    """All safe questions of one sentence, the most telling first.

    Args:
        sentence: without markup.
        name: how a phrase from the sentence's start is said inside a question.
    """
    yield from (asked for asked in there_es.questions(sentence) if _is_sound(asked))
    clause = es.parse(sentence) if sentence[:1].isupper() or sentence[:1].isdigit() else None
    rest = main_part(clause) if clause else None
    if clause is None or rest is None or es.only_adds(sentence, clause.subject):
        return
    inside = clause.fronted or clause.cause
    asker = _Asker(clause, clause.subject if inside else name(clause.subject), rest)
    yield from (asked for asked in asker.all() if _is_sound(asked))


def _is_sound(asked: Asked) -> bool:
    """Short, understandable alone, and not answered by the question itself."""
    question = asked.cores[0].direct.lower().split()
    small = es.ARTICLE | es.PREPOSITION | es.SUBORDINATOR
    content = [w for w in es.words(asked.answer.lower()) if (len(w) > 2 or w[0].isdigit()) and w not in small]
    if len(asked.answer.split()) > LONGEST_ANSWER or not content:
        return False
    if (len(content) == 1 and content[0] in _WORDS["loose"]) or is_spliced(f"{asked.cores[0].direct}; {asked.answer}"):
        return False
    if sum(w in question for w in content) * 2 > len(content):
        return False
    if re.search(r"\bsus?\b|\b[a-záéíóúñ]{3,}(?:ar|er|ir|ndo)l[oae]s?\b", asked.cores[0].direct):
        return False
    if re.search(r"\buna? (?:\w+ )?(?:diferente|distint[oa]|similar)\b", asked.cores[0].direct):
        return False
    last = asked.answer.split()[-1].strip(",")
    if any(asked.answer.count(a) != asked.answer.count(b) for a, b in ("()", "“”", "«»")):
        return False
    if last in es.PREPOSITION | es.ARTICLE | {"y", "o", "que"}:
        return False
    return es.stands_alone(asked.answer) and es.stands_alone(asked.cores[0].direct.removeprefix("qué es lo que"))


class _Asker(Asker[es.Clause]):
    """The questions of one Spanish clause."""

    def __init__(self, clause: es.Clause, subject: str, rest: str) -> None:
        super().__init__(clause, subject, rest)
        nouns = [w.lower() for w in es.words(clause.subject) if w.lower() not in es.ARTICLE]
        self.head = next((n for n in nouns if n not in _WORDS["epithet"]), nouns[0] if nouns else "")
        hung = rest.split(maxsplit=1)[0].lower() in es.SUBORDINATOR - {"cuando", "porque", "mientras"}
        self.vague = (
            hung
            or es.is_partitive(clause.subject)
            or (self.head in _WORDS["vague"] and self.size <= 3)
            or self._is_episode()
        )

    def _is_episode(self) -> bool:
        """`Un marinero cayó`, `la lucha cesó`: told once, of something that the sentence does not name."""
        c, low = self.clause, [w.lower() for w in es.words(self.clause.subject)]
        verb = verbs_es.finite(c.group.split()[0])
        past = verb is not None and verb.tense in {"past", "imperfect"}
        bare = len(low) == 2 and low[0] in es.ARTICLE and c.subject.split()[1][:1].islower()
        dated = low[0] in {"el", "la"} and bool(re.search(r"\b(?:1\d|20)\d\d\b", f"{c.rest} {c.fronted}"))
        some = low[0] in {"un", "una", "algunos", "algunas", "ciertos", "ciertas"}
        return past and not dated and (some or bare)

    def telling_words(self) -> int:
        """See `Asker`."""
        return sum(w not in es.ARTICLE | es.PREPOSITION for w in es.words(self.clause.subject.lower()))

    def begins_with_number(self) -> bool:
        """See `Asker`."""
        return bool(re.match(rf"{QUALIFIER}{NUMBER}\s", self.rest))

    def fronted(self) -> Iterator[Asked]:
        """See `Asker`."""
        if self.clause.cause:
            yield Asked("cause", (self.ask("por qué", self.rest),), self.clause.cause, self.subject)

    def quantity(self) -> Quantity | None:
        """See `Asker`."""
        return quantity(self.clause, self.rest)

    def ask(self, wh: str, rest: str) -> Core:
        """`wh`, verb, subject, and what is left: the order of a Spanish question, direct or indirect."""
        c = self.clause
        return same(join(wh, c.reflexive, c.group, self.subject, rest.strip(" ,"), c.fronted))

    def definition(self) -> Iterator[Asked]:
        """`X es un …`."""
        c, s = self.clause, self.subject
        if c.copula != "ser" or c.group not in {"es", "son"} or c.fronted or self.size > 7:
            return
        answer = shorten(self.rest, _CUTS)
        last = answer.split()[-1]
        if answer != self.rest and (verbs_es.is_infinitive(last) or verbs_es.finite(last)):
            return
        named = re.match(r"(?:un|una|unos|unas|el|la|los|las) (?!que\b|de\b|vez\b)", self.rest)
        plural = c.group == "son" and re.match(
            r"(?!\w+(?:ces|ntes|bles|ios|sas) )\w{4,}s (?:\w+s )?(?:que|con|del?) ", self.rest
        )
        if not (named or plural) or len(answer.split()) < 3:
            return
        if not re.search(r"[^\W\d_]{2}", s) or s[0].isdigit() or es.is_top_of(answer):
            return
        any_one = s.startswith(("un ", "una "))
        owned = (not any_one and self.head in _WORDS["roles"] and re.search(r" del? ", s)) or re.match(
            r"(?:el|la|los|las) de ", answer
        )
        if owned or _ONE_OF_MANY.search(s):
            yield Asked("statement", (same(f"cuál {c.group} {s}"),), answer, s)
            return
        if re.search(r"\b(?:aún|todavía|también) ", answer) or (self.size > 3 and self.head in _WORDS["vague"]):
            return
        if s[:1].isupper() and es.is_superlative(answer):
            yield doers_es.only_one(c, s, answer)
            return
        if _OPINION.search(answer):
            return
        if es.is_person(s, answer):
            yield Asked("definition", (same(f"quién {c.group} {s}"),), answer, s)
            return
        defined = "define" if c.group == "es" else "definen"
        cores = (same(f"qué {c.group} {s}"), same(f"cómo se {defined} {s}"))
        unseen = (same(f"qué clase de cosa {c.group} {s}"), same(f"qué se entiende por {s}"))
        yield Asked("definition", cores, answer, s, unseen)

    def named(self) -> Iterator[Asked]:
        """`La capital de la provincia es Velmora`."""
        c = self.clause
        if c.copula == "ser" and re.match(r"(?:el|la) \w+ del? ", self.subject) and _A_NAME.fullmatch(self.rest):
            yield Asked("statement", (self.ask("cuál", ""),), self.rest, self.subject)

    def adjective(self) -> Iterator[Asked]:
        """`X es sensible a …`."""
        c, (first, _, after) = self.clause, self.rest.partition(" ")
        prep, _, phrase = after.partition(" ")
        singular = first.lower().removesuffix("s")
        wanted = {_ADJECTIVES.get(form) for form in (first.lower(), singular, singular[:-1])}
        fits = c.copula and phrase and prep in wanted and len(phrase.split()) <= LONGEST_ANSWER
        if fits and is_phrase(phrase):
            core = same(join(f"{prep} qué", c.group, first, self.subject, c.fronted))
            yield Asked(list_kind(phrase), (core,), phrase, self.subject)

    def adverbial(self) -> Iterator[Asked]:
        """Why, when, how, what for."""
        if self.clause.copula == "ser":
            return
        for kind, pattern, wh, others in _ADVERBIALS:
            match = pattern.search(" " + self.rest)
            if not match:
                continue
            before = (" " + self.rest)[: match.start()].strip()
            if kind == "purpose" and not linked_es.is_aim(self.clause, match["verb"], before):
                continue
            if wh == "cuándo" and len(match["answer"].split()) < 4 and not re.search(r"\d", match["answer"]):
                continue
            if (
                linked_es.is_cut(match["answer"], self.clause.rest)
                or re.search(r"\b(?:que|si)\b", before)
                or (self.clause.copula and not before)
            ):
                continue
            unseen = tuple(self.ask(other, before) for other in others)
            yield Asked(kind, (self.ask(wh, before),), match["answer"], self.subject, unseen)
            return

    def after_preposition(self) -> Iterator[Asked]:
        """What something is made of or depends on; where it stands."""
        c = self.clause
        prep, _, phrase = self.rest.partition(" ")
        prep = {"al": "a", "del": "de"}.get(prep.lower(), prep.lower())
        if not phrase or prep not in es.PREPOSITION or len(phrase.split()) > LONGEST_ANSWER or not is_phrase(phrase):
            return
        if c.copula == "ser" or (c.participle and re.search(r" (?:y|e) \w+[ai]d[oa]s?\b", self.rest)):
            return
        wh = linked_es.wh(c, prep, phrase)
        if wh:
            whole = wh in {"dónde", "hacia dónde", "cómo"} or self.rest.split()[0].lower() in {"al", "del"}
            yield Asked(list_kind(phrase), (self.ask(wh, ""),), self.rest if whole else phrase, self.subject)

    def object(self) -> Iterator[Asked]:
        """What something holds, moves, shows."""
        c = self.clause
        if c.reflexive and c.base in {"llamar", "denominar"}:
            called = re.sub(r"^(?:a veces|también|comúnmente|habitualmente) ", "", self.rest)
            if len(called.split()) <= 6 and not re.search(r"\b(?:porque|cuando|que|y|así)\b", called):
                yield Asked("definition", (self.ask("cómo", ""),), called, self.subject)
            return
        if c.copula or c.participle or c.reflexive or not c.base or c.base in _WORDS["no_object"]:
            return
        first = self.rest.split()[0].lower()
        if re.match(r"el (?:día )?\d", self.rest):
            return
        opens = es.ARTICLE | es.PLURAL_DETERMINER | es.NUMBER_WORD
        bare = c.base in _WORDS["plain_object"] and first not in es.PREPOSITION | es.SUBORDINATOR | {
            "y",
            "e",
            "o",
            "todos",
            "todas",
            "en",
        }
        if not (first in opens or first.isdigit() or bare) or not is_phrase(self.rest) or es.is_adverb(first):
            return
        if c.base == "tener" and first in {"lugar", "cuenta", "sentido", "efecto", "derecho"}:
            return
        phrase, tail = split_tail(self.rest, _TAIL, least=2, inside=es.PREPOSITION - {"de", "del"})
        nouns = [w.lower() for w in es.words(phrase) if w.lower() not in es.ARTICLE]
        if nouns and nouns[0] in _WORDS["vague"]:
            return
        if linked_es.takes_object(c.base) or self.head in _WORDS["persons"] or es.is_plural(phrase) != c.plural:
            core = self.ask("qué", tail)
        else:
            core = same(join("qué es lo que", self.subject, c.group, tail, c.fronted))
        yield Asked(list_kind(phrase), (core,), phrase, self.subject)

    def subject_question(self) -> Iterator[Asked]:
        """What or who does it."""
        if self.size <= 8 and (self.telling_words() > 1 or re.search(r"(?:^|^[a-z]+ )[A-ZÁÉÍÓÚ\d]", self.subject)):
            yield from doers_es.question(self.clause, self.rest, self.head)
