"""Step 4, pretrain: the language model, from cleaned text.

    python tools/starter/pretrain.py --text WORK/clean --tokenizer WORK/tokenizer --out WORK/pretrained --minutes 8

On a GPU the whole recipe; on a CPU the same with `--hidden 128 --layers 3` or fewer steps. It stops in time either way.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from collect import sources
from corpus import Page, heldout_pages, stream, training_pages
from model import CONFIG, Phi
from tokenizers import Tokenizer
from train import Log, Plan, fit, precision, rows, save_weights

WINDOW = 1024  # tokens scored at a time


def repeats() -> dict[str, int]:
    """How often each source is read in an epoch: sources.toml's `repeat`."""
    return {source.name: source.repeat for source in sources()}


@torch.no_grad()
def bits_per_byte(model: Phi, tokenizer: Tokenizer, pages: list[Page], device: str) -> float:
    """Held-out bits a byte: every page alone, after <|endoftext|>, in windows of 1,024 tokens that do not overlap."""
    start = tokenizer.token_to_id("<|endoftext|>")
    windows: list[list[int]] = []
    for page in pages:
        ids = [start, *tokenizer.encode(page["text"], add_special_tokens=False).ids]
        windows += [ids[i : i + WINDOW + 1] for i in range(0, len(ids) - 1, WINDOW)]
    windows.sort(key=len)
    nats = 0.0
    for begin in range(0, len(windows), 32):
        batch = windows[begin : begin + 32]
        longest = max(map(len, batch))
        tokens = torch.zeros(len(batch), longest, dtype=torch.long)
        targets = torch.full((len(batch), longest), -100)
        for row, ids in enumerate(batch):
            tokens[row, : len(ids)] = torch.tensor(ids)
            targets[row, : len(ids) - 1] = torch.tensor(ids[1:])
        with precision(device):
            loss = model(tokens.to(device), targets.to(device))
        nats += loss.item() * int((targets != -100).sum())
    return float(nats / np.log(2) / sum(len(page["text"].encode()) for page in pages))


def evaluator(model: Phi, tokenizer: Tokenizer, pages: list[Page], device: str) -> Callable[[], dict[str, float]]:
    """Held-out bits a byte by language."""

    def evaluate() -> dict[str, float]:
        by = {tongue: [p for p in pages if p["language"] == tongue] for tongue in ("en", "es")}
        return {
            f"bpb_{tongue}": round(bits_per_byte(model, tokenizer, chosen, device), 4) for tongue, chosen in by.items()
        }

    return evaluate


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("text", "tokenizer", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=8.0, help="of the whole script")
    parser.add_argument("--steps", type=int, default=0, help="instead of as many as the minutes allow")
    parser.add_argument("--batch", type=int, default=128, help="rows of --length tokens a step")
    parser.add_argument("--length", type=int, default=2048)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--hidden", type=int, default=CONFIG["hidden_size"])
    parser.add_argument("--layers", type=int, default=CONFIG["num_hidden_layers"])
    parser.add_argument("--checkpoint", type=Path, help="resume from here, save here")
    parser.add_argument("--every", type=int, default=500, help="steps between held-out scores")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    began = time.monotonic()
    deadline = began + 60 * args.minutes
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")
    tokenizer = Tokenizer.from_file(str(args.tokenizer / "tokenizer.json"))
    tokens = torch.from_numpy(stream(training_pages(args.text), tokenizer, repeats(), args.seed).astype(np.int32))
    tokens = tokens.to(device)
    print(f"{len(tokens):,} tokens an epoch, {time.monotonic() - began:.0f} s to read", flush=True)
    model = Phi(CONFIG | shape(args.hidden, args.layers)).to(device)
    steps = args.steps or measured_steps(model, tokens, args, device, deadline)
    log = Log({name: str(value) for name, value in vars(args).items()})
    log.settings |= {"tokens_an_epoch": len(tokens), "device": device}
    log.settings["parameters"] = sum(p.numel() for p in model.parameters())
    batches = rows(tokens, args.length, args.batch, torch.Generator().manual_seed(args.seed))
    plan = Plan(steps=steps, rate=args.rate)
    score = evaluator(model, tokenizer, heldout_pages(args.text), device)
    try:
        timing = {"deadline": deadline - 20, "every": args.every}
        fit(model, batches, plan, log, device=device, evaluate=score, checkpoint=args.checkpoint, **timing)
    finally:
        save_weights(model, args.out)
        log.settings["tokens_seen"] = (log.steps[-1]["step"] if log.steps else 0) * args.batch * args.length
        log.settings["seconds"] = round(time.monotonic() - began, 1)
        log.write(args.out / "pretrain.json")
        (args.out / "model.json").write_text(json.dumps(model.config), "utf-8")
    print(json.dumps(log.settings), flush=True)


def shape(hidden: int, layers: int) -> dict[str, int]:
    """The configuration's sizes that follow from a width and a depth: heads of 64, feed-forward 2.8 times the width."""
    heads = max(1, hidden // 64)
    wide = round(2.8 * hidden / 64) * 64
    return {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": wide,
    }


def measured_steps(model: Phi, tokens: torch.Tensor, args: argparse.Namespace, device: str, deadline: float) -> int:
    """Steps that fit before the deadline, from a few timed ones on a copy of the weights."""
    saved = {name: value.clone() for name, value in model.state_dict().items()}
    batches = rows(tokens, args.length, args.batch, torch.Generator().manual_seed(1))
    trial = Log({})
    fit(
        model,
        batches,
        Plan(steps=100, rate=0.0),
        trial,
        device=device,
        deadline=float("inf"),
        evaluate=dict,
        every=1000,
    )
    model.load_state_dict(saved)
    seconds = (trial.steps[-1]["seconds"] - trial.steps[-2]["seconds"]) / 50
    print(f"{seconds * 1000:.0f} ms a step, {args.batch * args.length / seconds / 1e6:.2f} M tokens/s", flush=True)
    return max(1, int((deadline - 40 - time.monotonic()) / seconds * 0.97))


if __name__ == "__main__":
    main()
