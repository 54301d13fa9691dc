"""The image service's client: ask a question of an image over HTTP.

    with VisionClient("http://localhost:5000", token) as client:
        print(client.analyze(Path("figure.png"), "What does the arrow point to?").response)

A client may be shared by threads. What is worth retrying is retried: a connection that breaks, 408, 429, 500, 502, 503
and 504, with growing pauses or the pause that the service asks for in Retry-After.
"""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from doclora.errors import InputError, SettingsError
from doclora.records import Record
from doclora.vision.retry import RETRIED_STATUSES, PassingError, ServiceReplyError, persistently, retry_after_seconds
from doclora.web.server import is_loopback
from doclora.web.token import checked_token

if TYPE_CHECKING:
    import httpx

DEFAULT_SERVER: Final = "http://localhost:5000"
LONGEST_REPLY: Final = 4 << 20  # bytes; an answer is a few kilobytes

Fields = dict[str, str]
Files = dict[str, tuple[str, bytes, str]]

_ADDRESS_HINT = f"for example {DEFAULT_SERVER}/analyze"
_CREDENTIALS: Final = re.compile(r"//[^/]*@")
_ENDPOINTS = ("/analyze", "/analyze_base64", "/status", "/health")
_HINTS = {
    400: "the service does not understand this request; is its address right?",
    401: "put the service's token into AUTH_TOKEN (environment or .env), or pass --token",
    403: "this token may not use the service; check AUTH_TOKEN",
    404: "check API_URL: its path should be /analyze, or nothing",
    405: "check API_URL: its path should be /analyze, or nothing",
    413: "send a smaller image",
    415: "send a JPG, PNG, BMP, TIFF or GIF",
    422: "the image is damaged; save it anew",
    429: "the service is busy; try again later or ask fewer questions at once",
    503: "the service is not ready; `doclora vision ask --status` says why",
    504: "the service took too long; ask for a shorter answer or try again",
}


class Analysis(Record):
    """What the service said about an image.

    Attributes:
        response: the answer.
        prompt: the question as the service read it.
        body: the service's whole reply, JSON, as it came.
    """

    response: str
    prompt: str
    body: str


