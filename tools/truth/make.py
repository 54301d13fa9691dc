"""Make the truth set: documents whose headings, paragraphs, tables and figures are known.

    python tools/truth/make.py --out DIR --part tuning|final|wild

`tuning` comes from Typst, Chromium and LibreOffice, `final` from LaTeX alone, with templates of its own; `wild` from
ReportLab, WeasyPrint and groff, with texts, lists and pictures of its own (pip install reportlab weasyprint; Debian's groff
and ghostscript). Every document is made twice, the second time with each figure painted in a colour of its own: there its box is read off the pixels.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pictures
import pypdfium2
import with_chromium
import with_latex
import with_libreoffice
import with_typst
from content import Code, Formula, Grid, Heading, Items, Language, Paper, Paragraph, Picture, write_paper
from wild_content import Aside, Outline, as_svg, snapshot, strokes, write_wild

_SCALE = 2.0
TUNING = (with_typst, with_chromium, with_libreoffice)
FINAL = (with_latex,)


def main() -> None:
    """Make one part of the set, or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", choices=["tuning", "final", "wild"], required=True)
    arguments = parser.parse_args()
    if arguments.part == "wild":
        make_wild(arguments.out / "wild")
        return
    makers = TUNING if arguments.part == "tuning" else FINAL
    seed = 100 if arguments.part == "tuning" else 9000
    each = {"with_typst": 3, "with_chromium": 3, "with_libreoffice": 3, "with_latex": 4}
    for maker in makers:
        for template in maker.TEMPLATES:
            for number in range(each[maker.__name__]):
                seed += 1
                make(maker, template, seed, "en" if number % 2 == 0 else "es", arguments.out / arguments.part)


def make(maker: ModuleType, template: str, seed: int, language: Language, out: Path) -> None:
    """Make one document and its truth."""
    style = maker.TEMPLATES[template]
    widest = style[0] if isinstance(style, tuple) else style["widest"]
    paper = write_paper(seed, language, widest=widest, code=widest > 200)
    paper.name = f"{maker.__name__.removeprefix('with_')}-{template}-{language}-{seed}"
    _build(maker, template, paper, out, lambda picture, work: pictures.draw(picture, seed, work))


def make_wild(out: Path) -> None:
    """Make the part `wild`: two documents a template, one in each language."""
    import with_groff
    import with_reportlab
    import with_weasyprint

    seed = 700
    for maker in (with_reportlab, with_weasyprint, with_groff):
        for template, style in maker.TEMPLATES.items():
            for language in ("en", "es"):
                seed += 1
                paper = write_wild(
                    seed, language, widest=style["widest"], columns=style["grid"], deepest=style["deepest"],
                    extras=maker.EXTRAS,
                )  # fmt: skip
                paper.name = f"{maker.__name__.removeprefix('with_')}-{template}-{language}-{seed}"
                _build(maker, template, paper, out, lambda picture, work, seed=seed: _draw_wild(picture, seed, work))


def _draw_wild(picture: Picture, seed: int, work: Path) -> Path:
    if picture.style == "snapshot":
        return snapshot(picture, seed, work / f"figure{picture.number}.png")
    path = work / f"figure{picture.number}.svg"
    path.write_text(as_svg(picture, strokes(picture, seed)), encoding="utf-8")
    return path


def _build(maker: ModuleType, template: str, paper: Paper, out: Path, draw: Callable[[Picture, Path], Path]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    work = (out / f".{paper.name}").absolute()
    work.mkdir(exist_ok=True)
    drawn = {p.number: draw(p, work) for p in paper.pictures}
    marked = {p.number: pictures.mark(p, work) for p in paper.pictures}
    maker.build(paper, template, drawn, work / "real.pdf")
    maker.build(paper, template, marked, work / "marked.pdf")
    boxes = find_marks(work / "marked.pdf", paper)
    shutil.copy(work / "real.pdf", out / f"{paper.name}.pdf")
    truth = json.dumps(as_truth(paper, boxes), ensure_ascii=False, indent=1)
    (out / f"{paper.name}.json").write_text(truth, encoding="utf-8")
    shutil.rmtree(work)
    print(paper.name, len(paper.elements), "elements", len(boxes), "figures", flush=True)


def find_marks(pdf: Path, paper: Paper) -> dict[int, tuple[int, list[float]]]:
    """Page and box, in points from the top left, of each figure of a marked document."""
    found: dict[int, tuple[int, list[float]]] = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for index in range(len(document)):
            pixels = document[index].render(scale=_SCALE).to_numpy()[:, :, ::-1].astype(int)
            for picture in paper.pictures:
                close = (np.abs(pixels - pictures.MARKS[picture.number]) <= 3).all(axis=2)
                ys, xs = np.nonzero(close)
                if len(xs) > 200:
                    box = [xs.min() / _SCALE, ys.min() / _SCALE, (xs.max() + 1) / _SCALE, (ys.max() + 1) / _SCALE]
                    found[picture.number] = (index + 1, [float(side) for side in box])
    return found


def as_truth(paper: Paper, boxes: dict[int, tuple[int, list[float]]]) -> dict[str, object]:
    """What the scorer compares with."""
    elements = paper.elements
    paragraphs: list[str] = []
    for element in elements:
        if isinstance(element, Paragraph):
            paragraphs.append(element.text)
        elif isinstance(element, Items):
            paragraphs += element.items
        elif isinstance(element, Outline):
            paragraphs += [text for _, _, text in element.entries]
        elif isinstance(element, Aside):
            paragraphs.append(element.text)
    return {
        "name": paper.name,
        "language": paper.language,
        "headings": [[1, paper.title], *([e.level, e.text] for e in elements if isinstance(e, Heading))],
        "paragraphs": paragraphs,
        "tables": [{"rows": e.rows, "caption": e.caption} for e in elements if isinstance(e, Grid)],
        "figures": [
            {"page": boxes[e.number][0], "box": boxes[e.number][1], "caption": e.caption, "style": e.style}
            for e in elements
            if isinstance(e, Picture) and e.number in boxes
        ],
        "items": [item for e in elements for item in _items(e)],
        "code": [e.text for e in elements if isinstance(e, Code)],
        "formulas": sum(isinstance(e, Formula) for e in elements),
    }


def _items(element: object) -> list[tuple[int, bool, str]]:
    """Depth, whether numbered, and text of a list's entries."""
    if isinstance(element, Items):
        return [(0, element.ordered, text) for text in element.items]
    return element.entries if isinstance(element, Outline) else []


if __name__ == "__main__":
    main()
