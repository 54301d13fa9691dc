"""Examples → a LoRA adapter."""

from doclora.train.stage import for_llamafactory, train

__all__ = ["for_llamafactory", "train"]
