"""What stands before a service's application: the token, the limits of a body, the headers of every reply.

An ASGI middleware, since a framework reads and parses a body before it looks at the token.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from doclora.web.token import is_token

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True)
class Refusal:
    """Why a request is turned away.

    Attributes:
        retry_after: whole seconds after which it is worth another try; None where it is not.
    """

    status: int
    reason: str
    retry_after: int | None = None


def _welcome() -> Refusal | None:
    return None


@dataclass(frozen=True)
class Rules:
    """What a service lets in.

    Attributes:
        token: the bearer token.
        open_paths: need none; one that ends in `/*` opens what is below it.
        max_body: bytes of a request's body.
        max_inside: bytes of all bodies that are being read or answered; a request beyond it is told to come back.
        body_seconds: for a body to arrive in.
        refusal: status and reason → the JSON body of a refusal.
        turned_away: asked before a body is read: why no request can be served now; None when one can.
    """

    token: str = field(repr=False)
    open_paths: frozenset[str]
    max_body: int
    max_inside: int
    body_seconds: float
    refusal: Callable[[int, str], Mapping[str, object]]
    turned_away: Callable[[], Refusal | None] = _welcome

    def needs_token(self, path: str) -> bool:
        """Whether a path is for holders of the token only."""
        return not any(path == p or (p.endswith("/*") and path.startswith(p[:-1])) for p in self.open_paths)

    def too_big(self) -> Refusal:
        """The refusal of a body beyond the limit."""
        return Refusal(413, f"the request is larger than {self.max_body / 2**20:.0f} MiB")


class _RefusedError(Exception):
    """Unwinds the application when its request is refused half way."""


class Guard:
    """The middleware. Only plain HTTP passes."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app, self._rules = app, rules
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it without reading its body."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            passage = _Passage(self._rules, scope, receive, send)
            room = self._room(scope)
            if refusal := self._refusal(scope, room):
                await passage.refuse(refusal)
                return
            self._inside += room
            try:
                await passage.go(self._app)
            finally:
                self._inside -= room

    def _room(self, scope: Scope) -> int:
        """Bytes to set aside for a body: as many as it declares, or as it may have."""
        if scope["method"] in {"GET", "HEAD"}:
            return 0
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        return int(declared) if declared.isdigit() else self._rules.max_body

    def _refusal(self, scope: Scope, room: int) -> Refusal | None:
        rules = self._rules
        if not rules.needs_token(scope["path"]):
            return None
        if not _has_token(scope["headers"], rules.token):
            return Refusal(401, "missing or wrong token")
        if room > rules.max_body:
            return rules.too_big()
        if self._inside + room > max(rules.max_inside, rules.max_body):
            return Refusal(429, "too much is on its way already", retry_after=1)
        return rules.turned_away() if scope["method"] == "POST" else None


class _Passage:
    """One request on its way through the guard."""

    def __init__(self, rules: Rules, scope: Scope, receive: Receive, send: Send) -> None:
        self._rules, self._scope, self._receive, self._send = rules, scope, receive, send
        self._refusal: Refusal | None = None
        self._started, self._taken = False, 0
        self._deadline = time.monotonic() + rules.body_seconds
        self._whole = False

    async def go(self, app: ASGIApp) -> None:
        with contextlib.suppress(_RefusedError):
            await app(self._scope, self._take, self._give)
        if self._refusal and not self._started:
            await self.refuse(self._refusal)

    async def _take(self) -> Message:
        """The application's `receive`: counts the body and watches the clock."""
        if self._whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._deadline - time.monotonic())
        except asyncio.TimeoutError:
            self._refusal = Refusal(408, f"the request did not arrive within {self._rules.body_seconds:g} s")
            raise _RefusedError from None
        self._taken += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._taken > self._rules.max_body:
            self._refusal = self._rules.too_big()
            raise _RefusedError
        return message

    async def _give(self, message: Message) -> None:
        """The application's `send`: what it makes of a refused request is not sent."""
        if self._refusal and not self._started:
            return
        if message["type"] == "http.response.start":
            self._started = True
            given = {name.lower() for name, _ in message.get("headers", ())}
            extra = [header for header in _HEADERS if header[0] not in given]
            message = {**message, "headers": [*message.get("headers", ()), *extra]}
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        self._refusal = None
        body = json.dumps(self._rules.refusal(refusal.status, refusal.reason), ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if refusal.status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        if refusal.retry_after is not None:
            headers.append((b"retry-after", str(refusal.retry_after).encode()))
        await self._give({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self._give({"type": "http.response.body", "body": body})


def _has_token(headers: list[tuple[bytes, bytes]], token: str) -> bool:
    given = [value for name, value in headers if name == b"authorization"]
    scheme, _, value = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
    return scheme.lower() == b"bearer" and is_token(value.strip(), token)
