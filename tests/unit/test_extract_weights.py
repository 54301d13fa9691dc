"""Fetching docling's weights fails with a hint, before anything is downloaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from doclora.errors import DoesNotFitError, InputError
from doclora.extract.weights import fetch_weights
from doclora.settings import ExtractSettings


def test_too_little_room_on_the_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=1 << 30))

    with pytest.raises(DoesNotFitError, match=r"1\.0 GB free"):
        fetch_weights(tmp_path / "weights", ExtractSettings())


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(InputError, match="cannot be written"):
        fetch_weights(tmp_path / "file" / "weights", ExtractSettings())
