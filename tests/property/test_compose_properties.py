"""compose over random texts: outside the links nothing changes, each link is replaced once, every span is right."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from doclora.compose import composed
from doclora.markdown import blocks, image_links
from doclora.records import Block

NAMES = ["image1", "image2", "image3", "image10"]
PAGES: dict[str, int | None] = {name: number for number, name in enumerate(NAMES, 1)}

words = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="`<[]!\\|#>~"), max_size=20)
descriptions = st.fixed_dictionaries(
    {name: st.none() | st.text(st.sampled_from("abñ漢. \n|![](x.png)`"), max_size=30) for name in NAMES}
)


@st.composite
def links(draw: st.DrawFn) -> tuple[str, str]:
    """A link in one of its three forms, and the figure that it shows."""
    name = draw(st.sampled_from(NAMES))
    folder = draw(st.sampled_from(["imagenes_extraidas/", "", "./imagenes_extraidas/", "/a b/imagenes_extraidas/"]))
    target = f"{folder}{name}.png"
    alt = draw(words).replace("\n", " ").replace('"', "")
    quote = draw(st.sampled_from("\"'"))
    attributes = [f"src={quote}{target}{quote}", 'alt="a > b"', "width=30"]
    forms = [
        f"![{alt}]({target})",
        f"![{alt}](<{target}>)",
        f'[{alt}]({target} "a title")',
        f"<img {' '.join(draw(st.permutations(attributes)))}>",
    ]
    return draw(st.sampled_from(forms)), name


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """A text in several blocks, and its links with their figures, in order; links in code are not among them."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text, expected = "", []
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["paragraph", "list", "quote", "table", "code", "span", "heading"]))
        row = [draw(links()) for _ in range(draw(st.integers(0, 3)))]
        around = [draw(words).strip() for _ in row] + [draw(words).strip()]
        inner = " ".join(part for pair in zip(around, [link for link, _ in row], strict=False) for part in pair if part)
        inner = f"{inner} {around[-1]}".strip()
        if kind == "code":
            text += f"```{end}{inner}{end}```{end}{end}"
            continue
        if kind == "span":
            text += f"`{inner}`{end}{end}"
            continue
        before = {"paragraph": "", "list": "- ", "quote": "> ", "table": f"| a |{end}|---|{end}| ", "heading": "## "}[
            kind
        ]
        text += f"{before}x {inner}{' |' if kind == 'table' else ''}{end}{end}"
        expected += row
    return text, expected


def outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]


@given(documents(), descriptions)
@settings(max_examples=150, deadline=None)
def test_only_the_links_change(document: tuple[str, list[tuple[str, str]]], described: dict[str, str | None]) -> None:
    text, expected = document
    found = image_links(text)
    assert [(text[link.start : link.end], link.stem) for link in found] == expected, "every link, and nothing else"

    known = {name: said for name, said in described.items() if said is not None}
    done = composed(text, blocks(text), known, NAMES, PAGES)

    replaced = [link for link in found if link.stem in known]
    position = 0
    for piece, link in zip(
        outside(text, [(link.start, link.end) for link in replaced]), [*replaced, None], strict=True
    ):
        assert done.text.startswith(piece, position), "what stands outside the links is the same, byte for byte"
        position += len(piece)
        if link:
            said = " ".join(known[link.stem].split())
            span = next((b for b in done.blocks if b.kind == "figure" and b.start == position), None)
            inside = done.text[span.start : span.end] if span else ""
            assert " ".join(inside.replace("\\|", "|").split()) == said.replace("\\|", "|"), "each link once"
            assert span is None or span.figure == link.stem
            position += len(inside)
    assert position == len(done.text)
    assert set(done.kept) == {link.stem for link in found if link.stem not in known}


@given(documents(), descriptions)
@settings(max_examples=100, deadline=None)
def test_every_span_is_right(document: tuple[str, list[tuple[str, str]]], described: dict[str, str | None]) -> None:
    text, _ = document
    source = [block.model_copy(update={"page": number}) for number, block in enumerate(blocks(text), 1)]
    known = {name: said for name, said in described.items() if said is not None}
    done = composed(text, source, known, NAMES, PAGES)

    edges = [edge for block in done.blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges), "in order, not overlapping"
    assert all(block.start < block.end <= len(done.text) for block in done.blocks)
    for block in source:
        kept = "".join(done.text[b.start : b.end] for b in done.blocks if b.page == block.page and b.kind == block.kind)
        cut = [(link.start, link.end) for link in image_links(text) if link.stem in known]
        inside = [(a - block.start, b - block.start) for a, b in cut if block.start <= a < block.end]
        pieces = outside(text[block.start : block.end], inside)
        assert kept == "".join(piece for piece in pieces if piece.strip()), "a block keeps its page and its words"


@given(st.text(st.sampled_from("[]()!<>\"'`\\ \n|-aimg src=/x.png~#>*1."), max_size=200), descriptions)
@settings(max_examples=200, deadline=None)
@example("[![a](image1.png)](image1.png)", {"image1": "x", "image2": None, "image3": None, "image10": None})
def test_no_text_breaks_it(text: str, described: dict[str, str | None]) -> None:
    known = {name: said for name, said in described.items() if said is not None}
    done = composed(text, blocks(text), known, NAMES, PAGES)
    if not any(link.stem in NAMES for link in image_links(text)):
        assert done.text == text


def test_without_descriptions_nothing_moves() -> None:
    text = "# T\n\n![](image1.png)\n"
    source = [Block(start=0, end=3, kind="heading", level=1, page=1), Block(start=5, end=20, kind="figure", page=1)]
    assert composed(text, source, {}, NAMES, PAGES).blocks == tuple(source)
