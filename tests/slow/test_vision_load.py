"""A real `doclora vision serve` under load; `python -m benchmarks.vision_load` is the same for ten minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.vision_load import load, service, stop_while_asked
from tests.support.tiny_vision import make_tiny_vision_model

pytestmark = pytest.mark.slow


def test_under_misbehaving_clients_nothing_is_lost_memory_is_flat_and_stopping_drains(tmp_path: Path) -> None:
    make_tiny_vision_model(tmp_path)
    with service(tmp_path) as (url, process):
        result: dict[str, Any] = load(url, process, 45) | stop_while_asked(url, process)
    assert result["honest: right"] > 100
    assert result["slow: right"] > 5
    assert result["distinct answers"] >= 20
    assert not {"honest: wrong", "honest: lost", "slow: lost", "lying: 5xx"} & set(result)
    assert result["growth"] < 0.1
    assert (result["answered after SIGTERM"], result["lost after SIGTERM"], result["exit"]) == (12, 0, 0)
