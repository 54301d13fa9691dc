"""Reading sheets: are the questions good? Pairs are shuffled among a peer's, so that a reader cannot tell them apart.

    python benchmarks/dataset_reading.py sheet DATASET --peer qa.jsonl --pairs 100 --out sheets/
    python benchmarks/dataset_reading.py score sheets/key.json sheets/reader1.csv [sheets/reader2.csv]

A reader fills in the last three columns of `sheet.csv`, 1 or 0, by this rubric:

right           the answer is what the evidence says, all of it that the question asks for, in correct grammar
understandable  somebody who has not seen the evidence knows what is being asked, and the question is correctly formed
worth           a reader of the document should know the answer; it is not trivial, and not given by the question

A pair is good when all three are 1. The agreement of two readers is the share of equal verdicts, and Cohen's kappa.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from pathlib import Path

COLUMNS = ("number", "question", "answer", "evidence", "right", "understandable", "worth")
MARKS = COLUMNS[4:]


def sheet(dataset: Path, peer: Path | None, pairs: int, out: Path, seed: int) -> None:
    """Draw one wording of each of `pairs` facts and as many peer pairs, shuffle them, and keep the key apart."""
    ours: dict[str, tuple[str, str, str]] = {}
    for name in ("test", "heldout", "validation", "train"):
        for line in (dataset / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if fact := row["metadata"]["fact"]:
                ours.setdefault(fact, (row["instruction"], row["output"], row["metadata"]["evidence"]))
    chance = random.Random(seed)
    drawn = [("ours", pair) for pair in chance.sample(sorted(ours.values()), min(pairs, len(ours)))]
    if peer:
        rows = [json.loads(line) for line in peer.read_text(encoding="utf-8").splitlines()]
        drawn += [("peer", (r["input"], r["output"], "")) for r in chance.sample(rows, min(pairs, len(rows)))]
    chance.shuffle(drawn)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([number, *pair, "", "", ""] for number, (_, pair) in enumerate(drawn, start=1))
    key = {number: source for number, (source, _) in enumerate(drawn, start=1)}
    (out / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")
    print(f"{len(drawn)} pairs: {out / 'sheet.csv'}")


def score(key: Path, readers: list[Path]) -> None:
    """Print the share of good pairs by source and reader, and the agreement of two readers."""
    sources = json.loads(key.read_text(encoding="utf-8"))
    verdicts = [_verdicts(path) for path in readers]
    for path, marks in zip(readers, verdicts, strict=True):
        for source in sorted(set(sources.values())):
            rows = [m for number, m in marks.items() if sources[number] == source]
            if rows:
                parts = ", ".join(f"{name} {sum(r[i] for r in rows) / len(rows):.0%}" for i, name in enumerate(MARKS))
                good = sum(all(r) for r in rows) / len(rows)
                print(f"{path.name}, {source}: {len(rows)} pairs, good {good:.0%} ({parts})")
    if len(verdicts) == 2:
        both = sorted(verdicts[0].keys() & verdicts[1].keys())
        one, two = ([all(v[n]) for n in both] for v in verdicts)
        equal = sum(a == b for a, b in zip(one, two, strict=True)) / len(both)
        share = (sum(one) / len(both), sum(two) / len(both))
        chance = share[0] * share[1] + (1 - share[0]) * (1 - share[1])
        kappa = (equal - chance) / (1 - chance) if chance < 1 else 1.0
        print(f"agreement on {len(both)} pairs: {equal:.0%}, Cohen's kappa {kappa:.2f}")


def _verdicts(path: Path) -> dict[str, tuple[bool, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["right"].strip()]
    return {r["number"]: tuple(r[m].strip() == "1" for m in MARKS) for r in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("sheet")
    make.add_argument("dataset", type=Path)
    make.add_argument("--peer", type=Path)
    make.add_argument("--pairs", type=int, default=100)
    make.add_argument("--out", type=Path, required=True)
    make.add_argument("--seed", type=int, default=0)
    count = commands.add_parser("score")
    count.add_argument("key", type=Path)
    count.add_argument("readers", type=Path, nargs="+")
    given = parser.parse_args()
    if given.command == "sheet":
        sheet(given.dataset, given.peer, given.pairs, given.out, given.seed)
    else:
        score(given.key, given.readers)


if __name__ == "__main__":
    main()
