"""Markdown as plain sentences that still know where they stand in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from doclora.dataset import lexicon
from doclora.markdown import blocks as parse_blocks
from doclora.records import Block, BlockKind

_INLINE = re.compile(
    r"""
    (?P<formula>\$\$[^$]+\$\$|(?<![\\$\w])\$(?![\s$])[^$\n]{1,200}(?<![\s\\])\$(?![\w$]))
    |<xref:(?P<xref>[\w.]+)[^<>\s]{0,300}>
    |(?:\{[a-z][\w:-]{0,30}\}|(?<!\w):[a-z][\w:-]{0,30}:)`(?P<role>[^`<]+?)[ ]?(?:<[^`<>]*>)?`
    |(?P<drop>!\[[^\]]{0,2000}\]\([^)]*\)|\[\^[^\]]{1,100}\]|<!--.{0,5000}?-->|</?[a-zA-Z][^<>]*>
        |^[ \t]*(?:>[ \t]?)+|\[![A-Z]+\]|:{3,}(?:[ ]?[a-z]+\b)?|\{\{[<%].{0,500}?[>%]\}\}|\{%.{0,500}?%\}
        |\{(?:[:\#.]|alt=)[^{}]*\}|\{/\*.{0,200}?\*/\}
        |\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w))
    |(?<!!)\[\[(?:[^\[\]|\n]{1,200}\|)?(?P<wiki>[^\[\]|\n]{1,200})\]\]
    |\[(?P<link>(?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^)]*\)|\[[\w.-]*\])
    |`(?P<code>[^`]+)`
    |\\(?P<escaped>[\\`*_{}\[\]()#+\-.!|<>~$&])
    |&(?P<entity>amp|lt|gt|quot|nbsp|\#39);
    |(?P<space>\s{2,}|[^\S ])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"[$<>{:!\[*_`\\&]|\s\s|[^\S ]")
