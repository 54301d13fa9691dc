"""How many tokens a text is, in a base's own tokenizer; without torch, without loading a model."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from doclora.errors import DependencyError
from doclora.workspace import digest_file

log = logging.getLogger(__name__)
_FILE = "tokenizer.json"


@dataclass(frozen=True)
class TokenCounter:
    """Counts tokens.

    Attributes:
        digest: of the tokenizer; another one may cut texts in other places.
        count: text → tokens, special ones left out.
    """

    digest: str
    count: Callable[[str], int]


def token_counter(base: str) -> TokenCounter:
    """In the tokens of the base that training would take; of the starter that ships with doclora where it is not here.

    Args:
        base: a Hugging Face name, a folder, or `auto`, as `train.base`.
    """
    try:
        from doclora.language.base import resolve_base

        return _counter(_tokenizer_file(resolve_base(base).source))
    except (ModuleNotFoundError, DependencyError) as error:
        log.info("passages are measured in the starter model's tokens: %s", error)
        return starter_counter()


def starter_counter() -> TokenCounter:
    """In the tokens of the starter model."""
    return _counter(Path(__file__).parent / "starter" / _FILE)


def _tokenizer_file(source: str) -> Path:
    if Path(source).is_dir():
        path = Path(source) / _FILE
        if not path.is_file():
            raise DependencyError(f"{source}: no {_FILE}", hint="save the base with its fast tokenizer")
        return path
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError

    try:
        return Path(hf_hub_download(source, _FILE))
    except (EntryNotFoundError, LocalEntryNotFoundError, OSError) as error:
        raise DependencyError(f"{source}: no {_FILE}", hint="check the name and the network") from error


@cache
def _counter(path: Path) -> TokenCounter:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return TokenCounter(digest_file(path), lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids))
