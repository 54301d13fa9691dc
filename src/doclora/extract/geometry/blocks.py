"""Lines in reading order → blocks: paragraphs, headings, list items, code, formulas, footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from doclora.extract.geometry.cells import Table
from doclora.extract.geometry.formulas import formula_text, is_formula, merge_formulas
from doclora.extract.geometry.lines import Line, rows_of
from doclora.extract.geometry.lists import is_bullet, starts_item, with_bullet
from doclora.extract.geometry.notes import MARK, NOTE, is_note_below_rule, is_small_note
from doclora.extract.geometry.profile import Profile
from doclora.extract.geometry.sheet import Box, Font, Sheet, hull
from doclora.extract.geometry.words import join_lines

Kind = Literal["heading", "text", "list", "code", "formula", "caption", "footnote", "table", "figure", "running"]

NUMBERED: Final = re.compile(
    r"^\(?(?:(?:chapter|cap[ií]tulo|section|secci[oó]n|part|parte|appendix|ap[eé]ndice|anexo|annex|tema|unidad|unit)\s+)?"
    r"((?:\d+|[A-Z]|[IVXL]+)(?:\.\d+)*)[.):]?\s+\S",
    re.IGNORECASE,
)
_ENDS_SENTENCE: Final = re.compile(r"[.!?:;…][\"”’»)\]]*$")
_ADDRESS: Final = re.compile(r"@|https?:|www\.|\.(?:com|org|net|edu)\b")
_COLUMN_GAP: Final = 2.0
"""In ems: words of a heading are not further apart."""
_REMARK: Final = re.compile(r"^\([^()]*\)$")
_FEW_IF_ADDRESS: Final = 3
_FEW_WORDS: Final = 9
_FEW_IF_SMALL: Final = 14
"""Words of a bold heading that is no larger than the body, at most."""
_LARGE: Final = 1.25
"""In body sizes: lines as large as this are a heading's, and follow each other at its leading."""
_HEADING_LEADING: Final = 1.5
_CODE_LEADING: Final = 2.0
_MOST_WORDS: Final = 24
"""Words of a heading, at most."""
_LARGER: Final = 1.07
"""A heading's size in body sizes, from which the size alone tells it."""


@dataclass
class Block:
    """A piece of a page that is one thing.

    Attributes:
        font: of most of its characters.
        marker: of a list item.
        level: of a heading, 1 for the title; 0 while it is not known.
        captions: of a figure or table.
        table: its cells, where it is one.
    """

    kind: Kind
    box: Box
    text: str
    page: int
    font: Font = field(default_factory=lambda: Font(10.0))
    marker: str = ""
    level: int = 0
    lines: tuple[Line, ...] = ()
    captions: list[Block] = field(default_factory=list)
    table: Table | None = None


def make_blocks(lines: Sequence[Line], sheet: Sheet, profile: Profile) -> list[Block]:
    """The blocks of a stretch of a column, from the top."""
    rows = [_row(row) for row in rows_of(lines)]
    if not rows:
        return []
    column = hull(row.box for row in rows)
    groups: list[list[Line]] = [[rows[0]]]
    for row in rows[1:]:
        if _continues(groups[-1], row, column, profile):
            groups[-1].append(row)
        else:
            groups.append([row])
    clinging = [_clings(*around, profile) for around in zip([None, *groups], groups, [*groups[1:], None], strict=False)]
    blocks = [_block(group, column, sheet, profile, clings) for group, clings in zip(groups, clinging, strict=True)]
    return merge_formulas(blocks)


def _clings(above: list[Line] | None, group: list[Line], below: list[Line] | None, profile: Profile) -> bool:
    """Whether lines follow what is above them without a pause, but not what is below: they end something."""
    if above is None:
        return False
    up, size = group[0].baseline - above[-1].baseline, group[0].size
    down = below[0].baseline - group[-1].baseline if below else float("inf")
    return up < 1.6 * profile.leading * size and down > 1.4 * up


def _row(pieces: list[Line]) -> Line:
    whole = pieces[0] if len(pieces) == 1 else Line(tuple(word for piece in pieces for word in piece.words))
    return with_bullet(whole)


