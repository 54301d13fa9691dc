"""Papers laid out by LibreOffice Writer, from flat OpenDocument text."""

from __future__ import annotations

import base64
import re
import subprocess
import tempfile
from html import escape
from pathlib import Path

from content import Code, Element, Formula, Grid, Heading, Items, Paper, Paragraph, Picture

TEMPLATES = {
    "letter": {
        "columns": 1,
        "widest": 400,
        "font": "Liberation Serif",
        "size": 12,
        "borders": "all",
        "numbered": False,
    },
    "bulletin": {
        "columns": 2,
        "widest": 215,
        "font": "Liberation Serif",
        "size": 10,
        "borders": "all",
        "numbered": True,
    },
    "booklet": {
        "columns": 1,
        "widest": 400,
        "font": "Liberation Sans",
        "size": 11,
        "borders": "rows",
        "numbered": True,
    },
}
_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF."""
    source = pdf.with_suffix(".fodt")
    source.write_text(_source(paper, template, pictures), encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir",
             str(pdf.parent), str(source)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip


def _source(paper: Paper, template: str, pictures: dict[int, Path]) -> str:
    style = TEMPLATES[template]
    names = " ".join(f'xmlns:{key}="{value}"' for key, value in _SPACES.items())
    numbers = [0, 0]
    body = "".join(_element(e, pictures, numbers, numbered=bool(style["numbered"])) for e in paper.elements)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {names} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
{_styles(style, paper)}
<office:body><office:text><text:p text:style-name="Title">{escape(paper.title)}</text:p>
<text:section text:style-name="Columns" text:name="main">{body}</text:section></office:text></office:body></office:document>"""


def _styles(style: dict[str, object], paper: Paper) -> str:
    size = float(str(style["size"]))
    line = "0.5pt solid #000000"
    borders = (
        f'fo:border="{line}"' if style["borders"] == "all" else f'fo:border-top="{line}" fo:border-bottom="{line}"'
    )
    country = "US" if paper.language == "en" else "ES"

    def paragraph(name: str, text: str = "", block: str = "", level: int = 0) -> str:
        outline = f' style:default-outline-level="{level}"' if level else ""
        given = "" if "fo:font-size" in text else f'fo:font-size="{size}pt"'
        family = "" if "fo:font-family" in text else f'fo:font-family="{style["font"]}"'
        return (
            f'<style:style style:name="{name}" style:family="paragraph"{outline}><style:paragraph-properties {block}/>'
            f"<style:text-properties {family} {given}"
            f' fo:language="{paper.language}" fo:country="{country}" {text}/></style:style>'
        )

    bold = 'fo:font-weight="bold"'
    keep = 'fo:keep-with-next="always" fo:margin-top="10pt" fo:margin-bottom="5pt"'
    return f"""<office:styles>
{paragraph("Body", "", 'fo:margin-bottom="6pt" fo:text-align="justify"')}
{paragraph("Cell")}{paragraph("Head", bold)}
{paragraph("Center", "", 'fo:text-align="center" fo:margin-top="6pt" fo:margin-bottom="6pt"')}
{paragraph("Frame", "", 'fo:text-align="center" fo:keep-with-next="always" fo:margin-top="8pt" fo:margin-bottom="6pt"')}
{paragraph("Caption", f'fo:font-style="italic" fo:font-size="{size * 0.9}pt"', 'fo:margin-bottom="10pt"')}
{paragraph("Above", f'fo:font-style="italic" fo:font-size="{size * 0.9}pt"', 'fo:margin-top="8pt" fo:margin-bottom="6pt" fo:keep-with-next="always"')}
{paragraph("Code", 'fo:font-family="Liberation Mono" fo:font-size="9pt"')}
{paragraph("Small", 'fo:font-size="8pt"')}
{paragraph("Title", f'{bold} fo:font-size="{size * 1.9}pt"', 'fo:text-align="center" fo:margin-bottom="14pt"')}
{paragraph("H2", f'{bold} fo:font-size="{size * 1.35}pt"', keep, 1)}
{paragraph("H3", f'{bold} fo:font-size="{size * 1.12}pt"', keep, 2)}
</office:styles><office:automatic-styles>
<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>
<style:header-style><style:header-footer-properties fo:margin-bottom="12pt"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:margin-top="12pt"/></style:footer-style></style:page-layout>
<style:style style:name="Columns" style:family="section"><style:section-properties text:dont-balance-text-columns="false">
<style:columns fo:column-count="{style["columns"]}" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:padding="3pt" {borders}/></style:style>
<style:style style:name="T" style:family="table"><style:table-properties fo:margin-bottom="10pt" style:may-break-between-rows="false"/></style:style>
<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
 text:label-followed-by="listtab" fo:text-indent="-14pt" fo:margin-left="24pt"/></style:list-level-properties>
</text:list-level-style-bullet></text:list-style>
<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
 text:label-followed-by="listtab" fo:text-indent="-14pt" fo:margin-left="24pt"/></style:list-level-properties>
</text:list-level-style-number></text:list-style>
</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">
<style:header><text:p text:style-name="Small">{escape(paper.title)}</text:p></style:header>
<style:footer><text:p text:style-name="Small">Page <text:page-number/></text:p></style:footer>
</style:master-page></office:master-styles>"""


