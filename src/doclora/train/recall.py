"""How many questions a trained adapter answers word for word, without generating anything."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from doclora.jsonl import read_examples
from doclora.language.model import adapter_base, default_device
from doclora.train import attention
from doclora.train.encode import Sample, encode
from doclora.train.packing import model_inputs, pack

TOGETHER = 16
CUTOFF = 4096


def recall(adapter: Path, questions: Path) -> float:
    """Share of a dataset file's answers that greedy decoding with this adapter writes word for word.

    Raises:
        InputError: when there is no adapter, or the file is not a dataset file.
    """
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    attention.register()
    base, device = adapter_base(adapter), default_device()
    tokenizer = AutoTokenizer.from_pretrained(adapter)
    samples = encode(read_examples(questions), tokenizer, CUTOFF).samples
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    model = AutoModelForCausalLM.from_pretrained(base, dtype=dtype, attn_implementation=attention.SDPA).to(device)
    with warnings.catch_warnings():  # peft reads an attribute that transformers has renamed
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing", category=FutureWarning)
        model = PeftModel.from_pretrained(model, str(adapter)).eval()
    right = [answer for start in range(0, len(samples), TOGETHER) for answer in ask(model, samples[start:][:TOGETHER])]
    return sum(right) / len(right)


@torch.no_grad()
def ask(model: Any, samples: Sequence[Sample]) -> list[bool]:  # noqa: ANN401
    """Whether each answer is what greedy decoding writes: each of its tokens the likeliest after those before it."""
    batch = {n: t.to(model.device) if isinstance(t, torch.Tensor) else t for n, t in pack(samples).items()}
    logits = model(**model_inputs(batch), logits_to_keep=batch["rows"]).logits[0]
    right = logits.argmax(-1) == batch["targets"]
    return [bool(a.all()) for a in right.split([len(s.tokens) - s.prompt for s in samples])]
