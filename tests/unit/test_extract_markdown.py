"""docling's documents as Markdown."""

from __future__ import annotations

from docling_core.types.doc import DoclingDocument, TableCell, TableData
from docling_core.types.doc.items.picture.meta import PictureMeta, TabularChartMetaField

from doclora.extract.markdown import render
from doclora.records import Figure


def _table(*rows: tuple[str, ...]) -> TableData:
    cells = [
        TableCell(
            text=text,
            start_row_offset_idx=row,
            end_row_offset_idx=row + 1,
            start_col_offset_idx=column,
            end_col_offset_idx=column + 1,
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return TableData(num_rows=len(rows), num_cols=len(rows[0]), table_cells=cells)


def test_a_chart_that_was_read_stands_as_a_table_below_its_figure() -> None:
    document = DoclingDocument(name="a")
    picture = document.add_picture()
    picture.meta = PictureMeta(
        tabular_chart=TabularChartMetaField(chart_data=_table(("Year", "Silt"), ("2021", "4|2")))
    )
    figure = Figure(name="image1", path="imagenes_extraidas/image1.png", width=9, height=9)

    rendered = render(document, {picture.self_ref: figure})

    assert rendered.text == (
        "![Image](imagenes_extraidas/image1.png)\n\n| Year | Silt |\n| --- | --- |\n| 2021 | 4\\|2 |\n"
    )
    assert [block.kind for block in rendered.blocks] == ["figure", "table"]


def test_numbered_items_without_numbers_are_counted_and_those_with_numbers_keep_them() -> None:
    """HTML leaves the counting to who shows the list."""
    document = DoclingDocument(name="a")
    counted, given = document.add_list_group(), document.add_list_group()
    for text, marker in (("Unpack", ""), ("Plug in", "")):
        document.add_list_item(text, enumerated=True, marker=marker, parent=counted)
    document.add_list_item("Later", enumerated=True, marker="7.", parent=given)
    document.add_list_item("Lamp", enumerated=False, marker="", parent=given)

    assert render(document, {}).text == "1. Unpack\n2. Plug in\n\n7. Later\n- Lamp\n"
