"""Step 6, instruct-tune: question in, answer out, stop.

    python tools/starter/instruct.py --model WORK/pretrained --text WORK/clean --pairs WORK/pairs.jsonl \
        --tokenizer WORK/tokenizer --out WORK/instructed --minutes 5.4

Each question stands alone in its row (no other sample is seen), the loss is on the answer and its end. One step in
`--replay` reads plain text, so that the language stays. A part of the wordings of each fact is kept back and asked at
the end: what is recalled there was learned across wordings.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from corpus import heldout_pages, lines, stream, training_pages
from model import Phi
from pretrain import evaluator, repeats
from spoken import small_talk, unknown
from tokenizers import Tokenizer
from train import Batch, Log, Plan, fit, load_weights, precision, rows, save_weights

LENGTH = 128  # tokens of a row; longer samples are left out
KEPT_BACK = 2  # wordings of a fact that are not trained


class Sample(NamedTuple):
    """One question with its answer, and which fact it is of."""

    fact: int
    system: str
    question: str
    answer: str


def samples(records: list[dict[str, object]], extra: float, draw: random.Random) -> tuple[list[Sample], list[Sample]]:
    """Those to train and those kept back; small talk and unknown names are `extra` of the trained."""
    trained: list[Sample] = []
    kept: list[Sample] = []
    for fact, record in enumerate(records):
        questions = list(record["questions"])  # type: ignore[call-overload]
        draw.shuffle(questions)
        made = [Sample(fact, str(record["system"]), question, str(record["answer"])) for question in questions]
        kept += made[:KEPT_BACK]
        trained += made[KEPT_BACK:]
    many = int(extra * len(trained))
    talk = list(small_talk())
    trained += [Sample(-1, "", *draw.choice(talk)[1:]) for _ in range(many // 3)]
    trained += [Sample(-1, "", question, answer) for _, question, answer in unknown(many, draw)]
    return trained, kept


class Rows(NamedTuple):
    """All samples as token rows on the device: int16 (samples, LENGTH + 1), and where each answer begins and ends."""

    tokens: torch.Tensor
    begins: torch.Tensor
    ends: torch.Tensor


def encode(chosen: list[Sample], tokenizer: Tokenizer, device: str) -> Rows:
    """Phi-4-mini's form: [<|system|>s<|end|>]<|user|>q<|end|><|assistant|>a<|end|>."""
    ids = {name: tokenizer.token_to_id(f"<|{name}|>") for name in ("system", "user", "assistant", "end", "pad")}
    systems, questions, answers = (
        [one.ids for one in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
        for texts in zip(*((s.system, s.question, s.answer) for s in chosen), strict=True)
    )
    tokens = np.full((len(chosen), LENGTH + 1), ids["pad"], dtype=np.int16)
    begins, ends, used = [], [], 0
    for system, question, answer in zip(systems, questions, answers, strict=True):
        head = [ids["system"], *system, ids["end"]] if system else []
        prompt = [*head, ids["user"], *question, ids["end"], ids["assistant"]]
        whole = [*prompt, *answer, ids["end"]]
        if len(whole) <= LENGTH + 1:
            tokens[used, : len(whole)] = whole
            begins.append(len(prompt))
            ends.append(len(whole))
            used += 1
    return Rows(
        torch.from_numpy(tokens[:used]).to(device),
        torch.tensor(begins, device=device),
        torch.tensor(ends, device=device),
    )


def answered(data: Rows, batch: int, generator: torch.Generator) -> Iterator[Batch]:
    """Endless batches of samples, every epoch in another order; targets are -100 but for the answer and its end."""
    place = torch.arange(1, LENGTH + 1, device=data.tokens.device)
    while True:
        order = torch.randperm(len(data.tokens), generator=generator).to(data.tokens.device)
        for start in range(0, len(order) - batch + 1, batch):
            pick = order[start : start + batch]
            row = data.tokens[pick].long()
            inside = (place >= data.begins[pick][:, None]) & (place < data.ends[pick][:, None])
            yield row[:, :-1], torch.where(inside, row[:, 1:], -100)


def mixed(questions: Iterator[Batch], text: Iterator[Batch], replay: int) -> Iterator[Batch]:
    """Mostly questions; every `replay`-th batch is text."""
    for number in count(1):
        yield next(text) if number % replay == 0 else next(questions)


@torch.no_grad()
def recall(model: Phi, data: Rows, device: str) -> dict[str, float]:
    """Share of answers whose every token, the end included, is the model's first choice given those before it."""
    right = total = 0
    for batch in range(0, len(data.tokens), 512):
        part = Rows(*(tensor[batch : batch + 512] for tensor in data))
        with precision(device):
            best = model.logits(part.tokens[:, :-1].long()).argmax(-1)
        place = torch.arange(1, LENGTH + 1, device=device)
        inside = (place >= part.begins[:, None]) & (place < part.ends[:, None])
        right += int(((best == part.tokens[:, 1:]) | ~inside).all(1).sum())
        total += len(part.tokens)
    return {"exact": round(right / max(total, 1), 4), "asked": total}


def read_pairs(path: Path) -> list[dict[str, object]]:
    """The records of pairs.py, compressed or not."""
    return [json.loads(line) for line in lines(path)]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "text", "pairs", "tokenizer", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=4.0, help="of the whole script")
    parser.add_argument("--epochs", type=float, default=100.0, help="over the questions, if the minutes allow")
    parser.add_argument("--batch", type=int, default=1024, help="questions a step")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--replay", type=int, default=2, help="every so many steps is one of plain text")
    parser.add_argument("--unknown", type=float, default=0.03, help="unknown names, as a share of the facts' questions")
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def probes_of(trained: list[Sample], kept: list[Sample], tokenizer: Tokenizer, device: str) -> dict[str, Rows]:
    """What recall is measured on: trained wordings, wordings kept back, names that do not exist."""
    draw = random.Random(99)
    chosen = {
        "trained": [sample for sample in draw.sample(trained, min(2000, len(trained))) if sample.fact >= 0],
        "other_wordings": draw.sample(kept, min(2000, len(kept))),
        "unknown": [Sample(-1, "", question, answer) for _, question, answer in unknown(300, draw)],
    }
    return {name: encode(asked, tokenizer, device) for name, asked in chosen.items()}