class ServiceStatus(BaseModel):
    """What the service says of itself. Services other than doclora's may leave out what has a default.

    Attributes:
        engine: `model`, or `ocr` where the service has no model and reads only the text in an image.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    ready: bool
    message: str = ""
    device: str = ""
    model: str = ""
    engine: str = ""


class _Reply(BaseModel):
    model_config = ConfigDict(strict=True)

    success: bool
    response: str
    prompt: str = ""


class VisionClient:
    """Asks an image service.

    Args:
        server: its base address; that of its `/analyze` will do.
        token: its bearer token; empty to send none.
        timeout: seconds to wait for an answer. A model may take long, and requests wait their turn.
        attempts: how often to try a request in all.

    Raises:
        SettingsError: when the address or the token cannot be one.
    """

    def __init__(
        self, server: str = DEFAULT_SERVER, token: SecretStr | str = "", *, timeout: float = 600.0, attempts: int = 4
    ) -> None:
        self.server = base_address(server)
        self._token = checked_token(token)
        self._timeout, self._attempts = timeout, attempts
        self._http: httpx.Client | None = None
        self._making = threading.Lock()

    def __enter__(self) -> VisionClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            self._http.close()

    def analyze(self, image: Path | bytes, text: str, *, max_new_tokens: int | None = None) -> Analysis:
        """The answer to one question about one image.

        Args:
            image: a file, or a file's content.
            text: the question.
            max_new_tokens: length limit of the answer; None leaves it to the service.

        Raises:
            InputError: when the file cannot be read.
            RemoteServiceError: when the service refuses (`ServiceReplyError`, with its status), fails after all
                attempts, or answers what is not an answer.
        """
        name, data = _content(image)
        fields = {"text": text} | ({} if max_new_tokens is None else {"max_new_tokens": str(max_new_tokens)})
        files = {"image": (name, data, "application/octet-stream")}
        body = persistently(lambda: self._once("/analyze", fields, files), self._attempts)
        return self._analysis(body)

    def status(self) -> ServiceStatus:
        """What the service says of itself; asked once, not retried.

        Raises:
            RemoteServiceError: when it cannot be reached, refuses, or answers nonsense.
        """
        body = self._once("/status")
        try:
            return ServiceStatus.model_validate_json(body)
        except ValidationError:
            raise self._nonsense("/status", body) from None

    def _analysis(self, body: str) -> Analysis:
        try:
            reply = _Reply.model_validate_json(body)
        except ValidationError:
            if reason := _error_of(body):
                raise ServiceReplyError(f"{self.server}: {reason}", hint="see the service's log", status=200) from None
            raise self._nonsense("/analyze", body) from None
        if not reply.success or not reply.response.strip():
            raise ServiceReplyError(
                f"{self.server}: an empty answer", hint="ask again, or see the service's log", status=200
            )
        return Analysis(response=reply.response, prompt=reply.prompt, body=body)

    def _nonsense(self, path: str, body: str) -> ServiceReplyError:
        start = " ".join(body[:80].split())
        return ServiceReplyError(
            f"{self.server}{path}: not the reply of an image service: {start!r}",
            hint="check API_URL: does another program answer there?",
            status=200,
        )

    def _once(self, path: str, fields: Fields | None = None, files: Files | None = None) -> str:
        import httpx

        try:
            method = "GET" if files is None else "POST"
            with self._connection().stream(method, self.server + path, data=fields, files=files) as reply:
                body = _bounded(reply, deadline=time.monotonic() + self._timeout)
        except (httpx.ReadTimeout, httpx.WriteTimeout):
            raise ServiceReplyError(
                f"{self.server}: no answer within {self._timeout:g} s",
                hint="give it longer (--timeout), or see `doclora vision ask --status`",
            ) from None
        except httpx.TransportError as error:
            raise PassingError(
                f"{self.server}: cannot be reached: {error}",
                hint="is the service running? start it with `doclora vision serve`, or correct API_URL",
            ) from None
        except httpx.DecodingError:
            raise self._nonsense(path, "undecodable content") from None
        except httpx.InvalidURL as error:
            raise SettingsError(
                f"API_URL {self.server}: {error}", hint=f"for example {DEFAULT_SERVER}/analyze"
            ) from None
        if reply.status_code == 200:
            return body
        raise self._refusal(reply, body)

    def _refusal(self, reply: httpx.Response, body: str) -> ServiceReplyError:
        status = reply.status_code
        kind = PassingError if status in RETRIED_STATUSES else ServiceReplyError
        return kind(
            f"{self.server}: {_error_of(body) or reply.reason_phrase or 'refused'} (HTTP {status})",
            hint=_HINTS.get(status, "see the service's log"),
            status=status,
            retry_after=retry_after_seconds(reply.headers.get("retry-after", "")),
        )

    def _connection(self) -> httpx.Client:
        import httpx

        with self._making:
            if self._http is None:
                self._http = httpx.Client(
                    headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                    timeout=httpx.Timeout(self._timeout, connect=10.0, pool=None),
                    limits=httpx.Limits(max_connections=None),
                    trust_env=not is_loopback(urlsplit(self.server).hostname or ""),  # a proxy cannot reach loopback
                )
        return self._http


def base_address(url: str) -> str:
    """`http://host:port` of an image service, whichever of its addresses is given.

    Raises:
        SettingsError: when this is no http or https address.
    """
    shown = _CREDENTIALS.sub("//…@", url)
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise SettingsError(f"API_URL {shown!r}: {error}", hint=_ADDRESS_HINT) from None
    if parts.username:
        raise SettingsError(f"API_URL {shown!r}: it has a user's name in it", hint="put the token into AUTH_TOKEN")
    if not usable or parts.query or parts.fragment:
        raise SettingsError(f"API_URL {shown!r}: not the address of an image service", hint=_ADDRESS_HINT)
    path = parts.path.rstrip("/")
    for endpoint in _ENDPOINTS:
        path = path.removesuffix(endpoint)
    return f"{parts.scheme}://{parts.netloc}{path}"


def _content(image: Path | bytes) -> tuple[str, bytes]:
    if isinstance(image, bytes):
        return "image", image
    try:
        data = image.read_bytes()
    except OSError as error:
        raise InputError(f"{image}: {error.strerror}", hint="give the path of an image file") from None
    if not data:
        raise InputError(f"{image}: an empty file", hint="give the path of an image file")
    return image.name, data


def _bounded(reply: httpx.Response, deadline: float) -> str:
    import httpx

    data = bytearray()
    for piece in reply.iter_bytes():
        data += piece
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the reply trickles in")
        if len(data) > LONGEST_REPLY:
            raise ServiceReplyError(
                f"{reply.url}: a reply of more than {LONGEST_REPLY >> 20} MiB",
                hint="check API_URL: does another program answer there?",
                status=reply.status_code,
            )
    return data.decode("utf-8", errors="replace")


def _error_of(body: str) -> str:
    """The `error` of an unsuccessful reply; empty if it has none."""
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = reply.get("error") if isinstance(reply, dict) and reply.get("success") is not True else None
    return " ".join(error.split())[:500] if isinstance(error, str) else ""
