"""English noun phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from doclora.dataset import english as en
from doclora.dataset import lexicon, verbs_en
from doclora.dataset.noun_phrases import Grammar, Token, Usage

_WORDS: Final = {**lexicon.word_lists("en"), **lexicon.word_lists("prose_en")}
_MODAL: Final = en.MODAL | en.HEDGE | {"do", "does", "did", "ought", "cannot", "doth", "hath"}
_BE: Final = en.AUXILIARY | _MODAL | {"be", "been", "being", "am", "art"}
_POSSESSIVE: Final = frozenset({"my", "his", "her", "its", "our", "your", "their", "thy", "whose"})
_NOMINATIVE: Final = frozenset({"i", "he", "she", "it", "we", "they", "you", "who", "ye", "thou"})
_JOINS: Final = frozenset({"and", "or"})
_MARKS: Final = frozenset(",;:.)(—–“”?!")
_ARTICLE: Final = frozenset(
    {"the", "a", "an", "all", "every", "each", "some", "many", "several", "most", "both", "few"}
) | frozenset({"our"})
_CLOSED: Final = (
    (en.PREPOSITION | en.PRONOUN | en.SUBORDINATOR | en.NEGATION | en.DETERMINER | _BE | en.ADVERB)
    | _WORDS["anaphor"]
    | _WORDS["link"]
    | _POSSESSIVE
    | _JOINS
) - {"said"}
_BE_BOUND: Final = _BE - {"being"}
_TAKEN: Final = en.DETERMINER | en.PREPOSITION | en.PRONOUN | en.SUBORDINATOR | _POSSESSIVE | {"to", "no", "not"}
_OFTEN_ADJECTIVES: Final = tuple(sorted(_WORDS["adjective_ending"]))


class EnglishPhrases(Grammar):
    """English."""

    article = _ARTICLE
    definite = frozenset({"the"})
    of = frozenset({"of"})
    closed = _CLOSED
    bounds = en.PREPOSITION | en.SUBORDINATOR | _BE_BOUND | _JOINS | _MARKS | _WORDS["bounds"]
    opens = en.PREPOSITION | _JOINS | {"than", "as"}
    joins = _JOINS
    clips = frozenset({"that", "who", "whose", "whom", "which", "to", "where", "when", "for", "between", "in"})
    fronts = en.PREPOSITION | en.SUBORDINATOR | {"though", "although", "till", "to", "whilst"}
    before_noun = en.DETERMINER | _POSSESSIVE
    after_noun = en.PREPOSITION | _MARKS | _JOINS | _BE | {"which", "that", "who"}
    before_verb = _NOMINATIVE | _MODAL | {"to", "not", "which"}

    def run(self, tokens: Sequence[Token], start: int, end: int, usage: Usage) -> int:
        """See `Grammar`: up to the boundary, or to a verb on the way there."""
        stop = next((i for i in range(start + 1, end) if self._stops(tokens, i, usage)), end)
        follows = tokens[stop].low if stop < len(tokens) else "."
        if (stop == end and follows not in self.bounds) or not self._is_noun(tokens, start, stop, usage):
            return 0
        return 0 if any(self._is_verb(t, usage) for t in tokens[start:stop]) else stop

    def head(self, words: Sequence[str]) -> str:
        """See `Grammar`: the last one."""
        return words[-1]

    def is_idiom(self, before: str, word: str) -> bool:
        """See `Grammar`: `of course`."""
        return before in en.PREPOSITION and word in _WORDS["idiom"]

    def _stops(self, tokens: Sequence[Token], at: int, usage: Usage) -> bool:
        """Whether a noun phrase ends before a word: it is a verb, or stands behind a plural, as no noun does."""
        token, before = tokens[at], tokens[at - 1]
        if token.text[:1].isupper() or token.low.endswith("'s"):
            return False
        if before.text[:1].isupper() and not usage.nouns[token.low] and _looks_verb(token.low):
            return True
        if en.is_plural(before.low) and not before.text[:1].isupper() and not before.low.endswith("'s"):
            return True
        verb = verbs_en.finite(token.low)
        follows = tokens[at + 1].low if at + 1 < len(tokens) else "."
        if not verb or usage.nouns[token.low] > usage.verbs[token.low]:
            return False
        takes = (follows in _TAKEN or en.is_adverb(follows)) and not (verb.form == "past" and follows == "by")
        return takes and usage.nouns[before.low] > 0 and verb.form != "base"

    def _is_verb(self, token: Token, usage: Usage) -> bool:
        return token.text.islower() and usage.verbs[token.low] > usage.nouns[token.low]

    def _is_noun(self, tokens: Sequence[Token], start: int, stop: int, usage: Usage) -> bool:
        """Whether words end in a noun."""
        token, before = tokens[stop - 1], tokens[start - 1].low if start else ""
        low, known = token.low, usage.nouns[token.low] > usage.verbs[token.low]
        if self._is_no_name(tokens, start, stop, usage):
            return False
        inside = stop > 1 and tokens[stop - 2].text not in ".?!"
        if token.text[:1].isupper() and (inside or usage.names[low]) and not low.endswith("'s"):
            return True
        if en.is_adverb(low) or low in _WORDS["adjectives"] | _WORDS["ranking"] or low.endswith(("ed", "eth", "'s")):
            return False
        if low.endswith(_OFTEN_ADJECTIVES) and not known and not (before == "of" and stop - start == 1):
            return False
        doubtful = stop - start > 1 and not known and usage.nouns[tokens[stop - 2].low]
        if doubtful or (en.is_plural(low) and before in {"a", "an", "each", "every"}):
            return False
        bare = before not in self.article | {"of"}
        first = tokens[start].low
        if not known and stop - start > 1 and tokens[stop - 2].text[:1].isupper() and low.endswith(("s", "ed")):
            return False
        if bare and (verbs_en.finite(first) or verbs_en.participle(first)) and not usage.nouns[first]:
            return False
        if bare and not known and not en.is_plural(low) and (stop - start == 1 or not start):
            return False
        return known or not (verbs_en.finite(low) or verbs_en.participle(low))

    def _is_no_name(self, tokens: Sequence[Token], start: int, stop: int, usage: Usage) -> bool:
        """Whether words begin with a gerund, or end in an abbreviation or a day."""
        first, low = tokens[start].low, tokens[stop - 1].low
        if first.endswith("ing") and not usage.nouns[first]:
            return True
        if low in _WORDS["time"] and stop - start > 1:
            return True
        if low.endswith(("ian", "ish", "ese")) and start and tokens[start - 1].low in {"all", "every", "each", "some"}:
            return True
        return low in _WORDS["short_name"] and stop < len(tokens) and tokens[stop].text == "."


def _looks_verb(word: str) -> bool:
    return verbs_en.finite(word) is not None or word.endswith("ed")
