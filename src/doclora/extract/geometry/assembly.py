"""Blocks → docling's document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.cells import Table
from doclora.extract.geometry.lists import Nesting, is_bullet
from doclora.extract.geometry.reading import Reading
from doclora.extract.geometry.sheet import Box
from doclora.extract.geometry.words import join_lines

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument, ProvenanceItem, TableData

_ENDS: Final = re.compile(r"[.!?:;…][\"”’»)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_LABELS: Final[Mapping[str, str]] = {"text": "text", "caption": "caption", "footnote": "footnote"}

Part = tuple[int, Box, str]
"""Page, box and text of one piece of an item that runs over columns or pages."""


def docling_document(reading: Reading, filename: str, digest: str) -> DoclingDocument:
    """What was read, as docling's document.

    Args:
        reading: of its pages.
        filename: of the source, with its suffix.
        digest: of the source, in hexadecimal.
    """
    from docling_core.types.doc import DoclingDocument, DocumentOrigin, Size

    origin = DocumentOrigin(mimetype="application/pdf", filename=filename, binary_hash=digest)
    document = DoclingDocument(name=Path(filename).stem, origin=origin)
    for number, (width, height) in reading.sizes.items():
        document.add_page(page_no=number, size=Size(width=width, height=height))
    heights = {number: height for number, (_, height) in reading.sizes.items()}
    Assembler(document, heights, reading.profile.known if reading.profile else frozenset()).add_all(reading.blocks)
    return document


class Assembler:
    """Adds blocks to a docling document, in reading order."""

    def __init__(self, document: DoclingDocument, heights: Mapping[int, float], known: frozenset[str]) -> None:
        self._document = document
        self._heights = heights
        self._known = known
        self._nesting = Nesting()
        self._groups: list[Any] = []
        self._items: list[Any] = []

    def add_all(self, blocks: Sequence[Block]) -> None:
        """Add the blocks of all pages; paragraphs cut by a column's or a page's end are made whole."""
        consumed: set[int] = set()
        for index, block in enumerate(blocks):
            if id(block) in consumed:
                continue
            parts = [(block.page, block.box, block.text)]
            last = block
            while (rest := _continuation(last, blocks[index + 1 :], consumed)) is not None:
                consumed.add(id(rest))
                parts.append((rest.page, rest.box, rest.text))
                last = rest
            self._add(block, parts)

    def _add(self, block: Block, parts: Sequence[Part]) -> None:
        text = join_lines([text for _, _, text in parts], self._known) if len(parts) > 1 else block.text
        provenance = self._provenance(parts[0])
        if block.kind != "list" and block.kind != "running":
            self._nesting, self._groups, self._items = Nesting(), [], []
        item = self._item(block, text, provenance)
        item.prov += [self._provenance(part) for part in parts[1:]]

    def _item(self, block: Block, text: str, provenance: ProvenanceItem) -> Any:  # noqa: ANN401
        from docling_core.types.doc import DocItemLabel
        from docling_core.types.doc.document import ContentLayer

        document = self._document
        match block.kind:
            case "heading" if block.level == 1:
                return document.add_title(text, prov=provenance)
            case "heading":
                return document.add_heading(text, level=max(block.level - 1, 1), prov=provenance)
            case "list":
                return self._list_item(block, text, provenance)
            case "code":
                return document.add_code(block.text, prov=provenance)
            case "formula":
                return document.add_text(DocItemLabel.FORMULA, "", orig=text, prov=provenance)
            case "figure":
                return self._captioned(document.add_picture(prov=provenance), block)
            case "table":
                contents = block.table is not None and block.table.contents
                label = DocItemLabel.DOCUMENT_INDEX if contents else DocItemLabel.TABLE
                return self._captioned(document.add_table(table_data(block.table), prov=provenance, label=label), block)
            case "running":
                top = block.box.top < self._heights[block.page] / 2
                label = DocItemLabel.PAGE_HEADER if top else DocItemLabel.PAGE_FOOTER
                return document.add_text(label, text, prov=provenance, content_layer=ContentLayer.FURNITURE)
        return document.add_text(DocItemLabel(_LABELS[block.kind]), text, prov=provenance)

    def _list_item(self, block: Block, text: str, provenance: ProvenanceItem) -> Any:  # noqa: ANN401
        depth = self._nesting.depth_of(block)
        del self._groups[depth + 1 :], self._items[depth:]
        if depth == len(self._groups):
            self._groups.append(self._document.add_list_group(parent=self._items[-1] if self._items else None))
        enumerated = not is_bullet(block.marker)
        group = self._groups[depth]
        item = self._document.add_list_item(text, enumerated, block.marker, parent=group, prov=provenance)
        self._items.append(item)
        return item

    def _captioned(self, item: Any, block: Block) -> Any:  # noqa: ANN401
        from docling_core.types.doc import DocItemLabel

        for caption in block.captions:
            provenance = self._provenance((caption.page, caption.box, caption.text))
            added = self._document.add_text(DocItemLabel.CAPTION, caption.text, prov=provenance, parent=item)
            item.captions.append(added.get_ref())
        if block.kind == "figure" and block.text:
            provenance = self._provenance((block.page, block.box, block.text))
            self._document.add_text(DocItemLabel.TEXT, block.text, prov=provenance, parent=item)
        return item

    def _provenance(self, part: Part) -> ProvenanceItem:
        from docling_core.types.doc import BoundingBox, CoordOrigin, ProvenanceItem

        page, box, text = part
        bounds = BoundingBox(l=box.left, t=box.top, r=box.right, b=box.bottom, coord_origin=CoordOrigin.TOPLEFT)
        return ProvenanceItem(
            page_no=page, bbox=bounds.to_bottom_left_origin(self._heights[page]), charspan=(0, len(text))
        )


def _continuation(block: Block, later: Iterable[Block], consumed: set[int]) -> Block | None:
    """The rest of a paragraph or list item that ended at a column's foot; figures and notes may stand between."""
    if block.kind not in {"text", "list"} or _ENDS.search(block.text) or len(block.text) < 20:
        return None
    for other in later:
        if other.kind in {"figure", "table", "footnote", "running", "caption"} or id(other) in consumed:
            continue
        if other.kind != "text" or abs(other.font.size - block.font.size) > 0.3 or other.font.bold != block.font.bold:
            return None
        moved = other.page != block.page or other.box.top < block.box.bottom
        opens = other.text[:1]
        return other if moved and (opens.islower() or opens.isdigit() or opens in '(«“"' or _runs_on(block)) else None
    return None


def _runs_on(block: Block) -> bool:
    """Whether a block's last line is as wide as the others, so that its sentence goes on elsewhere."""
    return len(block.lines) > 1 and block.lines[-1].box.right > block.box.right - 2 * block.font.size


def table_data(table: Table | None) -> TableData:
    """Its cells in docling's form."""
    from docling_core.types.doc import BoundingBox, TableCell, TableData

    if table is None:
        return TableData(num_rows=0, num_cols=0, table_cells=[])
    cells = [
        TableCell(
            text=cell.text,
            start_row_offset_idx=cell.row,
            end_row_offset_idx=cell.row + cell.rows,
            start_col_offset_idx=cell.column,
            end_col_offset_idx=cell.column + cell.columns,
            row_span=cell.rows,
            col_span=cell.columns,
            column_header=cell.header,
            bbox=None
            if cell.box is None
            else BoundingBox(l=cell.box.left, t=cell.box.top, r=cell.box.right, b=cell.box.bottom),
        )
        for cell in table.cells
    ]
    return TableData(num_rows=table.rows, num_cols=table.columns, table_cells=cells)
