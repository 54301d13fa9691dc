"""Write MODEL_CARD.md beside the weights: the words below with the figures of logs/, corpus.json and evaluation.json.

python tools/starter/card.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from collect import sources

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src" / "doclora" / "language" / "starter" / "MODEL_CARD.md"


def read(name: str) -> dict[str, Any]:
    """A JSON file of this folder."""
    table: dict[str, Any] = json.loads((HERE / name).read_text("utf-8"))
    return table


def figures() -> dict[str, Any]:
    """Every number that the card names."""
    pretrain, instruct, total = read("logs/pretrain.json"), read("logs/instruct.json"), read("corpus.json")["sources"]
    scores, all_text = read("evaluation.json"), total["total"]
    seen = pretrain["settings"]["tokens_seen"]
    return {
        "sources": len(sources()),
        "en_mb": all_text["train_en_bytes"] / 1e6,
        "es_mb": all_text["train_es_bytes"] / 1e6,
        "epoch": pretrain["settings"]["tokens_an_epoch"] / 1e6,
        "seen": seen / 1e6,
        "epochs": seen / pretrain["settings"]["tokens_an_epoch"],
        "operations": 6 * pretrain["settings"]["parameters"] * seen / 1e15,
        "loss": pretrain["steps"][-1]["loss"],
        **{f"pre_{tongue}": pretrain["heldout"][-1][f"bpb_{tongue}"] for tongue in ("en", "es")},
        "facts": instruct["settings"]["facts"],
        "questions": instruct["settings"]["samples"],
        "steps": instruct["settings"]["steps"],
        "passes": instruct["settings"]["steps"] / 2 * 1024 / instruct["settings"]["samples"],
        "trained": 100 * instruct["heldout"][-1]["trained"],
        "kept": 100 * instruct["heldout"][-1]["other_wordings"],
        **{f"{tongue}_{name}": scores[tongue][name] for tongue in ("en", "es") for name in ("model", "ngram5", "xz")},
        "samples": samples(scores),
    }


def samples(scores: dict[str, Any]) -> str:
    """The twenty continuations, one a line."""
    texts = [sample for tongue in ("en", "es") for sample in scores[tongue]["samples"]]
    return "\n".join(f"{n}. **{s['prompt']}** {' '.join(s['text'].split())}" for n, s in enumerate(texts, 1))


def card() -> str:
    """The whole card."""
    return (HERE / "card.md").read_text("utf-8").format(**figures())


def main() -> None:
    OUT.write_text(card(), "utf-8")


if __name__ == "__main__":
    main()
