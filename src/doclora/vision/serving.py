"""Run the image service in this process."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pydantic import SecretStr

from doclora import console
from doclora.errors import missing_extra
from doclora.settings import VisionSettings
from doclora.vision.service import VisionService, make_engine
from doclora.web.server import is_loopback, listen, run, server
from doclora.web.token import service_token

ENV_FILE = Path(".env")


def serve(settings: VisionSettings, auth_token: SecretStr) -> None:
    """Answer until told to stop.

    Raises:
        DependencyError: when a package or the model is missing; SettingsError, InputError as `listen` and
            `service_token` do.
    """
    try:
        import python_multipart  # noqa: F401

        from doclora.vision.app import create_app
    except ModuleNotFoundError as error:
        raise missing_extra(error.name or "fastapi", "serve") from None

    listener = listen(settings.host, settings.port)
    token = service_token(auth_token, ENV_FILE)
    if token.made:
        console.note(f"token, made now and kept in {ENV_FILE} as AUTH_TOKEN: {token.value.get_secret_value()}")

    def stop() -> None:
        running.should_exit = True

    service = VisionService(settings, partial(make_engine, settings), on_failure=stop)
    running = server(create_app(service, token.value.get_secret_value()), drain_seconds=settings.drain_seconds)
    host = "localhost" if is_loopback(settings.host) else settings.host
    console.note(f"image service: http://{host}:{listener.getsockname()[1]}/ (Ctrl-C stops it)")
    run(running, listener)
    if service.failure:
        raise service.failure
