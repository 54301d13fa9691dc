"""What every contender trains on: a model in a given shape with random weights, and pairs of known lengths.

`train_lengths.json` holds, for 180 real question-answer pairs, the tokens of question and answer under a byte-level
BPE of 8,000 made from the pairs themselves. The texts here are invented words, one token each, in those lengths.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LENGTHS: list[list[int]] = json.loads((HERE / "train_lengths.json").read_text())
TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"  # no eos after it, so that all see the same tokens
)
SPECIAL = ["<|endoftext|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>", "<|pad|>"]
PHI_4_MINI = {
    "vocab_size": 200064,
    "hidden_size": 3072,
    "intermediate_size": 8192,
    "num_hidden_layers": 32,
    "num_attention_heads": 24,
    "num_key_value_heads": 8,
    "max_position_embeddings": 131072,
    "original_max_position_embeddings": 4096,
    "rope_parameters": {
        "rope_type": "longrope",
        "rope_theta": 10000.0,
        "partial_rotary_factor": 0.75,
        "short_factor": [1.0] * 48,
        "long_factor": [1.0] * 48,
    },
    "partial_rotary_factor": 0.75,
    "tie_word_embeddings": True,
    "rms_norm_eps": 1e-5,
}
SMALL = {
    "vocab_size": 8192,
    "hidden_size": 320,
    "intermediate_size": 1024,
    "num_hidden_layers": 6,
    "num_attention_heads": 5,
    "num_key_value_heads": 5,
    "max_position_embeddings": 1024,
    "original_max_position_embeddings": 1024,
    "tie_word_embeddings": True,
}

TINY = SMALL | {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
TINY |= {"num_key_value_heads": 2}


def words(count: int = 1500, seed: int = 0) -> list[str]:
    """Invented words."""
    drawn = random.Random(seed)
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(drawn.choice(syllables) for _ in range(drawn.randint(2, 4)))] = None
    return list(made)


def pairs(repeat: int = 1, seed: int = 1) -> list[dict[str, str]]:
    """Question and answer in the lengths of the real ones."""
    drawn, known = random.Random(seed), words()

    def text(tokens: int) -> str:
        return "".join(" " + drawn.choice(known) for _ in range(tokens))

    return [{"instruction": text(q), "input": "", "output": text(a)} for q, a in LENGTHS * repeat]


def make_tokenizer(folder: Path) -> Any:
    """One token for every invented word with the space before it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=8000, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    raw.train_from_iterator([" " + " ".join(words())], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<|endoftext|>", pad_token="<|pad|>")
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    return tokenizer


def make_model(folder: Path, shape: dict[str, Any], dtype: str) -> Path:
    """A Phi-3 in this shape with random weights, saved with its tokenizer; made on the GPU where there is one."""
    import torch
    from transformers import GenerationConfig, Phi3Config, Phi3ForCausalLM

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(folder)
    ids = {
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.eos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }
    torch.manual_seed(0)
    default = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        model = Phi3ForCausalLM(Phi3Config(**shape, **ids))
    torch.set_default_dtype(default)
    end = tokenizer.convert_tokens_to_ids("<|end|>")
    model.generation_config = GenerationConfig(**ids | {"eos_token_id": [tokenizer.eos_token_id, end]})
    model.save_pretrained(folder)
    return folder


def write_data(folder: Path, repeat: int) -> Path:
    """The pairs for ours (train.jsonl) and for LLaMA-Factory (dataset_info.json beside it)."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = pairs(repeat)
    (folder / "train.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    columns = {"prompt": "instruction", "query": "input", "response": "output"}
    (folder / "dataset_info.json").write_text(json.dumps({"qa": {"file_name": "train.jsonl", "columns": columns}}))
    return folder


def same_adapter() -> Any:
    """A Trainer callback that gives every contender's adapter the same start: A drawn layer by layer, B 0."""
    import torch
    from transformers import TrainerCallback

    class SameAdapter(TrainerCallback):
        @torch.no_grad()
        def on_train_begin(self, *args: Any, model: Any = None, **kwargs: Any) -> None:
            found = sorted((n, p) for n, p in model.named_parameters() if ".lora_A." in n)
            generator = torch.Generator().manual_seed(0)
            for _, a in found:
                a.copy_(torch.empty(a.shape).uniform_(-1, 1, generator=generator) / a.shape[1] ** 0.5)

    return SameAdapter()


def step_timer() -> Any:
    """A Trainer callback that times steps without stopping the device: CUDA events, the clock on a CPU."""
    import torch
    from transformers import TrainerCallback

    class StepTimer(TrainerCallback):
        def __init__(self) -> None:
            self.marks: list[Any] = []
            self.losses: list[float] = []
            self.rows = 0

        def _mark(self) -> None:
            if torch.cuda.is_available():
                event = torch.cuda.Event(enable_timing=True)
                event.record()
                self.marks.append(event)
            else:
                self.marks.append(time.perf_counter())

        def on_train_begin(self, *args: Any, train_dataloader: Any = None, **kwargs: Any) -> None:
            self.rows = len(train_dataloader.dataset)
            self.marks.clear()
            self._mark()

        def on_step_end(self, *args: Any, **kwargs: Any) -> None:
            self._mark()

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
            if logs and "loss" in logs:
                self.losses.append(float(logs["loss"]))

        def seconds(self) -> list[float]:
            if torch.cuda.is_available():
                torch.cuda.synchronize()
                return [a.elapsed_time(b) / 1000 for a, b in zip(self.marks, self.marks[1:], strict=False)]
            return [b - a for a, b in zip(self.marks, self.marks[1:], strict=False)]

    return StepTimer()


def summary(steps: list[float], warm_up: int, samples_per_step: float) -> dict[str, Any]:
    """Median and mean time of the steps after the warm-up, and samples a second by the median."""
    kept = steps[warm_up:]
    mean = sum(kept) / len(kept)
    return {
        "steps": len(kept),
        "median_step_s": round(statistics.median(kept), 5),
        "mean_step_s": round(mean, 5),
        "samples_per_s": round(samples_per_step / statistics.median(kept), 2),
    }
