"""The stage `train`: plan, load, train with checkpoints, keep the best, write the adapter and the results."""

from __future__ import annotations

import functools
import logging
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from doclora.errors import DoesNotFitError, InputError, SettingsError, did_you_mean
from doclora.jsonl import read_examples
from doclora.language.base import resolve_base
from doclora.settings import TrainSettings
from doclora.torchvision_shim import ensure_torchvision
from doclora.train import checkpoints
from doclora.train.encode import Encoded, encode
from doclora.train.fit import gib
from doclora.workspace import StageOutcome, StageResult, digest_file, digest_json, run_stage

if TYPE_CHECKING:
    from doclora.train.plan import Plan

STAGE: Final = "train"
PACKAGES: Final = ("torch", "transformers", "peft", "accelerate", "bitsandbytes")
log = logging.getLogger(__name__)


def train(
    dataset: Path, out: Path, settings: TrainSettings, *, logs: Path, seed: int, force: bool = False
) -> StageOutcome:
    """Train a LoRA adapter on a dataset, or go on where an earlier session was interrupted.

    Args:
        dataset: a folder with `train.jsonl` and, for the best checkpoint, `validation.jsonl`.
        out: the adapter's folder.
        settings: preset and overrides.
        logs: where logs, results and the loss plot go.
        seed: of initialisation, order and dropout.
        force: train again even when the adapter is fresh.

    Raises:
        InputError: when the dataset is missing, empty, or every sample is longer than the cut-off.
        DependencyError: when the base cannot be had, or a package is missing.
        DoesNotFitError: when the training would not fit in memory or on disk.
        DivergedError: when the loss is no number any more.
    """
    ensure_torchvision()
    from doclora.train.loading import base_digest

    base = resolve_base(settings.base)
    read_examples(dataset / "train.jsonl")
    files = [dataset / name for name in ("train.jsonl", "validation.jsonl")]
    inputs = {path.name: digest_file(path) for path in files if path.is_file()} | {"base": base_digest(base.source)}
    if force:
        checkpoints.discard(checkpoints.folder_of(out))
    resolved = settings.model_dump(mode="json") | {"base": base.source}
    identity = digest_json([resolved, inputs, seed])

    def work() -> StageResult:
        log.info("base model: %s (%s)", base.source, base.reason)
        return _work(dataset, out, settings.model_copy(update={"base": base.source}), logs, seed, identity)

    return run_stage(STAGE, out, settings=resolved, inputs=inputs, seed=seed, force=force, packages=PACKAGES, work=work)


def for_llamafactory(dataset: Path, folder: Path, settings: TrainSettings, *, seed: int) -> Path:
    """Write the YAML and the dataset that run the same training in LLaMA-Factory; return the YAML's path.

    Raises:
        InputError: when the dataset is missing or empty.
        DoesNotFitError: when the training would not fit.
    """
    ensure_torchvision()
    import transformers

    from doclora.train.llamafactory import write_llamafactory
    from doclora.train.plan import make_plan

    settings = settings.model_copy(update={"base": resolve_base(settings.base).source})
    tokenizer = transformers.AutoTokenizer.from_pretrained(settings.base)
    plan = make_plan(settings, lambda cutoff: _encode(dataset / "train.jsonl", tokenizer, cutoff).lengths)
    eight_bit = settings.optimizer == "adamw_8bit"
    return write_llamafactory(folder.resolve(), plan, dataset, seed=seed, eight_bit=eight_bit)


def _work(dataset: Path, out: Path, settings: TrainSettings, logs: Path, seed: int, identity: str) -> StageResult:
    import transformers

    from doclora.train.finish import finish
    from doclora.train.loading import lora_config
    from doclora.train.plan import describe, make_plan
    from doclora.train.session import Session

    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    tokenizer = transformers.AutoTokenizer.from_pretrained(settings.base)
    encoded = functools.cache(functools.partial(_encode, dataset / "train.jsonl", tokenizer))
    plan = make_plan(settings, lambda cutoff: encoded(cutoff).lengths)
    lora_config(plan, settings)  # what it refuses, it refuses before anything is written
    _check_trackers(settings.trackers)
    known = checkpoints.prepare(
        checkpoints.folder_of(out),
        checkpoints.Identity(digest=identity, precision=plan.precision, micro_batch=plan.micro_batch),
    )
    plan = plan.model_copy(update={"precision": known.precision, "micro_batch": known.micro_batch})
    for line in describe(plan):
        log.info("%s", line)
    _check_disk(plan, out)
    training = encoded(plan.recipe.cutoff)
    heldout = _heldout(dataset / "validation.jsonl", tokenizer, plan.recipe.cutoff, settings.questions, seed)
    session = Session(plan, settings, training.samples, heldout.samples, out, logs, seed)
    state = session.run()
    return finish(session, state, tokenizer, too_long=training.too_long)


def _check_trackers(names: Sequence[str]) -> None:
    from transformers.integrations.integration_utils import INTEGRATION_TO_CALLBACK

    if unknown := [n for n in names if n not in INTEGRATION_TO_CALLBACK]:
        raise SettingsError(
            f"train.trackers: no tracker {unknown[0]}{did_you_mean(unknown[0], INTEGRATION_TO_CALLBACK)}",
            hint=f"there are: {', '.join(sorted(INTEGRATION_TO_CALLBACK))}",
        )


def _check_disk(plan: Plan, out: Path) -> None:
    """Two checkpoints, a third while it is written, and the adapter must fit."""
    needed, free = 4 * plan.checkpoint_bytes, shutil.disk_usage(out).free
    if free < needed:
        raise DoesNotFitError(
            f"{out}: checkpoints need {gib(needed)} on disk, {gib(free)} are free",
            hint="choose another folder with -o, or a smaller rank: --preset compact",
        )


def _encode(path: Path, tokenizer: Any, cutoff: int) -> Encoded:  # noqa: ANN401
    encoded = encode(read_examples(path), tokenizer, cutoff)
    if not encoded.samples:
        raise InputError(
            f"{path}: no example of at most {cutoff} tokens", hint="raise --set train.cutoff, or shorten the examples"
        )
    if encoded.too_long:
        log.warning("%s: %d examples are longer than %d tokens and are left out", path, encoded.too_long, cutoff)
    return encoded


def _heldout(path: Path, tokenizer: Any, cutoff: int, questions: int, seed: int) -> Encoded:  # noqa: ANN401
    if not path.is_file():
        return Encoded((), 0)
    encoded = encode(read_examples(path), tokenizer, cutoff)
    drawn = random.Random(seed).sample(encoded.samples, min(questions, len(encoded.samples)))
    return Encoded(tuple(drawn), encoded.too_long)
