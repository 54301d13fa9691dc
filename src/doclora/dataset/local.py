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
        (made,) = self._model.generate([asked], max_new_tokens=min(_LONGEST_REPLY, room))
        return Kept(made.text, "stop" if made.finished else "length")
