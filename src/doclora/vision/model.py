"""Qwen2-VL, Qwen2.5-VL and Qwen3-VL: load, ask, answer in batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

from doclora.errors import DependencyError, missing_extra
from doclora.torchvision_shim import ensure_torchvision
from doclora.vision.engine import EngineBrokenError, EngineKind, Question
from doclora.vision.fit import Plan

if TYPE_CHECKING:
    from doclora.settings import VisionSettings

_MIN_PIXELS = 56 * 56
_UNQUANTISED = ["model.visual", "lm_head"]  # "visual" alone matches nothing


class VisionModel:
    """A loaded model with its processor."""

    kind: EngineKind = "model"

    def __init__(self, model: Any, processor: Any, plan: Plan, kept_pixels: int) -> None:  # noqa: ANN401
        self._model, self._processor = model.eval(), processor
        self.name, self.device, self.rows, self.kept_pixels = plan.name, plan.device, plan.rows, kept_pixels
        self.note = f"{plan.bits} bit"
        self._markers = sorted(processor.tokenizer.get_added_vocab(), key=len, reverse=True)

    @classmethod
    def load(cls, plan: Plan, settings: VisionSettings) -> VisionModel:
        """Load as planned.

        Raises:
            DependencyError: when a package that the plan needs is not installed.
        """
        ensure_torchvision()
        from transformers import AutoModelForImageTextToText, AutoProcessor

        processor = AutoProcessor.from_pretrained(plan.source, trust_remote_code=False)
        processor.tokenizer.padding_side = "left"
        processor.image_processor.size = {"shortest_edge": _MIN_PIXELS, "longest_edge": settings.max_pixels}
        model = AutoModelForImageTextToText.from_pretrained(
            plan.source,
            dtype=_dtype(plan),
            device_map={"": plan.device},
            quantization_config=_quantisation(plan),
            trust_remote_code=False,
        )
        model.generation_config.update(do_sample=False, temperature=None, top_p=None, top_k=None)
        return cls(model, processor, plan, settings.max_pixels)

    @torch.inference_mode()
    def answer(self, questions: Sequence[Question]) -> list[str]:
        """Greedy answers, in order; rows are padded on the left, and each stops at its own limit."""
        from transformers import StoppingCriteriaList

        inputs = self._encode(questions)
        length = inputs["input_ids"].shape[1]
        try:
            tokens = self._model.generate(
                **inputs,
                max_new_tokens=max(q.max_new_tokens for q in questions),
                stopping_criteria=StoppingCriteriaList([_RowsEnd(questions, length)]),
            )
        except torch.cuda.OutOfMemoryError:
            torch.cuda.empty_cache()
            raise
        except RuntimeError as error:
            if "CUDA error" not in str(error):
                raise
            reason = str(error).splitlines()[0]
            raise EngineBrokenError(f"{self.device} failed: {reason}", hint="start the service anew") from error
        rows = [row[length : length + q.max_new_tokens] for row, q in zip(tokens, questions, strict=True)]
        texts: list[str] = self._processor.batch_decode(rows, skip_special_tokens=True)
        return [text.strip() for text in texts]

    @torch.inference_mode()
    def check(self, question: Question) -> None:
        """See that the model computes numbers here: in fp16 some models overflow, and answer nonsense.

        Raises:
            DependencyError: when it does not.
        """
        logits = self._model(**self._encode([question]), logits_to_keep=1).logits
        if not bool(torch.isfinite(logits).all()):
            kind = str(self._model.dtype).removeprefix("torch.")
            raise DependencyError(f"{self.name} overflows in {kind} on {self.device}", hint="take another --model")

    def _encode(self, questions: Sequence[Question]) -> dict[str, torch.Tensor]:
        prompts = [self._prompt(q.text) for q in questions]
        encoded = self._processor(
            images=[q.image for q in questions], text=prompts, padding=True, return_tensors="pt", device=self.device
        )
        tensors: dict[str, torch.Tensor] = encoded.to(self.device)
        return tensors

    def _prompt(self, text: str) -> str:
        content = [{"type": "image"}, {"type": "text", "text": self._defused(text)}]
        turns = [{"role": "user", "content": content}]
        prompt: str = self._processor.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return prompt

    def _defused(self, text: str) -> str:
        """The question with the model's own markers (`<|im_end|>`, …) broken: then they are only text."""
        for marker in self._markers:
            text = text.replace(marker, f"{marker[0]} {marker[1:]}")
        return text


class _RowsEnd:
    """Ends each row at its own length limit, or when nobody waits for it any more."""

    def __init__(self, questions: Sequence[Question], prompt_length: int) -> None:
        self._questions, self._prompt_length = questions, prompt_length

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_: object) -> torch.Tensor:
        made = input_ids.shape[1] - self._prompt_length
        done = [made >= q.max_new_tokens or q.abandoned() for q in self._questions]
        return torch.tensor(done, device=input_ids.device)


def _dtype(plan: Plan) -> torch.dtype:
    """32 bit on a CPU; bf16 where the GPU has it (a T4 has not); fp16 around int8, whose kernels take no other."""
    if plan.bits == 32:
        return torch.float32
    if plan.device == "cpu":
        return torch.bfloat16
    has_bf16 = plan.device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if has_bf16 and plan.bits != 8 else torch.float16


def _quantisation(plan: Plan) -> Any:  # noqa: ANN401
    if plan.bits > 8:
        return None
    try:
        import bitsandbytes  # noqa: F401
    except ModuleNotFoundError:
        raise missing_extra("bitsandbytes", "gpu") from None
    from transformers import BitsAndBytesConfig

    if plan.bits == 8:
        return BitsAndBytesConfig(load_in_8bit=True, llm_int8_skip_modules=_UNQUANTISED)
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=_dtype(plan),
        llm_int8_skip_modules=_UNQUANTISED,
    )
