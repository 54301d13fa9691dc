"""Lists of labels and values under a heading say what the thing is like that the heading names."""

from __future__ import annotations

from doclora.dataset.extractive import facts
from doclora.dataset.passages import passages

_PAGE = """# Mill options

## stoneGap

- **Type:** `number`
- **Default:** `0.4`
- **See also:** [the guide](guide.md)

Sets the gap between the two stones of the mill, in millimetres.

## mealBin

- **Type:** `string | false`

Specifies the folder for the meal of each day.
"""


def _asked(text: str) -> dict[str, str]:
    return {f.questions[0].direct: f.answer for f in facts(passages(text, document="d"))}


def test_each_property_is_asked_for_under_its_heading() -> None:
    found = _asked(_PAGE)
    assert found["what is the type of “stoneGap”"] == "`number`"
    assert found["what is the default value of “stoneGap”"] == "`0.4`"
    assert found["what is the type of “mealBin”"] == "`string | false`"


def test_the_sentence_behind_the_properties_still_says_what_the_heading_does() -> None:
    assert _asked(_PAGE)["what does mealBin specify"] == "the folder for the meal of each day"


def test_spanish_properties_have_their_articles() -> None:
    text = "# Opciones\n\n## ancho\n\n* **Tipo**: `número`\n* **Por defecto**: 40\n\nEl ancho de la muela.\n"
    found = _asked(text)
    assert found["cuál es el tipo de «ancho»"] == "`número`"
    assert found["cuál es el valor por defecto de «ancho»"] == "40"


def test_labels_that_are_no_properties_and_headings_that_stand_twice_are_left_alone() -> None:
    steps = "# Mill\n\n## Grinding\n\n- **Open:** the lid\n- **Type:** rye\n"
    assert not [q for q in _asked(steps) if q.startswith("what is the type")]
    twice = _PAGE.replace("mealBin", "stoneGap")
    assert not [q for q in _asked(twice) if q.startswith("what is the type")]


def test_lines_of_one_paragraph_are_one_property_each() -> None:
    text = (
        "# Mill options\n\n## stoneGap\n\n**Type:** number\n**Default:** 30\n**Unit:** metres\n\nThe gap of the mill.\n"
    )
    found = _asked(text)
    assert found["what is the type of “stoneGap”"] == "number"
    assert found["what is the default value of “stoneGap”"] == "30"
    assert found["what is the unit of “stoneGap”"] == "metres"


def test_what_stands_twice_or_says_nothing_is_no_property() -> None:
    text = "# Mill options\n\n## stoneGap\n\n- **Default:** 3\n- **Default:** 5\n- **Unit:** n/a\n- **Range:** /\n"
    asked = [q for q in _asked(text) if "stoneGap" in q]
    assert asked == ["what is the range of “stoneGap”"]
