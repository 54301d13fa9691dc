"""Wild documents typeset by WeasyPrint."""

from __future__ import annotations

from html import escape
from pathlib import Path

from content import Code, Element, Formula, Grid, Heading, Paper, Paragraph, Picture
from weasyprint import HTML
from wild_content import Aside, Outline

TEMPLATES = {
    "book": {"columns": 1, "widest": 320, "grid": 4, "deepest": 2},
    "leaflet": {"columns": 2, "widest": 215, "grid": 3, "deepest": 1},
    "bylaws": {"columns": 1, "widest": 420, "grid": 5, "deepest": 2},
}
EXTRAS = frozenset({"code", "formula", "note"})
_COMMON = """
 p { margin: 0 0 .6em; orphans: 2; widows: 2 } figure { margin: 1em auto; text-align: center; break-inside: avoid }
 figcaption, caption { font-size: .88em; margin: .4em 0 } table { margin: 1em auto; break-inside: avoid; border-collapse: collapse }
 td, th { padding: 3px 8px; text-align: left } h2, h3 { break-after: avoid } sup { font-size: .65em }
 .formula { text-align: center; font-style: italic; margin: .8em 0 }
 .note { float: footnote; font-size: 8pt }
"""
_LOOKS = {
    "book": """@page { size: 152mm 229mm; margin: 20mm 18mm; @top-center { content: string(chapter); font-size: 8pt; font-style: italic }
   @bottom-center { content: counter(page) } }
 body { font: 10pt/1.4 "C059", serif; text-align: justify; hyphens: auto } h1 { font-size: 21pt; text-align: center; font-weight: normal }
 h2 { font-size: 14pt; font-variant: small-caps; font-weight: normal; string-set: chapter content() } h3 { font-size: 10pt; font-style: italic; font-weight: normal }
 .first::first-letter { font-size: 30pt; float: left; line-height: 26pt; padding-right: 3pt } p + p { text-indent: 1.4em }
 thead th { border-bottom: .7pt solid; border-top: .7pt solid } tbody tr:last-child td { border-bottom: .7pt solid } pre { font: 8pt/1.3 "Nimbus Mono PS" }""",
    "leaflet": """@page { size: A4; margin: 16mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt } }
 body { font: 8.8pt/1.35 "Liberation Sans"; columns: 2; column-gap: 9mm } h1 { font-size: 24pt; column-span: all; color: #7b2d26 }
 h2 { font-size: 12pt; color: #fff; background: #7b2d26; padding: 2pt 5pt } h3 { font-size: 9.5pt; color: #7b2d26; margin-bottom: 2pt }
 tbody tr:nth-child(odd) { background: #f3e9e2 } pre { font: 7pt/1.3 "DejaVu Sans Mono"; background: #eee; padding: 5pt }""",
    "bylaws": """@page { size: letter; margin: 25mm; @top-left { content: string(title); font-size: 8pt } @top-right { content: "p. " counter(page) } }
 body { font: 11pt/1.45 "P052", serif; counter-reset: article } h1 { font-size: 17pt; text-transform: uppercase; string-set: title content() }
 h2 { font-size: 11pt; counter-increment: article; counter-reset: clause } h2::before { content: counter(article) ". " }
 h3 { font-size: 11pt; font-weight: normal; text-decoration: underline; counter-increment: clause } h3::before { content: counter(article) "." counter(clause) " " }
 td, th { border: .5pt solid #777 } pre { font: 9pt/1.3 "Nimbus Mono PS"; border: .5pt solid #777; padding: 6pt }""",
}


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF."""
    body, first = [f"<h1>{escape(paper.title)}</h1>"], True
    for element in paper.elements:
        body.append(_element(element, pictures, "first" if first and isinstance(element, Paragraph) else ""))
        first = first and not isinstance(element, Paragraph)
    page = (
        f'<html lang="{paper.language}"><style>{_COMMON}{_LOOKS[template]}</style><body>{"".join(body)}</body></html>'
    )
    HTML(string=page, base_url=str(pdf.parent)).write_pdf(pdf)


def _element(element: Element | Outline | Aside, pictures: dict[int, Path], cls: str) -> str:
    match element:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f'<p class="{cls}">{escape(text)}</p>'
        case Aside(text, note):
            return f'<p>{escape(text)}<span class="note">{escape(note)}</span></p>'
        case Outline(entries):
            return _outline(entries)
        case Grid():
            head = "".join(f"<th>{escape(cell)}</th>" for cell in element.rows[0])
            rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in element.rows[1:])
            return f"<table><caption>{escape(element.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        case Picture():
            size = f"width:{element.width}pt;height:{element.height}pt"
            caption = f"<figcaption>{escape(element.caption)}</figcaption>" if element.caption else ""
            return f'<figure><img src="{pictures[element.number].name}" style="{size}">{caption}</figure>'
        case Code(text):
            return f"<pre>{escape(text)}</pre>"
        case Formula():
            return f'<div class="formula">{element.html}</div>'


def _outline(entries: list[tuple[int, bool, str]], depth: int = 0) -> str:
    name = "ol" if entries[0][1] else "ul"
    html, index = f"<{name}>", 0
    while index < len(entries):
        text = entries[index][2]
        index += 1
        inner = []
        while index < len(entries) and entries[index][0] > depth:
            inner.append(entries[index])
            index += 1
        html += f"<li>{escape(text)}{_outline(inner, depth + 1) if inner else ''}</li>"
    return html + f"</{name}>"
