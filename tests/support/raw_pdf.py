"""PDFs written object by object, for what no typesetter would write."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Mapping, Sequence

_CATALOG, _PAGES, _PAGE, _CONTENTS, _FONT = range(1, 6)
FIRST_FREE = 6
"""Number of the first object that `one_page` leaves to its caller."""
_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"doclora-test-0123"[:16]


def raw_pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first of them its catalog."""
    body, offsets = b"%PDF-1.6\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer\n<< /Root 1 0 R /Size %d %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table) + end


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), extra, data)


def words(text: str, size: float = 10, x: float = 40, top: float = 250) -> bytes:
    """A content stream that writes text in Helvetica, lines of 60 letters at most."""
    wrapped = (line for paragraph in text.splitlines() for line in textwrap.wrap(paragraph, 60))
    lines = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in wrapped)
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    return f"BT /F1 {size} Tf {1.2 * size} TL {x} {top} Td\n{shown}\nET".encode("latin-1")


def one_page(
    content: bytes,
    *,
    media_box: str = "0 0 400 300",
    page: str = "",
    catalog: str = "",
    resources: str = "",
    more: Sequence[bytes] = (),
) -> list[bytes]:
    """The objects of a PDF of one page.

    Args:
        content: its content stream.
        media_box: of the page, in points.
        page: more entries of the page's dictionary.
        catalog: more entries of the catalog.
        resources: more entries of the page's resources, beside the font F1.
        more: objects from `FIRST_FREE` on.
    """
    return [
        f"<< /Type /Catalog /Pages {_PAGES} 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{_PAGE} 0 R] /Count 1 >>".encode(),
        f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [{media_box}] /Contents {_CONTENTS} 0 R "
        f"/Resources << /Font << /F1 {_FONT} 0 R >> {resources} >> {page} >>".encode(),
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *more,
    ]


def form_pdf(text: str, values: Mapping[str, str]) -> bytes:
    """A page with text and a form: each field shows its value."""
    fields = [
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({name}) /V ({value}) /DA (/F1 10 Tf 0 g) "
        f"/Rect [40 {40 + 20 * n} 300 {55 + 20 * n}] /P {_PAGE} 0 R "
        f"/AP << /N {FIRST_FREE + 2 * n + 1} 0 R >> >>".encode()
        for n, (name, value) in enumerate(values.items())
    ]
    looks = [
        stream(
            words(value, top=4, x=2),
            b"/Type /XObject /Subtype /Form /BBox [0 0 260 15] /Resources << /Font << /F1 %d 0 R >> >>" % _FONT,
        )
        for value in values.values()
    ]
    kids = " ".join(f"{FIRST_FREE + 2 * n} 0 R" for n in range(len(fields)))
    return raw_pdf(
        one_page(
            words(text),
            page=f"/Annots [{kids}]",
            catalog=f"/AcroForm << /Fields [{kids}] /DR << /Font << /F1 {_FONT} 0 R >> >> >>",
            more=[part for pair in zip(fields, looks, strict=True) for part in pair],
        )
    )


def annotated_pdf(text: str, note: str) -> bytes:
    """A page with text, a sticky note, a highlight and a link to a page that is not there."""
    annotations = [
        f"<< /Type /Annot /Subtype /Text /Rect [300 240 320 260] /Contents ({note}) /Open true >>".encode(),
        b"<< /Type /Annot /Subtype /Highlight /Rect [40 240 140 260] /QuadPoints [40 260 140 260 40 240 140 240] >>",
        b"<< /Type /Annot /Subtype /Link /Rect [40 200 140 220] /Dest [99 0 R /Fit] >>",
    ]
    kids = " ".join(f"{FIRST_FREE + n} 0 R" for n in range(len(annotations)))
    return raw_pdf(one_page(words(text), page=f"/Annots [{kids}]", more=annotations))


def attached_pdf(text: str, name: str, data: bytes) -> bytes:
    """A page with text, and a file attached to the document."""
    filed = f"<< /Type /Filespec /F ({name}) /EF << /F {FIRST_FREE + 1} 0 R >> >>".encode()
    return raw_pdf(
        one_page(
            words(text),
            catalog=f"/Names << /EmbeddedFiles << /Names [({name}) {FIRST_FREE} 0 R] >> >>",
            more=[filed, stream(data, b"/Type /EmbeddedFile")],
        )
    )


def encrypted_pdf(text: str, *, owner: bytes = b"owner", user: bytes = b"") -> bytes:
    """A page with text, encrypted (RC4, 40 bits): PDF 32000-1, 7.6.3, algorithms 1 to 4.

    Args:
        text: on the page.
        owner: the password that allows all.
        user: the password that opens it; without one, every reader opens it.
    """
    rights = -4
    owned = _rc4(hashlib.md5(_padded(owner)).digest()[:5], _padded(user))
    signed = rights.to_bytes(4, "little", signed=True)
    key = hashlib.md5(_padded(user) + owned + signed + _ID).digest()[:5]
    secret = _rc4(_object_key(key, _CONTENTS), words(text))
    objects = one_page(b"")
    objects[_CONTENTS - 1] = stream(secret)
    known = _rc4(key, _PAD)
    objects.append(
        f"<< /Filter /Standard /V 1 /R 2 /P {rights} /O <{owned.hex()}> /U <{known.hex()}> >>".encode(),
    )
    return raw_pdf(objects, f"/Encrypt {len(objects)} 0 R /ID [<{_ID.hex()}> <{_ID.hex()}>]".encode())


def _padded(password: bytes) -> bytes:
    return (password + _PAD)[:32]


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest()[: len(key) + 5]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    result = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        result.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(result)
