"""Every error that doclora raises on purpose.

    DocloraError                 1  failed
    ├── SettingsError            2  usage or settings
    ├── InputError               3  input missing or stale
    │   └── DocumentError        3  a document that cannot be read
    ├── DependencyError          4  a package, a model or a device is missing
    │   └── DoesNotFitError      4  the work would not fit in memory or on disk
    └── RemoteServiceError       5  a remote service failed

Each carries a hint: the next thing to do. The command line prints both and exits with the number shown;
130 is kept for an interruption.
"""

from __future__ import annotations

from collections.abc import Iterable


class DocloraError(Exception):
    """Something went wrong that the user can act upon.

    Args:
        message: what happened, in one line, naming the file or setting concerned.
        hint: the next thing to do, in one line.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(DocloraError):
    """A flag, a setting or a settings file is wrong."""

    exit_code = 2


class InputError(DocloraError):
    """What a stage reads is missing, stale or not what it should be."""

    exit_code = 3


class DocumentError(InputError):
    """A document is encrypted, corrupt, empty or of a kind that doclora does not read."""


class DependencyError(DocloraError):
    """A package, a model's weights or a device is missing on this machine."""

    exit_code = 4


class DoesNotFitError(DependencyError):
    """The work would not fit in this machine's memory or on its disk."""


class RemoteServiceError(DocloraError):
    """A service on the network refused, failed or answered nonsense."""

    exit_code = 5


def missing_extra(package: str, extra: str) -> DependencyError:
    """The error for a package that an extra of doclora would have brought."""
    return DependencyError(f"{package} is not installed", hint=f'pip install "doclora[{extra}]"')


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`, did you mean rank?` where one of the known names is near, else nothing."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f", did you mean {near[0]}?" if near else ""
