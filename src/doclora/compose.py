"""texto.md + descriptions → texto_final.md and its map. Everything outside the links stays as it is."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from doclora.descriptions import edit_path, figure_names, figure_number, read_description, read_utf8, reply_path
from doclora.errors import InputError
from doclora.markdown import Link, blocks, image_links, line_before
from doclora.records import Block, Description, Document, Figure, Language, TextMap
from doclora.settings import ComposeSettings
from doclora.tongue import detect_language
from doclora.workspace import (
    FINAL_MAP,
    FINAL_TEXT,
    RECORDS,
    TEXT,
    StageOutcome,
    StageResult,
    digest_file,
    read_record,
    read_stage,
    run_stage,
    write_atomic,
    write_record,
)

STAGE: Final = "compose"
_FIGURE_WORDS: Final[dict[Language, tuple[str, str]]] = {"en": ("Figure", "page"), "es": ("Figura", "página")}
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*(?=\s)")
_ABBREVIATIONS: Final = frozenset(
    ["fig.", "figs.", "eq.", "e.g.", "i.e.", "vs.", "p.", "pp.", "no.", "núm.", "ej.", "dr.", "sr.", "sra."]
)
_LIST_MARKER: Final = re.compile(r"[-*+]|\d{1,9}[.)]")
_LINE_END: Final = re.compile(r"\r\n?|\n")
_OPEN_COMMENT: Final = re.compile(r"<!--(?!.*-->)", re.DOTALL)
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Replacement:
    """text[start:end] becomes `text`: the description of `figure`."""

    start: int
    end: int
    text: str
    figure: str


@dataclass(frozen=True)
class Composed:
    """A final text, the blocks it is made of, the figures whose links it keeps, and what its other links point to."""

    text: str
    blocks: tuple[Block, ...]
    kept: tuple[str, ...]
    strange: tuple[str, ...]


def compose(artifacts: Path, settings: ComposeSettings | None = None, *, force: bool = False) -> StageOutcome:
    """Write `texto_final.md` and `texto_final.json` into an artifacts folder, also one that another tool made.

    Returns:
        The stage; `counts["without"]` links were kept because their figure has no description, and the notes name them.

    Raises:
        InputError: when `texto.md` is missing or not UTF-8.
    """
    settings = settings or ComposeSettings()
    if not artifacts.is_dir():
        raise InputError(f"{artifacts}: not a folder", hint="give an artifacts folder, as `doclora extract` makes it")
    text = read_utf8(artifacts / TEXT)
    names = figure_names(artifacts)

    def work() -> StageResult:
        document, source = read_document(artifacts), text_map(artifacts, text)
        described = {name: found for name in names if (found := read_description(artifacts, name))}
        figures = {figure.name: figure for figure in document.figures} if document else {}
        language = document.language if document else detect_language(text)
        shown = {name: _shown(found, figures.get(name), language, settings) for name, found in described.items()}
        pages = {name: figure.page for name, figure in figures.items()}
        done = composed(text, source.blocks, shown, names, pages, quote=settings.quote)
        write_atomic(artifacts / FINAL_TEXT, done.text)
        write_record(artifacts / FINAL_MAP, source.model_copy(update={"blocks": done.blocks}))
        return StageResult(
            outputs=(FINAL_TEXT, FINAL_MAP),
            counts={
                "described": sum(1 for found in shown.values() if found),
                "left_out": sum(1 for found in shown.values() if not found),
                "without": len(done.kept),
            },
            notes=(
                *(f"{name}: no description; its link stays" for name in done.kept),
                *(f"{target}: no figure of this document; its link stays" for target in done.strange),
            ),
        )

    return run_stage(STAGE, artifacts, settings=settings, inputs=inputs(artifacts), work=work, force=force)


def inputs(artifacts: Path) -> dict[str, str]:
    """What `compose` reads: file name → digest."""
    names = figure_names(artifacts)
    files = [artifacts / TEXT, *(path(artifacts, name) for name in names for path in (reply_path, edit_path))]
    return {path.name: digest_file(path) for path in files if path.is_file()}


def composed(
    text: str,
    source: Sequence[Block],
    descriptions: Mapping[str, str],
    names: Sequence[str],
    pages: Mapping[str, int | None],
    *,
    quote: bool = False,
) -> Composed:
    """Replace each link to a described figure, once, and carry the blocks over.

    Args:
        text: of `texto.md`.
        source: its blocks, in order.
        descriptions: figure → what goes in its place; an empty one takes the link away.
        names: the figures of this document: a link to anything else is not ours.
        pages: figure → page, where known.
        quote: write what stands alone on its line as a quote.
    """
    every = image_links(text)
    links = [link for link in every if link.stem in names]
    strange = dict.fromkeys(link.target for link in every if link.stem not in names)
    replacements = [
        Replacement(link.start, link.end, fitted(descriptions[link.stem], link, text, quote=quote), link.stem)
        for link in links
        if link.stem in descriptions
    ]
    kept = dict.fromkeys(link.stem for link in links if link.stem not in descriptions)
    parts, position = [], 0
    for item in replacements:
        parts += [text[position : item.start], item.text]
        position = item.end
    final = "".join([*parts, text[position:]])
    return Composed(final, tuple(_carried(text, source, replacements, pages)), tuple(kept), tuple(strange))


def fitted(description: str, link: Link, text: str, *, quote: bool = False) -> str:
    """A description in the shape that its place bears: whole paragraphs, or one line inside other text."""
    description = _OPEN_COMMENT.sub("&lt;!--", description)
    if link.place == "alone":
        prefix = _LIST_MARKER.sub(lambda marker: " " * len(marker[0]), line_before(text, link.start))
        lines = _LINE_END.split(_fences_closed(description))
        if quote:
            lines = [f"> {line}".rstrip() for line in lines]
        end = "\r\n" if "\r\n" in text else "\n"
        return end.join([*lines[:1], *(f"{prefix}{line}".rstrip() for line in lines[1:])])
    line = " ".join(description.split())
    return re.sub(r"(?<!\\)\|", r"\\|", line) if link.place == "table" else line


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut after a sentence; after a word where the first sentence is longer."""
    if len(text) <= limit:
        return text
    ends = [
        match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if not _abbreviation(text, match.start())
    ]
    if ends:
        return text[: ends[-1]]
    return (text[: limit - 1].rpartition(" ")[0] or text[: limit - 1]).rstrip() + "…"


