"""What goes in and out of the image service over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field

from doclora import __version__

LONGEST_TEXT: Final = 8000

MEANINGS: Final = {
    400: "a field is missing, empty or not what it should be",
    401: "missing or wrong token",
    408: "the request did not arrive in time",
    413: "too big, in bytes or in pixels",
    415: "not an image of a kind that the service reads",
    422: "a damaged image",
    429: "too many questions are waiting; Retry-After says when to come back",
    500: "the model failed on this image",
    503: "the model is being loaded, or the service is stopping",
    504: "no answer in time",
}


class Success(BaseModel):
    """An answer."""

    success: bool = True
    response: str
    prompt: str


class Failure(BaseModel):
    """Why there is none."""

    success: bool = False
    error: str


class Status(BaseModel):
    """How the service is."""

    ready: bool
    message: str
    device: str
    model: str
    engine: str
    waiting: int
    version: str = __version__


class Health(BaseModel):
    """Whether the service can answer."""

    status: str


def _plain(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("is not valid Unicode")
    return text


Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_plain)]
Tokens = Annotated[int, Field(ge=1, le=4096)]
TEXT_MEANING: Final = "the question"
TOKENS_MEANING: Final = "length limit of the answer, in tokens; never more than the service's own"


class Base64Request(BaseModel):
    """An image inside JSON, and a question."""

    image: str = Field(description="a data URL or plain base64 of a JPG, PNG, BMP, TIFF or GIF", min_length=1)
    text: Text = Field(description=TEXT_MEANING)
    max_new_tokens: Tokens | None = Field(None, description=TOKENS_MEANING)


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals that an endpoint may give, for its schema."""
    return {status: {"model": Failure, "description": MEANINGS[status]} for status in statuses}


REFUSALS: Final = failures(*MEANINGS)
