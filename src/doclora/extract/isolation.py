"""The work on one document in a process of its own: bounded in time and memory, and free to crash.

parent                              child: python -m doclora.extract.isolation PARENT
a Task as JSON on stdin      →      reads, converts, writes the folder
an Outcome as JSON on stdout ←      a result, or an error that is doclora's own
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from doclora import errors
from doclora.errors import DocloraError, DocumentError, DoesNotFitError
from doclora.extract.sources import Kind
from doclora.records import Record
from doclora.settings import ExtractSettings

_GIGABYTE: Final = 1 << 30
_LOOK_EVERY: Final = 0.2
_START_SECONDS: Final = 180.0
_PAGE_SECONDS: Final = 30.0
_AGAIN: Final = "open it in a reader, save it again and extract the copy"


@dataclass(frozen=True)
class Limits:
    """What one document may take.

    Attributes:
        seconds: of wall-clock time; None for an allowance that grows with its pages.
        gigabytes: of resident memory.
        stop: when it is set, the work is to end at once.
    """

    seconds: float | None = None
    gigabytes: float = 4.0
    stop: threading.Event = field(default_factory=threading.Event)

    def allowance(self, pages: int) -> float:
        """Seconds for a document of so many pages."""
        return _START_SECONDS + _PAGE_SECONDS * pages if self.seconds is None else self.seconds


class Task(Record):
    """What the child is to do."""

    source: Path
    kind: Kind
    sha256: str
    folder: Path
    settings: ExtractSettings


class Outcome(Record):
    """What the child has done: files written and counts, or the name, message and hint of an error."""

    outputs: tuple[str, ...] = ()
    counts: Mapping[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    model: str = ""
    error: str = ""
    message: str = ""
    hint: str = ""


def run_isolated(task: Task, pages: int, limits: Limits) -> Outcome:
    """Do a task in a child process.

    Args:
        task: what to do.
        pages: of the document, for its allowance of time.
        limits: in time and memory.

    Raises:
        DocloraError: the one that the child raised.
        DocumentError: when the child crashed, or took too long.
        DoesNotFitError: when it took too much memory, or was killed.
    """
    command = [sys.executable, "-m", __name__, str(os.getpid())]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        try:
            answer, said = _wait(child, task, limits.allowance(pages), limits)
        finally:
            child.kill()
    return _outcome(task, answer, child.returncode, said)


def _wait(child: subprocess.Popen[bytes], task: Task, seconds: float, limits: Limits) -> tuple[bytes, bytes]:
    """What the child answers, and what its libraries say."""
    deadline = time.monotonic() + seconds
    given: bytes | None = task.model_dump_json().encode()
    while True:
        try:
            return child.communicate(given, timeout=_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            given = None
        if limits.stop.is_set():
            raise DocumentError(f"{task.source}: stopped", hint="give the same command again")
        if time.monotonic() > deadline:
            raise DocumentError(
                f"{task.source}: not done after {seconds:g} s", hint="give it more time with --timeout SECONDS"
            )
        if _resident(child.pid) > limits.gigabytes * _GIGABYTE:
            raise DoesNotFitError(
                f"{task.source}: takes more than {limits.gigabytes:g} GB of memory", hint="allow more with --memory GB"
            )


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError, IndexError):
        pass
    found = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return int(found.stdout.strip() or 0) * 1024


def _outcome(task: Task, answer: bytes, code: int, said: bytes) -> Outcome:
    try:
        outcome = Outcome.model_validate_json(answer)
    except ValidationError:
        raise _crash(task, code, said) from None
    if outcome.error:
        raise getattr(errors, outcome.error)(outcome.message, hint=outcome.hint)
    return outcome


def _crash(task: Task, code: int, said: bytes) -> DocloraError:
    if code == -signal.SIGKILL:
        return DoesNotFitError(
            f"{task.source}: its reader was killed, as happens when memory runs out",
            hint="read fewer documents at a time (--workers), or close other programs",
        )
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    why = f"signal {-code}" if code < 0 else lines[-1][:200] if lines else f"exit code {code}"
    return DocumentError(f"{task.source}: its reader crashed: {why}", hint=_AGAIN)


def _work(task: Task) -> Outcome:
    from doclora.extract.stage import work

    try:
        result = work(task)
    except DocloraError as error:
        return Outcome(error=type(error).__name__, message=error.message, hint=error.hint)
    return Outcome(outputs=result.outputs, counts=dict(result.counts), notes=tuple(result.notes), model=result.model)


def _die_with(parent: int) -> None:
    """End this process when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def main() -> None:
    """The child: one task, one outcome; the parent's process is named, for it may be gone before this one is up."""
    threading.Thread(target=_die_with, args=(int(sys.argv[1]),), daemon=True).start()
    task = Task.model_validate_json(sys.stdin.buffer.read())
    answer = os.fdopen(os.dup(1), "wb")  # what libraries print must not mix with the answer
    os.dup2(2, 1)
    outcome = _work(task)
    with contextlib.closing(answer):
        answer.write(outcome.model_dump_json().encode())


if __name__ == "__main__":
    main()
