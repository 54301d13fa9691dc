"""Step 3, tokenizer: one byte-level BPE of 8,192 tokens for both languages, with Phi-4-mini's chat form.

    python tools/starter/tokenizer.py --clean WORK/clean --out WORK/tokenizer

Trained on equal shares of English and Spanish. Digits stand alone, so that a number is spelt, not remembered.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

VOCABULARY = 8192
SHARE = 30_000_000  # characters a language
SPECIAL = ["<|endoftext|>", "<|pad|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]
CONTEXT = 2048

# Phi-4-mini's form: each turn <|role|>content<|end|>, the answer after <|assistant|>.
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% else %}{{ eos_token }}{% endif %}"
)


def texts(train: Path) -> Iterator[str]:
    """Pages of both languages, in file order, until each has had its share."""
    left = {"en": SHARE, "es": SHARE}
    for line in train.open(encoding="utf-8"):
        page = json.loads(line)
        if left[page["language"]] > 0:
            left[page["language"]] -= len(page["text"])
            yield page["text"]


def train_tokenizer(pages: Iterator[str], vocabulary: int = VOCABULARY) -> PreTrainedTokenizerFast:
    """Learn the merges and put the chat form around them."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(
        pages,
        trainers.BpeTrainer(
            vocab_size=vocabulary, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        eos_token="<|endoftext|>",
        bos_token="<|endoftext|>",
        pad_token="<|pad|>",
        additional_special_tokens=SPECIAL[2:],
        chat_template=CHAT_TEMPLATE,
        model_max_length=CONTEXT,
        padding_side="left",
        clean_up_tokenization_spaces=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    tokenizer = train_tokenizer(texts(args.clean / "train.jsonl"))
    tokenizer.save_pretrained(args.out)
    sample = [json.loads(line) for line in (args.clean / "heldout.jsonl").open(encoding="utf-8")]
    for language in ("en", "es"):
        pages = [page["text"] for page in sample if page["language"] == language]
        tokens = sum(len(ids) for ids in tokenizer(pages)["input_ids"])
        print(
            f"{language}: {sum(len(p.encode()) for p in pages) / tokens:.2f} bytes a token, {len(pages)} held-out pages"
        )


if __name__ == "__main__":
    main()