"""What each alternative of `_INLINE` holds one of: most sentences hold none."""
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": " ", "#39": "'"}
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”»’')\]]*(?=\s+[\"“«‘'(\[]?(?P<next>\S))")
_OPENS = re.compile(r"[A-ZÁÉÍÓÚÑÜ¿¡\d]")
_LOOKED_BACK = 80
"""Characters before a full stop that tell whether it ends a sentence."""
_PASSAGES = 512
_PARAGRAPHS = 4096
"""Texts whose parts are kept: each is read for several kinds of questions."""
_ABBREVIATION = re.compile(
    rf"(?:(?<![°\d\w])(?<!\d )(?:[A-Z]|{'|'.join(re.escape(a) for a in lexicon.lines('abbreviations.txt'))})|\d)$"
)
_OPEN_END = re.compile(
    r"\b(?:the|a|an|of|in|to|and|or|with|for|by|from|at|on|is|are|el|la|los|las|un|una|de|del|en|y|o|a|al|con|por|para|entre|que|es|son)$"
)
_XREF = "<xref:"
_LINK_END = re.compile(r"\](?:\([^)]*\)|\[[\w.-]*\])")
_LETTERED = re.compile(
    r"\b(?:vitamina?|type|tipo|class|clase|group|grupo|part|parte|plan|point|punto|hepatitis) [A-Z]$"
)
_HEADING = re.compile(r"(#{1,6})\s+(?P<text>.*?)\s*#*\s*$")
_LIST = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)]|\(?[a-z]\)|[a-z]\.)\s+")
_LETTERED_ITEM = re.compile(r"(?:\(?[a-z]\)|[a-z]\.)\s+\S")
_CAPTION = re.compile(
    r"[*_]*(?i:Fig(?:ure|ura)?s?|Table|Tabla|Cuadro|Imagen|Gráfic[oa])\.?\s*\d+[*_]*\s*(?:[.:)\-–—]|[A-ZÁÉÍÓÚÑ¿]|$)"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text` without markup, and the raw slice of the passage that it stands in."""

    text: str
    raw: str


@dataclass(frozen=True)
class Line:
    """A piece of a passage that sentences cannot cross: a paragraph, a list item, a heading, a table."""

    kind: BlockKind
    raw: str


def plain(raw: str) -> tuple[str, Sequence[int]]:
    """Text without inline markup, spaces collapsed, and for each of its characters the position in `raw`."""
    if not _MARK.search(raw) or not _INLINE.search(raw):
        left = len(raw) - len(raw.lstrip())
        return raw.strip(), range(left, left + len(raw.strip()))
    out: list[str] = []
    positions: list[int] = []

    def emit(text: str, start: int) -> None:
        out.append(text)
        positions.extend(range(start, start + len(text)))

    at = 0
    for match in _INLINE.finditer(raw):
        emit(raw[at : match.start()], at)
        at = match.end()
        group = match.lastgroup
        if group in {"formula", "code", "escaped", "wiki", "xref", "role"}:
            emit(match[group], match.start(group))
        elif group == "link":
            inner, inside = plain(match["link"])
            out.append(inner)
            positions.extend(match.start("link") + i for i in inside)
        elif group == "entity":
            out.append(_ENTITIES[match["entity"]])
            positions.append(match.start())
        elif group == "space":
            out.append(" ")
            positions.append(match.start())
    emit(raw[at:], at)
    return _single_spaced("".join(out), positions)


def _single_spaced(text: str, positions: list[int]) -> tuple[str, Sequence[int]]:
    if "  " in text:
        kept = [i for i, c in enumerate(text) if c != " " or not i or text[i - 1] != " "]
        text, positions = "".join(text[i] for i in kept), [positions[i] for i in kept]
    left = len(text) - len(text.lstrip())
    stripped = text.strip()
    return stripped, positions[left : left + len(stripped)]


def plain_text(raw: str) -> str:
    """Text without inline markup, spaces collapsed."""
    return plain(raw)[0]


@lru_cache(maxsize=_PARAGRAPHS)
def sentences(raw: str) -> tuple[Sentence, ...]:
    """The sentences of one paragraph."""
    text, positions = plain(raw)
    found: list[Sentence] = []
    start = 0
    for end in [*_boundaries(text, raw, positions), len(text)]:
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        stop = start + len(piece.rstrip())
        if stop > begin:
            found.append(Sentence(text[begin:stop], _with_marks(raw, positions[begin], positions[stop - 1] + 1)))
        start = end
    return tuple(found)


def _with_marks(raw: str, start: int, end: int) -> str:
    """raw[start:end] with the emphasis marks that touch it."""
    while start and raw[start - 1] in "*_`[":
        start -= 1
    start -= len(_XREF) if raw[:start].endswith(_XREF) else 0
    link = _LINK_END.match(raw, end)
    end = link.end() if link else end
    while end < len(raw) and raw[end] in "*_`":
        end += 1
    return raw[start:end]


def _boundaries(text: str, raw: str, positions: Sequence[int]) -> Iterator[int]:
    for match in _END.finditer(text):
        if not _OPENS.match(match["next"]) and not _is_before_code(raw, positions, match):
            continue
        before = text[max(0, match.start() - _LOOKED_BACK) : match.start()]
        numbered = before[-1:].isdigit() and " " in before.strip(" (")
        if (
            numbered
            or _LETTERED.search(before)
            or match[0][0] != "."
            or not _ABBREVIATION.search(before.rsplit("(", 1)[-1])
        ):
            yield match.end()


def _is_before_code(raw: str, positions: Sequence[int], end: re.Match[str]) -> bool:
    """Whether the next sentence begins with code, and the mark that ends this one is none itself."""
    return raw[positions[end.start("next")] - 1] == "`" and not raw.startswith("`", positions[end.end() - 1] + 1)


@lru_cache(maxsize=_PASSAGES)
def lines(text: str) -> tuple[Line, ...]:
    """A passage's paragraphs, list items and tables, in order."""
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    for kind, start, end in _joined(text):
        raw = text[start:end]
        if kind == "list":
            yield from (Line("list", item) for item in list_items(raw))
        else:
            yield Line(kind, raw)


def _joined(text: str) -> Iterator[tuple[BlockKind, int, int]]:
    """Blocks, paragraphs that a page or column cut in two made one again."""
    held: tuple[BlockKind, int, int] | None = None
    for block in blocks(text):
        if held and block.kind == "text" and goes_on(text[held[1] : held[2]], text[block.start : block.end], held[0]):
            held = (held[0], held[1], block.end)
            continue
        if held:
            yield held
        held = (block.kind, block.start, block.end)
    if held:
        yield held


def goes_on(before: str, after: str, kind: BlockKind) -> bool:
    """Whether a paragraph ends in the middle of a sentence that the one after it goes on with."""
    if kind not in {"text", "caption", "list"} or before.rstrip().endswith((".", "!", "?", ":", "…", ".”", ".»", ".)")):
        return False
    first = after.lstrip("*_ ")[:1]
    return (
        first.islower() or (before.rstrip()[-1:] == "," and first.isalnum()) or bool(_OPEN_END.search(before.rstrip()))
    )


def list_items(raw: str) -> list[str]:
    """The items of a Markdown list without their markers, as written; lines that go on an item belong to it."""
    items: list[tuple[int, int]] = []
    at = 0
    for line in raw.splitlines(keepends=True):
        marker = _LIST.match(line)
        end = at + len(line.rstrip())
        if marker:
            items.append((at + marker.end(), end))
        elif line.strip() and items:
            items[-1] = (items[-1][0], end)
        at += len(line)
    return [raw[start:end] for start, end in items]


def begins_item(line: str) -> bool:
    """Whether a line begins an item of a list."""
    return bool(_LIST.match(line))


def heading_text(raw: str) -> str:
    """The words of a Markdown heading."""
    match = _HEADING.match(raw.strip())
    return plain_text(match["text"] if match else raw.strip())


def is_caption(raw: str) -> bool:
    """Whether a paragraph is the caption of a figure or table."""
    return bool(_CAPTION.match(raw.strip()))


def blocks(text: str) -> list[Block]:
    """Blocks of Markdown that came without a map, captions and lettered items told from other paragraphs."""
    return [
        b.model_copy(update={"kind": _kind_of(text[b.start : b.end])}) if b.kind == "text" else b
        for b in parse_blocks(text)
    ]


def _kind_of(paragraph: str) -> BlockKind:
    if _LETTERED_ITEM.match(paragraph):
        return "list"
    return "caption" if is_caption(paragraph) else "text"
