"""Papers typeset by LaTeX. Kept for the final score: extraction is never tuned on it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import typst
from content import Code, Element, Formula, Grid, Heading, Items, Paper, Paragraph, Picture

TEMPLATES = {
    "plain": {"class": "\\documentclass[11pt,a4paper]{article}", "widest": 340, "table": "booktabs", "head": ""},
    "twocolumn": {
        "class": "\\documentclass[10pt,a4paper,twocolumn]{article}\\usepackage[margin=2cm]{geometry}",
        "widest": 220,
        "table": "booktabs",
        "head": "\\pagestyle{headings}",
    },
    "fancy": {
        "class": "\\documentclass[10pt,a4paper]{article}\\usepackage[margin=2.5cm]{geometry}\\usepackage{helvet}"
        "\\renewcommand{\\familydefault}{\\sfdefault}\\usepackage{fancyhdr}",
        "widest": 400,
        "table": "ruled",
        "head": "\\pagestyle{fancy}\\fancyhead[L]{Working paper}\\fancyhead[R]{\\thepage}\\fancyfoot{}\\setcounter{secnumdepth}{0}",
    },
    "multicol": {
        "class": "\\documentclass[9pt,a4paper]{extarticle}\\usepackage[margin=1.8cm]{geometry}\\usepackage{multicol}",
        "widest": 150,
        "table": "booktabs",
        "head": "",
    },
}
_SPECIAL = {"%": "\\%", "&": "\\&", "_": "\\_", "#": "\\#", "$": "\\$"}


def build(paper: Paper, template: str, pictures: dict[int, Path], pdf: Path) -> None:
    """Write the PDF."""
    source = pdf.with_suffix(".tex")
    source.write_text(_source(paper, template, pictures), encoding="utf-8")
    for _ in range(2):
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", source.name],
            cwd=pdf.parent, check=False, capture_output=True, timeout=120,
        )  # fmt: skip
    if not pdf.is_file():
        raise RuntimeError(pdf.with_suffix(".log").read_text(errors="replace")[-2000:])


def _source(paper: Paper, template: str, pictures: dict[int, Path]) -> str:
    style = TEMPLATES[template]
    babel = (
        "\\usepackage[spanish,es-noquoting,es-noshorthands]{babel}"
        if paper.language == "es"
        else "\\usepackage[english]{babel}"
    )
    links = "\\usepackage{hyperref}" if template == "plain" else ""
    columns = ("\\begin{multicols}{3}", "\\end{multicols}") if template == "multicol" else ("", "")
    body = "\n\n".join(_element(e, template, pictures) for e in paper.elements)
    return f"""{style["class"]}
\\usepackage[utf8]{{inputenc}}\\usepackage[T1]{{fontenc}}\\usepackage{{lmodern}}{babel}
\\usepackage{{graphicx,booktabs,float,amsmath}}\\usepackage[labelformat=empty]{{caption}}{links}
\\title{{{_escaped(paper.title)}}}\\author{{}}\\date{{}}{style["head"]}
\\begin{{document}}\\maketitle
{columns[0]}
{body}
{columns[1]}
\\end{{document}}
"""


def _escaped(text: str) -> str:
    return re.sub("[%&_#$]", lambda found: _SPECIAL[found.group()], text)


def _element(element: Element, template: str, pictures: dict[int, Path]) -> str:
    match element:
        case Heading(text, level):
            return f"\\{'section' if level == 2 else 'subsection'}{{{_escaped(text)}}}"
        case Paragraph(text):
            return _escaped(text)
        case Items(items, ordered):
            name = "enumerate" if ordered else "itemize"
            return f"\\begin{{{name}}}" + "".join(f"\\item {_escaped(i)}\n" for i in items) + f"\\end{{{name}}}"
        case Grid():
            return _table(element, str(TEMPLATES[template]["table"]), template)
        case Picture():
            return _picture(element, pictures[element.number], template)
        case Code(text):
            return f"\\begin{{verbatim}}\n{text}\n\\end{{verbatim}}"
        case Formula():
            return f"\\begin{{equation}} {element.latex} \\end{{equation}}"


def _table(grid: Grid, style: str, template: str) -> str:
    count = len(grid.rows[0])
    lines = [" & ".join(_escaped(cell) for cell in row) + " \\\\" for row in grid.rows]
    if style == "booktabs":
        body = f"\\begin{{tabular}}{{{'l' * count}}}\\toprule {lines[0]} \\midrule {' '.join(lines[1:])} \\bottomrule\\end{{tabular}}"
    else:
        columns = "|".join("l" * count)
        ruled = " ".join(line + " \\hline" for line in lines)
        body = f"\\begin{{tabular}}{{|{columns}|}}\\hline {ruled}\\end{{tabular}}"
    caption = f"\\caption{{{_escaped(grid.caption)}}}"
    if template == "multicol":
        return f"\\begin{{center}}{_escaped(grid.caption)}\\par\\medskip\\resizebox{{\\linewidth}}{{!}}{{{body}}}\\end{{center}}"
    where = "H" if template == "plain" else "htbp"
    return (
        f"\\begin{{table}}[{where}]\\centering{caption}\\resizebox{{0.95\\linewidth}}{{!}}{{{body}}}\\end{{table}}"
        if (template == "twocolumn")
        else f"\\begin{{table}}[{where}]\\centering{caption}{body}\\end{{table}}"
    )


def _picture(picture: Picture, path: Path, template: str) -> str:
    if path.suffix == ".svg":
        path = _as_pdf(path, picture)
    image = f"\\includegraphics[width={picture.width}bp,height={picture.height}bp]{{{path.name}}}"
    if template == "multicol":
        return f"\\begin{{center}}{image}\\par\\smallskip{{\\small {_escaped(picture.caption)}}}\\end{{center}}"
    where = "H" if template == "plain" else "htbp"
    return f"\\begin{{figure}}[{where}]\\centering{image}\\caption{{{_escaped(picture.caption)}}}\\end{{figure}}"


def _as_pdf(path: Path, picture: Picture) -> Path:
    target = path.with_name(f"{path.stem}-vector.pdf")
    page = f"#set page(width: {picture.width}pt, height: {picture.height}pt, margin: 0pt)\n"
    image = f'#image("{path.name}", width: 100%, height: 100%, fit: "stretch")'
    drawing = path.with_suffix(".typ")
    drawing.write_text(page + image, encoding="utf-8")
    typst.compile(str(drawing), output=str(target))
    return target
