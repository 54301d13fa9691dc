"""A source → docling's document, by the profile asked for."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doclora.errors import DocumentError, missing_extra
from doclora.extract.sources import Kind
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument

log = logging.getLogger(__name__)


def convert(source: Path, kind: Kind, settings: ExtractSettings) -> DoclingDocument:
    """Convert a document with docling.

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
        result = _converter(kind, settings).convert(source)
    except ConversionError as error:
        raise DocumentError(
            f"{source}: docling cannot read it: {error}", hint="open it in its program and save it again"
        ) from None
    if result.status is not ConversionStatus.SUCCESS:
        reason = "; ".join(fault.error_message for fault in result.errors[:3]) or result.status.value
        raise DocumentError(f"{source}: not read whole: {reason}", hint="open it in its program and save it again")
    document: DoclingDocument = result.document
    return document


def _converter(kind: Kind, settings: ExtractSettings) -> Any:  # noqa: ANN401
    from docling.datamodel.base_models import InputFormat
    from docling.datamodel.pipeline_options import NativePdfPipelineOptions
    from docling.document_converter import DocumentConverter, PdfFormatOption
    from docling.pipeline.native_pdf_pipeline import NativePdfPipeline

    options = NativePdfPipelineOptions(generate_picture_images=False)
    pdf = PdfFormatOption(pipeline_cls=NativePdfPipeline, pipeline_options=options)
    return DocumentConverter(allowed_formats=[InputFormat(kind.value)], format_options={InputFormat.PDF: pdf})
