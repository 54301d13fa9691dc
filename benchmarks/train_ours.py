"""One measurement of doclora's own training, through the same session that `doclora train` runs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from train_data import same_adapter, step_timer, summary

REFERENCE = {"preset": "thesis", "checkpointing": "off"}


def run(model: Path, data: Path, changes: dict[str, Any], *, max_steps: int, warm_up: int) -> dict[str, Any]:
    """Train for some steps with these settings; return times, peak memory, the estimate beside it, and losses."""
    from doclora.torchvision_shim import ensure_torchvision

    ensure_torchvision()
    import torch
    import transformers

    from doclora.jsonl import read_examples
    from doclora.settings import TrainSettings
    from doclora.train.encode import encode
    from doclora.train.plan import make_plan
    from doclora.train.session import Session

    transformers.utils.logging.disable_progress_bar()
    logging.getLogger("doclora").setLevel(logging.WARNING)
    cap, profiled = changes.pop("cap_gib", None), changes.pop("profile", False)
    log_every, same = changes.pop("log_every", 1000), changes.pop("same_adapter", False)
    if cap:
        _cap(cap)
    settings = TrainSettings.model_validate(REFERENCE | {"base": str(model)} | changes)
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    encoded = encode(read_examples(data / "train.jsonl"), tokenizer, settings.cutoff or 2048)
    plan = make_plan(settings, lambda cutoff: encoded.lengths)
    session = Session(plan, settings, encoded.samples, (), data / "out", data / "logs", 0)
    transformers.set_seed(0)
    engine = session.engine()
    engine.args.save_strategy = engine.args.eval_strategy = transformers.trainer_utils.SaveStrategy.NO
    engine.args.max_steps, engine.args.logging_steps = max_steps, log_every
    timer = step_timer()
    engine.add_callback(timer)
    if same:
        engine.add_callback(same_adapter())
    if profiled:
        engine.add_callback(_profiler())
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    engine.train()
    result = summary(timer.seconds(), warm_up, plan.recipe.samples_per_step)
    result |= {"micro_batch": plan.micro_batch, "checkpointing": plan.checkpointing, "losses": timer.losses}
    result |= _memory(plan)
    return result | _share(plan, encoded, result)


def _profiler() -> Any:
    """A callback that profiles three steps and prints where the device's time went."""
    import torch
    from transformers import TrainerCallback

    class Profiler(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if state.global_step == 8:
                torch.cuda.synchronize()
                self.profile = torch.profiler.profile()
                self.profile.start()
            if state.global_step == 11:
                torch.cuda.synchronize()
                self.profile.stop()
                print(self.profile.key_averages().table(sort_by="self_cuda_time_total", row_limit=45))

    return Profiler()


def _cap(gib: float) -> None:
    """Let the allocator have what a card of this size leaves beside the CUDA context."""
    import torch

    torch.zeros(1, device="cuda") @ torch.zeros(1, device="cuda")
    free, total = torch.cuda.mem_get_info()
    context = total - free - torch.cuda.memory_reserved()
    torch.cuda.set_per_process_memory_fraction((gib * 2**30 - context) / total)


def _memory(plan: Any) -> dict[str, Any]:
    import torch

    estimated = plan.estimate.total / 2**30
    if not torch.cuda.is_available():
        return {"estimate_gib": round(estimated, 3)}
    free, total = torch.cuda.mem_get_info()
    context = total - free - torch.cuda.memory_reserved()
    reserved = torch.cuda.max_memory_reserved() + context
    return {
        "peak_gib": round(reserved / 2**30, 3),
        "peak_allocated_gib": round(torch.cuda.max_memory_allocated() / 2**30, 3),
        "context_gib": round(context / 2**30, 3),
        "estimate_gib": round(estimated, 3),
        "estimate_over_peak": round(estimated / (reserved / 2**30), 3),
        "parts_gib": {n: round(getattr(plan.estimate, n) / 2**30, 3) for n in type(plan.estimate).model_fields},
    }


def _share(plan: Any, encoded: Any, result: dict[str, Any]) -> dict[str, Any]:
    """Operations that must be done in a step: 4 for a frozen weight, 6 for a trained one, the head on answers only."""
    from doclora.train.outline import read_outline

    outline = read_outline(plan.base, ())
    tokens = sum(encoded.lengths) / len(encoded.samples) * plan.recipe.samples_per_step
    answers = sum(len(s.tokens) - s.prompt for s in encoded.samples) / len(encoded.samples)
    answers *= plan.recipe.samples_per_step
    frozen = sum(x.inputs * x.outputs for x in outline.layers)
    work = tokens * (4 * frozen + 6 * plan.trainable) + answers * 4 * outline.hidden * outline.vocabulary
    return {
        "tokens_per_step": round(tokens, 1),
        "tflop_per_step": round(work / 1e12, 3),
        "tflop_per_s": round(work / 1e12 / result["median_step_s"], 2),
    }
