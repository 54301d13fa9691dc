"""The geometry profile on small PDFs, each made to show one rule at work."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
import typst

from doclora.extract.geometry.accents import compose
from doclora.extract.geometry.assembly import docling_document
from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.lines import Line, make_lines
from doclora.extract.geometry.lists import with_bullet
from doclora.extract.geometry.pdf import read_sheet
from doclora.extract.geometry.reading import opened, read_pdf
from doclora.extract.geometry.sheet import Box, Font, Rule, Shape, Sheet, Word
from doclora.extract.geometry.tables import find_tables
from doclora.extract.markdown import render
from tests.support.documents import typeset
from tests.support.raw_pdf import FIRST_FREE, one_page, raw_pdf, stream

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


def _columns(*rows: str, widths: str = "(110pt, 90pt, 80pt)") -> str:
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row.split("|"))
    return f"{PROSE}#table(columns: {widths}, stroke: none, inset: (x: 0pt, y: 3pt), {cells})\n\n{PROSE}"


def test_a_table_without_rules_is_told_by_a_column_of_numbers() -> None:
    rows = ("Part|Mass|Price", "outer ring|4.2 kg|€ 12.50", "lamp|0.7 kg|€ 8", "collar|11 kg|€ 3.10")
    [table] = [block.table for block in read(_columns(*rows)) if block.table]

    assert [cell.text for cell in table.cells] == [cell for row in rows for cell in row.split("|")]
    assert [cell.header for cell in table.cells] == [True] * 3 + [False] * 9


def test_a_table_of_words_without_rules_is_told_by_its_bold_head() -> None:
    rows = ("*Name*|*Role*|*Place*", "Ana|keeper|hall", "Otto|treasurer|harbour", "Berta|secretary|shed")

    [table] = [block.table for block in read(_columns(*rows)) if block.table]

    assert (table.rows, table.columns) == (4, 3)


@pytest.mark.parametrize(
    "rows",
    [
        ("*Seller*|*Buyer*", "Ana Ruiz|Otto Lind", "Harbour Road 12|Mill Lane 9", "4000 Tarmeda|5000 Ondrel"),
        ("apple, 12|cherry, 2|fig, 4", "apricot, 4, 9|cheese, 8|grape, 1", "barley, 7|date, 7|ham, 5"),
        ("Introduction|3", "Materials and methods|7", "Results|12", "Outlook|21"),
        ("small crown|large crown|lamp", "outer ring|inner ring|collar", "spindle|gasket|flange"),
    ],
    ids=["addresses", "index", "contents", "words in columns"],
)
def test_what_is_only_aligned_is_no_table(rows: tuple[str, ...]) -> None:
    widths = "(" + "110pt, " * len(rows[0].split("|")) + ")"

    assert [block for block in read(_columns(*rows, widths=widths)) if block.table] == []


def test_code_in_a_frame_is_code_and_no_figure() -> None:
    blocks = read(f"{PROSE}#rect(width: 100%)[```\nif depth > 3:\n    stop()\n    wait(5)\n```]\n\n{PROSE}")

    assert kinds(blocks, "code") == ["if depth > 3:\n    stop()\n    wait(5)"]
    assert kinds(blocks, "figure") == []


def test_formulas_that_follow_each_other_are_formulas_with_their_limits() -> None:
    blocks = read(f"{PROSE}$ sum_(i=1)^n x_i = n mu $\n\nand so\n\n$ a^2 + 8 = 12 $\n\n{PROSE}")

    formulas = kinds(blocks, "formula")
    assert len(formulas) == 2
    assert "∑" in formulas[0]
    assert formulas[1] == "a² + 8 = 12"
    assert not [text for text in kinds(blocks, "text") if len(text) < 6 and text != "and so"]


def test_a_note_as_large_as_the_body_is_told_by_the_rule_above_it() -> None:
    large = "#show footnote.entry: set text(1em / 0.85)\n"
    source = f"#set page(height: 300pt)\n{large}#lorem(20)#footnote[It was made by hand.]\n"

    [note] = kinds(read(source), "footnote")

    assert note.endswith("It was made by hand.")


def test_a_running_header_that_changes_on_every_page_is_left_out() -> None:
    pages = "\n#pagebreak()\n".join(
        f"#place(top, dy: -32pt, text(8pt)[{name}])\n{PROSE}"
        for name in ("On silt", "Of lamps", "The crown", "Reeds", "Salt and tide")
    )

    blocks = read("#set page(width: 400pt, height: 500pt, margin: 60pt)\n" + pages)

    assert kinds(blocks, "running") == ["On silt", "Of lamps", "The crown", "Reeds", "Salt and tide"]


def test_an_accent_goes_onto_the_letter_below_it() -> None:
    @dataclass
    class Glyph:
        text: str
        box: Box

    letters = [Glyph("s", Box(0, 0, 4, 10)), Glyph("´", Box(3.6, 0, 8.6, 10)), Glyph("ı", Box(4, 0, 8, 10))]
    letters += [Glyph("n", Box(8, 0, 13, 10)), Glyph("´", Box(20, 0, 24, 10))]

    assert compose(letters) == [1]
    assert [letter.text for letter in letters] == ["s", "´", "í", "n", "´"]


def test_text_that_crosses_an_outline_makes_it_no_table() -> None:
    sheet = Sheet(1, 600, 800)
    rows = {112: range(310, 420, 100), 160: range(310, 420, 100)} | {y: range(50, 500, 24) for y in (124, 136, 148)}
    for y, xs in rows.items():
        sheet.words += [Word("word", Box(x, y - 8, x + 20, y + 2), Font(10.0), y, y * 900 + x) for x in xs]
    ys = (100, 118, 152, 170)
    sheet.rules = [Rule(Box(300, y, 480, y), horizontal=True) for y in ys]
    sheet.rules += [Rule(Box(x, 100, x, 170), horizontal=False) for x in (300, 390, 480)]

    assert find_tables(sheet, make_lines(sheet.words)) == []


def test_a_page_whose_text_runs_up_is_read_turned_and_keeps_its_places() -> None:
    table = "#table(columns: 3, [Part], [Mass], [Price], [Crown], [4.2], [10], [Lamp], [0.7], [8])"
    body = f"#rotate(-90deg, reflow: true, box(width: 300pt)[#lorem(20)\n{table}])"

    [text, block] = read(f"#set page(width: 300pt, height: 400pt, margin: 20pt)\n{body}")

    assert text.text.startswith("Lorem ipsum dolor")
    assert block.table is not None
    assert [cell.text for cell in block.table.cells if cell.row == 0] == ["Part", "Mass", "Price"]
    assert text.box.height > text.box.width, "on the page as it is shown, the lines stand upright"
    assert all(0 <= side <= 400 for side in text.box)


def test_long_footers_of_slides_do_not_pass_for_the_body() -> None:
    foot = "#set page(width: 360pt, height: 200pt, margin: 30pt, footer: text(5pt)[#lorem(40)])\n#set text(11pt)\n"
    pages = [f"#text(15pt)[Slide {name}]\n\n- a crown of {name}\n- a lamp\n" for name in ("bronze", "iron", "glass")]

    blocks = read(foot + "#pagebreak()\n".join(pages))

    assert kinds(blocks, "heading") == ["Slide bronze", "Slide iron", "Slide glass"]
    assert len(kinds(blocks, "list")) == 6


def test_numbers_on_dots_are_numbers_of_items() -> None:
    dot = '#box(fill: blue, inset: 2pt, text(6pt, fill: white, "{}"))#h(5pt){}\n\n'
    steps = "".join(dot.format(n, text) for n, text in ((1, "Open the damper"), (2, "Wait"), (3, "Close it again")))

    assert [b.marker for b in read(PROSE + steps + PROSE) if b.kind == "list"] == ["1.", "2.", "3."]


def test_an_initial_belongs_to_the_word_that_it_begins() -> None:
    source = "#grid(columns: (28pt, 1fr), text(34pt)[T], [he valve was built in three phases. #lorem(40)])"

    assert kinds(read(source + "\n\n" + PROSE), "text")[0].startswith("The valve was built")


def test_a_bitmap_font_of_tex_without_names_gives_its_ligatures(tmp_path: Path) -> None:
    shape = stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    codes = {30: "a30", 79: "O", 99: "c", 101: "e"}
    widths = " ".join("600" if code in codes else "0" for code in range(30, 102))
    names = " ".join(f"{code} /{name}" for code, name in codes.items())
    procs = " ".join(f"/{name} {FIRST_FREE + 1} 0 R" for name in codes.values())
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 30 "
        f"/LastChar 101 /Widths [{widths}] /Encoding << /Differences [{names}] >> /CharProcs << {procs} >> >>"
    )
    page = one_page(b"BT /F2 20 Tf 40 200 Td (O\\036ce) Tj ET", more=(font.encode(), shape))
    page[2] = page[2].replace(b"/F1", b"/F2 %d 0 R /F1" % FIRST_FREE)
    (tmp_path / "t3.pdf").write_bytes(raw_pdf(page))

    with opened(tmp_path / "t3.pdf") as document:
        assert [word.text for word in read_sheet(document[0], 1).words] == ["Office"]


def test_a_bold_run_over_a_whole_line_stays_in_its_paragraph() -> None:
    start = "The six basic concepts of the valve are these, and everyone who works on it should know all of them:"
    bold = "user-centered design, agile assembly, " * 3

    blocks = read(f"#set page(width: 300pt, height: 400pt)\n{start} *{bold}* and others. #lorem(20)")

    assert [block.kind for block in blocks] == ["text"]


def test_entries_with_hanging_lines_are_one_paragraph_each() -> None:
    places = ("Tarmeda", "Ondrel", "Ellisk")
    entries = [f"#par(hanging-indent: 24pt)[Ruiz, Ana, and Otto Lind of {place}. #lorem(25)]\n" for place in places]

    blocks = read("#set par(spacing: 0.65em)\n" + "\n".join(entries))

    assert [block.text.split(".")[0] for block in blocks] == [f"Ruiz, Ana, and Otto Lind of {p}" for p in places]


def test_a_numbered_item_on_the_next_page_stands_where_its_number_follows() -> None:
    items = "+ one\n+ two\n  + first\n  + second\n  + third\n+ three\n+ four\n"

    text = markdown(f"#set page(width: 300pt, height: 130pt, margin: 30pt)\n{items}")

    assert [line for line in text.splitlines() if line] == [
        *("1. one", "2. two", "   1. first", "   2. second", "   3. third", "3. three", "4. four")
    ]


def test_the_head_above_shaded_rows_belongs_to_their_table() -> None:
    shade = "fill: (x, y) => if calc.odd(y) { luma(220) }"
    cells = "[*Part*], [*Keeper*], [crown], [Ana], [lamp], [Otto], [collar], [Berta], [ring], [Ana], [spindle], [Otto]"

    blocks = read(f"{PROSE}#table(columns: (120pt, 120pt), stroke: none, {shade}, {cells})\n\n{PROSE}")

    [table] = [block.table for block in blocks if block.table]
    assert [cell.text for cell in table.cells if cell.header] == ["Part", "Keeper"]
    assert table.rows == 6


def test_bars_with_numbers_on_them_are_a_figure_and_no_framed_code() -> None:
    bars = "".join(
        f"<rect x='{40 * n}' y='{80 - 16 * n}' width='38' height='{16 * n + 16}' fill='#888'/>"
        f"<text x='{40 * n + 9}' y='{92 - 16 * n}' font-size='8' font-family='DejaVu Sans Mono'>{n}1</text>"
        for n in range(5)
    )
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'>{bars}</svg>"

    blocks = read(f'{PROSE}#image(bytes("{svg}"), width: 200pt)\n\n{PROSE}')

    assert len(kinds(blocks, "figure")) == 1
    assert kinds(blocks, "code") == []


def test_a_name_that_says_roman_is_not_bold_whatever_its_weight(tmp_path: Path) -> None:
    descriptor = b"<< /Type /FontDescriptor /FontName /Times-Roman /Flags 34 /FontWeight 700 /StemV 200 >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /FontDescriptor %d 0 R >>" % (FIRST_FREE + 1)
    page = one_page(b"BT /F2 12 Tf 40 200 Td (plain words) Tj ET", more=(font, descriptor))
    page[2] = page[2].replace(b"/F1", b"/F2 %d 0 R /F1" % FIRST_FREE)
    (tmp_path / "t.pdf").write_bytes(raw_pdf(page))

    with opened(tmp_path / "t.pdf") as document:
        assert [word.font.bold for word in read_sheet(document[0], 1).words] == [False, False]


def test_an_initial_over_three_lines_begins_the_first_of_them() -> None:
    cap = '#set page(width: 300pt, height: 300pt)\n#place(text(40pt, top-edge: "cap-height")[T])\n'
    rest = "#h(30pt)he valve was built in three phases\\ #h(30pt)by the crews of two harbours."

    assert kinds(read(cap + rest), "text")[0].startswith("The valve was built")


def test_letters_of_a_wide_ligature_stay_in_their_word(tmp_path: Path) -> None:
    unicode = b"1 beginbfchar <66> <006600660069> endbfchar 1 begincodespacerange <00> <FF> endcodespacerange"
    kind = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /FirstChar 79 /LastChar 102"
    font = kind + b" /Widths [%b] /ToUnicode %d 0 R >>"
    more = (font % (b"900 " * 24, FIRST_FREE + 1), stream(unicode))
    page = one_page(b"BT /F2 12 Tf 40 200 Td (Ofce) Tj ET", more=more)
    page[2] = page[2].replace(b"/F1", b"/F2 %d 0 R /F1" % FIRST_FREE)
    (tmp_path / "t.pdf").write_bytes(raw_pdf(page))

    with opened(tmp_path / "t.pdf") as document:
        assert [word.text for word in read_sheet(document[0], 1).words] == ["Office"]


def test_an_indented_paragraph_below_a_short_item_is_no_part_of_it() -> None:
    style = "#set par(spacing: 0.65em, first-line-indent: (amount: 1.2em, all: true))\n"

    blocks = read(f"{style}{PROSE}+ crown 93\n\nCrews prefer it. #lorem(30)")

    assert kinds(blocks, "list") == ["crown 93"]
    assert kinds(blocks, "text")[-1].startswith("Crews prefer it.")


def test_a_coloured_box_of_text_is_text_and_so_is_what_follows_it() -> None:
    panel = "block(width: 100%, radius: 4pt, inset: 8pt, stroke: red + 2pt, fill: rgb(255, 230, 230))"
    title = "#block(width: 100%, radius: 4pt, inset: 4pt, fill: red, below: 0pt, text(fill: white)[Warning])\n"

    text = markdown(f"{PROSE}{title}#{panel}[Disconnect the mains before opening it.]\nText after the box.\n\n{PROSE}")

    for words in ("Warning", "Disconnect the mains before opening it.", "Text after the box."):
        assert words in text


def test_panels_with_labels_in_their_middle_are_a_figure() -> None:
    layers = "".join(
        f"<rect x='1' y='{30 * n + 1}' width='298' height='26' rx='4' fill='#cde' stroke='#345'/>"
        f"<text x='150' y='{30 * n + 18}' font-size='9' text-anchor='middle'>the {name} layer</text>"
        for n, name in enumerate(("application", "transport", "network"))
    )
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='300' height='90'>{layers}</svg>"

    assert len(kinds(read(f'{PROSE}#image(bytes("{svg}"), width: 300pt)\n\n{PROSE}'), "figure")) == 1


def test_boxes_joined_by_arrows_are_no_table() -> None:
    sheet = Sheet(1, 600, 800)
    for name, (x, y) in {"Sensor": (100, 100), "Filter": (220, 100), "Store": (340, 100), "Panel": (340, 160)}.items():
        sheet.words.append(Word(name, Box(x + 10, y + 6, x + 45, y + 17), Font(10.0), y + 15, x))
        sheet.rules += [Rule(Box(x, at, x + 60, at), horizontal=True) for at in (y, y + 28)]
        sheet.rules += [Rule(Box(at, y, at, y + 28), horizontal=False) for at in (x, x + 60)]
    sheet.rules += [Rule(Box(x, 114, x + 60, 114), horizontal=True) for x in (160, 280)]
    sheet.rules.append(Rule(Box(370, 128, 370, 160), horizontal=False))
    sheet.shapes = [Shape(Box(x, 112, x + 3, 116)) for x in (217, 337)]

    assert find_tables(sheet, make_lines(sheet.words)) == []


def test_parts_of_one_drawing_far_from_each_other_are_one_figure(tmp_path: Path) -> None:
    plots = "".join(
        f"#place(dx: {x}pt, dy: {y}pt, line(length: 100pt) + place(line(angle: 90deg, length: 50pt)))"
        + "".join(f"#place(dx: {x + 15 * n}pt, dy: {y + 20}pt, circle(radius: 3pt))" for n in range(5))
        for x in (5, 180)
        for y in (5, 105, 205)
    )
    typeset(f"#set page(width: 310pt, height: 270pt, margin: 0pt)\n{plots}", tmp_path / "plots.pdf")
    pdf = typeset(f'{PROSE}#image("plots.pdf", width: 310pt)\n\n{PROSE}', tmp_path / "d.pdf", root=tmp_path)

    with opened(pdf) as document:
        figures = [block for block in read_pdf(document, [1]).blocks if block.kind == "figure"]

    assert [figure.box.height > 240 for figure in figures] == [True]


def test_a_running_header_larger_than_the_body_is_left_out_but_not_headings_in_its_place() -> None:
    def book(head: str) -> str:
        pages = [f"#place(top, dy: -36pt, text(14pt)[{head.format(n)}])\n{PROSE}" for n in (1, 2, 3)]
        return "#set page(width: 400pt, height: 500pt, margin: 60pt)\n" + "#pagebreak()\n".join(pages)

    assert kinds(read(book("The FX-200 Manual")), "running") == ["The FX-200 Manual"] * 3
    assert kinds(read(book("Lesson {}")), "running") == []


def test_a_small_table_with_one_line_is_no_list_of_contents() -> None:
    cells = "[Pump], table.vline(), [kW], table.hline(), [A], [12], [B], [30]"

    blocks = read(f"{PROSE}#table(columns: (60pt, 60pt), stroke: none, {cells})\n\n{PROSE}")

    [table] = [block.table for block in blocks if block.table]
    assert [cell.text for cell in table.cells] == ["Pump", "kW", "A", "12", "B", "30"]


def test_the_head_of_a_table_left_behind_by_a_page_break_is_no_heading() -> None:
    blocks = read(f"{PROSE}*Code* #h(40pt) *Meaning* #h(90pt) *Remedy*\n\n#pagebreak()\n{PROSE}")

    assert kinds(blocks, "heading") == []


def test_a_note_that_ends_without_a_stop_is_not_joined_to_the_next() -> None:
    notes = "#footnote[Write to the keeper at the harbour]#footnote[The earlier work used a coarser grid.]"

    found = kinds(read(f"#set page(height: 300pt)\n#lorem(20){notes}"), "footnote")

    assert [note.lstrip("¹²0123456789 ") for note in found] == [
        "Write to the keeper at the harbour",
        "The earlier work used a coarser grid.",
    ]


def test_a_chapters_number_belongs_to_the_title_below_it() -> None:
    def chapter(number: int, name: str) -> str:
        return f'#text(14pt, weight: "bold")[Capítulo {number}]\n\n#text(20pt, weight: "bold")[{name}]\n\n{PROSE}'

    blocks = read(chapter(1, "El limo") + "#pagebreak()\n" + chapter(2, "La sal"))

    assert kinds(blocks, "heading") == ["Capítulo 1. El limo", "Capítulo 2. La sal"]
    assert {block.level for block in blocks if block.kind == "heading"} == {1}
