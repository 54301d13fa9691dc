"""The weights of docling's models, for the profile `full`."""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import time
from pathlib import Path
from typing import Final

from doclora.errors import DoesNotFitError, RemoteServiceError, missing_extra
from doclora.extract.full import convert_by_docling
from doclora.extract.full_options import check_engine
from doclora.extract.sources import Kind
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.workspace import write_atomic, writing

_GIGABYTE: Final = 1 << 30
# Gigabytes on disk, with room to unpack them, and in memory while the trial page is read.
_NEEDED: Final = (1.5, 2.0)
_NEEDED_FOR_ENRICHMENT: Final = (4.0, 4.0)
_NEEDED_FOR_CHARTS: Final = (14.0, 12.0)


def fetch_weights(folder: Path, settings: ExtractSettings) -> float:
    """Fetch the weights that these settings need into a folder, and read one page with them.

    Args:
        folder: made if it is not there; `extract.artifacts_path` is to name it then.
        settings: which models: OCR engine, formulas, code, kinds of figures, charts.

    Returns:
        Seconds that the trial page took.

    Raises:
        DoesNotFitError: when the disk or the memory has too little room.
        RemoteServiceError: when the hub cannot be reached.
        DependencyError: when docling or the OCR engine is not installed.
    """
    check_engine(settings)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    _check_room(folder, settings)
    with writing(folder):
        _bring_ocr_models(folder)
    _download(folder, settings)
    started = time.monotonic()
    tried = settings.model_copy(update={"profile": "full", "artifacts_path": str(folder)})
    convert_by_docling(Path("trial.pdf"), Kind.PDF, _blank_page(), tried)
    return time.monotonic() - started


def _check_room(folder: Path, settings: ExtractSettings) -> None:
    enrichment = settings.formulas or settings.code or settings.classify_figures
    disk, memory = _NEEDED_FOR_CHARTS if settings.charts else _NEEDED_FOR_ENRICHMENT if enrichment else _NEEDED
    free = shutil.disk_usage(folder).free / _GIGABYTE
    if free < disk:
        raise DoesNotFitError(f"{folder}: {free:.1f} GB free, {disk:g} needed", hint="choose another folder with -o")
    here = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _GIGABYTE
    if here < memory:
        raise DoesNotFitError(
            f"this machine has {here:.1f} GB of memory, these models take {memory:g}",
            hint="leave out what is large (--enrichment, extract.charts), or use --profile geometry",
        )


def _bring_ocr_models(folder: Path) -> None:
    """Rapidocr's wheel carries its models: what is there need not be fetched."""
    found = importlib.util.find_spec("rapidocr")
    for source in Path(found.origin).parent.glob("models/*.onnx") if found and found.origin else ():
        there = folder / "RapidOcr" / source.name
        if not there.exists():
            write_atomic(there, source.read_bytes())


def _download(folder: Path, settings: ExtractSettings) -> None:
    import httpx

    ensure_torchvision()
    try:
        from docling.utils.model_downloader import download_models
    except ModuleNotFoundError:
        raise missing_extra("docling", "extract") from None
    try:
        download_models(
            output_dir=folder,
            progress=True,
            with_tableformer=settings.table_mode != "off",
            with_code_formula=settings.formulas or settings.code,
            with_picture_classifier=settings.classify_figures or settings.charts,
            with_granite_chart_extraction=settings.charts,
            with_rapidocr=settings.ocr_engine in {"auto", "rapidocr"},
            rapidocr_models=["onnxruntime:en"] if settings.ocr_engine in {"auto", "rapidocr"} else None,
            with_easyocr=settings.ocr_engine == "easyocr",
        )
    except (OSError, httpx.HTTPError) as error:
        raise RemoteServiceError(
            f"docling's models cannot be fetched: {str(error).splitlines()[0]}",
            hint="check the connection to the hub (HF_ENDPOINT, HF_HUB_OFFLINE), or use --profile geometry",
        ) from None


def _blank_page() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(buffer, format="PDF", resolution=72)
    return buffer.getvalue()
