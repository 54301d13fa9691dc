"""Documents with known contents: invented subjects, English or Spanish, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "es"]


@dataclass
class Heading:
    text: str
    level: int


@dataclass
class Paragraph:
    text: str


@dataclass
class Items:
    items: list[str]
    ordered: bool


@dataclass
class Grid:
    rows: list[list[str]]
    caption: str


@dataclass
class Picture:
    """`style` is what is drawn; `width` and `height` in points."""

    style: Literal["photo", "screen", "flow", "plot", "grid", "bars", "tree"]
    number: int
    caption: str
    width: float
    height: float


@dataclass
class Code:
    text: str


@dataclass
class Formula:
    """One formula in each maker's own notation."""

    typst: str
    latex: str
    html: str


Element = Heading | Paragraph | Items | Grid | Picture | Code | Formula


@dataclass
class Paper:
    name: str
    language: Language
    title: str
    elements: list[Element] = field(default_factory=list)

    @property
    def pictures(self) -> list[Picture]:
        return [element for element in self.elements if isinstance(element, Picture)]


_WORDS = {
    "en": {
        "thing": [
            "brake reel",
            "silt lantern",
            "tide gauge",
            "amber valve",
            "cable drum",
            "salt press",
            "field kiln",
            "moss filter",
            "copper still",
            "wind vane",
            "drift net",
            "reed organ",
            "stone mill",
            "glass furnace",
            "peat boiler",
            "rope bridge",
            "grain sieve",
            "water clock",
        ],
        "part": [
            "crown",
            "housing",
            "collar",
            "piston",
            "bearing",
            "gasket",
            "flange",
            "spindle",
            "outer ring",
            "inner sleeve",
            "lower plate",
            "drive shaft",
            "return spring",
            "mounting bracket",
            "inspection window",
        ],
        "adj": [
            "narrow",
            "worn",
            "polished",
            "heavy",
            "calibrated",
            "hollow",
            "self-locking",
            "well-known",
            "corroded",
            "lightweight",
            "interchangeable",
            "temperature-dependent",
        ],
        "verb": [
            "controls",
            "carries",
            "limits",
            "measures",
            "releases",
            "supports",
            "delays",
            "separates",
            "replaces",
            "stabilises",
            "records",
            "compensates for",
        ],
        "why": [
            "because the load shifts during transport",
            "since the original drawings were lost",
            "although few crews noticed it",
            "so that a single operator can work alone",
            "while the current is still weak",
            "before the second inspection begins",
            "whenever the pressure falls below the limit",
            "even though the material is considerably more expensive",
        ],
        "topic": [
            "Maintenance",
            "Calibration",
            "Transport and storage",
            "Choice of material",
            "Principle of operation",
            "Known limitations",
            "Field trials",
            "Results of the survey",
            "Comparison with earlier designs",
            "Safety",
            "Cost",
            "Environmental influence",
            "Assembly",
            "Discussion",
            "Conclusions",
            "Related work",
            "Measurement procedure",
            "Error analysis",
            "Historical background",
            "Outlook",
        ],
        "title": [
            "Notes on the {thing}",
            "The {thing} in practice",
            "A field guide to the {thing}",
            "Measuring with the {thing}",
            "Failure modes of the {thing}",
        ],
        "figure": "Figure",
        "table": "Table",
    },
    "es": {
        "thing": [
            "freno de tambor",
            "farol de limo",
            "medidor de mareas",
            "válvula ámbar",
            "carrete de cable",
            "prensa de sal",
            "horno de campo",
            "filtro de musgo",
            "alambique de cobre",
            "veleta doble",
            "red de deriva",
            "órgano de caña",
            "molino de piedra",
            "reloj de agua",
        ],
        "part": [
            "corona",
            "carcasa",
            "collarín",
            "pistón",
            "cojinete",
            "junta",
            "brida",
            "husillo",
            "anillo exterior",
            "manguito interior",
            "placa inferior",
            "eje motor",
            "muelle de retorno",
            "ventana de inspección",
        ],
        "adj": [
            "estrecho",
            "desgastado",
            "pulido",
            "pesado",
            "calibrado",
            "hueco",
            "autoblocante",
            "corroído",
            "ligero",
            "intercambiable",
            "teórico-práctico",
        ],
        "verb": [
            "controla",
            "transporta",
            "limita",
            "mide",
            "libera",
            "sostiene",
            "retrasa",
            "separa",
            "sustituye",
            "estabiliza",
            "registra",
            "compensa",
        ],
        "why": [
            "porque la carga se desplaza durante el transporte",
            "ya que los planos originales se perdieron",
            "aunque pocas cuadrillas lo advirtieron",
            "de modo que una sola persona puede trabajar",
            "mientras la corriente es débil todavía",
            "antes de que empiece la segunda inspección",
            "siempre que la presión desciende por debajo del límite",
        ],
        "topic": [
            "Mantenimiento",
            "Calibración",
            "Transporte y almacenamiento",
            "Elección del material",
            "Principio de funcionamiento",
            "Limitaciones conocidas",
            "Pruebas de campo",
            "Resultados del estudio",
            "Comparación con diseños anteriores",
            "Seguridad",
            "Coste",
            "Influencia del entorno",
            "Montaje",
            "Discusión",
            "Conclusiones",
            "Procedimiento de medición",
            "Análisis de errores",
            "Perspectivas",
        ],
        "title": [
            "Apuntes sobre el uso de {thing}",
            "Guía de campo para {thing}",
            "Cómo medir con {thing}",
            "Averías frecuentes: {thing}",
        ],
        "figure": "Figura",
        "table": "Tabla",
    },
}
_SENTENCES = {
    "en": (
        "The {part} of the {adj} {thing} {verb} the {part2} {why}.",
        "At {n} millimetres, the {part} is {adj} and {verb} about {n2} percent of the {part2}.",
        "In {year} the {thing} was fitted with a {adj} {part}, which {verb} the {part2} (see {ref}).",
        "A {adj} {part} {verb} the {part2}; its mass is {d} kilograms.",
        "Crews of the {place} station prefer the {thing} {why}, and they report {n} descents a week.",
        "It follows that the {part} fails after {n2} cycles unless the {part2} is replaced.",
        "How often the {part} must be cleaned depends on the season: in winter it is {n} times a month.",
    ),
    "es": (
        "La pieza llamada {part} {verb} el conjunto {adj} de {part2} {why}.",
        "Con {n} milímetros, el elemento {adj} de {thing} {verb} cerca del {n2} % de la carga.",
        "En {year} se añadió a la {thing} un componente {adj}, que {verb} la {part2} (véase {ref}).",
        "Su masa es de {d} kilogramos; además, {verb} la {part2} con un mecanismo {adj}.",
        "Las cuadrillas de la estación de {place} prefieren este método {why}, y anotan {n} descensos por semana.",
        "¿Cada cuánto se limpia la {part}? En invierno, {n} veces al mes; en verano, algo menos.",
        "De ahí que la {part} falle después de {n2} ciclos si no se sustituye la {part2}.",
    ),
}
_PLACES = ["Tarmeda", "Ellisk", "Valdoria", "Port Lorrow", "Sorbeña", "Ondrel", "Cuérnaga", "Varrow"]
_FORMULAS = (
    Formula("v = Q / A", "v = \\frac{Q}{A}", "<i>v</i> = <i>Q</i> / <i>A</i>"),
    Formula(
        "E = 1/2 m v^2 + m g h", "E = \\frac{1}{2} m v^2 + m g h", "<i>E</i> = ½ <i>m v</i><sup>2</sup> + <i>m g h</i>"
    ),
    Formula("sum_(i=1)^n x_i = n mu", "\\sum_{i=1}^{n} x_i = n \\mu", "∑ <i>x</i><sub>i</sub> = <i>n μ</i>"),
)
_CODE = """def settle(depth, rate=0.15):
    steps = int(depth / rate)
    for step in range(steps):
        record(step, depth - step * rate)
    return steps"""


