"""Any OpenAI-compatible endpoint; asked for JSON of a given shape, every reply is kept, so that a resume is free."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from pydantic import BaseModel, SecretStr, ValidationError

from doclora.errors import DocloraError, RemoteServiceError, SettingsError, missing_extra
from doclora.records import Message
from doclora.workspace import digest_json, writing

if TYPE_CHECKING:
    from openai import APIError, OpenAI
    from openai.types.chat import ChatCompletion

ReplyT = TypeVar("ReplyT", bound=BaseModel)

_OWN_FAULT: Final = frozenset(range(400, 500)) - {401, 403, 404, 408, 409, 429}
"""Refusals of one request that say nothing about the next."""
_ADDRESS_HINT: Final = "check the address (it should end in /v1) and the model's name"


@dataclass(frozen=True)
class Names:
    """What users call an endpoint's settings, for the hints of its errors."""

    key: str
    model: str


class ReplyError(DocloraError):
    """One reply that is not what was asked for; others may be."""

    exit_code = RemoteServiceError.exit_code


class EndpointError(RemoteServiceError):
    """The endpoint refuses or fails.

    Attributes:
        status: of the HTTP reply; None when there was none.
    """

    def __init__(self, message: str, *, hint: str, status: int | None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


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
        self._client = _client(self.url, token, attempts, timeout)
        self._names = names
        self.name = model or self._only_model()

    def completion(self, messages: Sequence[Mapping[str, Any]], **options: Any) -> ChatCompletion:  # noqa: ANN401 - as the endpoint takes them
        """The endpoint's whole reply to `messages`; it has a text.

        Raises:
            EndpointError: when the endpoint refuses or fails.
            ReplyError: when the reply is broken or empty.
        """
        import openai

        said: Any = list(messages)
        try:
            reply: ChatCompletion = self._client.chat.completions.create(model=self.name, messages=said, **options)
        except openai.APIError as error:
            raise self._failure(error) from error
        except json.JSONDecodeError as error:
            raise ReplyError(f"{self.url}: broken JSON", hint=_ADDRESS_HINT) from error
        if not getattr(reply, "choices", None):
            raise ReplyError(f"{self.url}: no completion", hint=_ADDRESS_HINT)
        if not (reply.choices[0].message.content or "").strip():
            raise ReplyError(f"{self.url}: an empty answer", hint=_ADDRESS_HINT)
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
        raise SettingsError(
            f"{self.url} has {len(names)} models: {', '.join(names[:8])}",
            hint=f"choose one: --set {self._names.model}=NAME",
        )

    def _failure(self, error: APIError) -> EndpointError:
        status = getattr(error, "status_code", None)
        said = " ".join(str(error.message).split())[:300]
        cause = f" ({error.__cause__})" if status is None and error.__cause__ else ""
        hints = {
            401: f"put the endpoint's key into {self._names.key} (environment or .env)",
            403: f"this key may not use the endpoint or the model; check {self._names.key}",
            404: _ADDRESS_HINT,
            429: "the endpoint is busy or the quota is used up; ask less at once, or later: what is answered is kept",
        }
        hint = hints.get(status or 0, "is the endpoint running, and is this its address?")
        return EndpointError(f"{self.url}: {said}{cause}", hint=hint, status=status)


class JsonModel(Protocol):
    """A language model that answers with JSON of a given shape."""

    name: str
    concurrency: int

    def ask(self, messages: Sequence[Message], reply: type[ReplyT]) -> ReplyT:
        """The answer.

        Raises:
            ReplyError: when it is cut off, or not such JSON.
            RemoteServiceError: when there is none.
        """


class Endpoint:
    """Asks a chat model for JSON, and keeps what it said.

    Args:
        chat: the model.
        cache: the SQLite file where replies are kept.
        concurrency: how many may be asked at once.
    """

    def __init__(self, chat: ChatModel, *, cache: Path, concurrency: int) -> None:
        self._chat, self.name, self.concurrency = chat, chat.name, concurrency
        self._cache = ReplyCache(cache)
        self.tokens = 0
        self.calls = 0
        self._lock = threading.Lock()

    def ask(self, messages: Sequence[Message], reply: type[ReplyT]) -> ReplyT:
        """The model's answer to `messages`, from the cache where a model of that name was asked before.

        Raises:
            ReplyError: when the reply is refused, cut off, empty, or not JSON of that shape.
            EndpointError: when the endpoint fails for good.
        """
        said = [m.model_dump() for m in messages]
        schema = reply.model_json_schema()
        key = digest_json([self.name, said, schema])
        text = self._cache.get(key)
        if text is None:
            text = self._completed(said, reply.__name__, schema)
            self._cache.put(key, text)
        return parsed(text, reply, self._chat.url)

    def _completed(self, said: list[dict[str, Any]], name: str, schema: dict[str, Any]) -> str:
        shape = {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}
        try:
            completion = self._chat.completion(said, response_format=shape, temperature=0)
        except EndpointError as error:
            if error.status in _OWN_FAULT:
                raise ReplyError(error.message, hint=error.hint) from error
            raise
        with self._lock:
            self.calls += 1
            self.tokens += completion.usage.total_tokens if completion.usage else 0
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            raise ReplyError(f"{self._chat.url}: the reply was cut off", hint="let the endpoint's model answer longer")
        return choice.message.content or ""


def parsed(text: str, reply: type[ReplyT], who: str) -> ReplyT:
    """A reply's JSON as a record.

    Raises:
        ReplyError: when it is not such JSON.
    """
    try:
        return reply.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        raise ReplyError(
            f"{who}: not the JSON asked for: {fault['msg']}", hint="choose a model that follows a JSON schema"
        ) from None


class ReplyCache:
    """Replies by the digest of what was asked, in an SQLite file."""

    def __init__(self, path: Path) -> None:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)")

    def get(self, key: str) -> str | None:
        """The reply kept under a key."""
        with self._lock:
            row = self._base.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put(self, key: str, reply: str) -> None:
        """Keep a reply."""
        with self._lock:
            self._base.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (key, reply))


def base_url(url: str) -> str:
    """`https://host/v1` of an endpoint, whichever of its addresses is given.

    Raises:
        SettingsError: when this is no http or https address.
    """
    address = url.strip().rstrip("/").removesuffix("/chat/completions")
    if not address.startswith(("http://", "https://")) or "@" in address:
        raise SettingsError(f"{url!r}: not the address of an endpoint", hint="for example http://localhost:8000/v1")
    return address


def _client(url: str, token: SecretStr | str, attempts: int, timeout: float) -> OpenAI:
    try:
        import openai
    except ModuleNotFoundError:
        raise missing_extra("openai", "train") from None
    key = token.get_secret_value() if isinstance(token, SecretStr) else token
    return openai.OpenAI(base_url=url, api_key=key.strip() or "none", timeout=timeout, max_retries=attempts - 1)
