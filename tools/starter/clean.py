"""Step 2, clean: keep the paragraphs that are prose in the language they claim, once each, and set a part aside.

    python tools/starter/clean.py --raw WORK/raw --out WORK/clean

Writes `train.jsonl` and `heldout.jsonl` ({source, path, language, text}; about 1 page in 100 is held out, by a
digest of its name, so the choice never changes) and corpus.json: bytes and pages by source, language and part.
Duplicates are dropped before the split, so no held-out paragraph is trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from collect import sources
from markup import HEADING

MIN_PARAGRAPH = 40  # characters; shorter ones are labels, menu entries, remains of tables
MIN_PAGE = 300  # characters
MAX_PAGE = 60_000  # a novel's file is cut here, at a paragraph's end, so that its parts shuffle
HELD_OUT = 100  # one page in so many

_WORDS = {
    "es": frozenset(
        """de la que el en y los del se las por un para con una su al lo como más pero sus le ya o este esta sí porque
        cuando muy sin sobre también me hasta hay donde quien desde todo nos uno es son no si""".split()  # noqa: SIM905
    ),
    "en": frozenset(
        """the of and to in is that for it with as was on be by at are this from or have an they which one you were
        all we when your can has there their if will so what about would been who not his her he she but i""".split()  # noqa: SIM905
    ),
}
_TOKEN = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_SPACES = re.compile(r"\s+")
_EMPTY = re.compile(r"\(\s*(?:[^\W\d_]{0,9}\s+(?:la|el|las|los|the)?)?\s*[,;]?\s*\)|\[\s*\]")
_DANGLING = re.compile(r"\s+([,.;:!?)])")
_VARIABLE = re.compile(r"\S*(?:\d|_|[a-z][A-Z]|[./\\:]\w)\S*")


def tidy(paragraph: str) -> str:
    """One line: white space joined, what remains of links and formulas removed."""
    text = _EMPTY.sub("", _SPACES.sub(" ", paragraph.replace("\u00ad", "").replace("\ufeff", "")))
    return _DANGLING.sub(r"\1", _SPACES.sub(" ", text)).strip()


def language_of(text: str) -> str:
    """`es`, `en` or nothing, by the commonest words of each."""
    words = [word.lower() for word in _TOKEN.findall(text)]
    share = {
        language: sum(word in common for word in words) / max(len(words), 1) for language, common in _WORDS.items()
    }
    best = max(share, key=lambda language: share[language])
    return best if share[best] >= 0.15 and share[best] > 1.3 * min(share.values()) else ""


def is_prose(text: str) -> bool:
    """Mostly letters, few signs of code, and the shape of a sentence."""
    letters = sum(char.isalpha() or char == " " for char in text) / len(text)
    signs = len(re.findall(r"[{}<>=|\\\[\]#@_$]|::|->|https?:", text))
    return letters > 0.85 and signs <= len(text) / 120 and re.search(r"[.:!?…»”\")]$", text) is not None


def fingerprint(text: str) -> bytes:
    """Equal for paragraphs that differ only in names of code, numbers, case or punctuation."""
    words = _TOKEN.findall(_VARIABLE.sub(" ", text).lower())
    return hashlib.blake2b(" ".join(words).encode(), digest_size=10).digest()


class Cleaner:
    """Keeps what has been seen, over all sources."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self.rejected: Counter[str] = Counter()

    def page(self, paragraphs: list[str], language: str) -> list[str]:
        """The paragraphs of one page that are kept; a heading only before text of its own."""
        kept: list[str] = []
        heading = ""
        for paragraph in paragraphs:
            text = tidy(paragraph)
            if paragraph.startswith(HEADING):
                heading = tidy(paragraph.removeprefix(HEADING))
            elif self.wanted(text, language):
                if heading and 3 <= len(heading) <= 120 and language_of(heading) in {language, ""}:
                    kept.append(heading)
                heading = ""
                kept.append(text)
        return kept

    def wanted(self, text: str, language: str) -> bool:
        """Whether a paragraph is long enough, prose, in its language, and new."""
        reason = (
            "short"
            if len(text) < MIN_PARAGRAPH
            else "not prose"
            if not is_prose(text)
            else "language"
            if language_of(text) != language
            else ""
        )
        if not reason:
            mark = fingerprint(text)
            reason = "duplicate" if mark in self.seen else ""
            self.seen.add(mark)
        self.rejected[reason or "kept"] += 1
        return not reason


def pieces(paragraphs: list[str]) -> Iterator[str]:
    """A page's text, in parts of at most MAX_PAGE characters."""
    part: list[str] = []
    for paragraph in paragraphs:
        if part and sum(map(len, part)) + len(paragraph) > MAX_PAGE:
            yield "\n".join(part)
            part = []
        part.append(paragraph)
    if part:
        yield "\n".join(part)


def held_out(page: dict[str, str]) -> bool:
    """Whether a page, or a part of a long one, is held out: decided by its name and first words alone."""
    name = f"{page['source']}/{page['path']}/{page['text'][:200]}"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big") % HELD_OUT == 0


def clean_source(raw: Path, cleaner: Cleaner, cap: int) -> list[dict[str, str]]:
    """The kept pages of one source; over its cap (characters), a fixed random part of them."""
    pages = []
    for line in raw.open(encoding="utf-8"):
        page = json.loads(line)
        kept = cleaner.page(page["paragraphs"], page["language"])
        about = {name: page[name] for name in ("source", "path", "language")}
        pages += [{**about, "text": text} for text in pieces(kept) if len(text) >= MIN_PAGE]
    random.Random(page["source"] if pages else 0).shuffle(pages)
    total, chosen = 0, []
    for entry in pages:
        if cap and total > cap:
            break
        total += len(entry["text"])
        chosen.append(entry)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    cleaner = Cleaner()
    parts: dict[str, list[dict[str, str]]] = {"train": [], "heldout": []}
    table: dict[str, dict[str, int]] = defaultdict(Counter)
    for source in sources():
        for page in clean_source(args.raw / f"{source.name}.jsonl", cleaner, source.cap_mb * 1_000_000):
            part = "heldout" if held_out(page) else "train"
            parts[part].append(page)
            for scope in (source.name, "total"):
                table[scope][f"{part}_{page['language']}_bytes"] += len(page["text"].encode())
                table[scope][f"{part}_{page['language']}_pages"] += 1
    digest = hashlib.sha256()
    for part, pages in parts.items():
        random.Random(part).shuffle(pages)
        with (args.out / f"{part}.jsonl").open("w", encoding="utf-8") as file:
            for page in pages:
                line = json.dumps(page, ensure_ascii=False) + "\n"
                digest.update(line.encode())
                file.write(line)
    report = {"sources": table, "paragraphs": cleaner.rejected, "sha256": digest.hexdigest()}
    (args.out / "corpus.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps({"total": table["total"], "paragraphs": cleaner.rejected}))


if __name__ == "__main__":
    main()