class Writer:
    """Draws the parts of one paper."""

    def __init__(self, seed: int, language: Language) -> None:
        self.random = random.Random(seed)
        self.language = language
        self.words = _WORDS[language]
        self.thing = self.random.choice(self.words["thing"])
        self._used: set[str] = set()

    def sentence(self) -> str:
        pick = self.random.choice
        while True:
            text = pick(_SENTENCES[self.language]).format(
                thing=self.thing if self.random.random() < 0.6 else pick(self.words["thing"]),
                part=pick(self.words["part"]),
                part2=pick(self.words["part"]),
                adj=pick(self.words["adj"]),
                verb=pick(self.words["verb"]),
                why=pick(self.words["why"]),
                place=pick(_PLACES),
                n=self.random.randint(2, 90),
                n2=self.random.randint(100, 999),
                year=self.random.randint(1890, 2024),
                d=self.number(),
                ref=f"[{self.random.randint(1, 40)}]",
            )
            if text not in self._used:
                self._used.add(text)
                return text[0].upper() + text[1:]

    def number(self) -> str:
        whole, part = self.random.randint(0, 40), self.random.randint(1, 99)
        return f"{whole}.{part}" if self.language == "en" else f"{whole},{part}"

    def paragraph(self, low: int = 2, high: int = 6) -> Paragraph:
        return Paragraph(" ".join(self.sentence() for _ in range(self.random.randint(low, high))))

    def items(self) -> Items:
        long = self.random.random() < 0.4
        texts = [
            self.sentence() if long else f"{self.random.choice(self.words['part'])} {self.random.randint(1, 99)}"
            for _ in range(self.random.randint(3, 6))
        ]
        return Items(texts, self.random.random() < 0.5)

    def grid(self, number: int, most_columns: int = 5) -> Grid:
        columns, rows = self.random.randint(2, most_columns), self.random.randint(3, 8)
        heads = self.random.sample(self.words["part"], columns)
        body = []
        for _ in range(rows):
            first = self.random.choice(self.words["thing"])
            body.append([first, *(self._cell() for _ in range(columns - 1))])
        caption = f"{self.words['table']} {number}. {self.sentence()}"
        return Grid([[head.capitalize() for head in heads], *body], caption)

    def _cell(self) -> str:
        roll = self.random.random()
        if roll < 0.55:
            return self.number()
        return self.random.choice(self.words["adj"]) if roll < 0.85 else str(self.random.randint(1, 9999))

    def picture(self, number: int, widest: float) -> Picture:
        style = self.random.choice(["photo", "screen", "flow", "plot", "grid", "bars", "tree"])
        width = widest * self.random.uniform(0.6, 0.98)
        height = width * self.random.uniform(0.45, 0.75)
        return Picture(
            style, number, f"{self.words['figure']} {number}. {self.sentence()}", round(width), round(height)
        )


