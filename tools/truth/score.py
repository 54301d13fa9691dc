"""Score extraction against the truth set.

    python tools/truth/score.py DIR/tuning [--peers] [--verbose NAME]

Prints one row a tool: figures (IoU > 0.5), headings, levels, tables, cells, paragraphs, order, captions, list
items at their depth, code, formulas labelled as such, pages per second.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import readers
from rapidfuzz import fuzz
from readers import Read

_ALIKE = 90.0


@dataclass
class Tally:
    """Counts over all documents of a tool."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, **counts: float) -> None:
        self.counts.update(counts)  # type: ignore[arg-type]

    def ratio(self, part: str, whole: str) -> float:
        return self.counts[part] / self.counts[whole] if self.counts[whole] else float("nan")

    def f1(self, hit: str, truth: str, found: str) -> float:
        total = self.counts[truth] + self.counts[found]
        return 2 * self.counts[hit] / total if total else float("nan")


COLUMNS: dict[str, Callable[[Tally], float]] = {
    "fig P": lambda t: t.ratio("figure_hit", "figure_found"),
    "fig R": lambda t: t.ratio("figure_hit", "figure_truth"),
    "head F1": lambda t: t.f1("heading_hit", "heading_truth", "heading_found"),
    "levels": lambda t: t.ratio("level_hit", "heading_hit"),
    "tables": lambda t: t.ratio("table_hit", "table_truth"),
    "tab P": lambda t: t.ratio("table_hit", "table_found"),
    "cell F1": lambda t: t.f1("cell_hit", "cell_truth", "cell_found"),
    "para": lambda t: t.ratio("paragraph_hit", "paragraph_truth"),
    "order": lambda t: t.ratio("ordered", "paragraph_hit"),
    "whole": lambda t: t.ratio("whole", "paragraph_truth"),
    "caption": lambda t: t.ratio("caption_hit", "caption_truth"),
    "items": lambda t: t.ratio("item_hit", "item_truth"),
    "code": lambda t: t.ratio("code_hit", "code_truth"),
    "formulas": lambda t: t.ratio("formula_hit", "formula_truth"),
    "pages/s": lambda t: t.counts["pages"] / t.seconds if t.seconds else float("nan"),
}


def main() -> None:
    """Score doclora, and its peers if asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--peers", action="store_true", help="also docling NATIVE, kreuzberg, pypdfium2, opendataloader-pdf"
    )
    parser.add_argument("--only", action="append", choices=list(readers.ALL), help="these tools alone")
    parser.add_argument(
        "--verbose", default=None, metavar="NAME", help="list what was missed in documents of this name"
    )
    arguments = parser.parse_args()
    tools = readers.ALL if arguments.peers else {"doclora geometry": readers.doclora}
    if arguments.only:
        tools = {name: readers.ALL[name] for name in arguments.only}
    truths = sorted(arguments.folder.glob("*.json"))
    print(f"{len(truths)} documents")
    print(f"{'':20}" + "".join(f"{name:>9}" for name in COLUMNS))
    for name, read in tools.items():
        tally = Tally()
        by_maker: dict[str, Tally] = {}
        for path in truths:
            truth = json.loads(path.read_text(encoding="utf-8"))
            started = time.perf_counter()
            found = read(path.with_suffix(".pdf"))
            seconds = time.perf_counter() - started
            verbose = arguments.verbose is not None and arguments.verbose in path.stem
            for each in (tally, by_maker.setdefault("-".join(path.stem.split("-")[:2]), Tally())):
                each.seconds += seconds
                score(truth, found, each, verbose=verbose and each is tally)
        print(f"{name:20}" + "".join(f"{value(tally):9.3f}" for value in COLUMNS.values()), flush=True)
        if len(tools) == 1:
            for maker, each in by_maker.items():
                print(f"  {maker:18}" + "".join(f"{value(each):9.3f}" for value in COLUMNS.values()))


def score(truth: dict, found: Read, tally: Tally, *, verbose: bool) -> None:
    """Add one document's counts."""
    say = (lambda *what: print("   ", truth["name"], *what)) if verbose else (lambda *what: None)
    tally.add(pages=found.pages)
    _figures(truth, found, tally, say)
    _headings(truth, found, tally, say)
    _tables(truth, found, tally, say)
    _paragraphs(truth, found, tally, say)
    if found.items is not None:
        _others(truth, found, tally, say)