def _element(element: Element, pictures: dict[int, Path], numbers: list[int], *, numbered: bool) -> str:
    match element:
        case Heading(text, level):
            return _heading(text, level, numbers, numbered=numbered)
        case Paragraph(text):
            return f'<text:p text:style-name="Body">{escape(text)}</text:p>'
        case Items(items, ordered):
            inner = "".join(
                f'<text:list-item><text:p text:style-name="Body">{escape(item)}</text:p></text:list-item>'
                for item in items
            )
            return f'<text:list text:style-name="{"Numbers" if ordered else "Bullets"}">{inner}</text:list>'
        case Grid():
            return _table(element)
        case Picture():
            return _picture(element, pictures[element.number])
        case Code(text):
            lines = (re.sub("  ", "<text:s text:c='2'/>", escape(line)) for line in text.splitlines())
            return "".join(f'<text:p text:style-name="Code">{line}</text:p>' for line in lines)
        case Formula():
            return f'<text:p text:style-name="Center">{re.sub("<[^>]*>", "", element.html)}</text:p>'


def _heading(text: str, level: int, numbers: list[int], *, numbered: bool) -> str:
    if level == 2:
        numbers[:] = [numbers[0] + 1, 0]
    else:
        numbers[1] += 1
    number = f"{numbers[0]}. " if level == 2 else f"{numbers[0]}.{numbers[1]}. "
    label = number if numbered else ""
    return f'<text:h text:style-name="H{level}" text:outline-level="{level - 1}">{label}{escape(text)}</text:h>'


def _table(grid: Grid) -> str:
    rows = ""
    for index, row in enumerate(grid.rows):
        style = "Cell" if index else "Head"
        cells = "".join(
            f'<table:table-cell table:style-name="C"><text:p text:style-name="{style}">{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        rows += f"<table:table-row>{cells}</table:table-row>"
    columns = f'<table:table-column table:number-columns-repeated="{len(grid.rows[0])}"/>'
    above = f'<text:p text:style-name="Above">{escape(grid.caption)}</text:p>'
    return f'{above}<table:table table:style-name="T">{columns}{rows}</table:table>'


def _picture(picture: Picture, path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    frame = (
        f'<draw:frame text:anchor-type="as-char" svg:width="{picture.width}pt" svg:height="{picture.height}pt">'
        f"<draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>"
    )
    caption = f'<text:p text:style-name="Caption">{escape(picture.caption)}</text:p>'
    return f'<text:p text:style-name="Frame">{frame}</text:p>{caption}'
