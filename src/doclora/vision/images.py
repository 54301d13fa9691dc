"""Images that strangers send: known by their content, measured before they are decoded, made plain RGB."""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from doclora.errors import InputError
from doclora.ocr import IMAGE_DAMAGE, on_white

if TYPE_CHECKING:
    from PIL.Image import Image

HINT: Final = "send a JPG, PNG, BMP, TIFF or GIF"
LARGEST_RATIO: Final = 100
"""Longer side over shorter side; a thinner image gets white margins, since the model refuses a ratio of 200."""

_SIGNATURES: Final = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "TIFF",
    b"MM\x00+": "TIFF",
}
_BMP_HEADER_SIZES: Final = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_TILE_WIDTH, _TILE_LENGTH = 322, 323  # TIFF tags
_ORIENTATION = 274  # EXIF tag
_TURNS: Final = {
    2: 0,
    3: 3,
    4: 1,
    5: 5,
    6: 4,
    7: 6,
    8: 2,
}  # EXIF orientation → PIL.Image.Transpose that sets it upright
_DAMAGE: Final = (*IMAGE_DAMAGE, MemoryError)


class ImageRefusedError(InputError):
    """An image that the service does not take.

    Attributes:
        status: of the HTTP reply: 400 empty or not base64, 413 too big, 415 not an image of these kinds, 422 damaged.
    """

    def __init__(self, status: int, message: str, *, hint: str = HINT) -> None:
        super().__init__(message, hint=hint)
        self.status = status


@dataclass(frozen=True)
class ImageLimits:
    """What is taken, and how large it may stay.

    Attributes:
        max_bytes: of the file.
        max_pixels: of the image as the file declares it; more are not decoded.
        kept_pixels: the image is scaled down to at most so many.
    """

    max_bytes: int
    max_pixels: int
    kept_pixels: int


def read_image(data: bytes, limits: ImageLimits) -> Image:
    """Decode an image: first frame, turned as EXIF says, transparency over white, RGB, scaled down.

    Raises:
        ImageRefusedError: with the HTTP status that says why.
    """
    if not data:
        raise ImageRefusedError(400, "the image is empty")
    if len(data) > limits.max_bytes:
        raise ImageRefusedError(
            413, f"the image is larger than {limits.max_bytes / 2**20:.0f} MiB", hint="send a smaller image"
        )
    kind = image_kind(data)
    if kind is None:
        raise ImageRefusedError(415, "not an image that is read here, whatever its name says")
    try:
        return _decode(data, kind, limits)
    except _DAMAGE as error:
        raise ImageRefusedError(422, f"a damaged {kind} image", hint="save it anew") from error


def decode_base64(text: str) -> bytes:
    """The bytes of a data URL or of plain base64.

    Raises:
        ImageRefusedError: 400 when it is not base64, 415 when it is the address of something.
    """
    text = text.strip()
    if text[:5].lower() == "data:":
        head, comma, text = text.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            raise ImageRefusedError(400, "a data URL without base64", hint="data:image/png;base64,…")
    elif "://" in text[:20]:
        raise ImageRefusedError(400, "addresses are not fetched", hint="send the image itself, in base64")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ImageRefusedError(400, "the image is not base64", hint="encode the file's bytes in base64") from None


def image_kind(data: bytes) -> str | None:
    """JPEG, PNG, GIF, TIFF or BMP, by the first bytes alone; None for all else."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    is_bitmap = data[:2] == b"BM" and len(data) >= 18 and int.from_bytes(data[14:18], "little") in _BMP_HEADER_SIZES
    return "BMP" if is_bitmap else None


def _decode(data: bytes, kind: str, limits: ImageLimits) -> Image:
    from PIL import Image

    try:
        image: Image.Image = Image.open(BytesIO(data), formats=(kind,))
        pixels = _declared_pixels(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = limits.max_pixels + 1
    if pixels > limits.max_pixels:
        message = f"the image has more than {limits.max_pixels / 1e6:.0f} million pixels"
        raise ImageRefusedError(413, message, hint="send a smaller image")
    if kind == "JPEG":
        image.draft(None, _scaled(image.size, limits.kept_pixels))  # decodes at 1/2, 1/4 or 1/8 where that is enough
    image.load()
    turn = _TURNS.get(_orientation(image))
    image = _resizable(image)
    image = image.resize(_scaled(image.size, limits.kept_pixels), Image.Resampling.LANCZOS)
    image = _padded(on_white(image))
    return image if turn is None else image.transpose(Image.Transpose(turn))


def _declared_pixels(image: Image) -> int:
    """Of the image or, where a TIFF declares a larger one, of a tile: the decoder makes room for either."""
    tags = getattr(image, "tag_v2", {})
    tile = [side for side in (tags.get(_TILE_WIDTH, 0), tags.get(_TILE_LENGTH, 0)) if isinstance(side, int)]
    return max(image.width * image.height, math.prod(tile))


def _scaled(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """The size at which an image of this size has at most so many pixels, thin ones with their margins included."""
    width, height = size
    longest = LARGEST_RATIO * max(1, math.isqrt(pixels // LARGEST_RATIO))
    scale = min(1.0, math.sqrt(pixels / (width * height)), longest / max(size))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _orientation(image: Image) -> int:
    """EXIF orientation, 1 to 8; a damaged EXIF block counts as upright."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DAMAGE:
        return 1


def _resizable(image: Image) -> Image:
    """The same picture in a mode whose pixels can be averaged: at most 8 bits a channel, no palette."""
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def _eight_bits(image: Image) -> Image:
    """16-bit grey by its upper byte; 32-bit and floating point grey stretched from its least to its greatest value."""
    import numpy as np
    from PIL import Image

    grey = np.asarray(image)
    if image.mode.startswith("I") and grey.min() >= 0 and grey.max() <= 0xFFFF:
        return Image.fromarray((grey >> 8).astype(np.uint8))
    grey = np.nan_to_num(grey.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = float(grey.min()), float(grey.max())
    return Image.fromarray(((grey - low) * (255.0 / max(high - low, 1e-30))).astype(np.uint8))


def _padded(image: Image) -> Image:
    from PIL import Image

    shortest = math.ceil(max(image.size) / LARGEST_RATIO)
    if min(image.size) >= shortest:
        return image
    canvas = Image.new("RGB", (max(image.width, shortest), max(image.height, shortest)), "white")
    canvas.paste(image, ((canvas.width - image.width) // 2, (canvas.height - image.height) // 2))
    return canvas
