"""A causal language model with its tokenizer and, on request, a LoRA adapter: load, prompt, generate.

The prompt is always the tokenizer's own chat template: the one that training used.
"""

from __future__ import annotations

import contextlib
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import torch

from doclora.errors import InputError
from doclora.language.chat import prompt_text, stop_tokens
from doclora.records import Message
from doclora.torchvision_shim import ensure_torchvision

_ENDLESS = 1 << 30
_GLANCE = 64
"""Tokens after which an answer is looked at while it is written."""


@dataclass(frozen=True)
class Generated:
    """An answer, and whether the model ended it by itself rather than at the length limit."""

    text: str
    finished: bool


class LanguageModel:
    """A loaded model, ready to answer."""

    def __init__(self, model: Any, tokenizer: Any, name: str) -> None:  # noqa: ANN401 - transformers ships no types
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.name = name
        self._stops = sorted(stop_tokens(model, tokenizer))

    @classmethod
    def load(cls, base: str, *, adapter: Path | None = None, device: str | None = None) -> LanguageModel:
        """Load a base by Hugging Face name or folder, with an adapter on top where one is given.

        Raises:
            InputError: when the adapter folder holds no adapter.
        """
        ensure_torchvision()
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        device = device or default_device()
        source = str(adapter) if adapter and (adapter / "tokenizer_config.json").is_file() else base
        tokenizer = AutoTokenizer.from_pretrained(source, padding_side="left")
        model = AutoModelForCausalLM.from_pretrained(base, dtype=_dtype(device))
        if adapter is not None:
            from peft import PeftModel

            adapter_base(adapter)
            _check_weights(adapter / "adapter_model.safetensors")
            with warnings.catch_warnings():  # peft reads an attribute that transformers has renamed
                warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing", category=FutureWarning)
                model = PeftModel.from_pretrained(model, str(adapter))
        return cls(model.to(device), tokenizer, base)

    @contextlib.contextmanager
    def without_adapter(self) -> Iterator[None]:
        """The base model alone, while the block lasts."""
        with self.model.disable_adapter() if hasattr(self.model, "disable_adapter") else contextlib.nullcontext():
            yield

    def generate(
        self,
        conversations: Sequence[Sequence[Message]],
        *,
        max_new_tokens: int,
        batch_size: int = 16,
        advance: Callable[[int], None] | None = None,
        give_up: Callable[[str], bool] | None = None,
    ) -> list[Generated]:
        """The greedy answer to each conversation, in order; conversations of similar length are answered together.

        Args:
            conversations: each ends with a user's turn.
            max_new_tokens: length limit of an answer.
            batch_size: conversations answered at once; rows are padded on the left.
            advance: told the number of conversations answered after each batch.
            give_up: shown what is written of an answer every 64 tokens: whether to write no more of it.
        """
        prompts = [self.prompt(c) for c in conversations]
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        answers: dict[int, Generated] = {}
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            made = self._batch([prompts[i] for i in rows], max_new_tokens, give_up)
            answers.update(zip(rows, made, strict=True))
            if advance:
                advance(len(rows))
        return [answers[i] for i in range(len(prompts))]

    def stream(self, conversation: Sequence[Message], *, max_new_tokens: int) -> Iterator[str]:
        """The greedy answer piece by piece, as it is made."""
        from transformers import TextIteratorStreamer

        inputs = self._encode([self.prompt(conversation)])
        streamer = TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        arguments = {**inputs, **self._generation(max_new_tokens), "streamer": streamer}
        thread = Thread(target=self._generate_quietly, kwargs=arguments, daemon=True)
        thread.start()
        yield from (piece for piece in streamer if piece)
        thread.join()

    def prompt(self, conversation: Sequence[Message]) -> str:
        """A conversation as the text that the model reads, up to where its answer begins."""
        return prompt_text(self.tokenizer, conversation)

    def room(self, conversation: Sequence[Message]) -> int:
        """Tokens that the model's context leaves for an answer; below zero where the prompt alone is too long."""
        limit: int = getattr(self.model.config, "max_position_embeddings", None) or _ENDLESS
        return limit - len(self.tokenizer(self.prompt(conversation), add_special_tokens=False)["input_ids"])

    def _batch(self, prompts: list[str], max_new_tokens: int, give_up: Callable[[str], bool] | None) -> list[Generated]:
        inputs = self._encode(prompts)
        read = inputs["input_ids"].shape[1]
        options = self._generation(max_new_tokens)
        if give_up:
            options["stopping_criteria"] = self._stopping(read, give_up)
        rows = self._generate_quietly(**inputs, **options)
        return [self._finish(row[read:].tolist()) for row in rows]

    def _stopping(self, read: int, give_up: Callable[[str], bool]) -> Any:  # noqa: ANN401 - transformers ships no types
        from transformers import StoppingCriteriaList

        def stop(tokens: torch.Tensor, _scores: Any, **_: Any) -> torch.Tensor:  # noqa: ANN401
            asked = (tokens.shape[1] - read) % _GLANCE == 0
            said = self.tokenizer.batch_decode(tokens[:, read:], skip_special_tokens=True) if asked else []
            hopeless = [give_up(text) for text in said] or [False] * len(tokens)
            return torch.tensor(hopeless, device=tokens.device)

        return StoppingCriteriaList([stop])

    def _finish(self, tokens: list[int]) -> Generated:
        end = next((i for i, token in enumerate(tokens) if token in self._stops), None)
        text = self.tokenizer.decode(tokens[:end], skip_special_tokens=True)
        return Generated(text.strip(), finished=end is not None)

    def _encode(self, prompts: list[str]) -> dict[str, torch.Tensor]:
        encoded = self.tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False)
        return {k: encoded[k].to(self.model.device) for k in ("input_ids", "attention_mask")}

    def _generation(self, max_new_tokens: int) -> dict[str, Any]:
        return {
            "max_new_tokens": max_new_tokens,
            "do_sample": False,
            "eos_token_id": self._stops,
            "pad_token_id": self.tokenizer.pad_token_id,
        }

    @torch.inference_mode()
    def _generate_quietly(self, **arguments: Any) -> torch.Tensor:  # noqa: ANN401
        tokens: torch.Tensor = self.model.generate(**arguments)
        return tokens


def adapter_base(adapter: Path) -> str:
    """The base model that an adapter was trained on.

    Raises:
        InputError: when the folder holds no adapter.
    """
    path = adapter / "adapter_config.json"
    if not path.is_file():
        raise InputError(f"{adapter}: no adapter here", hint="train one: doclora train --dataset DATASET -o ADAPTER")
    base: str = json.loads(path.read_text(encoding="utf-8"))["base_model_name_or_path"]
    return base


def default_device() -> str:
    """`cuda` where there is one, else `mps`, else `cpu`."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _dtype(device: str) -> torch.dtype:
    if device == "cpu":
        return torch.float32
    return (
        torch.bfloat16 if device != "cuda" or torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    )


def _check_weights(path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    hint = "train again: the same `doclora run` or `doclora train` command mends it"
    try:
        with safe_open(path, "pt"):
            return
    except FileNotFoundError:
        raise InputError(f"{path}: not there", hint=hint) from None
    except SafetensorError as error:
        raise InputError(f"{path}: damaged: {error}", hint=hint) from None
