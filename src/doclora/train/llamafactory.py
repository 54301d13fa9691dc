"""The same training for LLaMA-Factory: its YAML and its dataset."""

from __future__ import annotations

import json
from pathlib import Path

from doclora.jsonl import read_examples
from doclora.train.plan import Plan
from doclora.workspace import write_atomic

SETTINGS = "train.yaml"
_COLUMNS = {"prompt": "instruction", "query": "input", "response": "output", "system": "system"}


def write_llamafactory(folder: Path, plan: Plan, dataset: Path, *, seed: int, eight_bit: bool) -> Path:
    """Write settings and dataset; return the settings' file.

    The template is left out: LLaMA-Factory then takes the tokenizer's own, as doclora does.

    Args:
        folder: where they go.
        plan: of the training.
        dataset: with `train.jsonl`.
        seed: of the training.
        eight_bit: whether the optimizer's states are in 8 bit.
    """
    rows = [e.model_dump(mode="json", exclude={"metadata"}) for e in read_examples(dataset / "train.jsonl")]
    write_atomic(folder / "train.jsonl", "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))
    info = {"doclora": {"file_name": "train.jsonl", "columns": _COLUMNS}}
    write_atomic(folder / "dataset_info.json", json.dumps(info, indent=2) + "\n")
    settings = _settings(folder, plan, seed, eight_bit)
    text = "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
    write_atomic(folder / SETTINGS, text)
    return folder / SETTINGS


def _settings(folder: Path, plan: Plan, seed: int, eight_bit: bool) -> dict[str, object]:
    """Every value is JSON, which YAML takes as it is."""
    recipe = plan.recipe
    settings: dict[str, object] = {
        "stage": "sft",
        "do_train": True,
        "model_name_or_path": plan.base,
        "dataset_dir": str(folder),
        "dataset": "doclora",
        "finetuning_type": "lora",
        "lora_target": "all",
        "lora_rank": recipe.rank,
        "lora_alpha": int(recipe.alpha),
        "lora_dropout": recipe.dropout,
        "cutoff_len": recipe.cutoff,
        "per_device_train_batch_size": plan.micro_batch,
        "gradient_accumulation_steps": recipe.samples_per_step // plan.micro_batch,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": {"constant": "constant_with_warmup"}.get(recipe.schedule, recipe.schedule),
        "warmup_steps": recipe.warmup_steps,
        "num_train_epochs": recipe.epochs,
        "disable_gradient_checkpointing": not plan.checkpointing,
        "logging_steps": 5,
        "save_only_model": True,
        "plot_loss": True,
        "report_to": "none",
        "seed": seed,
        "output_dir": str(folder / "adapter"),
    }
    if plan.precision != "fp32":
        settings[plan.precision] = True
    if plan.bits != 16:
        settings |= {"quantization_bit": plan.bits, "quantization_method": "bnb"}
    if eight_bit:
        settings["optim"] = "adamw_bnb_8bit"
    return settings
