"""The cleaned text as token streams; and packed small, for a training machine elsewhere.

python tools/starter/corpus.py --clean WORK/clean --out WORK/packed [--thin]
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from collect import sources
from tokenizers import Tokenizer

Page = dict[str, str]
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 27}]


def read(path: Path) -> list[Page]:
    """Pages from JSON lines, compressed or not."""
    return [json.loads(line) for line in lines(path)]


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, compressed or not."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        yield from file


def training_pages(folder: Path) -> list[Page]:
    """The training pages, from a folder of clean.py or of pack()."""
    whole = folder / "train.jsonl"
    return read(whole) if whole.exists() else [p for path in sorted(folder.glob("train.*.xz")) for p in read(path)]


def heldout_pages(folder: Path) -> list[Page]:
    """The held-out pages, likewise."""
    whole = folder / "heldout.jsonl"
    return read(whole if whole.exists() else folder / "heldout.jsonl.xz")


def stream(pages: list[Page], tokenizer: Tokenizer, repeats: dict[str, int], seed: int) -> np.ndarray:
    """One epoch's tokens, uint16: every page (some sources repeated) in a drawn order, <|endoftext|> before each."""
    encoded: list[np.ndarray] = []
    start = tokenizer.token_to_id("<|endoftext|>")
    for begin in range(0, len(pages), 2000):
        batch = tokenizer.encode_batch_fast(
            [page["text"] for page in pages[begin : begin + 2000]], add_special_tokens=False
        )
        encoded += [np.array([start, *one.ids], dtype=np.uint16) for one in batch]
    order = [i for i, page in enumerate(pages) for _ in range(repeats.get(page["source"], 1))]
    random.Random(seed).shuffle(order)
    return np.concatenate([encoded[i] for i in order])


def pack_language(clean: Path, out: Path, language: str, thinned: frozenset[str]) -> None:
    """Write the training pages of one language, in source order (so that like stands beside like), compressed.

    Of the sources in `thinned`, every other page is left out, by a digest of its first words.
    """
    pages = [page for page in read(clean / "train.jsonl") if page["language"] == language]
    pages.sort(key=lambda page: (page["source"], page["path"]))
    with lzma.open(out / f"train.{language}.jsonl.xz", "wt", encoding="utf-8", filters=_FILTERS) as file:
        for page in pages:
            if page["source"] in thinned and zlib.crc32(page["text"][:300].encode()) % 2:
                continue
            kept = {"source": page["source"], "language": language, "text": page["text"]}
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--thin", action="store_true", help="half of the large manuals and the novels")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    thinned = frozenset(source.name for source in sources() if source.thin) if args.thin else frozenset()
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(pack_language, [args.clean] * 2, [args.out] * 2, ["en", "es"], [thinned] * 2))
    with lzma.open(args.out / "heldout.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(page, ensure_ascii=False) + "\n" for page in read(args.clean / "heldout.jsonl"))
    print({path.name: path.stat().st_size for path in sorted(args.out.glob("*.xz"))})


if __name__ == "__main__":
    main()
