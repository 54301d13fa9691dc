"""Which base model: the one asked for, Phi-4-mini where it can be had, else the one that ships with doclora."""

from __future__ import annotations

import ctypes
import logging
import sys
from dataclasses import dataclass
from pathlib import Path

from doclora.errors import DependencyError
from doclora.settings import DEFAULT_BASE

log = logging.getLogger(__name__)

AUTO = "auto"
_HUB_SECONDS = 5.0


@dataclass(frozen=True)
class Base:
    """A base model that can be loaded now.

    Attributes:
        source: a Hugging Face name or a folder, as `from_pretrained` takes it.
        reason: why it was chosen, for the user.
    """

    source: str
    reason: str


def resolve_base(name: str) -> Base:
    """Decide on the base model and say why.

    Raises:
        DependencyError: when the model asked for is neither a folder nor to be had from the hub.
    """
    if name != AUTO:
        return _named(name)
    if not _has_cuda():
        return _shipped("this machine has no CUDA device")
    if not available(DEFAULT_BASE):
        return _shipped(f"{DEFAULT_BASE} is not in the cache and the model hub cannot be reached")
    return Base(DEFAULT_BASE, "the default on a GPU")


def _has_cuda() -> bool:
    """Whether torch can use a CUDA device; it is imported, which takes seconds, only where a driver is installed."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        if not Path("/dev/kfd").exists():
            return False
    import torch

    return torch.cuda.is_available()


def available(name: str) -> bool:
    """Whether the local cache has a model of that name, or the hub answers for it within a few seconds."""
    import httpx
    from huggingface_hub import constants, get_token, hf_hub_url, try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        if isinstance(try_to_load_from_cache(name, "config.json"), str):
            return True
        if constants.is_offline_mode():
            return False
        headers = {"Authorization": f"Bearer {token}"} if (token := get_token()) else {}
        url = hf_hub_url(name, "config.json")
        return httpx.head(url, headers=headers, follow_redirects=True, timeout=_HUB_SECONDS).is_success
    except (HFValidationError, httpx.HTTPError):
        return False


def _named(name: str) -> Base:
    if (Path(name) / "config.json").is_file():
        return Base(str(Path(name).resolve()), "the folder asked for")
    if Path(name).exists():
        raise DependencyError(f"{name}: a folder without a model", hint="it must hold config.json and the weights")
    if not available(name):
        raise DependencyError(
            f"{name}: not a folder here, and the model hub does not give it",
            hint="check the name and the network, or use --base auto for the model that ships with doclora",
        )
    return Base(name, "the model asked for")


def _shipped(why: str) -> Base:
    from doclora.language.starter import starter_path

    return Base(str(starter_path()), f"the starter model that ships with doclora, because {why}")