def read_document(artifacts: Path) -> Document | None:
    """What `extract` knew of the document; None in a folder that another tool made."""
    path = artifacts / RECORDS / "document.json"
    return read_record(path, Document, hint="extract the document again") if path.is_file() else None


def text_map(artifacts: Path, text: str) -> TextMap:
    """The map of `texto.md`: as extracted; made from the text itself where there is none, or the text was changed."""
    path = artifacts / RECORDS / "texto.json"
    record = read_stage(artifacts, "extract")
    changed = record is not None and record.outputs.get(TEXT, "") not in {"", digest_file(artifacts / TEXT)}
    if path.is_file():
        known = read_record(path, TextMap, hint="extract the document again")
        if not changed and (not known.blocks or known.blocks[-1].end <= len(text)):
            return known
        _log.warning("%s was edited after its extraction: its pages are no longer known", artifacts / TEXT)
        return known.model_copy(update={"blocks": tuple(blocks(text))})
    return TextMap(document=artifacts.resolve().name, sha256=digest_file(artifacts / TEXT), blocks=tuple(blocks(text)))


def _shown(found: Description, figure: Figure | None, language: Language, settings: ComposeSettings) -> str:
    text = found.text if found.describer == "person" else shortened(found.text, settings.max_characters)
    if not text or not settings.quote:
        return text
    figure_word, page_word = _FIGURE_WORDS[language]
    number = f" {figure_number(figure.caption)}".rstrip() if figure else ""
    where = f", {page_word} {figure.page}" if figure and figure.page else ""
    return f"**{figure_word}{number}{where}.** {text}"


def _fences_closed(text: str) -> str:
    """A description must not swallow what follows it: a code fence left open is closed."""
    fence = ""
    for line in _LINE_END.split(text):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return f"{text}\n{fence}" if fence else text


def _abbreviation(text: str, end: int) -> bool:
    return text[:end].rpartition(" ")[2].lower().lstrip('(["“«') in _ABBREVIATIONS


def _carried(
    text: str, source: Sequence[Block], replacements: Sequence[Replacement], pages: Mapping[str, int | None]
) -> list[Block]:
    """The blocks at their places in the final text, each cut where a figure's description stands within it."""
    starts, ends = [item.start for item in replacements], [item.end for item in replacements]
    grown = [0]
    for item in replacements:
        grown.append(grown[-1] + len(item.text) - (item.end - item.start))

    def moved(position: int) -> int:
        return position + grown[bisect_right(ends, position)]

    found: list[Block] = []
    page_of: dict[int, int | None] = {}
    for block in source:
        position = block.start
        for item in replacements[bisect_right(ends, block.start) : bisect_left(starts, block.end)]:
            page_of.setdefault(item.start, block.page)
            found += _piece(text, block, position, item.start, moved)
            position = item.end
        found += _piece(text, block, position, block.end, moved)
    for index, item in enumerate(replacements):
        if item.text:
            start = item.start + grown[index]
            page = page_of.get(item.start) or pages.get(item.figure)
            found.append(Block(start=start, end=start + len(item.text), kind="figure", page=page, figure=item.figure))
    return sorted(found, key=lambda block: block.start)


def _piece(text: str, block: Block, start: int, end: int, moved: Callable[[int], int]) -> list[Block]:
    if start >= end or not text[start:end].strip():
        return []
    return [block.model_copy(update={"start": moved(start), "end": moved(end)})]
