"""Many documents at a time, seen from outside: what is killed, what is interrupted, and what is left of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from doclora.workspace import TEXT, read_stage, stale_reason
from tests.support.documents import typeset

pytestmark = pytest.mark.slow

T = TypeVar("T")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six documents, each some seconds of work."""
    folder = tmp_path_factory.mktemp("papers")
    first = typeset("#for n in range(60) [= Part #n \n #lorem(400) #pagebreak()]", folder / "paper 0.pdf")
    rest = [folder / f"paper {number}.pdf" for number in range(1, 6)]
    for path in rest:
        path.write_bytes(first.read_bytes())
    return [first, *rest]


@pytest.fixture
def command(papers: list[Path], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`doclora extract` at work on six documents, two at a time, in a session of its own."""
    documents = [str(paper) for paper in papers]
    line = [sys.executable, "-m", "doclora", "extract", *documents, "--workers", "2", "-o", str(tmp_path / "out")]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        yield process
        process.kill()


def _eventually(look: Callable[[], T], seconds: float = 60) -> T:
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"still not so: {look}"
        time.sleep(0.05)
    return seen


def _readers(command: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(command.pid).children() if _works(child)]


def _works(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _partial(folder: Path) -> list[Path]:
    return list(folder.glob(".partial-*"))


def _assert_whole(folders: list[Path]) -> None:
    for folder in folders:
        record = read_stage(folder, "extract")
        assert record is not None
        assert not stale_reason(folder, record, record.settings, record.inputs)


def test_a_reader_that_the_system_kills_is_reported_and_the_others_go_on(
    command: subprocess.Popen[str], tmp_path: Path
) -> None:
    """What the kernel does when memory runs out."""
    _eventually(lambda: len(_readers(command)) == 2)
    _readers(command)[0].kill()
    out, told = command.communicate(timeout=300)

    assert command.returncode == 4, told
    assert len(out.split()) == 5
    assert "its reader was killed, as happens when memory runs out\nhint: read fewer documents at a time" in told
    assert told.count("failed") == 1
    assert not _partial(tmp_path / "out")
    _assert_whole([Path(line) for line in out.split()])


@pytest.mark.parametrize("whole_group", [True, False], ids=["Ctrl-C", "kill -INT"])
def test_an_interruption_ends_all_readers_and_leaves_only_whole_folders(
    command: subprocess.Popen[str], tmp_path: Path, whole_group: bool
) -> None:
    """A terminal signals the readers, too; `kill -INT` only the command."""
    _eventually(lambda: list((tmp_path / "out").glob("artifacts_*")) and len(_readers(command)) == 2)
    readers = _readers(command)
    (os.killpg if whole_group else os.kill)(command.pid, signal.SIGINT)
    _, told = command.communicate(timeout=5)

    assert command.returncode == 130
    assert "Traceback" not in told
    assert not any(_works(reader) for reader in readers)
    assert not _partial(tmp_path / "out")
    folders = list((tmp_path / "out").glob("artifacts_*"))
    assert 0 < len(folders) < 6
    _assert_whole(folders)


def test_after_a_kill_the_readers_end_and_the_next_call_sweeps_up(
    command: subprocess.Popen[str], papers: list[Path], tmp_path: Path
) -> None:
    _eventually(lambda: len(_readers(command)) == 2 and len(_partial(tmp_path / "out")) == 2)
    readers = _readers(command)
    command.kill()
    command.wait()

    _eventually(lambda: not any(_works(reader) for reader in readers), seconds=5)
    assert _partial(tmp_path / "out")
    again = [sys.executable, "-m", "doclora", "extract", str(papers[0]), "--json", "-o", str(tmp_path / "out")]
    done = subprocess.run(again, capture_output=True, text=True)
    [document] = json.loads(done.stdout)["documents"]
    assert (Path(document["folder"]) / TEXT).is_file()
    assert not _partial(tmp_path / "out")


def test_the_bounds_are_each_documents_own(tmp_path: Path) -> None:
    """A book takes too long, and is told so; the page after it is read."""
    book = typeset("#for n in range(600) [= Part #n \n #lorem(400) #pagebreak()]", tmp_path / "book.pdf")
    page = typeset("#lorem(60)", tmp_path / "page.pdf")
    line = [sys.executable, "-m", "doclora", "extract", str(book), str(page), "--timeout", "8", "--json"]

    done = subprocess.run([*line, "-o", str(tmp_path / "out")], capture_output=True, text=True)

    long, short = json.loads(done.stdout)["documents"]
    assert long["error"].endswith("not done after 8 s")
    assert "--timeout" in long["hint"]
    assert short["folder"]
    assert done.returncode == 3
