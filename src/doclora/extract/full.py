"""The profile `full`, and all formats but PDF: docling's own pipelines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.errors import DependencyError, DocumentError, missing_extra
from doclora.extract.full_options import check_engine, fetch_command, format_options, pdf_option
from doclora.extract.hierarchy import HeadingLines, level_headings
from doclora.extract.sources import Kind
from doclora.extract.written import given_to_docling, tie_captions
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision

if TYPE_CHECKING:
    from docling.datamodel.document import ConversionResult
    from docling_core.types.doc import DoclingDocument

_PAGES_AT_ONCE: Final = 40
_MEND: Final = "open it in its program and save it again"

Pages = tuple[int, int, bool]
"""First and last page of a stretch, and whether they are scans."""


def convert_by_docling(
    source: Path, kind: Kind, pdf: Path | bytes | None, settings: ExtractSettings
) -> DoclingDocument:
    """Convert with docling, a long PDF in stretches of pages, scans apart from pages with text.

    Raises:
        DocumentError: when docling cannot read it, or not all of it.
        DependencyError: when docling, an OCR engine or the weights of a model are missing.
    """
    ensure_torchvision()
    with _docling_errors(source, settings):
        if pdf is not None:
            return _convert_pdf(source, pdf, settings)
        from docling.datamodel.base_models import InputFormat
        from docling.document_converter import DocumentConverter

        converter = DocumentConverter(
            allowed_formats=[InputFormat(kind.value)], format_options=format_options(source.absolute())
        )
        document: DoclingDocument = _whole(source, converter.convert(given_to_docling(source, kind))).document
        tie_captions(document)
        return document


def _convert_pdf(source: Path, pdf: Path | bytes, settings: ExtractSettings) -> DoclingDocument:
    from docling.datamodel.base_models import DocumentStream, InputFormat
    from docling.document_converter import DocumentConverter
    from docling_core.types.doc import DoclingDocument

    check_engine(settings)
    stretches = list(_stretches(pdf))
    converters: dict[bool, Any] = {}
    parts: list[DoclingDocument] = []
    lines = HeadingLines()
    for first, last, scanned in stretches:
        if scanned not in converters:
            option = pdf_option(settings, scanned=scanned, styles=len(stretches) > 1)
            converters[scanned] = DocumentConverter(
                allowed_formats=[InputFormat.PDF], format_options={InputFormat.PDF: option}
            )
        given = pdf if isinstance(pdf, Path) else DocumentStream(name=f"{source.stem}.pdf", stream=io.BytesIO(pdf))
        result = _whole(source, converters[scanned].convert(given, page_range=(first, last)))
        parts.append(result.document)
        lines.add(result)
    if len(parts) == 1:
        return parts[0]
    document = DoclingDocument.concatenate(parts)
    level_headings(document, lines, pdf)
    return document


def _stretches(pdf: Path | bytes) -> Iterator[Pages]:
    """Stretches of at most `_PAGES_AT_ONCE` pages, all scans or none."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        scanned = [_is_scan(document, index) for index in range(len(document))]
    for is_scan, group in groupby(range(len(scanned)), key=scanned.__getitem__):
        pages = list(group)
        for start in range(0, len(pages), _PAGES_AT_ONCE):
            stretch = pages[start : start + _PAGES_AT_ONCE]
            yield stretch[0] + 1, stretch[-1] + 1, is_scan


def _is_scan(document: Any, index: int) -> bool:  # noqa: ANN401
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:  # docling will say so
        return False
    text = page.get_textpage()
    empty: bool = text.count_chars() == 0
    text.close()
    page.close()
    return empty


def _whole(source: Path, result: ConversionResult) -> ConversionResult:
    from docling.datamodel.base_models import ConversionStatus

    if result.status is not ConversionStatus.SUCCESS:
        reason = "; ".join(fault.error_message for fault in result.errors[:3]) or result.status.value
        raise DocumentError(f"{source}: not read whole: {reason}", hint=_MEND)
    return result


@contextmanager
def _docling_errors(source: Path, settings: ExtractSettings) -> Iterator[None]:
    """Turn what docling raises into errors of our own."""
    try:
        from docling.exceptions import ConversionError, OcrLanguageNotSupportedError
    except ModuleNotFoundError:
        raise missing_extra("docling", "extract") from None
    try:
        yield
    except ConversionError as error:
        raise DocumentError(f"{source}: docling cannot read it: {_reason(error)}", hint=_MEND) from None
    except OcrLanguageNotSupportedError as error:
        raise DependencyError(_reason(error), hint="install the engine's data for this language") from None
    except RuntimeError as error:  # of its pipelines, whatever went wrong inside
        cause = error.__cause__ or error
        raise DocumentError(
            f"{source}: docling cannot read it: {type(cause).__name__}: {_reason(cause)}", hint=_MEND
        ) from error
    except FileNotFoundError as error:
        where = settings.artifacts_path or "the cache of the hub"
        raise DependencyError(
            f"the weights of docling's models are not in {where}: {str(error).splitlines()[0]}",
            hint=f"fetch them once: {fetch_command(settings)}; or use --profile geometry",
        ) from None


def _reason(error: BaseException) -> str:
    """What docling says of a document, without the file's name and digest."""
    said = str(error).partition(" Errors: ")[2] or str(error)
    return re.sub(r" with hash [0-9a-f]{64}", "", " ".join(said.split())).rstrip(".")[:200]
