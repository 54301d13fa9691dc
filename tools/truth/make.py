"""Make the truth set: documents whose headings, paragraphs, tables and figures are known.

    python tools/truth/make.py --out DIR [--part tuning|final]

`tuning` comes from Typst, Chromium and LibreOffice, `final` from LaTeX alone, with templates of its own. Every document is
made twice, the second time with each figure painted in a colour of its own: there its box is read off the pixels.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pictures
import pypdfium2
import with_chromium
import with_latex
import with_libreoffice
import with_typst
from content import Grid, Heading, Items, Paper, Paragraph, Picture, write_paper

_SCALE = 2.0
TUNING = (with_typst, with_chromium, with_libreoffice)
FINAL = (with_latex,)


def main() -> None:
    """Make one part of the set, or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", choices=["tuning", "final"], required=True)
    arguments = parser.parse_args()
    makers = TUNING if arguments.part == "tuning" else FINAL
    seed = 100 if arguments.part == "tuning" else 9000
    each = {"with_typst": 3, "with_chromium": 3, "with_libreoffice": 3, "with_latex": 4}
    for maker in makers:
        for template in maker.TEMPLATES:
            for number in range(each[maker.__name__]):
                seed += 1
                make(maker, template, seed, "en" if number % 2 == 0 else "es", arguments.out / arguments.part)


def make(maker: ModuleType, template: str, seed: int, language: str, out: Path) -> None:
    """Make one document and its truth."""
    style = maker.TEMPLATES[template]
    widest = style[0] if isinstance(style, tuple) else style["widest"]
    paper = write_paper(seed, language, widest=widest, code=widest > 200)  # type: ignore[arg-type]
    paper.name = f"{maker.__name__.removeprefix('with_')}-{template}-{language}-{seed}"
    out.mkdir(parents=True, exist_ok=True)
    work = (out / f".{paper.name}").absolute()
    work.mkdir(exist_ok=True)
    drawn = {p.number: pictures.draw(p, seed, work) for p in paper.pictures}
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
    }


if __name__ == "__main__":
    main()