def write_paper(seed: int, language: Language, *, widest: float, pieces: int = 9, code: bool = True) -> Paper:
    """A paper of a title and some sections.

    Args:
        seed: everything is drawn from it.
        language: of its text.
        widest: a figure's width in points, at most: the column's.
        pieces: sections, about.
        code: whether it may hold a listing.
    """
    writer = Writer(seed, language)
    pick = writer.random
    title = pick.choice(writer.words["title"]).format(thing=writer.thing)
    paper = Paper(f"{language}-{seed}", language, title[0].upper() + title[1:])
    paper.elements.append(writer.paragraph(2, 4))
    topics = pick.sample(writer.words["topic"], min(pieces, len(writer.words["topic"])))
    figures = tables = 0
    level = 2
    for index, topic in enumerate(topics):
        level = 2 if index == 0 else pick.choice([2, 2, 3]) if level == 2 else pick.choice([2, 3, 3])
        paper.elements.append(Heading(topic, level))
        paper.elements.append(writer.paragraph())
        for _ in range(pick.randint(0, 2)):
            roll = pick.random()
            if roll < 0.34:
                figures += 1
                paper.elements.append(writer.picture(figures, widest))
            elif roll < 0.56:
                tables += 1
                paper.elements.append(writer.grid(tables, 5 if widest > 300 else 3))
            elif roll < 0.76:
                paper.elements.append(writer.items())
            elif roll < 0.84:
                paper.elements.append(pick.choice(_FORMULAS))
            elif roll < 0.9 and code:
                paper.elements.append(Code(_CODE))
            paper.elements.append(writer.paragraph(1, 4))
    return paper
