"""The image service over HTTP. Import it only where fastapi is installed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any, Final

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Depends, FastAPI, File, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from doclora import __version__
from doclora.vision.engine import Question
from doclora.vision.images import ImageRefusedError, decode_base64, read_image
from doclora.vision.schema import (
    MEANINGS,
    REFUSALS,
    TEXT_MEANING,
    TOKENS_MEANING,
    Base64Request,
    Failure,
    Health,
    Status,
    Success,
    Text,
    Tokens,
    failures,
)
from doclora.vision.service import Asked, VisionService
from doclora.web.guard import Guard, Rules
from doclora.web.page import add_page
from doclora.web.queue import QueueClosedError, QueueFullError

BODY_SECONDS: Final = 120.0
DECODED_AT_ONCE: Final = 2
MAX_INSIDE: Final = 512 << 20

_log = logging.getLogger(__name__)
_NEEDS_TOKEN: Final = [Depends(HTTPBearer(auto_error=False))]  # for the schema: the guard is what checks it
_PAGE: Final = Path(__file__).parent / "page"


class RefusedError(Exception):
    """A request that is answered with `{"success": false, …}`."""

    def __init__(self, status: int, reason: str, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.retry_after = status, reason, retry_after


def create_app(service: VisionService, token: str) -> ASGIApp:
    """The application behind its guard; the service is started and stopped with it."""
    settings = service.settings
    max_body = (settings.max_image_mb << 20) * 4 // 3 + (1 << 20)  # as base64, with the text
    app = FastAPI(
        title="doclora image service",
        version=__version__,
        description="Ask a question about an image.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(service),
    )
    _add_pages(app)
    _add_state(app, service)
    _add_questions(app, service)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _internal)
    rules = Rules(
        token=token,
        open_paths=frozenset({"/", "/health", "/static/*", "/favicon.ico"}),
        max_body=max_body,
        max_inside=MAX_INSIDE,
        body_seconds=BODY_SECONDS,
        refusal=lambda _, reason: Failure(error=reason).model_dump(),
        turned_away=service.turned_away,
    )
    return Guard(app, rules)


def _lifespan(service: VisionService) -> Any:  # noqa: ANN401 - FastAPI's own type is generic in the application
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        await anyio.to_thread.run_sync(service.stop)

    return lifespan


def _add_pages(app: FastAPI) -> None:
    add_page(app, _PAGE, ("vision.js", "icon.svg"))

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> Response:
        return FileResponse(_PAGE / "icon.svg")


def _add_state(app: FastAPI, service: VisionService) -> None:
    @app.get("/health", responses={503: {"model": Health, "description": MEANINGS[503]}})
    async def health(response: Response) -> Health:
        """Open to all: 200 when the service can answer, else 503."""
        ready = service.engine is not None
        response.status_code = 200 if ready else 503
        return Health(status="ok" if ready else "failed" if service.failure else "loading")

    @app.get("/status", responses=failures(401), dependencies=_NEEDS_TOKEN)
    async def status() -> Status:
        """How the service is, which model answers, and on what device."""
        engine = service.engine
        return Status(
            ready=engine is not None,
            message=service.message(),
            device=engine.device if engine else "",
            model=engine.name if engine else "",
            engine=engine.kind if engine else "",
            waiting=service.waiting,
        )


def _add_questions(app: FastAPI, service: VisionService) -> None:
    decoding = CapacityLimiter(DECODED_AT_ONCE)

    async def answer(request: Request, data: bytes, text: str, max_new_tokens: int | None) -> Success:
        try:
            with service.coming():
                image = await anyio.to_thread.run_sync(read_image, data, service.image_limits, limiter=decoding)
                longest = min(max_new_tokens or service.settings.max_new_tokens, service.settings.max_new_tokens)
                asked = service.ask(Question(image, text, longest))
        except ImageRefusedError as error:
            raise RefusedError(error.status, f"{error.message}; {error.hint}") from error
        except QueueFullError as error:
            raise RefusedError(429, error.message, error.retry_after) from None
        except QueueClosedError as error:
            raise RefusedError(503, error.message) from None
        return Success(response=await _awaited(request, asked, service.settings.answer_seconds), prompt=text)

    @app.post("/analyze", responses=REFUSALS, dependencies=_NEEDS_TOKEN)
    async def analyze(
        request: Request,
        image: Annotated[UploadFile, File(description="JPG, PNG, BMP, TIFF or GIF")],
        text: Annotated[Text, Form(description=TEXT_MEANING)],
        max_new_tokens: Annotated[Tokens, Form(description=TOKENS_MEANING)] = service.settings.max_new_tokens,
    ) -> Success:
        """Ask a question about an image, sent as a form."""
        return await answer(request, await image.read(), text, max_new_tokens)

    @app.post("/analyze_base64", responses=REFUSALS, dependencies=_NEEDS_TOKEN)
    async def analyze_base64(request: Request, asked: Base64Request) -> Success:
        """Ask a question about an image, sent inside JSON."""
        try:
            data = decode_base64(asked.image)
        except ImageRefusedError as error:
            raise RefusedError(error.status, f"{error.message}; {error.hint}") from error
        return await answer(request, data, asked.text, asked.max_new_tokens)


async def _awaited(request: Request, asked: Asked, seconds: float) -> str:
    """The answer; given up when it takes too long or the client goes away."""
    answer = asyncio.wrap_future(asked.answer)
    gone = asyncio.ensure_future(_disconnected(request))
    either: set[asyncio.Future[Any]] = {answer, gone}
    try:
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise RefusedError(504, f"no answer within {seconds:g} s")
        if error := answer.exception():
            raise _failed(error)
        return answer.result()
    finally:
        gone.cancel()
        answer.cancel()
        asked.abandon()


def _failed(error: BaseException) -> RefusedError:
    if isinstance(error, QueueClosedError):
        return RefusedError(503, error.message)
    _log.error("the model failed on an image: %s: %s", type(error).__name__, error, exc_info=error)
    return RefusedError(500, "the model failed on this image; the service's log says more")


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return JSONResponse(Failure(error=error.reason).model_dump(), error.status, headers)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
    return JSONResponse(Failure(error=faults.replace("Value error, ", "")).model_dump(), 400)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse(Failure(error=error.detail).model_dump(), error.status_code, error.headers)


async def _internal(_: Request, error: Exception) -> Response:
    return JSONResponse(Failure(error="the service failed; its log says more").model_dump(), 500)
