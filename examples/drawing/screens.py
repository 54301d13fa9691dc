"""Two screenshots of programs that do not exist, drawn with the fonts that come with matplotlib."""

from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from drawing.riverbed import SHELLS

Box = tuple[float, float, float, float]
FRAME, PANEL, FIELD, TEXT, SOFT = "#c4cad1", "#eef1f4", "#ffffff", "#1f2a33", "#5d6a75"


@cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(
        Path(mpl.get_data_path(), "fonts", "ttf", name), size, layout_engine=ImageFont.Layout.BASIC
    )


class Screen:
    """A window with a title bar, a menu and a status bar, to be filled by its owner."""

    def __init__(self, width: int, height: int, title: str, menu: tuple[str, ...], status: str, colour: str) -> None:
        self.image = Image.new("RGB", (width, height), PANEL)
        self.draw = ImageDraw.Draw(self.image)
        self.draw.rectangle((0, 0, width, 38), fill=colour)
        self.write(16, 9, title, 17, "#ffffff", bold=True)
        self._window_buttons(width)
        self.draw.rectangle((0, 38, width, 70), fill="#f8f9fa")
        x = 16.0
        for word in menu:
            self.write(x, 45, word, 16)
            x += _font(16).getlength(word) + 28
        self.draw.line((0, 70, width, 70), fill=FRAME)
        self.draw.rectangle((0, height - 32, width, height), fill="#e2e6ea")
        self.write(16, height - 26, status, 15, SOFT)
        self.draw.rectangle((0, 0, width - 1, height - 1), outline="#7b8791")

    def _window_buttons(self, width: int) -> None:
        for step in range(3):
            self.draw.ellipse((width - 30 - step * 24, 12, width - 16 - step * 24, 26), outline="#ffffff", width=2)

    def write(
        self, x: float, y: float, text: str, size: int, fill: str = TEXT, bold: bool = False, anchor: str = "la"
    ) -> None:
        self.draw.text((x, y), text, font=_font(size, bold), fill=fill, anchor=anchor)

    def field(self, x: float, y: float, width: float, name: str, value: str) -> None:
        """A label with its value in a box under it."""
        self.write(x, y, name, 14, SOFT)
        self.draw.rectangle((x, y + 20, x + width, y + 48), fill=FIELD, outline=FRAME)
        self.write(x + 9, y + 25, value, 16)

    def button(self, x: float, y: float, width: float, name: str, fill: str) -> None:
        self.draw.rounded_rectangle((x, y, x + width, y + 36), 5, fill=fill)
        self.write(x + width / 2, y + 18, name, 16, "#ffffff", bold=True, anchor="mm")

    def rows(self, box: Box, title: str, rows: tuple[str, ...], chosen: int, colour: str) -> None:
        """A list with a heading and one highlighted row."""
        x0, y0, x1, _ = box
        self.write(x0, y0 - 26, title, 16, bold=True)
        self.draw.rectangle(box, fill=FIELD, outline=FRAME)
        for i, row in enumerate(rows):
            top = y0 + 6 + i * 32
            if i == chosen:
                self.draw.rectangle((x0 + 1, top, x1 - 1, top + 30), fill=colour)
            self.write(x0 + 12, top + 6, row, 16, "#ffffff" if i == chosen else TEXT)


def lanternview() -> Image.Image:
    """A depth profile beside the list of descents and the data of the station."""
    screen = Screen(
        1120,
        680,
        "LanternView 5.2 - tamsel_0417.slp",
        ("File", "Profile", "Layers", "Export", "Help"),
        "Profile complete. No reading was taken with a tilted cage.",
        "#2f4a5c",
    )
    names = (
        "0412  Bar buoy",
        "0413  Bar buoy",
        "0414  Orm reach",
        "0415  Orm reach",
        "0416  Tamsel",
        "0417  Tamsel",
        "0418  Tamsel",
    )
    screen.rows((16, 118, 226, 560), "Descents", names, 5, "#2f4a5c")
    screen.button(16, 584, 210, "Load descent", "#4d6b7d")
    _profile(screen, (300, 118, 830, 590))
    x = 868.0
    screen.write(x, 92, "Station", 16, bold=True)
    fields = (
        ("Place", "Tamsel Island"),
        ("Date", "17 April 2023"),
        ("Time", "06:42"),
        ("Depth of touchdown", "13.6 m"),
        ("Largest silt load", "19.4 g/L"),
        ("Top of fluid mud", "12.1 m"),
    )
    for i, (name, value) in enumerate(fields):
        screen.field(x, 118 + i * 62, 234, name, value)
    screen.button(x, 506, 234, "Mark layer", "#a8501c")
    screen.button(x, 554, 234, "Send to pilot station", "#2f4a5c")
    return screen.image


