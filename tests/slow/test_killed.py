"""kill -9 in any stage: the same command goes on and ends as an uninterrupted run does, byte for byte."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.way import answers, command, made, make_base, make_document

pytestmark = pytest.mark.slow
BEFORE = {
    "extract": "config/settings.json",
    "describe": "data/pump/artifacts_*/.doclora/extract.json",
    "dataset": "data/pump/artifacts_*/.doclora/compose.json",
    "train": "data/dataset/.doclora/dataset.json",
    "evaluate": "models/lora_adapters/.doclora/train.json",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    make_document(folder / "pump.pdf")
    make_base(folder / "base")
    subprocess.run(command(folder / "pump.pdf", folder / "whole", folder / "base"), check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("stage", BEFORE)
@pytest.mark.parametrize("seed", [0, 1])
def test_killed_in(stage: str, seed: int, folder: Path) -> None:
    out = folder / f"{stage}-{seed}"
    line = command(folder / "pump.pdf", out, folder / "base")
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not list(out.glob(BEFORE[stage])) and process.poll() is None:
        time.sleep(0.01)
    time.sleep(random.Random(f"{stage}{seed}").uniform(0, 2))
    process.send_signal(signal.SIGKILL)
    process.wait()
    subprocess.run(line, check=True, capture_output=True)
    assert made(out) == made(folder / "whole")
    assert answers(out) == answers(folder / "whole")
    assert not list(out.rglob(".partial-*"))
