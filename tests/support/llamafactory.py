"""LLaMA-Factory in an environment of its own, which shares this one's packages."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

WANTED = (
    "llamafactory==0.9.5",
    "trl==0.24.0",
    "datasets==4.8.4",
    "omegaconf",
    "antlr4-python3-runtime==4.9.3",
    "dill",
    "multiprocess",
    "xxhash",
    "pandas",
    "pyarrow",
)
PREPARE = """
import importlib.machinery, sys, types
from doclora.torchvision_shim import ensure_torchvision
ensure_torchvision()
for name in ("torchaudio",):  # imported by LLaMA-Factory, not needed for text
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__spec__ = importlib.machinery.ModuleSpec(name, None)
"""


def make_environment(folder: Path) -> Path:
    """Install it into `folder` and return its interpreter; skip the test where it cannot be had."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    interpreter = folder / "bin" / "python"
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    made = subprocess.run(
        [str(interpreter), "-m", "pip", "install", "-q", "--no-deps", *WANTED], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"LLaMA-Factory cannot be installed here: {made.stderr.strip().splitlines()[-1][:200]}")
    return interpreter


def run_in(interpreter: Path, code: str, *arguments: str | Path, home: Path) -> str:
    """Run code after `PREPARE`, offline; return what it prints."""
    source = Path(__file__).parents[2] / "src"
    environment = {
        "PYTHONPATH": str(source),
        "DISABLE_VERSION_CHECK": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "WANDB_DISABLED": "true",
        "HOME": str(home),
    }
    command = [str(interpreter), "-c", PREPARE + code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
