"""A chat model behind any OpenAI-compatible endpoint: asked patiently, its failures told apart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, SecretStr

from doclora.endpoint.patience import LONGEST, Patience, retry_after
from doclora.errors import DocloraError, RemoteServiceError, SettingsError, missing_extra

if TYPE_CHECKING:
    from openai import APIError, OpenAI
    from openai.types.chat import ChatCompletion

_IN_PASSING: Final = frozenset({408, 409, 429, *range(500, 600)})
"""Failures after which the same request may succeed."""
_TO_CONNECT: Final = 15.0
"""Seconds for an endpoint to take the connection; to write a reply it has `timeout`."""
_NO_QUOTA: Final = re.compile(r"insufficient_quota|exceeded your current quota|billing", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_ADDRESS_HINT: Final = "check the address (it should end in /v1) and the model's name"
_SILENT_HINT: Final = "is the endpoint running, and is this its address? what is answered is kept"
_FAILING_HINT: Final = (
    "the endpoint fails by itself: look at its log, then run the same command again: what is answered is kept"
)
_REFUSING_HINT: Final = "the endpoint says why; a context that is too small wants shorter passages or a model with more"


@dataclass(frozen=True)
class Names:
    """What users call an endpoint's settings, for the hints of its errors."""

    key: str
    model: str


