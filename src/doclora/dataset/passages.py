"""Text → passages: stretches of a document under one heading path that stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from doclora.dataset import lexicon
from doclora.dataset.cutting import Piece, pieces
from doclora.dataset.markdown import blocks, goes_on, heading_text, is_caption, plain_text
from doclora.dataset.markup import decoded, front_title, unlinked, without_markup
from doclora.dataset.outline import is_back_matter, outlined, title_of
from doclora.errors import InputError
from doclora.language.tokens import starter_counter
from doclora.records import Block, BlockKind, Document, Language, Passage, TextMap
from doclora.tongue import clear_language, detect_language
from doclora.workspace import FINAL_MAP, FINAL_TEXT, RECORDS, TEXT, read_record

PASSAGE_TOKENS: Final = 384
_APART: Final[tuple[BlockKind, ...]] = ("figure", "table")
_BOILERPLATE = re.compile("|".join(lexicon.lines("boilerplate.txt")), re.IGNORECASE)


@dataclass
class _Section:
    """Blocks gathered so far under one heading path."""

    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


def read_passages(
    artifacts: Path, name: str, *, longest: int = PASSAGE_TOKENS, count: Callable[[str], int] | None = None
) -> list[Passage]:
    """The passages of one artifacts folder, with the pages of `texto_final.json` where it is there.

    Folders that other tools made, without records, are read as plain Markdown; `texto.md` does where there is no
    `texto_final.md`.

    Args:
        artifacts: the folder.
        name: what the document is called.
        longest: tokens of a passage.
        count: text → tokens; None counts in the starter model's.

    Raises:
        InputError: when the folder holds no text, or what it holds does not fit together.
    """
    path = text_file(artifacts)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason}", hint="save it as UTF-8, then run again") from None
    document = read_document(artifacts)
    mapped = artifacts / FINAL_MAP
    text_map = None
    if path.name == FINAL_TEXT and mapped.is_file():
        text_map = read_record(mapped, TextMap, hint=f"run `doclora compose {artifacts} --force` again")
        if text_map.blocks and text_map.blocks[-1].end > len(text):
            raise InputError(
                f"{mapped}: does not fit {path.name}, which was changed",
                hint=f"run `doclora compose {artifacts} --force`",
            )
    return passages(
        text,
        document=name,
        title=document.title if document else "",
        language=document.language if document else None,
        found=text_map.blocks if text_map else None,
        longest=longest,
        count=count,
    )


def text_file(artifacts: Path) -> Path:
    """`texto_final.md` of an artifacts folder, or its `texto.md`.

    Raises:
        InputError: when it has neither.
    """
    for name in (FINAL_TEXT, TEXT):
        if (artifacts / name).is_file():
            return artifacts / name
    raise InputError(
        f"{artifacts}: no {FINAL_TEXT} there",
        hint=f"run `doclora compose {artifacts}` first, or name another folder",
    )


def read_document(artifacts: Path) -> Document | None:
    """What `extract` knows of the document; None where another tool made the folder."""
    known = artifacts / RECORDS / "document.json"
    return read_record(known, Document, hint="run `doclora extract` again") if known.is_file() else None


def passages(
    text: str,
    *,
    document: str,
    title: str = "",
    language: Language | None = None,
    found: Iterable[Block] | None = None,
    longest: int = PASSAGE_TOKENS,
    count: Callable[[str], int] | None = None,
) -> list[Passage]:
    """Cut a Markdown text into passages; references, contents and boilerplate are left out.

    No sentence, list item or table row is ever cut; the parts of a long table each keep its header.

    Args:
        text: Markdown.
        document: its name; passage ids are `<document>:<ordinal>`.
        title: its title; empty takes the first heading.
        language: None decides by the text; a passage clearly in the other language has that one.
        found: the text's blocks where they are known (`TextMap.blocks`); None parses the Markdown.
        longest: tokens of a passage, at most, where its smallest parts allow it.
        count: text → tokens; None counts in the starter model's.
    """
    if found is None:
        text = decoded(text)
        title = title or front_title(text)
        text = unlinked(without_markup(text))
    known = outlined(text, list(found) if found is not None else blocks(text))
    language = language or detect_language(text)
    title = " ".join((title_of(text, known, title or _first_heading(text, known)) or document).split())
    made: list[Passage] = []
    for section in _sections(text, known):
        for group in _groups(text, section.blocks, longest, count or starter_counter().count):
            start, end = group[0].block.start, group[-1].block.end
            raw = group[0].header + text[start:end]
            made.append(
                Passage(
                    id=f"{document}:{len(made) + 1}",
                    document=document,
                    title=title,
                    language=clear_language(raw) or language,
                    kind=_kind(group),
                    text=raw,
                    headings=section.headings,
                    page=next((p.block.page for p in group if p.block.kind != "heading"), group[0].block.page),
                    pages=tuple(_pages(group)),
                    start=start,
                    end=end,
                )
            )
    return made


def _sections(text: str, found: list[Block]) -> Iterator[_Section]:
    levels = [block.level or 1 for block in found if block.kind == "heading"]
    title = 1 if levels and all(level > levels[0] for level in levels[1:]) else 0
    stack: list[tuple[int, str]] = []
    section = _Section(())
    for block in found:
        raw = text[block.start : block.end]
        if block.kind == "heading":
            yield section
            level = block.level or 1
            stack = [(n, h) for n, h in stack if n < level] + [(level, heading_text(raw))]
            section = _Section(tuple(h for _, h in stack), [block] if _is_marked(raw) else [])
        elif not any(is_back_matter(h) for h in section.headings[title:]) and not _is_boilerplate(raw, block.kind):
            section.blocks.append(block)
    yield section


def _is_marked(heading: str) -> bool:
    """Whether a heading reads as one by itself; others are told by what stands around them."""
    return heading.lstrip().startswith("#") or "\n" in heading.strip()


def _groups(text: str, found: list[Block], longest: int, count: Callable[[str], int]) -> Iterator[list[Piece]]:
    """Tables and figures apart, each with its caption; paragraphs and lists together up to `longest` tokens."""
    group: list[Piece] = []
    for piece in (p for block in found for p in pieces(text, block, longest, count)):
        skipped = group and _skips(text, group[-1].block, piece.block)
        if group and (skipped or _parts(text, group, piece, longest)):
            if not skipped or any(p.block.kind != "heading" for p in group):
                yield group
            group = []
        group.append(piece)
    if any(p.block.kind != "heading" for p in group):
        yield group


def _skips(text: str, last: Block, block: Block) -> bool:
    """Whether words that are left out stand between two blocks, which one passage would hold with them."""
    return bool(re.search(r"[^\W\d_]{3}", text[last.end : block.start]))


def _parts(text: str, group: list[Piece], piece: Piece, longest: int) -> bool:
    """Whether a piece begins a passage of its own."""
    block, last = piece.block, group[-1].block
    caption = _is_caption(text, block)
    if caption and last.kind in _APART:
        return False
    held = any(p.block.kind != "heading" and not _is_caption(text, p.block) for p in group)
    if block.kind in _APART or caption:
        return held
    if any(p.block.kind in _APART for p in group):
        return True
    if goes_on(text[last.start : last.end], text[block.start : block.end], last.kind):
        return False
    return held and sum(p.tokens for p in group) + piece.tokens > longest


def _is_caption(text: str, block: Block) -> bool:
    return block.kind == "caption" or (block.kind == "text" and is_caption(text[block.start : block.end]))


def _pages(group: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where in the passage each page after the first begins."""
    page, origin = None, group[0].block.start - len(group[0].header)
    for piece in group:
        block = piece.block
        if block.kind != "heading" and block.page is not None:
            if page is not None and block.page != page:
                yield block.start - origin, block.page
            page = block.page


def _kind(group: Sequence[Piece]) -> BlockKind:
    kinds = [p.block.kind for p in group if p.block.kind != "heading"]
    for kind in _APART:
        if kind in kinds:
            return kind
    return kinds[0] if len({*kinds}) == 1 else "text"


def _is_boilerplate(raw: str, kind: BlockKind) -> bool:
    text = plain_text(raw)
    if kind in {"table", "figure", "formula", "code", "list"}:
        return False
    if kind == "footnote" or not re.search(r"[^\W\d_]{3}", text):
        return True
    return len(text.split()) < 60 and bool(_BOILERPLATE.search(text))


def _first_heading(text: str, found: list[Block]) -> str:
    headings = [b for n, b in enumerate(found) if b.kind == "heading" and (not n or _is_marked(text[b.start : b.end]))]
    if not headings:
        return ""
    top = min(b.level or 1 for b in headings)
    first = next(b for b in headings if (b.level or 1) == top)
    return heading_text(text[first.start : first.end])
