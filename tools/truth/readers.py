"""The same PDF read by doclora and by its peers, in one form."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any


@dataclass
class Figure:
    page: int
    box: list[float]
    caption: str = ""


@dataclass
class Table:
    rows: list[list[str]]
    caption: str = ""


@dataclass
class Read:
    """What a tool found; `text` and `blocks` are the body in its order.

    `items` are depth from 0, whether numbered, and text of list items; None where the tool does not tell.
    """

    pages: int
    text: str = ""
    blocks: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    items: list[tuple[int, bool, str]] | None = None
    code: list[str] = field(default_factory=list)
    formulas: int = 0


def doclora(pdf: Path) -> Read:
    """doclora's profile `geometry`, without writing anything."""
    from doclora.extract.convert import convert
    from doclora.extract.sources import Kind
    from doclora.settings import ExtractSettings

    return from_docling(convert(pdf, Kind.PDF, pdf.absolute(), "0" * 64, ExtractSettings()))


def native(pdf: Path) -> Read:
    """docling's own pipeline without models."""
    return from_docling(_native().convert(pdf).document)


@cache
def _native() -> Any:
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import DocumentConverter, PdfFormatOption
    from docling.pipeline.native_pdf_pipeline import NativePdfPipeline

    option = PdfFormatOption(pipeline_cls=NativePdfPipeline, pipeline_options=NativePdfPipeline.get_default_options())
    return DocumentConverter(format_options={InputFormat.PDF: option})


def from_docling(document: Any) -> Read:
    """A docling document in the scorer's form."""
    from doclora.extract.markdown import render

    rendered = render(document, {})
    blocks = [(b, rendered.text[b.start : b.end]) for b in rendered.blocks]
    read = Read(
        pages=len(document.pages),
        text="\n".join(t for b, t in blocks if b.kind in {"text", "list", "formula", "code"}),
        blocks=[t.strip() for b, t in blocks if b.kind in {"text", "list"}],
        headings=[(b.level or 0, t.lstrip("# ")) for b, t in blocks if b.kind == "heading"],
        items=[_item(item, document) for item in document.texts if item.label == "list_item"],
        code=[t.strip("`\n") for b, t in blocks if b.kind == "code"],
        formulas=sum(b.kind == "formula" for b, _ in blocks),
    )
    for table in document.tables:
        rows = [[cell.text for cell in row] for row in table.data.grid]
        read.tables.append(Table(rows, table.caption_text(document)))
    for picture in document.pictures:
        page = picture.prov[0].page_no
        box = picture.prov[0].bbox.to_top_left_origin(document.pages[page].size.height)
        read.figures.append(Figure(page, [box.l, box.t, box.r, box.b], picture.caption_text(document)))
    return read


def _item(item: Any, document: Any) -> tuple[int, bool, str]:
    depth, node = 0, item
    while node.parent is not None:
        node = node.parent.resolve(document)
        depth += getattr(node, "label", "") == "list_item"
    return depth, item.enumerated, item.text


def pypdfium2(pdf: Path) -> Read:
    """Text alone."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return Read(len(pages), "\n".join(pages), [line for page in pages for line in page.splitlines()])


def kreuzberg(pdf: Path) -> Read:
    """kreuzberg's Markdown."""
    from kreuzberg import ExtractionConfig, extract_file_sync

    result = extract_file_sync(str(pdf), config=ExtractionConfig(output_format="markdown"))
    return from_markdown(result.content, _pages(pdf))


def opendataloader(pdf: Path) -> Read:
    """opendataloader-pdf's JSON and Markdown (it needs Java)."""
    import opendataloader_pdf

    with tempfile.TemporaryDirectory() as folder:
        opendataloader_pdf.convert(input_path=str(pdf), output_dir=folder, format=["json", "markdown"], quiet=True)
        markdown = next(Path(folder).rglob("*.md")).read_text(encoding="utf-8")
        tree = json.loads(next(Path(folder).rglob("*.json")).read_text(encoding="utf-8"))
    read = from_markdown(markdown, _pages(pdf))
    read.figures = [
        Figure(node["page number"], _flipped(node["bounding box"], pdf, node["page number"]))
        for node in _nodes(tree)
        if node.get("type") == "image" and "bounding box" in node
    ]
    return read


def _nodes(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, list):
        return [node for branch in tree for node in _nodes(branch)]
    return [tree, *(n for branch in tree.values() for n in _nodes(branch))] if isinstance(tree, dict) else []


def _flipped(box: list[float], pdf: Path, page: int) -> list[float]:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(pdf) as document:
        height = document[page - 1].get_height()
    return [box[0], height - box[3], box[2], height - box[1]]


def _pages(pdf: Path) -> int:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(pdf) as document:
        return len(document)


def from_markdown(markdown: str, pages: int) -> Read:
    """Headings, pipe tables and paragraphs of Markdown."""
    read = Read(pages)
    for block in re.split(r"\n\s*\n", markdown):
        lines = block.strip().splitlines()
        if not lines:
            continue
        if all(line.lstrip().startswith("|") for line in lines):
            rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
            read.tables.append(Table([row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]))
            continue
        for line in lines:
            heading = re.match(r"^(#{1,6})\s+(.*)", line)
            if heading:
                read.headings.append((len(heading.group(1)), re.sub(r"[*_]", "", heading.group(2))))
        body = [line for line in lines if not line.startswith(("#", "!["))]
        read.text += "\n" + "\n".join(body)
        read.blocks += [" ".join(body), *body]
    return read


ALL = {
    "doclora geometry": doclora,
    "docling NATIVE": native,
    "kreuzberg": kreuzberg,
    "pypdfium2": pypdfium2,
    "opendataloader-pdf": opendataloader,
}
