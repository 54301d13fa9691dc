"""What doclora's local services share: the batching queue, the token, the limits, and the one style of their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

STYLESHEET: Final = Path(__file__).parent / "static" / "doclora.css"
"""The style of doclora's pages: served beside them, or put inside a page that stands alone."""
