"""The weights of docling's models, for the profile `full`."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path
from typing import Final

from doclora.errors import DoesNotFitError, RemoteServiceError, missing_extra
from doclora.extract.full import convert_by_docling
from doclora.extract.sources import Kind
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.workspace import writing

_GIGABYTE: Final = 1 << 30
_NEEDED: Final = 1.5
"""Gigabytes: the layout, table and OCR models, with room to unpack them."""
_NEEDED_FOR_ALL: Final = 4.0
"""Gigabytes: with the models for formulas, code and kinds of figures."""


def fetch_weights(folder: Path, *, enrichment: bool) -> float:
    """Fetch the weights into a folder and read one page with them.

    Args:
        folder: made if it is not there; `extract.artifacts_path` is to name it then.
        enrichment: also the models for formulas, code and kinds of figures.

    Returns:
        Seconds that the trial page took.

    Raises:
        DoesNotFitError: when the disk has too little room.
        RemoteServiceError: when the hub cannot be reached.
        DependencyError: when docling is not installed.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    needed = _NEEDED_FOR_ALL if enrichment else _NEEDED
    free = shutil.disk_usage(folder).free / _GIGABYTE
    if free < needed:
        raise DoesNotFitError(f"{folder}: {free:.1f} GB free, {needed} needed", hint="choose another folder with -o")
    _download(folder, enrichment=enrichment)
    started = time.monotonic()
    convert_by_docling(
        Path("trial.pdf"), Kind.PDF, _blank_page(), ExtractSettings(profile="full", artifacts_path=str(folder))
    )
    return time.monotonic() - started


def _download(folder: Path, *, enrichment: bool) -> None:
    import httpx

    ensure_torchvision()
    try:
        from docling.utils.model_downloader import download_models
    except ModuleNotFoundError:
        raise missing_extra("docling", "extract") from None
    try:
        download_models(
            output_dir=folder, progress=True, with_code_formula=enrichment, with_picture_classifier=enrichment
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
