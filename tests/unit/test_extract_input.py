"""Every document that cannot be read gives one clear error, and nothing is left behind."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from doclora.errors import DocloraError, DocumentError, InputError
from doclora.extract import extract
from doclora.extract.isolation import Task
from doclora.extract.sources import Kind, count_pages, identify
from doclora.extract.stage import work
from doclora.settings import ExtractSettings
from doclora.workspace import TEXT, read_stage
from tests.support.documents import LEAD, typeset
from tests.support.raw_pdf import annotated_pdf, attached_pdf, encrypted_pdf, form_pdf, one_page, raw_pdf, words
from tests.support.refused import bound_by_permissions

GOOD = raw_pdf(one_page(words(LEAD)))
PAGES = b"<< /Type /Pages /Kids [%b] /Count %d >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _read(path: Path, content: bytes) -> str:
    """What a document says, read in this process."""
    path.write_bytes(content)
    folder = path.parent / "read"
    folder.mkdir()
    work(Task(source=path, kind=identify(path), sha256="0" * 64, folder=folder, settings=ExtractSettings()))
    return (folder / TEXT).read_text(encoding="utf-8")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        identify(tmp_path / "absent.pdf")
    with pytest.raises(InputError, match="a folder"):
        identify(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.pdf", b"", "empty"),
        ("text.pdf", b"just some words", "not a PDF"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type", "broken PDF"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "broken archive"),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "image cannot be read"),
        ("binary.md", b"# A\x00B", "not a text file"),
        ("latin.html", "<p>año</p>".encode("latin-1"), "not UTF-8"),
        ("blank.md", b" \n\n", "no text"),
        ("wide.html", "<p>año</p>".encode("utf-16"), "UTF-16"),
        ("lying.html", b"<meta charset=utf-8><p>a\xf1o</p>", "not UTF-8"),
        ("data.xyz", b"abc", "known kind"),
        ("plain.txt", b"some words", "known kind"),
        ("sheet.csv", b"a,b\n1,2\n", "known kind"),
        ("book.epub", b"PK\x05\x06" + bytes(18), "known kind"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(512), "known kind"),
        ("no-objects.pdf", GOOD[: GOOD.index(b"1 0 obj")], "broken PDF"),
        ("no-trailer.pdf", GOOD[: GOOD.index(b"xref")], "broken PDF"),
        ("no-catalog.pdf", raw_pdf([b"<< >>"]), "broken PDF"),
        ("no-pages.pdf", raw_pdf([CATALOG, PAGES % (b"", 0)]), "broken PDF|no pages"),
        ("endless.pdf", raw_pdf([CATALOG, PAGES % (b"", 2_000_000_000)]), "broken PDF"),
        ("bomb.bmp", struct.pack("<2s8xI3I2H24x", b"BM", 54, 40, 30_000, 30_000, 1, 24), "million pixels"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        identify(_written(tmp_path / name, content))
    assert caught.value.exit_code == 3
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_password_is_asked_for_only_where_a_reader_would_ask(tmp_path: Path) -> None:
    """An owner's password forbids printing and the like; anybody may open and read."""
    with pytest.raises(DocumentError, match="encrypted with a password") as caught:
        identify(_written(tmp_path / "secret.pdf", encrypted_pdf(LEAD, user=b"user")))
    assert "without the password" in caught.value.hint

    assert LEAD in _read(tmp_path / "owned.pdf", encrypted_pdf(LEAD, owner=b"owner"))


@pytest.mark.parametrize(
    "content",
    [
        b"junk\n" * 100 + GOOD,
        GOOD.replace(b"startxref\n", b"startxref\n9"),
        GOOD.replace(b"0000000", b"9999999"),
        form_pdf(LEAD, {"name": "Ondrel"}),
        annotated_pdf(LEAD, "remember the gasket"),
    ],
    ids=["junk before", "startxref elsewhere", "offsets wrong", "a form", "notes and a dead link"],
)
def test_a_pdf_that_readers_open_is_read(tmp_path: Path, content: bytes) -> None:
    assert LEAD in _read(tmp_path / "a.pdf", content)


def test_an_attachment_is_not_the_document(tmp_path: Path) -> None:
    text = _read(tmp_path / "a.pdf", attached_pdf(LEAD, "notes.txt", b"not part of the text"))

    assert text == f"{LEAD}\n"


@pytest.mark.parametrize(
    "media_box", ["0 0 0 0", "0 0 400 0", "400 300 0 0", "0 0 nan 300", "0 0 14400 14400", "0 0 2000000 2000000"]
)
def test_a_page_of_impossible_size_is_read(tmp_path: Path, media_box: str) -> None:
    assert LEAD in _read(tmp_path / "a.pdf", raw_pdf(one_page(words(LEAD), media_box=media_box)))


