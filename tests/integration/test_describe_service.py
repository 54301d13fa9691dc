"""describe against a real HTTP server that is slow, broken or lying: what each fault does to the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from doclora.compose import compose
from doclora.describe import describe
from doclora.descriptions import read_description
from doclora.errors import RemoteServiceError
from doclora.settings import DescribeSettings
from doclora.workspace import DESCRIPTIONS, FINAL_TEXT, StageOutcome
from tests.support.artifacts import make_artifacts, picture
from tests.support.image_service import Asked, Said, fine, image_service, refusal

FIVE = "\n\n".join(f"Before {n}.\n\n![](imagenes_extraidas/image{n}.png)" for n in range(1, 6)) + "\n"
QUICK = DescribeSettings(timeout=5, concurrency=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_artifacts(tmp_path, FIVE, figures=5)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, not slept but noted."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    return noted


def described(folder: Path) -> list[str]:
    names = [f"image{n}" for n in range(1, 6)]
    return [name for name in names if read_description(folder, name)]


def only(image: str, said: Said) -> Callable[[Asked, int], Said]:
    """All is well but for one image."""
    return lambda asked, _: said if asked.image == f"{image}.png" else fine(f"About {asked.image}.")


def ask(folder: Path, url: str, settings: DescribeSettings = QUICK, **more: bool) -> StageOutcome:
    return describe(folder, settings, api_url=url, auth_token="secret-token", **more)


def test_each_figure_is_asked_once_with_prompt_and_token_and_the_reply_kept_whole(folder: Path) -> None:
    with image_service(lambda asked, _: fine(f"Ñandú in {asked.image}.", confidence=0.5)) as service:
        outcome = ask(folder, service.url)
    assert outcome.record.counts == {"figures": 5, "described": 5, "kept": 0, "decorative": 0, "failed": 0}
    assert sorted(asked.image for asked in service.asked) == [f"image{n}.png" for n in range(1, 6)]
    assert {asked.token for asked in service.asked} == {"secret-token"}
    prompt = next(asked.text for asked in service.asked if asked.image == "image3.png")
    assert "each arrow" in prompt
    assert "Before 3." in prompt
    reply = json.loads((folder / DESCRIPTIONS / "image3.md").read_text(encoding="utf-8"))
    assert {k: reply[k] for k in ("success", "response", "prompt", "confidence")} == {
        "success": True,
        "response": "Ñandú in image3.png.",
        "prompt": "?",
        "confidence": 0.5,
    }
    assert (reply["doclora"]["describer"], reply["doclora"]["model"]) == ("service", "test-vl")
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"secret-token" not in kept


def test_fresh_contacts_nobody(folder: Path) -> None:
    with image_service(lambda *_: fine("x")) as service:
        ask(folder, service.url)
    assert ask(folder, service.url).skipped


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (refusal(413, "too big"), "too big (HTTP 413)"),
        (refusal(415), "HTTP 415"),
        (refusal(422, "damaged"), "damaged (HTTP 422)"),
        (refusal(500, "out of memory"), "out of memory (HTTP 500)"),
        (refusal(429), "HTTP 429"),
        (Said('{"success": true, "respo'), "not the reply of an image service"),
        (Said("<html><body>Welcome</body></html>"), "not the reply of an image service"),
        (Said("<html>proxy</html>", status=502), "HTTP 502"),
        (Said("[1, 2]"), "not the reply of an image service"),
        (fine("  \n"), "an empty answer"),
        (Said(json.dumps({"success": False, "error": "cuda"})), "cuda"),
        (Said("", hang_up=True), "cannot be reached"),
    ],
)
def test_one_figure_that_fails_keeps_its_link_and_leaves_the_rest(
    folder: Path, pauses: list[float], said: Said, reason: str
) -> None:
    with image_service(only("image2", said)) as service:
        outcome = ask(folder, service.url)
        assert described(folder) == ["image1", "image3", "image4", "image5"]
        assert outcome.record.counts["failed"] == 1
        [note] = outcome.record.notes
        assert note.startswith("image2: ")
        assert reason in note
        compose(folder)
        final = (folder / FINAL_TEXT).read_text()
        assert "![](imagenes_extraidas/image2.png)" in final
        assert final.count("About image") == 4
        before = len(service.asked)
        assert not ask(folder, service.url).skipped, "what failed is asked again"
        assert {asked.image for asked in service.asked[before:]} == {"image2.png"}


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "AUTH_TOKEN"), (403, "AUTH_TOKEN"), (404, "API_URL"), (405, "API_URL")]
)
def test_a_wrong_token_or_address_stops_at_once(folder: Path, status: int, hint: str) -> None:
    with image_service(lambda *_: refusal(status), status=Said("", status=501)) as service:
        with pytest.raises(RemoteServiceError) as stopped:
            ask(folder, service.url)
        assert hint in stopped.value.hint
        assert stopped.value.exit_code == 5
        assert len(service.asked) <= QUICK.concurrency
    assert described(folder) == []


def test_a_wrong_token_is_noticed_before_any_figure_is_sent(folder: Path) -> None:
    with image_service(lambda *_: fine("x"), status=refusal(401)) as service:
        with pytest.raises(RemoteServiceError, match="401"):
            ask(folder, service.url)
        assert service.asked == []


def test_a_service_that_still_loads_is_not_asked(folder: Path) -> None:
    loading = Said(json.dumps({"ready": False, "message": "loading the model"}))
    with image_service(lambda *_: fine("x"), status=loading) as service:
        with pytest.raises(RemoteServiceError, match="loading the model"):
            ask(folder, service.url)
        assert service.asked == []


def test_a_busy_service_is_asked_again_when_it_says(folder: Path, pauses: list[float]) -> None:
    def busy(asked: Asked, count: int) -> Said:
        return refusal(429, "full", Retry_After="7") if count == 1 else fine("Done.")

    with image_service(busy) as service:
        assert ask(folder, service.url).record.counts["described"] == 5
    assert len(pauses) == 5
    assert all(7 <= pause <= 8 for pause in pauses)


def test_a_passing_failure_is_asked_again_with_growing_pauses(folder: Path, pauses: list[float]) -> None:
    with image_service(lambda _, count: refusal(500) if count < 3 else fine("Done.")) as service:
        assert ask(folder, service.url).record.counts["described"] == 5
    assert len(pauses) == 10


@pytest.mark.parametrize("said", [Said("{}", after=30), fine("x" * 200)], ids=["slow", "dripping"])
def test_a_slow_answer_ends_at_the_time_out(folder: Path, said: Said) -> None:
    said = said if said.after else Said(said.body, drip=0.05)
    with image_service(only("image4", said)) as service:
        started = time.monotonic()
        outcome = ask(folder, service.url, DescribeSettings(timeout=0.5, concurrency=2))
        assert time.monotonic() - started < 5
    assert described(folder) == ["image1", "image2", "image3", "image5"]
    assert "no answer within 0.5 s" in outcome.record.notes[0]


def test_the_total_time_out_ends_the_run_and_keeps_what_came(folder: Path) -> None:
    settings = DescribeSettings(total_timeout=1.0, concurrency=2)
    stuck = only("image4", Said("{}", after=30))
    with image_service(stuck) as service, pytest.raises(RemoteServiceError, match=r"time is up: 4 of 5"):
        ask(folder, service.url, settings)
    assert described(folder) == ["image1", "image2", "image3", "image5"]


def test_a_service_that_dies_midway_is_left_alone_and_the_run_goes_on_later(folder: Path, pauses: list[float]) -> None:
    lock, answers = threading.Lock(), iter(range(2))

    def dying(asked: Asked, _: int) -> Said:
        with lock:
            alive = next(answers, None) is not None
        return fine(f"About {asked.image}.") if alive else Said("", hang_up=True)

    settings = DescribeSettings(concurrency=1, attempts=2)
    with image_service(dying) as service, pytest.raises(RemoteServiceError, match="cannot be reached"):
        ask(folder, service.url, settings)
    assert described(folder) == ["image1", "image2"]
    with image_service(lambda asked, _: fine("Later.")) as service:
        outcome = ask(folder, service.url, settings)
        assert [asked.image for asked in service.asked] == ["image3.png", "image4.png", "image5.png"]
    assert outcome.record.counts == {"figures": 5, "described": 3, "kept": 2, "decorative": 0, "failed": 0}


def test_no_service_at_all(folder: Path) -> None:
    with image_service(lambda *_: fine("x")) as service:
        pass
    with pytest.raises(RemoteServiceError, match="cannot be reached") as stopped:
        ask(folder, service.url)
    assert "running" in stopped.value.hint


def test_a_service_without_status_is_asked_all_the_same(folder: Path) -> None:
    with image_service(lambda *_: fine("x"), status=Said("<h1>Not Found</h1>", status=404)) as service:
        base = service.url.removesuffix("/analyze")
        assert ask(folder, base).record.counts["described"] == 5


def test_the_same_image_is_asked_about_once(folder: Path) -> None:
    picture("image1").save(folder / "imagenes_extraidas" / "image4.png")
    with image_service(lambda asked, _: fine(f"About {asked.image}.")) as service:
        assert ask(folder, service.url).record.counts["described"] == 5
    assert service.count("image1.png") == 1
    assert service.count("image4.png") == 0
    found = read_description(folder, "image4")
    assert found
    assert found.text == "About image1.png."


def test_another_prompt_or_model_asks_again_and_another_token_does_not(folder: Path) -> None:
    with image_service(lambda *_: fine("x")) as service:
        ask(folder, service.url)
        ask(folder, service.url, QUICK.model_copy(update={"template": "chart"}))
        assert len(service.asked) == 10
        service.status = Said(json.dumps({"ready": True, "model": "better-vl"}))
        ask(folder, service.url, QUICK.model_copy(update={"template": "chart", "skip_decorative": False}))
        assert len(service.asked) == 15
        ask(folder, service.url, QUICK.model_copy(update={"template": "chart"}), force=True)
        assert len(service.asked) == 20
        describe(folder, QUICK.model_copy(update={"template": "chart"}), api_url=service.url, auth_token="another")
        assert len(service.asked) == 20


def test_a_figure_that_a_person_wrote_about_is_not_asked_even_by_force(folder: Path) -> None:
    (folder / DESCRIPTIONS).mkdir()
    (folder / DESCRIPTIONS / "image2.edit.md").write_text("Mine.")
    with image_service(lambda *_: fine("x")) as service:
        ask(folder, service.url, force=True)
        assert service.count("image2.png") == 0
    assert (folder / DESCRIPTIONS / "image2.edit.md").read_text() == "Mine."


def test_what_another_tool_wrote_is_kept_unless_forced(folder: Path) -> None:
    (folder / DESCRIPTIONS).mkdir()
    (folder / DESCRIPTIONS / "image2.md").write_text('{"response": "Theirs."}')
    with image_service(lambda *_: fine("x")) as service:
        ask(folder, service.url)
        assert service.count("image2.png") == 0
        ask(folder, service.url, force=True)
        assert service.count("image2.png") == 1


def test_another_tool_s_description_of_a_flat_or_damaged_image_is_kept(folder: Path) -> None:
    (folder / DESCRIPTIONS).mkdir()
    Image.new("RGB", (90, 60), "red").save(folder / "imagenes_extraidas" / "image1.png")
    (folder / "imagenes_extraidas" / "image2.png").write_bytes(b"damaged")
    for name in ("image1", "image2"):
        (folder / DESCRIPTIONS / f"{name}.md").write_text('{"response": "Theirs."}')
    with image_service(lambda *_: fine("x")) as service:
        counts = ask(folder, service.url).record.counts
    assert (counts["kept"], counts["described"], counts["decorative"], counts["failed"]) == (2, 3, 0, 0)
    assert "Theirs." in (folder / DESCRIPTIONS / "image1.md").read_text()


def test_without_a_service_a_model_s_description_is_not_replaced_by_an_offline_one(folder: Path) -> None:
    with image_service(lambda *_: fine("A model's.")) as service:
        ask(folder, service.url)
    outcome = describe(folder, DescribeSettings())
    assert outcome.record.counts["kept"] == 5
    found = read_description(folder, "image1")
    assert found
    assert found.text == "A model's."


def test_killed_at_every_figure_and_resumed_nothing_answered_is_asked_twice(folder: Path) -> None:
    process: list[subprocess.Popen[bytes]] = []
    answered: list[str] = []

    def one_then_kill(asked: Asked, _: int) -> Said:
        if len(answered) == len(process):  # one answer to each process, then the axe
            process[-1].send_signal(signal.SIGKILL)
            return Said("", hang_up=True)
        answered.append(asked.image)
        return fine(f"About {asked.image}.")

    with image_service(one_then_kill) as service:
        environment = os.environ | {"API_URL": service.url, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-m", "doclora", "describe", str(folder), "--set", "describe.concurrency=1"]
        for _ in range(5):
            process.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))
            process[-1].wait(60)
        assert [each.returncode for each in process] == [-signal.SIGKILL] * 4 + [0]
    assert answered == [f"image{n}.png" for n in range(1, 6)]
    assert described(folder) == [f"image{n}" for n in range(1, 6)]
