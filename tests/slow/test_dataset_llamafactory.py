"""LLaMA-Factory itself reads what is written: all four columns, in all three forms. In an environment of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclora.dataset import formats
from doclora.records import Example
from tests.support.llamafactory import run_in

pytestmark = pytest.mark.slow

READ = """
import json
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


@pytest.mark.timeout(600)
def test_llama_factory_reads_every_form_with_its_system_prompt(llamafactory: Path, tmp_path: Path) -> None:
    rows = [
        Example(instruction="¿Qué es el pie?", output="un disco", system="Sé breve."),
        Example(instruction="Translate.", input="el pie", output="the foot", system="Be brief."),
    ]
    formats.write(tmp_path, dict.fromkeys(formats.SPLITS, rows), ("sharegpt", "openai"))
    names = ["doclora_train", "doclora_train_sharegpt", "doclora_train_openai"]
    told = run_in(llamafactory, READ, tmp_path, *names, home=tmp_path)
    read = json.loads(next(line for line in told.splitlines() if line.startswith("ROWS "))[5:])
    expected = [["Sé breve.", "¿Qué es el pie?", "un disco"], ["Be brief.", "Translate.\nel pie", "the foot"]]
    assert read == dict.fromkeys(names, expected)
