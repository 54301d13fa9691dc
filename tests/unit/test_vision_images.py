"""Images by their content: what is taken, what is refused and with which status, and what becomes of the pixels."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from doclora.vision.images import ImageLimits, ImageRefusedError, decode_base64, image_kind, read_image
from tests.support.pictures import KINDS, drawing, encoded, hostile_images

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow grumbles about damaged metadata
LIMITS = ImageLimits(max_bytes=20 << 20, max_pixels=50_000_000, kept_pixels=200_000)


def _status(data: bytes, limits: ImageLimits = LIMITS) -> int:
    try:
        image = read_image(data, limits)
    except ImageRefusedError as error:
        return error.status
    assert image.mode == "RGB"
    assert image.width * image.height <= limits.kept_pixels
    assert max(image.size) / min(image.size) <= 101
    return 200


def test_every_hostile_image_has_its_status() -> None:
    images = hostile_images()
    assert len(images) >= 200
    wrong = {h.name: status for h in images if (status := _status(h.data)) not in h.statuses}
    assert wrong == {}


@pytest.mark.parametrize("kind", KINDS)
def test_the_five_kinds_are_known_by_content_and_keep_their_pixels(kind: str) -> None:
    image = drawing(7)
    data = encoded(image, kind)
    assert image_kind(data) == kind
    error = np.abs(np.asarray(read_image(data, LIMITS), int) - np.asarray(image, int)).mean()
    assert error < (0.01 if kind not in {"JPEG", "GIF"} else 12)


def test_limits_of_bytes_and_pixels_are_those_given() -> None:
    data = encoded(drawing(1, smallest=100))
    assert _status(data, ImageLimits(len(data), 200_000, 1000)) == 200
    assert _status(data, ImageLimits(len(data) - 1, 200_000, 1000)) == 413
    width, height = drawing(1, smallest=100).size
    assert _status(data, ImageLimits(len(data), width * height, 1000)) == 200
    assert _status(data, ImageLimits(len(data), width * height - 1, 1000)) == 413


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(56 * 56, 10**6))
def test_any_size_is_brought_within_the_limit_and_keeps_its_shape(width: int, height: int, kept: int) -> None:
    image = read_image(encoded(Image.new("L", (width, height)), "BMP"), ImageLimits(20 << 20, 10**7, kept))
    assert image.width * image.height <= kept
    if width * height <= kept and max(width, height) <= 100 * min(width, height):
        assert image.size == (width, height)
    elif max(width, height) <= 50 * min(width, height) and min(image.size) >= 20:
        assert image.width / image.height == pytest.approx(width / height, rel=0.06)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_images_stand_as_their_exif_says(kind: str, orientation: int) -> None:
    """The red quarter ends at the top left, wherever the file keeps it."""
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste((255, 0, 0), (0, 0, 32, 16))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what the camera did: the inverse of what sets it upright
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[274] = orientation
    image = read_image(encoded(stored, kind, exif=exif), LIMITS)
    assert image.size == (64, 32)
    corner = image.getpixel((8, 4))
    assert isinstance(corner, tuple)
    assert corner[0] > 200 > 60 > corner[1]
    assert image.getpixel((60, 28)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_white(mode: str) -> None:
    palette = Image.new("P", (20, 20), 5)
    palette.putpalette([shade for shade in range(256) for _ in range(3)])
    clear = palette if mode == "P" else Image.new("RGBA", (20, 20), (0, 0, 0, 0)).convert(mode)
    data = encoded(clear, transparency=5) if mode == "P" else encoded(clear)
    assert read_image(data, LIMITS).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(("value", "shade"), [(0, 0), (0x8000, 0x80), (0xFFFF, 0xFF)])
def test_16_bit_grey_is_not_clipped(value: int, shade: int) -> None:
    data = encoded(Image.fromarray(np.full((20, 20), value, np.uint16)))
    assert read_image(data, LIMITS).getpixel((10, 10)) == (shade,) * 3


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert read_image(data, LIMITS).getpixel((5, 5)) == (255, 0, 0)


def test_cmyk_is_not_inverted() -> None:
    image = read_image(encoded(Image.new("CMYK", (20, 20), (0, 0, 0, 0)), "JPEG"), LIMITS)
    assert min(image.getpixel((5, 5))) > 250  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), st.binary(max_size=300))
def test_nothing_but_a_refusal_comes_of_random_bytes(kind: str, tail: bytes) -> None:
    starts = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "BMP": b"BM", "TIFF": b"MM\0*", "GIF": b"GIF89a"}
    assert _status(starts[kind] + tail) in {200, 413, 415, 422}


@given(st.binary(min_size=1))
def test_base64_plain_wrapped_and_in_a_data_url(data: bytes) -> None:
    plain = base64.b64encode(data).decode()
    for text in (plain, f"data:image/png;base64,{plain}", f"DATA:;BASE64,{plain}", base64.encodebytes(data).decode()):
        assert decode_base64(text) == data


@pytest.mark.parametrize(
    "text", ["%%%", "data:image/png,abc", "data:", "ñ", "abc", "\ud800", "http://127.0.0.1/x.png", "file:///etc/passwd"]
)
def test_what_is_not_base64_is_a_bad_request(text: str) -> None:
    with pytest.raises(ImageRefusedError) as caught:
        decode_base64(text)
    assert caught.value.status == 400


def test_no_file_is_opened_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(encoded(drawing(1)))
    assert _status(str(path).encode()) == 415
