"""Artifacts folders → the passages of all documents, in an order of their own."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from doclora.dataset.passages import document_name, read_passages
from doclora.errors import InputError
from doclora.records import Passage
from doclora.workspace import FINAL_MAP, FINAL_TEXT, RECORDS, TEXT, digest_file

log = logging.getLogger(__name__)


def inputs(artifacts: Sequence[Path]) -> dict[str, str]:
    """Document and file → digest of all that is read; where the folder lies and when it was made does not matter.

    Raises:
        InputError: when a folder is not there.
    """
    if not artifacts:
        raise InputError("no artifacts folder given", hint="doclora dataset ARTIFACTS… -o DATASET")
    found: list[tuple[str, dict[str, str]]] = []
    for folder in artifacts:
        if not folder.is_dir():
            raise InputError(
                f"{folder}: no such folder", hint="name artifacts folders, as `doclora extract` makes them"
            )
        names = (FINAL_TEXT, TEXT, FINAL_MAP, f"{RECORDS}/document.json")
        digests = {name: digest_file(folder / name) for name in names if (folder / name).is_file()}
        found.append((document_name(folder), digests))
    seen: Counter[str] = Counter()
    read: dict[str, str] = {}
    for name, digests in sorted(found, key=lambda f: (f[0], sorted(f[1].items()))):
        seen[name] += 1
        prefix = name if seen[name] == 1 else f"{name}_{seen[name]}"
        read |= {f"{prefix}/{file}": digest for file, digest in digests.items()}
    return read


def read_all(artifacts: Sequence[Path]) -> list[Passage]:
    """All passages, documents sorted by name and text; two documents of one name are told apart, copies left out."""
    documents = [read_passages(folder) for folder in artifacts]
    documents = sorted((d for d in documents if d), key=lambda d: (d[0].document, _text(d)))
    seen: Counter[str] = Counter()
    texts: set[str] = set()
    found: list[Passage] = []
    for document in documents:
        name, text = document[0].document, _text(document)
        if text in texts:
            log.warning("%s: the same text as another document; left out", name)
            continue
        texts.add(text)
        seen[name] += 1
        found += document if seen[name] == 1 else [_renamed(p, f"{name}_{seen[name]}") for p in document]
    return found


def _text(document: Sequence[Passage]) -> str:
    return "\n".join(p.text for p in document)


def _renamed(passage: Passage, name: str) -> Passage:
    return passage.model_copy(update={"document": name, "id": f"{name}:{passage.id.rpartition(':')[2]}"})
