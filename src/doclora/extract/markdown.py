"""A docling document as Markdown, with the origin of every block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from doclora.extract.inline import inline_parts
from doclora.records import Block, BlockKind, Figure

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument
    from docling_core.types.doc.document import NodeItem

_LOOKS_LIKE_MARKUP: Final = re.compile(r"^(#{1,6} |[-+*] |\d+[.)] |>|```)")
_KIND_BY_LABEL: Final[Mapping[str, BlockKind]] = {"caption": "caption", "footnote": "footnote"}


@dataclass(frozen=True)
class Piece:
    """One block of the Markdown to be, with its origin; `group` tells the list that an item belongs to."""

    text: str
    kind: BlockKind
    page: int | None = None
    level: int | None = None
    figure: str | None = None
    group: str = ""


@dataclass
class Rendered:
    """The Markdown of a document and its blocks, in order."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    _group: str = ""

    def add(self, piece: Piece) -> None:
        """Append a block, a blank line before it except inside a list."""
        if self.blocks:
            self.text += "\n" if piece.group and piece.group == self._group else "\n\n"
        self._group = piece.group
        start = len(self.text)
        self.text += piece.text
        self.blocks.append(
            Block(
                start=start,
                end=len(self.text),
                kind=piece.kind,
                page=piece.page,
                level=piece.level,
                figure=piece.figure,
            )
        )


def render(document: DoclingDocument, figures: Mapping[str, Figure]) -> Rendered:
    """The whole document as Markdown, running headers and footers left out.

    Args:
        document: in reading order.
        figures: by the reference of their picture item; other pictures are left out.

    Returns:
        The text, ending in one newline, and its blocks.
    """
    rendered = Rendered()
    for piece in _Walk(document, figures).pieces(document.body):
        if piece.text.strip():
            rendered.add(piece)
    rendered.text += "\n"
    return rendered


