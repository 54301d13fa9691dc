"""What this machine can run, and what to install for more."""

from __future__ import annotations

import os
import platform
import shutil
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from doclora.records import Record

_EXTRAS = {
    "docling": "extract",
    "rapidocr": "extract",
    "torch": "train",
    "transformers": "train",
    "peft": "train",
    "fastapi": "serve",
}


class Check(Record):
    """One line: what was looked at, what was found, what to do for more (empty when nothing is missing)."""

    what: str
    found: str
    hint: str = ""


class Examination(Record):
    """All that `doclora doctor` found."""

    checks: tuple[Check, ...]


def examine() -> Examination:
    """Look at the machine, the packages and the models that can be had."""
    return Examination(checks=(*_machine(), *map(_package, _EXTRAS), _gpu(), _starter(), _hub()))


def _machine() -> tuple[Check, ...]:
    free = shutil.disk_usage(Path.cwd()).free / 2**30
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        Check(what="python", found=platform.python_version()),
        Check(what="processor", found=f"{os.cpu_count()} cores, {platform.machine()}"),
        Check(what="memory", found=f"{memory:.1f} GiB"),
        Check(what="disk here", found=f"{free:.1f} GiB free", hint="" if free > 5 else "free some room: 5 GiB or more"),
    )


def _package(name: str) -> Check:
    try:
        return Check(what=name, found=metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(what=name, found="not installed", hint=f'pip install "doclora[{_EXTRAS[name]}]"')


def _gpu() -> Check:
    if find_spec("torch") is None:
        return Check(what="GPU", found="unknown without torch")
    import torch

    if not torch.cuda.is_available():
        return Check(what="GPU", found="none", hint="training runs on the CPU, with the small starter model")
    properties = torch.cuda.get_device_properties(0)
    return Check(what="GPU", found=f"{properties.name}, {properties.total_memory / 2**30:.1f} GiB")


def _starter() -> Check:
    from doclora.errors import DependencyError
    from doclora.language.starter import starter_path

    try:
        starter_path()
    except DependencyError as error:
        return Check(what="starter model", found="missing", hint=error.hint)
    return Check(what="starter model", found="shipped with doclora")


def _hub() -> Check:
    from doclora.settings import DEFAULT_BASE

    if find_spec("huggingface_hub") is None:
        return Check(what=DEFAULT_BASE, found="unknown without huggingface_hub")
    from doclora.language.base import available

    if available(DEFAULT_BASE):
        return Check(what=DEFAULT_BASE, found="can be had")
    return Check(what=DEFAULT_BASE, found="cannot be had", hint="connect to the model hub, or give --base FOLDER")
