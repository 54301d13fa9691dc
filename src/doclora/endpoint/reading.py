"""What a model wrote → the record that it was asked for; safe repairs only, everything else is named."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from doclora.endpoint.chat import ReplyError
from doclora.endpoint.objects import found_in
from doclora.endpoint.shapes import assembled
from doclora.jsonl import DuplicateKeyError

ReplyT = TypeVar("ReplyT", bound=BaseModel)

LONGEST: Final = 200_000
"""Characters of one reply."""
_THOUGHT: Final = re.compile(r"^.*?(?:</think(?:ing)?>|\[/THINK\])", re.DOTALL)
"""Some templates write the opening mark into the prompt, so that only the closing one is in the reply."""
_SCHEMA_TOLD: Final = "Reply with one JSON object that follows this JSON schema, and with nothing else:"
_HINT: Final = "choose a larger instruct model, or one that follows a JSON schema"
_CUT_OFF: Final = "the reply was cut off"
_ROOM_HINT: Final = (
    "let the endpoint's model answer longer (its context or reply limit), or choose one that thinks less"
)


@dataclass(frozen=True)
class Read(Generic[ReplyT]):
    """A reply.

    Attributes:
        value: what could be used of it.
        faults: what could not: items left out, an end cut off.
        text: as it came.
    """

    value: ReplyT
    faults: tuple[str, ...]
    text: str


def read_reply(text: str, reply: type[ReplyT], who: str, *, finished: bool = True) -> Read[ReplyT]:
    """A reply's JSON as a record.

    A thinking part before it, fences and sentences beside it are passed over. Of a list in which some items are not
    what was asked for, broken or cut off, the others are kept.

    Args:
        text: what the model wrote.
        reply: the record asked for.
        who: wrote it, for the error.
        finished: False when it was cut off at a length limit.

    Raises:
        ReplyError: when nothing of it can be used.
    """
    if not text.strip() and not finished:
        raise _cut_off(who, text)
    if not text.strip():
        raise ReplyError(f"{who}: an empty reply", hint=_HINT, said=text)
    if len(text) > LONGEST:
        raise ReplyError(f"{who}: a reply of more than {LONGEST:,} characters", hint=_HINT, said=text)
    said = text if text.lstrip().startswith("{") else _THOUGHT.sub("", text, count=1)
    try:
        found, broken = found_in(said)
    except DuplicateKeyError as error:
        raise ReplyError(f"{who}: {error}", reason="a key stands twice in the reply", hint=_HINT, said=text) from None
    if not found:
        raise ReplyError(f"{who}: not the JSON asked for", hint=_HINT, said=text) if finished else _cut_off(who, text)
    try:
        made, dropped = _validated(assembled(found, said, reply), reply, who, text)
    except ReplyError:
        if finished:
            raise
        raise _cut_off(who, text) from None
    cut = "" if finished else _CUT_OFF
    fault = cut or ("a part of the reply is not JSON" if broken else "")
    return Read(made, (*filter(None, [fault]), *dropped), text)


def strict_schema(reply: type[BaseModel]) -> dict[str, Any]:
    """A record's JSON schema as strict endpoints want it: every field required, no other allowed, no defaults."""
    strict: dict[str, Any] = _strict(reply.model_json_schema())
    return strict


def schema_told(schema: dict[str, Any]) -> str:
    """A schema in words, for a model whose endpoint cannot be given one."""
    return f"{_SCHEMA_TOLD}\n{json.dumps(schema)}"


def _strict(node: Any) -> Any:  # noqa: ANN401 - a JSON schema
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {k: _strict(v) for k, v in node.items() if k not in {"default", "title"} or isinstance(v, dict)}
    if isinstance(kept.get("properties"), dict):
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


def _validated(value: dict[str, Any], reply: type[ReplyT], who: str, text: str) -> tuple[ReplyT, tuple[str, ...]]:
    """The record, without the items of its lists that are not what was asked for."""
    try:
        return reply.model_validate_json(_as_json(value)), ()
    except ValidationError as error:
        faults = error.errors()
    bad: dict[tuple[str, int], str] = {}
    for fault in faults:
        match fault["loc"]:
            case (str(name), int(number), *inside):
                where = ".".join(map(str, inside)) or name
                bad.setdefault((name, number), f"an item that is not what was asked for: {where}: {fault['msg']}")
            case where:
                raise _misshapen(who, where, fault["msg"], text)
    rest = {
        k: [i for n, i in enumerate(v) if (k, n) not in bad] if isinstance(v, list) else v for k, v in value.items()
    }
    if not any(rest.values()):
        raise _misshapen(who, faults[0]["loc"], faults[0]["msg"], text)
    try:
        return reply.model_validate_json(_as_json(rest)), tuple(bad.values())
    except ValidationError as error:
        raise _misshapen(who, error.errors()[0]["loc"], error.errors()[0]["msg"], text) from None


def _as_json(value: object) -> bytes:
    """In UTF-8; half a character (a lone surrogate) is left out, and costs nothing else."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore")


def _cut_off(who: str, text: str) -> ReplyError:
    return ReplyError(f"{who}: {_CUT_OFF}", hint=_ROOM_HINT, said=text)


def _misshapen(who: str, where: tuple[int | str, ...], message: str, text: str) -> ReplyError:
    reason = "JSON of another shape than asked for"
    return ReplyError(f"{who}: {reason}: {'.'.join(map(str, where))}: {message}", reason=reason, hint=_HINT, said=text)
