"""The base with a fresh adapter, ready to train."""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import logging
import struct
import warnings
from pathlib import Path
from typing import Any, Final

import torch

from doclora.errors import SettingsError, did_you_mean, missing_extra
from doclora.settings import TrainSettings
from doclora.train import attention, devices
from doclora.train.fast import speed_up, tabulate_rotation
from doclora.train.graphs import GRAIN
from doclora.train.lora import CHANGES_BASE, fuse_lora
from doclora.train.plan import Plan
from doclora.workspace import digest_file, digest_json

DTYPES: Final = {name: getattr(torch, dtype) for name, dtype in devices.DTYPES.items()}
_WHOLE_DIGEST_BYTES: Final = 2**30
_OWN_NAMES: Final = {"r": "rank", "lora_alpha": "alpha", "lora_dropout": "dropout", "target_modules": "targets"}
log = logging.getLogger(__name__)


def load(plan: Plan, settings: TrainSettings, longest: int) -> Any:  # noqa: ANN401 - peft ships no types
    """Load the base frozen, put the adapter on it, and speed up what can be.

    Args:
        plan: what was decided.
        settings: the user's.
        longest: tokens of the longest sample.
    """
    from transformers import AutoModelForCausalLM

    attention.register()
    if plan.device == "cpu":
        devices.keep_memory()
    dtype = DTYPES[plan.precision]
    try:
        base = AutoModelForCausalLM.from_pretrained(
            plan.base,
            dtype=dtype,
            attn_implementation=attention.VARLEN if plan.attention == "varlen" else attention.SDPA,
            **_quantised(plan.bits, dtype),
        )
    except ValueError as error:
        if "attention implementation" not in str(error):
            raise
        raise SettingsError(
            f"{plan.base}: its attention cannot be replaced by packed attention",
            hint="choose another base, such as microsoft/Phi-4-mini-instruct",
        ) from None
    if "logits_to_keep" not in inspect.signature(base.forward).parameters:
        raise SettingsError(
            f"{plan.base}: {type(base).__name__} cannot limit its logits to some rows", hint="choose another base"
        )
    if plan.bits == 16:
        base.to(plan.device)
    base.config.use_cache = False
    base.requires_grad_(False)
    with warnings.catch_warnings():  # peft reads an attribute that transformers has renamed
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing", category=FutureWarning)
        model = _adapted(base, plan, settings)
    if plan.checkpointing:
        base.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    if settings.fused:
        fuse_lora(model)
        speed_up(model)
        tabulate_rotation(model, max(longest, GRAIN))
    return model


def _adapted(base: Any, plan: Plan, settings: TrainSettings) -> Any:  # noqa: ANN401
    from peft import get_peft_model

    config = lora_config(plan, settings)
    if str(config.init_lora_weights).lower().startswith(CHANGES_BASE):
        log.warning(
            "init_lora_weights=%s changes the base's own weights: only PEFT (so doclora and LLaMA-Factory) loads"
            " this adapter rightly, not vLLM, llama.cpp or `doclora shrink`",
            config.init_lora_weights,
        )
    try:
        return get_peft_model(base, config)
    except ValueError as error:
        if not settings.peft:
            raise
        raise SettingsError(f"train.peft: {error}", hint="see the documentation of peft's LoraConfig") from None


def lora_config(plan: Plan, settings: TrainSettings) -> Any:  # noqa: ANN401
    """The adapter's configuration for peft.

    Raises:
        SettingsError: when `peft` names a field that peft does not know, or gives it a wrong value.
    """
    from peft import LoraConfig

    recipe = plan.recipe
    known = [field.name for field in dataclasses.fields(LoraConfig)]
    for name in settings.peft:
        if name in _OWN_NAMES:
            raise SettingsError(f"train.peft.{name}: doclora sets it", hint=f"--set train.{_OWN_NAMES[name]}=…")
        if name not in known:
            raise SettingsError(
                f"train.peft.{name}: peft's LoraConfig has no such field{did_you_mean(name, known)}",
                hint=f"its fields: {', '.join(known)}",
            )
    try:
        return LoraConfig(
            task_type="CAUSAL_LM",
            r=recipe.rank,
            lora_alpha=recipe.alpha,
            lora_dropout=recipe.dropout,
            target_modules=list(settings.targets) or "all-linear",
            **settings.peft,
        )
    except (TypeError, ValueError) as error:
        raise SettingsError(f"train.peft: {error}", hint="see the documentation of peft's LoraConfig") from None


def base_digest(base: str) -> str:
    """What identifies a base's weights: a folder's files, or a hub model's name and revision."""
    folder = Path(base)
    if not folder.is_dir():
        from transformers import AutoConfig

        return digest_json([base, getattr(AutoConfig.from_pretrained(base), "_commit_hash", None)])
    weights = sorted(p for p in folder.iterdir() if p.suffix in {".safetensors", ".bin"})
    small = sum(p.stat().st_size for p in weights) <= _WHOLE_DIGEST_BYTES
    parts = {p.name: digest_file(p) if small else _outline(p) for p in weights}
    return digest_json(parts | {"config.json": digest_file(folder / "config.json")})


def _quantised(bits: int, dtype: torch.dtype) -> dict[str, Any]:
    if bits == 16:
        return {}
    try:
        import bitsandbytes  # noqa: F401
    except ImportError:
        raise missing_extra("bitsandbytes", "gpu") from None
    from transformers import BitsAndBytesConfig

    config = (
        BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_compute_dtype=dtype,
            bnb_4bit_use_double_quant=True,
        )
        if bits == 4
        else BitsAndBytesConfig(load_in_8bit=True)
    )
    return {"quantization_config": config, "device_map": {"": 0}}


def _outline(path: Path) -> str:
    """Size and table of contents of a large weights file: reading all of it would take minutes."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        length = struct.unpack("<Q", head)[0] if path.suffix == ".safetensors" else 2**16
        return hashlib.sha256(head + file.read(min(length, 2**26)) + str(size).encode()).hexdigest()
