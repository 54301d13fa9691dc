"""A transformers model on this machine as the writer of questions, asked for JSON in its prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from doclora.endpoint import Kept, ReplyCache, ReplyError, Told, with_schema
from doclora.records import Message

if TYPE_CHECKING:
    from doclora.language.model import LanguageModel

_LONGEST_REPLY: Final = 4096
_SHORTEST_REPLY: Final = 256
_LONG_PREFACE: Final = 2000
_PIECE: Final = 80
_OFTEN: Final = 24
"""Characters before any JSON; how often its last so many may stand in a reply: 18 wordings may be alike."""


class LocalModel(Told):
    """Asks a loaded model, one thing at a time; replies are kept as an endpoint's are.

    Args:
        model: the loaded model.
        cache: where replies are kept.
    """

    concurrency = 1

    def __init__(self, model: LanguageModel, cache: ReplyCache) -> None:
        super().__init__(model.name, cache)
        self._model = model

    def _made(self, messages: Sequence[Message], name: str, schema: dict[str, Any]) -> Kept:
        asked = with_schema(messages, schema)
        room = self._model.room(asked)
        if room < _SHORTEST_REPLY:
            reason = "the passage and the prompt do not fit into the model's context"
            hint = f"choose a model with a longer context than {self.name}, or a smaller dataset.passage_tokens"
            raise ReplyError(f"{self.name}: {reason}", hint=hint)
        (made,) = self._model.generate([asked], max_new_tokens=min(_LONGEST_REPLY, room), give_up=_hopeless)
        return Kept(made.text, "stop" if made.finished or _hopeless(made.text) else "length")


def _hopeless(text: str) -> bool:
    """Whether a reply will not become JSON: much is said and none begun, or it goes round in a circle."""
    thinks = "<think" in text[:100] and "</think" not in text
    begun = thinks or "{" in text or "[" in text
    return (len(text) > _LONG_PREFACE and not begun) or text.count(text[-_PIECE:]) > _OFTEN