def _continues(group: list[Line], row: Line, column: Box, profile: Profile) -> bool:
    """Whether a row goes on with the block above it."""
    last = group[-1]
    flows = _flows(last, row, column) and not _is_code(group[0])
    if _is_code(last) != _is_code(row) and not flows:
        return False
    if abs(last.size - row.size) > 0.06 * max(last.size, row.size) + 0.2:
        return False
    step = row.baseline - last.baseline
    large = row.size > _LARGE * profile.size and row.font.bold == last.font.bold
    widest = _HEADING_LEADING if large else _CODE_LEADING if _is_code(row) else 1.22 * max(profile.leading, 1.1)
    if step > widest * row.size:
        return False
    if large:
        return not _starts_numbered(row)
    if _is_code(row):
        return True
    if (_style(last) != _style(row) and not flows) or _starts_item(row, profile):
        return False
    if len(group) == 1 and _stands_out(last, column, profile) and not _stands_out(row, column, profile):
        return False
    if is_formula(row, column, profile) != is_formula(last, column, profile):
        return False
    return not _new_paragraph(group, row, column, step, profile)


def _flows(last: Line, row: Line, column: Box) -> bool:
    """Whether a sentence goes on in small letters below a full row, whatever the fonts of some of its words."""
    full = _is_full(last, row, column)
    level = abs(last.box.left - row.box.left) < 0.3 * last.size
    return full and level and row.text[:1].islower() and not _ENDS_SENTENCE.search(last.text)


def _starts_numbered(line: Line) -> bool:
    return bool(NUMBERED.match(line.text)) and line.text[0].isdigit()


def _new_paragraph(group: list[Line], row: Line, column: Box, step: float, profile: Profile) -> bool:
    last, em = group[-1], row.size
    usual = group[1].baseline - group[0].baseline if len(group) > 1 else profile.leading * row.size
    if step > 1.18 * usual:
        return True
    if abs(row.box.center - last.box.center) < 0.4 * em and abs(row.box.left - last.box.left) > 0.4 * em:
        return False
    note = bool(NOTE.match(group[0].text))
    room, first_word = column.right - last.box.right, row.words[0].box.width + 0.6 * em
    opens = row.text[:1].isupper() or row.text[:1] in '¿¡“"«('
    if MARK.match(row.text) and row.size < 0.94 * profile.size:
        return True
    if _starts_item(group[0], profile) or note:
        small = row.size < 0.94 * profile.size
        if note and len(group) == 1 and small and row.box.left < last.box.left and not starts_item(group[0]):
            return False  # a note's first line is indented
        if _leaves_item(group, row) or (opens and room > 2 * (first_word + em)):
            return True
    elif (indented := _by_indent(group, row, column)) is not None:
        return indented
    ended = bool(_ENDS_SENTENCE.search(last.text))
    return ended and opens and room > max(1.5 * first_word, 0.12 * column.width) and len(group) > 1


def _by_indent(group: list[Line], row: Line, column: Box) -> bool | None:
    """Whether a row begins a paragraph by its indent, or by its lack of one below hanging lines; None: neither."""
    last, em = group[-1], row.size
    left = min(line.box.left for line in group)
    indented = 0.7 * em < row.box.left - left < 4 * em and last.box.left - left < 0.3 * em
    if indented and NOTE.match(row.text) is None:
        ended = bool(_ENDS_SENTENCE.search(last.text))
        hanging = len(group) == 1 and _is_full(last, row, column) and not ended
        return not hanging and (_is_prose(last) or ended)
    return True if _hangs(group) and abs(row.box.left - group[0].box.left) < 0.3 * em else None


def _leaves_item(group: list[Line], row: Line) -> bool:
    """Whether a row stands where no further line of the list item or note would."""
    last, em = group[-1], row.size
    if row.box.left < group[0].box.left - 0.5 * em:
        return True
    if len(group) > 1:
        return row.box.left < min(line.box.left for line in group[1:]) - 0.6 * em
    if len(last.words) < 2:
        return False
    text_left = last.words[1].box.left
    return min(abs(row.box.left - text_left), abs(row.box.left - last.box.left)) > 0.5 * em


def _is_full(last: Line, row: Line, column: Box) -> bool:
    """Whether the first word of the next row would not have fitted into this one."""
    return column.right - last.box.right < row.words[0].box.width + 0.5 * last.size


def _hangs(group: list[Line]) -> bool:
    """Whether all but a paragraph's first line are indented, as in bibliographies and glossaries."""
    first, rest = group[0], group[1:]
    return bool(rest) and all(0.7 < (r.box.left - first.box.left) / r.size < 6 for r in rest)


def _is_prose(line: Line) -> bool:
    return len(line.words) > 3


def _style(line: Line) -> tuple[bool, bool]:
    """Bold throughout, and mono throughout: a paragraph does not change these from line to line."""
    return line.share("bold") > 0.85, _is_code(line)


