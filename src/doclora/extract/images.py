"""An image as a document: measured before it is decoded, its pages as a PDF."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.errors import DocumentError
from doclora.ocr import IMAGE_DAMAGE, on_white

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS: Final = 170_000_000
"""Of one page: 13,000 by 13,000."""
_LONGEST_SIDE: Final = 11.7
"""Inches: an image is read as a page no longer than A4."""
_QUALITY: Final = 95


def check_image(source: Path) -> None:
    """Read what an image says of itself; its pixels are left for a process that may crash.

    Raises:
        DocumentError: when it says nothing, or is too large.
    """
    with _opened(source):
        pass


def count_frames(source: Path) -> int:
    """Pages of an image that `check_image` has let through: of a TIFF all, of an animation the first."""
    with _opened(source) as image:
        return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def image_as_pdf(source: Path) -> bytes:
    """An image's pages as a PDF, turned as its EXIF says.

    Raises:
        DocumentError: when one of them is broken, or too large.
    """
    import pypdfium2

    buffer = io.BytesIO()
    with pypdfium2.PdfDocument.new() as pdf:
        for number in range(count_frames(source)):
            with _opened(source) as image:
                image.seek(number)
                _check_size(source, image)
                upright = _upright(image)
            _add_page(pdf, upright)
        pdf.save(buffer)
    return buffer.getvalue()


def _upright(image: Image) -> Image:
    """The image as its EXIF turns it, in 8 bits a channel, on white."""
    import numpy as np
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I;16"):
        turned = Image.fromarray((np.asarray(turned) >> 8).astype(np.uint8))
    return on_white(turned)


def _add_page(pdf: Any, image: Image) -> None:  # noqa: ANN401
    """Add a page that shows an image, at 72 dpi or no larger than A4."""
    import pypdfium2

    scale = min(1.0, 72 * _LONGEST_SIDE / max(image.size))
    width, height = (scale * side for side in image.size)
    buffer = io.BytesIO()
    image.save(buffer, format="JPEG", quality=_QUALITY, subsampling=0)
    picture = pypdfium2.PdfImage.new(pdf)
    picture.load_jpeg(buffer, inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = pdf.new_page(width, height)
    page.insert_obj(picture)
    page.gen_content()
    page.close()


@contextmanager
def _opened(source: Path) -> Iterator[Image]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size, which is checked here, and of odd metadata
            with Image.open(source) as image:
                _check_size(source, image)
                yield image
    except Image.DecompressionBombError:
        raise _too_large(source) from None
    except IMAGE_DAMAGE as error:
        reason = "its header is broken" if isinstance(error, UnidentifiedImageError) else error
        raise DocumentError(f"{source}: the image cannot be read: {reason}", hint="save it again as PNG") from None


def _check_size(source: Path, image: Image) -> None:
    if image.width * image.height > _MOST_PIXELS:
        raise _too_large(source)


def _too_large(source: Path) -> DocumentError:
    return DocumentError(
        f"{source}: an image of more than {_MOST_PIXELS // 1_000_000} million pixels", hint="scale it down first"
    )
