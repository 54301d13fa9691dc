"""The example documents are what their sources make of them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

EXAMPLES = Path(__file__).parents[2] / "examples"
DOCUMENTS = ("silt-lantern", "almirena")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the documented command has just built everything anew."""
    out = tmp_path_factory.mktemp("examples")
    subprocess.run([sys.executable, EXAMPLES / "build.py", out], check=True)
    return out


def _pages(pdf: Path) -> tuple[str, list[str], list[np.ndarray]]:
    """What made the PDF, and the text and a grey rendering of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
        pictures = [np.asarray(page.render(scale=1).to_pil().convert("L"), dtype=float) for page in document]
        return document.get_metadata_value("Creator"), texts, pictures


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_committed_pdf_is_built_from_the_committed_sources(rebuilt: Path, name: str) -> None:
    """An edited source whose PDF was not rebuilt fails here."""
    maker, texts, pictures = _pages(EXAMPLES / f"{name}.pdf")
    new_maker, new_texts, new_pictures = _pages(rebuilt / f"{name}.pdf")
    assert new_texts == texts
    for new, old in zip(new_pictures, pictures, strict=True):
        assert np.abs(new - old).mean() < 1.0  # of 255; another Typst may place a line a little differently
    if new_maker == maker and _figures(rebuilt) == _figures(EXAMPLES):
        assert (rebuilt / f"{name}.pdf").read_bytes() == (EXAMPLES / f"{name}.pdf").read_bytes()


def _figures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "sources" / "figures").iterdir()}


@pytest.mark.parametrize("name", ["estuary.jpg", "riverbed.jpg", "lanternview.png", "cuentario.png"])
def test_the_committed_bitmap_is_drawn_by_the_committed_code(rebuilt: Path, name: str) -> None:
    """A changed word in a screenshot or a moved shell fails; another processor's rounding does not."""
    new, old = (
        np.asarray(Image.open(folder / "sources" / "figures" / name).convert("L"), dtype=float)
        for folder in (rebuilt, EXAMPLES)
    )
    assert new.shape == old.shape
    assert np.mean(np.abs(new - old) > 48) < 1e-4


@pytest.mark.parametrize(("name", "caption"), [("silt-lantern", "Figure {}."), ("almirena", "Figura {}.")])
def test_text_comes_out_whole(name: str, caption: str) -> None:
    """No broken ligature, no hyphen at a line's end, and a caption for each of four figures, in both languages."""
    _, texts, _ = _pages(EXAMPLES / f"{name}.pdf")
    text = "\n".join(texts)
    assert not set(text) & set("ﬀﬁﬂﬃﬄ\u00ad\ufffe\ufffd")
    assert all(caption.format(number) in text for number in (1, 2, 3, 4))
