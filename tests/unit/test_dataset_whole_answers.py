"""English: answers end where another clause begins, and questions lean on nothing that was said before."""

from __future__ import annotations

import pytest

from doclora.dataset import english as en
from doclora.dataset import questions_en, tables
from doclora.dataset.extractive import facts
from doclora.dataset.joined_en import without_joined_clause
from doclora.dataset.passages import passages


def small(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def english(sentence: str) -> dict[str, str]:
    return {a.cores[0].direct: a.answer for a in questions_en.questions(sentence, small)}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The kelp comb is kept in a cedar box and the key is lost.", "where is the kelp comb kept", "in a cedar box"),
        ("The guild will draft a plan and start selling rope.", "what will the guild draft", "a plan"),
        ("The guild employs pilots and/or provides boats.", "what does the guild employ", "pilots"),
        (
            "Sixty houses were made of red larch and twelve had a slate roof.",
            "how many houses were made of red larch",
            "Sixty houses",
        ),
        (
            "The harbour survey described the reef as a garden of stone.",
            "how did the harbour survey describe the reef",
            "as a garden of stone",
        ),
        (
            "One of the reeve's men told the guild that the dam was open.",
            "who told the guild that the dam was open",
            "One of the reeve's men",
        ),
        (
            "The reeve's office reads the plan of the mill, runs the wheel, and checks the dam.",
            "what does the reeve's office read",
            "the plan of the mill",
        ),
        (
            "The harbour survey found a strong link between low levels of the dam and sustained periods of rain.",
            "what found a strong link between low levels of the dam and sustained periods of rain",
            "The harbour survey",
        ),
        ("The patient is a gentleman who was seen in May.", "who is the patient", "a gentleman who was seen in May"),
    ],
)  # fmt: skip
def test_an_answer_ends_where_another_clause_begins_and_people_are_who(
    sentence: str, question: str, answer: str
) -> None:
    assert english(sentence)[question] == answer


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("A formal note is required to make up a missed trial after the due date.", "when is a formal note required"),
        ("Lena stated the crew left the yard on May 4.", "when did Lena state"),
        ("The crew were given the option to leave the yard.", "for what purpose"),
        ("Pride in the yard inspired some crews to build a mill.", "for what purpose"),
        ("The guild noted what began as a quarrel had grown.", "what noted"),
        ("The only means the board has over the guild is to close the yard.", "what has over the guild"),
        ("The crews of the yard migrated west into the hills.", "what did the crews"),
        ("The dam is organized around four gates.", "how many gates"),
        ("Handling the fibres gently will prevent knots.", "what will handling the fibres prevent"),
        ("The survey of reefs included the Orsa reef, which is small, and the Velm reef.", "what did the survey"),
        ("The reeve is asked to inform the guild at least seven days before the feast.", "when is the reeve"),
        ("Defining and adding gates in order to allow boats to be moved when needed.", "what boats"),
        ("An auction of over 5,100 names on the roll of the guild led to a quarrel.", "what names on the roll"),
        ("The crews are paid when they are able to close the gate.", "for what purpose"),
        ("The rule of the reef is based on the count of urchins.", "where is the rule"),
        ("The mills grow both because of the rain of the coast and the wind.", "because of what"),
        ("The court gave the view that because the rule was old, the guild had no claim.", "what gave"),
        ("Whoever walks the dam feeds the fish of the pond.", "what feeds the fish"),
    ],
)
def test_what_may_belong_to_another_verb_is_not_asked_for(sentence: str, question: str) -> None:
    assert not any(asked.startswith(question) for asked in english(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "A more recent position was shared with two mills of the valley.",
        "A third type of pumps concerns the mills of the valley.",
        "Different mills adopt a variety of plans to address the needs of the valley.",
        "The dam has two gates — the Orsa gate and the Velm gate.",
        'Drum</th> <td class="cell">Drums that hold brine from the valley.',
        "The mill of the guild uses general rules, including:",
        "Sometimes the guild proposes a plan to the mills of the valley.",
        "There's no way the crews can move the gate of the mill.",
        "- Background checks update",
        "Press on its back if you want the crane of the mill to rest.",
        "Figure 2.4 Would you take this mill for a palace of the guild?",
        "The yard has tools, such as rope and tar, peak.",
        "The mill has uh a wheel of larch from the valley.",
        "Select 'Save and go to the mill' on the first page of the form.",
        "How the mill works is shown. existing rules documented regarding the mill",
    ],
)
def test_what_leans_on_other_text_or_is_no_whole_phrase_is_not_asked(sentence: str) -> None:
    assert [f.questions[0].direct for f in facts(passages(f"# Doc\n\n{sentence}\n", document="d"))] == []


def test_a_bare_noun_that_a_document_names_once_is_not_asked_about() -> None:
    filler = " ".join(f"The mill grinds rye in winter number {n}, and nobody else sees it." for n in range(40))
    told = "The opening is followed by a grand dinner."
    found = {f.questions[0].direct for f in facts(passages(f"# Mills\n\n{told} {filler}\n", document="d"))}
    assert "by what is the opening followed" not in found
    again = filler + " The opening of the mill drew a crowd."
    found = {f.questions[0].direct for f in facts(passages(f"# Mills\n\n{told} {again}\n", document="d"))}
    assert "by what is the opening followed" in found


def test_a_table_whose_first_column_is_called_name_is_asked_without_that_word() -> None:
    table = "| Name | Drive |\n|---|---|\n| north | wheel |\n| south | Obsolete? |"
    asked = [a.cores[0].direct for a, _ in tables.questions(table, "en", small)]
    assert asked == ["what is the drive of “north”"]


def test_a_list_is_not_a_person_and_a_plural_head_is_asked_with_are() -> None:
    assert en.what_or_who("a list of gates that are open") == "what"
    table = "| Mill | Sample works |\n|---|---|\n| north | wheel and drum |"
    (asked,) = [a.cores[0].direct for a, _ in tables.questions(table, "en", small)]
    assert asked == "what are the sample works of the mill “north”"


def test_a_figure_is_named_by_its_whole_number() -> None:
    text = "# Mills\n\n![mill](mill.png)\n\nFigure 2.4 The wheel of the north mill, seen from a dam by the bridge.\n"
    found = {(f.questions[0].direct, f.answer) for f in facts(passages(text, document="d"))}
    assert ("what does Figure 2.4 show", "The wheel of the north mill, seen from a dam by the bridge") in found


def test_a_name_between_two_nouns_begins_no_clause() -> None:
    assert without_joined_clause("wardens from Orsa and Velm camps of the coast") == (
        "wardens from Orsa and Velm camps of the coast"
    )
