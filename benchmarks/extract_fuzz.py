"""Extract mutated PDFs: each must give a document or one of doclora's own errors, in time.

    python benchmarks/extract_fuzz.py PDF… [--count 500] [--seed 0] [--seconds 60]

Prints how many were read, how many were refused and by what; ends with 1 at the first other outcome, keeping its file.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import re
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from doclora.errors import DocloraError
from doclora.extract.convert import convert
from doclora.extract.figures import cut_figures
from doclora.extract.markdown import render
from doclora.extract.sources import identify
from doclora.settings import ExtractSettings


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes of a PDF with one to four kinds of damage."""
    content = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        if len(content) > 64:
            rng.choice(_DAMAGES)(content, rng)
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


def run(sources: Sequence[Path], count: int, seed: int, seconds: int) -> Counter[str]:
    """Outcomes by name; raises what is none of doclora's own errors."""
    originals = [path.read_bytes() for path in sources]
    importlib.import_module("docling_core.types.doc")  # not to be counted as a mutated PDF's time
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            rng = random.Random(seed * 1_000_003 + number)
            path = Path(folder) / "mutated.pdf"
            path.write_bytes(mutated(rng.choice(originals), rng))
            signal.alarm(seconds)
            try:
                outcomes[_outcome(path, Path(folder) / "figures")] += 1
            except Exception:
                kept = Path(tempfile.gettempdir()) / f"doclora-fuzz-{seed}-{number}.pdf"
                kept.write_bytes(path.read_bytes())
                print(f"{kept}:\n{traceback.format_exc()}", file=sys.stderr)
                raise
            finally:
                signal.alarm(0)
    return outcomes


def _outcome(path: Path, figures: Path) -> str:
    try:
        kind = identify(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        document = convert(path, kind, path, digest, ExtractSettings())
        return "read" if render(document, cut_figures(document, path, figures, scale=1.0)).blocks else "nothing in it"
    except DocloraError as error:
        return f"{type(error).__name__}: {error.message.partition(': ')[2][:60]}"


def main() -> None:
    """Parse the arguments, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, _too_long)
    for outcome, count in run(arguments.pdf, arguments.count, arguments.seed, arguments.seconds).most_common():
        print(f"{count:6} {outcome}")


def _too_long(*_: object) -> None:
    raise TimeoutError("a mutated PDF took too long")


if __name__ == "__main__":
    main()
