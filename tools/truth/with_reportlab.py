"""Wild documents typeset by ReportLab."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from content import Code, Element, Formula, Grid, Heading, Paper, Paragraph, Picture
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageTemplate,
    Preformatted,
    Spacer,
    Table,
)
from reportlab.platypus import Paragraph as Text
from wild_content import Aside, Outline, strokes

TEMPLATES = {
    "handbook": {"page": A4, "columns": 1, "widest": 400, "grid": 4, "deepest": 2, "table": "boxed", "body": "Times"},
    "bulletin": {"page": letter, "columns": 2, "widest": 225, "grid": 3, "deepest": 1, "table": "bare", "body": "Helvetica"},
    "handout": {"page": landscape(A4), "columns": 1, "widest": 420, "grid": 5, "deepest": 1, "table": "zebra", "body": "DejaVu"},
}  # fmt: skip
EXTRAS = frozenset({"code", "formula"})
_FACES = {
    "Times": ("Times-Roman", "Times-Bold", 10.5),
    "Helvetica": ("Helvetica", "Helvetica-Bold", 9),
    "DejaVu": ("DejaVu", "DejaVu-Bold", 12),
}
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF; a picture's file that is no PNG stands for its drawing."""
    style = TEMPLATES[template]
    pdfmetrics.registerFont(TTFont("DejaVu", _DEJAVU / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont("DejaVu-Bold", _DEJAVU / "DejaVuSans-Bold.ttf"))
    width, height = style["page"]
    columns = int(style["columns"])
    frame = (width - 2 * 56 - 18 * (columns - 1)) / columns
    frames = [Frame(56 + i * (frame + 18), 56, frame, height - 112, 0, 0, 0, 0) for i in range(columns)]
    document = BaseDocTemplate(str(pdf), pagesize=style["page"], title=paper.title)
    chapter = {"now": paper.title}

    def furniture(canvas: object, _: object) -> None:
        canvas.saveState()  # type: ignore[attr-defined]
        canvas.setFont(_FACES[str(style["body"])][0], 8)  # type: ignore[attr-defined]
        canvas.drawString(56, height - 36, chapter["now"])  # type: ignore[attr-defined]
        canvas.drawRightString(width - 56, 30, f"- {canvas.getPageNumber()} -")  # type: ignore[attr-defined]
        canvas.restoreState()  # type: ignore[attr-defined]

    document.addPageTemplates(PageTemplate("all", frames, onPageEnd=furniture))
    document.afterFlowable = lambda f: chapter.update(now=f.getPlainText()) if getattr(f, "chapter", False) else None
    document.build(_story(paper, template, pictures))


def _story(paper: Paper, template: str, pictures: dict[int, Path]) -> list[Flowable]:
    face, bold, size = _FACES[str(TEMPLATES[template]["body"])]
    body = ParagraphStyle("body", fontName=face, fontSize=size, leading=1.3 * size, spaceAfter=0.6 * size, alignment=4)
    colour = colors.HexColor("#1b4965") if template == "handout" else colors.black
    heads = {
        1: ParagraphStyle("1", fontName=bold, fontSize=2 * size, leading=2.3 * size, spaceAfter=size, textColor=colour),
        2: ParagraphStyle("2", fontName=bold, fontSize=1.35 * size, leading=1.6 * size, spaceBefore=size,
                          spaceAfter=0.5 * size, textColor=colour, keepWithNext=1),
        3: ParagraphStyle("3", fontName=bold, fontSize=size, leading=1.3 * size, spaceBefore=0.5 * size,
                          spaceAfter=0.3 * size, keepWithNext=1),
    }  # fmt: skip
    story: list[Flowable] = [Text(escape(paper.title), heads[1])]
    for element in paper.elements:
        if isinstance(element, Heading):
            head = Text(escape(element.text), heads[element.level])
            head.chapter = element.level == 2
            story.append(head)
        else:
            story += _element(element, template, pictures, body, paper)
    return story


def _element(
    element: Element | Outline | Aside, template: str, pictures: dict[int, Path], body: ParagraphStyle, paper: Paper
) -> list[Flowable]:
    small = ParagraphStyle("small", body, fontSize=0.88 * body.fontSize, leading=1.15 * body.fontSize, alignment=1)
    match element:
        case Paragraph(text):
            return [Text(escape(text), body)]
        case Outline(entries):
            return [_outline(entries, ParagraphStyle("item", body, spaceAfter=2, alignment=0)), Spacer(1, 6)]
        case Grid():
            return [
                KeepTogether([Text(escape(element.caption), small), Spacer(1, 4), _table(element, template, body)]),
                Spacer(1, 10),
            ]
        case Picture():
            path = pictures[element.number]
            shown = _drawing(element, paper) if path.suffix == ".svg" else Image(path, element.width, element.height)
            caption = [Spacer(1, 5), Text(escape(element.caption), small)] if element.caption else []
            return [KeepTogether([Spacer(1, 6), shown, *caption]), Spacer(1, 10)]
        case Code(text):
            return [
                Preformatted(text, ParagraphStyle("code", fontName="Courier", fontSize=8, leading=10)),
                Spacer(1, 8),
            ]
        case Formula():
            html = element.html.replace("√", "sqrt ").replace("−", "-")
            return [Text(html, ParagraphStyle("formula", body, alignment=1, fontName="Times-Roman"))]
    return [HRFlowable()]


def _outline(entries: list[tuple[int, bool, str]], style: ParagraphStyle, depth: int = 0) -> ListFlowable:
    items: list[Flowable] = []
    index = 0
    while index < len(entries):
        text = entries[index][2]
        index += 1
        inner = []
        while index < len(entries) and entries[index][0] > depth:
            inner.append(entries[index])
            index += 1
        content: list[Flowable] = [Text(escape(text), style)]
        if inner:
            content.append(_outline(inner, style, depth + 1))
        items.append(ListItem(content))
    numbered = entries[0][1]
    bullet = (
        {"bulletType": "1", "bulletFormat": "%s."} if numbered else {"bulletType": "bullet", "start": "•–"[depth % 2]}
    )
    return ListFlowable(items, leftIndent=18, **bullet)


def _table(grid: Grid, template: str, body: ParagraphStyle) -> Table:
    table = Table(grid.rows, hAlign="CENTER")
    looks = {
        "boxed": [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)],
        "bare": [("FONTNAME", (0, 0), (-1, 0), _FACES["Helvetica"][1])],
        "zebra": [("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.HexColor("#e6edf2")]),
                  ("LINEBELOW", (0, 0), (-1, 0), 1, colors.HexColor("#1b4965"))],
    }  # fmt: skip
    font = ("FONT", (0, 0), (-1, -1), body.fontName, 0.9 * body.fontSize)
    table.setStyle([font, *looks[str(TEMPLATES[template]["table"])]])
    return table


def _drawing(picture: Picture, paper: Paper) -> Drawing:
    h = picture.height
    drawing = Drawing(picture.width, h)
    drawing.hAlign = "CENTER"
    for kind, n, paint in strokes(picture, paper_seed(paper)):
        if kind == "rect":
            drawing.add(Rect(n[0], h - n[1] - n[3], n[2], n[3], fillColor=colors.HexColor(paint), strokeWidth=0.7))
        elif kind == "line":
            drawing.add(Line(n[0], h - n[1], n[2], h - n[3], strokeColor=colors.HexColor(paint)))
        elif kind == "circle":
            drawing.add(Circle(n[0], h - n[1], n[2], fillColor=colors.HexColor(paint), strokeColor=None))
        elif kind == "polygon":
            points = [v for x, y in zip(n[::2], n[1::2], strict=True) for v in (x, h - y)]
            drawing.add(Polygon(points, fillColor=colors.HexColor(paint), strokeColor=None))
        else:
            drawing.add(String(n[0], h - n[1], paint, fontSize=n[2]))
    return drawing


def paper_seed(paper: Paper) -> int:
    """The seed in a paper's name."""
    return int(paper.name.rsplit("-", 1)[-1])