def bare(text: str) -> str:
    """Letters and digits only, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def iou(a: list[float], b: list[float]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def _figures(truth: dict, found: Read, tally: Tally, say: Callable[..., None]) -> None:
    free = list(found.figures)
    for figure in truth["figures"]:
        same = [f for f in free if f.page == figure["page"]]
        best = max(same, key=lambda f: iou(f.box, figure["box"]), default=None)
        hit = best is not None and iou(best.box, figure["box"]) > 0.5
        if hit:
            free.remove(best)
            tied = fuzz.ratio(bare(best.caption), bare(figure["caption"])) >= _ALIKE
            if not tied:
                say("caption of figure", figure["caption"][:60], "is", best.caption[:80])
        else:
            tied = False
            say("no figure", figure["style"], figure["page"], figure["box"], "near", best and best.box)
        tally.add(figure_truth=1, figure_hit=hit, caption_truth=1, caption_hit=tied)
    for figure in free:
        say("extra figure", figure.page, figure.box)
    tally.add(figure_found=len(found.figures))


def _headings(truth: dict, found: Read, tally: Tally, say: Callable[..., None]) -> None:
    free = list(found.headings)
    for level, text in truth["headings"]:
        best = next((h for h in free if _same_heading(h[1], text)), None)
        if best is None:
            say("no heading", level, text)
        else:
            free.remove(best)
            if best[0] != level:
                say("level", level, text, "is", best[0])
        tally.add(heading_truth=1, heading_hit=best is not None, level_hit=best is not None and best[0] == level)
    for heading in free:
        say("extra heading", heading)
    tally.add(heading_found=len(found.headings))


def _same_heading(found: str, truth: str) -> bool:
    stripped = re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", found)
    return max(fuzz.ratio(bare(found), bare(truth)), fuzz.ratio(bare(stripped), bare(truth))) >= _ALIKE


def _tables(truth: dict, found: Read, tally: Tally, say: Callable[..., None]) -> None:
    free = list(found.tables)
    for table in truth["tables"]:
        cells = Counter(bare(c) for row in table["rows"] for c in row)
        best = max(free, key=lambda t: overlap(cells, t.rows), default=None)
        hit = best is not None and overlap(cells, best.rows) > 0.5
        tied, right, many = False, 0, 0
        if hit:
            free.remove(best)
            right, many = _cells(table["rows"], best.rows)
            tied = fuzz.ratio(bare(best.caption), bare(table["caption"])) >= _ALIKE
            if not tied:
                say("caption of table", table["caption"][:60], "is", best.caption[:60])
            if right != cells.total():
                say("cells", right, "of", cells.total(), "in", table["rows"][:3], "are", best.rows[:3])
        else:
            say("no table", table["rows"][:3])
        tally.add(table_truth=1, table_hit=hit, caption_truth=1, caption_hit=tied)
        tally.add(cell_truth=cells.total(), cell_hit=right, cell_found=many)
    for table in free:
        say("extra table", table.rows[:3])
        tally.add(cell_found=sum(bool(c) for row in table.rows for c in row))
    tally.add(table_found=len(found.tables))


def overlap(cells: Counter[str], rows: list[list[str]]) -> float:
    other = Counter(bare(c) for row in rows for c in row)
    total = cells.total() + other.total()
    return 2 * (cells & other).total() / total if total else 0.0


def _cells(truth: list[list[str]], rows: list[list[str]]) -> tuple[int, int]:
    """Cells with the right text in the right place, and cells found."""
    right = sum(
        bare(cell) == bare(rows[i][j])
        for i, row in enumerate(truth)
        for j, cell in enumerate(row)
        if i < len(rows) and j < len(rows[i])
    )
    return right, sum(len(row) for row in rows)


def _paragraphs(truth: dict, found: Read, tally: Tally, say: Callable[..., None]) -> None:
    stream = bare(found.text)
    blocks = {bare(re.sub(r"^(?:[-*+]|\d+[.)])\s", "", block)) for block in found.blocks}
    places: list[int] = []
    for paragraph in truth["paragraphs"]:
        wanted = bare(paragraph)
        place = stream.find(wanted)
        if place >= 0:
            places.append(place)
        else:
            say("no paragraph", paragraph[:70], "…", paragraph[-30:])
        whole = wanted in blocks
        if place >= 0 and not whole:
            say("not whole", paragraph[:70], "…", paragraph[-30:])
        tally.add(paragraph_truth=1, paragraph_hit=place >= 0, whole=whole)
    tally.add(ordered=_longest_rising(places))


def _others(truth: dict, found: Read, tally: Tally, say: Callable[..., None]) -> None:
    """List items at their depth and with or without number, code whole, formulas by their count."""
    free = [(depth, numbered, bare(text)) for depth, numbered, text in found.items or []]
    for depth, numbered, text in truth.get("items", []):
        item = (depth, numbered, bare(text))
        hit = item in free
        if hit:
            free.remove(item)
        else:
            say("no item", depth, numbered, text[:60])
        tally.add(item_truth=1, item_hit=hit)
    code = {bare(text) for text in found.code}
    for text in truth.get("code", []):
        tally.add(code_truth=1, code_hit=bare(text) in code)
    formulas = truth.get("formulas", 0)
    tally.add(formula_truth=formulas, formula_hit=min(formulas, found.formulas))


def _longest_rising(values: list[int]) -> int:
    best: list[int] = []
    for value in values:
        index = next((i for i, last in enumerate(best) if last > value), len(best))
        best[index:] = [value, *best[index + 1 :]] if index < len(best) else [value]
    return len(best)


if __name__ == "__main__":
    main()
