"""Every document that cannot be read gives one clear error, and nothing is left behind."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import Image

from doclora.errors import DocloraError, DocumentError, InputError
from doclora.extract import extract
from doclora.extract.sources import Kind, identify
from doclora.settings import ExtractSettings
from tests.support.documents import LEAD, encrypted_pdf, typeset


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


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
        ("data.xyz", b"abc", "known kind"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        identify(_written(tmp_path / name, content))
    assert caught.value.exit_code == 3
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_an_encrypted_pdf_is_called_encrypted(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="encrypted"):
        identify(encrypted_pdf(tmp_path / "secret.pdf"))


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
