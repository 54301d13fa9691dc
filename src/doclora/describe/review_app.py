"""The review page: a local web application behind a token that stands in its address, after the #."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from doclora import __version__, console
from doclora.describe.review import Review, Reviewed
from doclora.errors import DocloraError, missing_extra
from doclora.web.guard import Guard, Rules
from doclora.web.server import listen, run, server
from doclora.workspace import StageOutcome

try:
    from fastapi import FastAPI, HTTPException, Request
    from fastapi.responses import JSONResponse, Response

    from doclora.web.page import add_page
except ModuleNotFoundError:  # this module is imported by the command alone
    raise missing_extra("fastapi", "serve") from None

_PAGE: Final = Path(__file__).parent / "page"
_MAX_BODY: Final = 1 << 20


class Decision(BaseModel):
    """A person's text for a figure; an empty one drops the figure."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=200_000)


class Listing(BaseModel):
    """All that the page shows."""

    folder: str
    figures: list[Reviewed]


class Written(BaseModel):
    """The final text as just written: how many figures are described in it, left out of it, still links."""

    path: str
    described: int
    left_out: int
    without: int


def review(artifacts: Path, compose: Callable[[], StageOutcome], *, port: int) -> None:
    """Serve the page until told to stop.

    Args:
        artifacts: the folder under review.
        compose: writes its final text.
        port: to listen on; 0 takes a free one.

    Raises:
        InputError: when this is not an artifacts folder, or the port is taken.
    """
    reviewed = Review(artifacts)
    listener = listen("127.0.0.1", port)
    listener.listen()  # whoever opens the address at once waits, instead of being refused
    token = secrets.token_urlsafe(24)
    console.result(f"http://127.0.0.1:{listener.getsockname()[1]}/#{token}")
    console.note("open this address in a browser; Ctrl-C ends the review")
    run(server(create_app(reviewed, compose, token), drain_seconds=5), listener)


def create_app(reviewed: Review, compose: Callable[[], StageOutcome], token: str) -> Guard:
    """The application behind its guard."""
    app = FastAPI(title="doclora review", version=__version__, docs_url=None, redoc_url=None)
    app.add_exception_handler(DocloraError, _refused)
    add_page(app, _PAGE, ("review.js",))
    _add_figures(app, reviewed)

    @app.post("/api/compose")
    def write() -> Written:
        """Write `texto_final.md`."""
        return Written(path=str(reviewed.artifacts / "texto_final.md"), **compose().record.counts)

    rules = Rules(
        token=token,
        open_paths=frozenset({"/", "/static/*"}),
        max_body=_MAX_BODY,
        max_inside=8 * _MAX_BODY,
        body_seconds=30.0,
        refusal=lambda _, reason: {"detail": reason},
    )
    return Guard(app, rules)


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DocloraError)
    return JSONResponse({"detail": f"{error.message}: {error.hint}"}, status_code=409)


def _add_figures(app: FastAPI, reviewed: Review) -> None:
    def known(name: str) -> str:
        if name not in reviewed.subjects:
            raise HTTPException(404, "no such figure")
        return name

    @app.get("/api/figures")
    def figures() -> Listing:
        """All figures in reading order."""
        return Listing(folder=reviewed.artifacts.resolve().name, figures=reviewed.figures())

    @app.get("/api/figures/{name}/image")
    def image(name: str) -> Response:
        """The figure itself, as a PNG whatever its file is."""
        return Response(as_png(reviewed.subjects[known(name)].path), media_type="image/png")

    @app.put("/api/figures/{name}")
    def decide(name: str, decision: Decision) -> Reviewed:
        """Keep a person's text."""
        return reviewed.decide(known(name), decision.text)

    @app.delete("/api/figures/{name}")
    def reopen(name: str) -> Reviewed:
        """Forget a person's text."""
        return reviewed.reopen(known(name))


def as_png(path: Path) -> bytes:
    """An image as a browser can show it; empty if it cannot be read."""
    import io

    from PIL import Image

    try:
        with Image.open(path) as image:
            if image.format == "PNG":
                return path.read_bytes()
            data = io.BytesIO()
            image.convert("RGBA").save(data, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    return data.getvalue()
