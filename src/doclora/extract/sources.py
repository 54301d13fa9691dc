"""What kind of document a file is, by its content, and why one cannot be read."""

from __future__ import annotations

import codecs
import re
import stat
import zipfile
from enum import Enum
from pathlib import Path
from typing import Final

from doclora.errors import DocumentError, InputError, missing_extra
from doclora.extract.images import check_image, count_frames

_HEAD: Final = 1024
_READS: Final = "save it as PDF, DOCX, PPTX, HTML, Markdown or an image; plain text may be named .md"
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.-]+)""", re.IGNORECASE)
_ZIP_KINDS: Final = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_IMAGE_MAGIC: Final = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"GIF8")
_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD


class Kind(str, Enum):
    """The formats that `extract` reads."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    HTML = "html"
    MARKDOWN = "md"
    IMAGE = "image"


def identify(source: Path) -> Kind:
    """The kind of a document, by its content first and by its name where the content is plain text.

    Raises:
        InputError: when there is no such file, it is a folder or a device, or its name is not UTF-8.
        DocumentError: when it is empty, unreadable, encrypted, broken or of another kind.
    """
    check_name(source)
    head = _head(source)
    kind = _by_content(source, head)
    if kind is Kind.PDF:
        _check_pdf(source)
    elif kind is Kind.IMAGE:
        check_image(source)
    elif kind in {Kind.HTML, Kind.MARKDOWN}:
        _check_text(source, kind)
    return kind


def check_name(path: Path) -> None:
    """Refuse a path that no record could name.

    Raises:
        InputError: when it is not UTF-8.
    """
    if shown(path.absolute()) != str(path.absolute()):
        raise InputError(f"{shown(path.absolute())}: the name is not UTF-8", hint="rename the file or its folder")


def shown(path: Path) -> str:
    """A path as text that can be printed and recorded, whatever bytes it is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def count_pages(source: Path, kind: Kind) -> int:
    """Pages of a document that `identify` has let through; 1 where the format has none."""
    if kind is Kind.IMAGE:
        return count_frames(source)
    if kind is not Kind.PDF:
        return 1
    import pypdfium2

    with pypdfium2.PdfDocument(source) as document:
        return len(document)


def _head(source: Path) -> bytes:
    try:
        mode = source.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(
                f"{source}: a folder, not a document", hint="name the documents in it: doclora extract DIR/*.pdf"
            )
        if not stat.S_ISREG(mode):
            raise InputError(f"{source}: not a regular file", hint="copy what it gives into a file first")
        with source.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise InputError(f"{source}: no such file", hint="check the name") from None
    except PermissionError:
        raise InputError(f"{source}: may not be read", hint="check its permissions and its folder's") from None
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror}", hint="check the name and the disk") from None
    if not head:
        raise DocumentError(f"{source}: the file is empty", hint="fetch or export the document again")
    return head


def _by_content(source: Path, head: bytes) -> Kind:
    suffix = source.suffix.lower()
    if b"%PDF-" in head:
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(source)
    if head.startswith(_IMAGE_MAGIC):
        return Kind.IMAGE
    if suffix == ".pdf":
        raise DocumentError(f"{source}: not a PDF, whatever its name says", hint=_READS)
    if suffix in {".html", ".htm", ".xhtml"}:
        return Kind.HTML
    if suffix in {".md", ".markdown"}:
        return Kind.MARKDOWN
    raise DocumentError(f"{source}: not a document of a known kind", hint=_READS)


def _zip_kind(source: Path) -> Kind:
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
            encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise DocumentError(f"{source}: a broken archive", hint="save or fetch the document again") from None
    if encrypted:
        raise DocumentError(f"{source}: encrypted", hint="save a copy without a password, then use the copy")
    for name, kind in _ZIP_KINDS.items():
        if name in names:
            return Kind(kind)
    raise DocumentError(f"{source}: not a document of a known kind", hint=_READS)


def _check_pdf(source: Path) -> None:
    try:
        import pypdfium2
    except ModuleNotFoundError:
        raise missing_extra("pypdfium2", "extract") from None
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise DocumentError(
                f"{source}: encrypted with a password", hint="save a copy without the password, then use the copy"
            ) from None
        raise DocumentError(f"{source}: a broken PDF", hint="open it in a reader and save it again") from None
    with document:
        if len(document) == 0:
            raise DocumentError(f"{source}: the PDF has no pages", hint="export the document again")


def _check_text(source: Path, kind: Kind) -> None:
    data = source.read_bytes()
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\x00" in data and not wide:
        raise DocumentError(f"{source}: not a text file", hint=_READS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if kind is Kind.HTML and _reads_as_declared(data):
            return
        what = "UTF-16" if wide else f"not UTF-8 (byte {error.start})"
        raise DocumentError(f"{source}: {what}", hint="save it with the encoding UTF-8") from None
    if not text.strip():
        raise DocumentError(f"{source}: the file holds no text", hint="check that it is the right file")


def _reads_as_declared(data: bytes) -> bool:
    """Whether a page names its encoding, and is in it."""
    declared = _CHARSET.search(data[:_HEAD])
    try:
        return declared is not None and bool(data.decode(declared[1].decode("ascii")).strip())
    except (LookupError, UnicodeError):
        return False
