"""Whatever a model writes: a reply is read or refused, nothing else; and what it holds is changed by no repair."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from doclora.dataset.asking import LlmFacts
from doclora.endpoint import ReplyError, read_reply

MARKS = ["{", "}", "[", "]", ",", "'", '"', "\\", "]}", "// x\n", "None", "facts:", "1.", "é", "\n", "\x00"]
PARTS = [
    '{"facts": [',
    '{"evidence": "a b c", "answer": "b", "questions": ["What?"]}',
    "```json\n",
    "<think>",
    "</think>",
]
pieces = st.sampled_from([*MARKS, *PARTS, '"topic": null'])
text = st.text(st.characters(codec="utf-8"), min_size=1)
fact = st.fixed_dictionaries({"evidence": text, "answer": text, "questions": st.lists(text, max_size=3)})


@given(st.lists(pieces, max_size=30).map("".join))
def test_any_text_is_read_or_refused(said: str) -> None:
    with suppress(ReplyError):
        read_reply(said, LlmFacts, "m")


@given(st.lists(fact, max_size=3), st.sampled_from(["{}", "{},", "Sure!\n```json\n{}\n```", "{} {{done}}"]))
def test_what_is_json_is_read_as_json_reads_it(facts: list[dict[str, object]], around: str) -> None:
    said = around.format(json.dumps({"facts": facts}, indent=1).replace("}\n ]", "},\n ]"))
    read = read_reply(said, LlmFacts, "m").value.facts
    assert [f.model_dump(mode="json", include={"evidence", "answer", "questions"}) for f in read] == facts
