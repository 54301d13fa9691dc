"""Which describer the settings ask for. It is chosen up front and said; there is no falling back."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import SecretStr

from doclora.describe.describers import Describer
from doclora.describe.offline import OfflineDescriber
from doclora.descriptions import DescriberName
from doclora.settings import DescribeSettings
from doclora.vision.client import DEFAULT_SERVER


def chosen_name(settings: DescribeSettings, api_url: str) -> DescriberName:
    """Which describer it will be, without contacting anything."""
    if settings.describer != "auto":
        return settings.describer
    if not api_url.strip():
        return "offline"
    path = urlsplit(api_url.strip()).path.rstrip("/")
    return "endpoint" if path.endswith(("/v1", "/chat/completions")) else "service"


def described_how(settings: DescribeSettings, api_url: str) -> str:
    """The choice in words, for the user to read up front."""
    name = chosen_name(settings, api_url)
    if name == "offline":
        unset = "" if settings.describer == "offline" else "; API_URL is not set"
        return f"offline (reads the text in each figure{unset})"
    return f"{'image service' if name == 'service' else 'vision endpoint'} at {api_url.strip() or DEFAULT_SERVER}"


def choose(settings: DescribeSettings, api_url: str, auth_token: SecretStr | str) -> Describer:
    """The describer, ready to work.

    Raises:
        SettingsError: when the address, the token or the prompt is not usable.
        RemoteServiceError: when the service cannot be reached, refuses the token or is not ready.
    """
    name = chosen_name(settings, api_url)
    if name == "offline":
        return OfflineDescriber()
    if name == "endpoint":
        from doclora.describe.endpoint import EndpointDescriber

        return EndpointDescriber(settings, api_url, auth_token)
    from doclora.describe.service import ServiceDescriber

    return ServiceDescriber(settings, api_url.strip() or DEFAULT_SERVER, auth_token)
