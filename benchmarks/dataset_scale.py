"""How long a dataset of many documents takes, and how much memory: `python benchmarks/dataset_scale.py [DOCUMENTS]`.

Each document is made up on the spot: 10 pages of about 450 words, half English, half Spanish, with headings and tables.
Half of the sentences are facts that the generator can ask about, half are prose that it should leave alone.
"""

from __future__ import annotations

import json
import platform
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from doclora.dataset import build
from doclora.settings import DatasetSettings

PAGES, SENTENCES = 10, 34
EN = (
    "The {a} of the {b} is made of {m}.",
    "The {a} weighs {n} kg and stands on {k} {b}s.",
    "The {a} drives the {b} through a {m} gear.",
    "The {b} is kept at {n} °C because dry {m} snaps near the {a}.",
    "The {a} opens the {b} to drain the {m} chamber.",
    "It is hard to say what this would have meant for them at the time, and nobody has tried.",
    "We would not expect such a thing to last, although it sometimes did in that period.",
    "If they had known, they might have chosen another way, but there was none to be had.",
)
ES = (
    "La {a} del {b} está hecha de {m}.",
    "La {a} pesa {n} kilogramos.",
    "La {a} mueve los {b}s mediante un engranaje de {m}.",
    "El {b} se mantiene a {n} °C porque el {m} seco se quiebra.",
    "La {a} se abre para vaciar la cámara de {m}.",
    "No es fácil decir qué habría significado esto para ellos, y nadie lo ha intentado.",
    "Si lo hubieran sabido, quizá habrían elegido otro camino, pero no lo había.",
    "Aquello no podía durar mucho, aunque a veces duraba más de lo que cabía esperar.",
)


def word(chance: random.Random) -> str:
    return "".join(chance.choice("bdlmnrstv") + chance.choice("aeio") for _ in range(3))


def document(number: int) -> str:
    chance = random.Random(number)
    patterns = EN if number % 2 else ES
    parts = [
        f"# The {word(chance).title()} Engine {number}"
        if number % 2
        else f"# El ingenio {word(chance).title()} {number}"
    ]
    for page in range(PAGES):
        parts.append(f"## {page + 1} {word(chance).title()}")
        said = [
            chance.choice(patterns).format(
                a=f"{word(chance)}da",
                b=f"{word(chance)}do",
                m=word(chance),
                n=chance.randint(11, 99),
                k=chance.randint(3, 9),
            )
            for _ in range(SENTENCES)
        ]
        parts += [" ".join(said[i : i + 6]) for i in range(0, SENTENCES, 6)]
        rows = "\n".join(f"| {word(chance)} | {chance.randint(1, 999)} |" for _ in range(4))
        parts.append(f"| Part | Mass (kg) |\n|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        folders = []
        words = 0
        for number in range(count):
            folder = Path(place) / f"d{number}" / "artifacts_20260101_000000"
            folder.mkdir(parents=True)
            text = document(number)
            words += len(text.split())
            (folder / "texto_final.md").write_text(text, encoding="utf-8")
            folders.append(folder)
        started, cpu = time.monotonic(), time.process_time()
        outcome = build(folders, Path(place) / "dataset", DatasetSettings(), seed=0)
        seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    result = {
        "documents": count,
        "words": words,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "facts": outcome.record.counts["facts"],
        "rows": outcome.record.counts["train"],
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "date": time.strftime("%Y-%m-%d"),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