@pytest.mark.parametrize(
    "objects",
    [
        [CATALOG, PAGES % (b"2 0 R", 1)],
        [CATALOG, PAGES % (b"3 0 R", 1), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"],
        one_page(b"q Q"),
        one_page(words(LEAD), media_box="100000 100000 100400 100300"),
    ],
    ids=["a page that is its own parent", "a page without contents", "nothing drawn", "text off the page"],
)
def test_a_pdf_that_shows_nothing_is_refused(tmp_path: Path, objects: list[bytes]) -> None:
    with pytest.raises(DocumentError) as caught:
        _read(tmp_path / "a.pdf", raw_pdf(objects))
    assert caught.value.hint


@pytest.mark.parametrize(
    "name",
    [
        "with space.pdf", "l'été “a b” ñ.pdf", 'quo"te.pdf', "-dash.pdf", "new\nline.pdf", "%s {x} [1] *.pdf", ".pdf",
        "😀.pdf", "a" * 240 + ".pdf", "really a PDF.txt", "none",
    ],
)  # fmt: skip
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    assert LEAD in _read(tmp_path / name, GOOD)


def test_a_name_that_no_record_can_hold_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf")
    Path(name).write_bytes(GOOD)
    inside = tmp_path / os.fsdecode(b"caf\xe9")

    with pytest.raises(InputError, match=r"udce9.pdf: the name is not UTF-8"):
        identify(Path(name))
    with pytest.raises(InputError, match="the name is not UTF-8"):
        extract(_written(tmp_path / "good.pdf", GOOD), inside, ExtractSettings())
    assert not inside.exists()


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.pdf")
    (tmp_path / "loop.pdf").symlink_to("loop.pdf")
    (tmp_path / "dangling.pdf").symlink_to("nothing")
    (tmp_path / "folder.pdf").mkdir()

    for name, message in {
        "fifo.pdf": "not a regular file",
        "loop.pdf": "cannot be read",
        "dangling.pdf": "no such file",
        "folder.pdf": "a folder",
        "a" * 300: "cannot be read",
    }.items():
        with pytest.raises(InputError, match=message) as caught:
            identify(tmp_path / name)
        assert caught.value.hint


def test_an_unreadable_file_and_a_folder_that_may_not_be_written_are_said(tmp_path: Path) -> None:
    """Root reads and writes everything, so the command runs without that privilege."""
    _written(tmp_path / "unreadable.pdf", GOOD).chmod(0)
    _written(tmp_path / "good.pdf", GOOD)
    (tmp_path / "locked").mkdir(mode=0o500)

    for name, out, message in [
        ("unreadable.pdf", "out", "unreadable.pdf: may not be read"),
        ("good.pdf", "locked/out", "locked/out: cannot be written: Permission denied"),
        ("good.pdf", "locked", "locked: cannot be written: Permission denied"),
    ]:
        done = subprocess.run(
            [sys.executable, "-m", "doclora", "extract", name, "-o", out],
            cwd=tmp_path, capture_output=True, text=True, preexec_fn=bound_by_permissions,
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        assert message in done.stderr
        assert "Traceback" not in done.stderr
    assert list((tmp_path / "locked").iterdir()) == []
    assert not (tmp_path / "out").exists()


def test_a_page_in_an_encoding_that_it_names_is_read_in_it(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><p>El año de la válvula</p></html>'

    assert identify(_written(tmp_path / "old.html", page.encode("latin-1"))) is Kind.HTML


def test_the_pages_of_a_tiff_count_for_its_time(tmp_path: Path) -> None:
    pages = [Image.new("L", (20, 20), shade) for shade in (0, 100, 200)]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    pages[0].save(tmp_path / "a.gif", save_all=True, append_images=pages[1:])

    assert count_pages(tmp_path / "a.tiff", Kind.IMAGE) == 3
    assert count_pages(tmp_path / "a.gif", Kind.IMAGE) == 1


def test_an_archive_of_another_kind_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(DocumentError, match="known kind"):
        identify(tmp_path / "a.docx")


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20)).save(tmp_path / "picture.pdf", format="PNG")

    assert identify(tmp_path / "picture.pdf") is Kind.IMAGE
    assert identify(typeset(LEAD, tmp_path / "paper.png")) is Kind.PDF


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    blank = typeset("#page[]", tmp_path / "blank.pdf")

    with pytest.raises(DocloraError):
        extract(blank, out, ExtractSettings())

    assert list(out.iterdir()) == []


def test_a_parent_that_is_a_file_is_refused(tmp_path: Path) -> None:
    parent = _written(tmp_path / "file", b"x")

    with pytest.raises(InputError, match="cannot be written"):
        extract(typeset(LEAD, tmp_path / "a.pdf"), parent, ExtractSettings())


def _three_pages(kids: bytes) -> bytes:
    """A PDF of three pages; the objects 3 and 6 are good ones."""
    _, _, page, content, font = one_page(words(LEAD))
    return raw_pdf([CATALOG, PAGES % (kids, 3), page, content, font, page])


def test_a_broken_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    source = tmp_path / "three.pdf"
    source.write_bytes(_three_pages(b"3 0 R 99 0 R 6 0 R"))

    artifacts = extract(source, tmp_path, ExtractSettings())

    stage = read_stage(artifacts, "extract")
    assert stage is not None
    assert stage.counts["pages"] == 2
    assert [note.split(" broken")[0] for note in stage.notes] == ["page 2"]
    assert (artifacts / TEXT).read_text(encoding="utf-8").count("Brellan valve") == 2


def test_a_document_of_broken_pages_alone_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "three.pdf"
    source.write_bytes(_three_pages(b"97 0 R 98 0 R 99 0 R"))

    with pytest.raises(DocumentError, match="pages are broken"):
        extract(source, tmp_path, ExtractSettings())
