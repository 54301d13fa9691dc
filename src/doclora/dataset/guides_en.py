"""English documentation: what a function, option, tool or step does, what it is used for, what happens when.

Its sentences are longer than the plain ones that are taken apart word by word, but they say what does something early,
often by its name in code, and the rest can stay whole as the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import verbs_en
from doclora.dataset.asked import Asked, Core, Name, join
from doclora.dataset.code_names import is_code_name
from doclora.dataset.sure_en import (
    LISTS,
    MODAL,
    Clause,
    clause_of,
    is_answer,
    is_headline,
    is_known,
    is_object,
    is_plain,
    names,
    names_all,
)

_LONGEST_FRONT: Final = 12
_LONGEST_CONDITION: Final = 22
_FRONTED = re.compile(r"^(?P<front>(?:In|On|At|For|With|Without|By|Under|Within|During|From) [^,;:]+), (?P<main>\S.+)$")
_CONDITION = re.compile(
    r"^(?P<front>(?:If|When|Whenever|Once|After|Before|Until|Unless|While) [^,;:]+), (?:then )?(?P<main>\S.+)$"
)
_CUT = re.compile(r"; |: |, so\b| [–—-] ")
_IS_SO = re.compile(r"it(?:'s| is) (?!(?:an?|the|not) )(?:[a-z]+ ){1,3}(?:to|that) ")
_USED = re.compile(
    r"^(?P<subject>.+?) (?P<group>(?:is|are|can be|could be|may be|should be|must be)(?: (?:often|usually|"
    r"commonly|also|only|typically|mainly|normally|generally|mostly|primarily))?) (?P<state>used|useful|helpful|handy|"
    r"needed|required|necessary|recommended|intended|designed|meant|available|ideal|suitable) "
    r"(?P<answer>(?P<how>to|for|as|when|if|whenever|unless|until|by|instead of) .+)$"
)
_PASSIVE = re.compile(
    r"^(?P<subject>.+?) (?P<modal>can|must|shall|should|may|could|will) "
    r"(?:only |also |always |either |often |then )?be "
    r"(?P<made>[a-z]+) (?P<left>(?:[a-z]+ )?)"
    r"(?P<answer>(?P<how>to|as|on|with|using|via|through|by|from|into|in|inside|before|after|when|if|until|for) .+)$"
)
_ASKS_MADE: Final = {
    "to": "to what",
    "as": "as what",
    "on": "on what",
    "with": "with what",
    "from": "from what",
    "into": "into what",
    "in": "where",
    "inside": "where",
    "before": "when",
    "after": "when",
    "when": "when",
    "if": "in which case",
    "until": "until when",
    "for": "for what",
    "using": "how",
    "via": "how",
    "through": "how",
    "by": "how",
}
"""`The key can be stored in …`: what asks for it by its preposition, which answers to `what` leave out."""
_ASKS_STATE: Final = {
    "for": "what {be} {s} {state} for",
    "as": "as what {be} {s} {state}",
    "when": "when {be} {s} {state}",
    "whenever": "when {be} {s} {state}",
    "if": "in which case {be} {s} {state}",
    "unless": "when {be} {s} {state}",
    "until": "until when {be} {s} {state}",
    "by": "how {be} {s} {state}",
}


def _said(subject: str, name: Name) -> str:
    """A subject from the sentence's start as said inside a question."""
    first = subject.split(" ", 1)[0]
    return subject[:1].lower() + subject[1:] if first.endswith("ing") else name(subject)


def questions(sentence: str, name: Name) -> Iterator[Asked]:
    """What such a sentence can be asked.

    Args:
        sentence: without markup, code in it read as names.
        name: how a phrase from the sentence's start is said inside a question.
    """
    text = en.without_lead_in(sentence.replace("’", "'")).rstrip(".")
    if re.search(r"[?!…{}<>|\\]|^Otherwise\b", sentence) or not text[:1].isupper():
        return
    if is_headline(text) or not (sentence.endswith(".") or any(is_code_name(w) for w in text.split())):
        return
    condition, fronted = _CONDITION.match(text), _FRONTED.match(text)
    if condition:
        yield from _outcome(condition["front"], condition["main"])
        return
    tail = ""
    if fronted:
        tail = f" {fronted['front'][:1].lower()}{fronted['front'][1:]}"
        text = fronted["main"]
        if (
            len(tail.split()) > _LONGEST_FRONT
            or not names_all(tail)
            or re.match(r" for (?:example|instance|more)\b", tail)
        ):
            return
    yield from list(_used(text, tail, name)) or list(_made(text, tail, name)) or list(_does(text, tail, name))


