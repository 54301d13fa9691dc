"""The parts of the geometry profile, on made-up pages: no PDF is read."""

from __future__ import annotations

import pytest

from doclora.extract.geometry.analysis import analyse
from doclora.extract.geometry.blocks import Block
from doclora.extract.geometry.captions import tie_captions
from doclora.extract.geometry.contents import find_contents
from doclora.extract.geometry.levels import Bookmark, assign_levels
from doclora.extract.geometry.lines import Line, make_lines
from doclora.extract.geometry.order import in_reading_order
from doclora.extract.geometry.profile import Profile, make_profile
from doclora.extract.geometry.sheet import Box, Font, Rule, Shape, Sheet, Word
from doclora.extract.geometry.tables import find_tables
from doclora.extract.geometry.words import join_lines

BODY = Font(10.0)
PROFILE = Profile(size=10.0, leading=1.2, running=frozenset(), known=frozenset())


def _words(text: str, left: float, baseline: float, font: Font = BODY) -> list[Word]:
    """Words of a line, each letter half an em wide, a quarter of an em between words."""
    words: list[Word] = []
    for part in text.split():
        width = 0.5 * font.size * len(part)
        box = Box(left, baseline - 0.8 * font.size, left + width, baseline + 0.22 * font.size)
        words.append(Word(part, box, font, baseline, rank=round(baseline * 1000 + left)))
        left += width + 0.25 * font.size
    return words


def _sheet(*lines: tuple[str, float, float]) -> Sheet:
    sheet = Sheet(1, 600, 800)
    for text, left, baseline in lines:
        sheet.words += _words(text, left, baseline)
    return sheet


def test_words_on_one_baseline_join_but_not_across_a_gutter() -> None:
    lines = make_lines(_sheet(("the left column", 50, 100), ("the right column", 320, 100)).words)

    assert sorted(line.text for line in lines) == ["the left column", "the right column"]


def test_a_bullet_joins_the_text_it_stands_before() -> None:
    lines = make_lines(_sheet(("•", 50, 100), ("a crown of bronze", 70, 100)).words)

    assert [line.text for line in lines] == ["• a crown of bronze"]


@pytest.mark.parametrize(
    ("lines", "known", "joined"),
    [
        (["the concen-", "tration of silt"], set(), "the concentration of silt"),
        (["a well-", "known valve"], {"well-known"}, "a well-known valve"),
        (["a self-locking", "nut"], set(), "a self-locking nut"),
        (["from 4 -", "about 5"], set(), "from 4 - about 5"),
        (["Port-", "Lorrow"], set(), "Port-Lorrow"),
        (["see input/", "output"], set(), "see input/output"),
    ],
)
def test_a_word_broken_at_a_lines_end_is_made_whole(lines: list[str], known: set[str], joined: str) -> None:
    assert join_lines(lines, known) == joined


def test_columns_are_read_one_after_the_other_below_what_spans_them() -> None:
    title = Line(tuple(_words("x" * 100, 50, 60)))
    left = [Line(tuple(_words("left column text here", 50, y))) for y in range(100, 220, 12)]
    right = [Line(tuple(_words("right column text here", 320, y))) for y in range(100, 220, 12)]
    shuffled = [line for pair in zip(right, left, strict=True) for line in pair]

    order = [line for stretch in in_reading_order([*shuffled, title]) for line in stretch]

    assert order == [title, *left, *right]


def _rules(ys: list[float], left: float = 50, right: float = 300) -> list[Rule]:
    return [Rule(Box(left, y, right, y), horizontal=True) for y in ys]


def test_a_booktabs_table_gets_its_columns_from_the_space_between_words() -> None:
    sheet = _sheet(
        *[(text, x, 100) for text, x in (("Part", 55), ("Mass", 140), ("Colour", 220))],
        *[(text, x, 120) for text, x in (("outer ring", 55), ("4.2", 140), ("deep red", 220))],
        *[(text, x, 134) for text, x in (("lamp", 55), ("17.0", 140), ("blue", 220))],
    )
    sheet.rules = _rules([88, 108, 142])

    [table] = find_tables(sheet, make_lines(sheet.words))

    assert (table.rows, table.columns) == (3, 3)
    assert [cell.text for cell in table.cells] == [
        *("Part", "Mass", "Colour"),
        *("outer ring", "4.2", "deep red"),
        *("lamp", "17.0", "blue"),
    ]
    assert [cell.header for cell in table.cells] == [True] * 3 + [False] * 6


def test_a_ruled_table_keeps_lines_of_a_cell_together_and_knows_spans() -> None:
    sheet = _sheet(
        ("Both", 60, 100), ("upper", 60, 130), ("ring", 60, 142), ("4", 180, 130), ("lamp", 60, 165), ("7", 180, 165)
    )
    sheet.rules = _rules([88, 115, 150, 172])
    sheet.rules += [Rule(Box(x, 88, x, 172), horizontal=False) for x in (50, 300)]
    sheet.rules += [Rule(Box(170, 115, 170, 172), horizontal=False)]

    [table] = find_tables(sheet, make_lines(sheet.words))

    assert [(cell.text, cell.row, cell.column, cell.columns) for cell in table.cells] == [
        ("Both", 0, 0, 2),
        ("upper ring", 1, 0, 1),
        ("4", 1, 1, 1),
        ("lamp", 2, 0, 1),
        ("7", 2, 1, 1),
    ]


def test_two_columns_of_running_text_between_two_rules_are_no_table() -> None:
    lines = [
        ("some words of running text that fill the whole width of it", x, y)
        for y in range(110, 300, 12)
        for x in (50, 330)
    ]
    sheet = _sheet(*lines)
    sheet.rules = _rules([90, 310], 50, 600)

    assert find_tables(sheet, make_lines(sheet.words)) == []


