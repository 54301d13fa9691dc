"""The two plots, as SVG whose text stays text."""

import re
from io import StringIO

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, RUST, BLUE = "#1d2b36", "#a8501c", "#2b6a8a"
# STIX measures the text, Typst sets it in its own serif: both have the widths of a book face.
STYLE = {
    "font.family": "STIXGeneral",
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "doclora",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#d9dee2",
    "grid.linewidth": 0.6,
}


def tide() -> str:
    """Silt load over one tide, near the bed and near the surface."""
    hours = np.linspace(-6.2, 6.2, 400)
    rng = np.random.default_rng(31)
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(6.2, 3.1))
        for late, scale, colour, marker, name in (
            (0.0, 1.0, RUST, "o", "1 m above the bed"),
            (0.58, 0.46, BLUE, "s", "1 m below the surface"),
        ):
            axes.plot(hours, scale * _load(hours - late), color=colour, linewidth=1.6, label=name)
            stops = np.arange(-6, 6.1, 0.75)
            seen = scale * _load(stops - late) * (1 + rng.normal(0, 0.05, stops.size))
            axes.plot(stops, seen, marker, color=colour, markersize=3.6, markerfacecolor="white")
        axes.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set(
            xlim=(-6.3, 6.3),
            ylim=(0, 4.9),
            xlabel="Hours from low water",
            ylabel="Silt load (g/L)",
            xticks=range(-6, 7, 2),
        )
        axes.text(-2.5, 4.24, "Ebb", ha="center")
        axes.text(1.8, 2.48, "Flood", ha="center")
        axes.text(0.12, 4.45, "Low water")
        return _svg(figure, axes)


def _load(hours: np.ndarray) -> np.ndarray:
    ebb, flood = 3.7 * np.exp(-(((hours + 2.5) / 1.05) ** 2)), 1.9 * np.exp(-(((hours - 1.8) / 0.95) ** 2))
    return np.asarray(0.4 + ebb + flood)


def censo() -> str:
    """Counted density of a population in two reaches of a river, year by year."""
    years = np.arange(1985, 2023)
    gorges = _through(
        years,
        ((1985, 57), (1990, 63), (1996, 61), (1999, 38), (2005, 14), (2009, 15), (2014, 29), (2019, 42), (2022, 46)),
        1,
    )
    plains = _through(
        years, ((1985, 27), (1991, 31), (1996, 29), (2000, 13), (2005, 5), (2010, 6), (2016, 13), (2022, 19)), 2
    )
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(6.4, 2.9))
        axes.plot(
            years, gorges, "-o", color=RUST, linewidth=1.4, markersize=3.4, markerfacecolor="white", label="Gargantas"
        )
        axes.plot(
            years, plains, "-s", color=BLUE, linewidth=1.4, markersize=3.2, markerfacecolor="white", label="Vegas"
        )
        for year, name in ((1997, "Cierre de la presa"), (2009, "Caudal mínimo")):
            axes.axvline(year, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
            axes.text(year + 0.4, 70, name)
        axes.set(xlim=(1984, 2023), ylim=(0, 76), xlabel="Año", ylabel="Almirenas por metro cuadrado")
        return _svg(figure, axes)


def _through(years: np.ndarray, knots: tuple[tuple[int, float], ...], seed: int) -> np.ndarray:
    at, values = zip(*knots, strict=True)
    noise = np.random.default_rng(seed).normal(0, 0.045, years.size)
    noise[np.isin(years, (1996, 2005, 2022))] = 0
    return np.asarray(np.interp(years, at, values) * (1 + noise))


def _svg(figure: Figure, axes: Axes) -> str:
    axes.legend(frameon=False, loc="upper right", bbox_to_anchor=(1.0, 0.93))
    buffer = StringIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    svg = buffer.getvalue().replace("STIXGeneral", "Libertinus Serif")
    return re.sub(r"[ \t]+\n", "\n", svg)
