"""Killed at random moments, or stopped by a full disk, a training ends with the very bytes of one undisturbed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from doclora.jsonl import write_examples
from doclora.records import Example
from doclora.train import train
from tests.support.killed_training import settings
from tests.support.tiny import make_tiny_model

ROOT = Path(__file__).parents[2]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    facts = {
        f"the {n} valve": f"It opens at {h} o'clock." for h, n in enumerate(("Ostrin", "Velmar", "Taldo", "Quiso"))
    }
    rows = [
        Example(instruction=w.format(f), output=a) for w in ("What of {}?", "Tell me of {}.") for f, a in facts.items()
    ]
    write_examples(folder / "train.jsonl", [*rows, *rows[:3]])
    write_examples(folder / "validation.jsonl", [Example(instruction=f"And {f}?", output=a) for f, a in facts.items()])
    make_tiny_model(folder / "base", [r.instruction + r.output for r in rows], vocabulary=350)
    return folder


@pytest.mark.parametrize(("kills", "patience", "steps"), [(20, 50, 36), (5, 3, None)], ids=["to the end", "early stop"])
def test_killed_at_random_moments_it_ends_with_the_same_adapter(
    dataset: Path, tmp_path: Path, kills: int, patience: int, steps: int | None
) -> None:
    base = dataset / "base"
    whole = train(dataset, tmp_path / "whole", settings(base, patience), logs=tmp_path / "logs", seed=3)
    done = whole.record.counts["steps"]
    assert done == steps if steps else done < 36, "stopped early, or not"

    told = _child("killed_training", dataset, base, tmp_path / "killed", kills, 7, patience)
    killed, rounds = (int(n) for n in told.split())
    assert killed == kills
    expected = (tmp_path / "whole" / "adapter_model.safetensors").read_bytes()
    for ended in range(1, rounds + 1):
        folder = tmp_path / "killed" / str(ended)
        assert (folder / "adapter_model.safetensors").read_bytes() == expected
        assert not (folder / ".doclora" / "checkpoints").exists()
        assert not list(folder.parent.glob(".partial-*"))


def test_a_disk_that_fills_up_is_named_and_once_there_is_room_training_goes_on(dataset: Path, tmp_path: Path) -> None:
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], capture_output=True).returncode:
        pytest.skip("no mounts of one's own on this machine")
    for name in ("mount", "out"):
        (tmp_path / name).mkdir()
    base = dataset / "base"
    train(dataset, tmp_path / "whole", settings(base), logs=tmp_path / "logs", seed=3)
    told = _child("full_disk", dataset, base, tmp_path / "mount", tmp_path / "out", before=unshare)
    assert "disk full" in told
    assert "run the same command again" in told
    resumed, whole = (tmp_path / f / "adapter_model.safetensors" for f in ("out", "whole"))
    assert resumed.read_bytes() == whole.read_bytes()


def _child(module: str, *arguments: object, before: Sequence[str] = ()) -> str:
    command = [*before, sys.executable, "-m", f"tests.support.{module}", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "OMP_NUM_THREADS": "1"}
    told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-2000:]
    return told.stdout
