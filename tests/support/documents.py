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
