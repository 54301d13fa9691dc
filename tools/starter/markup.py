"""Explanatory prose out of the forms that the sources are written in: one function a form, bytes in, paragraphs out.

A paragraph is one line of plain text; a heading is one too, told apart by its first characters `# `.
Code, tables, images, menus and metadata are left behind.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Callable, Iterator

from lxml import etree

HEADING = "# "

_FENCE = re.compile(r"^[ \t>]*(```|~~~).*?^[ \t>]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"\A\s*---\n.*?\n---[ \t]*\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_BLOCK_TAG = re.compile(
    r"<(pre|table|script|style|svg|iframe|video|details|sub|sup)\b.*?</\1>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_IMAGE = re.compile(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\[\]]*)\](\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\]|\([^)]*\))")
_DIRECTIVE = re.compile(r"^\s*(:::|\.\. |\[!|\[\[|#include|import |export |:[a-z_]+:).*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|__|_)(?=\S)([^*_\n]+?)(?<=\S)\1(?!\w)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s*)?")
_ROLE = re.compile(r":[a-zA-Z:+-]+:`~?!?([^`<]*?)\s*(?:<[^`>]*>)?`")
_RST_LINK = re.compile(r"`([^`<]+?)\s*<[^`>]*>`_+")


def inline(text: str) -> str:
    """The words of one run of Markdown or reStructuredText, without its marks."""
    text = _IMAGE.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _ROLE.sub(r"\1", text)
    text = _RST_LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = re.sub(r"``?([^`]*)``?", r"\1", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>-])", r"\1", text)
    return html.unescape(text)


def markdown(raw: bytes) -> Iterator[str]:
    """Markdown of any dialect: headings, paragraphs and list items."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").lstrip("\ufeff")
    text = _FRONT.sub("", text)
    text = _COMMENT.sub("", text)
    text = _FENCE.sub("\n\n", text)
    text = _BLOCK_TAG.sub(" ", text)
    text = _DIRECTIVE.sub("", text)
    pending: list[str] = []

    def flush() -> Iterator[str]:
        if pending:
            yield inline(" ".join(pending))
            pending.clear()

    after_blank = True
    for quoted in text.split("\n"):
        line = re.sub(r"^(\s*>)+\s?", "", quoted)
        stripped = line.strip()
        if not stripped:
            yield from flush()
            after_blank = True
            continue
        code = after_blank and not pending and re.match(r"( {4}|\t)", line) and not _ITEM.match(line)
        after_blank = False
        if code:
            after_blank = True
        elif stripped.startswith("|") or re.fullmatch(r"[-=*_~^+| :.#\"]{3,}", stripped):
            yield from flush()
        elif re.match(r"#{1,6}\s", stripped):
            yield from flush()
            yield HEADING + inline(re.sub(r"\{#[^}]*\}", "", stripped).lstrip("#").strip(" #"))
        elif _ITEM.match(line):
            yield from flush()
            pending.append(_ITEM.sub("", line).strip())
        else:
            pending.append(stripped)
    yield from flush()


def _tree(raw: bytes) -> etree._Element | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(raw.lstrip(b"\xef\xbb\xbf \r\n\t"), parser)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _words(node: etree._Element, text: set[str], skip: frozenset[str]) -> str:
    """The text inside an element, formulas closed up; what is skipped or holds paragraphs of its own is left out."""
    parts = [node.text or ""]
    for child in node:
        name = _local(child)
        if name == "math":
            parts.append("".join("".join(child.itertext()).split()))
        elif name and name not in skip and not _holds(child, text):
            parts.append(_words(child, text, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def _holds(node: etree._Element, text: set[str]) -> bool:
    return any(_local(inner) in text for inner in node.iter())


def _blocks(node: etree._Element | None, text: set[str], heading: set[str], skip: frozenset[str]) -> Iterator[str]:
    if node is None or (name := _local(node)) in skip:
        return
    if name in heading:
        yield HEADING + _words(node, text, skip)
        return
    if name in text:
        yield _words(node, text, skip)
    for child in node:
        if name not in text or _holds(child, text):
            yield from _blocks(child, text, heading, skip)


def cnxml(raw: bytes) -> Iterator[str]:
    """OpenStax's modules; exercises and their solutions are left out."""
    skip = frozenset({"metadata", "figure", "table", "exercise", "media", "equation", "list", "note-ref", "footnote"})
    yield from _blocks(_tree(raw), {"para", "item", "meaning", "caption"}, {"title"}, skip - {"list"})


def tei(raw: bytes) -> Iterator[str]:
    """Novels: the body's paragraphs and chapter heads."""
    skip = frozenset({"teiHeader", "front", "back", "note", "figure", "lg"})
    yield from _blocks(_tree(raw), {"p"}, {"head"}, skip)


def xhtml(raw: bytes) -> Iterator[str]:
    """Standard Ebooks' chapters."""
    skip = frozenset({"head", "table", "figure", "nav", "header"})
    yield from _blocks(_tree(raw), {"p", "li"}, {"h1", "h2", "h3", "h4"}, skip)


def docbook(raw: bytes) -> Iterator[str]:
    """PHP's manual: entities become their own names, listings and signatures are left out."""
    raw = re.sub(rb"&([A-Za-z][A-Za-z0-9.-]*);", lambda m: _entity(m[1]), raw)
    skip = frozenset(
        {
            "programlisting",
            "screen",
            "methodsynopsis",
            "classsynopsis",
            "table",
            "informaltable",
            "info",
            "constructorsynopsis",
            "fieldsynopsis",
            "changelog",
            "informalexample",
            "example",
        }
    )
    yield from _blocks(_tree(raw), {"para", "simpara"}, {"title"}, skip)


def _entity(name: bytes) -> bytes:
    if name in {b"lt", b"gt", b"amp", b"quot", b"apos"}:
        return b"&" + name + b";"
    known = {b"php": b"PHP", b"true": b"true", b"false": b"false", b"null": b"null", b"php.ini": b"php.ini"}
    return known.get(name, b" ")


_PO = re.compile(r'^(msgid|msgstr)((?:\s*"(?:[^"\\]|\\.)*"\s*\n?)+)', re.MULTILINE)


def po(raw: bytes, wanted: str = "msgid") -> Iterator[str]:
    """A gettext catalogue: `msgid` is the English text, `msgstr` its translation; fuzzy entries are left out."""
    for entry in raw.decode("utf-8", "replace").split("\n\n"):
        if "\n#, fuzzy" in entry or entry.startswith("#, fuzzy") or "\n#~" in entry:
            continue
        fields = {
            key: "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', body))
            for key, body in _PO.findall(entry + "\n")
        }
        text = fields.get(wanted, "")
        if fields.get("msgid") and text and fields.get("msgstr") != fields["msgid"]:
            yield inline(text)


def po_es(raw: bytes) -> Iterator[str]:
    """The Spanish side of a gettext catalogue."""
    return po(raw, "msgstr")


Reader = Callable[[bytes], Iterator[str]]
FORMS: dict[str, tuple[tuple[str, ...], dict[str, Reader]]] = {
    "markdown": ((".md", ".mdx", ".rst"), {"en": markdown, "es": markdown}),
    "cnxml": ((".cnxml",), {"en": cnxml, "es": cnxml}),
    "tei": ((".xml",), {"en": tei, "es": tei}),
    "xhtml": ((".xhtml",), {"en": xhtml, "es": xhtml}),
    "docbook": ((".xml",), {"en": docbook, "es": docbook}),
    "po": ((".po",), {"en": po, "es": po_es}),
}