class ReplyError(DocloraError):
    """One reply that is not what was asked for; others may be.

    Attributes:
        reason: why, in a few words that other such replies share.
        said: the reply's text, where there was one.
    """

    exit_code = RemoteServiceError.exit_code

    def __init__(self, message: str, *, hint: str, reason: str = "", said: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason or message.split(": ", 1)[-1]
        self.said = said


class EndpointError(RemoteServiceError):
    """The endpoint refuses or fails.

    Attributes:
        status: of the HTTP reply; None when there was none.
        headers: of that reply, their names in small letters.
        slow: whether no reply came in time.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str,
        status: int | None,
        headers: Mapping[str, str] | None = None,
        slow: bool = False,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status, self.headers, self.slow = status, headers or {}, slow

    @property
    def in_passing(self) -> bool:
        """Whether the same request may succeed later."""
        return not _NO_QUOTA.search(self.message) and (self.status is None or self.status in _IN_PASSING)

    @property
    def of_request(self) -> bool:
        """Whether other requests may fare better: the endpoint is there, and does not refuse everybody."""
        return self.slow or (self.status or 0) >= 500 or self.status in {408, 409}


class ChatModel:
    """A chat model behind an endpoint.

    Args:
        url: `https://host/v1`, or its `…/chat/completions`.
        token: its key; empty for a local one that wants none.
        model: the model's name; empty takes the only one that the endpoint lists.
        attempts: how often one thing is asked when the endpoint fails in passing; Retry-After is honoured.
        timeout: seconds to wait for one reply.
        names: of the settings, for hints.

    Raises:
        SettingsError: when the address is not usable, or one of several models must be chosen.
        EndpointError: when the endpoint cannot be reached or refuses the key.
        DependencyError: when the openai package is not installed.
    """

    def __init__(
        self, url: str, token: SecretStr | str, *, model: str, attempts: int, timeout: float, names: Names
    ) -> None:
        self.url = base_url(url)
        self._client = _client(self.url, token, timeout)
        self._patience = Patience(attempts)
        self._names = names
        self.name = model or self._only_model()

    def completion(self, messages: Sequence[Mapping[str, Any]], **options: Any) -> ChatCompletion:  # noqa: ANN401 - as the endpoint takes them
        """The endpoint's whole reply to `messages`; it has a text.

        Raises:
            EndpointError: when the endpoint refuses or fails.
            ReplyError: when the reply is broken or empty.
        """
        reply = self.answer(messages, **options)
        if not (reply.choices[0].message.content or "").strip():
            raise ReplyError(f"{self.url}: an empty answer", hint=_ADDRESS_HINT)
        return reply

    def answer(self, messages: Sequence[Mapping[str, Any]], **options: Any) -> ChatCompletion:  # noqa: ANN401
        """The same, its text possibly empty."""
        reply = self._patiently(list(messages), options)
        choices = getattr(reply, "choices", None)
        if (
            not isinstance(choices, list)
            or not choices
            or not isinstance(getattr(choices[0], "message", None), BaseModel)
        ):
            raise ReplyError(f"{self.url}: no completion", hint=_ADDRESS_HINT)
        return reply

    def _patiently(self, messages: list[Mapping[str, Any]], options: Mapping[str, Any]) -> ChatCompletion:
        failures, waited = 0, 0.0
        while True:
            self._patience.wait()
            try:
                return self._once(messages, options)
            except EndpointError as error:
                failures += not (retry_after(error.headers) or 0) > 0  # a pause that was asked for costs no attempt
                pause = None
                if error.in_passing:
                    pause = self._patience.pause(failures, waited, error.status, error.headers)
                if pause is None:
                    raise
                waited += pause
                self._patience.rest(pause, error.status)

    def _once(self, messages: Any, options: Mapping[str, Any]) -> ChatCompletion:  # noqa: ANN401
        import openai

        try:
            reply: ChatCompletion = self._client.chat.completions.create(model=self.name, messages=messages, **options)
        except openai.APIError as error:
            raise self._failure(error) from error
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ReplyError(f"{self.url}: broken JSON", hint=_ADDRESS_HINT) from error
        return reply

    def _only_model(self) -> str:
        import openai

        try:
            names = [model.id for model in self._client.models.list()]
        except openai.APIError as error:
            raise self._failure(error) from error
        except (json.JSONDecodeError, AttributeError, TypeError) as error:
            raise EndpointError(f"{self.url}: lists no models", hint=_ADDRESS_HINT, status=None) from error
        if len(names) == 1:
            return names[0]
        if not names:
            hint = f"load one there, or name it: --set {self._names.model}=NAME"
            raise SettingsError(f"{self.url} lists no models", hint=hint)
        raise SettingsError(
            f"{self.url} has {len(names)} models: {', '.join(names[:8])}",
            hint=f"choose one: --set {self._names.model}=NAME",
        )

    def _failure(self, error: APIError) -> EndpointError:
        import openai

        response = getattr(error, "response", None)
        status = getattr(error, "status_code", None)
        said = _said(error)[:300]
        cause = f" ({error.__cause__})" if status is None and error.__cause__ else ""
        hints = {
            401: f"put the endpoint's key into {self._names.key} (environment or .env)",
            402: "the endpoint wants to be paid first: look at your account there; what is answered is kept",
            403: f"this key may not use the endpoint or the model; check {self._names.key}",
            404: _ADDRESS_HINT,
            429: "the endpoint is busy or the quota is used up; ask less at once, or later: what is answered is kept"
            f" (pauses of more than {LONGEST / 60:.0f} minutes are not waited for)",
        }
        unnamed = _SILENT_HINT if status is None else _FAILING_HINT if status >= 500 else _REFUSING_HINT
        hint = hints.get(status or 0, unnamed)
        headers = {k.lower(): v for k, v in response.headers.items()} if response is not None else {}
        slow = isinstance(error, openai.APITimeoutError)
        return EndpointError(f"{self.url}: {said}{cause}", hint=hint, status=status, headers=headers, slow=slow)


def base_url(url: str) -> str:
    """`https://host/v1` of an endpoint, whichever of its addresses is given.

    Raises:
        SettingsError: when this is no http or https address.
    """
    address = url.strip().rstrip("/").removesuffix("/chat/completions")
    if not address.startswith(("http://", "https://")) or "@" in address:
        raise SettingsError(f"{url!r}: not the address of an endpoint", hint="for example http://localhost:8000/v1")
    return address


def _said(error: APIError) -> str:
    """What a failure says: openai leaves out a body that is not `{"error": {"message": …}}`, as FastAPI's are."""
    body, said = getattr(error, "body", None), str(error.message)
    if body and not (isinstance(body, Mapping) and "message" in body):
        told = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        said = f"{said} - {_TAG.sub(' ', told)}"
    return " ".join(said.split())


def _client(url: str, token: SecretStr | str, timeout: float) -> OpenAI:
    try:
        import openai
    except ModuleNotFoundError:
        raise missing_extra("openai", "train") from None
    patient = openai.Timeout(timeout, connect=min(timeout, _TO_CONNECT))
    key = token.get_secret_value() if isinstance(token, SecretStr) else token
    return openai.OpenAI(base_url=url, api_key=key.strip() or "none", timeout=patient, max_retries=0)
