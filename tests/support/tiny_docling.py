"""Checkpoints for docling's pipeline with weights drawn at random: the path is real, what they see is not."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LAYOUT = "docling-project/docling-layout-heron"
TABLES = "docling-project/docling-models"
CLASSIFIER = "docling-project/DocumentFigureClassifier-v2.5"
_COMMIT = "0123456789abcdef0123456789abcdef01234567"
_TAGS = ["<pad>", "<unk>", "<start>", "<end>", "ecel", "fcel", "lcel", "ucel", "xcel", "nl", "ched", "rhed", "srow"]


def folder_of(weights: Path, repository: str) -> Path:
    """Where docling looks for a repository's files."""
    return weights / repository.replace("/", "--")


def draw_layout_model(folder: Path, labels: Sequence[str], *, sure_of: str = "") -> None:
    """A small RT-DETR.

    Args:
        folder: made.
        labels: of docling, in any order.
        sure_of: the one that it sees everywhere.
    """
    import torch
    from transformers import RTDetrConfig, RTDetrForObjectDetection, RTDetrResNetConfig

    torch.manual_seed(0)
    backbone = RTDetrResNetConfig(
        embedding_size=16,
        hidden_sizes=[16, 32, 64, 128],
        depths=[1, 1, 1, 1],
        out_features=["stage2", "stage3", "stage4"],
    )
    config = RTDetrConfig(
        backbone_config=backbone,
        encoder_in_channels=[32, 64, 128],
        decoder_in_channels=[32, 32, 32],
        encoder_hidden_dim=32,
        d_model=32,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        decoder_layers=1,
        num_queries=20,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = RTDetrForObjectDetection(config)
    if sure_of:
        for name, bias in model.named_parameters():
            if "class_embed" in name and name.endswith("bias"):
                bias.data[labels.index(sure_of)] = 4.0
    model.save_pretrained(folder)
    _write_json(
        folder / "preprocessor_config.json",
        {
            "image_processor_type": "RTDetrImageProcessor",
            "do_resize": True,
            "size": {"height": 160, "width": 160},
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_normalize": False,
        },
    )


def draw_tableformer(folder: Path, modes: Sequence[str] = ("accurate", "fast")) -> None:
    """A small TableFormer for each mode."""
    import torch
    from docling_ibm_models.tableformer.models.table04_rs.tablemodel04_rs import TableModel04_rs
    from safetensors.torch import save_model

    words = {"word_map_tag": {tag: number for number, tag in enumerate(_TAGS)}}
    config = {
        "dataset_wordmap": words,
        "dataset": {
            "image_normalization": {"mean": [0.9, 0.9, 0.9], "std": [0.2, 0.2, 0.2]},
            "resized_image": 112,
        },
        "model": {
            "type": "TableModel04_rs",
            "name": "drawn",
            "save_dir": "",
            "enc_image_size": 7,
            "hidden_dim": 512,
            "tag_attention_dim": 16,
            "tag_embed_dim": 16,
            "tag_decoder_dim": 512,
            "bbox_attention_dim": 16,
            "bbox_embed_dim": 16,
            "bbox_classes": 2,
            "enc_layers": 1,
            "dec_layers": 1,
            "nheads": 4,
            "dropout": 0.1,
        },
        "train": {"bbox": True, "epochs": 1},
        "predict": {"max_steps": 12, "beam_size": 1, "bbox": True, "pdf_cell_iou_thres": 0.05},
    }
    for number, mode in enumerate(modes):
        torch.manual_seed(number)
        there = folder / "model_artifacts" / "tableformer" / mode
        there.mkdir(parents=True)
        _write_json(there / "tm_config.json", config)
        save_model(TableModel04_rs(config, {"word_map": words}, "cpu"), str(there / f"tableformer_{mode}.safetensors"))


def draw_classifier(folder: Path, kinds: Sequence[str]) -> None:
    """A small EfficientNet that tells kinds of figures apart."""
    import torch
    from transformers import EfficientNetConfig, EfficientNetForImageClassification

    torch.manual_seed(0)
    config = EfficientNetConfig(
        width_coefficient=0.25,
        depth_coefficient=0.25,
        hidden_dim=320,  # 1280 by the width
        image_size=32,
        id2label=dict(enumerate(kinds)),
        label2id={kind: number for number, kind in enumerate(kinds)},
    )
    EfficientNetForImageClassification(config).save_pretrained(folder)
    _write_json(
        folder / "preprocessor_config.json",
        {
            "image_processor_type": "EfficientNetImageProcessor",
            "do_resize": True,
            "size": {"height": 32, "width": 32},
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_normalize": False,
        },
    )


def bring_ocr_models(weights: Path) -> None:
    """The real ones, which rapidocr's wheel carries."""
    found = importlib.util.find_spec("rapidocr")
    assert found is not None
    assert found.origin is not None
    shutil.copytree(Path(found.origin).parent / "models", weights / "RapidOcr")


def install_entry_point(folder: Path) -> None:
    """What pip makes of our entry point, for a tree that is run without being installed."""
    info = folder / "doclora_entry-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: doclora-entry\nVersion: 0\n")
    declared = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    module = declared["project"]["entry-points"]["docling"]["doclora"]
    (info / "entry_points.txt").write_text(f"[docling]\ndoclora = {module}\n")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


@contextmanager
def fake_hub(repositories: Mapping[str, Path]) -> Iterator[str]:
    """A model hub on this machine, with the files of some folders; yields its address, for HF_ENDPOINT."""
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Hub", (_Hub,), {"repositories": repositories})) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Hub(BaseHTTPRequestHandler):
    repositories: Mapping[str, Path]

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        content = self._content(self.path.partition("?")[0].strip("/"))
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        for header, value in {
            "Content-Length": str(len(content)),
            "Content-Type": "application/json",
            "ETag": f'"{zlib.crc32(content):x}"',
            "X-Repo-Commit": _COMMIT,
        }.items():
            self.send_header(header, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def _content(self, path: str) -> bytes | None:
        for name, folder in self.repositories.items():
            if path.startswith(f"api/models/{name}/"):
                return _listing(name, folder, tree="/tree/" in path)
            if path.startswith(f"{name}/resolve/"):
                file = folder / path.removeprefix(f"{name}/resolve/").partition("/")[2]
                return file.read_bytes() if file.is_file() else None
        return None

    def log_message(self, *_: object) -> None:
        pass


def _listing(name: str, folder: Path, *, tree: bool) -> bytes:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if tree:
        entries = [
            {"type": "file", "path": f.relative_to(folder).as_posix(), "size": f.stat().st_size, "oid": "0" * 40}
            for f in files
        ]
        return json.dumps(entries).encode()
    siblings = [{"rfilename": f.relative_to(folder).as_posix(), "size": f.stat().st_size} for f in files]
    info = {"id": name, "modelId": name, "sha": _COMMIT, "siblings": siblings, "private": False, "gated": False}
    return json.dumps(info | {"disabled": False, "downloads": 0, "likes": 0, "tags": []}).encode()
