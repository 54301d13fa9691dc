"""What a page's layout says: entries of a reference, headings that are questions, numbered steps.

An entry is a heading or label and a sentence whose subject it is: `### --depth` / `Limits how far …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from doclora.dataset import descriptions_es, english, lexicon, spanish, verbs_en, verbs_es
from doclora.dataset.asked import Asked, Core
from doclora.dataset.casing import Casing
from doclora.dataset.commands_es import infinitive, reflexive
from doclora.dataset.markdown import Line, heading_text, lines, sentences
from doclora.dataset.properties import is_property
from doclora.dataset.shapes import LONGEST_CLAUSE, whole
from doclora.records import Language, Passage

_LISTS: Final = {"en": lexicon.word_lists("addressed_en"), "es": lexicon.word_lists("addressed_es")}
_LABEL = re.compile(
    r"(?P<label>\*\*`?[^*`\n]{1,60}`?\*\*|`[^`\n]{1,60}`(?:\s*\*[^*\n]{1,30}\*)?|\[`[^`\n]{1,60}`\]\([^()\s]{1,300}\)|"
    r"\*[^*\n]{1,40}\*)(?P<mark>\s*[:–—-]{0,2})\s+"
    r"(?=[A-ZÁÉÍÓÚÑ])"
)
_LINKED = re.compile(r"\[(`[^`]+`)\]\(.*\)")
_CODE_LIKE = re.compile(r"`|^[$/@.-]+\w|\w[_.:/]\w|[a-z][A-Z]|\w\(\)|^\w+-\w+$|<\w+>")
_TYPE = re.compile(r"(?:(?:Una?|An?|The|El|La) )?(?:[\w`'-]+ ){0,3}[\w`'-]+\.")
"""`A string.`: what stands before the sentence that tells what a parameter does."""
_GENERIC: Final = frozenset(lexicon.lines("entry_headings.txt"))
_SAYS: Final[Mapping[Language, frozenset[str]]] = {"en": _LISTS["en"]["says"], "es": _LISTS["es"]["says"]}
"""Verbs that are asked for themselves; of others it is asked what the thing does."""
_PAIR = re.compile(r"(?P<first>[^\W\d_]+) (?:o|y|or|and) (?P<second>[^\W\d_]+) (?P<rest>\S.*)$")
_ASKING: Final = {
    "en": re.compile(r"(?:what|why|how|when|where|which|who)\b", re.IGNORECASE),
    "es": re.compile(
        r"(?:qué|por qué|para qué|cómo|cuándo|dónde|cuál|cuáles|quién|quiénes|cuánt[oa]s?|en qué)\b", re.IGNORECASE
    ),
}
_SAID_BEFORE: Final = {
    "en": re.compile(r"\b(?:this|these|that|those|it|they|here|i|my|above|following|else)\b", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:este|esta|esto|estos|estas|ese|esa|eso|lo|mi|mis|yo|aquí|siguientes?|anterior\w*|más)\b", re.IGNORECASE
    ),
}
_STEP = re.compile(r"^\s*1[.)]\s", re.MULTILINE)


def entries(passage: Passage, casing: Casing) -> Iterator[tuple[Asked, str]]:
    """Everything that the layout of a passage asks and answers, with the text that says it.

    Args:
        passage: a heading stands first in it, where it has one.
        casing: of its document; where that says `tú`, Spanish labels stand before commands.
    """
    found = list(lines(passage.text))
    heads = [line for line in found if line.kind == "heading"]
    body = [line for line in found if line.kind in {"text", "list"}]
    told = next((line for line in body if not is_property(line, passage.language)), None)
    if heads and told:
        yield from _under_heading(passage, heads[-1], told, casing)
    for line in body:
        if is_property(line, passage.language):
            continue
        if not casing.is_familiar or line.raw.lstrip("-*+ ").startswith(("`", "[`")):
            yield from _labelled(line, passage.language)
    yield from _steps(passage)


def _under_heading(passage: Passage, head: Line, first: Line, casing: Casing) -> Iterator[tuple[Asked, str]]:
    evidence = passage.text[passage.text.index(head.raw) :]
    at = evidence.find(first.raw, len(head.raw))
    between = evidence[len(head.raw) : at]
    if at < 0 or first.kind != "text" or not all(is_property(line, passage.language) for line in lines(between)):
        return
    said = sentences(first.raw)
    heading = heading_text(head.raw)
    if heading.endswith("?"):
        asked, count = _answered(heading, [s.text for s in said], passage.language, casing)
        if asked:
            yield asked, evidence[: evidence.index(said[count - 1].raw) + len(said[count - 1].raw)]
        return
    term = _term(passage, head.raw)
    asked = _entry(term, said[0].text, passage.language) if term and said else None
    if asked:
        whole_entry = evidence[: evidence.index(said[0].raw) + len(said[0].raw)]
        yield asked, whole_entry if heading in term else said[0].raw


def _term(passage: Passage, raw: str) -> str:
    """What a heading names, as a question says it; its parent where the heading itself is `Description` or so."""
    heading = heading_text(raw)
    above = [h for h in passage.headings[:-1] if h.casefold() not in _GENERIC]
    if heading.casefold() in _GENERIC:
        return above[-1] if above and _CODE_LIKE.search(above[-1]) else ""
    marked = "`" in raw or _CODE_LIKE.search(heading)
    if not marked or len(heading.split()) > 4:
        return ""
    return f"`{heading}`" if "`" in raw else heading


def _labelled(line: Line, language: Language) -> Iterator[tuple[Asked, str]]:
    """`**-Path** Specifies the folder.`, `--flag: sets …`, in a list or a paragraph."""
    match = _LABEL.match(line.raw)
    if not match:
        return
    said = sentences(line.raw[match.end() :])
    label = _LINKED.sub(r"\1", match["label"]).strip("*: ")
    if not said or not label or label.strip("`").casefold() in _GENERIC:
        return
    first = said[1] if len(said) > 1 and _TYPE.fullmatch(said[0].text) else said[0]
    described = language == "es" and "`" in label
    asked = _entry(label, first.text, language) or (_described(label, first.text) if described else None)
    if asked:
        raw = first.raw
        yield asked, line.raw[: line.raw.index(raw, match.end() - 1) + len(raw)]


def _entry(term: str, sentence: str, language: Language) -> Asked | None:
    """`Limits how far …` under `--depth`: what does `--depth` do?"""
    text = sentence.rstrip(".")
    if len(text.split()) < 3 or re.search(r"[:;?!]|\$\W", text) or _is_told_to_use(term, text, language):
        return None
    verbs, base, rest = _predicate(text, language)
    if (
        not base
        or base == "corresponder"
        or not whole(rest.replace("$", ""), language)
        or len(rest.split()) > LONGEST_CLAUSE
    ):
        return None
    if language == "es":
        says = base in _SAYS["es"]
        core = (
            Core(f"qué {verbs} {term}", f"qué {verbs} {term}") if says else Core(f"qué hace {term}", f"qué hace {term}")
        )
    else:
        says = base in _SAYS["en"]
        core = (
            Core(f"what does {term} {_bases(verbs)}", f"what {term} {verbs}")
            if says
            else Core(f"what does {term} do", f"what {term} does")
        )
    answer = rest if says else text
    fits = len(answer.split()) >= (3 if says else 6)
    return Asked("definition", (core,), answer, term) if fits else None


def _is_told_to_use(term: str, text: str, language: Language) -> bool:
    """`Llama a `flush` para …` under `flush(run)`: a command in the form of what the thing does."""
    bare = re.split(r"\W", term.strip("`"), maxsplit=1)[0]
    return language == "es" and bool(bare) and bare in re.findall(r"\w+", text)


def _described(label: str, sentence: str) -> Asked | None:
    """`El valor que …` beside `initial`: what is `initial`?"""
    text = sentence.rstrip(".")
    core = None if re.search(r"[:;?!]", text) or not text else descriptions_es.of_parameter(label, text)
    return Asked("definition", (core,), text, label) if core else None


def _predicate(text: str, language: Language) -> tuple[str, str, str]:
    """The verbs that a sentence without a subject begins with, in lower case, the first one's base, and the rest."""
    words = text.split()
    pair = _PAIR.match(text)
    if pair and _third_person(pair["first"], language) and _third_person(pair["second"], language):
        both = text[: pair.start("rest")].strip().lower()
        return both, _third_person(pair["first"], language), pair["rest"]
    base = _third_person(words[0], language)
    follows = words[1].lower().strip("`")
    small = english.PREPOSITION | english.AUXILIARY if language == "en" else spanish.PREPOSITION - {"a"}
    if not base or follows in small | {"and", "or", "y", "o", "que", "se"}:
        return "", "", ""
    return words[0].lower(), base, text[len(words[0]) :].strip()


