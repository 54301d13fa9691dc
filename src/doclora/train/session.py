"""One session of a training: from the last whole checkpoint to the end, or to the next interruption."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from transformers import TrainerState, set_seed

from doclora import console
from doclora.errors import DependencyError, DoesNotFitError
from doclora.settings import TrainSettings
from doclora.train import checkpoints
from doclora.train.encode import Sample
from doclora.train.engine import Engine, arguments, schedule_name
from doclora.train.fit import CONTEXT_BYTES, gib
from doclora.train.loading import load
from doclora.train.plan import Plan
from doclora.train.results import STATE
from doclora.train.watch import DivergedError, Watch, exhausted, graceful_interrupt, read_totals

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Session:
    """All that a session needs to know.

    Attributes:
        training: samples trained on.
        heldout: held-out wordings asked after each epoch; empty where there are none.
    """

    plan: Plan
    settings: TrainSettings
    training: Sequence[Sample]
    heldout: Sequence[Sample]
    out: Path
    logs: Path
    seed: int

    @property
    def checkpoints(self) -> Path:
        """Where this training's checkpoints are."""
        return checkpoints.folder_of(self.out)

    @property
    def patience(self) -> int | None:
        """Epochs without a better recall before training stops; None where no recall can be had."""
        return self.plan.recipe.patience if self.heldout and self.plan.recipe.keep == "best" else None

    def run(self) -> TrainerState:
        """Train to the end; return the Trainer's state there.

        Raises:
            KeyboardInterrupt: after Ctrl-C, once a checkpoint is written.
            DivergedError: when the loss is no number any more; the checkpoints are thrown away.
            DoesNotFitError: when the disk is full.
        """
        newest = self._take_up()
        if newest:
            state = TrainerState.load_from_json(str(newest / STATE))
            if state.global_step >= state.max_steps or exhausted(state, self.patience):
                return state
        try:
            self._train(newest)
        except DivergedError:
            checkpoints.discard(self.checkpoints)
            raise
        last = checkpoints.newest(self.checkpoints)
        assert last is not None, "training ends with a checkpoint"
        return TrainerState.load_from_json(str(last / STATE))

    def _take_up(self) -> Path | None:
        newest = checkpoints.newest(self.checkpoints)
        if newest:
            log.info("going on from step %s", newest.name.rpartition("-")[2])
        return newest

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        """Tell a full disk from a fault: torch and safetensors report it in their own ways."""
        try:
            yield
        except (OSError, RuntimeError, SafetensorError):
            room = shutil.disk_usage(self.checkpoints).free
            if room > self.plan.checkpoint_bytes:
                raise
            raise DoesNotFitError(
                f"{self.checkpoints}: disk full: {gib(room)} left, {gib(self.plan.checkpoint_bytes)} needed",
                hint="free some room, then run the same command again: it goes on from the last checkpoint",
            ) from None

    def _train(self, newest: Path | None) -> None:
        set_seed(self.seed)
        engine = self.engine()
        totals = read_totals(newest)
        with console.progress("Training", self.plan.steps) as progress:
            watch = Watch(
                progress,
                self.logs,
                tokens=sum(len(s.tokens) for s in self.training),
                samples=len(self.training),
                steps_per_epoch=self.plan.steps_per_epoch,
                checkpoint_minutes=self.settings.checkpoint_minutes,
                patience=self.patience,
                totals=totals,
            )
            engine.add_callback(watch)
            engine.watch = watch
            with graceful_interrupt(watch), self._disk():
                engine.train(resume_from_checkpoint=str(newest) if newest else None)
        if watch.interrupted:
            raise KeyboardInterrupt
        if self.plan.device == "cuda":
            measured = torch.cuda.max_memory_reserved() + CONTEXT_BYTES
            log.info("memory: %s at the peak, %s estimated", gib(measured), gib(self.plan.estimate.total))

    def engine(self) -> Engine:
        """The Trainer of this session, with the model loaded."""
        plan, recipe = self.plan, self.plan.recipe
        longest = max(len(s.tokens) for s in (*self.training, *self.heldout))
        model = load(plan, self.settings, longest)
        args = arguments(
            self.checkpoints,
            per_device_train_batch_size=plan.micro_batch,
            gradient_accumulation_steps=recipe.samples_per_step // plan.micro_batch,
            num_train_epochs=recipe.epochs,
            learning_rate=recipe.learning_rate,
            lr_scheduler_type=schedule_name(recipe.schedule),
            warmup_steps=recipe.warmup_steps,
            weight_decay=self.settings.weight_decay,
            max_grad_norm=self.settings.max_grad_norm,
            optim="adamw_bnb_8bit" if self.settings.optimizer == "adamw_8bit" else "adamw_torch_fused",
            fp16=plan.precision == "fp16",
            seed=self.seed,
            report_to=list(self.settings.trackers) or "none",
            eval_strategy="epoch" if self.heldout else "no",
            metric_for_best_model="eval_score" if self.heldout else None,
            greater_is_better=True,
        )
        os.environ.setdefault("TENSORBOARD_LOGGING_DIR", str(self.logs / "tensorboard"))
        try:
            return Engine(
                model,
                args,
                train_dataset=list(self.training),
                eval_dataset=list(self.heldout),
                fused=self.settings.fused,
                graph_longest=longest if self.settings.graphs and _graphable(plan, self.settings) else 0,
            )
        except RuntimeError as error:
            if "Callback requires" not in str(error):
                raise
            raise DependencyError(
                f"train.trackers={','.join(self.settings.trackers)}: {error}",
                hint="install it, or leave the tracker out",
            ) from None


def _graphable(plan: Plan, settings: TrainSettings) -> bool:
    """Whether a step can be captured: no scaling of the loss, nothing computed twice, no length known to the host."""
    return (
        plan.device == "cuda"
        and plan.attention == "varlen"
        and plan.precision == "bf16"
        and settings.fused
        and not plan.checkpointing
    )
