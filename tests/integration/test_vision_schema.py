"""The image service fuzzed from its own OpenAPI schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from doclora.settings import VisionSettings
from doclora.vision.app import create_app
from doclora.vision.engine import Question
from doclora.vision.service import VisionService
from tests.support.live import live

pytestmark = pytest.mark.slow

TOKEN = "a-token-of-some-length"


class Constant:
    """Answers all questions alike."""

    kind, name, device, note, rows, kept_pixels = "model", "constant", "cpu", "", 4, 100_000

    def answer(self, questions: list[Question]) -> list[str]:
        return ["yes"] * len(questions)


def test_no_request_that_the_schema_can_make_gets_a_5xx_or_an_undocumented_status(tmp_path: Path) -> None:
    """All of schemathesis' checks but one: no schema can say that a string must be the base64 of an image."""
    service = VisionService(VisionSettings(), Constant)  # type: ignore[arg-type]
    with live(create_app(service, TOKEN)) as url:
        found = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json"),
                *("--header", f"Authorization: Bearer {TOKEN}"),
                *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
                *("--max-examples", "60", "--seed", "7", "--mode", "all", "--no-color"),
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    assert found.returncode == 0, found.stdout
    assert "Operations:       4 selected" in found.stdout
