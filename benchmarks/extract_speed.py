"""Pages per second of the profile `geometry` beside docling's own NATIVE pipeline, interleaved in the same run.

    python -m benchmarks.extract_speed PDF… [--rounds 3]

First each in one process, then each in two processes that take the documents in turn. All are warmed up on the first
document; NATIVE runs as it comes, with all its parser threads. Geometry gives headings, tables, figures and reading
order, which NATIVE does not. Prints the median of each and their ratio.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from docling.datamodel.base_models import InputFormat
from docling.document_converter import DocumentConverter, PdfFormatOption
from docling.pipeline.native_pdf_pipeline import NativePdfPipeline

from doclora.extract.convert import convert
from doclora.extract.sources import Kind, count_pages
from doclora.settings import ExtractSettings


def by_geometry(pdf: Path) -> int:
    """Pages read."""
    return len(convert(pdf, Kind.PDF, pdf.absolute(), "0" * 64, ExtractSettings()).pages)


def by_native(pdf: Path) -> int:
    """Pages read."""
    return len(_native().convert(pdf).document.pages)


@cache
def _native() -> Any:
    option = PdfFormatOption(pipeline_cls=NativePdfPipeline, pipeline_options=NativePdfPipeline.get_default_options())
    return DocumentConverter(format_options={InputFormat.PDF: option})


TOOLS: dict[str, Callable[[Path], int]] = {"doclora geometry": by_geometry, "docling NATIVE": by_native}


def compare(pdfs: Sequence[Path], rounds: int, processes: int) -> None:
    """Time both, the longest documents first, print."""
    pages = {pdf: count_pages(pdf, Kind.PDF) for pdf in pdfs}
    ordered = sorted(pdfs, key=lambda pdf: -pages[pdf])
    pools = {
        name: ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
        for name in (TOOLS if processes > 1 else {})
    }
    maps: dict[str, Any] = {name: pools[name].map if pools else map for name in TOOLS}
    for name, read in TOOLS.items():
        list(maps[name](read, [pdfs[0]] * processes))
    seconds: dict[str, list[float]] = {name: [] for name in TOOLS}
    for _ in range(rounds):
        for name, read in TOOLS.items():
            started = time.perf_counter()
            assert sum(maps[name](read, ordered)) == sum(pages.values())
            seconds[name].append(time.perf_counter() - started)
    for pool in pools.values():
        pool.shutdown()
    print(f"{processes} process{'es' * (processes > 1)}, {sum(pages.values())} pages, {rounds} rounds")
    for name, times in seconds.items():
        print(f"  {name:17} {sum(pages.values()) / median(times):6.1f} pages/s")
    ratios = [b / a for a, b in zip(*seconds.values(), strict=True)]
    print(f"  geometry is {median(ratios):.2f} times as fast (each round: {', '.join(f'{r:.2f}' for r in ratios)})")


def main() -> None:
    """Parse the arguments, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for processes in (1, 2):
        compare(arguments.pdf, arguments.rounds, processes)


if __name__ == "__main__":
    main()
