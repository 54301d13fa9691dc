"""Reading sheets: are the questions good? Pairs are shuffled among a peer's, so that a reader cannot tell them apart.

    python benchmarks/dataset_reading.py sheet DATASET … --peer qa.jsonl --pairs 100 --out sheets/ --key key/
    python benchmarks/dataset_reading.py score key/key.csv sheets/reader-a.csv sheets/reader-b.csv

`sheet` draws as many pairs from each dataset, one wording of each fact, and as many pairs of the peer. It writes
`sheet.csv`, `rubric.md` and `sources.csv` (what each of our answers was taken from), and for nobody's eyes `key.csv`.
A reader hands in a CSV with the columns id, answer_right, understandable and worth_asking, each 1 or 0.
A pair is good when all three are 1. Agreement is the share of equal verdicts, and Cohen's kappa.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

MARKS = ("answer_right", "understandable", "worth_asking")
RUBRIC = """# How to read the sheet

Each line is a question and its answer, made from a document that you have not seen. They come from more than one
maker, shuffled. Mark each line 1 (yes) or 0 (no) in three columns, by yourself, in order, without going back.

answer_right
: The answer answers just this question: the right kind of thing, all that is asked for, in correct grammar, not cut
  off. It may be short. Where `sources.csv` has a line for the pair, the answer must say what that source says.

understandable
: Somebody who has the document named in the question, but not the place, knows what is being asked. 0 if the question
  leans on something unnamed ("this", "it", "the method" of which nothing is known), or is not a correct sentence.

worth_asking
: A teacher of the document could ask it: a reader should be able to tell the answer afterwards. 0 if it is trivial, if
  the question gives the answer away, or if nobody would want to know it.

Hand in a CSV with the columns id, answer_right, understandable, worth_asking.
"""


@dataclass(frozen=True)
class Pair:
    """A question and its answer, who made it, from what, and which kind of fact it is."""

    origin: str
    question: str
    answer: str
    source: str
    kind: str = ""


def ours(dataset: Path, count: int, chance: random.Random) -> list[Pair]:
    """One wording of each of `count` facts of a dataset."""
    by_fact: dict[str, list[Pair]] = {}
    for name in ("train", "validation", "test", "heldout"):
        for line in (dataset / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if fact := row["metadata"]["fact"]:
                meta = row["metadata"]
                pair = Pair(dataset.name, row["instruction"], row["output"], meta["evidence"], meta["kind"])
                by_fact.setdefault(fact, []).append(pair)
    drawn = chance.sample(sorted(by_fact), min(count, len(by_fact)))
    return [chance.choice(by_fact[fact]) for fact in drawn]


def sheet(
    datasets: Sequence[Path], peer: Path, pairs: int, out: Path, key: Path, seed: int, earlier: Sequence[Path]
) -> None:
    """Draw `pairs` of ours, as many of each dataset, and as many of the peer; shuffle them; keep the key apart."""
    chance = random.Random(seed)
    drawn = [pair for dataset in datasets for pair in ours(dataset, pairs // len(datasets), chance)]
    read = {row["question"] for path in earlier for row in _read(path)}
    rows = [json.loads(line) for line in peer.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["input"] not in read]
    drawn += [Pair("peer", r["input"], r["output"], "") for r in chance.sample(rows, min(len(drawn), len(rows)))]
    chance.shuffle(drawn)
    named = list(enumerate(drawn, start=1))
    out.mkdir(parents=True, exist_ok=True)
    key.mkdir(parents=True, exist_ok=True)
    _write(out / "sheet.csv", ("id", "question", "answer"), ((n, p.question, p.answer) for n, p in named))
    _write(out / "sources.csv", ("id", "source"), ((n, p.source) for n, p in named if p.source))
    _write(key / "key.csv", ("id", "origin", "kind"), ((n, p.origin, p.kind) for n, p in named))
    (out / "rubric.md").write_text(RUBRIC, encoding="utf-8")
    print(f"{len(drawn)} pairs: {out / 'sheet.csv'}")


def score(key: Path, readers: Sequence[Path]) -> None:
    """Print the share of good pairs by origin and reader, and how far two readers agree."""
    origin = {row["id"]: row["origin"] for row in _read(key)}
    verdicts = [{row["id"]: tuple(row[m].strip() == "1" for m in MARKS) for row in _read(path)} for path in readers]
    print("reader | origin | pairs | good | " + " | ".join(MARKS))
    print("---|---|---|---" + "|---" * len(MARKS))
    for path, marks in zip(readers, verdicts, strict=True):
        for name in [*sorted(set(origin.values())), "ours, all"]:
            rows = [m for n, m in marks.items() if name == origin[n] or (name == "ours, all" and origin[n] != "peer")]
            shares = [sum(all(r) for r in rows), *(sum(r[i] for r in rows) for i in range(len(MARKS)))]
            print(f"{path.stem} | {name} | {len(rows)} | " + " | ".join(f"{s / len(rows):.0%}" for s in shares))
    if len(verdicts) == 2:
        _agreement(verdicts[0], verdicts[1], origin)


def _agreement(one: dict[str, tuple[bool, ...]], two: dict[str, tuple[bool, ...]], origin: dict[str, str]) -> None:
    both = sorted(one.keys() & two.keys())
    ours_only = [n for n in both if origin[n] != "peer"]
    marks = [(both, mark, i) for i, mark in enumerate(MARKS)]
    for pairs, name, i in [(ours_only, "good, ours", -1), (both, "good", -1), *marks]:
        a, b = ([all(v[n]) if i < 0 else v[n][i] for n in pairs] for v in (one, two))
        equal = sum(x == y for x, y in zip(a, b, strict=True)) / len(pairs)
        share = (sum(a) / len(pairs), sum(b) / len(pairs))
        chance = share[0] * share[1] + (1 - share[0]) * (1 - share[1])
        kappa = (equal - chance) / (1 - chance) if chance < 1 else 1.0
        print(f"{name}: the readers agree on {equal:.0%} of {len(pairs)} pairs, Cohen's kappa {kappa:.2f}")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("sheet")
    make.add_argument("datasets", type=Path, nargs="+")
    make.add_argument("--peer", type=Path, required=True)
    make.add_argument("--pairs", type=int, default=100)
    make.add_argument("--out", type=Path, required=True)
    make.add_argument("--key", type=Path, required=True)
    make.add_argument("--seed", type=int, default=0)
    make.add_argument("--earlier", type=Path, nargs="*", default=(), help="sheets whose pairs of the peer are left out")
    count = commands.add_parser("score")
    count.add_argument("key", type=Path)
    count.add_argument("readers", type=Path, nargs="+")
    given = parser.parse_args()
    if given.command == "sheet":
        sheet(given.datasets, given.peer, given.pairs, given.out, given.key, given.seed, given.earlier)
    else:
        score(given.key, given.readers)


if __name__ == "__main__":
    main()
