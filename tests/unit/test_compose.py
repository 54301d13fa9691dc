"""compose: each link to a figure becomes its description, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclora.compose import compose
from doclora.errors import InputError
from doclora.pipeline import status
from doclora.records import TextMap
from doclora.settings import ComposeSettings
from doclora.workspace import DESCRIPTIONS, FINAL_MAP, FINAL_TEXT, TEXT
from tests.support.artifacts import make_artifacts


def describe_as(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / DESCRIPTIONS / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"success": True, "response": text, "prompt": "?"}), encoding="utf-8")


def final(folder: Path, settings: ComposeSettings | None = None) -> str:
    compose(folder, settings)
    return (folder / FINAL_TEXT).read_bytes().decode()


@pytest.mark.parametrize(
    "link",
    [
        "![alt](imagenes_extraidas/image1.png)",
        "![](image1.png)",
        '![a [b] c](<imagenes_extraidas/image1.png> "a title")',
        "[see it](imagenes_extraidas/image1.png)",
        '<img src="imagenes_extraidas/image1.png">',
        "<img alt='x > y' width=\"30\"\n  SRC='./imagenes_extraidas/image1.png' />",
        "![alt](/home/somebody/my papers/imagenes_extraidas/image1.png)",
        "![alt](imagenes_extraidas%2Fimage1.png)",
        "[![alt](image1.png)](imagenes_extraidas/image1.png)",
    ],
)
def test_each_form_of_a_link_is_replaced_whole(tmp_path: Path, link: str) -> None:
    folder = make_artifacts(tmp_path, f"Before.\r\n\r\n{link}\r\n\r\nAñejo después.\n", figures=1)
    describe_as(folder, image1="A pump.")
    assert final(folder) == "Before.\r\n\r\nA pump.\r\n\r\nAñejo después.\n"


@pytest.mark.parametrize(
    "text",
    [
        "```\n![a](image1.png)\n```\n",
        "> ~~~\n> ![a](image1.png)\n> ~~~\n",
        "Para.\n\n    ![a](image1.png)\n",
        "Say `![a](image1.png)` here.\n",
        "<!-- ![a](image1.png) -->\n",
        "<pre>\n<img src='image1.png'>\n</pre>\n",
        "\\[a](image1.png)\n",
        "![a](https://example.org/imagenes_extraidas/image1.png)\n",
        "![a](data:image/png;base64,image1.png)\n",
        "![a](imagenes_extraidas/image9.png) and [b](image1.txt)\n",
        "[a] (image1.png)\n",
    ],
)
def test_what_is_not_a_link_to_a_figure_stays(tmp_path: Path, text: str) -> None:
    folder = make_artifacts(tmp_path, text, figures=1)
    describe_as(folder, image1="A pump.")
    assert final(folder) == text


def test_a_description_takes_the_shape_of_its_place(tmp_path: Path) -> None:
    text = (
        "- item\n\n  ![](image1.png)\n\n> ![](image1.png)\n\n| a | b |\n|---|---|\n| ![](image1.png) | 2 |\n\n"
        "See ![](image1.png), ![](image2.png).\n"
    )
    folder = make_artifacts(tmp_path, text, figures=2)
    describe_as(folder, image1="One | two.\n\nThree.", image2="Four.")
    assert final(folder) == (
        "- item\n\n  One | two.\n\n  Three.\n\n> One | two.\n>\n> Three.\n\n"
        "| a | b |\n|---|---|\n| One \\| two. Three. | 2 |\n\nSee One | two. Three., Four..\n"
    )


def test_the_text_itself_is_left_alone_byte_for_byte(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "\ufeff# T\r\n![](image1.png)\r\n", figures=1)
    describe_as(folder, image1="A pump.")
    before = (folder / TEXT).read_bytes()
    final(folder)
    assert (folder / TEXT).read_bytes() == before


def test_a_person_wins_and_an_empty_edit_drops_the_figure(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "a\n\n![](image1.png)\n\n![](image2.png)\n", figures=2)
    describe_as(folder, image1="Machine.", image2="Machine.")
    (folder / DESCRIPTIONS / "image1.edit.md").write_text("A person's.\n")
    (folder / DESCRIPTIONS / "image2.edit.md").write_text("\n")
    assert final(folder) == "a\n\nA person's.\n\n\n"


def test_the_link_of_a_figure_without_description_stays_and_is_named(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n\n![](image2.png)\n", figures=2)
    describe_as(folder, image2="")
    outcome = compose(folder)
    assert (folder / FINAL_TEXT).read_bytes() == (folder / TEXT).read_bytes()
    assert [note.split(":")[0] for note in outcome.record.notes] == ["image1", "image2"]


def test_a_link_to_no_figure_stays_and_is_named(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n\n![](pictures/lost.png)\n", figures=1)
    describe_as(folder, image1="A pump.")
    outcome = compose(folder)
    assert outcome.record.notes == ("pictures/lost.png: no figure of this document; its link stays",)


def test_the_map_cuts_a_block_around_a_figure_and_keeps_the_page(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "# T\n\nSee ![](image1.png) now.\n\n![](image2.png)\n", figures=2)
    describe_as(folder, image1="one", image2="two")
    text = final(folder)
    mapped = TextMap.model_validate_json((folder / FINAL_MAP).read_bytes())
    assert [(text[b.start : b.end], b.kind, b.figure, b.page) for b in mapped.blocks] == [
        ("# T", "heading", None, 1),
        ("See ", "text", None, 1),
        ("one", "figure", "image1", 1),
        (" now.", "text", None, 1),
        ("two", "figure", "image2", 2),
    ]


def test_as_a_quote_with_number_and_page(tmp_path: Path) -> None:
    captions = {"image1": "Figura 2.1: La bomba."}
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1, captions=captions, language="es")
    describe_as(folder, image1="Una bomba.\n\nGrande.")
    assert final(folder, ComposeSettings(quote=True)) == "> **Figura 2.1, página 1.** Una bomba.\n>\n> Grande.\n"


def test_a_long_description_ends_with_a_sentence_but_an_edit_is_kept_whole(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n\n![](image2.png)\n", figures=2)
    long = "See Fig. 3 for more. " * 20
    describe_as(folder, image1=long)
    (folder / DESCRIPTIONS / "image2.edit.md").write_text(long)
    first, second = final(folder, ComposeSettings(max_characters=100)).strip().split("\n\n")
    assert first == " ".join(["See Fig. 3 for more."] * 4)
    assert second == long.strip()


def test_a_code_fence_left_open_does_not_swallow_what_follows(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n\nAfter.\n", figures=1)
    describe_as(folder, image1="It shows:\n```python\nx = 1")
    assert final(folder) == "It shows:\n```python\nx = 1\n```\n\nAfter.\n"


def test_a_comment_left_open_does_not_swallow_what_follows(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n\nAfter.\n", figures=1)
    describe_as(folder, image1="<!-- one --> Two <!-- three")
    assert final(folder) == "<!-- one --> Two &lt;!-- three\n\nAfter.\n"


def test_line_ends_are_the_text_s_own(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "a\r\n\r\n![](image1.png)\r\n", figures=1)
    describe_as(folder, image1="One.\nTwo\u2028three.")
    assert final(folder) == "a\r\n\r\nOne.\r\nTwo\u2028three.\r\n"


def test_fresh_is_skipped_and_an_edit_makes_it_stale(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1)
    describe_as(folder, image1="Machine.")
    assert [compose(folder).skipped, compose(folder).skipped] == [False, True]
    (folder / DESCRIPTIONS / "image1.edit.md").write_text("Person.")
    assert not compose(folder).skipped


@pytest.mark.parametrize("written", ['{"response": "A pump."}', "A pump.\n", '```json\n{"response": "A pump."}\n```'])
def test_a_folder_from_another_tool_is_composed(tmp_path: Path, written: str) -> None:
    folder = make_artifacts(tmp_path, "# T\n\nText.\n\n![](image1.png)\n", figures=1, records=False)
    (folder / DESCRIPTIONS).mkdir()
    (folder / DESCRIPTIONS / "image1.md").write_text(written)
    assert final(folder) == "# T\n\nText.\n\nA pump.\n"
    mapped = TextMap.model_validate_json((folder / FINAL_MAP).read_bytes())
    assert [block.kind for block in mapped.blocks] == ["heading", "text", "figure"]


@pytest.mark.parametrize(
    "written", ['{"response": "A pu', '{"success": false, "error": "x", "response": "no"}', "\xff"]
)
def test_a_broken_description_counts_as_none(tmp_path: Path, written: str) -> None:
    folder = make_artifacts(tmp_path, "![](image1.png)\n", figures=1, records=False)
    (folder / DESCRIPTIONS).mkdir()
    (folder / DESCRIPTIONS / "image1.md").write_text(written, encoding="latin-1")
    assert final(folder) == "![](image1.png)\n"


def test_not_an_artifacts_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"texto\.md"):
        compose(tmp_path)


def test_the_status_of_a_run_notices_an_edit(tmp_path: Path) -> None:
    folder = make_artifacts(tmp_path / "data" / "paper", "![](image1.png)\n", figures=1)
    (tmp_path / "config").mkdir()
    describe_as(folder, image1="Machine.")
    compose(folder)

    def reason() -> str:
        return next(stage.reason for stage in status(tmp_path).stages if stage.stage == "compose")

    assert "edit" not in reason()
    (folder / DESCRIPTIONS / "image1.edit.md").write_text("Person.")
    assert reason() == "its input changed: image1.edit.md"
    compose(folder)
    assert "edit" not in reason(), "what a person wrote comes from outside: no stage has to have made it"


def test_a_byte_order_mark_does_not_hide_a_code_block() -> None:
    from doclora.markdown import image_links

    text = "\ufeff```\n![a](imagenes_extraidas/image1.png)\n```\n\n![b](imagenes_extraidas/image2.png)\n"
    assert [text[link.start : link.end] for link in image_links(text)] == ["![b](imagenes_extraidas/image2.png)"]
