"""Artifacts folders made for tests: as `extract` leaves them, or as another tool does."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from doclora.markdown import blocks, image_links
from doclora.records import Block, Document, Figure, Language, TextMap
from doclora.workspace import FIGURES, RECORDS, TEXT, write_record


def make_artifacts(
    parent: Path,
    text: str,
    *,
    figures: int | Sequence[str] = 0,
    captions: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    language: Language = "en",
    records: bool = True,
    name: str = "artifacts_20250101_120000",
) -> Path:
    """A folder with `texto.md`, a small picture for each figure and, unless `records` is off, doclora's records.

    Args:
        figures: how many (`image1` …), or their names.
        captions: figure → caption; figures stand on page 1, 2, 3 …
        texts: figure → the words printed inside it.
    """
    folder = parent / name
    (folder / FIGURES).mkdir(parents=True)
    (folder / TEXT).write_bytes(text.encode())
    names = [f"image{n}" for n in range(1, figures + 1)] if isinstance(figures, int) else list(figures)
    for figure in names:
        picture(figure).save(folder / FIGURES / f"{figure}.png")
    if records:
        known = tuple(
            Figure(
                name=figure,
                path=f"{FIGURES}/{figure}.png",
                page=page,
                width=96,
                height=64,
                caption=(captions or {}).get(figure, ""),
                text=(texts or {}).get(figure, ""),
            )
            for page, figure in enumerate(names, 1)
        )
        sha256 = "0" * 64
        document = Document(
            name="paper",
            source="paper.pdf",
            sha256=sha256,
            title="A paper",
            language=language,
            pages=max(1, len(names)),
            figures=known,
        )
        write_record(folder / RECORDS / "document.json", document)
        mapped = TextMap(document="paper", sha256=sha256, blocks=_mapped(text, names))
        write_record(folder / RECORDS / "texto.json", mapped)
    return folder


def picture(seed: str) -> Image.Image:
    """A small picture, different for each seed, without text."""
    image = Image.new("RGB", (96, 64), "white")
    draw = ImageDraw.Draw(image)
    number = zlib.crc32(seed.encode())
    for bar in range(6):
        height = 8 + (number >> (4 * bar)) % 48
        draw.rectangle((4 + 15 * bar, 60 - height, 14 + 15 * bar, 60), fill=(40 * bar, 80, 255 - 40 * bar))
    return image


def _mapped(text: str, figures: Sequence[str]) -> tuple[Block, ...]:
    links = {(link.start, link.end): link.stem for link in image_links(text) if link.stem in figures}
    return tuple(
        block.model_copy(update={"kind": "figure", "figure": figure, "page": figures.index(figure) + 1})
        if (figure := links.get((block.start, block.end)))
        else block.model_copy(update={"page": 1})
        for block in blocks(text)
    )
