"""The describer that asks an OpenAI-compatible vision endpoint: vLLM, Ollama, LM Studio, a vendor."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any, Final

from pydantic import SecretStr

from doclora.describe.describers import FIGURES_OWN, HOPELESS, FigureError
from doclora.describe.prompts import filled, templates
from doclora.describe.subjects import Subject
from doclora.descriptions import DescriberName
from doclora.endpoint import ChatModel, EndpointError, Names, ReplyError
from doclora.errors import RemoteServiceError
from doclora.settings import DescribeSettings

_SENT_AS_THEY_ARE: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_NAMES: Final = Names(key="AUTH_TOKEN", model="describe.model")


class EndpointDescriber:
    """Asks a chat model that sees images, with a prompt for each figure.

    Args:
        settings: the prompt, the model, concurrency and time-outs.
        url: of the endpoint: `…/v1`, or its `…/v1/chat/completions`.
        token: its key.

    Raises:
        SettingsError: when the address is not usable, or the endpoint has several models and none is chosen.
        RemoteServiceError: when the endpoint cannot be reached or refuses the key.
        DependencyError: when the openai package is not installed.
    """

    name: DescriberName = "endpoint"

    def __init__(self, settings: DescribeSettings, url: str, token: SecretStr | str) -> None:
        self.concurrency = settings.concurrency
        self._templates = templates(settings)
        self._chat = ChatModel(
            url, token, model=settings.model, attempts=settings.attempts, timeout=settings.timeout, names=_NAMES
        )
        self.model = self._chat.name

    def question(self, subject: Subject) -> str:
        """The prompt."""
        return filled(self._templates[subject.language], subject)

    def describe(self, subject: Subject, question: str) -> Mapping[str, Any]:
        """The endpoint's completion, whole, with its text as `response`."""
        asked = [{"type": "text", "text": question}, {"type": "image_url", "image_url": {"url": _data_url(subject)}}]
        try:
            completion = self._chat.completion([{"role": "user", "content": asked}])
        except EndpointError as error:
            if error.status in HOPELESS:
                raise
            raise FigureError(error.message, of_service=None if error.status in FIGURES_OWN else error) from error
        except ReplyError as error:
            raise FigureError(error.message, of_service=RemoteServiceError(error.message, hint=error.hint)) from error
        return {
            "success": True,
            "response": completion.choices[0].message.content,
            "prompt": question,
            "completion": completion.model_dump(mode="json", exclude_none=True),
        }


def _data_url(subject: Subject) -> str:
    from PIL import Image

    with Image.open(subject.path) as image:
        kind = _SENT_AS_THEY_ARE.get(image.format or "")
        data = io.BytesIO(subject.path.read_bytes())
        if not kind:
            data = io.BytesIO()
            image.convert("RGB").save(data, "PNG")
    return f"data:{kind or 'image/png'};base64,{base64.b64encode(data.getvalue()).decode()}"
