"""The offline reader: what it reads, and in which order."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import pytest
from PIL import Image, ImageDraw, ImageFont

from doclora.ocr import TextLine, read_text

_FONT = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"


def _image(*texts: tuple[str, tuple[int, int]], mode: str = "RGB", background: object = "white") -> Image.Image:
    image = Image.new(mode, (700, 160), background)  # type: ignore[arg-type]
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(_FONT), 26)
    for text, place in texts:
        draw.text(place, text, fill="black", font=font)
    return image


def test_reads_accents_with_boxes_and_confidence() -> None:
    lines = read_text(_image(("La presión del año según el pingüino", (20, 60))))

    assert [line.text for line in lines] == ["La presión del año según el pingüino"]
    left, top, right, bottom = lines[0].box
    assert 10 <= left <= 30
    assert 50 <= top < bottom <= 110
    assert right > 300
    assert lines[0].confidence > 0.8


def test_reads_row_by_row_from_the_left() -> None:
    lines = read_text(_image(("second", (420, 20)), ("third", (20, 100)), ("first", (20, 24))))

    assert [line.text for line in lines] == ["first", "second", "third"]


def test_transparent_parts_count_as_white() -> None:
    assert [line.text for line in read_text(_image(("valve", (20, 60)), mode="RGBA", background=(0, 0, 0, 0)))] == [
        "valve"
    ]


@pytest.mark.parametrize("size", [(300, 300), (2, 2)])
def test_an_image_without_text_gives_no_lines(size: tuple[int, int]) -> None:
    assert read_text(Image.new("L", size, 255)) == []


def test_lines_below_the_asked_confidence_are_left_out() -> None:
    image = _image(("valve", (20, 60)))
    confidence = read_text(image)[0].confidence

    assert read_text(image, min_confidence=min(1.0, confidence + 1e-6)) == [] or confidence == 1.0


def test_a_confidence_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="less than or equal to 1"):
        TextLine(text="x", box=(0, 0, 1, 1), confidence=1.5)


@pytest.mark.parametrize("size", [(4000, 1), (1, 4000)])
def test_a_thin_image_is_given_a_margin_before_the_detector_enlarges_it(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    seen: list[tuple[int, ...]] = []

    def engine() -> Any:
        def read(pixels: Any, use_cls: bool) -> Any:
            seen.append(pixels.shape)
            return SimpleNamespace(txts=None)

        return read

    monkeypatch.setattr("doclora.ocr._engine", engine)
    assert read_text(Image.new("RGB", size)) == []
    assert max(seen[0][:2]) == 8 * min(seen[0][:2])
