"""The levels of a long document's headings, decided over all of it, though docling reads it in stretches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docling.datamodel.document import ConversionResult
    from docling_core.types.doc import DoclingDocument


class HeadingLines:
    """What the lines of headings look like, by page: all that is kept of a stretch's parsed pages."""

    def __init__(self) -> None:
        self.pages: dict[int, Any] = {}

    def add(self, result: ConversionResult) -> None:
        """Keep the lines that overlap a heading of a stretch."""
        from docling_core.types.doc import SectionHeaderItem

        parsed = {page.page_no: page.parsed_page for page in result.pages if page.parsed_page is not None}
        boxes: dict[int, list[Any]] = {}
        for item in result.document.texts:
            if isinstance(item, SectionHeaderItem) and item.prov and item.prov[0].page_no in parsed:
                boxes.setdefault(item.prov[0].page_no, []).append(item.prov[0].bbox)
        for number, headings in boxes.items():
            page = parsed[number]
            height = page.dimension.height
            wanted = [box.to_top_left_origin(height) for box in headings]
            lines = [line for line in page.textline_cells if any(box.overlaps(_box(line, height)) for box in wanted)]
            kept = {"textline_cells": lines, "char_cells": [], "word_cells": [], "bitmap_resources": []}
            self.pages[number] = page.model_copy(update=kept)


def _box(line: Any, height: float) -> Any:  # noqa: ANN401
    return line.rect.to_bounding_box().to_top_left_origin(height)


def level_headings(document: DoclingDocument, lines: HeadingLines, pdf: Path | bytes) -> None:
    """Level the headings of a document put together, by docling's own rules: bookmarks, numbers, style.

    Args:
        document: changed in place.
        lines: of all its stretches.
        pdf: it was read from, for its bookmarks.
    """
    import pypdfium2
    from docling.datamodel.pipeline_options import HeadingHierarchyOptions
    from docling.models.stages.heading_hierarchy.heading_hierarchy_model import HeadingHierarchyModel
    from docling.utils.pdf_outline import extract_outline_from_pdfium

    with pypdfium2.PdfDocument(pdf) as opened:
        outline = extract_outline_from_pdfium(opened)
    model = HeadingHierarchyModel(HeadingHierarchyOptions(enabled=True))
    model.assign_heading_levels(document, parsed_pages=lines.pages, outline=outline)
