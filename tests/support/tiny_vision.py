"""A small real Qwen2-VL, made at test time: random weights, wide enough that answers hang on the image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from doclora.torchvision_shim import ensure_torchvision

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"]
SPECIAL += ["<|video_pad|>"]
WORDS = "the figure shows an arrow from one box to the next; la figura muestra una flecha entre dos cajas y un motor"


def make_tiny_vision_model(
    folder: Path, *, family: str = "qwen2", hidden: int = 64, layers: int = 2, seed: int = 0
) -> Path:
    """Write a randomly initialised model of a family (`qwen2`, `qwen2_5`, `qwen3`) with its processor into `folder`."""
    ensure_torchvision()
    import torch
    import transformers

    processor = make_processor(family)
    names = {"qwen2": "Qwen2VL", "qwen2_5": "Qwen2_5_VL", "qwen3": "Qwen3VL"}
    config = getattr(transformers, f"{names[family]}Config")(**_shape(family, processor.tokenizer, hidden, layers))
    torch.manual_seed(seed)
    model = getattr(transformers, f"{names[family]}ForConditionalGeneration")(config)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim > 1:
                weights.normal_(std=0.5 if "visual" in name else 0.15)
    ids = processor.tokenizer.get_vocab()
    model.generation_config.eos_token_id = [ids["<|im_end|>"], ids["<|endoftext|>"]]
    model.generation_config.pad_token_id = ids["<|endoftext|>"]
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def _shape(family: str, tokenizer: Any, hidden: int, layers: int) -> dict[str, Any]:
    ids = tokenizer.get_vocab()
    vision: dict[str, Any] = {"depth": 2, "num_heads": 2}
    if family == "qwen2":
        vision |= {"embed_dim": 32, "hidden_size": hidden, "mlp_ratio": 2}
    else:
        vision |= {"hidden_size": 32, "out_hidden_size": hidden, "intermediate_size": 64}
    if family == "qwen2_5":
        vision["fullatt_block_indexes"] = [1]
    if family == "qwen3":
        vision |= {"patch_size": 16, "deepstack_visual_indexes": [0], "num_position_embeddings": 64}
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 3, 3]}
    text = {
        "vocab_size": len(ids),
        "hidden_size": hidden,
        "intermediate_size": 2 * hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 8192,
        "rope_parameters": rope,
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
    }
    if family == "qwen3":
        text["head_dim"] = 16
    return {
        "text_config": text,
        "vision_config": vision,
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
    }


def make_processor(family: str = "qwen2") -> Any:  # transformers ships no types
    """The family's processor around a byte-level BPE trained on a sentence."""
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    raw.train_from_iterator([WORDS], trainer)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    if family == "qwen3":
        kind, video = transformers.Qwen3VLProcessor, transformers.Qwen3VLVideoProcessor()
    else:
        video = transformers.Qwen2VLVideoProcessor()
        kind = transformers.Qwen2_5_VLProcessor if family == "qwen2_5" else transformers.Qwen2VLProcessor
    image = transformers.Qwen2VLImageProcessor(**({"patch_size": 16} if family == "qwen3" else {}))
    return kind(image_processor=image, tokenizer=tokenizer, video_processor=video, chat_template=TEMPLATE)
