"""The example documents come out of `extract` with the structure that their sources give them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doclora.extract import extract
from doclora.records import Document
from doclora.settings import ExtractSettings
from doclora.workspace import RECORDS, TEXT, read_record

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(("name", "language"), [("silt-lantern", "en"), ("almirena", "es")])
def test_an_example_keeps_its_headings_its_paragraphs_its_table_and_its_four_figures(
    name: str, language: str, tmp_path: Path
) -> None:
    artifacts = extract(EXAMPLES / f"{name}.pdf", tmp_path, ExtractSettings())
    text = (artifacts / TEXT).read_text(encoding="utf-8")
    document = read_record(artifacts / RECORDS / "document.json", Document, hint="")

    source = (EXAMPLES / "sources" / f"{name}.typ").read_text(encoding="utf-8")
    written = [(len(marks), title) for marks, title in re.findall(r"^(=+) (.+)$", source, re.MULTILINE)]
    found = re.findall(r"^(#+) [\d.]+ (.+)$", text, re.MULTILINE)
    assert [(len(marks) - 1, title) for marks, title in found] == written
    prose = [
        p for p in source.split("\n\n") if re.match(r"[^\W\d_a-z]", p) and not re.search(r"[#*_$@\\`<>~{}\[\]]", p)
    ]
    assert len(prose) > 20
    whole = " ".join(text.split())
    assert [p for p in prose if " ".join(p.split()) not in whole] == [], "the lines of two columns were mixed"
    assert [figure.name for figure in document.figures] == ["image1", "image2", "image3", "image4"]
    assert all(figure.caption for figure in document.figures)
    assert len(re.findall(r"^\| ---", text, re.MULTILINE)) == 1
    assert document.language == language
