"""The image service on one GPU with random weights in Qwen2-VL-7B's shape: memory, images a second, time to answer.

    python -m benchmarks.vision_gpu                  everything, about five minutes
    python -m benchmarks.vision_gpu --small          a rehearsal with a small model, on any machine

The weights are drawn, written and then loaded by the service's own code, at each precision. Images have 1 Mpx; answers
are as long as asked for, since random weights do not stop by themselves. Each part's result is appended at once to
benchmarks/results/vision_gpu.json (or --out), so that what was measured survives whatever comes after.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.vision_clients import RESULTS, machine, rounds
from doclora.errors import DocloraError
from doclora.settings import VisionSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.vision import fit
from doclora.vision.engine import Question
from doclora.vision.model import VisionModel
from tests.support.pictures import drawing, encoded
from tests.support.tiny_vision import SPECIAL, make_processor, make_tiny_vision_model

GIB = 2**30
SEVEN_BILLION: dict[str, Any] = {
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "vocab_size": 152064,
    "max_position_embeddings": 32768,
    "rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0, "mrope_section": [16, 24, 24]},
}
VISION: dict[str, Any] = {"depth": 32, "embed_dim": 1280, "hidden_size": 3584}
ON_CUDA = torch.cuda.is_available()


def wide_processor() -> Any:
    """Qwen2-VL's processor around a vocabulary of 152,064 words, so that random answers can be read."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = [*SPECIAL, *(f"w{number}" for number in range(len(SPECIAL), SEVEN_BILLION["vocab_size"]))]
    raw = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="w7"))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    raw.add_special_tokens(SPECIAL)
    processor = make_processor()
    processor.tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, eos_token="<|im_end|>", pad_token="<|endoftext|>", additional_special_tokens=SPECIAL
    )
    return type(processor)(
        image_processor=processor.image_processor,
        tokenizer=processor.tokenizer,
        video_processor=processor.video_processor,
        chat_template=processor.chat_template,
    )


def make_seven_billion(folder: Path) -> None:
    """Drawn on the GPU in bf16 and written in shards."""
    ensure_torchvision()
    from transformers import AutoModelForImageTextToText, Qwen2VLConfig

    processor = wide_processor()
    ids = {token: processor.tokenizer.convert_tokens_to_ids(token) for token in SPECIAL}
    markers = {"image_token_id": "<|image_pad|>", "video_token_id": "<|video_pad|>"}
    markers |= {"vision_start_token_id": "<|vision_start|>", "vision_end_token_id": "<|vision_end|>"}
    config = Qwen2VLConfig(
        text_config=SEVEN_BILLION, vision_config=VISION, **{name: ids[token] for name, token in markers.items()}
    )
    torch.manual_seed(0)
    with torch.device("cuda" if ON_CUDA else "cpu"):
        model = AutoModelForImageTextToText.from_config(config, dtype=torch.bfloat16)
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = ids["<|endoftext|>"]
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    del model
    release()


def release() -> None:
    gc.collect()
    if ON_CUDA:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def used_gib() -> float | None:
    """Peak of the whole process on the card, its context included."""
    if not ON_CUDA:
        return None
    free, total = torch.cuda.mem_get_info()
    context = total - free - torch.cuda.memory_reserved()
    return round((context + torch.cuda.max_memory_reserved()) / GIB, 2)


def engine_part(
    folder: Path, bits: int | str, settings: VisionSettings, rows: list[int], images: list[Any]
) -> tuple[dict[str, Any], VisionModel]:
    release()
    started = time.perf_counter()
    plan = fit.plan_model(str(folder), settings.model_copy(update={"bits": str(bits)}))
    engine = VisionModel.load(plan, settings)
    result: dict[str, Any] = {"plan": str(plan), "bits": plan.bits, "load_s": round(time.perf_counter() - started, 1)}
    footprint = fit.measure(fit.read_config(folder))
    for count in rows:
        release()
        questions = [
            Question(images[i % len(images)], "What does the figure show?", settings.max_new_tokens)
            for i in range(count)
        ]
        seconds = [timed(engine, questions) for _ in range(4)][1:]
        one = footprint.row(settings.max_pixels, settings.max_new_tokens)
        estimate = footprint.weights(plan.bits) + fit.ROOM + count * one
        row = {
            "s": round(statistics.median(seconds), 3),
            "images_per_s": round(count / statistics.median(seconds), 3),
            "peak_gib": used_gib(),
            "estimate_gib": round(estimate / GIB, 2),
        }
        result[f"{count} at once"] = row
        print(plan.bits, "bit,", count, "at once:", row, flush=True)
    first = timed(engine, [Question(images[0], "What does the figure show?", 1)])
    result["seconds_to_first_token"] = round(first, 3)
    return result, engine


def timed(engine: VisionModel, questions: list[Question]) -> float:
    started = time.perf_counter()
    engine.answer(questions)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a small model and small images")
    parser.add_argument(
        "--thin", action="store_true", help="the 7B's code path with one thin layer: a rehearsal on a CPU"
    )
    parser.add_argument("--bits", type=int, nargs="+", default=[8, 16, 4])
    parser.add_argument("--rows", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--new-tokens", type=int, default=64)
    parser.add_argument("--out", type=Path, default=RESULTS / "vision_gpu.json")
    arguments = parser.parse_args()
    settings = VisionSettings(
        max_new_tokens=arguments.new_tokens, max_pixels=100_000 if arguments.small or arguments.thin else 1_003_520
    )
    if arguments.thin:
        SEVEN_BILLION.update(hidden_size=256, intermediate_size=512, num_hidden_layers=1, num_attention_heads=2)
        SEVEN_BILLION.update(num_key_value_heads=1)
        VISION.update(depth=1, hidden_size=256)
    card = torch.cuda.get_device_name(0) if ON_CUDA else "no GPU"
    found: dict[str, Any] = {"machine": machine() | {"gpu": card}, "new_tokens": arguments.new_tokens}
    side = int(settings.max_pixels**0.5)
    images = [drawing(seed, smallest=side, largest=side) for seed in range(16)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_tiny_vision_model(folder) if arguments.small else make_seven_billion(folder)
        for bits in arguments.bits if ON_CUDA else ["auto"]:
            try:
                found[f"{bits} bit"], engine = engine_part(folder, bits, settings, arguments.rows, images)
                if bits in {8, 16, "auto"}:
                    measured = rounds(engine, settings, [encoded(image, "JPEG") for image in images], 1)
                    found[f"{bits} bit"]["http"] = {"alone": measured[0][0], "16 clients": measured[0][1]}
                del engine
            except (DocloraError, RuntimeError, ImportError) as error:
                found[f"{bits} bit"] = {"failed": f"{type(error).__name__}: {error}"}
            arguments.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
            print(json.dumps(found[f"{bits} bit"]), flush=True)


if __name__ == "__main__":
    main()
