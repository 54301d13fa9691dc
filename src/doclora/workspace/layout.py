"""The names and places of folders that users rely on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

TEXT: Final = "texto.md"
FINAL_TEXT: Final = "texto_final.md"
FINAL_MAP: Final = "texto_final.json"
DOCLING_DOCUMENT: Final = "documento.json"
FIGURES: Final = "imagenes_extraidas"
DESCRIPTIONS: Final = "image_descriptions"


class RunFolder:
    """The folder of one `doclora run -o DIR`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def data(self) -> Path:
        """One folder a document, and the dataset."""
        return self.root / "data"

    @property
    def dataset(self) -> Path:
        """The instruction dataset."""
        return self.data / "dataset"

    @property
    def config(self) -> Path:
        """The settings as resolved."""
        return self.root / "config"

    @property
    def adapter(self) -> Path:
        """The LoRA adapter."""
        return self.root / "models" / "lora_adapters"

    @property
    def training_logs(self) -> Path:
        """Training logs, results and the loss plot."""
        return self.root / "results" / "training_logs"

    @property
    def evaluation(self) -> Path:
        """The evaluation report."""
        return self.root / "results" / "evaluation"


def artifacts_name(now: datetime) -> str:
    """`artifacts_YYYYMMDD_HHMMSS`."""
    return f"artifacts_{now:%Y%m%d_%H%M%S}"


def artifacts_folders(parent: Path) -> list[Path]:
    """The artifacts folders in `parent`, newest first."""
    return sorted((p for p in parent.glob("artifacts_*") if p.is_dir()), key=lambda p: _order(p.name), reverse=True)


def _order(name: str) -> tuple[str, int]:
    stem, _, number = name.partition("_")[2].partition("_")[2].partition("_")
    return name[: len("artifacts_YYYYMMDD_HHMMSS")] if stem else name, int(number) if number.isdigit() else 1


def document_names(found: Sequence[tuple[str, str]]) -> list[str]:
    """What documents are called, as folders and in rows: by their file, with a piece of its digest where two share one.

    Args:
        found: stem and digest of each file.
    """
    names = [_slug(stem) for stem, _ in found]
    return [
        name if names.count(name) == 1 and name != "dataset" else f"{name}-{digest[:8]}"
        for name, (_, digest) in zip(names, found, strict=True)
    ]


def _slug(stem: str) -> str:
    """A folder name from a file's: Unicode kept, what shells and file systems stumble over replaced."""
    name = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", stem)).strip("._")
    return name[:80] or "document"
