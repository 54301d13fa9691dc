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
        embeddings: of these in the embedding and a head of its own: what bitsandbytes leaves in 16 bit.
        layers: every linear layer but the head.
        blocks: transformer blocks.
    """

    hidden: int
    vocabulary: int
    blocks: int
    parameters: int
    embeddings: int
    layers: tuple[Linear, ...]

    def lora_parameters(self, rank: int) -> int:
        """Trained by an adapter of this rank."""
        return sum(rank * (x.inputs + x.outputs) for x in self.layers if x.adapted)


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
    tables = {id(w): w.numel() for w in (model.get_input_embeddings().weight, head.weight)}
    text = config.get_text_config()
    return Outline(
        hidden=text.hidden_size,
        vocabulary=text.vocab_size,
        blocks=text.num_hidden_layers,
        parameters=sum({id(p): p.numel() for p in model.parameters()}.values()),
        embeddings=sum(tables.values()),
        layers=layers,
    )