def test_the_lines_of_a_plot_are_no_table() -> None:
    sheet = _sheet(("upper site", 200, 110), ("lower site", 200, 130), ("0", 40, 205), ("10", 40, 105))
    sheet.rules = _rules([100, 150, 200]) + [Rule(Box(x, 100, x, 200), horizontal=False) for x in (50, 150, 300)]
    sheet.shapes = [Shape(Box(50, 100 + i, 300, 200 - i)) for i in range(3)]

    assert find_tables(sheet, make_lines(sheet.words)) == []


def test_shapes_near_each_other_are_one_figure_with_its_labels() -> None:
    sheet = _sheet(
        ("Valve", 115, 130), ("Sieve", 255, 130), ("time (h)", 180, 172), ("Figure 1. A diagram.", 130, 200),
        *[("a long line of running text that is no label of any drawing", 50, y) for y in range(240, 300, 12)],
    )  # fmt: skip
    sheet.shapes = [
        Shape(Box(100, 110, 160, 150), straight=True),
        Shape(Box(240, 110, 300, 150), straight=True),
        Shape(Box(160, 129, 240, 131), straight=True),
        Shape(Box(232, 126, 240, 134), filled=True),
        Shape(Box(100, 155, 300, 161)),
    ]

    blocks = analyse(sheet, make_lines(sheet.words), PROFILE)

    figures = [block for block in blocks if block.kind == "figure"]
    assert [block.captions[0].text for block in figures] == ["Figure 1. A diagram."]
    assert figures[0].box.bottom > 172 - 8
    assert figures[0].box.bottom < 190
    assert "Valve" in figures[0].text


def test_a_rule_and_a_background_are_no_figure() -> None:
    sheet = _sheet(*[("a long line of running text on a grey background here", 60, y) for y in range(100, 190, 12)])
    sheet.shapes = [
        Shape(Box(50, 85, 400, 200), filled=True, straight=True),
        Shape(Box(50, 300, 550, 301), straight=True),
    ]

    assert {block.kind for block in analyse(sheet, make_lines(sheet.words), PROFILE)} == {"text"}


def test_what_repeats_in_the_margins_is_running_text() -> None:
    pages = []
    for number in (1, 2, 3):
        sheet = Sheet(number, 600, 800)
        sheet.words = _words("The Ondrel Report", 50, 40) + _words(f"Page {number} of 3", 270, 780)
        for y in range(100, 400, 12):
            sheet.words += _words(f"text number {number} of the body that differs", 50, y)
        pages.append((sheet, make_lines(sheet.words)))
    profile = make_profile(pages)

    blocks = analyse(*pages[1], profile)

    assert sorted(block.text for block in blocks if block.kind == "running") == ["Page 2 of 3", "The Ondrel Report"]
    assert profile.size == 10.0


def _heading(text: str, size: float, page: int = 1) -> Block:
    line = Line(tuple(_words(text, 50, 100, Font(size, bold=True))))
    return Block("heading", line.box, text, page, line.font, lines=(line,))


def test_levels_follow_numbers_and_styles_below_the_title() -> None:
    blocks = [
        _heading("On silt", 20), _heading("Abstract", 14), _heading("1 Method", 14), _heading("1.1 Parts", 12),
        _heading("2 Results", 14, 2), _heading("References", 14, 3),
    ]  # fmt: skip

    assign_levels(blocks, [], PROFILE)

    assert [block.level for block in blocks] == [1, 2, 2, 3, 2, 2]


def test_a_bookmark_makes_a_heading_and_sets_its_level() -> None:
    plain = Block(
        "text", Box(50, 90, 200, 110), "Materials", 1, BODY, lines=(Line(tuple(_words("Materials", 50, 100))),)
    )
    blocks = [_heading("On silt", 20), plain, _heading("Details", 12)]

    assign_levels(blocks, [Bookmark("Materials", 0, 1), Bookmark("Details", 1, 1)], PROFILE)

    assert [(block.kind, block.level) for block in blocks] == [("heading", 1), ("heading", 2), ("heading", 3)]


def test_a_tables_caption_goes_to_the_table_not_to_the_figure_nearby() -> None:
    figure = Block("figure", Box(50, 50, 300, 150), "", 1)
    table = Block("table", Box(50, 200, 300, 300), "", 1)
    caption = Block("text", Box(50, 170, 300, 182), "Table 2. Parts.", 1, BODY)

    rest = tie_captions([figure, caption, table], PROFILE)

    assert [c.text for c in table.captions] == ["Table 2. Parts."]
    assert figure.captions == []
    assert rest == [figure, table]


def test_dotted_lines_are_a_table_of_contents() -> None:
    lines = make_lines(_sheet(*[(f"Chapter {n} . . . . . . . . {n}", 50, 100 + 14 * n) for n in range(1, 5)]).words)

    contents = find_contents(lines)

    assert contents is not None
    assert [cell.text for cell in contents.cells[:4]] == ["Chapter 1", "1", "Chapter 2", "2"]


def test_a_paragraph_over_a_drawing_is_not_lost_in_it() -> None:
    sheet = _sheet(
        *[("words of a paragraph that stands over a drawing", 120, y) for y in (180, 192)],
        *[("a long line of running text below the drawing on the page", 50, y) for y in range(540, 600, 12)],
    )
    sheet.shapes = [Shape(Box(60 + 40 * n, 100 + 30 * n, 420, 500), filled=True) for n in range(4)]

    blocks = analyse(sheet, make_lines(sheet.words), PROFILE)

    assert [block.kind for block in blocks][:2] == ["figure", "text"]
    assert blocks[1].text == " ".join(["words of a paragraph that stands over a drawing"] * 2)
