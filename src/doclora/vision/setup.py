"""Fetch a vision-language model's weights, see that it fits, and try it once."""

from __future__ import annotations

import logging
import shutil
import time
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from doclora.errors import DoesNotFitError, RemoteServiceError, missing_extra
from doclora.records import Record
from doclora.settings import VisionSettings
from doclora.vision.engine import Question
from doclora.vision.fit import DEFAULT_MODEL, WEIGHT_FILES, local_weights, plan_model

if TYPE_CHECKING:
    from PIL.Image import Image

_log = logging.getLogger(__name__)


class Trial(Record):
    """How the model was loaded and what it said of a drawn square.

    Attributes:
        seconds: for the answer, without loading.
    """

    plan: str
    answer: str
    seconds: float


def set_up(settings: VisionSettings) -> Trial:
    """Make the service's model ready on this machine.

    Raises:
        DependencyError: when a package is missing, or the model is none that the service runs.
        DoesNotFitError: when it does not fit on the disk or in memory.
        RemoteServiceError: when the weights cannot be fetched.
    """
    try:
        from doclora.vision.model import VisionModel
    except ModuleNotFoundError as error:
        raise missing_extra(error.name or "torch", "train") from None

    name = DEFAULT_MODEL if settings.model in {"auto", "ocr"} else settings.model
    if local_weights(name) is None:
        _fetch(name)
    plan = plan_model(name, settings)
    _log.info("loading %s", plan)
    model = VisionModel.load(plan, settings)
    question = Question(_drawing(), "What is drawn here? Answer in one sentence.", 32)
    model.check(question)
    started = time.monotonic()
    answer = model.answer([question])[0]
    return Trial(plan=str(plan), answer=answer, seconds=round(time.monotonic() - started, 2))


def _fetch(name: str) -> None:
    from httpx import HTTPError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.constants import HF_HUB_CACHE
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        files = HfApi().model_info(name, files_metadata=True).siblings or []
        size = sum(file.size or 0 for file in files if any(fnmatch(file.rfilename, p) for p in WEIGHT_FILES))
        _check_disk(name, size, Path(HF_HUB_CACHE))
        _log.info("fetching %s, %.1f GB", name, size / 1e9)
        snapshot_download(name, allow_patterns=list(WEIGHT_FILES))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled, HTTPError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise RemoteServiceError(
            f"{name}: cannot be fetched: {reason}", hint="check the name and the network; what came is kept"
        ) from None


def _check_disk(name: str, size: int, cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(cache).free
    if size * 1.05 > free:
        raise DoesNotFitError(
            f"{name} needs {size / 2**30:.1f} GiB on the disk, and {free / 2**30:.1f} GiB are free",
            hint="free some room, or set HF_HOME to a larger disk",
        )


def _drawing() -> Image:
    import PIL.Image
    from PIL import ImageDraw

    image = PIL.Image.new("RGB", (448, 448), "white")
    ImageDraw.Draw(image).rectangle((120, 120, 328, 328), fill="red", outline="black", width=6)
    return image
