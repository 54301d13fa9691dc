"""What holds for every test."""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell starts what runs in its background with Ctrl-C ignored, and the commands under test would inherit that."""
