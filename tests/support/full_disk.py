"""Train on a small file system that somebody else fills meanwhile; free it and train again. Needs a mount of its own.

    unshare --user --map-root-user --mount python -m tests.support.full_disk DATASET BASE MOUNT OUT

Prints the error's message and hint, and leaves the adapter's weights in OUT.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from doclora.errors import DoesNotFitError
from doclora.torchvision_shim import ensure_torchvision
from tests.support.killed_training import settings

FULL_AT = 4
BYTES = "6m"


def fill(folder: Path) -> Path:
    """Take all that is left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for block in (2**16, 2**12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * block)
    return filler


def main() -> None:
    """Train, fail, free, train."""
    dataset, base, mount, out = (Path(a) for a in sys.argv[1:])
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={BYTES}", "none", str(mount)], check=True)
    ensure_torchvision()
    from doclora.train import train
    from doclora.train.watch import Watch

    note = Watch._note  # noqa: SLF001

    def fill_at_a_step(watch: Watch, state: Any) -> str:
        if state.global_step == FULL_AT:
            fill(mount)
        return note(watch, state)

    Watch._note = fill_at_a_step  # type: ignore[method-assign,assignment]  # noqa: SLF001
    target = mount / "adapter"
    try:
        train(dataset, target, settings(base), logs=out / "logs", seed=3)
    except DoesNotFitError as error:
        sys.stdout.write(f"{error.message}\n{error.hint}\n")
    Watch._note = note  # type: ignore[method-assign]  # noqa: SLF001
    (mount / "filler").unlink()
    train(dataset, target, settings(base), logs=out / "logs", seed=3)
    shutil.copy(target / "adapter_model.safetensors", out)


if __name__ == "__main__":
    main()
