"""The one way from messages to the model's text and tokens, for training and for inference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import TemplateError

from doclora.records import Message

_TURN_ENDS = ("<|end|>", "<|im_end|>", "<|eot_id|>")


def prompt_text(tokenizer: Any, conversation: Sequence[Message]) -> str:  # noqa: ANN401 - transformers ships no types
    """A conversation as the text that the model reads, up to where its answer begins.

    A template without a system turn (Gemma's refuses it, others leave it out) gets its text before the first question.
    """
    turns = [m.model_dump() for m in conversation]
    if turns[0]["role"] != "system":
        return _rendered(tokenizer, turns)
    system = turns[0]["content"]
    try:
        text = _rendered(tokenizer, turns)
    except TemplateError:
        text = ""
    if system.strip() in text:
        return text
    return _rendered(tokenizer, [{"role": "user", "content": f"{system}\n\n{turns[1]['content']}"}, *turns[2:]])


def _rendered(tokenizer: Any, turns: list[dict[str, Any]]) -> str:  # noqa: ANN401
    text: str = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    return text


def answer_end(tokenizer: Any) -> str:  # noqa: ANN401
    """What the chat template writes after an answer, up to the token that ends the turn."""
    probe = "doclora"
    turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": probe}]
    text: str = tokenizer.apply_chat_template(turns, tokenize=False)
    after = text[text.rindex(probe) + len(probe) :]
    ends = [t for t in (*_TURN_ENDS, tokenizer.eos_token) if t and t in after]
    if not ends:
        return str(tokenizer.eos_token)
    first = min(ends, key=after.index)
    return after[: after.index(first) + len(first)]


def stop_tokens(model: Any, tokenizer: Any) -> set[int]:  # noqa: ANN401
    """Every token that ends an answer: the generation config's, the tokenizer's, the chat template's."""
    configured = model.generation_config.eos_token_id
    stops = set(configured if isinstance(configured, list) else [configured]) | {tokenizer.eos_token_id}
    vocabulary = tokenizer.get_vocab()
    stops |= {vocabulary[t] for t in _TURN_ENDS if t in vocabulary}
    return {s for s in stops if s is not None}
