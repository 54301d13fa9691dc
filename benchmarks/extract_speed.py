"""Pages per second of the profile `geometry` beside docling's own NATIVE pipeline, interleaved in one process.

    python benchmarks/extract_speed.py PDF… [--rounds 3]

Both are warmed up on the first document; NATIVE runs as it comes, with all its parser threads. Geometry gives headings,
tables, figures and reading order, which NATIVE does not. Prints the median of each and their ratio.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from docling.datamodel.base_models import InputFormat
from docling.document_converter import DocumentConverter, PdfFormatOption
from docling.pipeline.native_pdf_pipeline import NativePdfPipeline

from doclora.extract.convert import convert
from doclora.extract.sources import Kind, count_pages
from doclora.settings import ExtractSettings


def main() -> None:
    """Time both, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    option = PdfFormatOption(pipeline_cls=NativePdfPipeline, pipeline_options=NativePdfPipeline.get_default_options())
    native = DocumentConverter(format_options={InputFormat.PDF: option})
    tools: dict[str, Callable[[Path], object]] = {
        "doclora geometry": lambda pdf: convert(pdf, Kind.PDF, pdf.absolute(), "0" * 64, ExtractSettings()),
        "docling NATIVE": native.convert,
    }
    pages = sum(count_pages(pdf) for pdf in arguments.pdf)
    seconds: dict[str, list[float]] = {name: [] for name in tools}
    for read in tools.values():
        read(arguments.pdf[0])
    for _ in range(arguments.rounds):
        for name, read in tools.items():
            started = time.perf_counter()
            for pdf in arguments.pdf:
                read(pdf)
            seconds[name].append(time.perf_counter() - started)
    for name, times in seconds.items():
        print(f"{name:20} {pages / median(times):7.1f} pages/s (median of {len(times)} rounds, {pages} pages)")
    ratios = [b / a for a, b in zip(*seconds.values(), strict=True)]
    print(f"geometry is {median(ratios):.2f} times as fast (each round: {', '.join(f'{r:.2f}' for r in ratios)})")


if __name__ == "__main__":
    main()
