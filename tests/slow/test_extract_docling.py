"""With docling itself: the other formats, and our plugin in docling's own pipeline."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image, ImageDraw, ImageFont

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


def test_what_stands_within_a_paragraph_keeps_its_place(tmp_path: Path) -> None:
    """No space before a comma, powers raised, pictures between words linked, addresses with %20 found."""
    _picture(tmp_path / "a pic.png")
    page = tmp_path / "a.html"
    page.write_text(
        "<html><body><p>Abre a <b>4,2</b>, <i>x</i><sup>2</sup> y H<sub>2</sub>O (<code>a_b</code>).</p>"
        '<p><img src="a%20pic.png" alt="Una corona"></p></body></html>',
        encoding="utf-8",
    )
    note = tmp_path / "b.md"
    note.write_text("---\ntitle: not text\n---\n# One\n\nBefore ![A crown](<a pic.png>) after.\n\nLast `x`, too.\n")

    html, document = _extracted(page, tmp_path / "html")
    markdown, other = _extracted(note, tmp_path / "md")

    assert "Abre a **4,2**, *x*² y H₂O (`a_b`)." in html
    assert document.figures[0].caption == "Una corona"
    assert "not text" not in markdown
    assert "![Image](imagenes_extraidas/image1.png)" in markdown
    assert "Last `x`, too." in markdown
    assert len(other.figures) == 1


def test_nothing_is_fetched_from_the_network_nor_from_elsewhere(tmp_path: Path) -> None:
    """The picture is there for whoever asks: nobody asks."""
    asked: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/remote.png"
        (tmp_path / "a.html").write_text(f'<p>Text.</p><img src="{address}" alt="remote"><img src="/etc/passwd">')
        (tmp_path / "b.md").write_text(f"Text.\n\n![remote]({address})\n")
        for name in ("a.html", "b.md"):
            text, document = _extracted(tmp_path / name, tmp_path / f"out-{name}")
            assert "Text." in text
            assert document.figures == ()
        server.shutdown()
    assert asked == []


def test_word_gives_headings_lists_tables_formulas_and_captioned_pictures(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    paper = docx.Document()
    paper.add_heading("El farol de Ondrel", 0)
    paper.add_heading("Método", 1)
    paper.add_paragraph("Se abre a 4,2 bares: ñ, á, ¿qué?")
    for style, text in [("List Bullet", "corona"), ("List Bullet 2", "anillo"), ("List Number", "uno")]:
        paper.add_paragraph(text, style=style)
    table = paper.add_table(rows=2, cols=2)
    for number, text in enumerate(["Parte", "Código", "Corona", "A|1"]):
        table.cell(number // 2, number % 2).text = text
    paper.add_picture(str(_picture(tmp_path / "pic.png")))
    paper.add_paragraph("Figura 1. La corona.")
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paper.add_paragraph("Donde ")._p.append(parse_xml(f'<m:oMath xmlns:m="{math}">{power}</m:oMath>'))  # noqa: SLF001
    paper.sections[0].header.paragraphs[0].text = "Running header"
    paper.save(str(tmp_path / "a.docx"))

    text, document = _extracted(tmp_path / "a.docx", tmp_path / "out")

    assert text == (
        "# El farol de Ondrel\n\n## Método\n\nSe abre a 4,2 bares: ñ, á, ¿qué?\n\n- corona\n  - anillo\n\n1. uno\n\n"
        "| Parte | Código |\n| --- | --- |\n| Corona | A\\|1 |\n\n![Image](imagenes_extraidas/image1.png)\n\n"
        "Figura 1. La corona.\n\nDonde $x^{2}$\n"
    )
    assert document.figures[0].caption == "Figura 1. La corona."
    assert document.language == "es"


def test_powerpoint_gives_slides_as_pages_with_tables_charts_and_notes(tmp_path: Path) -> None:
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    slides = pptx.Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[1])
    first.shapes.title.text = "The lamp house"
    first.placeholders[1].text = "three lamps"
    first.notes_slide.notes_text_frame.text = "Say that two burn."
    second = slides.slides.add_slide(slides.slide_layouts[5])
    second.shapes.title.text = "Silt"
    second.shapes.add_picture(str(_picture(tmp_path / "pic.png")), 914400, 1828800)
    chart = CategoryChartData()
    chart.categories = ["2020", "2021"]
    chart.add_series("Silt", (4.2, 3.1))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 914400, 3828800, 2_000_000, 2_000_000, chart)
    slides.save(str(tmp_path / "b.pptx"))

    text, deck = _extracted(tmp_path / "b.pptx", tmp_path / "out")

    assert text.startswith("# The lamp house\n\n- three lamps\n\nSay that two burn.\n\n# Silt")
    assert "| 2020 | 4.2 |\n| 2021 | 3.1 |" in text
    assert [figure.page for figure in deck.figures] == [2]
    assert deck.pages == 2


def test_every_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    font = ImageFont.load_default(36)
    pages = [Image.new(mode, (1000, 500), "white") for mode in ("RGB", "L", "1")]
    for number, page in enumerate(pages, start=1):
        ImageDraw.Draw(page).text((60, 200), f"The valve opens on page {number}.", fill=0, font=font)
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])

    text, document = _extracted(tmp_path / "a.tiff", tmp_path / "out")

    assert [n for n in (1, 2, 3) if f"The valve opens on page {n}." in text] == [1, 2, 3]
    assert document.pages == 3


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
