"""Whole sentences that speak to their reader, asked for by their label or the thing that they are about: a fill-up.

`You can pin a version in the lock file` → what is said about the lock file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from doclora.dataset import english, lexicon, spanish, verbs_en, verbs_es
from doclora.dataset.addressed import Speech, Told
from doclora.dataset.asked import Asked, said_about
from doclora.dataset.frames import quoted
from doclora.dataset.markdown import lines, plain_text, sentences
from doclora.dataset.shapes import whole
from doclora.records import Language, Passage

_LISTS: Final = {"en": lexicon.word_lists("addressed_en"), "es": lexicon.word_lists("addressed_es")}
_SHORTEST: Final = 8
_LONGEST: Final = 45
_LONGEST_NAME: Final = 7
_GOES_ON: Final = frozenset({"that", "which", "who", "whose", "where", "que", "cuyo", "cuya", "donde", "-", "/", "("})
"""What follows a noun phrase that is clipped."""
_NO_NOUN = re.compile(r"(?:ify|ize|able|ible)$")
_MORE: Final = 5
"""Words that a sentence says besides what it is asked for by."""
_LABELLED = re.compile(r"^(?P<label>[^\W\d_][^:.;?!]{2,60})(?::| [–—-]) (?P<said>[A-ZÁÉÍÓÚÑ].+)$", re.DOTALL)
_OPENS: Final = {
    "en": frozenset({"the", "a", "an", "your", "each", "every", "our"}),
    "es": frozenset({"el", "la", "los", "las", "un", "una", "tu", "tus", "cada"}),
}
_LEANS: Final = {
    "en": re.compile(
        r"^(?:and|but|or|so|yet|then|also|it|they|he|she|there|nor|thus|that|this|these|those|here|instead|"
        r"otherwise|such|both|"
        r"either|neither|again|finally|now|next|well|of course|as (?:you|we|a result|mentioned|shown|described)|"
        r"for example|"
        r"in (?:this|these|that|fact|addition)|what|how|why|let|see|for more|to learn|note|remember that|if so|"
        r"if not)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"^(?:y|o|pero|luego|también|pues|ni|mas|esto|eso|lo|este|esta|estos|estas|ese|esa|así|además|después|"
        r"entonces|ahora|"
        r"aquí|allí|por (?:ejemplo|lo tanto|eso|ello|otro)|en (?:este|esta|estos|estas|ese|esa|cambio|ambos)|"
        r"de (?:esta|este|lo)|"
        r"como (?:ya|se|puedes|hemos|vimos|ves)|para (?:ello|esto|eso|obtener más|más)|vea|consulte|consulta|"
        r"finalmente|otra?s?|"
        r"sin embargo|ambos|tal|tales|si no|algunos?|algunas?|hay|veamos|vamos|recuerda|quizás?|tal vez)\b",
        re.IGNORECASE,
    ),
}
"""How a sentence begins that goes on with the one before, or sends its reader elsewhere."""
_LINKED: Final = {
    "en": re.compile(
        r", (?:therefore|however|then|also|too|moreover|though|instead|either)\b|\b(?:also|too|instead|this|"
        r"these|such)\b|"
        r"\b(?:following|below|above|click here|next (?:section|chapter|step)|previous)\b|\bthat's\b"
    ),
    "es": re.compile(
        r", (?:sin embargo|por (?:lo )?tanto|pues|además|en cambio|también|así)\b|\b(?:también|tampoco|asimismo|"
        r"ello|a continuación|"
        r"próxim[ao]|dich[oa]s?|l[oa]s? anterior(?:es)?)\b"
    ),
}
_PRONOUN: Final = {
    "en": re.compile(r"\b(?:it|they|them|he|she|its|their|I|me|my)\b"),
    "es": re.compile(r"\b(?:ell[oa]s?|yo|mi|mis|[a-záéíóúñ]+(?:[aei]r|[áé]ndo)l[oae]s?)\b"),
}
_GENERIC: Final = frozenset(lexicon.lines("entry_headings.txt"))
_VAGUE: Final = _LISTS["en"]["vague"] | _LISTS["es"]["vague"]


_NO_ADVICE = re.compile(
    r"(?:Imagin[ae]|Suppose|Assume|Supón|Suponga|Later|Until now|So far|Hasta ahora|Congratulations|Felicidades|"
    r"Thank|Gracias|"
    r"Open an issue|If you have (?:any )?(?:questions|feedback)|Si tienes (?:alguna )?(?:pregunta|duda))\b"
)
"""Stories, farewells and calls for comments."""


def advice(
    passage: Passage, section: str, asked_of: set[str], speech: Speech, *, familiar: bool
) -> Iterator[tuple[Asked, str]]:
    """Sentences of a passage, each asked for by a label before it or by what it alone names in its section.

    Args:
        passage: where they stand.
        section: the words of all that stands under the passage's heading.
        asked_of: sentences, as written, that have questions already.
        speech: of the passage's language.
        familiar: whether the document says `tú`.
    """
    yield from _labelled(passage)
    for line in lines(passage.text):
        if line.kind not in {"text", "list"}:
            continue
        for sentence in sentences(line.raw):
            text = speech.plain(sentence.text)
            if sentence.raw in asked_of or not _can_be_quoted(text, passage.language):
                continue
            told = speech.told(text.rstrip("."), familiar=familiar)
            if not (told or _is_addressed(text, passage.language)) or _NO_ADVICE.match(text):
                continue
            topic = _topic(text, section, passage, told)
            if topic:
                answer = sentence.text if text == sentence.text else sentence.text[-len(text) :]
                yield said_about(topic, answer, passage.language), sentence.raw


def _labelled(passage: Passage) -> Iterator[tuple[Asked, str]]:
    """`**Keep a log:** Write down each reading.` in a list or paragraph."""
    for line in lines(passage.text):
        if line.kind not in {"list", "text"} or not re.match(r"[*_]{2}|`", line.raw.lstrip()):
            continue
        match = _LABELLED.match(plain_text(line.raw))
        if match is None or len(match["label"].split()) > 8 or len(match["label"]) < 4:
            continue
        said = match["said"]
        label = match["label"].strip().casefold()
        told = [_can_be_quoted(s.text, passage.language, least=5) for s in sentences(said)]
        if all(told) and len(said.split()) <= _LONGEST and label not in _GENERIC:
            yield said_about(quoted(match["label"].strip(), passage.language), said, passage.language), line.raw


def _can_be_quoted(text: str, language: Language, *, least: int = _SHORTEST) -> bool:
    if (
        not least <= len(text.split()) <= _LONGEST
        or not text.endswith(".")
        or re.search(r"[?!:…]| [,.;]|\b(?:steps?|pasos?) \d", text)
    ):
        return False
    if _LEANS[language].match(text) or _LINKED[language].search(text) or _PRONOUN[language].search(text):
        return False
    return text[:1].isupper() and whole(text, language)


def _is_addressed(text: str, language: Language) -> bool:
    if language == "en":
        return bool(re.search(r"\b(?:you|your)\b", text))
    return bool(re.search(r"\b(?:tu|tus|te|usted|puedes?|debes?|podemos|debemos)\b", text))


def _topic(text: str, section: str, passage: Passage, told: Told | None) -> str:
    """The noun phrase that a sentence begins with or tells to do something with, if its section names it only here."""
    known = f"{passage.title} {' '.join(passage.headings[-1:])}".lower()
    places = {0} if told is None else {len(text.rstrip(".")) - len(told.rest)} if not told.fronted else set()
    for phrase, at in _phrases(text, passage.language):
        named_once = section.lower().count(_bare(phrase)) == 1 and _bare(phrase) not in known
        if at in places and named_once and _is_telling(phrase) and len(text.split()) - len(phrase.split()) >= _MORE:
            return phrase
    return ""


def opening_topic(text: str, section: str, passage: Passage) -> str:
    """The noun phrase that a sentence begins with, if its section names it only here; empty where there is none."""
    return _topic(text, section, passage, None)


def _bare(phrase: str) -> str:
    return phrase.lower().split(maxsplit=1)[-1]


def _is_telling(phrase: str) -> bool:
    words = [w for w in re.findall(r"[^\W\d_]+", phrase.lower())[1:] if len(w) > 3 and w not in _VAGUE]
    return len(words) >= 2


def _phrases(text: str, language: Language) -> Iterator[tuple[str, int]]:
    """Noun phrases, and where each begins in the text."""
    tokens = (english if language == "en" else spanish).words(text)
    for start, token in enumerate(tokens):
        if token.lower() in _OPENS[language]:
            end = _end(tokens, start, language)
            follows = tokens[end].lower() if end < len(tokens) else "."
            if 2 < end - start <= _LONGEST_NAME and follows not in _GOES_ON:
                phrase = " ".join(tokens[start:end])
                said = phrase if start else phrase[:1].lower() + phrase[1:]
                at = text.find(phrase)
                if at >= 0 and not _holds_verb(tokens[start:end], follows, language):
                    yield said, at


def _end(tokens: list[str], start: int, language: Language) -> int:
    """Where a noun phrase that begins at `start` ends."""
    at = start + 2
    of = {"of"} if language == "en" else {"de", "del"}
    while at < len(tokens):
        low = tokens[at].lower()
        if low in of and at + 1 < len(tokens) and re.match(r"[^\W\d_]", tokens[at + 1]):
            at += 3 if tokens[at + 1].lower() in _OPENS[language] else 2
            continue
        if not _goes_on(tokens, at, language):
            break
        at += 1
    return min(at, len(tokens))


def _goes_on(tokens: list[str], at: int, language: Language) -> bool:
    low = tokens[at].lower()
    if not re.match(r"[^\W\d_]", low):
        return False
    if language == "en":
        small = english.PREPOSITION | english.SUBORDINATOR | english.AUXILIARY | english.PRONOUN | english.DETERMINER
        verb = verbs_en.finite(low)
        closed = low in small | english.HEDGE | english.NEGATION | {
            "and",
            "or",
            "but",
            "to",
            "not",
            "so",
            "as",
            "than",
            "do",
        }
        return not closed and not low.endswith("ly") and not (verb and verb.form == "past" and low.endswith("ed"))
    small = spanish.PREPOSITION | spanish.SUBORDINATOR | spanish.ARTICLE | spanish.ADVERB
    closed = low in small | {
        "y",
        "o",
        "e",
        "u",
        "pero",
        "no",
        "se",
        "te",
        "le",
        "lo",
        "más",
        "menos",
        "sin",
        "tu",
        "tus",
        "su",
        "sus",
    }
    return not closed and not verbs_es.finite(low) and not verbs_es.is_infinitive(low) and not low.endswith("mente")


def _holds_verb(phrase: list[str], follows: str, language: Language) -> bool:
    """Whether a verb was taken for a part of the phrase: `your project grows`, `la gente interactúe`."""
    low = [w.lower() for w in phrase]
    if language == "en":
        verbs = [i for i, w in enumerate(low) if i > 1 and (v := verbs_en.finite(w)) and v.form == "s"]
        return any(low[i - 1] not in {"of", *_OPENS["en"]} for i in verbs) or bool(_NO_NOUN.search(low[-1]))
    last = low[-1]
    if verbs_es.participle(last) and follows in spanish.PREPOSITION:
        return True
    return any(verbs_es.is_subjunctive(w) or w.endswith(("aba", "aban", "ían")) for w in low[2:])
