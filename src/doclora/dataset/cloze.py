"""The last resort for a passage that yields nothing else: a sentence with a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclora.dataset import english, spanish, verbs_en
from doclora.dataset.asked import Asked, Core
from doclora.dataset.markdown import lines, sentences
from doclora.dataset.shapes import GRAMMARS
from doclora.records import Passage

_NUMBER = re.compile(r"(?<![\w.,])\d(?:[\d.,]*\d)?(?:\s?(?:%|°C|kg|km|cm|mm|m|g|s|h|min|W|V|Hz|N))?(?![\w])")
_NAME = re.compile(r"(?<=[a-záéíóúñ] )[A-ZÁÉÍÓÚ][a-záéíóúñ]{3,}(?: [A-ZÁÉÍÓÚ][a-záéíóúñ]+)+(?![\w])")
_GAP = "____"


def cloze(passage: Passage) -> Iterator[tuple[Asked, str]]:
    """At most one sentence of a passage with a number or name left out."""
    stands_alone = spanish.stands_alone if passage.language == "es" else english.stands_alone
    known = {w.lower() for w in re.findall(r"\w+", f"{passage.title} {' '.join(passage.headings)}")}
    for line in lines(passage.text):
        if line.kind not in {"text", "list", "figure"}:
            continue
        for sentence in sentences(line.raw):
            said = sentence.text
            if (
                not 8 <= len(said.split()) <= 28
                or not said.endswith(".")
                or not said[0].isupper()
                or not stands_alone(said)
            ):
                continue
            grammar = GRAMMARS[passage.language]
            if not grammar.is_independent(said) or not grammar.topic(said):
                continue
            if "http" in said or verbs_en.is_base(said.split()[0]) or re.search(r"[“”\"«»{}<>|\\$`()]", said):
                continue
            gap = _gap(said, known)
            if gap:
                shown = said.replace(gap, _GAP, 1)
                yield _ask(shown, gap, passage), sentence.raw
                return


def _gap(sentence: str, known: set[str]) -> str:
    """The only number of a sentence, or the only name of several words in it: a single word can be guessed."""
    numbers = _NUMBER.findall(sentence)
    if len(numbers) == 1 and len(numbers[0]) > 1 and sentence.count(numbers[0]) == 1:
        return str(numbers[0])
    names = [n for n in _NAME.findall(sentence) if not {w.lower() for w in n.split()} & known]
    names = [n for n in names if n.lower() not in english.ADVERB | english.DETERMINER | english.PREPOSITION]
    return names[0] if len(names) == 1 and not numbers and sentence.count(names[0]) == 1 else ""


def _ask(shown: str, gap: str, passage: Passage) -> Asked:
    if passage.language == "es":
        core = f"qué falta en el hueco de esta frase: «{shown}»"
    else:
        core = f"what fills the gap in this sentence: “{shown}”"
    return Asked("cloze", (Core(core, core),), gap, gap)
