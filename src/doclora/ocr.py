"""The text printed in an image, read offline: rapidocr, whose wheel carries its models, on onnxruntime."""

from __future__ import annotations

import importlib
import os
import re
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import Field

from doclora.errors import missing_extra
from doclora.records import Record

if TYPE_CHECKING:
    from PIL.Image import Image
    from rapidocr import RapidOCR

IMAGE_DAMAGE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    NotImplementedError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What Pillow's decoders raise on a damaged file, found by damaging a great many."""

_THINNEST: Final = 8  # longer side over shorter side
_ROW_OVERLAP: Final = 0.5
"""Two lines stand in the same row when they share at least this part of the lower one's height."""

_NUMBER: Final = re.compile(r"[-+±−≤≥<>~]?\s*\d[\d.,\s]*(?:%|°C?|e[-+]?\d+)?", re.IGNORECASE)
_LEADING: Final = 0.35
"""Widest gap between the lines of a label, in heights of the upper one."""
_LABEL: Final = 3
"""Lines that a label has at most: more of them below one another are a list or a column."""


class TextLine(Record):
    """One line of text found in an image.

    Attributes:
        box: left, top, right, bottom in pixels from the image's top left corner.
        confidence: 0 to 1, as the recogniser gives it.
    """

    text: str
    box: tuple[float, float, float, float]
    confidence: float = Field(ge=0, le=1)


def read_text(image: Image, *, min_confidence: float = 0.5, turned: bool = True) -> list[TextLine]:
    """Read an image's text, English or Spanish, row by row from the top, each row from the left.

    Args:
        image: of any mode; transparent parts count as white.
        min_confidence: lines below it are left out.
        turned: also read lines that stand on their head; without it they come out with low confidence.

    Returns:
        The lines; none where there is no text.

    Raises:
        DependencyError: when rapidocr or onnxruntime is not installed.
    """
    import numpy as np

    pixels = np.ascontiguousarray(np.asarray(_not_thin(on_white(image)))[:, :, ::-1])
    found = _engine()(pixels, use_cls=turned)
    if found.txts is None:
        return []
    lines = [
        TextLine(
            text=text,
            box=(float(min(box[:, 0])), float(min(box[:, 1])), float(max(box[:, 0])), float(max(box[:, 1]))),
            confidence=min(max(float(score), 0.0), 1.0),
        )
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= min_confidence
    ]
    return in_rows(lines)


def labels(lines: Sequence[TextLine]) -> list[str]:
    """Lines of one label put together: close below one another, their middles or left edges aligned."""
    found: list[list[TextLine]] = []
    for line in lines:
        above = next((label for label in found if _continues(label[-1], line)), None)
        if above and not is_number(line.text) and not is_number(above[-1].text):
            above.append(line)
        else:
            found.append([line])
    return [
        text
        for label in found
        for text in ([" ".join(line.text for line in label)] if len(label) <= _LABEL else [line.text for line in label])
    ]


def _continues(above: TextLine, line: TextLine) -> bool:
    height = above.box[3] - above.box[1]
    gap = line.box[1] - above.box[3]
    middles = abs(above.box[0] + above.box[2] - line.box[0] - line.box[2]) / 2
    aligned = middles <= 0.75 * height or abs(above.box[0] - line.box[0]) <= 0.4 * height
    alike = 0.6 <= (line.box[3] - line.box[1]) / height <= 1.7
    widths = sorted(each.box[2] - each.box[0] for each in (above, line))
    return alike and widths[1] <= 3 * widths[0] and -0.5 * height <= gap <= _LEADING * height and aligned


def is_number(text: str) -> bool:
    """Whether a text is a number, with its sign and unit sign if any: a tick of an axis, a value."""
    return bool(_NUMBER.fullmatch(text))


def _not_thin(image: Image) -> Image:
    """With a white margin at the right or below where the image is thin, so that coordinates stay what they are.

    The text detector enlarges the shorter side to 736 pixels, whatever becomes of the longer one: a line of 9,000 by
    9 pixels would cost it minutes and gigabytes.
    """
    import PIL.Image

    shortest = -(-max(image.size) // _THINNEST)
    if min(image.size) >= shortest:
        return image
    canvas = PIL.Image.new("RGB", (max(image.width, shortest), max(image.height, shortest)), "white")
    canvas.paste(image)
    return canvas


def on_white(image: Image) -> Image:
    """The same image in RGB, white where it is transparent."""
    import PIL.Image

    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = PIL.Image.new("RGBA", layered.size, "white")
    return PIL.Image.alpha_composite(white, layered).convert("RGB")


def in_rows(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines in reading order: row by row from the top, each row from the left."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda found: found.box[1]):
        if rows and _same_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda found: found.box[0])]


def _same_row(first: TextLine, line: TextLine) -> bool:
    shared = min(first.box[3], line.box[3]) - max(first.box[1], line.box[1])
    return shared >= _ROW_OVERLAP * min(first.box[3] - first.box[1], line.box[3] - line.box[1])


@lru_cache(maxsize=1)
def _engine() -> RapidOCR:
    try:
        importlib.import_module("onnxruntime")  # rapidocr only notices its absence at the first image
        from rapidocr import RapidOCR
    except ModuleNotFoundError as error:
        raise missing_extra(error.name or "rapidocr", "extract") from None
    threads = int(os.environ.get("OMP_NUM_THREADS", "-1"))
    return RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": threads})
