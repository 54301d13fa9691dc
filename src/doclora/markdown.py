"""Where a Markdown text links to images, and what blocks it is made of. Positions are in characters.

Blocks come from markdown-it (CommonMark with tables), which knows lists, quotes and code; the links inside a block are
scanned here, because markdown-it keeps no positions within a line. Code, HTML comments, `<pre>` and `<code>` hold none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote

from doclora.records import Block, BlockKind

if TYPE_CHECKING:
    from markdown_it.token import Token

IMAGE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_OPAQUE: Final = re.compile(r"<(pre|code)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_IMG: Final = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_PROMISING: Final = re.compile(r"\]\(|<img", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_TITLE: Final = r"(?:\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?\s*\)"
_BARE: Final = r"(?:\\.|[^\s()\\<]|\((?:\\.|[^\s()\\])*\))(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*"
_DESTINATION: Final = re.compile(rf"\(\s*(?:<((?:\\.|[^<>\n\\])*)>|({_BARE})){_TITLE}")
_SPACED: Final = re.compile(rf"\(\s*([^()\n]*?(?:{'|'.join(map(re.escape, IMAGE_SUFFIXES))})){_TITLE}", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_KINDS: Final[dict[str, BlockKind]] = {
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
    "paragraph_open": "text",
    "blockquote_open": "text",
    "html_block": "text",
}


@dataclass(frozen=True)
class Link:
    """One link: text[start:end].

    Attributes:
        target: what it points to, escapes undone.
        place: `alone` on its line (list markers and quote signs aside), in a `table`, or `inline` among other text.
    """

    start: int
    end: int
    target: str
    place: Literal["alone", "table", "inline"]

    @property
    def stem(self) -> str:
        """The name of the local image that it points to, without folder and suffix; empty if it points elsewhere."""
        path = unquote(self.target).replace("\\", "/").split("#")[0].split("?")[0]
        name = path.rpartition("/")[2]
        stem, dot, suffix = name.rpartition(".")
        remote = re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path) or path.startswith("//")
        return stem if not remote and f"{dot}{suffix}".lower() in IMAGE_SUFFIXES else ""


def image_links(text: str) -> list[Link]:
    """The links to local images: `![alt](x.png)`, `[t](x.png)`, `<img src="x.png">`; in order, not overlapping."""
    found: list[Link] = []
    for start, end, table in _segments(text):
        if not _PROMISING.search(text, start, end):
            continue
        for first, last, target in _scan(text[start:end]):
            link = Link(
                start + first, start + last, target, "table" if table else _place(text, start + first, start + last)
            )
            if link.stem:
                found.append(link)
    return found


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text that came without a map: kind and heading level, no pages."""
    starts = _line_starts(text)
    found = []
    for token in _parse(text):
        kind = _KINDS.get(token.type)
        if token.level or not kind or not token.map:
            continue
        start, end = starts[token.map[0]], starts[token.map[1]]
        inside = text[start:end]
        start, end = start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())
        level = int(token.tag[1]) if kind == "heading" else None
        kind = "formula" if kind == "text" and text.startswith("$$", start) else kind
        if start < end:
            found.append(Block(start=start, end=end, kind=kind, level=level))
    return found


@lru_cache(maxsize=2)
def _parse(text: str) -> tuple[Token, ...]:
    from markdown_it import MarkdownIt

    unmarked = text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text  # spans stay as they are
    return tuple(MarkdownIt("commonmark").enable("table").disable("inline").parse(unmarked))


def _line_starts(text: str) -> list[int]:
    starts = [match.start() for match in _LINE.finditer(text) if match.end() > match.start()]
    return [*starts, *[len(text)] * 2]


def _segments(text: str) -> Iterator[tuple[int, int, bool]]:
    """The stretches that may hold links: no link crosses their borders. The flag says whether it is a table's row."""
    starts = _line_starts(text)
    table_end = 0
    for token in _parse(text):
        if not token.map:
            continue
        first, last = token.map
        if token.type == "table_open":
            table_end = last
            yield from ((starts[line], starts[line + 1], True) for line in range(first, last))
        elif token.type in {"inline", "html_block"} and first >= table_end:
            yield starts[first], starts[last], False


def _scan(text: str) -> Iterator[tuple[int, int, str]]:
    closing = _brackets(text)
    position = 0
    while position < len(text):
        skipped = _skipped(text, position)
        if skipped > position:
            position = skipped
            continue
        found = _link_at(text, position, closing)
        if found and Link(0, 0, found[1], "inline").stem:
            yield position, found[0], found[1]
            position = found[0]
        else:
            position += 1


def _link_at(text: str, position: int, closing: dict[int, int]) -> tuple[int, str] | None:
    """The end and the target of the link that begins here."""
    if text[position] == "<" and (tag := _IMG.match(text, position)):
        return tag.end(), _source(tag[0])
    bracket = position + 1 if text.startswith("![", position) else position
    if text[bracket : bracket + 1] != "[" or bracket not in closing:
        return None
    after = closing[bracket] + 1
    if match := _DESTINATION.match(text, after):
        return match.end(), _ESCAPE.sub(r"\1", match[1] or match[2] or "")
    if match := _SPACED.match(text, after):
        return match.end(), match[1]
    return None


def _source(tag: str) -> str:
    for name, double, single, bare in _ATTRIBUTE.findall(tag[4:]):
        if name.lower() == "src":
            return html.unescape(double or single or bare).strip()
    return ""


def _skipped(text: str, position: int) -> int:
    """Past what cannot hold a link at this position: an escaped sign, a code span, a comment."""
    if text[position] == "\\" and _ESCAPE.match(text, position):
        return position + 2
    if text[position] == "`":
        run = len(text) - position - len(text[position:].lstrip("`"))
        close = re.compile(rf"(?<!`)`{{{run}}}(?!`)").search(text, position + run)
        return close.end() if close else position + run
    if text.startswith("<!--", position):
        end = text.find("-->", position)
        return end + 3 if end >= 0 else position
    if text[position] == "<" and (match := _OPAQUE.match(text, position)):
        return match.end()
    return position


def _brackets(text: str) -> dict[int, int]:
    """Each opening square bracket with its closing one."""
    pairs: dict[int, int] = {}
    open_brackets: list[int] = []
    position = 0
    while position < len(text):
        skipped = _skipped(text, position)
        if skipped > position:
            position = skipped
            continue
        if text[position] == "[":
            open_brackets.append(position)
        elif text[position] == "]" and open_brackets:
            pairs[open_brackets.pop()] = position
        position += 1
    return pairs


def _place(text: str, start: int, end: int) -> Literal["alone", "inline"]:
    return "alone" if _PREFIX.fullmatch(line_before(text, start)) and not _rest_of_line(text, end).strip() else "inline"


_PREFIX: Final = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+[ \t>]*)*")


def line_before(text: str, position: int) -> str:
    """What stands before a position on its line."""
    return text[max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1 : position]


def _rest_of_line(text: str, position: int) -> str:
    match = _LINE.match(text, position)
    assert match
    return match[0]
