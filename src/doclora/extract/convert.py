"""A source → docling's document, by the profile asked for."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.errors import DocumentError, missing_extra
from doclora.extract.sources import Kind
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument

log = logging.getLogger(__name__)

_LONGEST_SIDE: Final = 11.7
"""Inches: an image is read as a page no longer than A4."""


def as_pdf(source: Path, kind: Kind) -> Path | bytes | None:
    """The PDF to read: the source itself, an image's pages as a PDF, or None for formats that are not paged."""
    if kind is Kind.PDF:
        return source.absolute()
    return _image_as_pdf(source) if kind is Kind.IMAGE else None


def _image_as_pdf(source: Path) -> bytes:
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(source) as image:
        paged = image.format == "TIFF"
        frames = [ImageOps.exif_transpose(frame).convert("RGB") for frame in ImageSequence.Iterator(image)]
    pages = frames if paged else frames[:1]
    buffer = io.BytesIO()
    resolution = max(72.0, max(max(page.size) for page in pages) / _LONGEST_SIDE)
    pages[0].save(buffer, format="PDF", save_all=True, append_images=pages[1:], resolution=resolution)
    return buffer.getvalue()


def convert(source: Path, kind: Kind, pdf: Path | bytes | None, settings: ExtractSettings) -> DoclingDocument:
    """Convert a document with docling.

    Args:
        source: the document.
        kind: what it is.
        pdf: as from `as_pdf`.
        settings: profile and OCR.

    Raises:
        DocumentError: when docling cannot read it, or finds nothing in it.
        DependencyError: when docling or its models are missing.
    """
    try:
        from docling.datamodel.base_models import ConversionStatus
    except ModuleNotFoundError:
        raise missing_extra("docling", "extract") from None
    ensure_torchvision()
    from docling.exceptions import ConversionError

    try:
        result = _converter(kind, settings).convert(_input(source, pdf))
    except ConversionError as error:
        raise DocumentError(
            f"{source}: docling cannot read it: {error}", hint="open it in its program and save it again"
        ) from None
    if result.status is not ConversionStatus.SUCCESS:
        reason = "; ".join(fault.error_message for fault in result.errors[:3]) or result.status.value
        raise DocumentError(f"{source}: not read whole: {reason}", hint="open it in its program and save it again")
    document: DoclingDocument = result.document
    return document


def _input(source: Path, pdf: Path | bytes | None) -> Any:  # noqa: ANN401
    if not isinstance(pdf, bytes):
        return pdf or source.absolute()
    from docling.datamodel.base_models import DocumentStream

    return DocumentStream(name=f"{source.stem}.pdf", stream=io.BytesIO(pdf))


def _converter(kind: Kind, settings: ExtractSettings) -> Any:  # noqa: ANN401
    from docling.backend.pypdfium2_backend import PyPdfiumDocumentBackend
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import DocumentConverter, PdfFormatOption

    from doclora.extract.geometry.pipeline import GeometryPipeline

    pdf = PdfFormatOption(
        pipeline_cls=GeometryPipeline,
        pipeline_options=GeometryPipeline.get_default_options(),
        backend=PyPdfiumDocumentBackend,
    )
    wanted = InputFormat.PDF if kind is Kind.IMAGE else InputFormat(kind.value)
    return DocumentConverter(allowed_formats=[wanted], format_options={InputFormat.PDF: pdf})