def _profile(screen: Screen, box: Box) -> None:
    x0, y0, x1, y1 = box
    deepest, most = 14.0, 20.0
    depth = np.linspace(0.3, 13.6, 220)
    rng = np.random.default_rng(417)
    load = 0.7 + 0.13 * depth + 17.0 / (1 + np.exp(-(depth - 12.15) * 5.5)) + rng.normal(0, 0.09, depth.size)
    points = [(x0 + (x1 - x0) * c / most, y0 + (y1 - y0) * d / deepest) for d, c in zip(depth, load, strict=True)]
    screen.write(x0, y0 - 26, "Silt load (g/L) against depth (m)", 16, bold=True)
    screen.draw.rectangle(box, fill=FIELD)
    top, bottom = (y0 + (y1 - y0) * d / deepest for d in (12.1, 13.6))
    hatch = Image.new("L", screen.image.size, 0)
    pen = ImageDraw.Draw(hatch)
    for start in range(int(x0) - 60, int(x1), 12):
        pen.line((start, bottom, start + bottom - top, top), fill=255, width=2)
    pen.rectangle((0, 0, x0, screen.image.height), fill=0)
    pen.rectangle((x1, 0, screen.image.width, screen.image.height), fill=0)
    screen.image.paste(Image.new("RGB", screen.image.size, "#d9c7ae"), mask=hatch)
    for metres in range(0, 15, 2):
        y = y0 + (y1 - y0) * metres / deepest
        screen.draw.line((x0, y, x1, y), fill="#dfe4e8")
        screen.write(x0 - 10, y, str(metres), 15, SOFT, anchor="rm")
    for grams in range(0, 21, 5):
        x = x0 + (x1 - x0) * grams / most
        screen.draw.line((x, y0, x, y1), fill="#dfe4e8")
        screen.write(x, y1 + 10, str(grams), 15, SOFT, anchor="ma")
    screen.draw.line(points, fill="#a8501c", width=3)
    screen.draw.line((x0, bottom, x1, bottom), fill=TEXT, width=3)
    screen.write(x0 + 150, top - 26, "Fluid mud", 16, "#6d5333", bold=True)
    screen.write(x0 + 12, bottom - 24, "Touchdown", 16, TEXT)
    screen.draw.rectangle(box, outline="#8d99a3")


def cuentario(photo: Image.Image) -> Image.Image:
    """The photograph of the riverbed with the shells that the program has found."""
    screen = Screen(
        1120,
        680,
        "CuentaRío 3.1 - marco 07 de Gargantas.cnr",
        ("Archivo", "Foto", "Recuento", "Informe", "Ayuda"),
        "Recuento terminado. Queda un hallazgo dudoso por revisar.",
        "#3c5a3a",
    )
    screen.write(16, 86, "Fotografía del marco", 16, bold=True)
    _marked(screen, photo, left=16, top=112, scale=0.66)
    right = 752.0
    screen.rows(
        (right, 112, 1104, 318),
        "Hallazgos",
        (
            "1   segura    21 mm",
            "2   segura    25 mm",
            "3   dudosa   19 mm",
            "4   segura    23 mm",
            "5   segura    18 mm",
            "6   segura    20 mm",
        ),
        2,
        "#b8860b",
    )
    for i, (name, value) in enumerate(
        (("Tramo", "Gargantas"), ("Fecha del censo", "14 de septiembre de 2022"), ("Almirenas contadas", "6"))
    ):
        screen.field(right, 336 + i * 62, 352, name, value)
    screen.button(right, 540, 168, "Aceptar", "#3c5a3a")
    screen.button(right + 184, 540, 168, "Descartar", "#8a3b12")
    return screen.image


def _marked(screen: Screen, photo: Image.Image, left: int, top: int, scale: float) -> None:
    small = photo.resize((int(photo.width * scale), int(photo.height * scale)), Image.Resampling.LANCZOS)
    screen.image.paste(small, (left, top))
    for number, (x, y, size, _) in enumerate(SHELLS, start=1):
        colour = "#ffd23f" if number == 3 else "#ffffff"
        cx, cy, reach = left + x * scale, top + y * scale, size * 1.3 * scale
        screen.draw.rectangle((cx - reach, cy - reach, cx + reach, cy + reach), outline=colour, width=3)
        screen.draw.rectangle((cx - reach, cy - reach - 22, cx - reach + 22, cy - reach), fill=colour)
        screen.write(cx - reach + 11, cy - reach - 11, str(number), 16, TEXT, bold=True, anchor="mm")
