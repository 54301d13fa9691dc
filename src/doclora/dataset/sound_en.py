"""English: what no part of a sentence may be asked as or answered with, whatever grammar took it out."""

from __future__ import annotations

import re
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.asked import Asked

_WORDS: Final = lexicon.word_lists("en")
_HALF_START = re.compile(r"[,.;:/]|(?:and|or|but|nor|regarding|concerning|including|especially|particularly)\b")
_TWO_SENTENCES = re.compile(r"[a-z\d)”\"]\. (?:It|This|That|These|Those|The|They|He|She|In|An?|However)\b")
_EMPTY = re.compile(r"Doing|Being|Having|Using|Making|Getting")
_HARDLY = re.compile(r"\b(?:rarely|seldom|hardly|scarcely|barely|never)\b")
"""Without it, the opposite is said."""
_LISTED = re.compile(r"\b(?:including|such as|like) (?P<items>[^,]+)$")
_SPOKEN = re.compile(r"\b(?:uh|um|er|hmm)\b", re.IGNORECASE)
_NO_OBJECT = re.compile(
    rf"(?:how|when|why|where|in which case|for how long) .*\byou {lexicon.any_of(_WORDS['needs_object'])} "
    r"(?:on|onto|into|in|to|over|with|for|from|out|until|before|after)\b"
)
"""`how should you turn onto a floured board`: recipes leave out what is turned."""
_NO_TIME = re.compile(r"(?:after|before|until) `|while \w+ing\b")
_LEANS = re.compile(r"where .* when |.*\byou (?:\w+ ){1,4}its\b|what happens while ")
"""A place and a time in one question, a thing that only `its` names, a `while` that contrasts."""
_MARKUP = re.compile(r"</?[a-z]")
_DASH = re.compile(r"\s[—–-]{1,2}\s(?!\d)")
_POINTS_BACK = re.compile(
    rf"^(?:the|an?) (?:more |most )?{lexicon.any_of(_WORDS['relating'])}(?: [a-z]+)?(?: of [a-z]+)?$|"
    rf"^{lexicon.any_of(_WORDS['indefinite'])} ",
    re.IGNORECASE,
)


def is_sound(asked: Asked, sentence: str) -> bool:
    """Whether a question and its answer are whole, and neither leans on something said before.

    Args:
        asked: the fact.
        sentence: what it was made from, without markup.
    """
    question, answer = asked.cores[0].direct, asked.answer
    if (
        _SPOKEN.search(sentence)
        or _MARKUP.search(sentence)
        or _HALF_START.match(answer)
        or _TWO_SENTENCES.search(answer)
    ):
        return False
    if any(word not in f"{question} {answer}" for word in _HARDLY.findall(sentence)):
        return False
    if _DASH.search(question) or _has_half_quote(answer) or _has_half_quote(question):
        return False
    if (
        _LEANS.match(question)
        or _NO_OBJECT.match(question)
        or (question.startswith("when ") and _NO_TIME.match(answer))
    ):
        return False
    if _is_clipped(answer, sentence) or (asked.kind != "quantity" and _goes_on_below(answer, sentence)):
        return False
    if _EMPTY.fullmatch(answer) or re.search(r"^what (?:does|do|did) .* last$", question):
        return False
    if re.search(r" (?:though|too|as well)$", question) or re.search(r"\b(?:that|which|who)$", asked.subject):
        return False
    return not (_POINTS_BACK.match(asked.subject) or _POINTS_BACK.match(answer))


def _is_clipped(answer: str, sentence: str) -> bool:
    """Whether an enumeration goes on behind the answer, or a range: `including chairs`, and then `, tables`."""
    at = sentence.find(answer)
    after = sentence[at + len(answer) :] if at >= 0 else ""
    return bool(re.match(r"\s?[-–—]\s?\d", after)) or (after.startswith(",") and bool(_LISTED.search(answer)))


def _goes_on_below(answer: str, sentence: str) -> bool:
    """Whether a colon ends the sentence behind the answer, so that a list below goes on with it."""
    said = re.sub(r",? (?:including|such as|for example|as follows)$", "", sentence.rstrip(": "))
    return sentence.rstrip().endswith(":") and said.endswith(answer)


def _has_half_quote(text: str) -> bool:
    """Whether a text holds one mark of a pair in single quotes: `'Save and go`."""
    opened = len(re.findall(r"(?<![\w'])['‘](?=\w)", text))
    closed = len(re.findall(r"(?<=\w)['’](?![\w'])", text))
    plural = len(re.findall(r"s['’](?!\w)", text))
    return opened > closed or closed - plural > opened
