"""The starter model: a small base that ships with doclora, for machines without a GPU or a model hub."""

from __future__ import annotations

from pathlib import Path

from doclora.errors import DependencyError


def starter_path() -> Path:
    """The folder of the starter model, as `from_pretrained` takes it.

    Raises:
        DependencyError: when this installation came without its weights.
    """
    folder = Path(__file__).parent
    if not any(folder.glob("*.safetensors")):
        raise DependencyError(
            f"{folder}: the starter model's weights are missing", hint="reinstall doclora, or use --base"
        )
    return folder
