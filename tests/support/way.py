"""The whole way on a small document and a tiny base, through the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from doclora.workspace import RECORDS, digest_folder
from tests.support.tiny import make_tiny_model

SOURCE = """\
#set document(title: "The Varro pump", date: none)
#set page(footer: context counter(page).display())
#set text(lang: "en", hyphenate: false)
= The Varro pump
== What it is
The Varro pump is a hand pump that lifts brine from shallow wells. It weighs 14 kilograms and delivers 23 litres per
minute. The pump was first cast in 1931 because the older bellows froze in winter.
== Parts
The plunger is a disc of boiled leather that seals the barrel. The purpose of the foot valve is to keep the barrel full
between two strokes. The barrel is made of red bronze, since iron rusts in brine. The handle measures 96 centimetres.
== Care
The leather must be greased every 40 hours of work. A pump that draws air has a worn plunger. The store at Calden keeps
12 spare barrels. The outlet pipe is a tube of larch wood that carries the brine to the pans.
#figure(
  box(width: 9cm, height: 3cm, {
    place(dx: 0cm, dy: 1cm, rect(width: 3cm, height: 1cm)[Barrel])
    place(dx: 3cm, dy: 1.5cm, line(length: 3cm, stroke: 1pt))
    place(dx: 5.8cm, dy: 1.35cm, polygon(fill: black, (0cm, 0cm), (0.2cm, 0.15cm), (0cm, 0.3cm)))
    place(dx: 6cm, dy: 1cm, ellipse(width: 3cm, height: 1cm)[Plunger])
  }),
  caption: [The barrel and its plunger.],
)
"""
QUICK = ("--set", "train.epochs=2", "--set", "evaluate.questions=4", "--set", "evaluate.max_new_tokens=8")


def make_document(path: Path) -> Path:
    """A one-page PDF with headings, facts and a figure."""
    import typst

    path.write_bytes(typst.compile(SOURCE.encode(), format="pdf"))
    return path


def make_base(folder: Path) -> Path:
    """A tiny base whose tokenizer knows the document's words."""
    return make_tiny_model(folder, [SOURCE] * 4)


def command(document: Path, out: Path, base: Path, *more: str) -> list[str]:
    """`doclora run`, quick."""
    return [sys.executable, "-m", "doclora", "run", str(document), "-o", str(out), "--base", str(base), *QUICK, *more]


def doclora(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Any doclora command."""
    return subprocess.run([sys.executable, "-m", "doclora", *arguments], capture_output=True, text=True, input=stdin)


def made(out: Path) -> dict[str, str]:
    """Digest of every file that a run makes, its time stamps and timings left out."""
    digests = {}
    for name, digest in digest_folder(out).items():
        if RECORDS in name or "training_logs" in name:
            continue
        stable = re.sub(r"artifacts_\d{8}_\d{6}(_\d+)?", "artifacts", name)
        digests[stable] = digest
    return digests


def answers(out: Path) -> list[str]:
    """What the adapter and the base answered."""
    report = json.loads((out / "results" / "evaluation" / "report.json").read_text(encoding="utf-8"))
    return [answer["given"] for answer in report["answers"]]
