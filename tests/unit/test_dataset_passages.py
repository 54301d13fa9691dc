"""Markdown → passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclora.dataset.markdown import sentences
from doclora.dataset.passages import passages, read_passages
from doclora.errors import InputError
from doclora.records import Block, TextMap
from doclora.tongue import detect_language
from doclora.workspace import write_record

TEXT = """# The Tide Loom

Field manual.

## 1 Parts

The frame is made of larch. It stands in the yard.

| Part | Mass |
|---|---|
| Wheel | 210 kg |

Table 1. Parts of the loom.

## References

Smith, J. (1999). On looms.
"""


def test_passages_keep_their_heading_path_and_their_place_in_the_text() -> None:
    found = passages(TEXT, document="loom")
    parts = next(p for p in found if "larch" in p.text)
    assert parts.title == "The Tide Loom"
    assert parts.headings == ("The Tide Loom", "1 Parts")
    assert TEXT[parts.start : parts.end] == parts.text


def test_a_table_stands_apart_with_its_caption() -> None:
    table = next(p for p in passages(TEXT, document="loom") if p.kind == "table")
    assert "210 kg" in table.text
    assert "Table 1." in table.text
    assert "larch" not in table.text


def test_references_are_left_out() -> None:
    assert not any("Smith" in p.text for p in passages(TEXT, document="loom"))


def test_long_sections_are_cut_between_paragraphs() -> None:
    text = "# T\n\n" + "\n\n".join(f"Paragraph {n} " + "word " * 60 + "end." for n in range(6))
    found = passages(text, document="d", words=130)
    assert len(found) == 3
    assert all(p.text.rstrip().endswith("end.") for p in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See Fig. 3 for the valve. It opens.", 2),
        ("The room is kept at 18 °C. About half is lost.", 2),
        ("It weighs 3.5 kg, e.g. when wet.", 1),
        ("Véase la fig. 2. El eje gira.", 2),
        ("Dr. Bell measured 4 mm. No. 5 failed.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


def test_a_sentence_loses_its_markup_but_keeps_its_source() -> None:
    raw = "The **lamp house** is a [cylinder](x.html) of `glass` &amp; brass."
    (only,) = sentences(raw)
    assert only.text == "The lamp house is a cylinder of glass & brass."
    assert only.raw == raw


def test_the_language_is_told_by_the_commonest_words() -> None:
    assert detect_language("El agua de la fuente que está en la plaza.") == "es"
    assert detect_language("The water of the fountain is in the square.") == "en"


def test_the_text_map_gives_pages(tmp_path: Path) -> None:
    (tmp_path / "texto_final.md").write_text("# T\n\nThe frame is made of larch.\n", encoding="utf-8")
    blocks = (Block(start=0, end=3, kind="heading", level=1, page=1), Block(start=5, end=32, kind="text", page=7))
    write_record(tmp_path / "texto_final.json", TextMap(document="d", sha256="", blocks=blocks))
    (only,) = read_passages(tmp_path, "d")
    assert only.page == 7 or only.page == 1
    assert "larch" in only.text


def test_a_folder_without_text_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no texto_final\.md") as error:
        read_passages(tmp_path, "d")
    assert "compose" in error.value.hint
