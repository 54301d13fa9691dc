"""The review's API: guarded, and strict about what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from doclora.compose import compose
from doclora.describe.review import Review
from doclora.describe.review_app import create_app
from doclora.workspace import DESCRIPTIONS, FIGURES, TEXT
from tests.support.artifacts import make_artifacts
from tests.support.live import live

TOKEN = {"Authorization": "Bearer t"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_artifacts(tmp_path, "![](image1.png)\n", figures=2, records=False)


@pytest.fixture
def client(folder: Path) -> Iterator[httpx.Client]:
    with live(create_app(Review(folder), lambda: compose(folder), "t")) as base, httpx.Client(base_url=base) as made:
        yield made


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer u"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/figures"),
        ("GET", "/api/figures/image1/image"),
        ("PUT", "/api/figures/image1"),
        ("DELETE", "/api/figures/image1"),
        ("POST", "/api/compose"),
        ("GET", "/openapi.json"),
    ],
)
def test_nothing_without_the_token(client: httpx.Client, method: str, path: str, headers: dict[str, str]) -> None:
    assert client.request(method, path, headers=headers).status_code == 401


def test_the_page_itself_is_open_and_runs_no_script_but_its_own(client: httpx.Client) -> None:
    reply = client.get("/")
    assert reply.status_code == 200
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    assert client.get("/static/review.js").status_code == 200
    assert client.get("/static/doclora.css").status_code == 200
    assert client.get("/static/..%2Findex.html").status_code == 404


@pytest.mark.parametrize("name", ["image9", "..%2F..%2Ftexto", ".env"])
def test_only_figures_can_be_written(client: httpx.Client, folder: Path, name: str) -> None:
    before = sorted(folder.rglob("*"))
    assert client.put(f"/api/figures/{name}", json={"text": "x"}, headers=TOKEN).status_code in {404, 405}
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("body", [{}, {"text": 1}, {"text": "x", "more": 1}, {"text": "x" * 200_001}, []])
def test_a_decision_is_a_text(client: httpx.Client, body: object) -> None:
    assert client.put("/api/figures/image1", json=body, headers=TOKEN).status_code == 422


def test_line_ends_and_blanks_are_tidied(client: httpx.Client, folder: Path) -> None:
    reply = client.put("/api/figures/image1", json={"text": "  Uno.\r\nDos.\n\n"}, headers=TOKEN).json()
    assert (reply["text"], reply["state"]) == ("Uno.\nDos.", "edited")
    assert (folder / DESCRIPTIONS / "image1.edit.md").read_bytes() == b"Uno.\nDos.\n"


def test_any_image_is_shown_as_a_png_and_a_damaged_one_as_nothing(client: httpx.Client, folder: Path) -> None:
    Image.new("CMYK", (40, 30)).save(folder / FIGURES / "image1.png", "TIFF")
    (folder / FIGURES / "image2.png").write_bytes(b"broken")
    assert client.get("/api/figures/image1/image", headers=TOKEN).content.startswith(b"\x89PNG")
    assert client.get("/api/figures/image2/image", headers=TOKEN).content == b""


def test_composing_tells_what_it_wrote_or_what_is_wrong(client: httpx.Client, folder: Path) -> None:
    reply = client.post("/api/compose", headers=TOKEN)
    assert reply.json() == {"path": str(folder / "texto_final.md"), "described": 0, "left_out": 0, "without": 1}
    (folder / TEXT).unlink()
    reply = client.post("/api/compose", headers=TOKEN)
    assert reply.status_code == 409
    assert "texto.md" in reply.json()["detail"]
