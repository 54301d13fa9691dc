"""English documentation: a clause whose verb is sure, a subject that names one thing, a rest that can be an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon, verbs_en
from doclora.dataset.code_names import is_code_name
from doclora.dataset.shapes import GRAMMARS, LONGEST_CLAUSE, whole

LISTS: Final = lexicon.word_lists("guides_en")
_WORDS: Final = lexicon.word_lists("en")
_LONGEST_SUBJECT: Final = 9
MODAL: Final = frozenset({"will", "can", "must", "should", "cannot", "may", "could", "would", "shall"})
_STOPS: Final = en.AUXILIARY | en.SUBORDINATOR | frozenset({"to", "that", "which", "who", "not", "do", "does", "did"})
"""Words before a verb after which a clause is not plain any more."""
_BEFORE_OBJECT: Final = en.DETERMINER | frozenset({"that", "whether", "how", "you", "your", "all", "any", "no", "both"})
_LEADS: Final = frozenset(
    {
        "now",
        "maybe",
        "perhaps",
        "most",
        "more",
        "then",
        "so",
        "again",
        "next",
        "first",
        "second",
        "also",
        "even",
        "often",
    }
)
"""What can stand before a subject that is no part of it."""
_ON_PAGE: Final = frozenset(
    {"following", "above", "below", "next", "previous", "example", "sample", "code", "snippet", "section"}
)
_SAID: Final = frozenset({"subsequent", "resulting", "remaining", "further", "corresponding", "previous", "respective"})
"""`the resulting list`: of what, is not said."""
_ANAPHOR: Final = en.ANAPHOR - {"you", "your", "we", "our", "us", "such", "both", "each"}


@dataclass(frozen=True)
class Clause:
    """One clause.

    Attributes:
        do: `does` or `do`, as a question for its predicate needs; empty with a modal.
        base: the verb's base form.
        predicate: the verb, without its modal, and the rest.
        rest: what follows the verb.
        modal: `will`, `can` and the like.
    """

    subject: str
    do: str
    base: str
    predicate: str
    rest: str
    modal: str = ""

    @property
    def verb(self) -> str:
        """The verb in the present tense, as its subject needs it."""
        return verbs_en.third_person(self.base) if self.do == "does" else self.base


def clause_of(text: str) -> Clause | None:
    """A clause whose verb is the first word that is surely one."""
    words = text.split()
    if words[0].lower() in en.PREPOSITION | en.SUBORDINATOR:
        return None
    for at in range(1, min(len(words) - 2, _LONGEST_SUBJECT + 1)):
        subject, low = " ".join(words[:at]), words[at].lower()
        if re.search(r"[,;:()]$", words[at - 1]):
            return None
        if low in MODAL:
            return _able(words, at)
        if low in _STOPS:
            return None
        verb = verbs_en.finite(low)
        if verb and _is_verb(words, at, verb.form):
            do = "does" if verb.form == "s" else "do"
            subject = " ".join(words[: at - 1 if en.is_adverb(words[at - 1].lower()) and at > 1 else at])
            return Clause(subject, do, verb.base, " ".join(words[at:]), " ".join(words[at + 1 :]))
    return None


def _able(words: list[str], at: int) -> Clause | None:
    """A clause whose verb stands behind `will`, `can` and the like."""
    after = at + 1
    while after < len(words) - 1 and en.is_adverb(words[after].lower()):
        after += 1
    verb = words[after].lower()
    if words[at].lower() == "cannot" or not verbs_en.is_base(verb) or verb in {"not", "be", "have", "do"}:
        return None
    subject, predicate = " ".join(words[:at]), " ".join(words[after:])
    return Clause(subject, "", words[after], predicate, " ".join(words[after + 1 :]), words[at].lower())


def _is_verb(words: list[str], at: int, form: str) -> bool:
    """Whether a word that can be a verb is one here, by what stands before and behind it."""
    before, follows = words[at - 1], words[at + 1]
    if en.is_adverb(before.lower()) and at > 1:
        before = words[at - 2]
    plural = en.is_plural(before.lower().strip("'\"")) and not is_code_name(before)
    object_follows = follows.lower() in _BEFORE_OBJECT or follows[:1].isupper() or follows[:1].isdigit()
    sure = verbs_en.finite(words[at].lower())
    if (
        sure is None
        or sure.base in {"be", "have", "do"}
        or before.lower() in en.DETERMINER | en.PREPOSITION | {"and", "or"}
    ):
        return False
    if form == "s":
        listed = sure.base in LISTS["does"]
        many = en.is_plural(follows.strip(".,")) and listed
        to = (
            listed
            and follows.lower() in {"to", "as", "on", "with", "from", "into", "by", "in", "for"}
            and is_code_name(before)
        )
        return not plural and (object_follows or many or to or (listed and is_code_name(before)))
    return form == "base" and plural and (object_follows and sure.base in LISTS["does"])


def is_object(rest: str) -> bool:
    """Whether what follows a verb begins with a noun phrase."""
    words = rest.split()
    return bool(words) and (
        words[0].lower() in _BEFORE_OBJECT
        or words[0][:1].isupper()
        or words[0][:1].isdigit()
        or (en.is_plural(words[0].lower().strip(",.")))
        or (len(words) > 1 and en.is_plural(words[1].lower().strip(",.")))
    )


def is_plain(subject: str) -> bool:
    """Whether a subject holds no clause of its own."""
    low = {w.lower() for w in en.words(subject)}
    return not low & (_STOPS | {",", ";", "(", ")"} | MODAL) and clause_of(f"{subject} is used") is None


def names(subject: str) -> bool:
    """Whether a subject names one thing by itself: by its code, a name, or at least two telling words."""
    low = [w.lower() for w in en.words(subject)]
    if len(low) > _LONGEST_SUBJECT or not names_all(subject) or not GRAMMARS["en"].is_nameable(subject, loose=True):
        return False
    if en.is_adverb(low[0]) or low[0] in _LEADS or re.search(r"(?:^|\s)[-–—](?:\s|$)|[:\"“”]", subject):
        return False
    if low[0] in {"there", "here", "you", "we", "i", "what", "which", "who", "one", "another", "others", "everything"}:
        return False
    if any(is_code_name(w) for w in low):
        return True
    if (_ON_PAGE | _SAID) & set(low):
        return False
    content = [
        w for w in low if w not in en.DETERMINER | en.PREPOSITION | _WORDS["loose"] | _WORDS["vague"] and len(w) > 2
    ]
    return len(content) >= 2 or bool(
        re.search(r"(?:^|\s)(?!The |A |An |Each |Every )[A-Z][\w.+#]*[A-Z0-9.+#]", subject)
    )


def is_known(subject: str) -> bool:
    """Whether a subject is something that is known to act: code, a name, or `a semi join`."""
    low = [w.lower() for w in en.words(subject)]
    if any(is_code_name(w) for w in low) or re.search(r"(?:^(?:The |the )?|\s)(?!The |A |An )[A-Z][\w.+#-]+", subject):
        return True
    return low[0] in {"a", "an", "the"} and len(low) > 2 and not set(low) & en.PREPOSITION


def is_headline(text: str) -> bool:
    """Whether most of the longer words have capitals, as in a list of links."""
    longer = [w for w in re.findall(r"[^\W\d_]{4,}", text) if not is_code_name(w)]
    return len(longer) > 3 and sum(w[:1].isupper() for w in longer) * 2 > len(longer)


def names_all(text: str) -> bool:
    """Whether nothing in a text means something said before."""
    low = {w.lower() for w in en.words(text.replace("such as", ""))}
    return not low & (
        _ANAPHOR | _WORDS["dangling"] | {"it", "they", "them", "its", "their", "this", "these", "those", "here"}
    )


def is_answer(answer: str, asked: str, *, least: int) -> bool:
    """Whether a text of at least so many words can be an answer, and is not said by what is asked."""
    said = set(re.findall(r"\w{4,}", answer.lower()))
    question = set(re.findall(r"\w{4,}", asked.lower()))
    if (
        not least <= len(answer.split()) <= LONGEST_CLAUSE
        or not whole(answer, "en")
        or len(said & question) * 2 > len(said)
    ):
        return False
    if re.search(r"\b(?:here|below|above|following|shown|earlier|previous|later|next)\b|[,:]$| [,.;]|\(\s*$", answer):
        return False
    if re.search(r"^(?:and|or)\b|\band (?:such|so)\b|\b(?:just|already) (?:\w+ed|did|saw|made|seen)\b", answer):
        return False
    pronoun = re.match(r"(?:\S+ ){0,3}(?:it|them|they|its|their|this|these)\b", answer)
    return pronoun is None or answer.startswith(("it ", "they ", "it's "))
