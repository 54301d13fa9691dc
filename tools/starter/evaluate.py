"""Step 8, evaluate: the figures of the model card.

    python tools/starter/evaluate.py --clean WORK/clean --out tools/starter/evaluation.json

Held-out bits a byte in both languages beside a 5-gram model of bytes and xz on the same pages; 20 unselected samples,
10 a language; how many answers to questions it was never asked end by themselves.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import torch
from corpus import Page, heldout_pages, training_pages
from ngram import ByteNgram, xz_bits
from spoken import unknown

from doclora.language.model import LanguageModel
from doclora.records import Message

WINDOW = 1024
PROMPT = 12  # words of a held-out page that a sample goes on from


@torch.no_grad()
def bits_per_byte(model: LanguageModel, pages: list[Page]) -> float:
    """Every page alone, after <|endoftext|>, in windows of 1,024 tokens that do not overlap."""
    bits = 0.0
    for page in pages:
        ids = [model.tokenizer.bos_token_id, *model.tokenizer(page["text"], verbose=False)["input_ids"]]
        for begin in range(0, len(ids) - 1, WINDOW):
            window = torch.tensor([ids[begin : begin + WINDOW + 1]])
            chances = model.model(window[:, :-1]).logits.float().log_softmax(-1)
            bits -= chances.gather(-1, window[:, 1:, None]).sum().item() / torch.log(torch.tensor(2.0)).item()
    return bits / sum(len(page["text"].encode()) for page in pages)


def samples(model: LanguageModel, pages: list[Page], count: int) -> list[dict[str, str]]:
    """Continuations of the first words of held-out pages, drawn by seed: temperature 0.7, the 50 likeliest tokens."""
    made = []
    for page in random.Random(0).sample(pages, count):
        prompt = " ".join(page["text"].split("\n")[-1].split()[:PROMPT])
        inputs = model.tokenizer(model.tokenizer.bos_token + prompt, return_tensors="pt")
        torch.manual_seed(0)
        out: Any = model.model.generate(
            input_ids=inputs["input_ids"],
            attention_mask=inputs["attention_mask"],
            max_new_tokens=60,
            do_sample=True,
            temperature=0.7,
            top_k=50,
            pad_token_id=model.tokenizer.pad_token_id,
        )
        text = model.tokenizer.decode(out[0], skip_special_tokens=True)
        made.append({"prompt": prompt, "text": text[len(prompt) :].strip()})
    return made


def ended(model: LanguageModel, count: int) -> float:
    """Share of answers that end by themselves within 96 tokens: questions on held-out headings and on unknown names."""
    questions = [question for _, question, _ in unknown(count, random.Random(5))]
    answers = model.generate([[Message(role="user", content=question)] for question in questions], max_new_tokens=96)
    return sum(answer.finished for answer in answers) / len(answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("src/doclora/language/starter"))
    args = parser.parse_args()
    model = LanguageModel.load(str(args.model))
    report: dict[str, Any] = {"ended": ended(model, 200)}
    for tongue in ("en", "es"):
        heldout = [page for page in heldout_pages(args.clean) if page["language"] == tongue]
        texts = [page["text"].encode() for page in heldout]
        size = sum(map(len, texts))
        grams = ByteNgram([p["text"].encode() for p in training_pages(args.clean) if p["language"] == tongue])
        report[tongue] = {
            "heldout_pages": len(heldout),
            "heldout_bytes": size,
            "model": round(bits_per_byte(model, heldout), 4),
            "ngram5": round(sum(map(grams.bits, texts)) / size, 4),
            "xz": round(xz_bits(texts) / size, 4),
            "samples": samples(model, heldout, 10),
        }
        del grams
    args.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for tongue in ("en", "es"):
        print(tongue, {name: value for name, value in report[tongue].items() if name != "samples"})
    print("ended:", report["ended"])


if __name__ == "__main__":
    main()
