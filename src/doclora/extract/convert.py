"""A source → docling's document, by the profile asked for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from doclora.errors import DocumentError, missing_extra
from doclora.extract.full import convert_by_docling
from doclora.extract.images import image_as_pdf
from doclora.extract.sources import Kind
from doclora.settings import ExtractSettings

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument


def as_pdf(source: Path, kind: Kind) -> Path | bytes | None:
    """The PDF to read: the source itself, an image's pages as a PDF, or None for formats that are not paged."""
    if kind is Kind.PDF:
        return source.absolute()
    return image_as_pdf(source) if kind is Kind.IMAGE else None


def convert(
    source: Path, kind: Kind, pdf: Path | bytes | None, sha256: str, settings: ExtractSettings
) -> DoclingDocument:
    """Convert a document.

    Args:
        source: the document.
        kind: what it is.
        pdf: as from `as_pdf`.
        sha256: of the source, in hexadecimal.
        settings: profile and OCR.

    Raises:
        DocumentError: when docling cannot read it, or finds nothing in it.
        DependencyError: when docling or its models are missing.
    """
    if pdf is not None and settings.profile == "geometry":
        return _by_geometry(source, pdf, sha256)
    return convert_by_docling(source, kind, pdf, settings)


def _by_geometry(source: Path, pdf: Path | bytes, sha256: str) -> DoclingDocument:
    """With docling's document model but without its pipeline, whose import alone takes seconds."""
    try:
        from doclora.extract.geometry.assembly import docling_document
        from doclora.extract.geometry.reading import opened, read_pdf
    except ModuleNotFoundError as error:
        raise missing_extra(error.name or "docling", "extract") from None
    with opened(pdf if isinstance(pdf, Path) else io.BytesIO(pdf)) as document:
        reading = read_pdf(document, range(1, len(document) + 1))
    if not reading.sizes:
        raise DocumentError(f"{source}: all its pages are broken", hint="open it in a reader and save it again")
    return docling_document(reading, source.name, sha256)
