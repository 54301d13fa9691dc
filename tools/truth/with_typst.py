"""Papers typeset by Typst."""

from __future__ import annotations

import json
from pathlib import Path

import typst
from content import Code, Element, Formula, Grid, Heading, Items, Paper, Paragraph, Picture

_TABLE = {
    "ruled": "stroke: 0.6pt",
    "booktabs": "stroke: none",
    "rows": "stroke: (x: none, y: 0.4pt + gray)",
}
TEMPLATES = {
    "article": {
        "columns": 1,
        "widest": 380,
        "table": "booktabs",
        "numbering": '"1.1"',
        "font": "Libertinus Serif",
        "size": 10.5,
    },
    "paper": {
        "columns": 2,
        "widest": 225,
        "table": "booktabs",
        "numbering": '"1.1"',
        "font": "Libertinus Serif",
        "size": 9.5,
    },
    "news": {"columns": 3, "widest": 145, "table": "rows", "numbering": "none", "font": "DejaVu Sans", "size": 7.5},
    "notes": {"columns": 1, "widest": 380, "table": "ruled", "numbering": "none", "font": "DejaVu Sans", "size": 10},
}


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF."""
    source = pdf.with_suffix(".typ")
    source.write_text(_source(paper, template, pictures, pdf.parent), encoding="utf-8")
    typst.compile(str(source), output=str(pdf), root=str(pdf.parent))


def _source(paper: Paper, template: str, pictures: dict[int, Path], root: Path) -> str:
    style = TEMPLATES[template]
    bookmarked = "true" if template in {"article", "notes"} else "false"
    columns = style["columns"]
    head = f"""
#set document(title: {json.dumps(paper.title, ensure_ascii=False)})
#set page(paper: "a4", margin: 2.2cm, columns: {columns}, numbering: "1",
  header: align(right, text(8pt)[{json.dumps(paper.title, ensure_ascii=False).strip('"')}]))
#set text(font: "{style["font"]}", size: {style["size"]}pt, lang: "{paper.language}")
#set par(justify: true, first-line-indent: {"1.2em" if template == "paper" else "0pt"}, spacing: {"0.65em" if template == "paper" else "1.1em"})
#set heading(numbering: {style["numbering"]}, bookmarked: {bookmarked})
#set figure(gap: 8pt, supplement: none, numbering: none)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: set text(0.9em)
#set table({_TABLE[str(style["table"])]}, inset: 4pt)
#show math.equation.where(block: true): set block(spacing: 1.2em)
"""
    title = f'#align(center, text(1.8em, weight: "bold", hyphenate: false, {_string(paper.title)}))'
    if columns != 1:
        title = f'#place(top + center, scope: "parent", float: true, {title[1:]})'
    return head + title + "\n\n" + "\n\n".join(_element(e, template, pictures, root) for e in paper.elements)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _element(element: Element, template: str, pictures: dict[int, Path], root: Path) -> str:
    match element:
        case Heading(text, level):
            return f"#heading(level: {level - 1}, {_string(text)})"
        case Paragraph(text):
            return f"#{_string(text)}"
        case Items(items, ordered):
            return "\n".join(f"{'+' if ordered else '-'} #{_string(item)}" for item in items)
        case Grid():
            return _table(element, str(TEMPLATES[template]["table"]))
        case Picture():
            path = "/" + pictures[element.number].relative_to(root).as_posix()
            image = f'image("{path}", width: {element.width}pt, height: {element.height}pt, fit: "stretch")'
            return f"#figure({image}, kind: image, caption: {_string(element.caption)})"
        case Code(text):
            return f"```python\n{text}\n```"
        case Formula():
            return f"$ {element.typst} $"


def _table(grid: Grid, style: str) -> str:
    cells = ["table.header(" + ", ".join(f"strong({_string(cell)})" for cell in grid.rows[0]) + ")"]
    cells += [_string(cell) for row in grid.rows[1:] for cell in row]
    if style == "booktabs":
        cells = ["table.hline()", cells[0], "table.hline(stroke: 0.5pt)", *cells[1:], "table.hline()"]
    table = f"table(columns: {len(grid.rows[0])}, align: left, {', '.join(cells)})"
    return f"#figure({table}, kind: table, caption: {_string(grid.caption)})"
