"""A model's shapes, read from its configuration alone: no weight is loaded."""

from __future__ import annotations

from collections.abc import Sequence

from doclora.errors import InputError, SettingsError
from doclora.records import Record


class Linear(Record):
    """One frozen linear layer.

    Attributes:
        name: its last name, `qkv_proj`.
        adapted: whether the adapter sits on it.
    """

    name: str
    inputs: int
    outputs: int
    adapted: bool


class Outline(Record):
    """A causal language model in numbers.

    Attributes:
        parameters: all, tied embeddings counted once.
        layers: every linear layer but the head.
        blocks: transformer blocks.
        attended: width of the attended values: heads times their width.
        inner: width inside the feed-forward part.
    """

    hidden: int
    vocabulary: int
    blocks: int
    attended: int
    inner: int
    parameters: int
    layers: tuple[Linear, ...]

    def lora_parameters(self, rank: int) -> int:
        """Trained by an adapter of this rank."""
        return sum(rank * (x.inputs + x.outputs) for x in self.layers if x.adapted)

    def operations(self, rank: int, *, again: bool) -> int:
        """Floating-point operations a token, forward and backward, without attention's own.

        A frozen weight costs 2 forward and 2 for the gradient of its input, 2 more where the forward pass is done
        again; a trained one 2 more for its own gradient. The head is counted for every token: an upper bound.
        """
        frozen = sum(x.inputs * x.outputs for x in self.layers) + self.vocabulary * self.hidden
        return (6 if again else 4) * frozen + (8 if again else 6) * self.lora_parameters(rank)


def read_outline(base: str, targets: Sequence[str]) -> Outline:
    """Build the model without memory for its weights, and measure it.

    Raises:
        InputError: when the model is no causal language model.
        SettingsError: when no layer bears a name in `targets`.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    config = AutoConfig.from_pretrained(base)
    try:
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(config)
    except ValueError as error:
        raise InputError(
            f"{base}: not a causal language model: {str(error).splitlines()[0]}", hint="choose another base"
        ) from None
    model.tie_weights()
    head = model.get_output_embeddings()
    linear = [(n.rpartition(".")[2], m) for n, m in model.named_modules() if isinstance(m, torch.nn.Linear)]
    layers = tuple(
        Linear(name=n, inputs=m.in_features, outputs=m.out_features, adapted=not targets or n in targets)
        for n, m in linear
        if m is not head
    )
    names = sorted({x.name for x in layers})
    if unknown := sorted(set(targets) - set(names)):
        raise SettingsError(f"train.targets: no layer {', '.join(unknown)}", hint=f"there are: {', '.join(names)}")
    text = config.get_text_config()
    head_width = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    return Outline(
        hidden=text.hidden_size,
        vocabulary=text.vocab_size,
        blocks=text.num_hidden_layers,
        parameters=sum({id(p): p.numel() for p in model.parameters()}.values()),
        attended=text.num_attention_heads * head_width,
        inner=text.intermediate_size,
        layers=layers,
    )
