"""One measurement of a peer, each in a process of its own, timed by the same callback as ours."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from train_data import same_adapter, step_timer, summary


def llamafactory(model: Path, data: Path, changes: dict[str, Any], *, max_steps: int, warm_up: int) -> dict[str, Any]:
    """LLaMA-Factory 0.9.5 at its reference settings, or others; the chat template is the tokenizer's own."""
    os.environ |= {
        "DISABLE_VERSION_CHECK": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "WANDB_DISABLED": "true",
    }
    import torch
    from llamafactory.train.tuner import run_exp

    timer = step_timer()
    callbacks = [timer, *([same_adapter()] if changes.pop("same_adapter", False) else [])]
    arguments = {
        "stage": "sft",
        "do_train": True,
        "model_name_or_path": str(model),
        "dataset_dir": str(data),
        "dataset": "qa",
        "finetuning_type": "lora",
        "lora_target": "all",
        "lora_rank": 128,
        "lora_alpha": 256,
        "lora_dropout": 0.01,
        "per_device_train_batch_size": 1,
        "gradient_accumulation_steps": 16,
        "lr_scheduler_type": "constant",
        "learning_rate": 5e-4,
        "warmup_steps": 10,
        "max_steps": max_steps,
        "logging_steps": 1000,
        "save_strategy": "no",
        "cutoff_len": 2048,
        "dataloader_pin_memory": False,
        "report_to": "none",
        "output_dir": tempfile.mkdtemp(dir=data),
        "overwrite_cache": True,
        "seed": 42,
    }
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    arguments |= changes
    run_exp(dict(arguments), callbacks=callbacks)
    return _result(timer, warm_up, arguments, data)


def unsloth(model: Path, data: Path, changes: dict[str, Any], *, max_steps: int, warm_up: int) -> dict[str, Any]:
    """Unsloth with TRL's SFTTrainer on prompt-completion rows."""
    os.environ |= {"UNSLOTH_DISABLE_STATISTICS": "1", "HF_HUB_OFFLINE": "1", "WANDB_DISABLED": "true"}
    from unsloth import FastLanguageModel  # isort: skip - before trl and transformers, as it asks
    import json

    import torch
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    checkpointing = changes.pop("use_gradient_checkpointing", False)
    dropout = changes.pop("lora_dropout", 0.01)
    net, tokenizer = FastLanguageModel.from_pretrained(
        str(model), max_seq_length=2048, dtype=torch.bfloat16, load_in_4bit=False
    )
    net = FastLanguageModel.get_peft_model(
        net,
        r=128,
        lora_alpha=256,
        lora_dropout=dropout,
        target_modules=["qkv_proj", "o_proj", "gate_up_proj", "down_proj"],
        use_gradient_checkpointing=checkpointing,
        random_state=0,
    )
    rows = [json.loads(line) for line in (data / "train.jsonl").read_text().splitlines()]
    dataset = Dataset.from_list(
        [
            {"prompt": f"<|user|>{r['instruction']}<|end|><|assistant|>", "completion": f"{r['output']}<|end|>"}
            for r in rows
        ]
    )
    arguments = {
        "output_dir": tempfile.mkdtemp(dir=data),
        "per_device_train_batch_size": 16,
        "gradient_accumulation_steps": 1,
        "max_steps": max_steps,
        "learning_rate": 5e-4,
        "lr_scheduler_type": "constant",
        "warmup_steps": 10,
        "bf16": True,
        "logging_steps": 1000,
        "save_strategy": "no",
        "report_to": "none",
        "max_length": 2048,
        "completion_only_loss": True,
        "optim": "adamw_torch_fused",
        "dataset_num_proc": 1,
    } | changes
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    timer = step_timer()
    config = SFTConfig(**arguments)
    trainer = SFTTrainer(model=net, processing_class=tokenizer, train_dataset=dataset, args=config, callbacks=[timer])
    trainer.train()
    return _result(timer, warm_up, arguments, data)


def _result(timer: Any, warm_up: int, arguments: dict[str, Any], data: Path) -> dict[str, Any]:
    """Times, peak and losses; a peer that packs holds several samples a row, so these are counted, not assumed."""
    import torch

    samples = len((data / "train.jsonl").read_text().splitlines())
    rows = arguments["per_device_train_batch_size"] * arguments["gradient_accumulation_steps"]
    samples_per_step = rows * samples / timer.rows
    result = summary(timer.seconds(), warm_up, samples_per_step)
    if torch.cuda.is_available():
        result["peak_gib"] = round(torch.cuda.max_memory_reserved() / 2**30, 3)
    return result | {"samples_per_step": round(samples_per_step, 2), "losses": timer.losses}
