"""The image service with 16 clients against one request at a time, over HTTP, on a small Qwen2-VL.

    python -m benchmarks.vision_clients [--rounds 3]

Both ways ask the same questions of the same images, in turns, so that a busy machine slows both. The ratio of images a
second is printed for each round and kept, with its median, in benchmarks/results/vision_clients.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib import metadata
from pathlib import Path

import httpx

from doclora.settings import VisionSettings
from doclora.vision.app import create_app
from doclora.vision.client import VisionClient
from doclora.vision.engine import Engine
from doclora.vision.fit import plan_model
from doclora.vision.service import VisionService
from tests.support.live import live
from tests.support.pictures import drawing, encoded
from tests.support.tiny_vision import make_tiny_vision_model

TOKEN = "a-token-of-the-benchmark"
CLIENTS = 16
RESULTS = Path(__file__).parent / "results"


def rounds(engine: Engine, settings: VisionSettings, images: list[bytes], count: int) -> list[tuple[float, float]]:
    """Images a second alone and with 16 clients, round by round; the answers of both ways must be the same."""
    measured = []
    service = VisionService(settings, lambda: engine)
    with live(create_app(service, TOKEN)) as url, VisionClient(url, TOKEN) as client:
        while httpx.get(f"{url}/health").status_code != 200:
            time.sleep(0.05)
        _asked(client, images[:CLIENTS], CLIENTS)
        for _ in range(count):
            alone, first = _asked(client, images, 1)
            together, second = _asked(client, images, CLIENTS)
            different = sum(a != b for a, b in zip(first, second, strict=True))
            print(
                f"one at a time {alone:.2f} images/s, {CLIENTS} clients {together:.2f}: {together / alone:.2f} ×"
                f" ({different} of {len(images)} answers differ)"
            )
            measured.append((alone, together))
    return measured


def _asked(client: VisionClient, images: list[bytes], clients: int) -> tuple[float, list[str]]:
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(lambda image: client.analyze(image, "What does the figure show?").response, images))
    return len(images) / (time.perf_counter() - started), answers


def machine() -> dict[str, str]:
    packages = ("doclora", "torch", "transformers", "fastapi", "uvicorn", "bitsandbytes", "pillow")
    versions = {}
    for package in packages:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "absent"
    return {
        "date": f"{datetime.now().astimezone():%Y-%m-%d}",
        "machine": f"{platform.machine()}, {platform.system()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
    } | versions


def keep(name: str, result: dict[str, object]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--images", type=int, default=64)
    arguments = parser.parse_args()
    import torch

    from doclora.vision.model import VisionModel

    torch.set_num_threads(1)  # the clients need a core too, and a small model gains nothing from a second thread
    settings = VisionSettings(max_pixels=100_000, max_new_tokens=128)  # a short description
    with tempfile.TemporaryDirectory() as folder:
        make_tiny_vision_model(Path(folder))
        engine = VisionModel.load(plan_model(folder, settings), settings)
    images = [encoded(drawing(seed)) for seed in range(arguments.images)]
    measured = rounds(engine, settings, images, arguments.rounds)
    ratio = statistics.median(together / alone for alone, together in measured)
    print(f"median {ratio:.2f} × (at least 4 is wanted)")
    keep("vision_clients", {"machine": machine(), "rounds": measured, "median_ratio": round(ratio, 2)})


if __name__ == "__main__":
    main()
