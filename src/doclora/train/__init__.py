"""Examples → a LoRA adapter."""

from doclora.train.stage import train

__all__ = ["train"]
