"""Run an application on uvicorn: one worker, stopped by SIGTERM or Ctrl-C once what is under way is answered."""

from __future__ import annotations

import ipaddress
import logging
import signal
import socket
from typing import TYPE_CHECKING

from doclora.errors import InputError, SettingsError, missing_extra

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from uvicorn import Server

_log = logging.getLogger(__name__)


def listen(host: str, port: int) -> socket.socket:
    """The socket that a service will listen on, opened before anything heavy is loaded.

    Raises:
        SettingsError: when the host is none of this machine's.
        InputError: when the port is taken or not allowed.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SettingsError(f"--host {host}: {error.strerror}", hint="for example 127.0.0.1 or 0.0.0.0") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise InputError(f"{host}:{port}: {error.strerror}", hint="choose another port with --port") from None
    if not is_loopback(host):
        _log.warning(
            "%s is open to the network and speaks plain HTTP: token and images can be read on the way; "
            "put a TLS proxy in front, or stay on 127.0.0.1 and come through SSH",
            host,
        )
    return listener


def server(app: ASGIApp, *, drain_seconds: float) -> Server:
    """A server for the application, to be passed to `run`.

    Args:
        app: the application, guard included.
        drain_seconds: what is under way may take this long after the signal to stop.

    Raises:
        DependencyError: when uvicorn is not installed.
    """
    try:
        import uvicorn

        from doclora.web.connections import BoundedConnection
    except ModuleNotFoundError:
        raise missing_extra("uvicorn", "serve") from None
    config = uvicorn.Config(
        app,
        http=BoundedConnection,  # h11 reads what is left of a refused body and throws it away: the reply arrives
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(drain_seconds),
        backlog=512,
    )
    return uvicorn.Server(config)


def run(server: Server, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C; a second one does not wait for what is under way."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[listener])  # raises the signal again when it has stopped: by then it means nothing
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        listener.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
