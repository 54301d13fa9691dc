"""Time and memory of `doclora extract` on a long book, and whether all of it arrives.

    python -m benchmarks.extract_book [--pages 1000] [--set extract.NAME=VALUE…]

Typesets a book of text with chapters, sections, lists, tables, drawings and bitmaps, ten pages a chapter, reads it by
the command, and samples the memory of the command and all its children (resident set sizes, summed: what they share
counts twice). Prints what was found beside what was made.
"""

from __future__ import annotations

import argparse
import io
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pypdfium2
import typst
from PIL import Image

from doclora.records import Document, TextMap
from doclora.workspace import RECORDS, read_record, read_stage

_PAGES_A_CHAPTER = 10
_FRONT = """#set page(width: 17cm, height: 24cm, margin: 2cm, header: [The Ondrel Book], numbering: "1")
#set par(justify: true)
#set heading(numbering: "1.1")
"""
_CHAPTER = """
#pagebreak(weak: true)
= Chapter about {name}
{paragraphs}
"""
_PAGE = """
== Section {number} of {name}
#lorem({a})

#lorem({b})
- a crown of {name}
- a lamp house of {name}
{insert}
#lorem({c})
#pagebreak()
"""
_TABLE = """#figure(table(columns: 3, [Part], [Mass], [Code], [Crown], [{a}], [{b}], [Lamp], [{b}], [{a}]),
  caption: [The parts of {name}.])"""
_DRAWING = """#figure(rect(width: 6cm, height: 3cm, stack(dir: ltr, spacing: 1cm, circle(radius: 8mm),
  polygon.regular(size: 16mm, vertices: {sides}))), caption: [A drawing of {name}.])"""
_BITMAP = """#figure(image("noise{which}.png", width: 6cm), caption: [A picture of {name}.])"""


def make_book(path: Path, pages: int) -> dict[str, int]:
    """Typeset a book; returns how many headings, tables and figures are in it."""
    rng = random.Random(0)
    made = {"headings": 0, "tables": 0, "figures": 0}
    with tempfile.TemporaryDirectory() as folder, pypdfium2.PdfDocument.new() as book:
        for which in range(4):
            Image.effect_noise((600, 300), 40 + 20 * which).save(Path(folder) / f"noise{which}.png")
        source = Path(folder) / "book.typ"
        source.write_text(_FRONT + "".join(_chapter(n, rng, made) for n in range(pages // _PAGES_A_CHAPTER)))
        with pypdfium2.PdfDocument(io.BytesIO(typst.compile(str(source), root=folder))) as typeset:
            book.import_pages(typeset, list(range(min(pages, len(typeset)))))
        book.save(path)
    return made


def _chapter(number: int, rng: random.Random, made: dict[str, int]) -> str:
    name = f"{rng.choice(['silt', 'brass', 'glass', 'water', 'slate'])} {number + 1}"
    made["headings"] += 1 + _PAGES_A_CHAPTER
    return _CHAPTER.format(
        name=name, paragraphs="".join(_page(name, page, rng, made) for page in range(1, _PAGES_A_CHAPTER + 1))
    )


def _page(name: str, number: int, rng: random.Random, made: dict[str, int]) -> str:
    insert = ""
    if number % 3 == 0:
        made["tables"] += 1
        insert = _TABLE.format(name=name, a=rng.randrange(1000), b=rng.randrange(1000))
    elif number % 3 == 1:
        made["figures"] += 1
        drawn = number % 2
        insert = (
            _DRAWING.format(name=name, sides=rng.randrange(3, 9))
            if drawn
            else _BITMAP.format(name=name, which=rng.randrange(4))
        )
    a, b, c = (rng.randrange(40, 70) for _ in range(3))
    return _PAGE.format(name=name, number=number, insert=insert, a=a, b=b, c=c)


def watched(command: list[str]) -> tuple[float, int, str]:
    """Runs a command to its end: seconds, most bytes of memory held by it and its children, stdout."""
    started, most = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(0.1)
        assert process.stdout is not None
        told = process.stdout.read().strip()
    assert process.returncode == 0
    return time.monotonic() - started, most, told


def _memory(pid: int) -> int:
    held = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            held += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return held


def main() -> None:
    """Make the book, read it, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--set", action="append", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        book = Path(name) / "book.pdf"
        made = make_book(book, arguments.pages)
        settings = [part for value in arguments.set for part in ("--set", value)]
        command = [sys.executable, "-m", "doclora", "extract", str(book), "-o", name, *settings]
        seconds, most, told = watched(command)
        folder = Path(told)
        record, stage = (
            read_record(folder / RECORDS / "document.json", Document, hint=""),
            read_stage(folder, "extract"),
        )
        blocks = read_record(folder / RECORDS / "texto.json", TextMap, hint="").blocks
        assert stage is not None
        print(f"{record.pages} pages, {book.stat().st_size / 1e6:.1f} MB")
        print(f"{seconds:.0f} s, {record.pages / seconds:.1f} pages/s, {most / 2**30:.2f} GiB at most")
        for kind, count in made.items():
            print(f"{kind}: {stage.counts[kind]} found, {count} made")
        levels = [block.level for block in blocks if block.kind == "heading"]
        print(f"levels of headings: {', '.join(f'{level}: {levels.count(level)}' for level in sorted(set(levels)))}")


if __name__ == "__main__":
    main()
