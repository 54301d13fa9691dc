"""How near a LoRA step of the starter model comes to what this machine's matrix rate allows.

    OMP_NUM_THREADS=2 python benchmarks/starter_cpu.py

One step of the `thesis` preset (rank 128 on qkv_proj, o_proj, gate_up_proj, down_proj; 16 samples, about 2,500
tokens; forward, loss on the answers, backward, AdamW) beside the time that its matrix operations alone would take at
the rate of a 2,048-cube product in the same precision. Both are measured in turn, round by round; the ratio of the
medians is the result.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from doclora.torchvision_shim import ensure_torchvision

ensure_torchvision()

import torch  # noqa: E402

from doclora.language.starter import starter_path  # noqa: E402
from doclora.settings import TrainSettings  # noqa: E402
from doclora.train.encode import Sample  # noqa: E402
from doclora.train.loading import load  # noqa: E402
from doclora.train.loss import fused_loss  # noqa: E402
from doclora.train.packing import model_inputs, pack  # noqa: E402
from doclora.train.plan import make_plan  # noqa: E402

SAMPLES, LENGTH, PROMPT = 16, 156, 120
CUBE = 2048
ROUNDS = 9
TARGETS = ("qkv_proj", "o_proj", "gate_up_proj", "down_proj")


def operations(model: torch.nn.Module, vocabulary: int, width: int, layers: int) -> float:
    """That must be done: 4 a frozen weight and token, 6 a trained one, attention's causal half, the answers' head."""
    tokens = SAMPLES * LENGTH
    linear = sum(
        (6 if m.weight.requires_grad else 4) * m.weight.numel()
        for m in model.modules()
        if isinstance(m, torch.nn.Linear) and m.weight.shape[0] != vocabulary
    )
    attention = layers * SAMPLES * 6 * LENGTH**2 * width
    head = 4 * vocabulary * width * SAMPLES * (LENGTH - PROMPT)
    return float(linear * tokens + attention + head)


def main() -> None:
    torch.manual_seed(0)
    settings = TrainSettings(base=str(starter_path()), preset="thesis", targets=TARGETS)
    plan = make_plan(settings, lambda _: [LENGTH] * SAMPLES)
    model = load(plan, settings, LENGTH).train()
    config = model.get_base_model().config
    head = model.get_base_model().get_output_embeddings()
    head.forward = lambda hidden: hidden
    drawn = torch.randint(6, config.vocab_size, (SAMPLES, LENGTH)).tolist()
    batch = pack([Sample(tokens=tuple(row), prompt=PROMPT) for row in drawn])
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=5e-4)
    square = torch.randn(CUBE, CUBE).to(model.get_base_model().dtype)

    def step() -> None:
        out = model(**model_inputs(batch), logits_to_keep=batch["rows"]).logits[0].to(head.weight.dtype)
        (fused_loss(out, head.weight, batch["targets"]) / batch["targets"].numel()).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    steps, products = [], []
    for number in range(ROUNDS + 1):
        for times, work in ((products, lambda: square @ square), (steps, step)):
            began = time.perf_counter()
            work()
            if number:
                times.append(time.perf_counter() - began)
    done = operations(model, config.vocab_size, config.hidden_size, config.num_hidden_layers)
    rate = 2 * CUBE**3 / statistics.median(products)
    result = {
        "benchmark": "starter_cpu",
        "step_s": round(statistics.median(steps), 4),
        "matrix_rate_gflops": round(rate / 1e9, 1),
        "operations_gflop": round(done / 1e9, 1),
        "allowed_s": round(done / rate, 4),
        "ratio": round(statistics.median(steps) / (done / rate), 2),
        "ratio_of_the_fastest": round(min(steps) / (done / (2 * CUBE**3 / min(products))), 2),
        "precision": plan.precision,
        "threads": torch.get_num_threads(),
        "machine": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "date": datetime.now(timezone.utc).date().isoformat(),
    }
    print(json.dumps(result, indent=1))
    if "--keep" in sys.argv:
        (Path(__file__).parent / "results" / "starter_cpu.json").write_text(
            json.dumps(result, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
