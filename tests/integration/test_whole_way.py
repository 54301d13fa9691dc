"""One command takes a PDF to an evaluated adapter; given again it does nothing; a changed byte is noticed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.way import command, doclora, made, make_base, make_document

LAYOUT = """\
config/settings.json
data/dataset/dataset_info.json
data/dataset/heldout.jsonl
data/dataset/test.jsonl
data/dataset/train.jsonl
data/dataset/unanswerable.jsonl
data/dataset/validation.jsonl
data/pump/artifacts/documento.json
data/pump/artifacts/image_descriptions/image1.md
data/pump/artifacts/imagenes_extraidas/image1.png
data/pump/artifacts/texto.md
data/pump/artifacts/texto_final.json
data/pump/artifacts/texto_final.md
models/lora_adapters/adapter_config.json
models/lora_adapters/adapter_model.safetensors
models/lora_adapters/tokenizer_config.json
results/evaluation/report.html
results/evaluation/report.json
results/evaluation/report.md""".splitlines()


class Way:
    def __init__(self, folder: Path) -> None:
        self.document = make_document(folder / "pump.pdf")
        self.base = make_base(folder / "base")
        self.out = folder / "out"

    def run(self, *more: str, out: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(self.document, out or self.out, self.base, *more), capture_output=True, text=True, check=True
        )


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Way:
    way = Way(tmp_path_factory.mktemp("way"))
    way.run()
    return way


@pytest.fixture
def copy(way: Way, tmp_path: Path) -> Path:
    return Path(shutil.copytree(way.out, tmp_path / "out"))


def _stages(stderr: str) -> dict[str, str]:
    """First word of what each stage said of itself."""
    said = (line.split(":", 1) for line in stderr.splitlines() if ": fresh" in line or ": done in" in line)
    return {stage.split()[0]: state.split()[0] for stage, state in said}


def _status(out: Path) -> list[tuple[str, str]]:
    found = json.loads(doclora("status", str(out), "--json").stdout)
    return [(stage["stage"], stage["state"]) for stage in found["stages"]]


def test_the_folder_holds_what_users_rely_on(way: Way) -> None:
    assert set(LAYOUT) <= set(made(way.out))
    assert not list(way.out.rglob(".partial-*"))


def test_given_again_every_stage_is_fresh_and_nothing_changes(way: Way) -> None:
    before = made(way.out)
    assert set(_stages(way.run().stderr).values()) == {"fresh"}
    assert made(way.out) == before


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ("results/evaluation/report.md", {"evaluate"}),
        ("data/dataset/train.jsonl", {"dataset"}),
        ("texto_final.md", {"compose"}),
    ],
)
def test_one_changed_byte_is_noticed_and_mended(way: Way, copy: Path, changed: str, redone: set[str]) -> None:
    path = next(copy.rglob(Path(changed).name))
    content = path.read_bytes()
    path.write_bytes(content + b"\n")
    stale = [
        s["stage"] for s in json.loads(doclora("status", str(copy), "--json").stdout)["stages"] if s["state"] == "stale"
    ]
    assert redone <= set(stale)
    stages = _stages(way.run(out=copy).stderr)
    assert {stage for stage, state in stages.items() if state == "done"} == redone
    assert path.read_bytes() == content


def test_status_of_a_finished_run_is_all_done(way: Way) -> None:
    stages = ["extract", "describe", "compose", "dataset", "train", "evaluate"]
    assert _status(way.out) == [(stage, "done") for stage in stages]


def test_results_go_to_stdout_and_progress_to_stderr(way: Way) -> None:
    process = way.run("--json")
    report = json.loads(process.stdout)
    assert {score["split"] for score in report["scores"]} >= {"train", "test"}
    assert "evaluate" in process.stderr


def test_the_adapter_answers_in_ask_and_in_chat(way: Way) -> None:
    reply = json.loads(doclora("ask", str(way.out), "What is the Varro pump?", "--base-too", "--json").stdout)
    assert reply["question"] == "What is the Varro pump?"
    assert isinstance(reply["base"], str)
    chat = doclora("chat", str(way.out), "--max-new-tokens", "4", stdin="What is it?\n/reset\n/base\n/exit\n")
    assert chat.returncode == 0
    assert "forgotten" in chat.stderr
    assert "shown" in chat.stderr


def test_one_unreadable_document_is_named_and_the_others_are_kept(way: Way, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_text("this is not a PDF")
    process = doclora("run", str(way.document), str(broken), "-o", str(tmp_path / "out"), "--base", str(way.base))
    assert process.returncode == 3
    assert "1 of 2 documents could not be read" in process.stderr
    assert "broken.pdf" in process.stderr
    assert len(list((tmp_path / "out" / "data" / "pump").glob("artifacts_*/texto.md"))) == 1
    assert not (tmp_path / "out" / "models").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "missing.pdf", "-o", "out"], 3),
        (["run", "-o", "out"], 2),
        (["status", "missing"], 3),
        (["evaluate", "missing", "--dataset", "missing"], 3),
        (["train", "--dataset", "missing", "-o", "out"], 3),
        (["run", "missing.pdf", "-o", "out", "--set", "train.rank=0"], 2),
    ],
)
def test_bad_input_is_one_line_a_hint_and_a_code(
    arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    process = doclora(*arguments)
    assert process.returncode == code
    assert "Traceback" not in process.stderr
    assert list(tmp_path.iterdir()) == []


def test_documents_of_one_name_are_kept_apart(way: Way, tmp_path: Path) -> None:
    from doclora.pipeline import identify

    other = tmp_path / "pump.pdf"
    other.write_bytes(way.document.read_bytes() + b"\n%")
    names = [source.name for source in identify([way.document, other, way.document])]
    assert len(names) == len(set(names)) == 2
    assert names == [source.name for source in identify([way.document, other])]


def test_a_refused_document_leaves_nothing_behind_and_is_named_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    process = doclora("run", str(empty), "-o", str(tmp_path / "out"))
    assert process.returncode == 3
    assert process.stderr.count("empty.pdf") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_not_taken_for_a_run(way: Way, tmp_path: Path) -> None:
    (tmp_path / "thesis.md").touch()
    process = doclora("run", str(way.document), "-o", str(tmp_path))
    assert process.returncode == 3
    assert "is not the folder of a run" in process.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.md"]


def test_a_damaged_adapter_is_named(copy: Path) -> None:
    weights = copy / "models" / "lora_adapters" / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    process = doclora("ask", str(copy), "Why?")
    assert process.returncode == 3
    assert "damaged" in process.stderr
    assert "Traceback" not in process.stderr
