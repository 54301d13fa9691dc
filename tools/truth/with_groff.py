"""Wild documents typeset by groff's ms macros, with tbl, eqn and PostScript pictures."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from content import Code, Element, Formula, Grid, Heading, Paper, Paragraph, Picture
from PIL import Image
from wild_content import Aside, Outline, as_eps, strokes
from with_reportlab import paper_seed

TEMPLATES = {
    "memo": {"widest": 380, "grid": 4, "deepest": 2, "table": "allbox", "start": ".nr PS 11\n.nr VS 14\n"},
    "journal": {"widest": 205, "grid": 3, "deepest": 1, "table": "rules", "start": ".nr PS 10\n.nr VS 12\n"},
}
EXTRAS = frozenset({"code", "formula", "note"})
_SIGNS = {
    "“": "\\(lq",
    "”": "\\(rq",
    "’": "\\(cq",
    "€": "\\(Eu",
    "«": "\\(Fo",
    "»": "\\(Fc",
    "–": "\\(en",
    "•": "\\(bu",
}


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF."""
    source = pdf.with_suffix(".ms")
    source.write_text(_source(paper, template, pictures, pdf.parent), encoding="utf-8")
    script = pdf.with_suffix(".ps")
    command = ["groff", "-k", "-t", "-e", "-ms", "-Tps", "-P-pa4", source.name]
    script.write_bytes(subprocess.run(command, cwd=pdf.parent, check=True, capture_output=True, timeout=60).stdout)
    subprocess.run(["ps2pdf", script.name, pdf.name], cwd=pdf.parent, check=True, timeout=60)


def _source(paper: Paper, template: str, pictures: dict[int, Path], folder: Path) -> str:
    start = (
        str(TEMPLATES[template]["start"])
        + ".nr LL 16c\n.nr PO 2.5c\n.ds CH\n.ds LH "
        + _plain(paper.title)
        + "\n.ds RH %\n"
    )
    columns = ".2C\n" if template == "journal" else ""
    body = "".join(_element(e, template, pictures, folder, paper) for e in paper.elements)
    return f"{start}.TL\n{_plain(paper.title)}\n{columns}{body}"


def _plain(text: str) -> str:
    escaped = text.replace("\\", "\\e")
    return re.sub("[“”’€«»–•]", lambda found: _SIGNS[found.group()], escaped)


def _element(
    element: Element | Outline | Aside, template: str, pictures: dict[int, Path], folder: Path, paper: Paper
) -> str:
    match element:
        case Heading(text, level):
            return f".NH {level - 1}\n{_plain(text)}\n"
        case Paragraph(text):
            return f".{'LP' if template == 'memo' else 'PP'}\n{_plain(text)}\n"
        case Aside(text, note):
            return f".LP\n{_plain(text)}\\**\n.FS\n{_plain(note)}\n.FE\n"
        case Outline(entries):
            return _outline(entries)
        case Grid():
            return _table(element, str(TEMPLATES[template]["table"]))
        case Picture():
            eps = _eps(element, pictures[element.number], folder, paper)
            caption = f".ce 9\n.ps -1\n{_plain(element.caption)}\n.ps +1\n.ce 0\n" if element.caption else ""
            return f".KS\n.sp 0.5\n.PSPIC {eps} {element.width}p {element.height}p\n{caption}.sp 0.5\n.KE\n"
        case Code(text):
            return f".DS L\n.ft CR\n.ps -2\n{_plain(text)}\n.ps +2\n.ft R\n.DE\n"
        case Formula():
            return f".EQ\n{element.latex}\n.EN\n"


def _outline(entries: list[tuple[int, bool, str]]) -> str:
    text, depth, counts = "", 0, [0] * 9
    for level, numbered, words in entries:
        text += ".RS\n" * (level - depth) + ".RE\n" * (depth - level)
        counts[level] += 1
        counts[level + 1 :] = [0] * (8 - level)
        depth = level
        marker = f"{counts[level]}." if numbered else "\\(bu"
        text += f".IP {marker} 3\n{_plain(words)}\n"
    return text + ".RE\n" * depth


def _table(grid: Grid, look: str) -> str:
    count = len(grid.rows[0])
    options = "center allbox tab(|);" if look == "allbox" else "center tab(|);"
    lines = ["|".join(_plain(cell) for cell in row) for row in grid.rows]
    if look == "rules":
        lines = ["_", lines[0], "_", *lines[1:], "_"]
    formats = f"{' '.join(['lb'] * count)}\n{' '.join(['l'] * count)}."
    caption = f".ce 9\n.ps -1\n{_plain(grid.caption)}\n.ps +1\n.ce 0\n"
    return f".KS\n{caption}.TS\n{options}\n{formats}\n" + "\n".join(lines) + "\n.TE\n.KE\n"


def _eps(picture: Picture, path: Path, folder: Path, paper: Paper) -> str:
    target = folder / f"{path.stem}.eps"
    if path.suffix == ".svg":
        target.write_text(as_eps(picture, strokes(picture, paper_seed(paper))), encoding="latin-1")
    else:
        with Image.open(path) as image:
            image.convert("RGB").resize((picture.width, picture.height)).save(target, "EPS")
    return target.name
