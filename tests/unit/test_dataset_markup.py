"""Markdown as publishing tools write it → the text that a reader sees."""

from __future__ import annotations

from doclora.dataset.markdown import sentences
from doclora.dataset.markup import unlinked, without_markup
from doclora.dataset.passages import passages

PAGE = """---
title: "El molino de Arbeta"
weight: 4
---

<!-- se revisa cada año -->

## La presa

::: tip
La presa mide cuatro metros.
:::

> [!NOTE]
> La compuerta se abre [en abril](../abril.md) y se
> cierra en octubre.

{{< aviso >}}

La rueda gira con el agua de la acequia.

```text
::: no tocar
```
"""


def said(text: str) -> list[str]:
    return [s.text for p in passages(text, document="d") for s in sentences(p.text)]


def test_front_matter_names_the_document_and_is_no_text_of_it() -> None:
    found = passages(PAGE, document="molino")
    assert {p.title for p in found} == {"El molino de Arbeta"}
    assert not any("weight" in p.text for p in found)


def test_two_rules_around_prose_are_no_front_matter() -> None:
    text = "---\n\nThe mill stands in the valley of the Arbeta.\n\n---\n\nIt grinds rye."
    assert any("valley" in p.text for p in passages(text, document="d"))


def test_comments_containers_and_shortcodes_are_blanked_and_code_is_kept() -> None:
    shown = without_markup(PAGE)
    assert len(shown) == len(PAGE)
    assert "se revisa" not in shown
    assert "::: tip" not in shown
    assert "aviso" not in shown
    assert "::: no tocar" in shown
    assert "La presa mide cuatro metros." in shown


def test_blocks_of_slashes_and_lines_that_include_a_file_are_blanked() -> None:
    text = (
        '/// tip | Consejo\n\nLa presa mide cuatro metros.\n\n///\n\n{* ../src/presa.py hl[3] *}\n\n--8<-- "presa.md"'
    )
    assert without_markup(text).split() == ["La", "presa", "mide", "cuatro", "metros."]


def test_a_note_in_a_quote_is_read_as_its_sentence() -> None:
    raw = "> [!NOTE]\n> La compuerta se abre [en abril](../abril.md) y se\n> cierra en octubre."
    assert [s.text for s in sentences(raw)] == ["La compuerta se abre en abril y se cierra en octubre."]
    assert all(s.raw in raw for s in sentences(raw))


def test_what_is_left_of_containers_inside_a_line_is_dropped() -> None:
    assert [s.text for s in sentences("[!TIP] Cierra la presa. ::: warning El agua sube. :::")] == [
        "Cierra la presa.",
        "El agua sube.",
    ]


def test_links_by_reference_leave_their_words() -> None:
    assert sentences("The [weir gate][3] opens in [April].")[0].text == "The weir gate opens in [April]."


def test_entities_are_read_as_letters() -> None:
    assert any(
        "La aceña está parada." in p.text for p in passages("# M\n\nLa ace&ntilde;a est&aacute; parada.", document="d")
    )


def test_a_link_is_what_it_says_but_not_in_code_or_before_a_figure() -> None:
    kept = "\n\n![Mill](mill.png) `[x](y)`\n\n```\n[x](y)\n```\n"
    text = 'See [the *old* mill](mill.md "Mill") and [`Drum`](a_(b).md).'
    assert unlinked(text + kept) == "See the *old* mill and `Drum`." + kept


def test_a_line_of_thousands_of_links_is_read_in_one_go() -> None:
    assert unlinked("See [the weir](weir.md) now. " * 4000) == "See the weir now. " * 4000


def test_links_in_code_stay() -> None:
    text = "See [the weir](w.md) and `[x](y)`.\n\n```\n[a](b) is code\n```\n\nThen [the dam](d.md) holds."
    assert unlinked(text) == "See the weir and `[x](y)`.\n\n```\n[a](b) is code\n```\n\nThen the dam holds."


def test_a_sentence_may_begin_with_code() -> None:
    text = "Las funciones de la rueda se llaman *aspas*. `gira` es un aspa. Use flags, e.g. `-x`, or `stop!` `now`."
    assert [s.raw for s in sentences(text)] == [
        "Las funciones de la rueda se llaman *aspas*.",
        "`gira` es un aspa.",
        "Use flags, e.g. `-x`, or `stop!` `now`.",
    ]
