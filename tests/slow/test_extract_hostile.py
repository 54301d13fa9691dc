"""Documents made to break a reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from doclora.errors import DocloraError
from doclora.extract import extract
from doclora.settings import ExtractSettings
from doclora.workspace import TEXT
from tests.support.documents import LEAD, typeset

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_mutated_pdfs_give_a_document_or_one_of_our_errors(tmp_path: Path) -> None:
    examples = [str(path) for path in sorted((ROOT / "examples").glob("*.pdf"))]
    script = ROOT / "benchmarks" / "extract_fuzz.py"

    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), *examples, "--count", "60", "--seed", "1"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert sum(int(line.split()[0]) for line in done.stdout.splitlines()) == 60


def test_pages_and_bitmaps_of_huge_size_are_read_within_bounds(tmp_path: Path) -> None:
    Image.new("L", (10_000, 10_000), 255).save(tmp_path / "blank.png")
    big = typeset(f"#set page(width: 400cm, height: 400cm)\n{LEAD}", tmp_path / "big.pdf")
    bitmap = typeset(f'{LEAD}\n#image("blank.png", width: 4cm)', tmp_path / "bitmap.pdf", root=tmp_path)

    for number, source in enumerate((big, bitmap)):
        folder = extract(source, tmp_path / str(number), ExtractSettings())
        assert LEAD in (folder / TEXT).read_text(encoding="utf-8")


def test_an_attachment_is_ignored_and_odd_names_are_kept(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("secret")
    source = typeset(f'#pdf.attach("notes.txt")\n{LEAD}', tmp_path / "l'été “a b” ñ.pdf", root=tmp_path)

    text = (extract(source, tmp_path / "out", ExtractSettings()) / TEXT).read_text(encoding="utf-8")

    assert LEAD in text
    assert "secret" not in text


@pytest.mark.parametrize("keep", [10, 200, 2000, 20_000])
def test_a_truncated_pdf_is_read_or_refused(keep: int, tmp_path: Path) -> None:
    whole = (ROOT / "examples" / "silt-lantern.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[:keep])

    with pytest.raises(DocloraError):
        extract(tmp_path / "cut.pdf", tmp_path / "out", ExtractSettings())
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("turn", [90, 180])
def test_a_scan_that_lies_on_its_side_or_head_is_read(turn: int, tmp_path: Path) -> None:
    import pypdfium2

    text = "Fluid mud reflects sound like solid ground, yet a keel can pass through it.\n\n" + f"{LEAD}\n\n" * 2
    with pypdfium2.PdfDocument(typeset(f"#set page(width: 14cm, height: 10cm)\n{text}", tmp_path / "text.pdf")) as pdf:
        scan = pdf[0].render(scale=200 / 72).to_pil().rotate(turn, expand=True)
    scan.save(tmp_path / "scan.pdf", resolution=200)

    read = (extract(tmp_path / "scan.pdf", tmp_path / "out", ExtractSettings()) / TEXT).read_text(encoding="utf-8")

    assert "Fluid mud reflects sound like solid ground, yet a keel can pass through it." in read
    assert read.index("Fluid mud") < read.index("Brellan valve")
