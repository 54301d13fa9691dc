"""The bearer token of doclora's services: the one given, or one made once and kept beside the user in `.env`."""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from doclora.errors import SettingsError
from doclora.workspace import writing

VARIABLE: Final = "AUTH_TOKEN"


@dataclass(frozen=True)
class ServiceToken:
    """A token, and whether it was made just now (then it is to be shown, once)."""

    value: SecretStr
    made: bool


def service_token(given: SecretStr, env_file: Path) -> ServiceToken:
    """The token of a service that starts: the one given, else a new one, which is added to `env_file`.

    Raises:
        SettingsError: when the one given cannot be sent in a header, or the environment sets an empty one.
        InputError: when a new one cannot be kept.
    """
    if given.get_secret_value().strip():
        return ServiceToken(SecretStr(checked_token(given)), made=False)
    if VARIABLE in os.environ:
        raise SettingsError(
            f"the environment sets {VARIABLE} to nothing",
            hint=f"give it a value, or `unset {VARIABLE}` to have one made",
        )
    token = secrets.token_urlsafe(24)
    _keep(token, env_file)
    return ServiceToken(SecretStr(token), made=True)


def checked_token(token: SecretStr | str) -> str:
    """The token as it goes into a header.

    Raises:
        SettingsError: when it holds a space or anything outside ASCII; the message does not show it.
    """
    value = (token.get_secret_value() if isinstance(token, SecretStr) else token).strip()
    if not all("!" <= character <= "~" for character in value):
        raise SettingsError(
            f"{VARIABLE}: spaces or characters outside ASCII cannot be sent",
            hint="copy the token anew from where the service runs",
        )
    return value


def is_token(given: bytes, token: str) -> bool:
    """Whether these bytes are the token, in a time that does not depend on where they differ."""
    return hmac.compare_digest(sha256(given).digest(), sha256(token.encode()).digest())


def _keep(token: str, env_file: Path) -> None:
    with writing(env_file):
        descriptor = os.open(env_file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            text = file.read()
            line = "" if not text or text.endswith(b"\n") else "\n"
            file.write(f"{line}{VARIABLE}={token}\n".encode())
