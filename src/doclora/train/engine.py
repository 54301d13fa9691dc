"""The Hugging Face Trainer with packed batches, a loss on the answer rows alone, and held-out recall."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import AutocastKwargs
from transformers import Trainer, TrainingArguments
from transformers.trainer_callback import PrinterCallback

from doclora.train import checkpoints
from doclora.train.encode import Sample
from doclora.train.graphs import GraphedSteps
from doclora.train.loss import foretold, fused_loss, plain_loss
from doclora.train.packing import model_inputs, pack
from doclora.train.watch import Watch, write_totals

TIE_BREAKER = 1e-3


class Engine(Trainer):  # type: ignore[misc]  # transformers ships no types
    """Trains on packed samples.

    Args:
        model: a peft model whose attention takes `segments`.
        train_dataset: samples in tokens.
        eval_dataset: held-out wordings; empty where there are none.
        fused: whether the head is applied inside the loss, chunk by chunk.
        graph_longest: tokens of the longest sample, for steps as CUDA graphs; 0: no graphs.
    """

    def __init__(self, *args: Any, fused: bool, graph_longest: int = 0, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, data_collator=pack, **kwargs)
        self.remove_callback(PrinterCallback)
        self.model_accepts_loss_kwargs = True
        self.accelerator.autocast_handler = AutocastKwargs(enabled=False)
        base = self.model.get_base_model()
        self._head = base.get_output_embeddings()
        self._fused = fused and not _scaled_logits(base.config)
        self.watch: Watch | None = None
        self._flops = flops_per_token(self.model)
        if self._fused:
            self._head.forward = _unchanged
        self._longest = graph_longest if self._fused and self.args.world_size == 1 else 0
        self._graphs: GraphedSteps | None = None

    def training_step(
        self,
        model: Any,  # noqa: ANN401
        inputs: dict[str, Any],
        num_items_in_batch: int | torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Forward and backward of a micro-batch, as a CUDA graph where that was asked for."""
        if not self._longest:
            loss: torch.Tensor = super().training_step(model, inputs, num_items_in_batch)
            return loss
        if self._graphs is None:
            trained = [p for p in model.parameters() if p.requires_grad]
            self._graphs = GraphedSteps(
                partial(self._hidden, model),
                partial(_fused, self._head.weight),
                trained,
                self._longest,
                self.args.per_device_train_batch_size,
            )
            self.model.zero_grad = self._graphs.zero
        if not model.training:
            model.train()
        return self._graphs.run(self._prepare_inputs(inputs), num_items_in_batch or inputs["targets"].numel())

    def _hidden(self, model: Any, arguments: dict[str, Any]) -> torch.Tensor:  # noqa: ANN401
        """Of all tokens, 1 × T × width: the head passes them on unchanged."""
        hidden: torch.Tensor = model(**arguments).logits.to(self._head.weight.dtype)
        return hidden

    def compute_loss(
        self,
        model: Any,  # noqa: ANN401
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: int | torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Summed loss of the answer tokens over their number in the whole step, on all devices."""
        out = model(**model_inputs(inputs), logits_to_keep=inputs["rows"]).logits[0].to(self._head.weight.dtype)
        total = (
            fused_loss(out, self._head.weight, inputs["targets"]) if self._fused else plain_loss(out, inputs["targets"])
        )
        answers = num_items_in_batch if num_items_in_batch is not None else inputs["targets"].numel()
        loss: torch.Tensor = total / answers * self.accelerator.num_processes
        return loss

    def _get_num_items_in_batch(self, batch_samples: list[dict[str, Any]], device: torch.device) -> int | torch.Tensor:
        """Answer tokens of the whole step."""
        count: int = sum(b["targets"].numel() for b in batch_samples)
        if self.args.world_size == 1:
            return count
        counts: torch.Tensor = self.accelerator.gather(torch.tensor([count], device=device))
        return counts.sum()

    def floating_point_ops(self, inputs: dict[str, Any]) -> int:
        """Operations of this batch, forward and backward, frozen weights counted without their gradient."""
        return int(self._flops * inputs["input_ids"].numel())

    def get_eval_dataloader(self, eval_dataset: Any = None) -> Any:  # noqa: ANN401
        """Never used: `evaluate` packs the held-out wordings itself."""
        raise NotImplementedError

    def evaluate(
        self,
        eval_dataset: Sequence[Sample] | None = None,
        ignore_keys: list[str] | None = None,
        metric_key_prefix: str = "eval",
    ) -> dict[str, float]:
        """Loss on the held-out wordings, and the share of them that greedy decoding answers word for word.

        If every token of an answer is the most probable one given those before it, greedy decoding writes exactly
        that answer: one forward pass tells, and nothing need be generated.
        """
        samples = self.eval_dataset if eval_dataset is None else eval_dataset
        self.model.eval()
        losses, right, exact = 0.0, 0, 0
        for start in range(0, len(samples), self.args.per_device_train_batch_size):
            loss, tokens, answers = self._ask(samples[start : start + self.args.per_device_train_batch_size])
            losses, right, exact = losses + loss, right + tokens, exact + answers
        answer_tokens = sum(len(s.tokens) - s.prompt for s in samples)
        recall, accuracy = exact / len(samples), right / answer_tokens
        metrics = {
            f"{metric_key_prefix}_loss": losses / answer_tokens,
            f"{metric_key_prefix}_token_accuracy": accuracy,
            f"{metric_key_prefix}_recall": recall,
            f"{metric_key_prefix}_score": recall + TIE_BREAKER * accuracy,
        }
        self.log(dict(metrics))
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    @torch.no_grad()
    def _ask(self, samples: Sequence[Sample]) -> tuple[float, int, int]:
        batch = self._prepare_inputs(pack(samples))
        out = self.model(**model_inputs(batch), logits_to_keep=batch["rows"]).logits[0].to(self._head.weight.dtype)
        if self._fused:
            losses, right = foretold(out, self._head.weight, batch["targets"])
        else:
            losses = torch.nn.functional.cross_entropy(out.float(), batch["targets"], reduction="none")
            right = out.argmax(-1) == batch["targets"]
        answers = right.split([len(s.tokens) - s.prompt for s in samples])
        return float(losses.sum()), int(right.sum()), sum(bool(a.all()) for a in answers)

    def _save_checkpoint(self, model: Any, trial: Any) -> None:  # noqa: ANN401
        super()._save_checkpoint(model, trial)
        if self.args.should_save:
            folder = Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}"
            if self.watch:
                write_totals(folder, self.watch)
            checkpoints.mark_complete(folder)


def flops_per_token(model: Any) -> int:  # noqa: ANN401
    """Operations a token, forward and backward: 4 for a frozen weight (no gradient of its own), 6 for a trained one."""
    linear = (m for m in model.modules() if hasattr(m, "weight") and hasattr(m, "in_features"))
    return sum((6 if m.weight.requires_grad else 4) * m.in_features * m.out_features for m in linear)


def schedule_name(name: str) -> str:
    """The Trainer's name of a schedule that warms up first."""
    return {"constant": "constant_with_warmup"}.get(name, name)


def arguments(folder: Path, **chosen: Any) -> TrainingArguments:  # noqa: ANN401
    """The Trainer's arguments: checkpoints and held-out questions after each epoch, nothing sent anywhere."""
    return TrainingArguments(
        output_dir=str(folder),
        save_strategy="epoch",
        save_total_limit=2,
        logging_first_step=True,
        logging_steps=5,
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_num_workers=0,
        dataloader_pin_memory=torch.cuda.is_available(),
        accelerator_config={"non_blocking": True},  # else every batch waits until the device has done the last
        use_cpu=not torch.cuda.is_available() and not torch.backends.mps.is_available(),
        **chosen,
    )


def _scaled_logits(config: Any) -> bool:  # noqa: ANN401
    """Whether the model does more to its logits than multiply by the head."""
    return any(getattr(config, n, None) for n in ("final_logit_softcapping", "logit_scale", "logits_scaling"))


def _fused(head: torch.Tensor, hidden: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return fused_loss(hidden, head, targets)


def _unchanged(hidden: torch.Tensor) -> torch.Tensor:
    return hidden
