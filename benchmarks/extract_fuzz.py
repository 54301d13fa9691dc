"""Extract mutated PDFs: each must give a document or one of doclora's own errors with a hint, in time.

    python -m benchmarks.extract_fuzz PDF… [--count 500] [--seed 0] [--seconds 60]

Beside the PDFs named, forms, notes, attachments and an encrypted page are mutated. Half of the damages strike the bytes
of the file, half the inside of a compressed stream, so that the file as a whole stays sound and the damage reaches the
page. Each is read in this process, and every tenth once more by `extract` itself, which must leave a whole folder or
nothing. Prints how many were read, how many were refused and by what; at the first other outcome it ends, keeping the
file and its name; a reader that hangs is ended with its stack printed.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import importlib
import random
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from doclora.errors import DocloraError
from doclora.extract import extract
from doclora.extract.convert import convert
from doclora.extract.figures import cut_figures
from doclora.extract.markdown import render
from doclora.extract.sources import identify
from doclora.settings import ExtractSettings
from doclora.workspace import read_stage, stale_reason
from tests.support.documents import LEAD
from tests.support.raw_pdf import annotated_pdf, attached_pdf, encrypted_pdf, form_pdf

_WHOLE_EVERY = 10


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes of a PDF with one to four kinds of damage."""
    content = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        if len(content) > 64:
            (rng.choice(_DAMAGES) if rng.random() < 0.5 else _inside)(content, rng)
    return bytes(content)


def _place(content: bytearray, rng: random.Random) -> slice:
    start = rng.randrange(len(content) - 32)
    return slice(start, start + rng.choice([1, 2, 8, 64, 512, 4096]))


def _noise(content: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 8, 64])):
        content[rng.randrange(len(content))] = rng.randrange(256)


def _delete(content: bytearray, rng: random.Random) -> None:
    del content[_place(content, rng)]


def _double(content: bytearray, rng: random.Random) -> None:
    place = _place(content, rng)
    content[place.start : place.start] = content[place]


def _truncate(content: bytearray, rng: random.Random) -> None:
    del content[rng.randrange(64, len(content)) :]


def _blank(content: bytearray, rng: random.Random) -> None:
    place = _place(content, rng)
    content[place] = bytes(len(content[place]))


def _copy(content: bytearray, rng: random.Random) -> None:
    content[_place(content, rng)] = content[_place(content, rng)]


def _swap_number(content: bytearray, rng: random.Random) -> None:
    numbers = [m.span() for m in re.finditer(rb"(?<=[ \[/])-?\d+(?:\.\d+)?(?=[ \]/\r\n])", content)]
    if numbers:
        start, end = rng.choice(numbers)
        content[start:end] = rng.choice([b"0", b"-1", b"1e9", b"99999999999", b"-0.0001", b"2147483648", b"nan"])


_DAMAGES = (_noise, _delete, _double, _truncate, _blank, _copy, _swap_number)


def _inside(content: bytearray, rng: random.Random) -> None:
    """Damage what a compressed stream holds; the stream keeps its length, so that all offsets stay true."""
    streams = [m.span(1) for m in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", bytes(content), re.DOTALL)]
    if not streams:
        return
    start, end = rng.choice(streams)
    try:
        inner = bytearray(zlib.decompress(bytes(content[start:end])))
    except zlib.error:
        return
    while len(inner) > 64:
        damaged = bytearray(inner)
        rng.choice(_DAMAGES)(damaged, rng)
        packed = zlib.compress(bytes(damaged), 9)
        if len(packed) <= end - start:
            content[start:end] = packed.ljust(end - start, b"\0")
            return
        del inner[-len(inner) // 8 :]


def _made() -> list[bytes]:
    return [
        form_pdf(LEAD, {"name": "Ondrel", "mass": "42 kg"}),
        annotated_pdf(LEAD, "remember the gasket"),
        attached_pdf(LEAD, "notes.txt", b"not part of the text"),
        encrypted_pdf(LEAD),
    ]


def run(sources: Sequence[Path], count: int, seed: int, seconds: int) -> Counter[str]:
    """Outcomes by name; raises what is none of doclora's own errors."""
    originals = [path.read_bytes() for path in sources] + _made()
    importlib.import_module("docling_core.types.doc")  # not to be counted as a mutated PDF's time
    outcomes: Counter[str] = Counter()
    kept = Path(tempfile.gettempdir()) / f"doclora-fuzz-{seed}.pdf"
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            rng = random.Random(seed * 1_000_003 + number)
            kept.write_bytes(mutated(rng.choice(originals), rng))
            faulthandler.dump_traceback_later(seconds, exit=True)
            outcomes[_outcome(kept, Path(folder) / "figures")] += 1
            if number % _WHOLE_EVERY == 0:
                outcomes[f"as a whole: {_whole(kept, Path(folder) / str(number))}"] += 1
            faulthandler.cancel_dump_traceback_later()
    kept.unlink()
    return outcomes


def _outcome(path: Path, figures: Path) -> str:
    try:
        kind = identify(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        document = convert(path, kind, path, digest, ExtractSettings())
        return "read" if render(document, cut_figures(document, path, figures, scale=1.0)).blocks else "nothing in it"
    except DocloraError as error:
        return _said(error)


def _whole(path: Path, parent: Path) -> str:
    try:
        folder = extract(path, parent, ExtractSettings())
    except DocloraError as error:
        left = list(parent.iterdir()) if parent.exists() else []
        if left or "crashed" in error.message:
            raise AssertionError(f"{error.message}; left behind: {left}") from error
        return _said(error)
    record = read_stage(folder, "extract")
    assert record is not None
    assert not stale_reason(folder, record, record.settings, record.inputs)
    return "read"


def _said(error: DocloraError) -> str:
    assert error.hint
    return f"{type(error).__name__}: {re.sub(r'[0-9]+', '#', error.message.partition(': ')[2])[:60]}"


def main() -> None:
    """Parse the arguments, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    faulthandler.enable()
    try:
        outcomes = run(arguments.pdf, arguments.count, arguments.seed, arguments.seconds)
    except Exception:
        print(f"kept: {Path(tempfile.gettempdir()) / f'doclora-fuzz-{arguments.seed}.pdf'}", file=sys.stderr)
        raise
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")


if __name__ == "__main__":
    main()
