"""What is watched while training runs: progress, the clock, divergence, Ctrl-C, and when to stop early."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from doclora.console import Progress
from doclora.errors import DocloraError
from doclora.records import Record
from doclora.train.results import write_log
from doclora.workspace import write_record

TOTALS: Final = "totals.json"
DIVERGED: Final = 3.0


class DivergedError(DocloraError):
    """The loss is no number any more, or far above where it began."""


class Totals(Record):
    """What must outlive an interruption: seconds trained in all sessions so far."""

    seconds: float = 0.0


class Watch(TrainerCallback):  # type: ignore[misc]  # transformers ships no types
    """Shows progress, saves by the clock, stops what diverges or no longer improves.

    Args:
        progress: told of every step.
        logs: where `trainer_log.jsonl` grows.
        tokens: of one epoch.
        samples: of one epoch.
        checkpoint_minutes: longest time between two checkpoints.
        patience: epochs without a better recall before training stops.
        totals: of the sessions before this one.
    """

    def __init__(
        self,
        progress: Progress,
        logs: Path,
        *,
        tokens: int,
        samples: int,
        steps_per_epoch: int,
        checkpoint_minutes: float,
        patience: int | None,
        totals: Totals,
    ) -> None:
        self.interrupted = False
        self._progress, self._logs = progress, logs
        self._tokens, self._samples, self._steps_per_epoch = tokens, samples, steps_per_epoch
        self._save_every, self._patience, self._before = checkpoint_minutes * 60, patience, totals.seconds
        self._began = self._saved = time.monotonic()
        self._from_step = 0

    @property
    def seconds(self) -> float:
        """Trained so far, all sessions together."""
        return self._before + time.monotonic() - self._began

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Start the clock, after a resume with the steps already done."""
        self._began = self._saved = time.monotonic()
        self._from_step = state.global_step
        if state.global_step:
            self._progress.advance(state.global_step, "resumed")

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """A step further; a checkpoint when the clock or Ctrl-C asks for one."""
        self._progress.advance(1, self._note(state))
        ends_epoch = state.global_step % self._steps_per_epoch == 0 or state.global_step >= state.max_steps
        if self.interrupted and not ends_epoch:
            control.should_save = control.should_training_stop = True
        elif not ends_epoch and time.monotonic() - self._saved >= self._save_every:
            control.should_save = True

    def on_save(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Wind the checkpoint clock."""
        self._saved = time.monotonic()
        if self.interrupted:
            control.should_training_stop = True

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Write the log anew; stop when the loss is none any more.

        Raises:
            DivergedError: when it is no number, or three times what it was at first.
        """
        write_log(self._logs, state.log_history, state.max_steps, self.seconds)
        losses = [entry["loss"] for entry in state.log_history if "loss" in entry]
        if "loss" in (logs or {}) and losses and _diverged(losses):
            raise DivergedError(
                f"diverged at step {state.global_step}: the loss went from {losses[0]:.3g} to {losses[-1]:.3g}",
                hint=f"lower the learning rate: --set train.learning_rate={args.learning_rate / 4:.1g}",
            )

    def on_evaluate(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Stop when the recall of held-out wordings no longer improves."""
        if exhausted(state, self._patience):
            control.should_training_stop = True

    def _note(self, state: TrainerState) -> str:
        done, seconds = state.global_step - self._from_step, time.monotonic() - self._began
        if not done or not seconds:
            return ""
        epochs = done / self._steps_per_epoch
        loss = next((f"loss {e['loss']:.3f}" for e in reversed(state.log_history) if "loss" in e), "")
        recall = next((f"recall {e['eval_recall']:.0%}" for e in reversed(state.log_history) if "eval_recall" in e), "")
        rates = f"{epochs * self._samples / seconds:.1f} samples/s · {epochs * self._tokens / seconds:.0f} tokens/s"
        return " · ".join(part for part in (loss, recall, rates) if part)


def exhausted(state: TrainerState, patience: int | None) -> bool:
    """Whether so many epochs in a row brought no better recall of held-out wordings."""
    scores = [e["eval_score"] for e in state.log_history if "eval_score" in e]
    if patience is None or not scores:
        return False
    return len(scores) - 1 - scores.index(max(scores)) >= patience


@contextmanager
def graceful_interrupt(watch: Watch) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM) ends training after a checkpoint, the second at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        if watch.interrupted:
            raise KeyboardInterrupt
        watch.interrupted = True

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def write_totals(checkpoint: Path, watch: Watch) -> None:
    """Keep the totals beside a checkpoint."""
    write_record(checkpoint / TOTALS, Totals(seconds=watch.seconds))


def read_totals(checkpoint: Path | None) -> Totals:
    """Of the checkpoint that training resumes from."""
    if checkpoint is None:
        return Totals()
    return Totals.model_validate_json((checkpoint / TOTALS).read_bytes())


def _diverged(losses: list[float]) -> bool:
    return not math.isfinite(losses[-1]) or losses[-1] > DIVERGED * max(losses[0], 1.0)
