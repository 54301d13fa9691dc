"""torchvision can be imported beside any torch, and only the known failure is mended."""

from __future__ import annotations

import subprocess
import sys


def test_torchvision_imports_in_a_fresh_process() -> None:
    code = (
        "from doclora.torchvision_shim import ensure_torchvision\n"
        "ensure_torchvision(); ensure_torchvision()\n"
        "import torchvision.transforms.v2"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
