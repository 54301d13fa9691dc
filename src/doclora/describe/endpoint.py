"""The describer that asks an OpenAI-compatible vision endpoint: vLLM, Ollama, LM Studio, a vendor."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr

from doclora.describe.describers import FIGURES_OWN, HOPELESS, FigureError
from doclora.describe.prompts import filled, templates
from doclora.describe.subjects import Subject
from doclora.descriptions import DescriberName
from doclora.errors import RemoteServiceError, SettingsError, missing_extra
from doclora.settings import DescribeSettings

if TYPE_CHECKING:
    from openai import APIError, OpenAI
    from openai.types.chat import ChatCompletion, ChatCompletionContentPartParam

_SENT_AS_THEY_ARE: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_HINTS: Final = {
    401: "put the endpoint's key into AUTH_TOKEN (environment or .env)",
    403: "this key may not use the endpoint or the model; check AUTH_TOKEN",
    404: "check API_URL (it should end in /v1) and describe.model",
    429: "the endpoint is busy or the quota is used up; ask fewer figures at once: describe.concurrency",
}


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
        self.url = base_url(url)
        self._client = _client(self.url, token, settings)
        self._templates = templates(settings)
        self.model = settings.model or self._only_model()

    def question(self, subject: Subject) -> str:
        """The prompt."""
        return filled(self._templates[subject.language], subject)

    def describe(self, subject: Subject, question: str) -> Mapping[str, Any]:
        """The endpoint's completion, whole, with its text as `response`."""
        import openai

        try:
            completion = self._client.chat.completions.create(
                model=self.model, messages=[{"role": "user", "content": _content(subject, question)}]
            )
        except openai.APIError as error:
            failure = self._failure(error)
            status = getattr(error, "status_code", None)
            if status in HOPELESS:
                raise failure from error
            raise FigureError(failure.message, of_service=None if status in FIGURES_OWN else failure) from error
        except json.JSONDecodeError as error:
            raise self._nonsense("broken JSON") from error
        return {
            "success": True,
            "response": self._text(completion),
            "prompt": question,
            "completion": completion.model_dump(mode="json", exclude_none=True),
        }

    def _text(self, completion: ChatCompletion) -> str:
        if not getattr(completion, "choices", None):
            raise self._nonsense("no completion")
        text = completion.choices[0].message.content or ""
        if not text.strip():
            raise self._nonsense(f"an empty answer ({completion.choices[0].finish_reason})")
        return text

    def _only_model(self) -> str:
        import openai

        try:
            names = [model.id for model in self._client.models.list()]
        except openai.APIError as error:
            raise self._failure(error) from error
        except (json.JSONDecodeError, AttributeError, TypeError) as error:
            raise RemoteServiceError(f"{self.url}: lists no models", hint=_HINTS[404]) from error
        if len(names) == 1:
            return names[0]
        raise SettingsError(
            f"{self.url} has {len(names)} models: {', '.join(names[:8])}",
            hint="choose one that sees images: --set describe.model=NAME",
        )

    def _failure(self, error: APIError) -> RemoteServiceError:
        status = getattr(error, "status_code", None)
        said = " ".join(str(error.message).split())[:300]
        cause = f" ({error.__cause__})" if status is None and error.__cause__ else ""
        return RemoteServiceError(
            f"{self.url}: {said}{cause}",
            hint=_HINTS.get(status or 0, "is the endpoint running, and API_URL its address?"),
        )

    def _nonsense(self, what: str) -> FigureError:
        error = RemoteServiceError(
            f"{self.url}: {what}", hint="check API_URL and describe.model: is it a chat model that sees images?"
        )
        return FigureError(error.message, of_service=error)


def base_url(url: str) -> str:
    """`https://host/v1` of an endpoint, whichever of its addresses is given.

    Raises:
        SettingsError: when this is no http or https address.
    """
    address = url.strip().rstrip("/").removesuffix("/chat/completions")
    if not address.startswith(("http://", "https://")) or "@" in address:
        raise SettingsError(
            f"API_URL {url!r}: not the address of an endpoint", hint="for example http://localhost:8000/v1"
        )
    return address


def _client(url: str, token: SecretStr | str, settings: DescribeSettings) -> OpenAI:
    try:
        import openai
    except ModuleNotFoundError:
        raise missing_extra("openai", "train") from None
    key = token.get_secret_value() if isinstance(token, SecretStr) else token
    return openai.OpenAI(
        base_url=url, api_key=key.strip() or "none", timeout=settings.timeout, max_retries=settings.attempts - 1
    )


def _content(subject: Subject, question: str) -> list[ChatCompletionContentPartParam]:
    return [
        {"type": "text", "text": question},
        {"type": "image_url", "image_url": {"url": _data_url(subject)}},
    ]


def _data_url(subject: Subject) -> str:
    from PIL import Image

    with Image.open(subject.path) as image:
        kind = _SENT_AS_THEY_ARE.get(image.format or "")
        data = io.BytesIO(subject.path.read_bytes())
        if not kind:
            data = io.BytesIO()
            image.convert("RGB").save(data, "PNG")
    return f"data:{kind or 'image/png'};base64,{base64.b64encode(data.getvalue()).decode()}"
