"""Prompts as the model will see them."""

from __future__ import annotations

from collections.abc import Sequence

from doclora.errors import DependencyError, missing_extra
from doclora.records import Example, conversation


def previews(examples: Sequence[Example], base: str) -> tuple[str, list[str]]:
    """The base that training would take for `base`, and the prompts in its chat template.

    Args:
        examples: whose questions are shown.
        base: a Hugging Face name, a folder, or `auto`.

    Raises:
        DependencyError: when transformers or the base's tokenizer is not here, or it has no template for these rows.
    """
    try:
        from jinja2 import TemplateError
        from transformers import PreTrainedTokenizerFast  # AutoTokenizer would import torch, which takes seconds

        from doclora.language.base import resolve_base
        from doclora.language.chat import prompt_text

        source = resolve_base(base).source
    except ModuleNotFoundError as error:
        raise missing_extra(error.name or "transformers", "train") from None
    hint = "name another model with --base"
    try:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(source)
        return source, [prompt_text(tokenizer, conversation(example)) for example in examples]
    except OSError as error:
        raise DependencyError(f"{source}: no tokenizer: {str(error).splitlines()[0]}", hint=hint) from None
    except (ValueError, TemplateError) as error:
        raise DependencyError(f"{source}: no prompt: {str(error).splitlines()[0]}", hint=hint) from None
