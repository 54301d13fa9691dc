"""Documents of the part `wild`: minutes, manuals, by-laws and club news, with texts, lists and pictures of their own.

Nothing here is shared with the other parts but the records: extraction was never tuned on these words, forms or makers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from content import Code, Formula, Grid, Heading, Language, Paper, Paragraph, Picture
from PIL import Image, ImageDraw


@dataclass
class Outline:
    """A nested list: depth from 0, whether numbered, and text of each entry."""

    entries: list[tuple[int, bool, str]] = field(default_factory=list)


@dataclass
class Aside:
    """A paragraph with a footnote at its end."""

    text: str
    note: str


_EN = {
    "who": ["the treasurer", "Dr. Okonkwo-Lind", "our secretary", "the night shift", "Mrs. Ferreira", "a visiting judge",
            "the harbour office", "Unit 7", "the choir", "an inspector (retired)"],
    "did": ["asked for", "turned down", "read out", "postponed", "approved", "lost", "repaired", "counted twice",
            "photographed", "labelled"],
    "what": ["the minutes of 14 March", "a second-hand oven", "three of the nine proposals", "the key to room B-12",
             "the bylaws", "two crates of apples", "every invoice over €250", "the star charts", "a leaking pump",
             "the guest list"],
    "tail": ["without further debate", "by seven votes to two", "at about 18:40", "as usual", "in spite of the rain",
             "for the third time since 2019", "“to be on the safe side”", "on behalf of all members",
             "(see the annex)", "after the break"],
    "open": ["To begin with,", "Later that evening,", "By contrast,", "For the record:", "In short,", "Afterwards",
             "As far as we know,", "Oddly enough,"],
    "head": ["Attendance", "Money matters", "What to bring", "Before you start", "Opening hours and keys", "Complaints",
             "The autumn programme", "If something breaks", "Who decides what", "Cleaning the oven", "Lost property",
             "A word on safety", "Dates to remember", "How we got here", "Thanks", "Next meeting"],
    "sub": ["In the hall", "At the harbour", "Small repairs", "Exceptions", "On Sundays", "For newcomers", "By post",
            "Left over from last year"],
    "item": ["sharp knife", "clean cloth", "two copies of the form", "torch with spare batteries", "cash box",
             "list of telephone numbers", "flour, 500 g", "first-aid kit", "signed receipt", "folding table"],
    "title": ["Minutes of the Spring Assembly", "House Rules for the Boat Shed", "The Community Oven: A User’s Manual",
              "News from the Observatory Club"],
    "figure": "Figure", "table": "Table",
    "column": ["Item", "Qty", "Price", "Keeper", "Due", "Shelf"],
}  # fmt: skip
_ES = {
    "who": ["la tesorera", "el Dr. Ibáñez-Núñez", "nuestra secretaria", "el turno de noche", "la Sra. Güell",
            "un juez invitado", "la oficina del puerto", "la unidad 7", "el coro", "un inspector (jubilado)"],
    "did": ["pidió", "rechazó", "leyó en voz alta", "aplazó", "aprobó", "perdió", "reparó", "contó dos veces",
            "fotografió", "etiquetó"],
    "what": ["el acta del 14 de marzo", "un horno de segunda mano", "tres de las nueve propuestas",
             "la llave del aula B-12", "los estatutos", "dos cajas de manzanas", "cada factura de más de 250 €",
             "las cartas celestes", "una bomba que goteaba", "la lista de invitados"],
    "tail": ["sin más debate", "por siete votos contra dos", "hacia las 18:40", "como de costumbre",
             "a pesar de la lluvia", "por tercera vez desde 2019", "«por si acaso»", "en nombre de todos los socios",
             "(véase el anexo)", "después del descanso"],
    "open": ["Para empezar,", "Esa misma noche,", "En cambio,", "Para que conste:", "En resumen,", "Después",
             "Que sepamos,", "Curiosamente,"],
    "head": ["Asistencia", "Cuestión de dinero", "Qué hay que traer", "Antes de empezar", "Horario y llaves", "Quejas",
             "El programa de otoño", "Si algo se rompe", "Quién decide qué", "Limpieza del horno", "Objetos perdidos",
             "Unas palabras sobre seguridad", "Fechas señaladas", "Cómo llegamos aquí", "Agradecimientos",
             "Próxima reunión"],
    "sub": ["En la sala", "En el puerto", "Pequeñas reparaciones", "Excepciones", "Los domingos", "Para quien empieza",
            "Por correo", "Lo que quedó del año pasado"],
    "item": ["cuchillo afilado", "paño limpio", "dos copias del impreso", "linterna con pilas de repuesto", "caja fuerte",
             "lista de teléfonos", "harina, 500 g", "botiquín", "recibo firmado", "mesa plegable"],
    "title": ["Acta de la asamblea de primavera", "Normas de uso del cobertizo", "El horno comunitario: manual de uso",
              "Noticias del club de astronomía"],
    "figure": "Figura", "table": "Tabla",
    "column": ["Artículo", "Cant.", "Precio", "Encargado", "Plazo", "Estante"],
}  # fmt: skip
_WORDS = {"en": _EN, "es": _ES}
_CODE = """[oven]
preheat = 25        ; minutes
limit   = 310
if temperature > limit:
    open_damper(step=2)
    notify("keeper")"""
_FORMULAS = (
    Formula("", "t = 20 + 15 sqrt m", "<i>t</i> = 20 + 15 √<i>m</i>"),
    Formula("", "P sub n = { S } over { 1 - r sup n }", "<i>P<sub>n</sub></i> = <i>S</i> / (1 − <i>r</i><sup>n</sup>)"),
)


class Clerk:
    """Draws what a document says."""

    def __init__(self, seed: int, language: Language) -> None:
        self.random = random.Random(f"wild {seed}")
        self.words = _WORDS[language]
        self.comma = "," if language == "es" else "."
        self._said: set[str] = set()

    def pick(self, what: str) -> str:
        return self.random.choice(self.words[what])

    def sentence(self) -> str:
        while True:
            text = f"{self.pick('who')} {self.pick('did')} {self.pick('what')} {self.pick('tail')}"
            if self.random.random() < 0.4:
                text = f"{self.pick('open')} {text}"
            if self.random.random() < 0.3:
                text += f"; {self.pick('who')} {self.pick('did')} {self.pick('what')}"
            if text not in self._said:
                self._said.add(text)
                return text[0].upper() + text[1:] + "."

    def paragraph(self, least: int = 2, most: int = 5) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(least, most)))

    def outline(self, deepest: int) -> Outline:
        entries: list[tuple[int, bool, str]] = []
        numbered = [self.random.random() < 0.5 for _ in range(deepest + 1)]
        depth = 0
        for _ in range(self.random.randint(4, 8)):
            text = (
                self.sentence()
                if self.random.random() < 0.35
                else f"{self.pick('item')} ({self.random.randint(2, 90)})"
            )
            entries.append((depth, numbered[depth], text))
            depth = max(0, min(deepest, depth + self.random.choice([-1, 0, 1, 1])))
        return Outline(entries)

    def grid(self, number: int, columns: int) -> Grid:
        heads = self.random.sample(self.words["column"], columns)
        rows = [[f"{self.pick('item')} {i}", *(self._cell() for _ in range(columns - 1))]
                for i in range(1, self.random.randint(4, 8))]  # fmt: skip
        return Grid([heads, *rows], f"{self.words['table']} {number}. {self.sentence()}")

    def _cell(self) -> str:
        roll = self.random.random()
        if roll < 0.4:
            return f"{self.random.randint(0, 99)}{self.comma}{self.random.randint(10, 99)}"
        return str(self.random.randint(1, 400)) if roll < 0.7 else self.pick("item").split(",")[0]

    def picture(self, number: int, widest: float) -> Picture:
        style = self.random.choice(["shore", "pie", "wiring", "steps", "snapshot"])
        width = widest * self.random.uniform(0.5, 0.95)
        height = width * self.random.uniform(0.4, 0.7)
        caption = f"{self.words['figure']} {number}: {self.sentence()}" if self.random.random() < 0.75 else ""
        return Picture(style, number, caption, round(width), round(height))  # type: ignore[arg-type]


def write_wild(
    seed: int, language: Language, *, widest: float, columns: int, deepest: int, extras: frozenset[str]
) -> Paper:
    """A document; `extras` among formula, code, note says what its maker can set."""
    clerk = Clerk(seed, language)
    paper = Paper(f"{language}-{seed}", language, clerk.pick("title"))
    elements: list = paper.elements
    elements.append(Paragraph(clerk.paragraph()))
    figures = tables = 0
    for head in clerk.random.sample(clerk.words["head"], 7):
        elements.append(Heading(head, 2))
        elements.append(Paragraph(clerk.paragraph()))
        if clerk.random.random() < 0.5:
            elements.append(Heading(clerk.random.choice(clerk.words["sub"]), 3))
            elements.append(Paragraph(clerk.paragraph(1, 3)))
        kind = clerk.random.choice(["figure", "figure", "table", "outline", "outline", *sorted(extras)])
        if kind == "figure":
            figures += 1
            elements.append(clerk.picture(figures, widest))
        elif kind == "table":
            tables += 1
            elements.append(clerk.grid(tables, clerk.random.randint(2, columns)))
        elif kind == "outline":
            elements.append(clerk.outline(deepest))
        elif kind == "formula":
            elements.append(clerk.random.choice(_FORMULAS))
        elif kind == "code":
            elements.append(Code(_CODE))
        elif kind == "note":
            elements.append(Aside(clerk.paragraph(1, 2), clerk.sentence()))
        elements.append(Paragraph(clerk.paragraph(1, 4)))
    return paper


Stroke = tuple[str, list[float], str]
"""A part of a drawing: rect, line, circle, polygon or text; its numbers (y downwards); colour, or the words."""


def strokes(picture: Picture, seed: int) -> list[Stroke]:
    """A vector picture as a few parts that every maker can draw."""
    rng = random.Random(f"{seed} {picture.number}")
    w, h = picture.width, picture.height
    parts: list[Stroke] = []
    if picture.style == "shore":
        parts.append(("rect", [0.5, 0.5, w - 1, h - 1], "#e8f1f5"))
        points = [v for i in range(9) for v in (w * i / 8, h * (0.5 + 0.25 * rng.uniform(-1, 1)))]
        parts.append(("polygon", [*points, w - 1, h - 1, 1, h - 1], "#c9b37c"))
        parts += [("circle", [rng.uniform(20, w - 20), rng.uniform(14, h - 14), 3], "#a02c2c") for _ in range(5)]
        parts += [("text", [20, 18, 8], "N"), ("text", [w * 0.6, h * 0.9, 8], rng.choice(["Pier", "Muelle", "Bay"]))]
    elif picture.style == "pie":
        parts.append(("circle", [h / 2, h / 2, h / 2 - 1], "#7c9cb9"))
        parts.append(("polygon", [h / 2, h / 2, h / 2, 1, h - 1, h / 2], "#d8a24a"))
        for i, name in enumerate(["Rent", "Food", "Pump"]):
            parts.append(("rect", [h + 14, 10 + 16 * i, 9, 9], ["#7c9cb9", "#d8a24a", "#555555"][i]))
            parts.append(("text", [h + 28, 18 + 16 * i, 8], f"{name} {rng.randint(5, 60)} %"))
        parts.append(("line", [h / 2, h / 2, w - 1, h - 1], "#333333"))
    elif picture.style == "wiring":
        for i in range(4):
            x = 4 + i * (w - 44) / 3
            parts.append(("rect", [x, h * 0.3, 36, h * 0.25], "#ffffff"))
            parts.append(("line", [x + 18, h * 0.55, x + 18, h - 2], "#222222"))
            parts.append(("text", [x + 10, h * 0.45, 8], f"R{i + 1}"))
        parts += [("line", [1, h - 2, w - 1, h - 2], "#222222"), ("line", [1, 2, w - 1, 2], "#222222")]
        parts += [("circle", [w - 3, 4, 2], "#222222"), ("circle", [3, h - 4, 2], "#222222")]
    else:
        for i in range(5):
            parts.append(("rect", [1 + i * w / 5, h - (i + 1) * h / 5, w / 5 - 2, (i + 1) * h / 5 - 1], "#88a096"))
            parts.append(("text", [6 + i * w / 5, h - (i + 1) * h / 5 + 10, 7], f"{rng.randint(1, 99)}"))
    return parts


def snapshot(picture: Picture, seed: int, path: Path) -> Path:
    """A bitmap: rings on a shaded ground."""
    rng = random.Random(f"{seed} {picture.number}")
    image = Image.linear_gradient("L").resize((picture.width * 2, picture.height * 2)).convert("RGB")
    pen = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, r = rng.randint(0, image.width), rng.randint(0, image.height), rng.randint(8, 60)
        colour = tuple(rng.randint(30, 230) for _ in range(3))
        pen.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=5)
    image.save(path)
    return path


def as_svg(picture: Picture, parts: list[Stroke]) -> str:
    """The drawing for HTML."""
    body = ""
    for kind, n, paint in parts:
        if kind == "rect":
            body += f'<rect x="{n[0]}" y="{n[1]}" width="{n[2]}" height="{n[3]}" fill="{paint}" stroke="#333"/>'
        elif kind == "line":
            body += f'<line x1="{n[0]}" y1="{n[1]}" x2="{n[2]}" y2="{n[3]}" stroke="{paint}"/>'
        elif kind == "circle":
            body += f'<circle cx="{n[0]}" cy="{n[1]}" r="{n[2]}" fill="{paint}"/>'
        elif kind == "polygon":
            points = " ".join(f"{x},{y}" for x, y in zip(n[::2], n[1::2], strict=True))
            body += f'<polygon points="{points}" fill="{paint}"/>'
        else:
            body += f'<text x="{n[0]}" y="{n[1]}" font-size="{n[2]}" font-family="DejaVu Sans">{paint}</text>'
    size = f'width="{picture.width}pt" height="{picture.height}pt" viewBox="0 0 {picture.width} {picture.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


def as_eps(picture: Picture, parts: list[Stroke]) -> str:
    """The drawing as encapsulated PostScript."""
    h = picture.height
    lines = ["%!PS-Adobe-3.0 EPSF-3.0", f"%%BoundingBox: 0 0 {picture.width} {h}", "0.6 setlinewidth"]
    for kind, n, paint in parts:
        if kind != "text":
            lines.append(" ".join(str(int(paint[i : i + 2], 16) / 255) for i in (1, 3, 5)) + " setrgbcolor")
        if kind == "rect":
            lines.append(
                f"{n[0]} {h - n[1] - n[3]} {n[2]} {n[3]} rectfill 0 setgray {n[0]} {h - n[1] - n[3]} {n[2]} {n[3]} rectstroke"
            )
        elif kind == "line":
            lines.append(f"newpath {n[0]} {h - n[1]} moveto {n[2]} {h - n[3]} lineto stroke")
        elif kind == "circle":
            lines.append(f"newpath {n[0]} {h - n[1]} {n[2]} 0 360 arc fill")
        elif kind == "polygon":
            points = [(x, h - y) for x, y in zip(n[::2], n[1::2], strict=True)]
            lines.append(
                f"newpath {points[0][0]} {points[0][1]} moveto "
                + " ".join(f"{x} {y} lineto" for x, y in points[1:])
                + " closepath fill"
            )
        else:
            lines.append(
                f"0 setgray /Helvetica findfont {n[2]} scalefont setfont {n[0]} {h - n[1]} moveto ({paint}) show"
            )
    return "\n".join([*lines, "%%EOF", ""])