def _stands_out(line: Line, column: Box, profile: Profile) -> bool:
    """Whether a short line in italics or in a colour of its own may be a heading set in the body's size."""
    text = line.text
    coloured = all(word.font.colour != profile.colour for word in line.words) and not line.font.pale
    short = line.box.width < 0.75 * column.width and len(line.words) <= _FEW_WORDS
    opens = text[:1].isupper() or text[:1] in "(¿¡" or text[:1].isdigit()
    own = line.share("italic") > 0.95 or coloured
    return own and short and opens and not text.endswith((".", ",", ";", ":")) and not _ADDRESS.search(text)


def _is_code(line: Line) -> bool:
    return line.share("mono") > 0.8


def _starts_item(line: Line, profile: Profile) -> bool:
    plain = line.share("bold") < 0.85
    fits = line.size <= _LARGER * profile.size or (plain and is_bullet(line.words[0].text))
    return fits and starts_item(line)


def _block(group: list[Line], column: Box, sheet: Sheet, profile: Profile, clings: bool) -> Block:
    box = hull(line.box for line in group)
    font = Line(tuple(word for line in group for word in line.words)).font
    lines = tuple(group)
    if _is_code(group[0]) and (len(group) > 1 or len(group[0].words) > 1 or group[0].box.width > 60):
        return Block("code", box, _code_text(group), sheet.number, font, lines=lines)
    if is_formula(group[0], column, profile):
        return Block("formula", box, formula_text(group), sheet.number, font, lines=lines)
    text = join_lines([line.text for line in group], profile.known)
    if is_note_below_rule(group[0], box, sheet, profile):
        return Block("footnote", box, text, sheet.number, font, lines=lines)
    if _starts_item(group[0], profile):
        marker, _, rest = text.partition(" ")
        return Block("list", box, rest, sheet.number, font, marker=marker, lines=lines)
    if _looks_like_heading(group, text, font, column, profile, clings):
        return Block("heading", box, text, sheet.number, font, lines=lines)
    if is_small_note(text, box, font, sheet, profile):
        return Block("footnote", box, text, sheet.number, font, lines=lines)
    return Block("text", box, text, sheet.number, font, lines=lines)


def _has_columns(line: Line) -> bool:
    """Whether words stand wide apart, other than a number and a title: the head of a table, or a running line."""
    pairs = list(pairwise(line.words))[1:]
    return any(right.box.left - left.box.right > _COLUMN_GAP * line.size for left, right in pairs) or (
        len(line.words) == 2 and not NUMBERED.match(line.text) and _gap(line) > _COLUMN_GAP * line.size
    )


def _gap(line: Line) -> float:
    return line.words[1].box.left - line.words[0].box.right


def _looks_like_heading(group: list[Line], text: str, font: Font, column: Box, profile: Profile, clings: bool) -> bool:
    words = len(text.split())
    if words > _MOST_WORDS or len(group) > 4 or sum(c.isalpha() for c in text) < 3 or font.mono:
        return False
    if any(_has_columns(line) for line in group):
        return False
    if _REMARK.match(text) or (words <= _FEW_IF_ADDRESS and _ADDRESS.search(text)):
        return False
    bold = all(line.share("bold") > 0.85 for line in group)
    larger = font.size > _LARGER * profile.size + 0.15
    if not larger and (clings or (text[:1].islower() and not NUMBERED.match(text))):
        return False
    if (
        text.endswith((",", ";"))
        or (text.endswith(".") and not larger and words > 4)
        or (text.endswith(":") and not larger)
    ):
        return False
    if larger and (bold or font.size > 1.15 * profile.size):
        return True
    small = font.size < 0.95 * profile.local
    if len(group) == 1 and not small and _stands_out(group[0], column, profile):
        return True
    numbered = bool(NUMBERED.match(text)) and words < 14
    spaced = len(group) == 1 and not text.endswith(".")
    italic = all(line.share("italic") > 0.85 for line in group)
    return (bold and not small and words <= _FEW_IF_SMALL) or (numbered and spaced and not small and (italic or larger))


def _code_text(group: list[Line]) -> str:
    """Lines with their indentation, and blank lines where there is room for them."""
    wide = [word.box.width / len(word.text) for line in group for word in line.words if len(word.text) > 2]
    width = sorted(wide)[len(wide) // 2] if wide else 0.6 * group[0].size
    left = min(line.box.left for line in group)
    texts: list[str] = []
    for line in group:
        text = " " * round((line.box.left - left) / width)
        for index, word in enumerate(line.words):
            space = round((word.box.left - line.words[index - 1].box.right) / width) if index else 0
            text += " " * space + word.text
        texts.append(text)
    return "\n".join(texts)
