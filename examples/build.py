"""Redraw the figures of the example documents and set both documents as PDF.

``python examples/build.py`` rewrites what is committed; ``python examples/build.py FOLDER`` builds in an empty folder.
The same versions of Typst, matplotlib, numpy and Pillow give the same bytes on every run: seeds and dates are fixed.
"""

import shutil
import sys
from pathlib import Path

import typst
from drawing import estuary, plots, riverbed, screens
from PIL import Image

HERE = Path(__file__).resolve().parent
DOCUMENTS = ("silt-lantern", "almirena")
CREATED = 1_710_115_200  # 11 March 2024, 00:00 UTC


def draw(figures: Path) -> None:
    """Write the bitmaps and plots into ``figures``. The diagrams are drawn by Typst, inside the documents."""
    figures.mkdir(parents=True, exist_ok=True)
    estuary.estuary().save(figures / "estuary.jpg", quality=84, optimize=True)
    stones = riverbed.riverbed()
    stones.save(figures / "riverbed.jpg", quality=84, optimize=True)
    screens.lanternview().save(figures / "lanternview.png", optimize=True)
    screens.cuentario(stones).quantize(256, kmeans=4, dither=Image.Dither.NONE).save(
        figures / "cuentario.png", optimize=True
    )
    (figures / "tide.svg").write_text(plots.tide(), encoding="utf-8")
    (figures / "censo.svg").write_text(plots.censo(), encoding="utf-8")


def typeset(sources: Path, out: Path) -> None:
    """Set the documents in ``sources`` as PDFs in ``out``, with the fonts that Typst carries and no others."""
    for name in DOCUMENTS:
        compiler = typst.Compiler(sources / f"{name}.typ", root=sources, ignore_system_fonts=True)
        pdf, warnings = compiler.compile_with_warnings(format="pdf", timestamp=CREATED)
        if warnings or not isinstance(pdf, bytes):
            raise RuntimeError(f"{name}.typ: " + "; ".join(warning.message for warning in warnings))
        (out / f"{name}.pdf").write_bytes(pdf)


def build(out: Path) -> None:
    """Figures and PDFs from nothing but the sources: ``out/sources/figures/`` and ``out/*.pdf``."""
    sources = out / "sources"
    if out.resolve() != HERE:
        shutil.copytree(HERE / "sources", sources, ignore=shutil.ignore_patterns("figures"))
    draw(sources / "figures")
    typeset(sources, out)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
