"""A document that crashes, dawdles or devours its reader ends in one clear error."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from doclora.errors import DocumentError, DoesNotFitError
from doclora.extract import Limits, extract, isolation
from doclora.extract.batch import Batch, Extracted, extract_all
from doclora.settings import ExtractSettings
from tests.support.documents import LEAD, typeset


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return typeset(LEAD, tmp_path / "un papel 'raro' ñ.pdf")


def test_a_crash_of_the_reader_is_named_and_leaves_nothing(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def killed(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        child: subprocess.Popen[bytes] = start(*arguments, **options)
        os.kill(child.pid, signal.SIGSEGV)
        return child

    monkeypatch.setattr(isolation.subprocess, "Popen", killed)  # type: ignore[attr-defined]

    with pytest.raises(DocumentError, match=f"crashed: signal {int(signal.SIGSEGV)}"):
        extract(paper, tmp_path / "out", ExtractSettings())
    assert list((tmp_path / "out").iterdir()) == []


def test_too_little_time_and_too_little_memory_are_said(paper: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="not done after"):
        extract(paper, tmp_path / "out", ExtractSettings(), Limits(seconds=0.01))
    with pytest.raises(DoesNotFitError, match="memory"):
        extract(paper, tmp_path / "out", ExtractSettings(), Limits(gigabytes=0.001))
    assert list((tmp_path / "out").iterdir()) == []


def test_one_that_fails_leaves_the_others_alone(paper: Path, tmp_path: Path) -> None:
    (tmp_path / "fake.pdf").write_text("no PDF")
    told: list[str] = []

    batch = extract_all(
        [tmp_path / "fake.pdf", paper, tmp_path / "absent.pdf"],
        tmp_path / "out",
        ExtractSettings(),
        Limits(),
        workers=2,
        done=lambda one: told.append(one.source),
    )

    assert [bool(one.error) for one in batch.documents] == [True, False, True]
    assert told == [one.source for one in batch.documents]
    assert batch.exit_code == 3
    assert len(list((tmp_path / "out").iterdir())) == 1


@pytest.mark.parametrize(("codes", "exit_code"), [((0, 0), 0), ((0, 4), 4), ((3, 4), 1)])
def test_the_exit_code_is_that_of_the_failures_if_they_agree(codes: tuple[int, ...], exit_code: int) -> None:
    documents = tuple(Extracted(source="a", error="x" if code else "", exit_code=code) for code in codes)

    assert Batch(documents=documents).exit_code == exit_code
