"""A transformers model on this machine as the writer of questions, asked for JSON in its prompt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from doclora.endpoint import ReplyCache, ReplyError, ReplyT, parsed
from doclora.records import Message
from doclora.workspace import digest_json

if TYPE_CHECKING:
    from doclora.language.model import LanguageModel

_LONGEST_REPLY: Final = 2048
_HINT: Final = "choose a larger instruct model, or an endpoint"


class LocalModel:
    """Asks a loaded model, one thing at a time; replies are kept as an endpoint's are.

    Args:
        model: the loaded model.
        cache: the SQLite file where replies are kept.
    """

    concurrency = 1

    def __init__(self, model: LanguageModel, cache: Path) -> None:
        self.name = model.name
        self._model = model
        self._cache = ReplyCache(cache)

    def ask(self, messages: Sequence[Message], reply: type[ReplyT]) -> ReplyT:
        """The model's answer to `messages`.

        Raises:
            ReplyError: when it is cut off or holds no such JSON.
        """
        schema = json.dumps(reply.model_json_schema())
        told = Message(role="system", content=f"{messages[0].content}\n\nJSON schema of the reply:\n{schema}")
        asked = [told, *messages[1:]]
        key = digest_json([self.name, [m.model_dump() for m in asked]])
        text = self._cache.get(key)
        if text is None:
            (made,) = self._model.generate([asked], max_new_tokens=_LONGEST_REPLY)
            if not made.finished:
                raise ReplyError(f"{self.name}: the reply was cut off", hint=_HINT)
            text = made.text
            self._cache.put(key, text)
        start, end = text.find("{"), text.rfind("}")
        if start < 0 or end < start:
            raise ReplyError(f"{self.name}: not the JSON asked for: no object in the reply", hint=_HINT)
        return parsed(text[start : end + 1], reply, self.name)
