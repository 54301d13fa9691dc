"""`doclora vision ask|serve` and `doclora setup`, as a user types them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from doclora.cli import cli
from doclora.errors import DependencyError, DoesNotFitError, InputError, RemoteServiceError
from doclora.settings import VisionSettings
from doclora.vision import batch
from doclora.vision.app import create_app
from doclora.vision.client import VisionClient
from doclora.vision.engine import EngineKind, Question
from doclora.vision.service import VisionService
from tests.support.live import live
from tests.support.pictures import drawing, encoded

TOKEN = "a-token-of-some-length"


class Sizer:
    """Answers with question and size; fails on the questions in `bad`."""

    kind: EngineKind = "model"
    name, device, note, rows, kept_pixels = "sizer", "cpu", "sizes", 8, 1_000_000

    def __init__(self) -> None:
        self.asked = 0
        self.bad: set[str] = set()

    def answer(self, questions: Sequence[Question]) -> list[str]:
        if any(q.text in self.bad for q in questions):
            raise RuntimeError("bad")
        self.asked += len(questions)
        return [f"{q.text} {q.image.width}x{q.image.height}" for q in questions]


@pytest.fixture
def engine() -> Sizer:
    return Sizer()


@pytest.fixture
def url(engine: Sizer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTH_TOKEN", TOKEN)
    monkeypatch.setattr("tenacity.wait_random_exponential.__call__", lambda self, state: 0.0)
    with live(create_app(VisionService(VisionSettings(), lambda: engine), TOKEN)) as address:
        monkeypatch.setenv("API_URL", f"{address}/analyze")
        with VisionClient(address, TOKEN) as client:
            while not client.status().ready:
                pass
        yield address


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    folder = tmp_path / "figures"
    folder.mkdir()
    for number in (1, 2, 10):
        (folder / f"image{number}.png").write_bytes(encoded(drawing(number)))
    (folder / "notes.txt").write_text("no image")
    (folder / "a photograph without extension").write_bytes(encoded(drawing(4), "JPEG"))
    return folder


def _run(*arguments: str, stdin: str = "") -> str:
    result = CliRunner().invoke(cli, ["-q", "vision", "ask", *arguments], input=stdin, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def _size(seed: int) -> str:
    return "{}x{}".format(*drawing(seed).size)


def test_ask_prints_the_answer_alone(url: str, figures: Path) -> None:
    image = str(figures / "image1.png")
    assert _run("--image", image, "--text", "¿Qué?") == f"¿Qué? {_size(1)}\n"
    assert json.loads(_run("--image", image, "--text", "?", "--json"))["response"] == f"? {_size(1)}"
    assert _run("--image", image, "--text", "?", "--server", url, "--token", TOKEN) == f"? {_size(1)}\n"


def test_status(url: str) -> None:
    assert _run("--status") == "ready: sizer, sizes, on cpu\n"
    assert json.loads(_run("--status", "--json"))["ready"] is True


@pytest.mark.parametrize(
    "arguments", [[], ["--text", "?"], ["--batch", "."], ["--image", "x", "--text", "?", "--batch", "."]]
)
def test_half_a_question_is_a_usage_error(url: str, arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, ["vision", "ask", *arguments])
    assert result.exit_code == 2
    assert "--image and --text" in result.stderr


def test_a_wrong_token_and_a_dead_service_are_remote_errors(url: str, figures: Path) -> None:
    image = str(figures / "image1.png")
    with pytest.raises(RemoteServiceError, match="401"):
        _run("--image", image, "--text", "?", "--token", "wrong")
    with pytest.raises(RemoteServiceError, match="cannot be reached"):
        _run("--image", image, "--text", "?", "--server", "http://127.0.0.1:9")


def test_a_conversation_survives_errors_and_changes_its_image(url: str, figures: Path) -> None:
    talk = f"one\n/image {figures / 'none.png'}\ntwo\n\n/image {figures / 'image2.png'}\nthree\n/quit\nnever\n"
    said = _run("--image", str(figures / "image1.png"), "--interactive", stdin=talk)
    assert said.split("\n") == [f"one {_size(1)}", f"three {_size(2)}", ""]
    assert (
        _run("--image", str(figures / "image1.png"), "--interactive", stdin="last words") == f"last words {_size(1)}\n"
    )


def test_a_batch_asks_each_question_of_each_image_in_natural_order(url: str, figures: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("\ufeffWhat?\n\n  ¿Qué?  \nWhat?\n", encoding="utf-8")
    said = _run("--batch", str(figures), "--questions", str(questions), "-o", str(tmp_path / "out"))
    assert said.startswith("8 of 8 questions answered (0 before)")
    answers = json.loads((tmp_path / "out" / "answers.json").read_text())
    assert [(a["image"], a["question"]) for a in answers[-4:]] == [
        ("image2.png", "What?"),
        ("image2.png", "¿Qué?"),
        ("image10.png", "What?"),
        ("image10.png", "¿Qué?"),
    ]
    assert answers[-1]["response"] == f"¿Qué? {_size(10)}"
    page = (tmp_path / "out" / "answers.md").read_text()
    assert f"## image10.png\n\n**What?**\n\nWhat? {_size(10)}\n" in page


def test_a_batch_goes_on_where_it_was_and_asks_again_about_what_changed(
    url: str, figures: Path, tmp_path: Path, engine: Sizer
) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("What?\nWhy?\n")
    command = ["--batch", str(figures), "--questions", str(questions), "-o", str(tmp_path / "out")]
    engine.bad = {"Why?"}
    with pytest.raises(RemoteServiceError, match="4 questions have no answer"):
        _run(*command)
    assert "*No answer: " in (tmp_path / "out" / "answers.md").read_text()
    journal = tmp_path / "out" / "answers.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"image": "torn by a power cu')
    engine.bad, engine.asked = set(), 0
    assert "8 of 8 questions answered (4 before)" in _run(*command)
    assert engine.asked == 4
    assert "8 of 8 questions answered (8 before)" in _run(*command)
    (figures / "image1.png").write_bytes(encoded(drawing(9)))
    assert "8 of 8 questions answered (6 before)" in _run(*command)
    assert _size(9) in (tmp_path / "out" / "answers.md").read_text()


def test_a_batch_gives_up_on_a_service_that_has_gone(figures: Path, tmp_path: Path) -> None:
    with VisionClient("http://127.0.0.1:9", attempts=1) as client:
        outcome = batch.ask_all(client, batch.images_in(figures), [str(n) for n in range(20)], tmp_path / "out")
    assert len(outcome.failed) == 80
    assert outcome.asked < 40


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\xfa", b"\n \n"])
def test_a_file_without_questions_is_an_input_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"questions\.txt"):
        batch.read_questions(path)


def test_a_folder_without_images_is_an_input_error(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError, match=str(folder)):
            batch.images_in(folder)


def test_a_journal_that_is_none_is_left_alone(figures: Path, tmp_path: Path) -> None:
    journal = tmp_path / "answers.jsonl"
    journal.write_text("my notes\n")
    with VisionClient() as client, pytest.raises(InputError, match=r"answers\.jsonl:1"):
        batch.ask_all(client, batch.images_in(figures), ["?"], tmp_path)
    assert journal.read_text() == "my notes\n"


def _serve(*arguments: str) -> None:
    result = CliRunner().invoke(cli, ["vision", "serve", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_serve_refuses_a_taken_port_before_it_makes_a_token_or_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTH_TOKEN", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(InputError, match="in use"):
        _serve("--port", str(taken.getsockname()[1]))
    assert not (tmp_path / ".env").exists()


def test_serve_ends_with_the_reason_when_the_model_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the token made on the way is shown once and kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTH_TOKEN", raising=False)
    result = CliRunner().invoke(cli, ["vision", "serve", "--port", "0", "--model", str(tmp_path / "none")])
    assert isinstance(result.exception, DependencyError)
    assert "doclora setup vision" in result.exception.hint
    token = (tmp_path / ".env").read_text().removeprefix("AUTH_TOKEN=").strip()
    assert result.stderr.count(token) == 1
    assert "image service: http://localhost:" in result.stderr


def test_setup_tells_its_targets_and_fails_clearly_without_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "vision" in CliRunner().invoke(cli, ["setup", "--help"]).output
    from doclora.vision import setup

    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 10})())
    with pytest.raises(DoesNotFitError, match="on the disk"):
        setup._check_disk("some/model", 1000, tmp_path)  # noqa: SLF001


def test_setup_loads_the_model_and_asks_it_once(tmp_path: Path) -> None:
    from tests.support.tiny_vision import make_tiny_vision_model

    folder = make_tiny_vision_model(tmp_path / "tiny")
    result = CliRunner().invoke(cli, ["-q", "setup", "vision", "--model", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout.startswith("tiny, 32 bit, on ")
    assert "answered in" in result.stdout


def test_setup_without_a_network_is_a_remote_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    result = CliRunner().invoke(cli, ["-q", "setup", "vision", "--model", "nobody/nothing"])
    assert isinstance(result.exception, RemoteServiceError)
    assert "nobody/nothing" in result.exception.message
