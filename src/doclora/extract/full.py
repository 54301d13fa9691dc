"""The profile `full`, and all formats but PDF: docling's own pipelines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.errors import DependencyError, DocumentError, missing_extra
from doclora.extract.sources import Kind
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision

if TYPE_CHECKING:
    from docling.document_converter import DocumentConverter
    from docling_core.types.doc import DoclingDocument

_PAGES_AT_ONCE: Final = 40
_MEND: Final = "open it in its program and save it again"


def convert_by_docling(
    source: Path, kind: Kind, pdf: Path | bytes | None, settings: ExtractSettings
) -> DoclingDocument:
    """Convert with docling, a long PDF in ranges of pages.

    Raises:
        DocumentError: when docling cannot read it, or not all of it.
        DependencyError: when docling or the weights of its models are missing.
    """
    ensure_torchvision()
    try:
        from docling.exceptions import ConversionError
        from docling_core.types.doc import DoclingDocument
    except ModuleNotFoundError:
        raise missing_extra("docling", "extract") from None
    try:
        converter = _converter(source, kind, pdf, settings)
        parts = [_converted(converter, source, pdf, pages) for pages in _ranges(pdf)]
    except ConversionError as error:
        raise DocumentError(f"{source}: docling cannot read it: {_reason(error)}", hint=_MEND) from None
    except RuntimeError as error:  # of its pipelines, whatever went wrong inside
        cause = error.__cause__ or error
        raise DocumentError(
            f"{source}: docling cannot read it: {type(cause).__name__}: {_reason(cause)}", hint=_MEND
        ) from error
    except FileNotFoundError as error:
        if pdf is None:
            raise
        where = settings.artifacts_path or "the cache of the hub"
        raise DependencyError(
            f"the weights of docling's models are not in {where}: {str(error).splitlines()[0]}",
            hint="fetch them once with `doclora setup documents`, or use --profile geometry",
        ) from None
    return parts[0] if len(parts) == 1 else DoclingDocument.concatenate(parts)


def _reason(error: BaseException) -> str:
    """What docling says of a document, without the file's name and digest."""
    said = str(error).partition(" Errors: ")[2] or str(error)
    return re.sub(r" with hash [0-9a-f]{64}", "", " ".join(said.split())).rstrip(".")[:200]


def _ranges(pdf: Path | bytes | None) -> Iterator[tuple[int, int] | None]:
    if pdf is None:
        yield None
        return
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        pages = len(document)
    for first in range(1, pages + 1, _PAGES_AT_ONCE):
        yield first, min(first + _PAGES_AT_ONCE - 1, pages)


def _converted(
    converter: DocumentConverter, source: Path, pdf: Path | bytes | None, pages: tuple[int, int] | None
) -> DoclingDocument:
    from docling.datamodel.base_models import ConversionStatus, DocumentStream

    given: Any = pdf or source.absolute()
    if isinstance(pdf, bytes):
        given = DocumentStream(name=f"{source.stem}.pdf", stream=io.BytesIO(pdf))
    result = converter.convert(given, **({} if pages is None else {"page_range": pages}))
    if result.status is not ConversionStatus.SUCCESS:
        reason = "; ".join(fault.error_message for fault in result.errors[:3]) or result.status.value
        raise DocumentError(f"{source}: not read whole: {reason}", hint=_MEND)
    document: DoclingDocument = result.document
    return document


def _converter(source: Path, kind: Kind, pdf: Path | bytes | None, settings: ExtractSettings) -> DocumentConverter:
    from docling.datamodel.backend_options import HTMLBackendOptions, MarkdownBackendOptions
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import (
        DocumentConverter,
        HTMLFormatOption,
        MarkdownFormatOption,
        PdfFormatOption,
    )

    if pdf is not None:
        option = PdfFormatOption(pipeline_options=_pipeline_options(pdf, settings))
        return DocumentConverter(allowed_formats=[InputFormat.PDF], format_options={InputFormat.PDF: option})
    local = {"fetch_images": True, "enable_local_fetch": True, "source_uri": source.absolute()}
    options = {
        InputFormat.HTML: HTMLFormatOption(backend_options=HTMLBackendOptions(**local)),
        InputFormat.MD: MarkdownFormatOption(backend_options=MarkdownBackendOptions(**local)),
    }
    return DocumentConverter(allowed_formats=[InputFormat(kind.value)], format_options=options)


def _pipeline_options(pdf: Path | bytes, settings: ExtractSettings) -> Any:  # noqa: ANN401
    from docling.datamodel.pipeline_options import (
        HeadingHierarchyOptions,
        OcrMode,
        PdfPipelineOptions,
        TableFormerMode,
        TableStructureOptions,
    )
    from docling.models.factories import get_ocr_factory

    ocr = settings.ocr_engine != "off"
    engine = get_ocr_factory().create_options(
        kind=settings.ocr_engine if ocr else "auto", lang=[f"iso:{settings.ocr_language}"]
    )
    if not _has_text(pdf):  # the default reads only the regions that the layout model finds
        engine.mode = OcrMode.FULL_PAGE
    return PdfPipelineOptions(
        artifacts_path=settings.artifacts_path or None,
        do_ocr=ocr,
        ocr_options=engine,
        do_table_structure=settings.table_mode != "off",
        table_structure_options=TableStructureOptions(
            mode=TableFormerMode.FAST if settings.table_mode == "fast" else TableFormerMode.ACCURATE
        ),
        do_formula_enrichment=settings.formulas,
        do_code_enrichment=settings.code,
        do_picture_classification=settings.classify_figures,
        do_chart_extraction=settings.charts,
        heading_hierarchy_options=HeadingHierarchyOptions(enabled=True),
    )


def _has_text(pdf: Path | bytes) -> bool:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return any(page.get_textpage().count_chars() > 0 for page in document)
