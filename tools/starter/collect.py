"""Step 1, collect: read every source at its pinned commit and write its prose, one JSON record a page.

    python tools/starter/collect.py --mirrors MIRRORS --out WORK/raw

`MIRRORS/<owner>+<name>` holds a git clone of each repository in sources.toml (`--clone` makes the missing ones). A
source whose output is there already is skipped, so the step can be stopped and run again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import NamedTuple

from markup import FORMS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Source(NamedTuple):
    """One repository: where it is, what it may be used under, and which of its pages are wanted."""

    name: str
    repo: str
    commit: str
    licence: str
    licence_file: str
    form: str
    en: tuple[str, ...] = ()
    es: tuple[str, ...] = ()
    cap_mb: int = 0
    repeat: int = 1
    thin: bool = False
    note: str = ""


def sources() -> list[Source]:
    """Every entry of sources.toml."""
    table = tomllib.loads((Path(__file__).parent / "sources.toml").read_text("utf-8"))
    return [Source(**entry) for entry in table["source"]]


def git_dir(mirrors: Path, repo: str) -> Path:
    """The git directory of a repository's clone under `mirrors`."""
    root = mirrors / repo.replace("/", "+")
    return next(
        (p for p in (root / "repo" / ".git", root / "repo", root / ".git", root) if (p / "HEAD").exists()), root
    )


def pages(git: Path, commit: str, patterns: tuple[str, ...], suffixes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Path and blob of each page of one language, in path order."""
    listing = subprocess.run(["git", "-C", git, "ls-tree", "-r", "-z", commit], capture_output=True, check=True).stdout
    found = []
    for line in listing.decode("utf-8", "replace").split("\0"):
        meta, _, path = line.partition("\t")
        if path.endswith(suffixes) and any(fnmatchcase(path, pattern) for pattern in patterns):
            found.append((path, meta.split()[2]))
    return sorted(found)


def blobs(git: Path, names: list[str]) -> Iterator[bytes | None]:
    """The contents of the blobs named, in order; None for one that this clone does not hold."""
    with subprocess.Popen(
        ["git", "-C", git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin
        assert child.stdout
        for name in names:
            child.stdin.write(name.encode() + b"\n")
            child.stdin.flush()
            answer = child.stdout.readline().split()
            if answer[1] == b"missing":
                yield None
                continue
            yield child.stdout.read(int(answer[2]))
            child.stdout.read(1)
        child.stdin.close()


def collect(source: Source, mirrors: Path, out: Path) -> str:
    """Write `out/<name>.jsonl`: {source, path, language, paragraphs}; returns one line saying what came of it."""
    target = out / f"{source.name}.jsonl"
    if target.exists():
        return f"{source.name}: there already"
    git = git_dir(mirrors, source.repo)
    subprocess.run(["git", "-C", git, "cat-file", "-e", f"{source.commit}:{source.licence_file}"], check=True)
    suffixes, readers = FORMS[source.form]
    counts = {"en": 0, "es": 0, "missing": 0}
    partial_file = target.with_suffix(".partial")
    with partial_file.open("w", encoding="utf-8") as file:
        for language, patterns in (("en", source.en), ("es", source.es)):
            wanted = pages(git, source.commit, patterns, suffixes) if patterns else []
            for (path, _), raw in zip(wanted, blobs(git, [blob for _, blob in wanted]), strict=True):
                if raw is None:
                    counts["missing"] += 1
                    continue
                paragraphs = list(readers[language](raw))
                counts[language] += sum(map(len, paragraphs))
                record = {"source": source.name, "path": path, "language": language, "paragraphs": paragraphs}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    partial_file.rename(target)
    english, spanish = (f"{counts[language] / 1e6:.1f} M characters" for language in ("en", "es"))
    return f"{source.name}: {english} English, {spanish} Spanish, {counts['missing']} pages missing"


def clone(source: Source, mirrors: Path) -> None:
    """A bare clone of a missing repository, by git, from GitHub."""
    if not (git_dir(mirrors, source.repo) / "HEAD").exists():
        url = f"https://github.com/{source.repo}"
        subprocess.run(["git", "clone", "--bare", url, mirrors / source.repo.replace("/", "+")], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--clone", action="store_true", help="clone what is missing")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.clone:
        for source in sources():
            clone(source, args.mirrors)
    with ProcessPoolExecutor(2) as pool:
        for line in pool.map(partial(collect, mirrors=args.mirrors, out=args.out), sources()):
            print(line, flush=True)


if __name__ == "__main__":
    main()
