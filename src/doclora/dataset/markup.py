"""What publishing tools leave in Markdown besides its text: front matter, comments, containers, entities.

It is blanked out line by line, so that the text around it stays where it is and as it is.
"""

from __future__ import annotations

import html
import re
from bisect import bisect
from typing import Final

_FRONT: Final = re.compile(
    r"\A\ufeff?(?:---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n(?P<toml>.*?)^\+\+\+)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_KEY: Final = re.compile(r"^[\w.-]+\s*[:=]", re.MULTILINE)
_TITLE: Final = re.compile(r"^[\"']?title[\"']?\s*[:=]\s*(?P<title>.+?)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?-->|^[ \t]*\[//\]:[ \t]*#.*$", re.DOTALL | re.MULTILINE)
_CODE: Final = re.compile(r"^(?P<fence>[ \t]*(?:```|~~~)).*?(?:^(?P=fence)|\Z)", re.DOTALL | re.MULTILINE)
_CONTAINER: Final = re.compile(
    r"^[ \t]*(?:"
    r":{3,}.*"  # ::: tip, :::row:::
    r"|[!?]{3}\+?[ \t].*"  # !!! note "Title"
    r"|/{3,}.*"  # /// note | Title
    r"|\{[{%*!].*[}%*!]\}"  # {{< note >}}, {% include x %}, {* file.py *}, {! file.md !}
    r"|;*-{2,}8<-{2,}.*"  # --8<-- "file.md"
    r"|\{[:#.][^{}\n]*\}"  # {: .class}
    r"|(?:[>*-][ \t]*)?\[!INCLUDE.*"  # [!INCLUDE [x](y)]
    r"|\[[^\]\n]+\]:[ \t]*\S.*"  # [1]: address
    r"|</?(?:aside|div|details|section|center|figure|p|br|hr|tabs?|note|tip|pitfall|deepdive|intro|yougrill|"
    r"youwilllearn)"
    r"\b[^>\n]*>"
    r")[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LATE_MARKS: Final = re.compile(r"(?<=[^\s*_])([ \t]*\r?\n)([*_]{1,4})(?=[ \t]*\r?$)", re.MULTILINE)
"""Marks that end an emphasis on a line of their own."""
_LINK: Final = re.compile(
    r"(?<![!\\])\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]*\])+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)"
)
_ENTITY: Final = re.compile(r"&[A-Za-z]{2,8};")
_KEPT_ENTITIES: Final = frozenset({"&amp;", "&lt;", "&gt;", "&nbsp;", "&quot;"})


def without_markup(text: str) -> str:
    """A text as long as before, blanks in place of what a publishing tool alone reads; code is left as it is."""
    front = _front_matter(text)
    if front:
        text = _blank(front) + text[front.end() :]
    kept = [(m.start(), m.end()) for m in _CODE.finditer(text)]

    def blank(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in kept)
        return match[0] if inside else _blank(match)

    return _LATE_MARKS.sub(r"\2\1", _CONTAINER.sub(blank, _COMMENT.sub(blank, text)))


def unlinked(text: str) -> str:
    """A text with what its links say in place of the links; code, figures and lines of links alone are left alone."""
    kept = [(m.start(), m.end()) for m in _CODE.finditer(text)]
    out: list[str] = []
    at = 0
    for line in text.splitlines(keepends=True):
        while kept and kept[0][1] <= at:
            kept.pop(0)
        inside = kept and kept[0][0] <= at
        out.append(line if inside or "](" not in line else _unlinked_line(line))
        at += len(line)
    return "".join(out)


def _unlinked_line(line: str) -> str:
    if not re.search(r"[^\W\d_]", _LINK.sub("", line)):
        return line
    ticks = [n for n, c in enumerate(line) if c == "`"]
    return _LINK.sub(lambda m: m[0] if bisect(ticks, m.start()) % 2 else m["text"], line)


def front_title(text: str) -> str:
    """The title in a text's front matter; empty where it has none."""
    front = _front_matter(text)
    found = _TITLE.search(front[0]) if front else None
    return found["title"].strip("\"' ") if found else ""


def decoded(text: str) -> str:
    """A text with letters and signs in place of `&eacute;` and the like; what Markdown could misread stays."""
    return _ENTITY.sub(lambda m: m[0] if m[0] in _KEPT_ENTITIES else html.unescape(m[0]), text)


def _front_matter(text: str) -> re.Match[str] | None:
    front = _FRONT.match(text)
    return front if front and _KEY.search(front["yaml"] or front["toml"] or "") else None


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