def _third_person(word: str, language: Language) -> str:
    if language == "en":
        verb = verbs_en.finite(word)
        return verb.base if verb and verb.form == "s" and verb.base not in {"be", "have", "do"} else ""
    known = verbs_es.finite(word)
    fits = known and known.tense == "present" and not known.plural
    small = spanish.PREPOSITION | {"como", "cada", "una"}
    if word.lower() in small or (known and known.base in {"ser", "estar", "haber", "poder", "deber"}):
        return ""
    return known.base if known and fits else ""


def _bases(verbs: str) -> str:
    return " ".join(_third_person(w, "en") or w for w in verbs.split())


def question_of(heading: str, language: Language, casing: Casing) -> str:
    """What a heading that is a question asks, as said inside one; empty where it is none or points elsewhere."""
    question = heading.strip("¿? ")
    if not heading.endswith("?") or not _ASKING[language].match(question) or len(question.split()) < 3:
        return ""
    if _SAID_BEFORE[language].search(question) or re.search(r"[?¿!:]", question):
        return ""
    asked = casing.sentence_case(question[:1].upper() + question[1:])
    return asked[:1].lower() + asked[1:]


def _answered(heading: str, said: list[str], language: Language, casing: Casing) -> tuple[Asked | None, int]:
    """A heading that is a question, and the sentences under it that answer it."""
    asked = question_of(heading, language, casing)
    count = 2 if len(said) > 1 and len(said[0].split()) < 12 else 1
    answer = " ".join(said[:count])
    fits = all(s.endswith(".") and whole(s, language) for s in said[:count]) and 6 <= len(answer.split()) <= 45
    if not asked or not said or not fits or _is_pointing(said[0], language):
        return None, 0
    return Asked("statement", (Core(asked, asked if language == "es" else ""),), answer, asked), count


