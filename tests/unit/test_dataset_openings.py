"""What a section says as a whole is asked for by its heading; what a paragraph goes on about, by its name."""

from __future__ import annotations

import pytest

from doclora.dataset.casing import Casing
from doclora.dataset.extractive import facts
from doclora.dataset.fact import Fact
from doclora.dataset.openings import Sections, openings
from doclora.dataset.passages import passages
from doclora.dataset.running import Prose
from doclora.dataset.runs import runs

_WHOLE = (
    "Most keepers would rather wait than climb a wet stair, since the iron is slippery. "
    "In bad years, though, the lamp has to be reached twice a night, whatever the weather."
)
_REST = " ".join(["Nobody remembers who said so, and it hardly mattered to them at all in those days."] * 12)


def _asked(text: str) -> list[Fact]:
    return [f for f in facts(passages(text, document="d")) if f.subject.startswith(("“", "«"))]


def _runs(text: str) -> list[tuple[str, str]]:
    (passage,) = passages(text, document="d")
    return [(a.subject, raw) for a, raw in runs(passage, Prose([passage], "en"), set(), Casing([passage]))]


def test_a_short_section_is_asked_for_by_its_heading() -> None:
    (fact,) = _asked(f"# The Ondrel lantern\n\n## 2.1 Climbing in the rain\n\n{_WHOLE}")
    assert fact.kind == "heading"
    assert fact.subject == "“Climbing in the rain”"
    assert fact.where == "“The Ondrel lantern”"
    assert fact.answer == fact.evidence == _WHOLE


def test_paragraphs_are_one_answer_as_written() -> None:
    first, second = _WHOLE.split(". ", 1)
    (fact,) = _asked(f"# The Ondrel lantern\n\n## Climbing in the rain\n\n{first}.\n\n{second}")
    assert fact.evidence == f"{first}.\n\n{second}"
    assert fact.answer == _WHOLE


def test_a_heading_says_what_a_pronoun_means() -> None:
    said = (
        "Este algoritmo permite hallar el camino más corto entre dos nodos. Si el grafo no es conexo, no siempre acaba."
    )
    (fact,) = _asked(f"# Algoritmos de grafos\n\n## Dijkstra\n\n{said}")
    assert (fact.subject, fact.answer) == ("«Dijkstra»", said)


def test_the_beginning_of_a_long_section_is_asked_for_only_where_it_explains_the_heading() -> None:
    explained = "A wet stair is what keepers fear most. Its iron is slippery, whatever they may wear on their feet."
    assert not _asked(f"# The lantern\n\n## Fog signals\n\n{explained}\n\n{_REST}")
    (fact,) = _asked(f"# The lantern\n\n## Wet stairs\n\n{explained}\n\n{_REST}")
    assert fact.answer == explained


def test_what_a_colon_announces_is_left_out() -> None:
    said = "To keep a page out of the generated index of the handbook, set the field `indexed` of its header to false"
    text = f"# The handbook\n\n## Leaving pages out\n\n{said}:\n\n```yaml\nindexed: false\n```"
    (passage,) = passages(text, document="d")
    ((asked, raw),) = openings(passage, Sections([passage]).begun(passage))
    assert asked.answer == raw == said


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Climbing in the rain", _WHOLE.replace("Most keepers", "Nevertheless, most keepers")),
        ("Climbing in the rain", f"{_WHOLE} This is shown in Figure 12."),
        ("Climbing in the rain", "We will come back to this stair in the next chapter, where its iron is described."),
        ("Overview", _WHOLE),
        ("The Ondrel lantern", _WHOLE),
        ("Suggested readings", _WHOLE),
    ],
)
def test_what_points_elsewhere_or_has_no_heading_of_its_own_is_not_asked_for_whole(heading: str, said: str) -> None:
    assert not [f for f in _asked(f"# The Ondrel lantern\n\n## {heading}\n\n{said}") if f.answer == said]


def test_a_heading_that_stands_twice_names_no_section() -> None:
    text = f"# The lantern\n\n## Care\n\n{_WHOLE}\n\n## Tools\n\n{_REST}\n\n## Care\n\n{_REST}"
    assert not _asked(text)


def test_a_heading_that_stands_twice_in_the_same_place_names_no_section() -> None:
    assert not _asked(f"# The lantern\n\n## Care\n\n{_WHOLE}\n\n## Tools\n\n{_REST}\n\n## Care\n\n{_WHOLE} Really.")


def test_notes_and_figures_between_sentences_are_no_part_of_an_answer() -> None:
    said = _WHOLE.replace("slippery. ", "slippery.[^1] ![stair](stair.png) ")
    assert not _asked(f"# The lantern\n\n## Climbing in the rain\n\n{said}")


def test_a_heading_that_reads_like_its_text_is_no_part_of_the_answer() -> None:
    (fact,) = _asked(f"# The lantern\n\n## Nobody climbs alone.\n\nNobody climbs alone. {_WHOLE}")
    assert fact.answer == f"Nobody climbs alone. {_WHOLE}"


def test_sentences_that_go_on_about_one_thing_are_one_answer() -> None:
    run = (
        "Archival collections contain letters that were deemed worth keeping against loss. "
        "Such collections may need special care, since old paper does not bear the light."
    )
    text = f"# Museums\n\n## Overview\n\n{run} Nobody denied it. The museum lends some of its collections."
    assert _runs(text) == [("archival collections", run)]


def test_sentences_that_name_one_thing_may_stand_apart() -> None:
    run = (
        "The study of the lower weir was begun in 1931 by Clara Mendar, a miller. "
        "Nobody else drew the valley at that time. Clara Mendar measured every stone by hand."
    )
    assert _runs(f"# Museums\n\n## Overview\n\n{run} The clerk went home.") == [("Clara Mendar", run)]


def test_a_name_inside_a_sentence_keeps_its_capital() -> None:
    run = (
        "In the year of the flood, half of the new town was built by China, as the clerk wrote. "
        "China paid for the stones of the lower weir."
    )
    assert _runs(f"# Museums\n\n## Overview\n\n{run}") == [("China", run)]


def test_a_run_that_leans_on_what_stands_before_it_is_not_asked_for() -> None:
    text = (
        "# Museums\n\n## Overview\n\nThese collections contain letters that were deemed worth keeping against loss. "
        "Such collections may need special care, since old paper does not bear the light."
    )
    assert not _runs(text)


def test_a_label_is_asked_for_with_all_that_it_says() -> None:
    said = "Whoever complains is heard alone, as a rule. Nobody but the keeper of records may open the letters."
    text = f"# Complaints\n\n## Overview\n\n- **Privacy:** {said}\n"
    assert [f.answer for f in _asked(text)] == [said]


def test_a_passage_of_which_nothing_is_read_begins_no_section() -> None:
    (passage,) = passages(f"# The lantern\n\n## Climbing in the rain\n\n{_WHOLE}", document="d")
    empty = passage.model_copy(update={"id": "d:2", "text": ""})
    begun = Sections([passage, empty])
    assert begun.begun(passage)
    assert begun.begun(empty) is None
