"""The describer that asks the image service."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from doclora.describe.describers import FIGURES_OWN, HOPELESS, FigureError
from doclora.describe.prompts import filled, templates
from doclora.describe.subjects import Subject
from doclora.descriptions import DescriberName
from doclora.errors import RemoteServiceError
from doclora.settings import DescribeSettings
from doclora.vision.client import VisionClient
from doclora.vision.retry import ServiceReplyError

_log = logging.getLogger(__name__)


class ServiceDescriber:
    """Asks the image service, with a prompt for each figure.

    Args:
        settings: the prompt, concurrency and time-outs.
        url: of the service.
        token: its bearer token.

    Raises:
        SettingsError: when the address or the prompt is not usable.
        RemoteServiceError: when the service cannot be reached, refuses the token or is not ready.
    """

    name: DescriberName = "service"

    def __init__(self, settings: DescribeSettings, url: str, token: SecretStr | str) -> None:
        self.concurrency = settings.concurrency
        self._client = VisionClient(url, token, timeout=settings.timeout, attempts=settings.attempts)
        self._templates = templates(settings)
        self.model = _model(self._client)

    def question(self, subject: Subject) -> str:
        """The prompt."""
        return filled(self._templates[subject.language], subject)

    def describe(self, subject: Subject, question: str) -> Mapping[str, Any]:
        """The service's reply, whole."""
        try:
            analysis = self._client.analyze(subject.path, question)
        except ServiceReplyError as error:
            if error.status in HOPELESS:
                raise
            raise FigureError(error.message, of_service=None if error.status in FIGURES_OWN else error) from error
        reply: dict[str, Any] = json.loads(analysis.body)
        return reply


def _model(client: VisionClient) -> str:
    """The model's name; empty where a service does not tell."""
    try:
        status = client.status()
    except ServiceReplyError as error:
        if error.status is None or error.status in {401, 403}:
            raise
        return ""
    if not status.ready:
        raise RemoteServiceError(
            f"{client.server}: not ready: {status.message or 'it gives no reason'}",
            hint="wait until `doclora vision ask --status` says that it is ready, then run this again",
        )
    if status.engine == "ocr":
        _log.warning(
            "%s has no vision model and only reads the text in images, as `--describer offline` does", client.server
        )
    return status.model
