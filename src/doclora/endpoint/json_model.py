"""A language model that answers with JSON of a given shape, and never has to answer the same thing twice."""

from __future__ import annotations

import logging
import re
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from pydantic import BaseModel

from doclora.endpoint.cache import Kept, ReplyCache
from doclora.endpoint.chat import ChatModel, EndpointError, ReplyError
from doclora.endpoint.reading import Read, read_reply, schema_told, strict_schema
from doclora.records import Message
from doclora.workspace import digest_json

log = logging.getLogger(__name__)

ReplyT = TypeVar("ReplyT", bound=BaseModel)

_OWN_FAULT: Final = frozenset(range(400, 500)) - {401, 402, 403, 404, 408, 409, 429}
"""Refusals of one request that say nothing about the next."""
_MAY_NAME_AN_OPTION: Final = _OWN_FAULT | frozenset(range(500, 600))
"""Some servers fail at a schema that they cannot turn into a grammar, instead of refusing it."""
_UNKNOWN_OPTION: Final = {
    "response_format": re.compile(r"response_format|json_schema|json schema|structured|guided|grammar", re.IGNORECASE),
    "temperature": re.compile(r"temperature", re.IGNORECASE),
}
"""How an endpoint's refusal names an option that it does not know."""


@dataclass
class Usage:
    """What has been asked so far.

    Attributes:
        asked: requests answered by the model.
        known: requests answered from what an earlier run kept.
        tokens_in: read by the model for all of these, as far as it counts them.
        tokens_out: written by it.
        paid_in: those of `tokens_in` that were read in this run.
        paid_out: those of `tokens_out` that were written in this run.
    """

    asked: int = 0
    known: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    paid_in: int = 0
    paid_out: int = 0

    def add(self, reply: Kept, *, known: bool) -> None:
        """Count one reply."""
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        if known:
            self.known += 1
        else:
            self.asked += 1
            self.paid_in += reply.tokens_in
            self.paid_out += reply.tokens_out


class JsonModel(Protocol):
    """A language model that answers with JSON of a given shape."""

    name: str
    concurrency: int
    usage: Usage

    def ask(self, messages: Sequence[Message], reply: type[ReplyT]) -> Read[ReplyT]:
        """The answer.

        Raises:
            ReplyError: when nothing of it can be used.
            RemoteServiceError: when there is none.
        """


class Told:
    """Asks through a cache: what was answered once is never asked again, nor twice at the same time.

    Args:
        name: of the model: replies of another one do not count.
        cache: where replies are kept.
    """

    def __init__(self, name: str, cache: ReplyCache) -> None:
        self.name, self.usage, self._cache = name, Usage(), cache
        self._guard = threading.Lock()
        self._asking: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def ask(self, messages: Sequence[Message], reply: type[ReplyT]) -> Read[ReplyT]:
        """The model's answer to `messages`, kept whatever it is.

        Raises:
            ReplyError: when it is refused, or nothing of it can be used.
            EndpointError: when the endpoint fails for good.
        """
        schema = strict_schema(reply)
        key = digest_json([self.name, [m.model_dump() for m in messages], schema])
        with self._guard:
            asking = self._asking[key]
        with asking:
            kept = self._cache.get(key)
            known = kept is not None
            if kept is None:
                kept = self._made(messages, reply.__name__, schema)
                self._cache.put(key, kept)
        with self._guard:
            self.usage.add(kept, known=known)
        try:
            return read_reply(kept.text, reply, self.name, finished=kept.finish != "length")
        except ReplyError:
            self._cache.mark_useless(key)
            raise

    def _made(self, messages: Sequence[Message], name: str, schema: dict[str, Any]) -> Kept:
        raise NotImplementedError


class Endpoint(Told):
    """Asks a chat model behind an endpoint.

    Args:
        chat: the model.
        cache: where replies are kept.
        concurrency: how many may be asked at once.
    """

    def __init__(self, chat: ChatModel, *, cache: ReplyCache, concurrency: int) -> None:
        super().__init__(chat.name, cache)
        self.concurrency, self._chat = concurrency, chat
        self._unknown: frozenset[str] = frozenset()

    def _made(self, messages: Sequence[Message], name: str, schema: dict[str, Any]) -> Kept:
        while True:
            unknown = self._unknown
            try:
                return self._completed(messages, name, schema, unknown)
            except EndpointError as error:
                if error.status in _MAY_NAME_AN_OPTION and self._learned(error, unknown):
                    continue
                if error.status not in _OWN_FAULT:
                    raise
                reason = f"the endpoint refuses the request (HTTP {error.status})"
                raise ReplyError(error.message, reason=reason, hint=error.hint) from error

    def _learned(self, error: EndpointError, unknown: frozenset[str]) -> bool:
        """Whether the refusal was about an option that can be done without: then it is, from now on, and told."""
        option = next(
            (o for o, named in _UNKNOWN_OPTION.items() if o not in unknown and named.search(error.message)), ""
        )
        if not option:
            return False
        with self._guard:
            if option in self._unknown:
                return True
            self._unknown |= {option}
        instead = "the schema goes into the prompt instead" if option == "response_format" else "it is left out"
        log.warning("%s does not take the option %s; %s", self._chat.url, option, instead)
        return True

    def _completed(
        self, messages: Sequence[Message], name: str, schema: dict[str, Any], unknown: frozenset[str]
    ) -> Kept:
        options: dict[str, Any] = {"temperature": 0}
        if "response_format" in unknown:
            messages = with_schema(messages, schema)
        else:
            shape = {"name": name, "strict": True, "schema": schema}
            options["response_format"] = {"type": "json_schema", "json_schema": shape}
        options = {k: v for k, v in options.items() if k not in unknown}
        completion = self._chat.answer([m.model_dump() for m in messages], **options)
        choice, usage = completion.choices[0], completion.usage
        text = choice.message.content
        read, written = (getattr(usage, n, 0) for n in ("prompt_tokens", "completion_tokens"))
        return Kept(
            text if isinstance(text, str) else "",
            str(choice.finish_reason),
            tokens_in=read if isinstance(read, int) else 0,
            tokens_out=written if isinstance(written, int) else 0,
        )


def with_schema(messages: Sequence[Message], schema: dict[str, Any]) -> list[Message]:
    """The conversation with the schema of the reply told in its first message."""
    told = f"{messages[0].content}\n\n{schema_told(schema)}"
    return [messages[0].model_copy(update={"content": told}), *messages[1:]]