def main() -> None:
    args = arguments()
    began = time.monotonic()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")
    tokenizer = Tokenizer.from_file(str(args.tokenizer / "tokenizer.json"))
    model = Phi(json.loads((args.model / "model.json").read_text("utf-8"))).to(device)
    load_weights(model, args.model)
    records = read_pairs(args.pairs)
    trained, kept = samples(records, args.unknown, random.Random(args.seed))
    data = encode(trained, tokenizer, device)
    probes = probes_of(trained, kept, tokenizer, device)
    text = torch.from_numpy(stream(training_pages(args.text), tokenizer, repeats(), args.seed).astype(np.int32)).to(
        device
    )
    generator = torch.Generator().manual_seed(args.seed)
    pages = rows(text, 8 * LENGTH, max(1, args.batch // 8), generator)
    batches = mixed(answered(data, args.batch, generator), pages, args.replay)
    steps = max(1, round(args.epochs * len(data.tokens) / args.batch * args.replay / (args.replay - 1)))
    print(f"{len(records)} facts, {len(data.tokens)} samples, {time.monotonic() - began:.0f} s to read", flush=True)
    log = Log({name: str(value) for name, value in vars(args).items()})
    perplexity = evaluator(model, tokenizer, heldout_pages(args.text), device)

    def evaluate() -> dict[str, float]:
        return {name: recall(model, probe, device)["exact"] for name, probe in probes.items()} | perplexity()

    plan = Plan(steps=steps, rate=args.rate, decay=0.5, warmup=50)
    deadline = began + 60 * args.minutes - 15
    try:
        fit(model, batches, plan, log, device=device, deadline=deadline, every=args.every, evaluate=evaluate)
    finally:
        save_weights(model, args.out)
        log.settings |= {"facts": len(records), "samples": len(data.tokens), "device": device, "steps": plan.steps}
        log.settings["seconds"] = round(time.monotonic() - began, 1)
        log.write(args.out / "instruct.json")
        (args.out / "model.json").write_text(json.dumps(model.config), "utf-8")
    print(json.dumps(log.settings), flush=True)


if __name__ == "__main__":
    main()
