"""Small documents made on the spot."""

from __future__ import annotations

from pathlib import Path

import typst

LEAD = "The Brellan valve opens at 4.2 bar and closes again when the pressure falls below 3.1 bar."


def typeset(source: str, path: Path, root: Path | None = None) -> Path:
    """A PDF from Typst source, which may name files in `root`."""
    if root is None:
        path.write_bytes(typst.compile(source.encode()))
        return path
    script = root / "source.typ"
    script.write_text(source, encoding="utf-8")
    path.write_bytes(typst.compile(str(script), root=str(root)))
    return path


def encrypted_pdf(path: Path) -> Path:
    """A PDF whose password nobody knows."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"<< /Root 1 0 R /Size 5 /Encrypt 4 0 R /ID [<{'00' * 16}> <{'00' * 16}>] >>"
    body += f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(body)}\n%%EOF\n".encode()
    path.write_bytes(body)
    return path
