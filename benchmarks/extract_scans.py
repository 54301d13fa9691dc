"""How well scans of known texts are read: character accuracy, by language and by what was done to the page.

    python -m benchmarks.extract_scans

Typesets a page in English and one in Spanish, makes pictures of them in the ways that scanners do, and extracts each.
Accuracy is 1 − edit distance / length over the letters, digits and punctuation in reading order, spaces and Markdown's
marks left out; a figure on the page must come out as a figure.
"""

from __future__ import annotations

import io
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import typst
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

from doclora.extract import extract
from doclora.records import Document
from doclora.settings import ExtractSettings
from doclora.workspace import RECORDS, TEXT, read_record

_TEXTS = {
    "en": [
        "The harbour at Ondrel",
        (
            "Fluid mud reflects sound like solid ground, yet a keel can pass through it. The pilots of "
            "Ondrel therefore "
            "measure density, not depth: a probe is lowered until it meets 1,200 grams per litre."
        ),
        (
            "The Brellan valve opens at 4.2 bar and closes again when the pressure falls below 3.1 "
            "bar; it was tested for "
            '96 hours (12 cycles a day) without a leak. "Never oil the seat," says the manual, "and never polish it."'
        ),
        "Maintenance",
        (
            "Each lamp house holds three lamps of 40 watts. Two burn, one waits. Replace them in "
            "pairs, every 18 months, "
            "and write the date on the crown: inspectors ask for it first."
        ),
    ],
    "es": [
        "El puerto de Almirena",
        (
            "¿Cuánto pesa el agua turbia? Según el señor Ibáñez, el año pasado la sonda midió 1.200 gramos por litro; "
            "después de la riada, más todavía. ¡Ningún barco entró en la ría hasta el día 14!"
        ),
        (
            "La válvula se abre a 4,2 bares y se cierra cuando la presión baja de 3,1 bares. El "
            "pingüino de bronce señala "
            "el caudal: cigüeña, ñandú y águila son las otras tres marcas."
        ),
        "Mantenimiento",
        (
            "Cada farol contiene tres lámparas de 40 vatios. Dos arden, una espera. Cámbielas por "
            "parejas cada 18 meses y "
            "anote la fecha en la corona: es lo primero que pedirá el inspector."
        ),
    ],
}
_PAGE = """#set page(width: 16cm, height: 20cm, margin: 2cm)
#set text(11pt, lang: "{language}")
#set par(justify: true, leading: 0.8em)
= {title}
{first}

{second}
{figure}
== {heading}
{third}
"""
_FIGURE = '#align(center, image("photo.png", width: 6cm))'
_SCALE = 200 / 72

Scanner = Callable[[Image.Image], Image.Image]


def _turned(degrees: float) -> Scanner:
    return lambda page: page.rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)


def _noisy(page: Image.Image) -> Image.Image:
    """Grey paper, uneven light, grain, a soft lens, JPEG at quality 40."""
    pixels = np.asarray(page.convert("L").filter(ImageFilter.GaussianBlur(0.8))).astype(np.float32)
    light = np.linspace(0.75, 0.95, pixels.shape[1], dtype=np.float32)[None, :]
    grain = np.random.default_rng(0).normal(0, 12, pixels.shape).astype(np.float32)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(pixels * light + grain, 0, 255).astype(np.uint8)).save(buffer, format="JPEG", quality=40)
    return Image.open(buffer).convert("RGB")


def _coarse(page: Image.Image) -> Image.Image:
    """100 dots an inch."""
    return page.resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS)


def _black_and_white(page: Image.Image) -> Image.Image:
    return page.convert("L").point(lambda value: 255 * (value > 160)).convert("1")


SCANNERS: dict[str, Scanner] = {
    "upright": lambda page: page,
    "turned by 90°": _turned(90),
    "turned by 180°": _turned(180),
    "turned by 270°": _turned(270),
    "skewed by 2°": _turned(2),
    "skewed by -1°": _turned(-1),
    "dim, grainy, JPEG": _noisy,
    "100 dots an inch": _coarse,
    "black and white": _black_and_white,
}


def typeset(language: str, folder: Path, *, figure: bool = False) -> bytes:
    """The page as a PDF with text."""
    title, first, second, heading, third = _TEXTS[language]
    Image.effect_mandelbrot((480, 320), (-3, -2.5, 2, 2.5), 60).save(folder / "photo.png")
    source = folder / "page.typ"
    parts = {"title": title, "first": first, "second": second, "heading": heading, "third": third}
    source.write_text(_PAGE.format(language=language, figure=_FIGURE if figure else "", **parts), encoding="utf-8")
    return bytes(typst.compile(str(source), root=str(folder)))


def picture(pdf: bytes) -> Image.Image:
    """Its only page at 200 dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        page: Image.Image = document[0].render(scale=_SCALE).to_pil().convert("RGB")
    return page


def with_hidden_text(pdf: bytes, path: Path) -> None:
    """A scan with the text that an earlier OCR has laid under it, invisible."""
    import pypdfium2.raw as raw

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        scan = page.render(scale=_SCALE).to_pil().convert("RGB")
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            raw.FPDFTextObj_SetTextRenderMode(thing, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        buffer = io.BytesIO()
        scan.save(buffer, format="JPEG", quality=80)
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(buffer, inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        page.insert_obj(image)
        page.gen_content()
        document.save(path)


def accuracy(language: str, text: str) -> float:
    """Of what was read, 0 to 1."""
    wanted = re.sub(r"\s", "", "".join(_TEXTS[language]))
    read = re.sub(r"!\[Image\]\([^)]*\)|[#*\s\\]", "", text)
    for ours, typists in {"“": '"', "”": '"', "’": "'"}.items():
        read = read.replace(ours, typists)
    return 1 - min(1.0, Levenshtein.distance(wanted, read) / len(wanted))


def main() -> None:
    """Scan, read, print."""
    print(f"{'':22} {'English':>8} {'Spanish':>8}  headings  figures  seconds")
    for name in [*SCANNERS, "with a photograph", "hidden text"]:
        scores, headings, figures = [], 0, 0
        started = time.monotonic()
        for language in _TEXTS:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "scan.pdf")
                pdf = typeset(language, Path(folder), figure=name == "with a photograph")
                if name == "hidden text":
                    with_hidden_text(pdf, path)
                else:
                    SCANNERS.get(name, SCANNERS["upright"])(picture(pdf)).save(path, resolution=200)
                made = extract(path, Path(folder), ExtractSettings())
                text = (made / TEXT).read_text(encoding="utf-8")
                scores.append(accuracy(language, text))
                headings += len(re.findall(r"^#+ ", text, re.MULTILINE))
                figures += len(read_record(made / RECORDS / "document.json", Document, hint="").figures)
        seconds = (time.monotonic() - started) / len(_TEXTS)
        print(f"{name:22} {scores[0]:8.3f} {scores[1]:8.3f}  {headings}/4       {figures}        {seconds:5.1f}")


if __name__ == "__main__":
    main()
