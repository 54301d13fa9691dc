"""What crosses a room's border. Frozen, validated, written as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["en", "es"]
BlockKind = Literal["heading", "text", "list", "table", "formula", "code", "caption", "footnote", "figure"]
QuestionKind = Literal[
    "definition",
    "quantity",
    "cause",
    "purpose",
    "list",
    "table",
    "figure",
    "heading",
    "cloze",
    "statement",
    "implication",
    "across",
    "restatement",
    "general",
    "unanswerable",
    "user",
]
Split = Literal["train", "validation", "test", "heldout", "unanswerable"]
Role = Literal["system", "user", "assistant"]


class Record(BaseModel):
    """Base of all records: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Record):
    """One figure of a document, cut out as a PNG.

    Attributes:
        name: `image1`, `image2` … in reading order.
        path: of the PNG, relative to the artifacts folder (`imagenes_extraidas/image1.png`).
        page: 1-based; None where the format has no pages.
        bbox: left, top, right, bottom in points from the page's top left corner; None without pages.
        width: of the PNG, in pixels.
        height: of the PNG, in pixels.
        caption: its caption in the document, without the figure itself; empty if it has none.
        text: the words that the document prints inside the figure, if any can be read without OCR.
    """

    name: str
    path: str
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    width: int
    height: int
    caption: str = ""
    text: str = ""


class Document(Record):
    """What `extract` knows of a document; kept in `.doclora/document.json` of its artifacts folder."""

    name: str
    source: str
    sha256: str
    title: str
    language: Language
    pages: int
    figures: tuple[Figure, ...] = ()


class Block(Record):
    """A run of `texto.md` or `texto_final.md` with its origin: text[start:end], in characters.

    Attributes:
        level: of a heading, 1 for the title; None otherwise.
        figure: the name of the figure that this block is or describes.
    """

    start: int
    end: int
    kind: BlockKind
    page: int | None = None
    level: int | None = None
    figure: str | None = None


class TextMap(Record):
    """`texto_final.json`: the blocks of `texto_final.md`, in order, not overlapping."""

    document: str
    sha256: str
    blocks: tuple[Block, ...]


class Description(Record):
    """One figure in words, as compose and dataset read it.

    Attributes:
        figure: its name, `image1`.
        text: what goes into `texto_final.md`.
        describer: what made it: `service`, `endpoint`, `offline` or `person`.
        model: the model's name, where one answered.
    """

    figure: str
    text: str
    describer: str
    model: str = ""


class Passage(Record):
    """A stretch of a document that stands by itself: what questions are asked about.

    Attributes:
        id: stable: `<document>:<ordinal>`.
        headings: the heading path above it, outermost first.
        page: where it begins.
        pages: character of `text` → the page that begins there, where it goes on over one.
        start: first character in `texto_final.md`.
        end: one past the last character.
    """

    id: str
    document: str
    title: str
    language: Language
    kind: BlockKind
    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None
    pages: tuple[tuple[int, int], ...] = ()
    start: int = 0
    end: int = 0

    def page_of(self, part: str) -> int | None:
        """The page where a verbatim part of the passage stands."""
        at = self.text.find(part)
        return next((page for start, page in reversed(self.pages) if start <= at), self.page)


class Metadata(Record):
    """Where an example comes from. `evidence` stands verbatim in the passage."""

    document: str = ""
    page: int | None = None
    passage: str = ""
    fact: str = ""
    evidence: str = ""
    kind: QuestionKind = "user"
    language: Language = "en"


class Example(Record):
    """One row of a dataset file, in Alpaca form."""

    instruction: str
    input: str = ""
    output: str
    system: str = ""
    metadata: Metadata = Metadata()


class Message(Record):
    """One turn of a conversation."""

    role: Role
    content: str


class Answer(Record):
    """What one model answered to one example, and how it was scored.

    Attributes:
        recall: whether the expected answer is contained in the given one, after normalisation.
        f1: token F1, 0 to 1.
        finished: whether the model ended the answer by itself.
    """

    arm: str
    split: Split
    question: str
    expected: str
    given: str
    passage: str
    recall: bool
    f1: float
    finished: bool


def conversation(example: Example) -> list[Message]:
    """The prompt of an example as messages, without its answer: the one form that training and inference share."""
    question = f"{example.instruction}\n{example.input}" if example.input else example.instruction
    system = [Message(role="system", content=example.system)] if example.system else []
    return [*system, Message(role="user", content=question)]
