"""What Spanish prose is asked: what it says of something that one sentence alone names, or of two things together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclora.dataset import spanish, tales_es
from doclora.dataset.asked import Asked, said_about
from doclora.dataset.prose_asker import ProseAsker
from doclora.dataset.quotable import Stretch
from doclora.dataset.topics import SEPARATOR, topics


class SpanishAsker(ProseAsker):
    """Spanish."""

    def asked(self, stretch: Stretch, part: int) -> Iterator[tuple[Asked, float]]:
        """See `ProseAsker`: the best of its topics."""
        document = self.document
        found = [
            topic
            for topic in topics(
                document.grammar.phrases(stretch.text, document.usage),
                document.places,
                document.language,
                section=part,
                sentences=stretch.last - stretch.first + 1,
                front=document.grammar.front(stretch.text),
            )
            if not document.is_about(topic.text)
        ]
        if found:
            best = max(found, key=lambda t: t.score)
            parts = best.text.split(SEPARATOR)
            subject = _joined([self.named(parts[0], stretch.text), *map(_within, parts[1:])])
            if document.is_tale and not tales_es.tells(stretch.text, subject):
                return
            yield said_about(subject, stretch.text, "es"), best.score


def _within(topic: str) -> str:
    """`Las áreas` → `las áreas`, where the second sentence of a stretch begins with it."""
    return topic[:1].lower() + topic[1:] if topic.split(maxsplit=1)[0].lower() in spanish.ARTICLE else topic


def _joined(parts: Sequence[str]) -> str:
    """Topics as a question names them together."""
    if any({"y", "e", "o", "u"} & {*p.split()} for p in parts):
        return " así como ".join(parts)
    join = "e" if re.match(r"h?[ií](?![aeo])", parts[-1].lower()) else "y"
    return f" {join} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