def _outcome(front: str, main: str) -> Iterator[Asked]:
    """`When the compiler meets an item, it raises a warning`: what happens."""
    answer = _CUT.split(main)[0]
    words = answer.split()
    first = words[0].lower()
    if (
        not 4 <= len(front.split()) <= _LONGEST_CONDITION
        or not names_all(front)
        or first in {"you", "we", "this", "that", "these"}
    ):
        return
    if first in {"it", "they", "it's"}:
        acts = len(words) > 3 and (words[1].lower() in en.AUXILIARY | MODAL or verbs_en.finite(words[1].lower()))
        fits = (bool(acts) and not _weak(words[1].lower())) or bool(_IS_SO.match(answer))
    else:
        clause = clause_of(answer)
        fits = clause is not None and names_all(clause.subject)
    asked = front[:1].lower() + front[1:]
    if fits and is_answer(answer, asked, least=4):
        yield Asked("statement", (Core(f"what happens {asked}", f"what happens {asked}"),), answer, asked)


def _weak(verb: str) -> bool:
    return verb in {"is", "are", "was", "were", "may", "might", "seems"}


def _used(text: str, tail: str, name: Name) -> Iterator[Asked]:
    """`X can be used as a hint`, `X is useful when …`, `X is required to …`."""
    match = _USED.match(text)
    if match is None:
        return
    subject, state, how = match["subject"], match["state"], match["how"]
    if not names(subject) or not is_plain(subject) or how == "instead of" or (state == "available" and how == "to"):
        return
    be, _, adverb = match["group"].partition(" ")
    answer = _CUT.split(match["answer"])[0]
    said = tail == "" and text[:1].isupper()
    s = _said(subject, name) if said else subject
    if answer.startswith("by default"):
        return
    if how == "to" and not verbs_en.is_base([*answer.split(), ""][1].lower()):
        return
    asks = "for what purpose {be} {s} {state}" if how == "to" else _ASKS_STATE[how]
    if how == "by" and state != "used":
        return
    core = Core(
        asks.format(be=be, s=s, state=join(adverb, state)) + tail,
        re.sub(rf"^(.*?) {be} (.*)$", r"\1 \2", asks.format(be=be, s=s, state=join(be, adverb, state))) + tail,
    )
    if how == "for":
        answer = answer.removeprefix("for ").strip()
    if is_answer(answer, core.direct, least=3):
        yield Asked("purpose" if how in {"to", "for"} else "statement", (core,), answer, s)


def _made(text: str, tail: str, name: Name) -> Iterator[Asked]:
    """`X can be applied to a class`: what it can be applied to."""
    match = _PASSIVE.match(text)
    if match is None or not verbs_en.participle(match["made"]) or not names(match["subject"]):
        return
    how, left = match["how"], match["left"]
    if not is_plain(match["subject"]) or (left and not en.is_adverb(left.strip())):
        return
    answer = _CUT.split(match["answer"])[0]
    asks = _ASKS_MADE[how]
    second = [*answer.split(), ""][1].lower()
    if how == "to" and verbs_en.is_base(second) and second not in en.DETERMINER and not verbs_en.finite(second + "s"):
        asks = "for what purpose"
    elif how == "to" and verbs_en.is_base(second):
        return
    if how == "by" and not second.endswith("ing"):
        asks = "by what"
    if how == "in" and not re.match(r"in (?:the|an?|your|any|each|its|Qz\w+|[A-Z])", answer):
        return
    if " what" in asks:
        answer = answer.removeprefix(how).strip()
    s = _said(match["subject"], name) if text[:1].isupper() and not tail else match["subject"]
    modal = match["modal"]
    made = join("be", match["made"], left)
    core = Core(join(asks, modal, s, made, tail), join(asks, s, modal, made, tail))
    if is_answer(answer, core.direct, least=2):
        yield Asked("statement", (core,), answer, s)


def _does(text: str, tail: str, name: Name) -> Iterator[Asked]:
    """`The X attribute marks blocks as cold`: what it marks, or what it does."""
    clause = clause_of(text)
    if clause is None or not names(clause.subject):
        return
    subject = _said(clause.subject, name) if text[:1].isupper() and not tail else clause.subject
    rest, predicate = _CUT.split(clause.rest)[0], _CUT.split(clause.predicate)[0]
    if clause.modal:
        core = Core(join("what", clause.modal, subject, "do", tail), join("what", subject, clause.modal, "do", tail))
        answer, least = predicate, 4
    elif _is_specific(clause, rest):
        core = Core(join("what", clause.do, subject, clause.base, tail), join("what", subject, clause.verb, tail))
        answer, least = rest, 3
    else:
        core = Core(join("what", clause.do, subject, "do", tail), join("what", subject, clause.do, tail))
        answer, least = predicate, 5
    known = answer == rest or is_known(clause.subject)
    if known and is_answer(answer, core.direct, least=least):
        yield Asked("statement", (core,), answer, subject)


def _is_specific(clause: Clause, rest: str) -> bool:
    """Whether the verb can be asked for by itself: what follows is what it says, returns, stores."""
    says = rest.split(" ", 1)[0].lower() in {"that", "whether", "how"}
    return says or (is_object(rest) and clause.base not in LISTS["acts_on"])
