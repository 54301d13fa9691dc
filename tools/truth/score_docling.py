"""Score against the reference documents of docling's own tests.

    git clone --depth 1 https://github.com/docling-project/docling
    python tools/truth/score_docling.py docling/tests/data/pdf

Reads each PDF in `sources` that has a reference in `groundtruth`, right-to-left scripts left out, and prints how many of
the reference's pictures (IoU > 0.5), headings and tables (cell overlap > 0.5) were found, and how many there were in all.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import readers
import score
from docling_core.types.doc import DoclingDocument
from rapidfuzz import fuzz


def main() -> None:
    """Score each document, print the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    sums: Counter[str] = Counter()
    for pdf in sorted((arguments.folder / "sources").glob("*.pdf")):
        reference = arguments.folder / "groundtruth" / f"{pdf.stem}.json"
        if reference.is_file() and not pdf.stem.startswith("right_to_left"):
            counts = compare(readers.from_docling(DoclingDocument.load_from_json(reference)), readers.doclora(pdf))
            sums.update(counts)
            print(f"{pdf.stem:30}", *(f"{name} {counts[name]}/{counts[name + '_all']}" for name in _NAMES))
    f1 = 2 * sums["headings"] / (sums["headings_all"] + sums["headings_found"])
    print(
        f"{'together':30}", *(f"{name} {sums[name]}/{sums[name + '_all']}" for name in _NAMES), f"headings F1 {f1:.2f}"
    )


_NAMES = ("figures", "headings", "tables")


def compare(truth: readers.Read, found: readers.Read) -> Counter[str]:
    """Hits, and how many there were in the reference and in ours."""
    counts = Counter(
        figures_all=len(truth.figures),
        headings_all=len(truth.headings),
        tables_all=len(truth.tables),
        figures_found=len(found.figures),
        headings_found=len(found.headings),
        tables_found=len(found.tables),
    )
    free = list(found.figures)
    for figure in truth.figures:
        hit = next((f for f in free if f.page == figure.page and score.iou(f.box, figure.box) > 0.5), None)
        if hit:
            free.remove(hit)
            counts["figures"] += 1
    headings = list(found.headings)
    for _, text in truth.headings:
        near = next((h for h in headings if fuzz.ratio(score.bare(h[1]), score.bare(text)) >= 90), None)
        if near:
            headings.remove(near)
            counts["headings"] += 1
    tables = list(found.tables)
    for table in truth.tables:
        cells = Counter(score.bare(c) for row in table.rows for c in row)
        best = max(tables, key=lambda t: score.overlap(cells, t.rows), default=None)
        if best is not None and score.overlap(cells, best.rows) > 0.5:
            tables.remove(best)
            counts["tables"] += 1
    return counts


if __name__ == "__main__":
    main()
