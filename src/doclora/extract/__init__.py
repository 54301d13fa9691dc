"""Documents → texto.md and figures."""

from __future__ import annotations

from doclora.extract.isolation import Limits
from doclora.extract.stage import extract

__all__ = ["Limits", "extract"]
