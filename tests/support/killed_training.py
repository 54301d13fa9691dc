"""Train in child processes that are killed at random moments, until one ends by itself; say how many were killed.

    python -m tests.support.killed_training DATASET BASE OUT KILLS SEED PATIENCE

The packages are imported once and the children forked, so that a kill costs a second and not ten.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from doclora.settings import TrainSettings
from doclora.torchvision_shim import ensure_torchvision

ensure_torchvision()

from doclora.train import finish, loading, session, train  # noqa: E402, F401 - imported before the fork


def settings(base: Path, patience: int = 50) -> TrainSettings:
    """Dropout, gradients over several micro-batches, a checkpoint at every step, and the best one kept."""
    return TrainSettings(
        base=str(base),
        rank=4,
        dropout=0.1,
        epochs=12,
        samples_per_step=4,
        micro_batch=2,
        precision="fp32",
        checkpoint_minutes=0,
        patience=patience,
    )


def main() -> None:
    """Kill so many times; print the number of kills and of restarts from nothing."""
    dataset, base, out = (Path(a) for a in sys.argv[1:4])
    kills, drawn = int(sys.argv[4]), random.Random(int(sys.argv[5]))
    chosen = settings(base, int(sys.argv[6]))
    done, rounds = 0, 0
    while done < kills or rounds == 0:
        rounds += 1
        while True:
            child = os.fork()
            if child == 0:
                target = out / str(rounds)
                train(dataset, target, chosen, logs=target / "logs", seed=3)
                os._exit(0)
            if done < kills:
                time.sleep(drawn.uniform(0.2, 2.5))
                if os.waitpid(child, os.WNOHANG) == (0, 0):
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    done += 1
                    continue
                break
            _, status = os.waitpid(child, 0)
            assert status == 0, "the last session ends by itself"
            break
    sys.stdout.write(f"{done} {rounds}\n")


if __name__ == "__main__":
    main()
