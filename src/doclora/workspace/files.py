"""Files and folders, written whole or not at all; digests; the lock of a folder."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import glob
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from doclora.errors import DoesNotFitError, InputError

RECORDS: Final = ".doclora"
ModelT = TypeVar("ModelT", bound=BaseModel)


def read_record(path: Path, kind: type[ModelT], *, hint: str) -> ModelT:
    """Read a record from JSON.

    Raises:
        InputError: when the file is missing or is not such a record.
    """
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{path}: not there", hint=hint) from None
    except ValidationError as error:
        raise InputError(f"{path}: not a {kind.__name__}: {error.errors()[0]['msg']}", hint=hint) from None


def write_record(path: Path, record: BaseModel) -> None:
    """Write a record as indented JSON, atomically."""
    write_atomic(path, record.model_dump_json(indent=2) + "\n")


def write_atomic(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a whole file or nothing: to a temporary name beside it, flushed to disk, then renamed.

    A file of many lines may come line by line: it is never held in memory as a whole. What an earlier process left of
    this file when it was killed is swept away first.

    Raises:
        InputError: when the folder cannot be written to.
        DoesNotFitError: when the disk is full.
    """
    pieces = [content] if isinstance(content, str | bytes) else content
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent, f".{path.name}-")
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-{os.getpid()}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(p if isinstance(p, bytes) else p.encode("utf-8") for p in pieces)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals to write at `path` into errors with a hint."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise DoesNotFitError(
                f"{path}: the disk is full, or a quota used up", hint="free some room, then run the same command again"
            ) from None
        if (
            isinstance(
                error, PermissionError | NotADirectoryError | FileExistsError | IsADirectoryError | FileNotFoundError
            )
            or error.errno == errno.EROFS
        ):
            raise InputError(
                f"{path}: cannot be written: {error.strerror}", hint="choose another folder with -o"
            ) from None
        raise


@contextlib.contextmanager
def partial_folder(final: Path) -> Iterator[Path]:
    """A hidden folder beside `final` to build it in, then pass to `complete`. It vanishes when the block fails.

    What an earlier process left behind when it was killed is swept away first.
    """
    with writing(final.parent):
        final.parent.mkdir(parents=True, exist_ok=True)
        _sweep(final.parent, ".partial-")
        partial = Path(tempfile.mkdtemp(prefix=f".partial-{os.getpid()}-", dir=final.parent))
    partial.chmod(0o777 & ~_umask())
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def complete(partial: Path, final: Path) -> Path:
    """Give a partial folder its final name, or the next free one (`_2`, `_3` …), and return it."""
    with writing(final):
        for candidate in _numbered(final):
            if not candidate.exists() and _renamed(partial, candidate):
                return candidate
    raise AssertionError("unreachable: names are endless")


def _renamed(folder: Path, name: Path) -> bool:
    """Rename a folder, unless another process has taken the name a moment ago."""
    try:
        folder.rename(name)
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
            return False
        raise
    return True


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other doclora process out of `folder`; the lock dies with the process.

    Raises:
        InputError: when another process holds it.
    """
    path = folder / RECORDS / "lock"
    with writing(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{folder}: another doclora is working here", hint="wait for it, or choose another -o"
            ) from None
        yield


def digest_file(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def digest_json(value: object) -> str:
    """sha256 of a value as canonical JSON: keys sorted, no spaces."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digest_folder(folder: Path, pattern: str = "*") -> dict[str, str]:
    """Relative path → sha256 of every file below `folder` that matches, doclora's own records left out."""
    files = sorted(p for p in folder.rglob(pattern) if p.is_file() and RECORDS not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): digest_file(p) for p in files}


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.name}_{number}")
        number += 1


def _sweep(parent: Path, prefix: str) -> None:
    """Remove the `prefix` + pid + `-…` of processes that are no more."""
    for left in parent.glob(f"{glob.escape(prefix)}*"):
        pid = left.name.removeprefix(prefix).partition("-")[0]
        if not pid.isdigit() or _alive(int(pid)):
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
