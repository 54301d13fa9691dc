"""Documents that are written, not printed: what docling's readers of HTML, Markdown and DOCX leave undone."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from doclora.extract.sources import Kind

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument

_IMAGE: Final = re.compile(rb"""(<img\b[^>]*?\bsrc\s*=\s*["'])([^"'>]*%[^"'>]*)""", re.IGNORECASE)
_FRONT_MATTER: Final = re.compile(rb"\A(\xef\xbb\xbf)?---[ \t]*\r?\n.*?\r?\n(---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL)
_CAPTION: Final = re.compile(r"(fig(ure|ura)?|ilustración|tab(le|la)?|cuadro)\b\.?\s*\d", re.IGNORECASE)


def given_to_docling(source: Path, kind: Kind) -> Any:  # noqa: ANN401
    """The file, or what it holds where docling would misread it.

    The addresses of local pictures are written out (`a%20b.png`), and a Markdown file's front matter, which is about
    the document and not in it, is left out.
    """
    from docling.datamodel.base_models import DocumentStream

    if kind is Kind.HTML:
        content = _IMAGE.sub(_local, source.read_bytes())
    elif kind is Kind.MARKDOWN:
        content = _FRONT_MATTER.sub(b"", source.read_bytes())
    else:
        return source.absolute()
    return DocumentStream(name=source.name, stream=io.BytesIO(content))


def _local(found: re.Match[bytes]) -> bytes:
    address = found[2].decode("utf-8", "surrogateescape")
    return found[0] if urlsplit(address).scheme else found[1] + unquote(address).encode("utf-8", "surrogateescape")


def tie_captions(document: DoclingDocument) -> None:
    """Tie "Figure 1 …" right below a figure, and "Table 1 …" right above or below a table, to it."""
    from docling_core.types.doc import DocItemLabel, PictureItem, TableItem, TextItem

    items = [item for item, _ in document.iterate_items()]
    for above, below in pairwise(items):
        for text, thing in ((below, above), (above, below)):
            if not isinstance(text, TextItem) or not isinstance(thing, PictureItem | TableItem) or thing.captions:
                continue
            figure = isinstance(thing, PictureItem)
            if _CAPTION.match(text.text) and (thing is above or not figure) and figure != _of_a_table(text.text):
                text.label = DocItemLabel.CAPTION
                thing.captions.append(text.get_ref())


def _of_a_table(caption: str) -> bool:
    return caption[:1].lower() in {"t", "c"}
