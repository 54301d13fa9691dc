"""Documents made to break a reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from doclora.errors import DocloraError
from doclora.extract import Limits, extract
from doclora.settings import ExtractSettings
from doclora.workspace import TEXT
from tests.support.documents import LEAD, typeset
from tests.support.raw_pdf import FIRST_FREE, one_page, raw_pdf, stream, words
from tests.support.refused import small_disk

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_mutated_pdfs_give_a_document_or_one_of_our_errors() -> None:
    """Whole folders or nothing, each error with a hint: the script asserts it. It ends otherwise at the first other."""
    examples = [str(path) for path in sorted((ROOT / "examples").glob("*.pdf"))]

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.extract_fuzz", *examples, "--count", "60", "--seed", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert sum(int(line.split()[0]) for line in done.stdout.splitlines() if "as a whole" not in line) == 60


def test_pages_and_bitmaps_of_huge_size_are_read_within_bounds(tmp_path: Path) -> None:
    Image.new("L", (10_000, 10_000), 255).save(tmp_path / "blank.png")
    big = typeset(f"#set page(width: 508cm, height: 508cm)\n{LEAD}", tmp_path / "big.pdf")  # 14,400 pt
    bitmap = typeset(f'{LEAD}\n#image("blank.png", width: 4cm)', tmp_path / "bitmap.pdf", root=tmp_path)

    for number, source in enumerate((big, bitmap)):
        folder = extract(source, tmp_path / str(number), ExtractSettings(), Limits(seconds=60, gigabytes=2))
        assert LEAD in (folder / TEXT).read_text(encoding="utf-8")


def test_an_image_of_100_million_pixels_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    image = Image.new("L", (10_000, 10_000), 255)
    font = ImageFont.load_default(220)
    ImageDraw.Draw(image).text((800, 800), "The Brellan valve opens at 4.2 bar.", fill=0, font=font)
    image.save(tmp_path / "scan.png")

    folder = extract(tmp_path / "scan.png", tmp_path / "out", ExtractSettings(), Limits(seconds=120, gigabytes=3))

    assert "Brellan valve opens at 4.2 bar." in (folder / TEXT).read_text(encoding="utf-8")
    assert capfd.readouterr() == ("", "")


def test_a_page_that_unfolds_without_end_is_stopped(tmp_path: Path) -> None:
    """Ten forms, each drawing the next one ten times: ten thousand million lines from 3 kB."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 400 300]"
    drawn = [
        stream(b"/X Do " * 10, head + b" /Resources << /XObject << /X %d 0 R >> >>" % (FIRST_FREE + n))
        for n in range(1, 11)
    ]
    source = tmp_path / "laughs.pdf"
    first = f"/XObject << /X {FIRST_FREE} 0 R >>"
    source.write_bytes(raw_pdf(one_page(b"/X Do", resources=first, more=[*drawn, stream(b"0 0 m 9 9 l S", head)])))

    with pytest.raises(DocloraError, match=r"not done after|more than 1 GB of memory"):
        extract(source, tmp_path / "out", ExtractSettings(), Limits(seconds=30, gigabytes=1))
    assert list((tmp_path / "out").iterdir()) == []


def _extracted(*documents: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "doclora", "extract", *map(str, documents), "-o", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    """As many kilobytes as end in the first file, among the figures and at the last record."""
    document = ROOT / "examples" / "silt-lantern.pdf"
    whole = extract(document, tmp_path / "whole", ExtractSettings())
    needed = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file()) // 1024

    for number, kilobytes in enumerate([4, needed // 4, needed // 2, needed - 20]):
        with small_disk(tmp_path / f"disk{number}", kilobytes) as disk:
            done = _extracted(document, out=disk)
            assert done.returncode == 4, (kilobytes, done.stderr)
            assert "the disk is full" in done.stderr
            assert "Traceback" not in done.stderr
            assert list(disk.iterdir()) == []


def test_a_disk_that_fills_up_stops_only_those_that_need_room(tmp_path: Path) -> None:
    """The large document does not fit, the small one after it does."""
    small = tmp_path / "small.pdf"
    small.write_bytes(raw_pdf(one_page(words(LEAD))))

    with small_disk(tmp_path / "disk", 200) as disk:
        done = _extracted(ROOT / "examples" / "silt-lantern.pdf", small, out=disk)

        [folder] = disk.iterdir()
        assert done.returncode == 4
        assert done.stdout.split() == [str(folder)]
        assert LEAD in (folder / TEXT).read_text(encoding="utf-8")


def test_a_read_only_disk_is_said(tmp_path: Path) -> None:
    document = ROOT / "examples" / "silt-lantern.pdf"
    with small_disk(tmp_path / "disk", 4, "ro") as disk:
        for out in (disk, disk / "new"):
            done = _extracted(document, out=out)
            assert done.returncode == 3
            assert "cannot be written: Read-only file system" in done.stderr
            assert "Traceback" not in done.stderr


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
