"""What was found in a reply → one object of the shape asked for, under the names asked for."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from doclora.endpoint.objects import Found, found_in
from doclora.records import Record

_WRAPPED: Final = 3
"""How often a reply may be wrapped in an object of one key."""


class Reply(Record):
    """The base of what a model is asked for: it may write more than that, and name things a little differently.

    Attributes:
        also_called: other names of the fields → theirs.
    """

    model_config = ConfigDict(extra="ignore")
    also_called: ClassVar[Mapping[str, str]] = {}


def assembled(found: Sequence[Found], text: str, reply: type[BaseModel]) -> dict[str, Any]:
    """The lists of all objects joined, and of what else they hold the first that is not empty.

    An item that stands outside of any object belongs to the list that was last named before it.

    Args:
        found: the objects and lists of a reply.
        text: where they were found.
        reply: the record asked for; it has a list of records.
    """
    lists = _lists(reply)
    named = [(m.start(), m[1].lower()) for m in re.finditer(rf"[\"'](?i:({'|'.join(lists)}))[\"']\s*:\s*\[", text)]
    starts = [start for start, _ in named]
    whole: dict[str, Any] = {}
    for each in found:
        before = bisect(starts, each.start)
        field = named[before - 1][1] if before else next(iter(lists))
        for name, value in _parts(each.value, reply, field):
            if name in lists:
                whole.setdefault(name, []).extend(value if isinstance(value, list) else [value])
            else:
                whole[name] = whole.get(name) or value
    return whole


def _parts(value: object, reply: type[BaseModel], field: str, wrapped: int = 0) -> Iterator[tuple[str, Any]]:
    """The fields of a reply that a value holds; an item is one of the list `field`."""
    lists = _lists(reply)
    if isinstance(value, list):
        for each in value:
            yield from _parts(each, reply, field, wrapped)
    elif isinstance(value, dict):
        named = _named(value, reply)
        if named.keys() & lists.keys():
            yield from named.items()
        elif named.keys() & lists[field].model_fields.keys():
            yield field, named
        elif len(named) == 1 and wrapped < _WRAPPED:
            (only,) = named.values()
            inner = [f.value for f in found_in(only)[0]] if isinstance(only, str) else [only]
            for each in inner:
                yield from _parts(each, reply, field, wrapped + 1)


def _named(value: object, reply: type[BaseModel]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same with the keys that were asked for; what is null is left out."""
    if isinstance(value, list):
        return [_named(each, reply) for each in value]
    if not isinstance(value, dict):
        return value
    called = reply.also_called if issubclass(reply, Reply) else {}
    named: dict[str, Any] = {}
    for key, inner in value.items():
        plain = re.sub(r"\W+", "_", str(key).strip().lower())
        if inner is not None:
            named.setdefault(called.get(plain, plain), _named(inner, reply))
    return named


@cache
def _lists(reply: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The fields of a reply that are lists of records."""
    found = {}
    for name, field in reply.model_fields.items():
        of = get_args(field.annotation)
        if get_origin(field.annotation) is tuple and isinstance(of[0], type) and issubclass(of[0], BaseModel):
            found[name] = of[0]
    return found
