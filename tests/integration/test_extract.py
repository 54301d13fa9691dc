"""Documents that a typesetter made come out as what they were made from."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from doclora.extract import extract
from doclora.records import Document, TextMap
from doclora.settings import ExtractSettings
from doclora.workspace import DOCLING_DOCUMENT, RECORDS, TEXT, read_record, read_stage
from tests.support.documents import typeset

_PAPER = """
#set page(width: 15cm, height: 20cm, margin: 2cm, header: [The Ondrel Report], numbering: "1")
#set par(justify: true)
#set heading(numbering: "1.1")
#align(center, text(20pt, weight: "bold")[A Study of Silt])
= Method
#lorem(40) The brake releases at 4.2 bar.
== Apparatus
- a crown of bronze
- a lamp house of glass
#figure(table(columns: 3, [Part], [Mass], [Colour], [Crown], [4], [red], [Lamp], [7], [blue]), caption: [The parts.])
#figure(
  rect(width: 6cm, height: 3cm, stack(dir: ltr, spacing: 1cm, circle(radius: 8mm), circle(radius: 8mm))),
  caption: [Two circles in a frame.],
)
#pagebreak()
= Results
#lorem(60)
"""


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    return extract(typeset(_PAPER, folder / "paper.pdf"), folder / "out", ExtractSettings())


def test_headings_keep_their_levels_and_running_lines_are_left_out(artifacts: Path) -> None:
    text = (artifacts / TEXT).read_text(encoding="utf-8")

    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == ["# A Study of Silt", "## 1 Method", "### 1.1 Apparatus", "## 2 Results"]
    assert "Ondrel Report" not in text
    assert "The brake releases at 4.2 bar." in text
    assert "- a crown of bronze\n- a lamp house of glass" in text


def test_a_table_becomes_a_markdown_table(artifacts: Path) -> None:
    text = (artifacts / TEXT).read_text(encoding="utf-8")

    assert "| Part | Mass | Colour |\n| --- | --- | --- |\n| Crown | 4 | red |\n| Lamp | 7 | blue |" in text


def test_a_drawing_is_one_figure_with_its_caption_right_below(artifacts: Path) -> None:
    record = read_record(artifacts / RECORDS / "document.json", Document, hint="")
    text = (artifacts / TEXT).read_text(encoding="utf-8")

    [figure] = record.figures
    assert figure.caption.endswith("Two circles in a frame.")
    assert f"![Image]({figure.path})\n\n{figure.caption}\n" in text
    with Image.open(artifacts / figure.path) as image:
        assert image.size == (figure.width, figure.height)
        assert 1.6 < image.width / image.height < 2.4


def test_every_block_is_found_again_by_its_span(artifacts: Path) -> None:
    blocks = read_record(artifacts / RECORDS / "texto.json", TextMap, hint="").blocks
    text = (artifacts / TEXT).read_text(encoding="utf-8")

    pieces = {text[block.start : block.end]: block for block in blocks}
    assert pieces["### 1.1 Apparatus"].level == 3
    assert pieces["### 1.1 Apparatus"].page == 1
    assert pieces["## 2 Results"].page == 2
    assert [block.start for block in blocks] == sorted(block.start for block in blocks)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_the_record_names_what_was_written(artifacts: Path) -> None:
    record = read_stage(artifacts, "extract")

    assert record is not None
    records = {f"{RECORDS}/document.json", f"{RECORDS}/texto.json"}
    assert {TEXT, DOCLING_DOCUMENT, "imagenes_extraidas/image1.png"} | records == set(record.outputs)
    assert record.settings["profile"] == "geometry"
    assert record.counts["pages"] == 2


def test_a_scan_is_read(tmp_path: Path) -> None:
    import matplotlib as mpl
    from PIL import ImageFont

    font = ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"), 30)
    scan = Image.new("RGB", (1240, 700), "white")
    draw = ImageDraw.Draw(scan)
    draw.text((100, 100), "La válvula se abre a 4,2 bares y se cierra", fill="black", font=font)
    draw.text((100, 145), "cuando la presión baja de 3,1 bares.", fill="black", font=font)
    scan.save(tmp_path / "scan.pdf", resolution=150)

    folder = extract(tmp_path / "scan.pdf", tmp_path, ExtractSettings())

    assert "La válvula se abre a 4,2 bares y se cierra cuando la presión baja de 3,1 bares." in (
        folder / TEXT
    ).read_text(encoding="utf-8")
    assert read_record(folder / RECORDS / "document.json", Document, hint="").language == "es"
