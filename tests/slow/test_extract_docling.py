"""With docling itself: the other formats, and our plugin in docling's own pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from doclora.extract.isolation import Task
from doclora.extract.sources import identify
from doclora.extract.stage import work
from doclora.records import Document
from doclora.settings import ExtractSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.workspace import RECORDS, TEXT, digest_file, read_record
from tests.support.tiny_docling import install_entry_point

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # docling's dependencies warn of each other

EXAMPLE = Path(__file__).parents[2] / "examples" / "silt-lantern.pdf"


def _extracted(source: Path, folder: Path) -> tuple[str, Document]:
    folder.mkdir()
    kind = identify(source)
    work(Task(source=source, kind=kind, sha256=digest_file(source), folder=folder, settings=ExtractSettings()))
    document = read_record(folder / RECORDS / "document.json", Document, hint="")
    return (folder / TEXT).read_text(encoding="utf-8"), document


def _picture(path: Path) -> Path:
    image = Image.new("RGB", (240, 160), "steelblue")
    ImageDraw.Draw(image).ellipse((60, 40, 180, 120), fill="gold")
    image.save(path)
    return path


def test_html_and_markdown_bring_their_pictures(tmp_path: Path) -> None:
    _picture(tmp_path / "pic.png")
    page = tmp_path / "a.html"
    page.write_text(
        "<html><body><h1>El farol</h1><p>Se abre a 4,2 bares.</p>"
        "<h2>Partes</h2><ul><li>corona</li><li>lámpara</li></ul>"
        "<table><tr><th>Parte</th><th>Masa</th></tr><tr><td>Corona</td><td>4</td></tr></table>"
        '<figure><img src="pic.png"><figcaption>Figura 1. Una corona.</figcaption></figure></body></html>',
        encoding="utf-8",
    )
    note = tmp_path / "b.md"
    note.write_text(
        "# The lantern\n\nIt opens at 4.2 bar.\n\n- crown\n- lamp\n\n1. one\n2. two\n\n![A crown](pic.png)\n"
    )

    html, document = _extracted(page, tmp_path / "html")
    markdown, other = _extracted(note, tmp_path / "md")

    assert "# El farol\n\nSe abre a 4,2 bares.\n\n## Partes\n\n- corona\n- lámpara" in html
    assert "| Parte | Masa |\n| --- | --- |\n| Corona | 4 |" in html
    assert document.figures[0].caption == "Figura 1. Una corona."
    assert document.language == "es"
    assert "- crown\n- lamp\n\n1. one\n2. two" in markdown
    assert len(other.figures) == 1


def test_word_and_powerpoint_give_headings_tables_and_pictures(tmp_path: Path) -> None:
    import docx
    import pptx

    picture = str(_picture(tmp_path / "pic.png"))
    paper = docx.Document()
    paper.add_heading("The lantern", 1)
    paper.add_paragraph("It opens at 4.2 bar.")
    paper.add_picture(picture)
    paper.save(str(tmp_path / "a.docx"))
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = "The lamp house"
    slide.shapes.add_picture(picture, 914400, 1828800)
    slides.save(str(tmp_path / "b.pptx"))

    word, document = _extracted(tmp_path / "a.docx", tmp_path / "docx")
    powerpoint, deck = _extracted(tmp_path / "b.pptx", tmp_path / "pptx")

    assert word.startswith("# The lantern\n\nIt opens at 4.2 bar.\n\n![Image](imagenes_extraidas/image1.png)")
    assert len(document.figures) == 1
    assert "The lamp house" in powerpoint
    assert len(deck.figures) == 1


def test_an_image_without_text_is_a_figure(tmp_path: Path) -> None:
    text, document = _extracted(_picture(tmp_path / "pic.png"), tmp_path / "out")

    assert "![Image](imagenes_extraidas/image1.png)" in text
    assert len(document.figures) == 1


def test_the_plugin_serves_docling_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_torchvision()
    install_entry_point(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    from docling.datamodel.base_models import InputFormat
    from docling.datamodel.pipeline_options import PdfPipelineOptions
    from docling.document_converter import DocumentConverter, PdfFormatOption

    from doclora.extract.geometry.plugin import GeometryLayoutOptions, GeometryTableOptions

    options = PdfPipelineOptions(
        layout_options=GeometryLayoutOptions(),
        table_structure_options=GeometryTableOptions(),
        allow_external_plugins=True,
        do_ocr=False,
    )
    converter = DocumentConverter(format_options={InputFormat.PDF: PdfFormatOption(pipeline_options=options)})
    document = converter.convert(EXAMPLE).document

    assert len(document.pictures) == 4
    assert [cell.text for cell in document.tables[0].data.grid[0]] == [
        "Spacer",
        "Gap (mm)",
        "Range (g/L)",
        "Typical water",
    ]
    assert "Page 1 of 5" not in document.export_to_markdown()
    headings = [item.text for item in document.texts if item.label.value == "section_header"]
    assert "1.2 Parts" in headings
