"""This package as a plugin of docling: a layout engine and a table engine that need no weights.

Registered under the entry-point group `docling`; for docling alone:

    options = PdfPipelineOptions(
        layout_options=GeometryLayoutOptions(), table_structure_options=GeometryTableOptions(),
        allow_external_plugins=True, do_ocr=False,
    )

docling keeps its own reading order and heading levels then; `HeadingHierarchyOptions` sets the latter.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from docling.datamodel.accelerator_options import AcceleratorOptions
from docling.datamodel.base_models import Cluster, LayoutPrediction, Page, Table, TableStructurePrediction
from docling.datamodel.document import ConversionResult
from docling.datamodel.pipeline_options import BaseLayoutOptions, BaseTableStructureOptions
from docling.models.base_layout_model import BaseLayoutModel
from docling.models.base_table_model import BaseTableStructureModel
from docling.utils.locks import pypdfium2_lock
from docling_core.types.doc import BoundingBox, DocItemLabel
from docling_core.types.doc.page import BoundingRectangle, TextCell

from doclora.extract.geometry.assembly import table_data
from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.lists import is_bullet
from doclora.extract.geometry.reading import opened, read_pdf
from doclora.extract.geometry.sheet import Box

_LABELS = {
    "heading": DocItemLabel.SECTION_HEADER,
    "text": DocItemLabel.TEXT,
    "list": DocItemLabel.LIST_ITEM,
    "code": DocItemLabel.CODE,
    "formula": DocItemLabel.FORMULA,
    "caption": DocItemLabel.CAPTION,
    "footnote": DocItemLabel.FOOTNOTE,
    "table": DocItemLabel.TABLE,
    "figure": DocItemLabel.PICTURE,
}


class GeometryLayoutOptions(BaseLayoutOptions):  # type: ignore[misc]  # docling is not typed here
    """Of the layout engine; it has none of its own."""

    kind: ClassVar[str] = "doclora_geometry"


class GeometryTableOptions(BaseTableStructureOptions):  # type: ignore[misc]
    """Of the table engine; it has none of its own."""

    kind: ClassVar[str] = "doclora_geometry_tables"


class _Readings:
    """The blocks of each document, read whole at its first page: what a page holds depends on the others."""

    def __init__(self) -> None:
        self._last: tuple[str, dict[int, list[Block]]] | None = None

    def of(self, conv_res: ConversionResult) -> dict[int, list[Block]]:
        """Its blocks by page number."""
        key = conv_res.input.document_hash
        if self._last is None or self._last[0] != key:
            pages: dict[int, list[Block]] = {}
            with pypdfium2_lock, opened(conv_res.input._backend.path_or_stream) as document:  # noqa: SLF001
                for block in read_pdf(document, range(1, len(document) + 1)).blocks:
                    pages.setdefault(block.page, []).append(block)
            self._last = key, pages
        return self._last[1]


_readings = _Readings()


class GeometryLayoutModel(BaseLayoutModel):  # type: ignore[misc]
    """Clusters with their text, in reading order."""

    requires_layout_postprocessing = False

    def __init__(
        self,
        artifacts_path: Path | None,
        accelerator_options: AcceleratorOptions,
        options: GeometryLayoutOptions,
        enable_remote_services: bool = False,
    ) -> None:
        self.options = options

    @classmethod
    def get_options_type(cls) -> type[GeometryLayoutOptions]:
        """Its options."""
        return GeometryLayoutOptions

    def predict_layout(self, conv_res: ConversionResult, pages: Sequence[Page]) -> Sequence[LayoutPrediction]:
        """One prediction a page."""
        blocks = _readings.of(conv_res)
        return [LayoutPrediction(clusters=_clusters(blocks.get(page.page_no, []), page)) for page in pages]


class GeometryTableModel(BaseTableStructureModel):  # type: ignore[misc]
    """The cells of the tables that the layout engine found."""

    def __init__(
        self,
        enabled: bool,
        artifacts_path: Path | None,
        options: GeometryTableOptions,
        accelerator_options: AcceleratorOptions,
        enable_remote_services: bool = False,
    ) -> None:
        self.options = options
        self.enabled = enabled

    @classmethod
    def get_options_type(cls) -> type[GeometryTableOptions]:
        """Its options."""
        return GeometryTableOptions

    def predict_tables(self, conv_res: ConversionResult, pages: Sequence[Page]) -> Sequence[TableStructurePrediction]:
        """One prediction a page; a cluster that no table of ours covers is left without cells."""
        blocks = _readings.of(conv_res)
        return [TableStructurePrediction(table_map=_tables(blocks.get(page.page_no, []), page)) for page in pages]


def layout_engines() -> dict[str, Any]:
    """For docling's layout factory."""
    return {"layout_engines": [GeometryLayoutModel]}


def table_structure_engines() -> dict[str, Any]:
    """For docling's table factory."""
    return {"table_structure_engines": [GeometryTableModel]}


def _clusters(blocks: Sequence[Block], page: Page) -> list[Cluster]:
    clusters: list[Cluster] = []
    for block in blocks:
        for one in (block, *block.captions):
            label = _label(one, page)
            cells = [] if one.kind in {"table", "figure"} else [_text_cell(one, len(clusters))]
            clusters.append(Cluster(id=len(clusters), label=label, bbox=_bounds(one.box), cells=cells))
    return clusters


def _label(block: Block, page: Page) -> DocItemLabel:
    if block.kind != "running":
        return _LABELS[block.kind]
    return DocItemLabel.PAGE_HEADER if block.box.top < page.size.height / 2 else DocItemLabel.PAGE_FOOTER


def _text_cell(block: Block, index: int) -> TextCell:
    text = block.text if not block.marker else f"{'•' if is_bullet(block.marker) else block.marker} {block.text}"
    rectangle = BoundingRectangle.from_bounding_box(_bounds(block.box))
    return TextCell(index=index, rect=rectangle, text=text, orig=text, from_ocr=False)


def _bounds(box: Box) -> BoundingBox:
    return BoundingBox(l=box.left, t=box.top, r=box.right, b=box.bottom)


def _tables(blocks: Sequence[Block], page: Page) -> dict[int, Table]:
    found: dict[int, Table] = {}
    clusters = page.predictions.layout.clusters if page.predictions.layout else []
    for cluster in clusters:
        if cluster.label != DocItemLabel.TABLE:
            continue
        box = Box(cluster.bbox.l, cluster.bbox.t, cluster.bbox.r, cluster.bbox.b)
        block = next((b for b in blocks if b.table and b.box.share_inside(box.grown(2)) > 0.9), None)
        if block is None or block.table is None:
            continue
        data = table_data(block.table)
        found[cluster.id] = Table(
            label=cluster.label,
            id=cluster.id,
            page_no=page.page_no,
            cluster=cluster,
            text="",
            otsl_seq=[],
            num_rows=data.num_rows,
            num_cols=data.num_cols,
            table_cells=data.table_cells,
        )
    return found
