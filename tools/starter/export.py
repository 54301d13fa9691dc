"""Step 7, export: the shipped folder, as `AutoModelForCausalLM.from_pretrained` takes it.

python tools/starter/export.py --model WORK/instructed --tokenizer WORK/tokenizer --out src/doclora/language/starter
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch
from model import Phi
from safetensors.torch import save_file
from train import load_weights

from doclora.torchvision_shim import ensure_torchvision

ensure_torchvision()  # before transformers, on machines whose torchvision is built for another torch
from transformers import AutoTokenizer, GenerationConfig, Phi3Config, Phi3ForCausalLM  # noqa: E402

LARGEST = 20_000_000  # bytes, all files together
FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


def to_transformers(model: Phi, tokenizer: Any) -> Phi3ForCausalLM:  # noqa: ANN401 - transformers ships no types
    """The same model as transformers' Phi3ForCausalLM, and proof that it is: equal logits.

    Raises:
        AssertionError: when the two disagree.
    """
    vocabulary = tokenizer.get_vocab()
    end, stop = vocabulary["<|end|>"], vocabulary["<|endoftext|>"]
    config = Phi3Config(**model.config, bos_token_id=stop, eos_token_id=stop, pad_token_id=tokenizer.pad_token_id)
    twin = Phi3ForCausalLM(config).eval()
    missing = twin.load_state_dict(model.state_dict(), strict=False)
    assert (missing.missing_keys, missing.unexpected_keys) == (["lm_head.weight"], []), missing
    twin.tie_weights()
    tokens = torch.randint(config.vocab_size, (2, 300), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        apart = (twin(tokens).logits - model.eval().logits(tokens)).abs().max().item()
    assert apart < 1e-3, f"logits differ by {apart}"
    twin.generation_config = GenerationConfig(
        bos_token_id=stop, eos_token_id=[end, stop], pad_token_id=tokenizer.pad_token_id
    )
    return twin


def export(folder: Path, tokenizer_folder: Path, out: Path) -> int:
    """Write the shipped files; returns their bytes together.

    Raises:
        AssertionError: when they are larger than what may ship.
    """
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    model = Phi(json.loads((folder / "model.json").read_text("utf-8")))
    load_weights(model, folder)
    twin = to_transformers(model, tokenizer)
    out.mkdir(parents=True, exist_ok=True)
    config = twin.config.to_dict() | {"architectures": ["Phi3ForCausalLM"], "dtype": "bfloat16"}
    (out / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n", "utf-8")
    twin.generation_config.save_pretrained(out)
    weights = {name: value.to(torch.bfloat16).contiguous() for name, value in model.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    for name in FILES:
        shutil.copyfile(tokenizer_folder / name, out / name)
    settings = json.loads((out / "tokenizer_config.json").read_text("utf-8"))
    settings["tokenizer_class"] = "PreTrainedTokenizerFast"  # the name that every release of transformers knows
    (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", "utf-8")
    size = sum(path.stat().st_size for path in out.iterdir() if path.suffix in {".safetensors", ".json", ".jinja"})
    assert size <= LARGEST, f"{size} bytes"
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    print(f"{export(args.model, args.tokenizer, args.out):,} bytes")


if __name__ == "__main__":
    main()
