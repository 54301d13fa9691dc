"""Is there anything to ask across two passages of prose without a model?

    python benchmarks/dataset_across.py FILE.md …

Prints, of the facts that the generator finds in each text, what two passages could give together: `compared`, two
quantities asked for in the same words of two things ("which is heavier, the X or the Y?"), and `joined`, a fact about
a thing that another passage defines ("what mass does the tungsten cone that … have?"). To be read: nothing is
filtered.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from doclora.dataset import Fact, facts, passages
from doclora.dataset.curate import curate

_DEFINED = re.compile(r"(?:what (?:is|are|was|were)|qué (?:es|son|era|eran)) (?P<thing>.+)")
_ARTICLE = re.compile(r"(?:an?|una?|the|el|la) ")


def compared(found: Sequence[Fact]) -> Iterator[str]:
    alike: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        if fact.kind == "quantity" and fact.subject in fact.questions[0].direct:
            alike[fact.questions[0].direct.replace(fact.subject, "…")].append(fact)
    for question, same in alike.items():
        if len({f.subject for f in same}) > 1 and len({f.passage for f in same}) > 1:
            yield f"{question}: {', '.join(f'{f.subject} {f.answer}' for f in same)}"


def joined(found: Sequence[Fact]) -> Iterator[str]:
    for one in found:
        match = _DEFINED.fullmatch(one.questions[0].direct)
        if one.kind != "definition" or not match or not _ARTICLE.match(one.answer) or len(one.answer.split()) < 4:
            continue
        thing = re.compile(rf"(?<!\w){re.escape(match['thing'])}(?!\w)")
        for other in found:
            asked = other.questions[0].direct
            if other.passage != one.passage and thing.search(asked):
                yield f"{thing.sub(f'[{one.answer}]', asked)}: {other.answer}"


def main() -> None:
    words = 0
    for name in sys.argv[1:]:
        text = Path(name).read_text(encoding="utf-8")
        words += len(text.split())
        found = [f for f in curate(list(facts(passages(text, document=Path(name).stem)))).facts if f.kind != "cloze"]
        for kind, pairs in (("compared", compared(found)), ("joined", joined(found))):
            for pair in pairs:
                print(f"{Path(name).stem} | {kind} | {pair}")
    print(f"{len(sys.argv) - 1} texts, {words:,} words")


if __name__ == "__main__":
    main()
