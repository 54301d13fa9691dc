"""The labels inside a vector figure are told apart by where they stand, not by the row that they share."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2
import pytest

from doclora.extract.printed import printed_labels

PAGE = (0.0, 0.0, 400.0, 300.0)


def page_with(*texts: tuple[str, float, float, int]) -> bytes:
    """A PDF of one page of 400 × 300 points: texts in Helvetica 8, each with x, y from the bottom, and its turn."""
    turns = {0: "1 0 0 1", 90: "0 1 -1 0"}
    stream = "\n".join(f"BT /F1 8 Tf {turns[turn]} {x} {y} Tm ({text}) Tj ET" for text, x, y, turn in texts)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R /Resources << /Font 6 0 R >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /F1 5 0 R >>",
    ]
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{content}\nendobj\n" for n, content in enumerate(objects, 1))
    return f"{body}trailer << /Root 1 0 R /Size 7 >>\n%%EOF\n".encode()


def labels(texts: Sequence[tuple[str, float, float, int]], box: tuple[float, float, float, float] = PAGE) -> list[str]:
    with pypdfium2.PdfDocument(page_with(*texts)) as document:
        return printed_labels(document[0], box)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([("Lamp house", 20, 200, 0), ("Water with silt", 120, 200, 0)], ["Lamp house", "Water with silt"]),
        ([("Laid under a", 20, 200, 0), ("stone", 20, 191, 0)], ["Laid under a stone"]),
        ([("Intake", 20, 200, 0), ("Outlet", 20, 160, 0)], ["Intake", "Outlet"]),
        ([("second", 20, 100, 0), ("first", 20, 200, 0)], ["first", "second"]),
        ([("Silt load", 30, 60, 90), ("Hours", 60, 40, 0)], ["Hours", "Silt load"]),
        ([("0", 20, 200, 0), ("2", 20, 192, 0), ("4", 20, 184, 0)], ["0", "2", "4"]),
    ],
    ids=["one row", "two lines", "far below", "from the top", "turned", "ticks"],
)
def test_labels_by_place(texts: list[tuple[str, float, float, int]], expected: list[str]) -> None:
    assert labels(texts) == expected


def test_only_what_is_inside_the_box() -> None:
    assert labels([("inside", 100, 200, 0), ("outside", 300, 200, 0)], (50, 50, 250, 150)) == ["inside"]
