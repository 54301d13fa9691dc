"""Let a CUDA build of torchvision be imported beside a CPU build of torch.

Some package indexes have only the CUDA build. Its import then dies with `operator torchvision::nms does not exist`,
since the library that defines the operator was not loaded; transformers and docling import torchvision and die with
it. Declaring the schemas of the two operators that the import asks for lets it through; the operators themselves
still cannot be called, and nothing that doclora does on a CPU calls them.
"""

from __future__ import annotations

import logging
import sys

log = logging.getLogger(__name__)

_definitions: list[object] = []  # torch forgets a library's definitions when the object is collected


def ensure_torchvision() -> None:
    """Make `import torchvision` work, if torchvision is installed; call before importing transformers or docling."""
    try:
        import torchvision
    except ModuleNotFoundError:
        return
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise
        _declare_operators()
        log.debug("torchvision is a CUDA build beside a CPU torch: its nms operators are declared, for its import only")
        import torchvision  # noqa: F401


def _declare_operators() -> None:
    import torch

    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for operator in ("nms", "qnms"):
        schema = f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        library.define(schema)  # type: ignore[no-untyped-call]
    _definitions.append(library)
    for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
        del sys.modules[name]
