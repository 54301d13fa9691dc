"""Passages → facts, by the generator that the settings choose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from doclora.dataset.asking import own_prompt
from doclora.dataset.cost import Prices
from doclora.dataset.extractive import facts
from doclora.dataset.llm import Written, write
from doclora.endpoint import JsonModel, ReplyCache
from doclora.errors import InputError, SettingsError
from doclora.records import Passage
from doclora.settings import DatasetSettings
from doclora.workspace import digest_file


def given_files(settings: DatasetSettings) -> dict[str, str]:
    """The digests of the files that the settings name.

    Raises:
        InputError: when one is not there, or the prompt cannot be used.
    """
    read = {}
    if settings.replay:
        if not settings.replay.is_file():
            raise InputError(f"{settings.replay}: not there", hint="dataset.replay is a JSONL file of general examples")
        read["replay"] = digest_file(settings.replay)
    if settings.prompt_file:
        own_prompt(settings.prompt_file)
        read["prompt"] = digest_file(settings.prompt_file)
    return read


def generated(
    passages: Sequence[Passage], cache: Path, settings: DatasetSettings, token: SecretStr | str, *, again: bool
) -> tuple[Written, str]:
    """The facts of the passages, and the name of the model that wrote them, where one did.

    Args:
        passages: document by document.
        cache: the file where a model's replies are kept.
        settings: which generator, and how it is asked.
        token: the endpoint's key.
        again: ask again for the replies of which nothing could be used.

    Raises:
        SettingsError: when the generator `llm` has neither endpoint nor base.
        RemoteServiceError: when the endpoint fails, or nothing that its model writes can be used.
    """
    if settings.generator == "extractive":
        return Written(facts=list(facts(passages))), ""
    if not settings.endpoint and not settings.base:
        raise SettingsError(
            "the generator llm has no endpoint",
            hint="--set dataset.endpoint=http://localhost:8000/v1, its key LLM_TOKEN; "
            "or --set dataset.base=NAME for a model on this machine",
        )
    prompt = own_prompt(settings.prompt_file)
    replies = ReplyCache(cache)
    if again:
        replies.forget_useless()
    model = _local(replies, settings) if settings.base else _endpoint(replies, settings, token)
    prices = Prices(settings.price_in, settings.price_out) if settings.price_in or settings.price_out else None
    return write(passages, model, wordings=settings.wordings, prompt=prompt, prices=prices), model.name


def _local(replies: ReplyCache, settings: DatasetSettings) -> JsonModel:
    from doclora.dataset.local import LocalModel
    from doclora.language.base import resolve_base
    from doclora.language.model import LanguageModel

    return LocalModel(LanguageModel.load(resolve_base(settings.base).source), replies)


def _endpoint(replies: ReplyCache, settings: DatasetSettings, token: SecretStr | str) -> JsonModel:
    from doclora.endpoint import ChatModel, Endpoint, Names

    chat = ChatModel(
        settings.endpoint,
        token,
        model=settings.model,
        attempts=settings.attempts,
        timeout=settings.timeout,
        names=Names(key="LLM_TOKEN", model="dataset.model"),
    )
    return Endpoint(chat, cache=replies, concurrency=settings.concurrency)
