"""The offline describer: it says what it read and measured, plainly, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from doclora.describe import describe
from doclora.errors import InputError
from doclora.ocr import TextLine, labels
from doclora.records import Language
from doclora.settings import DescribeSettings
from doclora.workspace import DESCRIPTIONS, FIGURES
from tests.support.artifacts import make_artifacts

OFFLINE = DescribeSettings(describer="offline")


def response(folder: Path, figure: str = "image1") -> str:
    describe(folder, OFFLINE)
    text: str = json.loads((folder / DESCRIPTIONS / f"{figure}.md").read_text())["response"]
    return text


def drawn(folder: Path, *words: str) -> None:
    image = Image.new("RGB", (640, 90 * len(words)), "white")
    for row, word in enumerate(words):
        ImageDraw.Draw(image).text((60, 20 + 90 * row), word, fill="black", font=ImageFont.load_default(36))
    image.save(folder / FIGURES / "image1.png")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "This figure is described here from its own text and pixels, without a vision model."),
        ("es", "Esta figura se describe aquí a partir de su propio texto y de sus píxeles, sin un modelo de visión."),
    ],
)
def test_it_says_what_it_is_in_the_language_of_the_document(tmp_path: Path, language: Language, expected: str) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1, language=language, texts={"image1": "A"})
    assert response(folder).startswith(expected)


def test_words_and_numbers_in_reading_order_and_the_caption_only_where_the_text_lacks_it(tmp_path: Path) -> None:
    captions = {"image1": "Figure 3. The kiln."}
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1, captions=captions)
    drawn(folder, "Furnace", "Cooler", "1250")
    text = response(folder)
    assert text.startswith("Figure 3 is described here")
    assert "Its caption reads “Figure 3. The kiln”." in text
    assert "The text read inside it by OCR says “Furnace” and “Cooler”. The number inside it is 1250." in text
    assert text.endswith("The image is in shades of grey on a mostly white background and wider than high.")

    printed = "![](image1.png)\n\n*Figure 3.* The kiln\\_a &amp;\nb.\n"
    captions = {"image1": "Figure 3. The kiln_a & b."}
    other = make_artifacts(tmp_path / "b", printed, figures=1, captions=captions, texts={"image1": "A\nB"})
    assert "caption" not in response(other)
    assert "The text printed inside it says “A” and “B”." in response(other)


def test_two_figures_with_the_same_image_keep_their_own_numbers(tmp_path: Path) -> None:
    captions = {"image1": "Figure 1. A", "image2": "Figure 2. B"}
    folder = make_artifacts(tmp_path, "", figures=2, captions=captions, texts={"image1": "A", "image2": "A"})
    (folder / FIGURES / "image2.png").write_bytes((folder / FIGURES / "image1.png").read_bytes())
    assert [response(folder, name)[:8] for name in captions] == ["Figure 1", "Figure 2"]


def test_nothing_is_said_that_is_not_there(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1)
    assert "No text was found inside it." in response(folder)


def test_the_lines_of_a_label_are_read_together(tmp_path: Path) -> None:
    def line(text: str, left: float, top: float) -> TextLine:
        return TextLine(text=text, box=(left, top, left + 60, top + 20), confidence=0.9)

    lines = [
        line("Intake", 10, 10),
        line("Air", 200, 10),
        line("valve", 12, 35),
        line("menu", 200, 80),
        line("7", 10, 57),
    ]
    assert labels(lines) == ["Intake valve", "Air", "menu", "7"]


def test_decorative_images_are_left_out_with_the_reason(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "", figures=3)
    Image.new("RGB", (300, 200), "navy").save(folder / FIGURES / "image1.png")
    Image.linear_gradient("L").resize((16, 12)).save(folder / FIGURES / "image2.png")
    Image.linear_gradient("L").resize((3, 400)).save(folder / FIGURES / "image3.png")
    outcome = describe(folder, OFFLINE)
    assert outcome.record.counts["decorative"] == 3
    assert outcome.record.notes == (
        "image1: decorative, left out: one flat colour",
        "image2: decorative, left out: tiny: 16×12 pixels",
        "image3: decorative, left out: a line: 3×400 pixels",
    )


def test_a_damaged_image_fails_alone(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "", figures=2, texts={"image2": "A"})
    (folder / FIGURES / "image1.png").write_bytes(b"not a picture")
    outcome = describe(folder, OFFLINE)
    assert outcome.record.counts["failed"] == 1
    assert "without a vision model" in response(folder, "image2")
    assert not describe(folder, OFFLINE).skipped, "failed figures are tried again"


def test_fresh_is_skipped(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "", figures=1, texts={"image1": "A"})
    assert [describe(folder, OFFLINE).skipped, describe(folder, OFFLINE).skipped] == [False, True]


def test_not_an_artifacts_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither"):
        describe(tmp_path, OFFLINE)
