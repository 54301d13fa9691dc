"""Any OpenAI-compatible endpoint, asked for JSON of a given shape; every reply is kept, so that a resume is free."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
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

_HINTS: Final = {
    401: "put the endpoint's key into LLM_TOKEN (environment or .env)",
    403: "this key may not use the endpoint or the model; check LLM_TOKEN",
    404: "check the address (it should end in /v1) and the model's name",
    429: "the endpoint is busy or the quota is used up; ask less at once, or later: what is answered is kept",
}
_HOPELESS: Final = frozenset({401, 403, 404})


class ReplyError(DocloraError):
    """One reply that is not what was asked for; others may be."""

    exit_code = RemoteServiceError.exit_code


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
    """Asks an endpoint's chat model.

    Args:
        url: `https://host/v1`, or its `…/chat/completions`.
        token: its key; empty for a local one that wants none.
        model: the model's name; empty takes the only one that the endpoint lists.
        cache: the SQLite file where replies are kept.
        attempts: how often one thing is asked when the endpoint fails in passing; Retry-After is honoured.
        timeout: seconds to wait for one reply.
        concurrency: how many may be asked at once.

    Raises:
        SettingsError: when the address is not usable, or one of several models must be chosen.
        RemoteServiceError: when the endpoint cannot be reached or refuses the key.
        DependencyError: when the openai package is not installed.
    """

    def __init__(
        self,
        url: str,
        token: SecretStr | str,
        *,
        model: str,
        cache: Path,
        attempts: int,
        timeout: float,
        concurrency: int,
    ) -> None:
        self.url = base_url(url)
        self.concurrency = concurrency
        self._client = _client(self.url, token, attempts, timeout)
        self._cache = _Cache(cache)
        self.name = model or self._only_model()
        self.tokens = 0
        self.calls = 0
        self._lock = threading.Lock()

    def ask(self, messages: Sequence[Message], reply: type[ReplyT]) -> ReplyT:
        """The model's answer to `messages`, from the cache where a model of that name was asked before.

        Raises:
            ReplyError: when the reply is cut off, empty, or not JSON of that shape.
            RemoteServiceError: when the endpoint fails for good.
        """
        said = [m.model_dump() for m in messages]
        schema = reply.model_json_schema()
        key = digest_json([self.name, said, schema])
        text = self._cache.get(key)
        if text is None:
            text = self._completed(said, reply.__name__, schema)
            self._cache.put(key, text)
        try:
            return reply.model_validate_json(text)
        except ValidationError as error:
            fault = error.errors()[0]
            raise ReplyError(f"{self.url}: not the JSON asked for: {fault['msg']}", hint=_HINTS[404]) from None

    def _completed(self, said: list[dict[str, Any]], name: str, schema: dict[str, Any]) -> str:
        import openai

        shape: Any = {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}
        messages: Any = said
        try:
            completion = self._client.chat.completions.create(
                model=self.name, messages=messages, response_format=shape, temperature=0
            )
        except openai.APIError as error:
            raise self._failure(error) from error
        except json.JSONDecodeError as error:
            raise ReplyError(f"{self.url}: broken JSON", hint=_HINTS[404]) from error
        with self._lock:
            self.calls += 1
            self.tokens += completion.usage.total_tokens if completion.usage else 0
        return self._text(completion)

    def _text(self, completion: ChatCompletion) -> str:
        if not getattr(completion, "choices", None):
            raise ReplyError(f"{self.url}: no completion", hint=_HINTS[404])
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            raise ReplyError(f"{self.url}: the reply was cut off", hint="let the endpoint's model answer longer")
        if not (choice.message.content or "").strip():
            raise ReplyError(f"{self.url}: an empty reply", hint=_HINTS[404])
        return choice.message.content or ""

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
            f"{self.url} has {len(names)} models: {', '.join(names[:8])}", hint="choose one: --set dataset.model=NAME"
        )

    def _failure(self, error: APIError) -> DocloraError:
        status = getattr(error, "status_code", None)
        said = " ".join(str(error.message).split())[:300]
        cause = f" ({error.__cause__})" if status is None and error.__cause__ else ""
        hint = _HINTS.get(status or 0, "is the endpoint running, and is this its address?")
        refused = status is not None and 400 <= status < 500 and status not in _HOPELESS | {408, 409, 429}
        return (ReplyError if refused else RemoteServiceError)(f"{self.url}: {said}{cause}", hint=hint)


class _Cache:
    """Replies by the digest of what was asked."""

    def __init__(self, path: Path) -> None:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)")

    def get(self, key: str) -> str | None:
        with self._lock:
            row = self._base.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put(self, key: str, reply: str) -> None:
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
