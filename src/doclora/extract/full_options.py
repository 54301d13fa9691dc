"""doclora's settings as docling's options, and what has to be there for them."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from doclora.errors import DependencyError
from doclora.settings import ExtractSettings

_ENGINES: Final[Mapping[str, str]] = {
    "rapidocr": 'pip install "doclora[extract]"',
    "easyocr": "pip install easyocr",
    "tesserocr": "pip install tesserocr, and the program tesseract with its data",
}
_CHOSEN_WEIGHTS: Final = ("formulas", "code", "classify_figures", "charts")
WEIGHTS: Final = "docling-models"
"""The folder of the weights, unless told otherwise."""


def check_engine(settings: ExtractSettings) -> None:
    """Refuse an OCR engine that is not installed.

    Raises:
        DependencyError: naming how to install it.
    """
    engine = settings.ocr_engine
    if engine == "tesseract" and shutil.which("tesseract") is None:
        raise DependencyError(
            "the program tesseract is not installed",
            hint="install it with its data (tesseract-ocr, tesseract-ocr-spa), or choose another extract.ocr_engine",
        )
    if engine in _ENGINES and importlib.util.find_spec(engine) is None:
        raise DependencyError(
            f"the OCR engine {engine} is not installed",
            hint=f"{_ENGINES[engine]}; or choose another extract.ocr_engine",
        )


def fetch_command(settings: ExtractSettings) -> str:
    """The command that fetches the weights which these settings need."""
    chosen = [f"--set extract.{name}=true" for name in _CHOSEN_WEIGHTS if getattr(settings, name)]
    if settings.ocr_engine == "easyocr":
        chosen.append("--set extract.ocr_engine=easyocr")
    folder = shlex.quote(settings.artifacts_path or WEIGHTS)
    use = [] if settings.artifacts_path else [f", then --set extract.artifacts_path={folder}"]
    return " ".join(["doclora setup documents -o", folder, *chosen]) + "".join(use)


def format_options(source: Path) -> dict[Any, Any]:
    """For the formats that bring their figures along: from beside the document, never from the network."""
    from docling.datamodel.backend_options import HTMLBackendOptions, MarkdownBackendOptions
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import HTMLFormatOption, MarkdownFormatOption

    local = {"fetch_images": True, "enable_local_fetch": True, "source_uri": source}
    return {
        InputFormat.HTML: HTMLFormatOption(backend_options=HTMLBackendOptions(**local)),
        InputFormat.MD: MarkdownFormatOption(backend_options=MarkdownBackendOptions(**local)),
    }


def pdf_option(settings: ExtractSettings, *, scanned: bool, styles: bool) -> Any:  # noqa: ANN401
    """Docling's pipeline for a PDF.

    Args:
        settings: doclora's.
        scanned: whether the pages have no text, and are read as pictures, in full.
        styles: keep what the pages' lines look like, to level headings later.
    """
    from docling.datamodel.pipeline_options import (
        HeadingHierarchyOptions,
        OcrMode,
        PdfPipelineOptions,
        TableFormerMode,
        TableStructureOptions,
    )
    from docling.document_converter import PdfFormatOption
    from docling.models.factories import get_ocr_factory

    ocr = settings.ocr_engine != "off"
    engine = get_ocr_factory().create_options(
        kind=settings.ocr_engine if ocr else "auto", lang=[f"iso:{settings.ocr_language}"]
    )
    if scanned:  # the default reads only the regions that the layout model finds
        engine.mode = OcrMode.FULL_PAGE
    return PdfFormatOption(
        pipeline_options=PdfPipelineOptions(
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
            generate_parsed_pages=styles,
        )
    )