class _Walk:
    """Goes through a document's tree and says what each item is in Markdown."""

    def __init__(self, document: DoclingDocument, figures: Mapping[str, Figure]) -> None:
        from docling_core.transforms.serializer.markdown import MarkdownDocSerializer, MarkdownParams

        self._document = document
        self._figures = figures
        self._inline = MarkdownDocSerializer(
            doc=document, params=MarkdownParams(escape_underscores=False, escape_html=False, image_placeholder="")
        )
        self._said: set[str] = set()
        self._top = 1 if any(isinstance(item, _title_item()) for item in document.texts) else 0

    def pieces(self, node: NodeItem, indent: str = "", group: str = "") -> Iterator[Piece]:
        """What a node's children are, in order.

        Args:
            node: of the document's tree.
            indent: of the list items around it: a nested item stands below the text of the item around it.
            group: the outermost of these lists.
        """
        for reference in node.children:
            child = reference.resolve(self._document)
            if child.self_ref not in self._said:
                self._said.add(child.self_ref)
                yield from self._item(child, indent, group)

    def _item(self, item: Any, indent: str, group: str) -> Iterator[Piece]:  # noqa: ANN401  # docling's union of items
        from docling_core.types.doc import document as docling

        if getattr(item, "content_layer", None) == docling.ContentLayer.FURNITURE:
            return
        page = item.prov[0].page_no if getattr(item, "prov", None) else None
        match item:
            case docling.PictureItem():
                yield from self._picture(item, page)
            case docling.TableItem() if item.label.value == "document_index":
                return  # the headings themselves say it
            case docling.TableItem():
                yield from self._captions(item)
                yield Piece(_table(item.data), "table", page)
            case docling.InlineGroup():
                yield from self._runs(item, page)
            case docling.ListItem():
                yield from self._list_item(item, page, indent, group)
            case docling.GroupItem():
                is_list = item.label == docling.GroupLabel.LIST
                bare = is_list and group and isinstance(item.parent.resolve(self._document), docling.GroupItem)
                inner = indent + "  " if bare else indent
                yield from self.pieces(item, inner, group or (item.self_ref if is_list else ""))
            case docling.TextItem():
                yield self._text(item, page)
                yield from self.pieces(item, indent)

    def _runs(self, group: Any, page: int | None) -> Iterator[Piece]:  # noqa: ANN401
        for part in self._parts(group):
            if isinstance(part, str):
                yield Piece(_plain(part), "text", page)
            else:
                yield from self._picture(part, page)

    def _parts(self, group: Any) -> Iterator[Any]:  # noqa: ANN401
        return inline_parts(
            group, self._document, lambda run: self._inline.serialize(item=run, is_inline_scope=True).text
        )

    def _text(self, item: Any, page: int | None) -> Piece:  # noqa: ANN401
        from docling_core.types.doc import document as docling

        match item:
            case docling.TitleItem():
                return Piece(f"# {_one_line(item.text)}", "heading", page, level=1)
            case docling.SectionHeaderItem():
                level = min(item.level + self._top, 6)
                return Piece(f"{'#' * level} {_one_line(item.text)}", "heading", page, level=level)
            case docling.CodeItem():
                return Piece(f"```\n{item.text.rstrip()}\n```", "code", page)
            case docling.FormulaItem():
                return Piece(f"$$\n{item.text}\n$$" if item.text else _plain(item.orig), "formula", page)
        return Piece(_plain(item.text), _KIND_BY_LABEL.get(item.label.value, "text"), page)

    def _list_item(self, item: Any, page: int | None, indent: str, group: str) -> Iterator[Piece]:  # noqa: ANN401
        inline = [child for child in item.children if child.resolve(self._document).label.value == "inline"]
        text = item.text
        if not text and inline:
            self._said.add(inline[0].cref)
            text = " ".join(part for part in self._parts(inline[0].resolve(self._document)) if isinstance(part, str))
        marker = (item.marker or f"{self._number(item)}.") if item.enumerated else "-"
        yield Piece(f"{indent}{marker} {_one_line(text)}", "list", page, group=group)
        yield from self.pieces(item, indent + " " * (len(marker) + 1), group)

    def _number(self, item: Any) -> int:  # noqa: ANN401
        """Of an item in its numbered list, where the format leaves the counting to who shows it, as HTML does."""
        siblings = [reference.resolve(self._document) for reference in item.parent.resolve(self._document).children]
        numbered = [sibling.self_ref for sibling in siblings if getattr(sibling, "enumerated", False)]
        return numbered.index(item.self_ref) + 1

    def _picture(self, item: Any, page: int | None) -> Iterator[Piece]:  # noqa: ANN401
        figure = self._figures.get(item.self_ref)
        if figure is not None:
            yield Piece(f"![Image]({figure.path})", "figure", page, figure=figure.name)
        yield from self._captions(item)
        if item.meta is not None and item.meta.tabular_chart is not None:
            yield Piece(_table(item.meta.tabular_chart.chart_data), "table", page)

    def _captions(self, item: Any) -> Iterator[Piece]:  # noqa: ANN401
        for reference in item.captions:
            if reference.cref in self._said:
                continue
            self._said.add(reference.cref)
            caption = reference.resolve(self._document)
            yield Piece(_plain(caption.text), "caption", caption.prov[0].page_no if caption.prov else None)


def _table(data: Any) -> str:  # noqa: ANN401
    rows = [[_cell(cell.text) for cell in row] for row in data.grid]
    if not rows or not rows[0]:
        return ""
    head, *body = rows
    return "\n".join(_row(row) for row in [head, ["---"] * len(head), *body])


def _title_item() -> type:
    from docling_core.types.doc import TitleItem

    title: type = TitleItem
    return title


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "\\|")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """A paragraph, kept from being read as a heading, a list or a quotation."""
    line = _one_line(text)
    return f"\\{line}" if _LOOKS_LIKE_MARKUP.match(line) else line
