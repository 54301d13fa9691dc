"""Answers as their passage writes them."""

from __future__ import annotations

import re

from doclora.dataset.markdown import plain, plain_text


def as_written(answer: str, evidence: str) -> str:
    """The answer as the evidence writes it, with its marks for code and emphasis, ’ for '; empty where it does not."""
    if answer in evidence:
        return answer
    flat, said = " ".join(evidence.split()), " ".join(answer.split())
    if said in flat:
        return said
    text, positions = plain(evidence)
    at = text.replace("’", "'").find(said)
    if at < 0 or not said:
        return ""
    start, end = positions[at], positions[at + len(said) - 1] + 1
    for marks in ("**", "__", "`", "*", "_"):
        inside = evidence[start:end].count(marks)
        before, after = evidence[:start].endswith(marks), evidence[end:].startswith(marks)
        if before and inside and (inside % 2 or after):
            start -= len(marks)
        if after and inside and (not inside % 2) == before:
            end += len(marks)
        stopped = evidence.startswith(f".{marks}", end)
        if stopped and evidence[start:end].count(marks) % 2:
            end += len(marks) + 1
    written = " ".join(evidence[start:end].split())
    bare = re.sub(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)", "", written)
    known = {said, f"{said}."}
    return written if bare.replace("’", "'") in known and plain_text(written).replace("’", "'") in known else ""


def unwrapped(raw: str) -> str:
    """A stretch of a passage on one line, without the marks of an emphasis that begins or ends outside it."""
    said = " ".join(raw.split())
    for marks in ("**", "__", "*", "_"):
        mark = re.escape(marks)
        closed = re.search(rf"(?<=[^\s*_]){mark}(?![\w*_])", said[len(marks) :])
        if said.startswith(marks) and (closed is None or closed.end() + len(marks) == len(said)):
            said = said.removeprefix(marks)
        if said.endswith(marks) and not re.search(rf"(?<![\w*_]){mark}(?=[^\s*_])", said[: -len(marks)]):
            said = said.removesuffix(marks)
    return said
