"""What a describer is: it turns one figure into a reply. Three kinds: service, endpoint, offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from doclora.describe.subjects import Subject
from doclora.descriptions import DescriberName, Origin
from doclora.errors import RemoteServiceError

HOPELESS: Final = frozenset({401, 403, 404, 405})
"""Replies that no other figure would fare better with: a wrong token or address."""
FIGURES_OWN: Final = frozenset({413, 415, 422})
"""Replies that are about the image sent."""


class Describer(Protocol):
    """One way to describe figures. `describe` is called from `concurrency` threads at once."""

    name: DescriberName
    model: str
    concurrency: int

    def question(self, subject: Subject) -> str:
        """All that the reply depends on beside the image itself: the prompt, for a model."""

    def describe(self, subject: Subject, question: str) -> Mapping[str, Any]:
        """The reply, whole; its `response` is the description.

        Raises:
            FigureError: this figure cannot be described; others may.
            RemoteServiceError: no figure can be.
        """


class FigureError(Exception):
    """One figure could not be described.

    Args:
        reason: in one line.
        of_service: the service's own failure, where the figure is not to blame; None where it is.
    """

    def __init__(self, reason: str, *, of_service: RemoteServiceError | None = None) -> None:
        super().__init__(reason)
        self.reason, self.of_service = reason, of_service


@dataclass(frozen=True)
class Task:
    """One image to describe, for all the figures that show it: the same bytes are asked about once."""

    subject: Subject
    figures: tuple[str, ...]
    question: str
    origin: Origin
