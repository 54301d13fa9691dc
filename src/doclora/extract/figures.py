"""The figures of a document as PNG files, in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.extract.printed import printed_labels
from doclora.records import Figure
from doclora.workspace import FIGURES, write_atomic

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument, PictureItem
    from PIL.Image import Image

_LONGEST: Final = 4096
"""Pixels of a figure's longer side, at most: larger ones are scaled down."""
_SMALLEST: Final = 8
"""Pixels of a figure's shorter side, at least: below it there is nothing to see."""


def cut_figures(
    document: DoclingDocument, source: Path | bytes | None, folder: Path, *, scale: float
) -> dict[str, Figure]:
    """Write every picture of a document as `imagenes_extraidas/imageN.png`.

    Args:
        document: in reading order.
        source: the PDF that it was read from, to cut the pictures out of; None where the document holds them itself.
        folder: the artifacts folder.
        scale: pixels per point.

    Returns:
        The figures by the reference of their picture item.
    """
    figures: dict[str, Figure] = {}
    with _pages(source) as pages:
        for item in _pictures(document):
            image = _crop(pages, document, item, scale) if pages is not None else item.get_image(document)
            if image is None or min(image.size) < _SMALLEST:
                continue
            words = _printed(pages, item, document)
            figures[item.self_ref] = _save(image, item, document, folder, len(figures) + 1, words)
    return figures


def _pictures(document: DoclingDocument) -> Iterator[PictureItem]:
    from docling_core.types.doc import PictureItem

    for item, _ in document.iterate_items(traverse_pictures=False):
        if isinstance(item, PictureItem):
            yield item


@contextmanager
def _pages(source: Path | bytes | None) -> Iterator[Any]:
    if source is None:
        yield None
        return
    import pypdfium2

    with pypdfium2.PdfDocument(source) as pages:
        yield pages


def _crop(pages: Any, document: DoclingDocument, item: PictureItem, scale: float) -> Image | None:  # noqa: ANN401
    if not item.prov:
        return None
    left, top, right, bottom = _box(document, item)
    page = pages[item.prov[0].page_no - 1]
    width, height = page.get_size()
    crop = (max(left, 0.0), max(height - bottom, 0.0), max(width - right, 0.0), max(top, 0.0))
    fitted = min(scale, _LONGEST / max(right - left, bottom - top, 1.0))
    if (right - left) * fitted < 1 or (bottom - top) * fitted < 1:
        return None
    image: Image = page.render(scale=fitted, crop=crop).to_pil().convert("RGB")
    return image


def _box(document: DoclingDocument, item: PictureItem) -> tuple[float, float, float, float]:
    provenance = item.prov[0]
    size = document.pages[provenance.page_no].size
    box = provenance.bbox.to_top_left_origin(size.height)
    return max(box.l, 0.0), max(box.t, 0.0), min(box.r, size.width), min(box.b, size.height)


def _save(image: Image, item: PictureItem, document: DoclingDocument, folder: Path, number: int, words: str) -> Figure:
    name = f"image{number}"
    path = f"{FIGURES}/{name}.png"
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    write_atomic(folder / path, buffer.getvalue())
    placed = bool(item.prov and document.pages)
    return Figure(
        name=name,
        path=path,
        page=item.prov[0].page_no if placed else None,
        bbox=_box(document, item) if placed else None,
        width=image.width,
        height=image.height,
        caption=" ".join(item.caption_text(document).split()),
        text=words,
    )


def _printed(pages: Any, item: PictureItem, document: DoclingDocument) -> str:  # noqa: ANN401
    """The words that the document prints inside a figure, a label a line."""
    if pages is not None and item.prov:
        return "\n".join(printed_labels(pages[item.prov[0].page_no - 1], _box(document, item)))
    captions = {reference.cref for reference in item.captions}
    inside = [child.resolve(document) for child in item.children if child.cref not in captions]
    return "\n".join(child.text for child in inside if getattr(child, "text", ""))
