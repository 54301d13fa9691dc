"""Images for tests: drawings that differ, odd but sound ones, and hostile ones with the status each deserves."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

SOUND, REFUSED = (200,), (413, 415, 422)
EITHER = SOUND + REFUSED
SIGNATURES = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff", "GIF": b"GIF89a", "TIFF": b"II*\0"}
KINDS = ("JPEG", "PNG", "BMP", "TIFF", "GIF")


@dataclass(frozen=True)
class Hostile:
    """A file and the statuses that would be right for it."""

    name: str
    data: bytes
    statuses: tuple[int, ...]


def drawing(seed: int, *, smallest: int = 30, largest: int = 400) -> Image.Image:
    """Coloured discs on a coloured ground, of a size drawn by the seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", (chance.randint(smallest, largest), chance.randint(smallest, largest)), _colour(chance))
    draw = ImageDraw.Draw(image)
    for _ in range(6):
        x, y, d = chance.randint(0, image.width), chance.randint(0, image.height), chance.randint(5, 150)
        draw.ellipse((x, y, x + d, y + d), fill=_colour(chance))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The file's bytes."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int, height: int, pixels: bytes, *, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG that declares what it is told to, around any compressed data."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def hostile_images() -> list[Hostile]:
    """More than two hundred."""
    return [*_no_images(), *_bombs(), *_odd_but_sound(), *_cut_short(), *_scrambled(90), *_mislabelled()]


def _no_images() -> Iterator[Hostile]:
    bodies = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/x"/></svg>',
        "svg with a declaration": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg/>',
        "html": b"<!doctype html><img src=x onerror=alert(1)>",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(%pipe%id) (r) file\n",
        "dos eps": b"\xc5\xd0\xd3\xc6" + bytes(30),
        "pdf": b"%PDF-1.7\n1 0 obj<<>>endobj\n",
        "webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30),
        "zip": b"PK\x03\x04" + bytes(30),
        "ico": b"\0\0\1\0\1\0\x10\x10" + bytes(30),
        "psd": b"8BPS\0\1" + bytes(30),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(30),
        "avif": b"\0\0\0\x20ftypavif" + bytes(30),
        "ppm": b"P6\n100000 100000\n255\n",
        "pcx": b"\x0a\5\1\x08" + bytes(200),
        "tga": bytes(18) + bytes(100),
        "fli": b"\0\0\0\0\x11\xaf" + bytes(200),
        "elf": b"\x7fELF" + bytes(60),
        "text": b"a photograph of a cat",
        "text that begins like a bitmap": b"BMW builds cars, and this is no bitmap at all.",
        "one byte": b"\xff",
        "zeros": bytes(5000),
        "a path": b"/etc/passwd",
        "an address": b"http://169.254.169.254/latest/meta-data",
        "a pickle": b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x02os\x94\x8c\x06system\x94",
    }
    for name, body in bodies.items():
        yield Hostile(name, body, (415,))
    yield Hostile("nothing", b"", (400,))


def _bombs() -> Iterator[Hostile]:
    zeros = zlib.compress(bytes(4_000_000), 9)
    for side in (8_000, 20_000, 65_535, 2**31 - 1):
        yield Hostile(f"png of {side}", png(side, side, zeros), (413,) if side < 2**31 - 1 else (413, 422))
    flat = encoded(Image.new("1", (7_200, 7_200)), "PNG")
    yield Hostile("a small file of 52 million pixels", flat, (413,))
    gif = bytearray(encoded(drawing(1), "GIF"))
    gif[6:10] = b"\xff\xff\xff\xff"
    yield Hostile("gif canvas", bytes(gif), (413,))
    bmp = bytearray(encoded(drawing(1), "BMP"))
    bmp[18:26] = struct.pack("<ii", 60_000, 60_000)
    yield Hostile("bmp header", bytes(bmp), (413,))
    bmp[18:26] = struct.pack("<ii", -1, 2**31 - 1)
    yield Hostile("bmp with a negative width", bytes(bmp), REFUSED)
    jpeg = bytearray(encoded(drawing(1), "JPEG"))
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = b"\xff\xdc\xff\xdc"
    yield Hostile("jpeg header", bytes(jpeg), (413,))
    yield Hostile("tiff tile", _tiff_with_tiles(65_520), (413,))
    yield Hostile("tiff size", _tiff_with_tiles(16, size=70_000), (413,))
    text = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))
    sound = encoded(drawing(1))
    yield Hostile("png with a swollen text", sound[:33] + text + sound[33:], EITHER)
    profile = _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))
    yield Hostile("png with a swollen profile", sound[:33] + profile + sound[33:], EITHER)


