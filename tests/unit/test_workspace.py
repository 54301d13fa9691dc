"""A stage is fresh exactly while its settings, inputs and outputs stand; nothing is ever left half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from doclora.errors import InputError
from doclora.workspace import (
    StageOutcome,
    StageResult,
    artifacts_folders,
    complete,
    digest_file,
    locked,
    partial_folder,
    read_stage,
    run_stage,
    write_atomic,
)


class Knobs(BaseModel):
    size: int = 1


class Stage:
    """A stage that writes out.txt and counts how often it worked."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder, self.source, self.runs = folder, source, 0

    def __call__(self, knobs: Knobs | None = None, *, force: bool = False) -> StageOutcome:
        return run_stage(
            "stage",
            self.folder,
            settings=knobs or Knobs(),
            inputs={"source": digest_file(self.source)},
            work=self._work,
            force=force,
        )

    def _work(self) -> StageResult:
        self.runs += 1
        write_atomic(self.folder / "out.txt", self.source.read_bytes())
        return StageResult(outputs=("out.txt",), counts={"files": 1})


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    source = tmp_path / "source.txt"
    source.write_text("one")
    return Stage(tmp_path / "out", source)


def test_a_fresh_stage_is_skipped_and_says_so(stage: Stage) -> None:
    assert not stage().skipped
    assert stage().skipped
    assert stage.runs == 1


@pytest.mark.parametrize("change", ["source", "output", "output gone", "record", "settings", "force"])
def test_any_change_makes_a_stage_stale(stage: Stage, change: str) -> None:
    stage()
    if change == "source":
        stage.source.write_text("two")
    elif change == "output":
        (stage.folder / "out.txt").write_text("onE")
    elif change == "output gone":
        (stage.folder / "out.txt").unlink()
    elif change == "record":
        (stage.folder / ".doclora" / "stage.json").write_text("{")
    outcome = stage(Knobs(size=2) if change == "settings" else None, force=change == "force")
    assert not outcome.skipped
    assert (stage.folder / "out.txt").read_text() == stage.source.read_text()


def test_a_stage_that_fails_leaves_no_record(stage: Stage) -> None:
    def fail() -> StageResult:
        raise InputError("no", hint="none")

    stage()
    with pytest.raises(InputError):
        run_stage("stage", stage.folder, settings=Knobs(size=3), inputs={}, work=fail)
    assert read_stage(stage.folder, "stage") is None


def test_a_failed_write_keeps_the_old_file_and_leaves_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file.txt"
    write_atomic(target, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Exception, match="disk is full"):
        write_atomic(target, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]
    assert target.read_text() == "old"


def test_a_partial_folder_vanishes_on_failure_and_never_overwrites(tmp_path: Path) -> None:
    final = tmp_path / "artifacts_20260101_120000"
    with pytest.raises(ZeroDivisionError), partial_folder(final):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []
    made = []
    for _ in range(3):
        with partial_folder(final) as partial:
            made.append(complete(partial, final).name)
    assert made == [final.name, f"{final.name}_2", f"{final.name}_3"]
    assert [p.name for p in artifacts_folders(tmp_path)] == made[::-1]


def test_artifacts_are_ordered_by_time_then_by_number(tmp_path: Path) -> None:
    names = [
        "artifacts_20260102_000000",
        "artifacts_20260101_000000_10",
        "artifacts_20260101_000000_9",
        "artifacts_20260101_000000",
    ]
    for name in reversed(names):
        (tmp_path / name).mkdir()
    assert [p.name for p in artifacts_folders(tmp_path)] == names


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_builds_is_not(tmp_path: Path) -> None:
    process = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = tmp_path / f".partial-{int(process.stdout)}-x"
    living = tmp_path / f".partial-{os.getppid()}-y"
    dead.mkdir()
    living.mkdir()
    with partial_folder(tmp_path / "final"):
        pass
    assert not dead.exists()
    assert living.exists()


def test_two_processes_cannot_work_in_one_folder(tmp_path: Path) -> None:
    code = "import sys, pathlib, doclora.workspace as w\nwith w.locked(pathlib.Path(sys.argv[1])): pass"
    with locked(tmp_path):
        second = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert "another doclora is working here" in second.stderr
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


def test_what_a_killed_writer_left_goes_when_the_file_is_written_again(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".a.json-{dead.pid}-x1"
    other = tmp_path / f".a.json-{os.getpid()}-x1"
    left.touch()
    other.touch()
    write_atomic(tmp_path / "a.json", "{}")
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, "a.json"]
