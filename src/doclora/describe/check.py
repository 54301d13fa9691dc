"""Whether figures can be described as the settings ask; the first thing in the way is an error with its remedy."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr

from doclora.describe.choice import choose, chosen_name, described_how
from doclora.describe.describers import FigureError
from doclora.describe.prompts import templates
from doclora.describe.subjects import Subject, unreadable
from doclora.descriptions import DescriberName
from doclora.errors import InputError, RemoteServiceError, missing_extra
from doclora.settings import DescribeSettings
from doclora.vision.client import DEFAULT_SERVER, VisionClient
from doclora.vision.retry import ServiceReplyError
from doclora.workspace import digest_file


def check(settings: DescribeSettings, api_url: str, auth_token: SecretStr) -> list[tuple[str, str]]:
    """What was looked at and found, line by line, when all is well.

    Raises:
        DocloraError: what is wrong, with the one thing to do next.
    """
    name = chosen_name(settings, api_url)
    found = [("describer", described_how(settings, api_url))]
    for package in ("docling", *(("rapidocr", "onnxruntime") if name == "offline" else ())):
        if find_spec(package) is None:
            raise missing_extra(package, "extract")
    if name == "offline":
        return [*found, ("to use a model", "set API_URL in .env to an image service (`doclora vision serve` is one)")]
    found.append(("prompt", _prompt(settings)))
    if name == "service":
        return [*found, *_service(api_url.strip() or DEFAULT_SERVER, auth_token)]
    describer = choose(settings, api_url, auth_token)
    return [*found, ("AUTH_TOKEN", _token(auth_token)), ("model", describer.model)]


def try_image(
    image: Path, settings: DescribeSettings, api_url: str, auth_token: SecretStr
) -> tuple[DescriberName, str]:
    """Describe one image by itself, as a trial.

    Returns:
        What described it, and the description.

    Raises:
        InputError: when the file is not an image that can be read.
        RemoteServiceError: when it cannot be described.
    """
    language = "en" if settings.language == "auto" else settings.language
    subject = Subject(name=image.stem, path=image, sha256="", language=language)
    if reason := unreadable(subject):
        raise InputError(f"{image}: {reason}", hint="give a PNG, JPG, GIF, BMP, TIFF or WebP file")
    describer = choose(settings, api_url, auth_token)
    try:
        reply = describer.describe(subject, describer.question(subject))
    except FigureError as error:
        if error.of_service:
            raise error.of_service from None
        raise RemoteServiceError(error.reason, hint="try another image: this one is refused") from None
    return describer.name, str(reply["response"]).strip()


def _service(url: str, token: SecretStr) -> list[tuple[str, str]]:
    with VisionClient(url, token, timeout=20.0) as client:
        try:
            status = client.status()
        except ServiceReplyError as error:
            raise _remedied(error, client.server, token) from None
    if not status.ready:
        raise RemoteServiceError(
            f"{client.server}: not ready: {status.message or 'it gives no reason'}",
            hint="wait a minute and check again; the service is still loading its model",
        )
    return [
        ("API_URL", f"{client.server} answers"),
        ("AUTH_TOKEN", _token(token)),
        ("service", f"ready: {status.model or 'model not told'} on {status.device or 'a device not told'}"),
    ]


def _remedied(error: ServiceReplyError, server: str, token: SecretStr) -> RemoteServiceError:
    if error.status in {401, 403}:
        given = bool(token.get_secret_value())
        state = "refuses this AUTH_TOKEN" if given else "asks for a token, and AUTH_TOKEN is not set"
        hint = "the service shows its token where it runs: put it into .env as AUTH_TOKEN=…"
        return RemoteServiceError(f"{server}: {state}", hint=hint)
    if error.status in {200, 404, 405, 501}:
        return RemoteServiceError(
            f"{server}: something answers there, but it is no image service (no /status)",
            hint=f"correct API_URL, for example {DEFAULT_SERVER}/analyze",
        )
    return error


def _token(token: SecretStr) -> str:
    return "set" if token.get_secret_value() else "not set, and not asked for"


def _prompt(settings: DescribeSettings) -> str:
    templates(settings)
    if settings.prompt_file:
        return f"{settings.prompt_file} (sha256 {digest_file(settings.prompt_file)[:12]})"
    return f"{settings.template}, {settings.language}"