def _odd_but_sound() -> Iterator[Hostile]:
    image = drawing(2)
    exif = Image.Exif()
    exif[274] = 6
    broken_exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\1\x12\0\3\0\0\0\1\0\6"
    grey = np.arange(2400, dtype=np.uint16).reshape(40, 60)
    files = {
        "cmyk jpeg": encoded(image.convert("CMYK"), "JPEG"),
        "cmyk tiff": encoded(image.convert("CMYK"), "TIFF"),
        "grey with alpha": encoded(image.convert("LA"), "PNG"),
        "palette with a clear colour": encoded(image.convert("P"), "PNG", transparency=3),
        "one bit": encoded(image.convert("1"), "PNG"),
        "fax": encoded(image.convert("1"), "TIFF", compression="group4"),
        "16 bit png": encoded(Image.fromarray(grey), "PNG"),
        "16 bit tiff": encoded(Image.fromarray(grey), "TIFF"),
        "float tiff with infinities": encoded(Image.fromarray(np.full((9, 9), np.inf, np.float32)), "TIFF"),
        "32 bit tiff": encoded(Image.fromarray(grey.astype(np.int32) * 100_000), "TIFF"),
        "animation": encoded(
            image.convert("P"), "GIF", save_all=True, append_images=[image.rotate(9).convert("P")] * 9
        ),
        "turned jpeg": encoded(image, "JPEG", exif=exif),
        "turned tiff": encoded(image, "TIFF", exif=exif),
        "jpeg with a broken exif": encoded(image, "JPEG", exif=broken_exif),
        "progressive jpeg": encoded(image, "JPEG", progressive=True),
        "big tiff": encoded(image, "TIFF", big_tiff=True),
        "jpeg in tiff": encoded(image, "TIFF", compression="jpeg"),
        "one pixel": encoded(Image.new("RGB", (1, 1)), "PNG"),
        "a line": encoded(Image.new("RGB", (9_000, 1)), "PNG"),
        "a column": encoded(Image.new("RGB", (1, 9_000)), "BMP"),
        "with something behind it": encoded(image, "JPEG") + b"PK\x03\x04<script>" * 50,
    }
    for name, data in files.items():
        yield Hostile(name, data, SOUND)


def _cut_short() -> Iterator[Hostile]:
    noise = Image.effect_noise((90, 70), 90).convert("RGB")
    for kind in KINDS:
        data = encoded(noise, kind)
        for share in (0.01, 0.05, 0.2, 0.5, 0.9):
            yield Hostile(f"{kind} cut at {share}", data[: max(12, int(len(data) * share))], REFUSED)
    for kind, start in (
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("JPEG", b"\xff\xd8\xff"),
        ("GIF", b"GIF89a"),
        ("TIFF", b"II*\0"),
    ):
        yield Hostile(f"{kind} signature alone", start, (422,))
        yield Hostile(f"{kind} signature before zeros", start + bytes(3_000), (422,))
    yield Hostile("PNG of no width", png(0, 10, zlib.compress(b"")), REFUSED)


def _scrambled(count: int) -> Iterator[Hostile]:
    chance = random.Random(5)
    noise = Image.effect_noise((60, 40), 80).convert("RGB")
    sound = [encoded(noise, kind) for kind in KINDS]
    for number in range(count):
        data = bytearray(sound[number % len(sound)])
        for _ in range(chance.choice((1, 3, 20))):
            place = chance.randrange(min(len(data), 200) if chance.random() < 0.5 else len(data))
            data[place] = chance.randrange(256)
        yield Hostile(f"{KINDS[number % len(sound)]} scrambled {number}", bytes(data), EITHER)


def _mislabelled() -> Iterator[Hostile]:
    """Sound images under other signatures: another decoder must not be tried."""
    for kind, start in (
        ("PNG", b"GIF89a"),
        ("BMP", b"\x89PNG\r\n\x1a\n"),
        ("GIF", b"\xff\xd8\xff"),
        ("JPEG", b"II*\0"),
    ):
        for seed in range(12):
            yield Hostile(f"{kind} as {start!r} {seed}", start + encoded(drawing(seed), kind)[len(start) :], REFUSED)


def _tiff_with_tiles(side: int, size: int = 64) -> bytes:
    tags = (
        (256, size),
        (257, size),
        (258, 8),
        (259, 8),
        (262, 1),
        (277, 1),
        (322, side),
        (323, side),
        (324, 8),
        (325, 64),
    )
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + zlib.compress(bytes(1000))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randint(0, 255), chance.randint(0, 255), chance.randint(0, 255)
