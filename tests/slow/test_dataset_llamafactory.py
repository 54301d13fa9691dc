"""LLaMA-Factory itself reads what is written: all four columns, in all three forms. In an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from doclora.dataset import formats
from doclora.records import Example

pytestmark = pytest.mark.slow

WANTED = (
    "llamafactory==0.9.5",
    "trl==0.24.0",
    "datasets==4.8.4",
    "omegaconf",
    "antlr4-python3-runtime==4.9.3",
    "dill",
    "multiprocess",
    "xxhash",
    "pandas",
    "pyarrow",
)
READ = """
import importlib.machinery, json, sys, types
from doclora.torchvision_shim import ensure_torchvision
ensure_torchvision()
for name in ("torchaudio",):  # imported by LLaMA-Factory, not needed for text
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__spec__ = importlib.machinery.ModuleSpec(name, None)
from transformers import Seq2SeqTrainingArguments
from llamafactory.data.loader import _get_merged_dataset
from llamafactory.hparams import DataArguments, ModelArguments
folder, names = sys.argv[1], sys.argv[2:]
model = ModelArguments(model_name_or_path="none")
train = Seq2SeqTrainingArguments(output_dir=folder + "/out", report_to=[])
rows = {}
for name in names:
    data = DataArguments(dataset_dir=folder, dataset=name, template="default")
    rows[name] = [
        (r["_system"], r["_prompt"][-1]["content"], r["_response"][0]["content"])
        for r in _get_merged_dataset([name], model, data, train, stage="sft")
    ]
print("ROWS " + json.dumps(rows))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with LLaMA-Factory, sharing this one's packages."""
    folder = tmp_path_factory.mktemp("llamafactory")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    interpreter = folder / "bin" / "python"
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    made = subprocess.run(
        [str(interpreter), "-m", "pip", "install", "-q", "--no-deps", *WANTED], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"LLaMA-Factory cannot be installed here: {made.stderr.strip().splitlines()[-1][:200]}")
    return interpreter


@pytest.mark.timeout(600)
def test_llama_factory_reads_every_form_with_its_system_prompt(python: Path, tmp_path: Path) -> None:
    rows = [
        Example(instruction="¿Qué es el pie?", output="un disco", system="Sé breve."),
        Example(instruction="Translate.", input="el pie", output="the foot", system="Be brief."),
    ]
    formats.write(tmp_path, dict.fromkeys(formats.SPLITS, rows), ("sharegpt", "openai"))
    names = ["doclora_train", "doclora_train_sharegpt", "doclora_train_openai"]
    source = Path(__file__).parents[2] / "src"
    environment = {
        "PYTHONPATH": str(source),
        "DISABLE_VERSION_CHECK": "1",
        "HF_HUB_OFFLINE": "1",
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [str(python), "-c", READ, str(tmp_path), *names],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("ROWS "))[5:])
    expected = [["Sé breve.", "¿Qué es el pie?", "un disco"], ["Be brief.", "Translate.\nel pie", "the foot"]]
    assert read == dict.fromkeys(names, expected)
