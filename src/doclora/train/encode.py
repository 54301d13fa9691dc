"""Examples as token sequences, with the chat template that inference uses and the loss on the answer alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from doclora.errors import InputError
from doclora.language.chat import answer_end, prompt_text
from doclora.records import Example, conversation


@dataclass(frozen=True)
class Sample:
    """One example in tokens.

    Attributes:
        tokens: prompt, answer and the token that ends the turn.
        prompt: number of tokens of the prompt; the loss covers all after it.
    """

    tokens: tuple[int, ...]
    prompt: int


@dataclass(frozen=True)
class Encoded:
    """The samples of a file, and how many were longer than the cut-off and left out."""

    samples: tuple[Sample, ...]
    too_long: int

    @property
    def lengths(self) -> list[int]:
        """Tokens of each sample."""
        return [len(s.tokens) for s in self.samples]


def encode(examples: Sequence[Example], tokenizer: Any, cutoff: int) -> Encoded:  # noqa: ANN401
    """Encode examples; the prompt is tokenised by itself, as inference does, so that the border is the same.

    Args:
        examples: of one file.
        tokenizer: of the base, with a chat template.
        cutoff: longest sample, in tokens; an answer cut short would teach the model not to stop.

    Raises:
        InputError: when the tokenizer has no chat template.
    """
    if not tokenizer.chat_template:
        raise InputError(
            f"{tokenizer.name_or_path}: its tokenizer has no chat template",
            hint="choose an instruct model, such as microsoft/Phi-4-mini-instruct",
        )
    end = answer_end(tokenizer)
    prompts = _tokenize(tokenizer, [prompt_text(tokenizer, conversation(e)) for e in examples])
    answers = _tokenize(tokenizer, [e.output + end for e in examples])
    samples = [Sample((*p, *a), len(p)) for p, a in zip(prompts, answers, strict=True)]
    kept = tuple(s for s in samples if len(s.tokens) <= cutoff)
    return Encoded(kept, len(samples) - len(kept))


def _tokenize(tokenizer: Any, texts: list[str]) -> list[list[int]]:  # noqa: ANN401
    if not texts:
        return []
    ids: list[list[int]] = tokenizer(texts, add_special_tokens=False)["input_ids"]
    return ids
