"""What several slow tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.llamafactory import make_environment


@pytest.fixture(scope="session")
def llamafactory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with LLaMA-Factory."""
    return make_environment(tmp_path_factory.mktemp("llamafactory"))
