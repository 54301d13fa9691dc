"""What every page of doclora's local services is served with. Import it only where fastapi is installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse, Response

from doclora.web import STYLESHEET

_FRESH: Final = {"cache-control": "no-cache"}


def add_page(app: FastAPI, folder: Path, files: Sequence[str]) -> None:
    """Serve `index.html` of a folder at `/`, and `files` of it at `/static/`, with the style that all pages share."""
    served = {name: folder / name for name in files} | {STYLESHEET.name: STYLESHEET}

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        return FileResponse(folder / "index.html", headers=_FRESH)

    @app.get("/static/{name}", include_in_schema=False)
    async def static(name: str) -> Response:
        if name not in served:
            raise HTTPException(404)
        return FileResponse(served[name], headers=_FRESH)
