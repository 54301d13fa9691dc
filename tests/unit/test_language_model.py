"""A small real model answers the same in batches as alone, streams what it generates, and switches its adapter off."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from doclora.language.chat import prompt_text
from doclora.language.model import LanguageModel
from doclora.records import Message
from tests.support.tiny import make_tiny_model

QUESTIONS = ["What is a lathe?", "¿Qué mide el sensor, y con qué precisión lo hace en invierno?", "Why?"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"), [*QUESTIONS, "A lathe turns wood."] * 3)


def _ask(question: str) -> list[Message]:
    return [Message(role="user", content=question)]


def test_a_batch_answers_as_single_questions_do(folder: Path) -> None:
    model = LanguageModel.load(str(folder), device="cpu")
    batch = model.generate([_ask(q) for q in QUESTIONS], max_new_tokens=12)
    single = [model.generate([_ask(q)], max_new_tokens=12)[0] for q in QUESTIONS]
    assert batch == single
    assert len({g.text for g in batch}) > 1


def test_an_answer_that_leads_nowhere_is_given_up_and_the_other_in_its_batch_is_not(folder: Path) -> None:
    model = LanguageModel.load(str(folder), device="cpu")
    asked = [_ask(QUESTIONS[2]), _ask(QUESTIONS[0])]
    whole = model.generate(asked, max_new_tokens=192)
    turns = itertools.cycle((True, False))
    shown: list[str] = []

    def give_up(said: str) -> bool:
        shown.append(said)
        return next(turns)

    made = model.generate(asked, max_new_tokens=192, give_up=give_up)
    assert made[0].text == shown[0]
    assert whole[0].text.startswith(shown[0])
    assert 0 < len(shown[0]) < len(whole[0].text) / 2
    assert made[1] == whole[1]


PLAIN = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
USERS_ONLY = "{% for m in messages if m['role'] != 'system' %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
REFUSING = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}" + PLAIN


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (PLAIN, "[system]Be brief.[user]Why?"),
        (USERS_ONLY, "[user]Be brief.\n\nWhy?"),
        (REFUSING, "[user]Be brief.\n\nWhy?"),
    ],
)
def test_a_system_text_is_never_lost_whatever_the_template_does_with_it(folder: Path, template: str, text: str) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = template
    assert prompt_text(tokenizer, [Message(role="system", content="Be brief."), *_ask("Why?")]) == text
    assert prompt_text(tokenizer, _ask("Why?")) == "[user]Why?"


def test_streaming_gives_the_generated_answer(folder: Path) -> None:
    model = LanguageModel.load(str(folder), device="cpu")
    streamed = "".join(model.stream(_ask(QUESTIONS[0]), max_new_tokens=12)).strip()
    assert streamed == model.generate([_ask(QUESTIONS[0])], max_new_tokens=12)[0].text


def test_the_prompt_is_the_chat_template_up_to_the_answer(folder: Path) -> None:
    model = LanguageModel.load(str(folder), device="cpu")
    messages = [Message(role="system", content="Be brief."), *_ask("Why?")]
    assert model.prompt(messages) == "<|system|>Be brief.<|end|><|user|>Why?<|end|><|assistant|>"