def _is_pointing(sentence: str, language: Language) -> bool:
    low = [w.lower() for w in english.words(sentence)]
    shared = lexicon.word_lists(language)["dangling"]
    pronouns = (
        {"it", "they", "he", "she", "well", "yes", "no", "there"} if language == "en" else {"bueno", "sí", "no", "hay"}
    )
    return low[0] in shared | pronouns - {"it", "they"}


def _steps(passage: Passage) -> Iterator[tuple[Asked, str]]:
    """The first and the last of a task's numbered steps."""
    task = task_of(passage)
    found = list(lines(passage.text))
    numbered = [line for line in found if line.kind == "list"]
    at = _STEP.search(passage.text)
    if not task or not at or not numbered or len(_STEP.findall(passage.text)) > 1:
        return
    items = [line.raw for line in numbered if passage.text.find(line.raw) > at.start()]
    if len(items) < 2:
        return
    first, last = sentences(items[0]), sentences(items[-1])
    for which, said in (("first", first), ("last", last)):
        if said and not is_command(said[0].text, passage.language):
            continue
        single = len(said) == 1 and said[0].text.endswith(".") and whole(said[0].text, passage.language)
        if single and 4 <= len(said[0].text.split()) <= LONGEST_CLAUSE:
            yield Asked("statement", (_step(which, task, passage.language),), said[0].text, task), said[0].raw


def is_command(sentence: str, language: Language) -> bool:
    """Whether a step begins with what to do, or with where to do it, and sends nobody to another step."""
    if re.search(r"\b(?:steps?|pasos?) \d", sentence):
        return False
    tokens = english.words(re.sub(r"^(?:On|In|From|At|En|Desde) [^,]+, ", "", sentence))
    first = tokens[0].lower()
    if language == "en":
        return verbs_en.is_base(first)
    return bool(infinitive(first, familiar=True, negative=False) or reflexive(first)) or first.endswith(
        ("ar", "er", "ir")
    )


def _step(which: str, task: str, language: Language) -> Core:
    if language == "es":
        text = f"cuál es el {'primer' if which == 'first' else 'último'} paso para {task}"
        return Core(text, text)
    return Core(f"what is the {which} step to {task}", f"what the {which} step to {task} is")


def task_of(passage: Passage) -> str:
    """What a heading says is done under it: `create a report`, `crear un informe`; empty where it is no task."""
    heading = passage.headings[-1] if passage.headings else ""
    text = re.sub(r"^(?:\d+[.)]?\s+|How to |To |Cómo |Para )", "", heading).strip(" .:")
    if (
        not (2 if text != heading else 3) <= len(text.split()) <= 12
        or re.search(r"[?:;(]", text)
        or not whole(text, passage.language)
    ):
        return ""
    first = text.split(maxsplit=1)[0].lower()
    if passage.language == "es":
        return text[:1].lower() + text[1:] if re.fullmatch(r"\w+[aeií]r", first) else ""
    base = first if verbs_en.is_base(first) else ""
    if first.endswith("ing"):
        stem = first[:-3]
        base = next((b for b in (stem, stem + "e", stem[:-1]) if verbs_en.is_base(b)), "")
    return f"{base} {text.split(maxsplit=1)[1]}" if base else ""
