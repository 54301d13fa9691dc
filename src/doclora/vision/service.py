"""The image service without its HTTP: loads an engine, lets questions wait for their turn, says how it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

from doclora.errors import DependencyError, DocloraError
from doclora.settings import VisionSettings
from doclora.vision.engine import Engine, EngineBrokenError, OcrEngine, Question
from doclora.vision.images import ImageLimits
from doclora.web.guard import Refusal
from doclora.web.queue import BatchLimits, BatchQueue, Ticket

Asked = Ticket[Question, str]

_LOADING_RETRY = 5  # seconds
_TEXT_ALLOWED = 768  # characters: 256 tokens, which `fit.Footprint.row` counts for the text
_PIXELS_PER_CHARACTER = 784 // 3
_log = logging.getLogger(__name__)


class VisionService:
    """Loads in the background, answers when it is ready.

    Args:
        settings: of the service.
        load: makes the engine; called once, in a thread.
        on_failure: called when that fails; `failure` then says why.
    """

    def __init__(
        self, settings: VisionSettings, load: Callable[[], Engine], on_failure: Callable[[], None] = lambda: None
    ) -> None:
        self.settings = settings
        self.engine: Engine | None = None
        self.failure: DocloraError | None = None
        self._load, self._on_failure = load, on_failure
        self._queue: BatchQueue[Question, str] | None = None

    def start(self) -> None:
        """Begin to load."""
        threading.Thread(target=self._begin, name="loading", daemon=True).start()

    def stop(self) -> None:
        """Answer what waits, then stop."""
        if self._queue:
            self._queue.close(self.settings.drain_seconds)

    @property
    def waiting(self) -> int:
        """Questions that wait for their turn."""
        return len(self._queue) if self._queue else 0

    @property
    def image_limits(self) -> ImageLimits:
        """What an image may be."""
        kept = self.engine.kept_pixels if self.engine else self.settings.max_pixels
        return ImageLimits(self.settings.max_image_mb << 20, self.settings.max_image_mpx * 1_000_000, kept)

    def turned_away(self) -> Refusal | None:
        """Why no question can be taken now; None when one can."""
        if self._queue is None or self.failure:
            return Refusal(503, self.message(), retry_after=_LOADING_RETRY)
        if seconds := self._queue.full_for():
            return Refusal(429, "too many questions are waiting", retry_after=seconds)
        return None

    def message(self) -> str:
        """How the service is, in one line."""
        if self.failure:
            return "the model could not be loaded, or has failed; the service's log says why"
        if self.engine is None:
            return "the model is being loaded"
        return f"ready: {self.engine.name}, {self.engine.note}"

    def coming(self) -> AbstractContextManager[None]:
        """A question is being made ready: the next batch waits a little for it."""
        return self._queue.coming() if self._queue else nullcontext()

    def ask(self, question: Question) -> Asked:
        """Let a question wait for its turn.

        Raises:
            QueueFullError: when too many wait already.
            QueueClosedError: when the service is stopping, or not ready.
        """
        if self._queue is None:
            raise AssertionError("turned_away() is asked first")
        return self._queue.submit(question, group=length_group(question.max_new_tokens), size=_size(question))

    def _begin(self) -> None:
        try:
            engine = self._load()
        except Exception as error:  # noqa: BLE001 - this thread has no caller: whatever stops it must stop the service
            self.failure = error if isinstance(error, DocloraError) else _unloadable(error)
            self._on_failure()
            return
        limits = BatchLimits(engine.rows, engine.rows * engine.kept_pixels, self.settings.waiting)
        self._queue = BatchQueue(partial(self._answer, engine), limits)
        self._queue.start()
        self.engine = engine
        _log.info("%s, on %s", self.message(), engine.device)

    def _answer(self, engine: Engine, tickets: Sequence[Asked]) -> list[str]:
        questions = [replace(ticket.job, abandoned=partial(getattr, ticket, "abandoned")) for ticket in tickets]
        try:
            return engine.answer(questions)
        except EngineBrokenError as error:
            self.failure, self.engine = error, None
            self._on_failure()
            raise


def _size(question: Question) -> int:
    """Of a question in a batch, in pixels; a text beyond the length allowed for in memory counts as pixels too."""
    beyond = max(0, len(question.text) - _TEXT_ALLOWED)
    return question.image.width * question.image.height + beyond * _PIXELS_PER_CHARACTER


def length_group(max_new_tokens: int) -> int:
    """The power of two that covers a length limit: a short answer does not wait for a long one in its batch."""
    return 1 << (max_new_tokens - 1).bit_length()


def make_engine(settings: VisionSettings) -> Engine:
    """The engine that the settings ask for; for `auto`, the model where it can run, else OCR, and why.

    Raises:
        DependencyError: when the model asked for, or what it needs, is not on this machine.
        DoesNotFitError: when it is too large for it.
    """
    if settings.model == "ocr":
        return _ocr("it was asked for OCR")
    if settings.model == "auto" and (reason := _why_no_model()):
        return _ocr(reason)
    from doclora.vision.fit import DEFAULT_MODEL, plan_model

    plan = plan_model(DEFAULT_MODEL if settings.model == "auto" else settings.model, settings)
    _log.info("loading %s", plan)
    from doclora.vision.model import VisionModel

    return VisionModel.load(plan, settings)


def _why_no_model() -> str:
    from importlib.util import find_spec

    if find_spec("torch") is None or find_spec("transformers") is None:
        return 'torch and transformers are not installed (pip install "doclora[train]")'
    import torch

    if not torch.cuda.is_available():
        return "this machine has no CUDA device"
    from doclora.vision.fit import DEFAULT_MODEL, local_weights

    return "" if local_weights(DEFAULT_MODEL) else f"{DEFAULT_MODEL} is not on this machine (doclora setup vision)"


def _ocr(why: str) -> Engine:
    engine = OcrEngine(why)
    engine.warm_up()
    return engine


def _unloadable(error: Exception) -> DependencyError:
    _log.debug("loading failed", exc_info=error)
    reason = (str(error).strip() or "no reason given").splitlines()[0]
    return DependencyError(
        f"{type(error).__name__}: {reason}", hint="fetch the weights anew: doclora setup vision; doclora -v says more"
    )
