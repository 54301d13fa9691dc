"""Spanish sentences whose answer is all that follows the verb, relative clauses and all; and those with the verb first.

Nothing inside such an answer is taken apart: it ends where the sentence ends, or at a comma behind which a clause of
its own begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from doclora.dataset import doers_es, lexicon, verbs_es
from doclora.dataset import spanish as es
from doclora.dataset.asked import Asked, Core, Name, join, same
from doclora.dataset.endings_es import predicate_end
from doclora.dataset.linked_es import is_cut, takes_object
from doclora.dataset.phrases_es import list_kind
from doclora.dataset.shapes import LONGEST_CLAUSE, whole
from doclora.records import QuestionKind

_WORDS: Final = lexicon.word_lists("es")
_GOVERNS: Final = dict(word.rsplit("=", 1) for word in _WORDS["governs"])
_SHORTEST: Final = 2
_LONGEST_QUESTION: Final = 30
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_TAIL = re.compile(
    r",? (?:cuando|si|mientras|porque|ya que|puesto que|dado que|debido a|gracias a|a menos que|hasta que|sin que|"
    r"aunque|a medida que|siempre que|para (?:que|[a-záéíóúñ]+[aei]r(?:se|l[oae]s?)?)) "
)
_CAUSE = re.compile(
    r",? (?:(?:ya|puesto|dado) que (?P<clause>.+)|"
    r"(?P<phrase>(?:debido al?(?: que)?|gracias al?(?: que)?|porque|a causa del?|como consecuencia del?) .+))$"
)
MONTH: Final = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
_WHEN = re.compile(
    rf"(?:^| )(?P<answer>el (?:día )?\d{{1,2}} de {MONTH}(?: del? \d{{4}})?|"
    r"(?:a|hacia) (?:comienzos|principios|mediados|finales|fines) del? (?:siglo [IVXL]+|año \d{4}|\d{4}|los años \w+)|"
    rf"en {MONTH} del? \d{{4}}|entre (?:los años )?\d{{4}} y \d{{4}}|desde \d{{4}} hasta \d{{4}}|en el siglo [IVXL]+)"
    r"(?=$|,| en | por )"
)
_THAT = re.compile(
    r"(?P<subject>(?:El|La|Los|Las) [^\s,;:]+(?: (?:de|del|de la|de los|de las) [^\s,;:]+| [^\s,;:]+){0,5}) "
    r"(?P<verb>[a-záéíóúñ]+) (?P<that>que [^;:?]+)\.?$"
)
_ENTITLED = re.compile(r"^(?P<what>derecho|obligación|deber|facultad|competencia) (?P<prep>a|al) (?P<rest>.+)$")
_AIM = re.compile(
    r"^(?:como|por) (?P<what>objetivo|objeto|finalidad|fin|misión|propósito|función|consecuencia|resultado) "
    r"(?P<rest>.+)$"
)
_OWNED = re.compile(r"^(?:el|la|los|las) (?P<what>derecho|obligación|deber|facultad|objetivo|función) (?P<rest>de .+)$")
_QUALITY = re.compile(
    r"^(?:muy |más |menos |tan )?[a-záéíóúñ]+"
    r"(?:bles?|iv[oa]s?|os[oa]s?|ari[oa]s?|ales?|ic[oa]s?|ad[oa]s?|id[oa]s?)\b"
)


def questions(sentence: str, name: Name) -> Iterator[Asked]:
    """What can be asked of a sentence that the grammar of short answers leaves alone.

    Args:
        sentence: without markup.
        name: how a phrase from the sentence's start is said inside a question.
    """
    flat = _PARENTHESIS.sub("", sentence)
    clause = es.parse(flat) if flat[:1].isupper() else None
    if clause is None:
        yield from _said_that(flat, name)
        return
    if not clause.rest or not _can_be_named(clause) or es.only_adds(sentence, clause.subject):
        return
    subject = clause.subject if clause.fronted or clause.cause else name(clause.subject)
    asker = _Asker(clause, subject)
    for asked in (asker.cause(), asker.when(), asker.complement()):
        answer = _as_written(asked.answer, sentence) if asked else ""
        if asked and answer and is_sound(replace(asked, answer=answer)):
            yield replace(asked, answer=answer)


def _said_that(sentence: str, name: Name) -> Iterator[Asked]:
    """`La norma establece que …`: what the norm lays down is all that the clause says."""
    match = _THAT.match(sentence)
    verb = verbs_es.finite(match["verb"]) if match else None
    if match is None or verb is None or verb.base not in _WORDS["that"] or verb.tense != "present":
        return
    subject, answer = name(match["subject"]), predicate_end(match["that"])
    if es.has_verb(subject) or not es.stands_alone(subject) or es.is_plural(subject) != verb.plural:
        return
    asked = Asked("statement", (same(f"qué {match['verb']} {subject}"),), answer, subject)
    if len(answer.split()) > _SHORTEST + 2 and is_sound(asked):
        yield asked


def _as_written(answer: str, sentence: str) -> str:
    """An answer with the brackets that stand in it."""
    if answer in sentence:
        return answer
    between = r"(?:\s*\([^()]+\))?\s*"
    match = re.search(between.join(re.escape(w) for w in es.words(answer)), sentence)
    return match[0] if match else ""


def _can_be_named(clause: es.Clause) -> bool:
    low = [w.lower() for w in es.words(clause.subject)]
    nouns = [w for w in low if w not in es.ARTICLE]
    if not nouns or low[0] in _WORDS["loose"] - {"todo", "todos", "todas"} or len(low) > 14:
        return False
    verb = verbs_es.finite(clause.group.split()[0])
    if es.is_partitive(clause.subject):
        return False
    if nouns in (["ley"], ["leyes"]) and verb and verb.tense == "future":
        return True
    if _is_role(clause.subject):
        return es.stands_alone(clause.subject) and not {"su", "sus"} & set(low)
    general = clause.copula == "ser" or (verb is not None and verb.tense == "present")
    bare = len(nouns) == 1 and (
        nouns[0] in _WORDS["vague"] | _WORDS["generic"] or (low[0] in {"un", "una"} and not general)
    )
    return not bare and not {"su", "sus"} & set(low) and es.stands_alone(clause.subject)


class _Asker:
    def __init__(self, clause: es.Clause, subject: str) -> None:
        self.clause, self.subject = clause, subject
        self.rest = clause.rest.rstrip(" .")

    def ask(self, wh: str, after: str = "") -> Core:
        """`wh`, verb, subject, what is left."""
        c = self.clause
        return same(join(wh, c.reflexive, c.group, self.subject, after.strip(" ,"), c.fronted))

    def cause(self) -> Asked | None:
        """Why something is so: all that a causal clause says."""
        match = _CAUSE.search(" " + self.rest)
        before = (" " + self.rest)[: match.start()].strip(" ,") if match else ""
        if (
            match is None
            or "," in before
            or re.search(r"\b(?:que|si)\b", before)
            or (self.clause.copula and not before)
        ):
            return None
        answer = predicate_end(match["clause"] or match["phrase"])
        if is_cut(answer, self.rest) or (match["clause"] and not es.has_finite(es.words(answer.lower()))):
            return None
        if self.clause.copula and answer:
            c = self.clause
            return Asked(
                "cause", (same(join("por qué", c.group, before, self.subject, c.fronted)),), answer, self.subject
            )
        return Asked("cause", (self.ask("por qué", before),), answer, self.subject) if answer else None

    def when(self) -> Asked | None:
        """The date of what somebody did, or of what was done."""
        match = _WHEN.search(self.rest)
        if match is None or self.clause.fronted or re.search(r"\b(?:que|y|si)\b|,", self.rest[: match.start()]):
            return None
        before = self.rest[: match.start()]
        if re.search(r"[ai]d[oa]s?$", before):
            return None
        return Asked("statement", (self.ask("cuándo", before),), match["answer"], self.subject)

    def complement(self) -> Asked | None:
        """What follows the verb, asked for by the verb and its preposition."""
        c = self.clause
        if c.copula:
            return self._being() if c.copula == "ser" else None
        if c.base == "tener" and not c.participle:
            special = self._having()
            if special:
                return special
        said, tail = self._split()
        if not said or not _is_whole_complement(said):
            return None
        first, _, after = said.partition(" ")
        prep = {"al": "a", "del": "de"}.get(first.lower(), first.lower())
        if prep in es.PREPOSITION:
            return self._governed(prep, said, after, tail)
        return self._object(first.lower(), said, tail)

    def _split(self) -> tuple[str, str]:
        """The complement, and a clause of time, cause or purpose behind it, which the question says."""
        said = predicate_end(self.rest)
        if verbs_es.is_infinitive(self.clause.group.split()[-1]):
            second = re.search(r" (?:y|o|e) (?=[a-záéíóúñ]+[aei]r(?:se)?\b)", said)
            said = said[: second.start()] if second and " para " not in said[: second.start()] else said
        match = _TAIL.search(said)
        if match is None or re.search(r"\bque\b", said[: match.start()]):
            return said, ""
        tail = said[match.start() :].strip(" ,")
        return said[: match.start()].strip(" ,"), tail if len(tail.split()) <= 12 else ""

    def _being(self) -> Asked | None:
        c, answer = self.clause, predicate_end(self.rest)
        if re.fullmatch(r"\w+(?:os|ad|id)[oa]s?", c.subject) or es.is_top_of(answer):
            return None
        if c.group not in {"es", "son", "era", "eran", "fue", "fueron", "será", "serán"} or c.fronted or not answer:
            return None
        if _is_role(c.subject) and (
            re.match(r"(?:que|el|la|los|las|un|una|su) ", answer) or verbs_es.is_infinitive(answer.split()[0])
        ):
            which = "cuál" if c.group in {"es", "era", "fue", "será"} else "cuáles"
            return Asked("statement", (same(f"{which} {c.group} {self.subject}"),), answer, self.subject)
        if (
            re.match(
                r"(?:un|una|unos|unas|el|la|los|las) (?!que\b|cual|vez\b)",
                answer,
            )
            and len(answer.split()) > 3
        ):
            wh = "quién" if es.is_person(self.subject, answer) else "qué"
            if self.subject[:1].isupper() and es.is_superlative(answer):
                return doers_es.only_one(c, self.subject, answer)
            ranked = r"^un[oa] de l[oa]s |\b(?:más|menos|primer[ao]?|últim[ao]|sol[ao]|únic[ao]s?|principal(?:es)?)\b"
            if re.search(ranked, self.subject):
                wh = "cuál" if c.group in {"es", "era", "fue", "será"} else "cuáles"
            return Asked("definition", (same(f"{wh} {c.group} {self.subject}"),), answer, self.subject)
        fits = (
            _QUALITY.match(answer)
            and not re.search(r",|^(?:demasiado|tan|cada|famos\w+|conocid\w+) | para ", answer)
            and not set(answer.split()[:2]) & (_WORDS["modest"] | _WORDS["needed"])
        )
        if fits and len(answer.split()) >= _SHORTEST and c.group in {"es", "son"}:
            return Asked("statement", (same(f"cómo {c.group} {self.subject}"),), answer, self.subject)
        return None

    def _having(self) -> Asked | None:
        """`tiene derecho a …`, `tiene como objetivo …`, `tiene la facultad de …`."""
        said, c = predicate_end(self.rest), self.clause
        if match := _ENTITLED.match(said):
            prep = "a" if match["prep"] == "al" else match["prep"]
            core = same(join(prep, "qué", c.group, match["what"], self.subject))
            return Asked("statement", (core,), f"{match['prep']} {match['rest']}", self.subject)
        match = _AIM.match(said) or _OWNED.match(said)
        if match is None:
            return None
        return Asked("statement", (self.ask(f"qué {match['what']}"),), match["rest"], self.subject)

    def _governed(self, prep: str, said: str, after: str, tail: str) -> Asked | None:
        c = self.clause
        key = f"se_{c.base}" if c.reflexive else f"{c.participle or c.base}"
        if _GOVERNS.get(key) != prep or not after:
            return None
        if re.match(r"(?:que|sí|lo|él|ella|ello)\b", after):
            return None
        whole_answer = said.lower().startswith(("al ", "del "))
        return Asked(list_kind(after), (self.ask(f"{prep} qué", tail),), said if whole_answer else after, self.subject)

    def _object(self, first: str, said: str, tail: str) -> Asked | None:
        c = self.clause
        if c.participle or c.reflexive or not c.base or c.base in _WORDS["no_object"] | {"ser", "estar"}:
            return None
        opens = es.ARTICLE | es.PLURAL_DETERMINER | es.NUMBER_WORD
        plain = c.base in _WORDS["plain_object"]
        if first in {"y", "e", "o", "u", "ni"} or re.match(r"el (?:día )?\d", said):
            return None
        if not (first in opens or first.isdigit() or (plain and first not in es.SUBORDINATOR)) or es.is_adverb(first):
            return None
        kind: QuestionKind = list_kind(said)
        if takes_object(c.base) or es.is_plural(said) != c.plural:
            return Asked(kind, (self.ask("qué", tail),), said, self.subject)
        core = same(join("qué es lo que", self.subject, c.group, tail, c.fronted))
        return Asked(kind, (core,), said, self.subject)


def _is_role(subject: str) -> bool:
    """`El objetivo de la escuela`: what somebody or something has, so that `cuál` asks for it."""
    low = [w.lower() for w in es.words(subject)]
    nouns = [w for w in low if w not in es.ARTICLE | _WORDS["before_noun"]]
    return bool(nouns) and nouns[0] in _WORDS["roles"] and bool({"de", "del"} & set(low))


def _is_whole_complement(said: str) -> bool:
    low = [w.lower() for w in es.words(said)]
    if not _SHORTEST <= len(said.split()) <= LONGEST_CLAUSE or low[-1] in es.PREPOSITION | es.ARTICLE | {
        "y",
        "o",
        "que",
    }:
        return False
    return not verbs_es.is_infinitive(low[0]) and not re.search(r"[:;]", said)


def is_sound(asked: Asked) -> bool:
    """Whole and understandable alone, not too long, not answered by the question."""
    question, answer = asked.cores[0].direct, asked.answer
    if not whole(answer, "es") or len(question.split()) > _LONGEST_QUESTION or len(answer.split()) > LONGEST_CLAUSE:
        return False
    if not es.stands_alone(question.removeprefix("qué es lo que")) or re.search(r"\bsus?\b", asked.subject):
        return False
    if re.search(r"\b[a-záéíóúñ]{3,}(?:ar|er|ir|ndo)(?:l[oae]s?|nos)\b|\b(?:le|les) ", f"{answer} {question}"):
        return False
    said = set(re.findall(r"\w{4,}", question.lower()))
    told = set(re.findall(r"\w{4,}", answer.lower()))
    return bool(told) and len(told & said) * 2 <= len(told)
