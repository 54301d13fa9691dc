"""The describer that needs no model: a figure's own text, its caption, and what can be measured. It never invents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from doclora.describe.subjects import Subject
from doclora.descriptions import DescriberName
from doclora.ocr import TextLine, is_number, labels, read_text
from doclora.records import Language

if TYPE_CHECKING:
    from PIL.Image import Image


_CHROMA: Final = 24
"""Largest difference between a pixel's channels, of 255, that still counts as grey."""
_COLOURED: Final = 0.005
"""Share of coloured pixels from which an image counts as coloured."""
_BACKGROUND: Final = 0.4
"""Share of the image that a shade must cover to be called its background."""

_SURE: Final = 0.8
_VERY_SURE: Final = 0.95
"""Confidences of the OCR: what is read with less is not reported."""


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language."""

    numbered: str
    unnumbered: str
    origin: str
    caption: str
    printed: str
    read: str
    numbers: tuple[str, str]
    nothing: str
    coloured: str
    grey: str
    white: str
    black: str
    wide: str
    high: str
    square: str
    last: str
    quotes: tuple[str, str]


_PHRASES: Final[dict[Language, Phrases]] = {
    "en": Phrases(
        numbered="Figure {0}",
        unnumbered="This figure",
        origin="{0} is described here from its own text and pixels, without a vision model.",
        caption="Its caption reads {0}.",
        printed="The text printed inside it says {0}.",
        read="The text read inside it by OCR says {0}.",
        numbers=("The number inside it is {0}.", "The numbers inside it are {0}."),
        nothing="No text was found inside it.",
        coloured="The image is in colour",
        grey="The image is in shades of grey",
        white=" on a mostly white background",
        black=" on a mostly black background",
        wide=" and wider than high.",
        high=" and higher than wide.",
        square=" and about as wide as high.",
        last=" and ",
        quotes=("“", "”"),
    ),
    "es": Phrases(
        numbered="La figura {0}",
        unnumbered="Esta figura",
        origin="{0} se describe aquí a partir de su propio texto y de sus píxeles, sin un modelo de visión.",
        caption="Su leyenda dice {0}.",
        printed="El texto impreso en su interior dice {0}.",
        read="El texto leído en su interior por OCR dice {0}.",
        numbers=("El número en su interior es {0}.", "Los números en su interior son {0}."),
        nothing="No se encontró texto en su interior.",
        coloured="La imagen está en color",
        grey="La imagen está en tonos de gris",
        white=" sobre un fondo casi todo blanco",
        black=" sobre un fondo casi todo negro",
        wide=" y es más ancha que alta.",
        high=" y es más alta que ancha.",
        square=" y es casi tan ancha como alta.",
        last=" y ",
        quotes=("«", "»"),
    ),
}


@dataclass(frozen=True)
class Measures:
    """What the pixels tell: size, whether there is colour, the background's shade (white, black, or empty)."""

    width: int
    height: int
    coloured: bool
    background: str


class OfflineDescriber:
    """Describes by reading the figure's text; takes no prompt."""

    name: DescriberName = "offline"
    model = ""
    concurrency = 1

    def question(self, subject: Subject) -> str:
        """What goes into the description beside the image."""
        caption = "" if subject.caption_in_text else subject.caption
        return f"{subject.language}\n{subject.number}\n{caption}\n{subject.text}"

    def describe(self, subject: Subject, question: str) -> dict[str, Any]:
        """The description with its parts: the words, the numbers, the measures."""
        from PIL import Image

        with Image.open(subject.path) as image:
            measures = measured(image)
            lines = subject.text.splitlines() or _ocr(image)
        words, numbers = _sorted_out(lines)
        text = offline_text(subject, words, numbers, measures)
        return {
            "success": True,
            "response": text,
            "prompt": "",
            "words": words,
            "numbers": numbers,
            "measures": asdict(measures),
        }


def offline_text(subject: Subject, words: Sequence[str], numbers: Sequence[str], measures: Measures) -> str:
    """The sentences of an offline description, in the subject's language."""
    say = _PHRASES[subject.language]
    opening, closing = say.quotes
    sentences = [say.origin.format(say.numbered.format(subject.number) if subject.number else say.unnumbered)]
    if subject.caption and not subject.caption_in_text:
        sentences.append(say.caption.format(f"{opening}{' '.join(subject.caption.split()).rstrip('.')}{closing}"))
    if words:
        quoted = [f"{opening}{word.rstrip('.')}{closing}" for word in words]
        sentences.append((say.printed if subject.text.strip() else say.read).format(_listed(quoted, say)))
    if numbers:
        sentences.append(say.numbers[len(numbers) > 1].format(_listed(numbers, say)))
    if not words and not numbers:
        sentences.append(say.nothing)
    ground = {"white": say.white, "black": say.black, "": ""}[measures.background]
    shape = say.wide if measures.width > 1.15 * measures.height else say.high
    shape = say.square if 1 / 1.15 <= measures.width / measures.height <= 1.15 else shape
    return " ".join([*sentences, (say.coloured if measures.coloured else say.grey) + ground + shape])


def measured(image: Image) -> Measures:
    """Size, colour and background of an image; transparent parts count as white."""
    import numpy as np
    from PIL.Image import Resampling, alpha_composite, new

    layered = image.convert("RGBA")
    layered.thumbnail((256, 256), Resampling.BOX)
    flat = alpha_composite(new("RGBA", layered.size, "white"), layered).convert("RGB")
    pixels = np.asarray(flat, dtype=np.int16)
    coloured = float((pixels.max(axis=2) - pixels.min(axis=2) > _CHROMA).mean()) > _COLOURED
    white = float((pixels.min(axis=2) >= 240).mean())
    black = float((pixels.max(axis=2) <= 15).mean())
    background = "white" if white >= _BACKGROUND else "black" if black >= _BACKGROUND else ""
    return Measures(image.width, image.height, coloured, background)


def _ocr(image: Image) -> list[str]:
    lines = read_text(image, min_confidence=_SURE)
    return labels([line for line in lines if not _drawing(line, image)])


def _drawing(line: TextLine, image: Image) -> bool:
    """Whether a line is more likely the whole picture taken for a word (bars for l and i)."""
    fills = line.box[3] - line.box[1] >= 0.9 * image.height and line.box[2] - line.box[0] >= 0.9 * image.width
    return fills and line.confidence < _VERY_SURE


def _sorted_out(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words and numbers apart, each once, in reading order; lines without a letter or digit left out."""
    tidy = [" ".join(line.split()) for line in lines]
    kept = list(dict.fromkeys(line for line in tidy if _telling(line)))
    numbers = [line for line in kept if is_number(line)]
    return [line for line in kept if line not in numbers], numbers


def _telling(line: str) -> bool:
    """A lone sign that is no plain letter or digit is more likely a stroke of the drawing."""
    return any(sign.isalnum() for sign in line) and (len(line) > 1 or line.isascii())


def _listed(items: Sequence[str], say: Phrases) -> str:
    if len(items) == 1:
        return items[0]
    last = " e " if say.last == " y " and re.match(r"«?h?i(?!e)", items[-1], re.IGNORECASE) else say.last
    return ", ".join(items[:-1]) + last + items[-1]
