"""Killed at random moments, twenty times, a training ends with the very bytes of one that nobody disturbed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from doclora.jsonl import write_examples
from doclora.records import Example
from doclora.train import train
from tests.support.killed_training import settings
from tests.support.tiny import make_tiny_model

KILLS = 20
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_killed_twenty_times_it_ends_with_the_same_adapter(tmp_path: Path) -> None:
    facts = {
        f"the {n} valve": f"It opens at {h} o'clock." for h, n in enumerate(("Ostrin", "Velmar", "Taldo", "Quiso"))
    }
    rows = [
        Example(instruction=w.format(f), output=a) for w in ("What of {}?", "Tell me of {}.") for f, a in facts.items()
    ]
    write_examples(tmp_path / "train.jsonl", [*rows, *rows[:3]])
    write_examples(
        tmp_path / "validation.jsonl", [Example(instruction=f"And {f}?", output=a) for f, a in facts.items()]
    )
    base = make_tiny_model(tmp_path / "base", [r.instruction + r.output for r in rows], vocabulary=350)
    train(tmp_path, tmp_path / "whole", settings(base), logs=tmp_path / "logs", seed=3)

    command = [sys.executable, "-m", "tests.support.killed_training", tmp_path, base, tmp_path / "killed", KILLS, 7]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "OMP_NUM_THREADS": "1"}
    told = subprocess.run([str(c) for c in command], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-2000:]
    kills, rounds = (int(n) for n in told.stdout.split())
    assert kills == KILLS
    expected = (tmp_path / "whole" / "adapter_model.safetensors").read_bytes()
    for ended in range(1, rounds + 1):
        folder = tmp_path / "killed" / str(ended)
        assert (folder / "adapter_model.safetensors").read_bytes() == expected
        assert not (folder / ".doclora" / "checkpoints").exists()
        assert not list(folder.parent.glob(".partial-*"))
