"""Figures → descriptions: by the image service, an OpenAI-compatible endpoint, or offline; reviewed by a person."""

from doclora.describe.stage import describe

__all__ = ["describe"]
