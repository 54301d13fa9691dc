"""Papers printed by Chromium."""

from __future__ import annotations

import html
import os
import subprocess
from pathlib import Path

from content import Code, Element, Formula, Grid, Heading, Items, Paper, Paragraph, Picture

_BASE = """
@page { size: A4; margin: 2cm 2.2cm; @bottom-center { content: counter(page); font: 8pt sans-serif } }
body { margin: 0; line-height: 1.35 } figure { margin: 12pt 0; text-align: center; break-inside: avoid }
img { display: block; margin: 0 auto 8pt } table { border-collapse: collapse; margin: 0 auto } tr { break-inside: avoid }
caption { caption-side: top; margin-bottom: 6pt } td, th { padding: 3pt 7pt; text-align: left }
h1, h2, h3 { break-after: avoid; line-height: 1.2 } pre { break-inside: avoid }
"""
TEMPLATES = {
    "report": (
        420,
        "body { font: 11pt 'Liberation Serif', 'DejaVu Serif', serif } td, th { border: 1px solid #444 } h1 { text-align: center }",
    ),
    "journal": (
        215,
        (
            "body { font: 9.5pt 'DejaVu Serif', serif; columns: 2; column-gap: 24pt; text-align: justify } h1 { column-span: all }"
            " th { border-bottom: 1px solid #000; border-top: 1.5px solid #000 } tr:last-child td { border-bottom: 1.5px solid #000 }"
            " figcaption, caption { font-size: 8.5pt } h2 { font-size: 12pt } h3 { font-size: 10.5pt }"
        ),
    ),
    "web": (
        420,
        (
            "body { font: 10pt 'DejaVu Sans', sans-serif } th { background: #dde6ee } td { border-bottom: 1px solid #ccc }"
            " figcaption { font-style: italic } pre { background: #f2f2f2; padding: 6pt } h2 { color: #224 }"
        ),
    ),
    "manual": (
        400,
        (
            "@page { @top-left { content: 'Technical manual'; font: 8pt sans-serif } } body { font: 10.5pt 'DejaVu Sans', sans-serif }"
            " td, th { border-top: 1px solid #555; border-bottom: 1px solid #555 } h2 { font-size: 15pt } h3 { font-size: 10.5pt }"
        ),
    ),
}


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF."""
    source = pdf.with_suffix(".html")
    body = "\n".join(_element(element, pictures) for element in paper.elements)
    source.write_text(
        f'<!doctype html><html lang="{paper.language}"><meta charset="utf-8"><title>{html.escape(paper.title)}</title>'
        f"<style>{_BASE}{TEMPLATES[template][1]}</style><h1>{html.escape(paper.title)}</h1>{body}</html>",
        encoding="utf-8",
    )
    command = ["chromium", "--headless", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    if os.geteuid() == 0:
        command.append("--no-sandbox")
    subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)


def _element(element: Element, pictures: dict[int, Path]) -> str:
    match element:
        case Heading(text, level):
            return f"<h{level}>{html.escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{html.escape(text)}</p>"
        case Items(items, ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</{tag}>"
        case Grid(rows, caption):
            head = "".join(f"<th>{html.escape(cell)}</th>" for cell in rows[0])
            body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows[1:])
            table = f"<table><caption>{html.escape(caption)}</caption><tr>{head}</tr>{body}</table>"
            return f"<figure>{table}</figure>"
        case Picture(width=width, height=height, caption=caption, number=number):
            size = f"width:{width}pt;height:{height}pt"
            image = f'<img src="{pictures[number].as_uri()}" style="{size}">'
            return f"<figure>{image}<figcaption>{html.escape(caption)}</figcaption></figure>"
        case Code(text):
            return f"<pre>{html.escape(text)}</pre>"
        case Formula():
            return f'<p style="text-align:center">{element.html}</p>'
