"""The figures of the truth set: bitmaps and vector drawings that fill their frame."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from content import Picture
from PIL import Image, ImageDraw, ImageFilter, ImageFont

MARKS = [(230, 20, 60 + 12 * i) for i in range(16)]
"""The colour of each figure in the marked copy of a document."""


def draw(picture: Picture, seed: int, folder: Path) -> Path:
    """Write a figure as PNG or SVG and return its path."""
    rng = random.Random(seed * 1000 + picture.number)
    if picture.style in {"photo", "screen"}:
        path = folder / f"figure{picture.number}.png"
        {"photo": _photo, "screen": _screen}[picture.style](picture, rng).save(path)
        return path
    path = folder / f"figure{picture.number}.svg"
    body = {"flow": _flow, "plot": _plot, "grid": _grid, "bars": _bars, "tree": _tree}[picture.style](picture, rng)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{picture.width}pt" height="{picture.height}pt" '
        f'viewBox="0 0 {picture.width} {picture.height}">{body}</svg>',
        encoding="utf-8",
    )
    return path


def mark(picture: Picture, folder: Path) -> Path:
    """Write the one-coloured stand-in of a figure."""
    path = folder / f"mark{picture.number}.png"
    Image.new("RGB", (40, 40), MARKS[picture.number]).save(path)
    return path


def _photo(picture: Picture, rng: random.Random) -> Image.Image:
    noise = np.random.default_rng(rng.randrange(2**32)).integers(0, 255, (24, 40, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
    return image.filter(ImageFilter.GaussianBlur(3))


def _screen(picture: Picture, rng: random.Random) -> Image.Image:
    image = Image.new("RGB", (picture.width * 2, picture.height * 2), (238, 240, 243))
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(18)
    pen.rectangle((0, 0, image.width, 34), fill=(52, 70, 96))
    pen.text((10, 6), "Station 4 - depth profile", fill="white", font=font)
    for row in range(50, image.height - 30, 30):
        pen.text((14, row), f"sample {rng.randint(1, 99)}   {rng.random() * 30:.2f} m", fill=(30, 30, 30), font=font)
    return image


def _text(x: float, y: float, text: str, anchor: str = "middle", size: float = 8) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-family="DejaVu Sans" text-anchor="{anchor}">{text}</text>'


def _flow(picture: Picture, rng: random.Random) -> str:
    columns, rows = rng.randint(2, 3), rng.randint(1, 2)
    gap = 26.0
    width, height = (picture.width - 2 - gap * (columns - 1)) / columns, (picture.height - 2 - gap * (rows - 1)) / rows
    body = ""
    for row in range(rows):
        for column in range(columns):
            x, y = 1 + column * (width + gap), 1 + row * (height + gap)
            body += f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="#dfe8f2" stroke="#345" />'
            body += _text(x + width / 2, y + height / 2 + 3, rng.choice(["Intake", "Valve", "Sieve", "Store", "Press"]))
            if column + 1 < columns:
                body += _arrow(x + width, y + height / 2, x + width + gap, y + height / 2)
            if row + 1 < rows:
                body += _arrow(x + width / 2, y + height, x + width / 2, y + height + gap)
    return body


def _arrow(x0: float, y0: float, x1: float, y1: float) -> str:
    dx, dy = (x1 > x0) * 5, (y1 > y0) * 5
    head = f"{x1},{y1} {x1 - dx - dy / 2},{y1 - dy - dx / 2} {x1 - dx + dy / 2},{y1 - dy + dx / 2}"
    return f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#333" /><polygon points="{head}" fill="#333" />'


def _plot(picture: Picture, rng: random.Random) -> str:
    left, bottom, width, height = 34.0, picture.height - 28.0, picture.width - 36.0, picture.height - 30.0
    body = f'<path d="M{left} {bottom - height} V{bottom} H{left + width}" fill="none" stroke="#222" />'
    for step in range(5):
        x, y = left + width * step / 4, bottom - height * step / 4
        body += f'<line x1="{x}" y1="{bottom}" x2="{x}" y2="{bottom + 3}" stroke="#222" />'
        body += _text(min(x, left + width - 6), bottom + 11, str(step * 10))
        body += f'<line x1="{left - 3}" y1="{y}" x2="{left}" y2="{y}" stroke="#222" />'
        body += _text(left - 5, max(y + 3, bottom - height + 7), str(step * 5), "end")
    body += _text(left + width / 2, picture.height - 3, "time (h)")
    body += f'<g transform="translate(9 {picture.height / 2}) rotate(-90)">{_text(0, 0, "load (g/L)")}</g>'
    for colour in ("#b34", "#347"):
        points = " ".join(
            f"{left + width * i / 20:.1f},{bottom - height * rng.uniform(0.1, 0.95):.1f}" for i in range(21)
        )
        body += f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.2" />'
    return body


def _grid(picture: Picture, rng: random.Random) -> str:
    """A plot over grid lines, with a legend between them."""
    left, bottom, width, height = 34.0, picture.height - 28.0, picture.width - 36.0, picture.height - 30.0
    body = ""
    for step in range(6):
        x, y = left + width * step / 5, bottom - height * step / 5
        body += f'<line x1="{x}" y1="{bottom}" x2="{x}" y2="{bottom - height}" stroke="#bbb" stroke-width="0.5" />'
        body += f'<line x1="{left}" y1="{y}" x2="{left + width}" y2="{y}" stroke="#bbb" stroke-width="0.5" />'
    legend_x, legend_y = left + 0.62 * width, bottom - 0.9 * height
    for row, name in enumerate(("upper site", "lower site")):
        y = legend_y + 12 * row
        body += f'<line x1="{legend_x}" y1="{y}" x2="{legend_x + 14}" y2="{y}" stroke="#347" />'
        body += _text(legend_x + 18, y + 3, name, "start", 7)
    return body + _plot(picture, rng)


def _bars(picture: Picture, rng: random.Random) -> str:
    count = rng.randint(4, 7)
    slot = (picture.width - 22) / count
    bottom = picture.height - 16
    body = f'<line x1="20" y1="{bottom}" x2="{picture.width - 1}" y2="{bottom}" stroke="#222" />'
    body += f'<line x1="20" y1="1" x2="20" y2="{bottom}" stroke="#222" />'
    for index in range(count):
        height = bottom * (1.0 if index == 1 else rng.uniform(0.2, 0.9)) - 2
        x = 22 + index * slot
        body += (
            f'<rect x="{x:.1f}" y="{bottom - height:.1f}" width="{slot * 0.7:.1f}" height="{height:.1f}" fill="#6a8" />'
        )
        body += _text(x + slot * 0.35, picture.height - 4, "ABCDEFG"[index])
    return body + _text(16, 9, "9", "end") + _text(16, bottom, "0", "end")


def _tree(picture: Picture, rng: random.Random) -> str:
    leaves = rng.randint(3, 4)
    top, bottom, middle = 11.0, picture.height - 11.0, picture.width / 2
    body = ""
    for index in range(leaves):
        x = 26 + (picture.width - 52) * index / (leaves - 1)
        body += f'<line x1="{middle}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="#444" />'
        body += f'<ellipse cx="{x:.1f}" cy="{bottom}" rx="25" ry="10" fill="#fff3d6" stroke="#964" />'
        body += _text(x, bottom + 3, f"leaf {index + 1}")
    return (
        body
        + f'<ellipse cx="{middle}" cy="{top}" rx="30" ry="10" fill="#fff3d6" stroke="#964" />'
        + _text(middle, top + 3, "root")
    )
