"""What answers a question about an image: a vision-language model or, where there is none, OCR that says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from doclora.errors import DependencyError

if TYPE_CHECKING:
    from PIL.Image import Image

EngineKind = Literal["model", "ocr"]


class EngineBrokenError(DependencyError):
    """The device failed in a way that no later question would survive: the process must be started anew."""


@dataclass(frozen=True)
class Question:
    """One question about one image.

    Attributes:
        image: RGB, at most `kept_pixels` of the engine.
        text: the question.
        max_new_tokens: length limit of the answer.
        abandoned: whether nobody waits for the answer any more; asked now and then while it is made.
    """

    image: Image
    text: str
    max_new_tokens: int
    abandoned: Callable[[], bool] = lambda: False


class Engine(Protocol):
    """Answers questions, some at a time.

    Attributes:
        kind: `model`, or `ocr`.
        name: of the model, as users know it; never a path.
        device: `cuda:0`, `mps` or `cpu`.
        note: what users should know of it, in one line.
        rows: questions that it answers together with profit.
        kept_pixels: images are scaled down to at most so many.
    """

    kind: EngineKind
    name: str
    device: str
    note: str
    rows: int
    kept_pixels: int

    def answer(self, questions: Sequence[Question]) -> list[str]:
        """The answers, in order."""


_SAYS_SO: Final = {
    "en": (
        "[OCR only: this service has no vision-language model, so it reads the text printed in the image but does not "
        "see or describe it. `doclora setup vision` fetches the model on a machine with a GPU.]"
    ),
    "es": (
        "[Solo OCR: este servicio no tiene un modelo de visión y lenguaje; lee el texto impreso en la imagen, pero "
        "ni la ve ni la describe. `doclora setup vision` descarga el modelo en una máquina con GPU.]"
    ),
}
_FOUND: Final = {"en": "Text in the image:", "es": "Texto en la imagen:"}
_NOTHING: Final = {"en": "No text was found in the image.", "es": "No se encontró texto en la imagen."}
_SPANISH: Final = re.compile(
    r"[¿¡ñáéíóú]|\b(?:qu[eé]|el|la|los|las|una?|esta?|imagen|figura|describe|del|cu[aá]l|c[oó]mo|muestra)\b",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"\b(?:the|what|which|is|are|does|do|of|in|this|image|figure|describe|how|shows?|an?)\b", re.IGNORECASE
)


class OcrEngine:
    """Reads the text in an image; every answer begins by saying that this is all it does."""

    kind: EngineKind = "ocr"
    name = "OCR (rapidocr)"
    device = "cpu"
    rows = 1
    kept_pixels = 4_000_000

    def __init__(self, why: str) -> None:
        self.note = f"reads the text in images, no more, since {why}"

    def warm_up(self) -> None:
        """Load the reader.

        Raises:
            DependencyError: when it is not installed.
        """
        from PIL import Image

        from doclora.ocr import read_text

        read_text(Image.new("RGB", (64, 64), "white"))

    def answer(self, questions: Sequence[Question]) -> list[str]:
        """The text in each image."""
        return [_ocr_answer(question) for question in questions]


def _ocr_answer(question: Question) -> str:
    from doclora.ocr import read_text

    language = "es" if reads_spanish(question.text) else "en"
    lines = [line.text for line in read_text(question.image)]
    found = "\n".join([_FOUND[language], *lines]) if lines else _NOTHING[language]
    return f"{_SAYS_SO[language]}\n\n{found}"


def reads_spanish(text: str) -> bool:
    """Whether a question looks Spanish rather than English, by its commonest words and signs."""
    return len(_SPANISH.findall(text)) > len(_ENGLISH.findall(text))
