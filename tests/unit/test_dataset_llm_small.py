"""How small models answer an endpoint that constrains nothing: good material is not lost, bad is not let in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from doclora.dataset.llm import Written
from tests.support.llm_endpoint import Reply
from tests.unit.test_dataset_llm_account import (
    BASTIDOR,
    FRAME,
    GOOD,
    TEXT,
    WEIGHT,
    WHOLE,
    Cases,
    account_of,
    facts,
    frame,
)

BOTH = {"larch", "840 kg"}
LONG = "I will go through the passage sentence by sentence and look for what a student should remember. " * 6
PRETTY = json.dumps(GOOD, indent=2)
IN_SPANISH = {
    "hechos": [
        {
            "evidencia": BASTIDOR["evidence"],
            "sujeto": "el bastidor",
            "tipo": "definición",
            "respuesta": "alerce",
            "preguntas": BASTIDOR["questions"],
        }
    ],
    "implicaciones": [],
    "tema": "el telar",
    "reformulaciones": [],
}
FIRST, SECOND, THIRD = TEXT.replace(". ", ".\n").split("\n")


NO_EVIDENCE = "its evidence does not stand in the passage"
BROKEN = "a part of the reply is not JSON"


def numbered(template: str) -> dict[str, Any]:
    return frame(questions=[template.format(n=n, q=q) for n, q in enumerate(FRAME["questions"], start=1)])


CASES: Cases = {
    "explained at length before and after": (f"{LONG}\n{WHOLE}\n{LONG}", BOTH, []),
    "explained with braces": (
        f"Each {{count}} is met: {{see below}}.\n\n```json\n{PRETTY}\n```\nAll {{done}}!",
        BOTH,
        [],
    ),
    "two fences": (
        f"```json\n{json.dumps(facts(FRAME))}\n```\nand\n```json\n{json.dumps(facts(WEIGHT))}\n```",
        BOTH,
        [],
    ),
    "one object for each fact": ("\n".join(json.dumps(facts(f)) for f in (FRAME, WEIGHT)), BOTH, []),
    "the same object twice": (f"{WHOLE}\n\n{WHOLE}", BOTH, []),
    "a draft while thinking": (f'I could write {{"facts": []}}, but:\n{WHOLE}', BOTH, []),
    "trailing commas": (PRETTY.replace('"\n      ]', '",\n      ]').replace("}\n  ]", "},\n  ]"), BOTH, []),
    "single quotes": (repr(GOOD), BOTH, []),
    "keys without quotes": (PRETTY.replace('"facts":', "facts:").replace('"answer":', "answer:"), BOTH, []),
    "comments": (
        PRETTY.replace('"facts": [', '"facts": [ // as asked\n').replace('"topic"', '/* none */ "topic"'),
        BOTH,
        [],
    ),
    "line ends inside a string": (WHOLE.replace("larch, because", "larch,\nbecause"), BOTH, []),
    "a wrong escape": (WHOLE.replace("larch, because", "larch\\, because\\'"), BOTH, []),
    "quotes inside a string": (WHOLE.replace("of larch, because", 'of "larch", because'), {"840 kg"}, [BROKEN]),
    "a bare list": (json.dumps([FRAME, WEIGHT]), BOTH, []),
    "a bare fact": (json.dumps(FRAME), {"larch"}, []),
    "wrapped once more": (json.dumps({"response": GOOD}), BOTH, []),
    "wrapped as text": (json.dumps({"response": WHOLE}), BOTH, []),
    "cut off, and not said": (WHOLE[: WHOLE.index("840 kg and")], {"larch"}, [BROKEN]),
    "one fact of two broken": (WHOLE.replace('"answer": "840 kg"', '"answer": 840 kg'), {"larch"}, [BROKEN]),
    "keys in capitals": (json.dumps({"Facts": [{k.title(): v for k, v in FRAME.items()}]}), {"larch"}, []),
    "es: keys in Spanish": (json.dumps(IN_SPANISH, ensure_ascii=False), {"alerce"}, []),
    "one question, not a list": (
        facts({k: v for k, v in FRAME.items() if k != "questions"} | {"question": FRAME["questions"][0]}),
        {"larch"},
        [],
    ),
    "questions as objects": (frame(questions=[{"wording": q} for q in FRAME["questions"]]), {"larch"}, []),
    "a number as the answer": (facts(WEIGHT | {"answer": 840}), {"840"}, []),
    "null where there is nothing": (
        facts(FRAME | {"kind": None, "subject": None}, implications=None, topic=None, retellings=None),
        {"larch"},
        [],
    ),
    "numbered": (numbered("{n}. {q}"), {"larch"}, []),
    "lettered": (numbered("Q{n}: {q}"), {"larch"}, []),
    "listed in bold": (numbered("- **{q}**"), {"larch"}, []),
    "quoted": (numbered("“{q}”"), {"larch"}, []),
    "labelled": (numbered("Question {n}: {q}") | {}, {"larch"}, []),
    "es: numbered, without the opening mark": (
        facts(
            BASTIDOR | {"questions": [f"{n}) {q.removeprefix('¿')}" for n, q in enumerate(BASTIDOR["questions"], 1)]}
        ),
        {"alerce"},
        [],
    ),
    "without the question mark": (frame(questions=["What is the frame of the tide loom made of"]), {"larch"}, []),
    "an answer with its label": (frame(answer="Answer: **larch**"), {"larch"}, []),
    "an answer in quotes": (frame(answer="“larch”."), {"larch"}, []),
    "a whole sentence as the answer": (frame(answer=SECOND), {SECOND}, []),
    "smart quotes in the evidence": (frame(evidence=f"“{FRAME['evidence']}”"), {"larch"}, []),
    "evidence with a gap": (frame(evidence="The frame is made of larch... salt water."), {"larch"}, []),
    "evidence with a gap in brackets": (
        frame(evidence="The frame is made of larch, […] in salt water."),
        {"larch"},
        [],
    ),
    "evidence of two sentences": (frame(evidence=f"{FIRST} {THIRD}"), {"larch"}, []),
    "evidence as a list": (frame(evidence=[FIRST, SECOND]), {"larch"}, []),
    "evidence half invented": (frame(evidence=f"{SECOND} It was felled in the hills."), set(), [NO_EVIDENCE]),
    "evidence with an invented middle": (
        frame(evidence="The frame is made of larch... felled in the hills... salt water."),
        set(),
        [NO_EVIDENCE],
    ),
    "evidence in the wrong order": (frame(evidence=f"{THIRD} {SECOND}"), set(), [NO_EVIDENCE]),
    "the same question again and again": (frame(questions=[FRAME["questions"][0]] * 8), {"larch"}, []),
    "the same fact again and again": (facts(*[FRAME] * 8), {"larch"}, []),
    "the example of the prompt": (
        frame(evidence="The Ombrel kiln fires at 1,140 °C for nine hours.", answer="1,140 °C"),
        set(),
        [NO_EVIDENCE],
    ),
    "a refusal in the answer": (
        frame(answer="I cannot answer that."),
        set(),
        ["an answer in other words than the passage's"],
    ),
    "a refusal in character": (
        "Ahoy! Captain Loomis here. I never speak of looms to strangers.",
        set(),
        ["not the JSON asked for"],
    ),
    "the schema back": (
        '{"$defs": {}, "properties": {"facts": {"type": "array"}}, "type": "object"}',
        set(),
        ["JSON of another shape than asked for"],
    ),
    "thinking without an end": (
        Reply(f"<think>Perhaps {WHOLE[:200]}", finish="length"),
        set(),
        ["the reply was cut off"],
    ),
    "another mark for thinking": (f"[THINK]Which facts? {{}}[/THINK]{WHOLE}", BOTH, []),
    "an end mark": (f"{WHOLE}<|im_end|>", BOTH, []),
}


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> tuple[Written, dict[str, str]]:
    return account_of(CASES, tmp_path_factory.mktemp("llm"))


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept_and_what_is_refused_and_why(account: tuple[Written, dict[str, str]], name: str) -> None:
    made, ids = account
    kept = {f.answer for f in made.facts if f.passage == ids[name]}
    refused = {r.reason for r in made.rejections if r.passage == ids[name]}
    assert (kept, sorted(refused)) == (CASES[name][1], sorted(CASES[name][2]))
