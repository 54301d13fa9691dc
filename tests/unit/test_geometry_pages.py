"""The geometry profile on small PDFs made for one rule each."""

from __future__ import annotations

import io
from pathlib import Path

import typst

from doclora.extract.geometry.assembly import docling_document
from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.lines import Line
from doclora.extract.geometry.lists import with_bullet
from doclora.extract.geometry.pdf import read_sheet
from doclora.extract.geometry.reading import opened, read_pdf
from doclora.extract.geometry.sheet import Box, Font, Word
from doclora.extract.markdown import render
from tests.support.documents import typeset

PROSE = "#lorem(60)\n\n"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="36">'
    '<circle cx="14" cy="18" r="12" fill="#147"/><circle cx="34" cy="18" r="12" fill="#a31"/>'
    '<path d="M46 6 q8 12 0 24 z" fill="#060"/></svg>'
)


def read(source: str) -> list[Block]:
    """The blocks of a document."""
    with opened(io.BytesIO(typst.compile(source.encode()))) as document:
        return read_pdf(document, range(1, len(document) + 1)).blocks


def markdown(source: str) -> str:
    """The Markdown of a document."""
    with opened(io.BytesIO(typst.compile(source.encode()))) as document:
        reading = read_pdf(document, range(1, len(document) + 1))
    return render(docling_document(reading, "made.pdf", "0" * 64), {}).text


def kinds(blocks: list[Block], kind: str) -> list[str]:
    """The texts of the blocks of one kind."""
    return [block.text for block in blocks if block.kind == kind]


def _with_logo(every_page: bool) -> str:
    logo = f'#let logo = place(top + right, dy: -50pt, image(bytes("{LOGO.replace(chr(34), chr(39))}"), width: 60pt))\n'
    page = PROSE + "#pagebreak()\n"
    return (
        "#set page(width: 420pt, height: 600pt, margin: 60pt)\n"
        + logo
        + ("#set page(background: align(top + right, pad(20pt, logo)))\n" if every_page else "#logo\n")
        + page * 3
        + PROSE
    )


def test_a_logo_that_stands_on_one_page_is_a_figure() -> None:
    assert [block.page for block in read(_with_logo(every_page=False)) if block.kind == "figure"] == [1]


def test_a_logo_that_stands_on_every_page_is_furniture() -> None:
    assert [block for block in read(_with_logo(every_page=True)) if block.kind == "figure"] == []


def _deck(petals: list[int]) -> str:
    """Slides with a drawing in the same place, of so many petals."""
    pages = [
        f"= Slide {number}\n#lorem(12)\n#place(dx: 40pt, dy: 60pt, image(bytes("
        f"\"<svg xmlns='http://www.w3.org/2000/svg' width='120' height='90'>{_petals(count)}{_petals(count)}</svg>\")))"
        for number, count in enumerate(petals)
    ]
    return "#set page(width: 420pt, height: 300pt)\n" + "\n#pagebreak()\n".join(pages)


def _petals(count: int) -> str:
    return f"<path d='M2 2 q116 0 116 86 {'q-9 -9 -20 0 ' * count} z'/>"


def test_what_repeats_on_most_pages_is_furniture_also_in_the_body() -> None:
    assert kinds(read(_deck([2, 2, 2, 2])), "figure") == []


def test_different_drawings_in_one_place_are_figures() -> None:
    assert len(kinds(read(_deck([1, 2, 3, 4])), "figure")) == 4


def test_a_bold_answer_below_its_question_is_no_heading() -> None:
    question = "What is the name of the part, as it stands in the register?"
    blocks = read(
        "#set par(spacing: 2em)\n"
        + "".join(f"{number}) {question}\\\n*Brellan valve {number}*\n\n" for number in (1, 2, 3))
        + PROSE
        + "*Results*\n\n"
        + PROSE
    )  # fmt: skip

    assert kinds(blocks, "heading") == ["Results"]


def test_a_stack_of_lines_in_one_style_heads_nothing() -> None:
    lines = "\n\n".join(f'#text(14pt, weight: "bold")[{t}]' for t in ("Keep it dry", "Keep it clean", "Keep it closed"))

    blocks = read(f'{PROSE}#text(18pt, weight: "bold")[The valve]\n\n{PROSE}{lines}\n\n{PROSE}')

    assert kinds(blocks, "heading") == ["The valve"]


def test_an_annex_in_small_print_keeps_its_bold_headings() -> None:
    annex = "#set text(8pt)\n*Conditions of sale*\n\n" + PROSE * 2 + "*Returns*\n\n" + PROSE

    assert kinds(read(PROSE * 8 + "#pagebreak()\n" + annex), "heading") == ["Conditions of sale", "Returns"]


def test_letters_inside_a_scaled_drawing_have_the_size_in_which_they_are_shown(tmp_path: Path) -> None:
    label = "<text x='2' y='12' font-size='4'>tiny</text>"
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{label}</svg>"
    (tmp_path / "d.svg").write_text(drawing, encoding="utf-8")
    pdf = typeset('#image("d.svg", width: 200pt)', tmp_path / "d.pdf", root=tmp_path)

    with opened(pdf) as document:
        sheet = read_sheet(document[0], 1)

    assert [word.font.size for word in sheet.words] == [20.0]


def test_a_page_number_alone_is_running_text_however_wide_the_margin() -> None:
    foot = '#set page(width: 400pt, height: 600pt, margin: (bottom: 140pt), numbering: "1")\n'

    assert kinds(read(foot + PROSE), "running") == ["1"]


NESTED = """
- a crown
  - of bronze, which is cast in one piece and then turned until its rim is as thin as the drawing asks
    + cast
    + turned
  - of iron
- a collar
"""


def test_items_stand_as_deep_as_they_are_indented() -> None:
    text = markdown(f"= Parts\n{PROSE}{NESTED}\n{PROSE}")

    assert [line for line in text.splitlines() if line.lstrip().startswith(("-", "1.", "2."))] == [
        "- a crown",
        "  - of bronze, which is cast in one piece and then turned until its rim is as thin as the drawing asks",
        "    1. cast",
        "    2. turned",
        "  - of iron",
        "- a collar",
    ]


def test_a_nested_list_cut_by_a_column_goes_on_at_its_level() -> None:
    items = "\n".join(f"- part {number}\n  - piece {number}" for number in range(8))
    head = "#set page(width: 400pt, height: 170pt, columns: 2, margin: 30pt)\n"

    text = markdown(head + items)

    assert [line.index("-") for line in text.splitlines() if line] == [0, 2] * 8


def test_a_long_numbered_list_keeps_its_numbers_on_one_level() -> None:
    text = markdown(PROSE + "\n".join(f"+ part {number}" for number in range(1, 13)))

    assert [line for line in text.splitlines() if "part" in line] == [f"{n}. part {n}" for n in range(1, 13)]


def test_bullets_of_a_font_of_signs_are_bullets() -> None:
    def line(sign: str, name: str) -> Line:
        words = [Word(sign, Box(50, 92, 55, 102), Font(10.0, name=name), 100, 0)]
        words += [Word("crown", Box(70, 92, 95, 102), Font(10.0, name="Times"), 100, 1)]
        return with_bullet(Line(tuple(words)))

    signs = [("\uf0b7", "Symbol"), ("\uf0a7", "Wingdings"), ("y", "ABC+Wingdings"), ("o", "CourierNew"), ("\x84", "X")]

    assert [line(*sign).text for sign in signs] == ["• crown"] * 5
    assert line("y", "Times").text == "y crown"
