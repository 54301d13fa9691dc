"""What a whole document tells about its words: which are names, which it speaks of only in passing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from doclora.dataset import addressed, english, lexicon, spanish
from doclora.dataset.lives_es import Lives
from doclora.dataset.markdown import lines, plain_text
from doclora.dataset.persons_en import Persons
from doclora.dataset.persons_es import SpanishPersons
from doclora.records import Passage

_SPOKEN_OF: Final = 3
_EPITHETS: Final = frozenset({"gran", "buena", "mayor", "nueva", "nuevo", "antigua", "antiguo"})
"""Spanish words before a noun that names begin with, too: `Gran parte`, `Gran Bretaña`."""
_OFTEN: Final = 8
"""Times that a document names the one thing of its kind that it is about."""
_INSTANCE: Final = lexicon.word_lists("es")["instance"]
_LONG: Final = 3000
"""Words of a document from which on `the drum` is spoken of in passing unless it is named `_SPOKEN_OF` times."""
_SHORT: Final = 300
"""Words of an English document from which on it is so where it is named only once."""
_UNIQUE: Final = lexicon.word_lists("en")["unique"]
_PARTICLE: Final = "(?:ibn|bin|al|van|von|der|den|da|di|de|del|de la|dos|du)"
"""What stands between the parts of a person's name."""
_SMALL_WORDS: Final = (
    english.DETERMINER | english.PREPOSITION | spanish.ARTICLE | spanish.PREPOSITION | spanish.PLURAL_DETERMINER
)
_STEM: Final = 3
"""Letters before an ending: `France` has none."""
_COMMON_ENDINGS: Final = ("tion", "sion", "ment", "ity", "ness", "ism", "ing", "ence", "ance", "ción", "dad", "miento")


class Casing:
    """Whether a word that begins a sentence keeps its capital inside one, judged by the whole document."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.lower: Counter[str] = Counter()
        self.inner: Counter[str] = Counter()
        self.is_familiar = addressed.is_familiar(passages)
        texts = [plain_text(passage.text) for passage in passages]
        self.persons, self.spanish_persons = Persons(texts), SpanishPersons(texts)
        self.lives = Lives(passages)
        for text in (
            plain_text(line.raw) for passage in passages for line in lines(passage.text) if line.kind != "code"
        ):
            self.lower.update(re.findall(r"\b[^\W\d_A-ZÁÉÍÓÚÑ][^\W\d_]*\b", text))
            self.inner.update(re.findall(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚÑ][^\W\d_]*", text))

    def __call__(self, phrase: str) -> str:
        """A phrase that began a sentence, as it stands inside one."""
        first = re.match(r"[^\W\d_]+", phrase)
        if not first or (len(first[0]) > 1 and not first[0][1:].islower()):
            return phrase
        if first[0].lower() in _EPITHETS and re.match(r"\w+ [a-záéíóúñ]", phrase):
            return phrase[:1].lower() + phrase[1:]
        if first[0].lower() not in _SMALL_WORDS and self._is_name(first[0], phrase):
            return phrase
        return phrase[:1].lower() + phrase[1:]

    def sentence_case(self, heading: str) -> str:
        """`Does the Government Restrict Rights` → `does the government restrict rights`, names kept."""
        words = heading.split()
        if sum(word[:1].isupper() for word in words) * 2 <= len(words):
            return self(heading)
        kept = (w if w[1:] != w[1:].lower() or self.inner[w] > 2 * self.lower[w.lower()] else w.lower() for w in words)
        return " ".join(kept)

    def is_passing(self, subject: str) -> bool:
        """Whether a bare `the drum` is spoken of in passing: a document that is about it names it more often."""
        words = subject.lower().split()
        if (
            words
            and subject.rsplit(maxsplit=1)[-1].islower()
            and self._is_instance(words)
            and self.lower[words[-1]] < _OFTEN
        ):
            return True
        if len(words) != 2 or words[0] not in {"the", "el", "la", "los", "las"} or subject.split()[1][:1].isupper():
            return False
        return words[1] not in _UNIQUE and self._is_rare(words[1], short=_SHORT if words[0] == "the" else _LONG)

    def ends_in_passing(self, question: str) -> bool:
        """Whether a question ends in a bare `the town` that is spoken of in passing."""
        match = re.search(r"\bthe [a-z]+$", question)
        return bool(match) and self.is_passing(match[0] if match else "")

    def _is_rare(self, noun: str, *, short: int) -> bool:
        size = self.lower.total()
        least = _SPOKEN_OF if size >= _LONG else 2 if size >= short else 0
        return sum(self.lower[form] for form in {noun, noun.rstrip("s"), f"{noun}s"}) < least

    def _is_instance(self, words: Sequence[str]) -> bool:
        """Whether a Spanish subject is, or belongs to, one thing of its kind named before: `el proyecto`."""
        said = [w for w in words if w not in spanish.ARTICLE | {"de", "del"}]
        bare = words[:1] and words[0] in {"el", "la", "los", "las"} and len(said) <= 2
        return bool(bare) and words[-1] in _INSTANCE and words[-2:-1] != [said[0]]

    def _is_name(self, word: str, phrase: str) -> bool:
        follows = phrase[len(word) :].split()[:1]
        if self.lower[word.lower()]:
            if follows and re.match(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]", follows[0]):
                return True
            return self.inner[word] > self.lower[word.lower()]
        if word.endswith(("ian", "ean", "ese")) and any(name[:4] == word[:4] for name in self.inner):
            return True
        second = re.sub(rf"^ {_PARTICLE} (?=[A-ZÁÉÍÓÚÑ])", " ", phrase[len(word) :]).split()
        if any(word.endswith(end) and len(word) - len(end) >= _STEM for end in _COMMON_ENDINGS):
            return bool(second) and second[0][:1].isupper()
        return (
            ((len(second) == 0 or second[0] in {"and", "or"}) and not word.endswith("s"))
            or word.endswith(("icans", "ians", "eans"))
            or phrase.startswith((f"{word}'s ", f"{word}’s "))
            or bool(self.inner[word])
            or (bool(second) and second[0][:1].isupper())
        )
