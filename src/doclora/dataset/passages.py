"""Text → passages: stretches of a document under one heading path that stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from doclora.dataset import lexicon
from doclora.dataset.markdown import blocks, heading_text, is_caption, plain_text
from doclora.errors import InputError
from doclora.records import Block, BlockKind, Document, Language, Passage, TextMap
from doclora.tongue import detect_language
from doclora.workspace import FINAL_MAP, FINAL_TEXT, RECORDS, TEXT, read_record

PASSAGE_WORDS = 180
_BACK_MATTER = re.compile(
    rf"^(?:[\dIVXA-Z]{{1,4}}[.)]?\s+)*(?:{'|'.join(lexicon.lines('back_matter.txt'))})\s*:?$", re.IGNORECASE
)
_BOILERPLATE = re.compile("|".join(lexicon.lines("boilerplate.txt")), re.IGNORECASE)


@dataclass
class _Section:
    """Blocks gathered so far under one heading path."""

    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


def read_passages(artifacts: Path, name: str) -> list[Passage]:
    """The passages of one artifacts folder, with the pages of `texto_final.json` where it is there.

    Folders that other tools made, without records, are read as plain Markdown; `texto.md` does where there is no
    `texto_final.md`.

    Args:
        artifacts: the folder.
        name: what the document is called.

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
    words: int = PASSAGE_WORDS,
) -> list[Passage]:
    """Cut a Markdown text into passages; references, contents and boilerplate are left out.

    Args:
        text: Markdown.
        document: its name; passage ids are `<document>:<ordinal>`.
        title: its title; empty takes the first heading.
        language: None decides by the text.
        found: the text's blocks where they are known (`TextMap.blocks`); None parses the Markdown.
        words: longest passage, in words; one paragraph is never cut.
    """
    known = list(found) if found is not None else blocks(text)
    language = language or detect_language(text)
    title = " ".join((title or _first_heading(text, known) or document).split())
    made: list[Passage] = []
    for section in _sections(text, known):
        for group in _groups(text, section.blocks, words):
            start, end = group[0].start, group[-1].end
            made.append(
                Passage(
                    id=f"{document}:{len(made) + 1}",
                    document=document,
                    title=title,
                    language=language,
                    kind=_kind(group),
                    text=text[start:end],
                    headings=section.headings,
                    page=group[0].page,
                    start=start,
                    end=end,
                )
            )
    return made


def _sections(text: str, found: list[Block]) -> Iterator[_Section]:
    stack: list[tuple[int, str]] = []
    section = _Section(())
    for block in found:
        raw = text[block.start : block.end]
        if block.kind == "heading":
            yield section
            level = block.level or 1
            stack = [(n, h) for n, h in stack if n < level] + [(level, heading_text(raw))]
            section = _Section(tuple(h for _, h in stack), [block])
        elif not any(_BACK_MATTER.match(h) for h in section.headings) and not _is_boilerplate(raw, block.kind):
            section.blocks.append(block)
    yield section


def _groups(text: str, found: list[Block], words: int) -> Iterator[list[Block]]:
    """Tables and figures apart, each with its caption; paragraphs and lists together up to `words`."""
    group: list[Block] = []
    for block in found:
        raw = text[block.start : block.end]
        caption = block.kind == "caption" or is_caption(raw)
        if caption and group and group[-1].kind in {"table", "figure"}:
            group.append(block)
            continue
        apart = block.kind in {"table", "figure"}
        held = [b for b in group if b.kind not in {"caption", "heading"}]
        if group and (
            (apart and bool(held))
            or (not apart and any(b.kind in {"table", "figure"} for b in group))
            or (caption and bool(held))
            or (not apart and not caption and bool(held) and _words(text, group) + len(raw.split()) > words)
        ):
            yield group
            group = []
        group.append(block)
    if any(b.kind != "heading" for b in group):
        yield group


def _words(text: str, group: list[Block]) -> int:
    return sum(len(text[b.start : b.end].split()) for b in group)


def _kind(group: list[Block]) -> BlockKind:
    group = [b for b in group if b.kind != "heading"]
    kinds = {b.kind for b in group}
    for kind in ("figure", "table"):
        if kind in kinds:
            return "figure" if kind == "figure" else "table"
    return group[0].kind if len(kinds) == 1 else "text"


def _is_boilerplate(raw: str, kind: BlockKind) -> bool:
    text = plain_text(raw)
    if kind in {"table", "figure", "formula", "code", "list"}:
        return False
    if kind == "footnote" or not re.search(r"[^\W\d_]{3}", text):
        return True
    return len(text.split()) < 60 and bool(_BOILERPLATE.search(text))


def _first_heading(text: str, found: list[Block]) -> str:
    headings = [b for b in found if b.kind == "heading"]
    if not headings:
        return ""
    top = min(b.level or 1 for b in headings)
    first = next(b for b in headings if (b.level or 1) == top)
    return heading_text(text[first.start : first.end])
