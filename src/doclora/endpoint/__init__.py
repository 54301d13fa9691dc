"""Any OpenAI-compatible endpoint; asked for JSON of a given shape, every reply is kept, so that a resume is free."""

from doclora.endpoint.cache import Kept, ReplyCache
from doclora.endpoint.chat import ChatModel, EndpointError, Names, ReplyError, base_url
from doclora.endpoint.json_model import Endpoint, JsonModel, Told, Usage, with_schema
from doclora.endpoint.reading import Read, read_reply, schema_told, strict_schema
from doclora.endpoint.shapes import Reply

__all__ = [
    "ChatModel",
    "Endpoint",
    "EndpointError",
    "JsonModel",
    "Kept",
    "Names",
    "Read",
    "Reply",
    "ReplyCache",
    "ReplyError",
    "Told",
    "Usage",
    "base_url",
    "read_reply",
    "schema_told",
    "strict_schema",
    "with_schema",
]
