"""One document → one artifacts folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from doclora.errors import DocumentError
from doclora.extract.convert import as_pdf, convert
from doclora.extract.figures import cut_figures
from doclora.extract.isolation import Limits, Task, run_isolated
from doclora.extract.markdown import Rendered, render
from doclora.extract.sources import Kind, check_name, count_pages, identify
from doclora.records import Document, Figure, TextMap
from doclora.settings import ExtractSettings
from doclora.tongue import detect_language
from doclora.workspace import (
    DOCLING_DOCUMENT,
    FIGURES,
    RECORDS,
    TEXT,
    StageResult,
    artifacts_name,
    complete,
    digest_file,
    partial_folder,
    run_stage,
    write_atomic,
    write_record,
    writing,
)

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument

STAGE: Final = "extract"
_PACKAGES: Final = ("docling", "docling-core", "pypdfium2", "rapidocr")

_DOCUMENT = f"{RECORDS}/document.json"
_TEXT_MAP = f"{RECORDS}/texto.json"


def extract(source: Path, parent: Path, settings: ExtractSettings, limits: Limits | None = None) -> Path:
    """Turn a document into text and figures, in a new folder `artifacts_YYYYMMDD_HHMMSS`.

    Args:
        source: PDF, DOCX, PPTX, HTML, Markdown or an image.
        parent: where the folder is made.
        settings: profile, OCR, resolution.
        limits: in time and memory; the work is done in a process of its own.

    Returns:
        The folder: texto.md, imagenes_extraidas/, documento.json and doclora's records of them.

    Raises:
        InputError: when the source is missing or the parent cannot be written to.
        DocumentError: when the source is encrypted, corrupt, empty or of another kind.
        DependencyError: when docling or its models are missing.
        DoesNotFitError: when it takes more memory than allowed.
    """
    kind = identify(source)
    pages = count_pages(source, kind)
    check_name(parent)
    final = parent / artifacts_name(datetime.now().astimezone())
    with partial_folder(final) as partial:
        sha256 = digest_file(source)
        run_stage(
            STAGE,
            partial,
            settings=settings,
            inputs={"source": sha256},
            work=lambda: _apart(
                Task(source=source.absolute(), kind=kind, sha256=sha256, folder=partial.absolute(), settings=settings),
                pages,
                limits or Limits(),
            ),
            packages=_PACKAGES,
        )
        return complete(partial, final)


def _apart(task: Task, pages: int, limits: Limits) -> StageResult:
    outcome = run_isolated(task, pages, limits)
    return StageResult(outcome.outputs, outcome.counts, outcome.notes, outcome.model)


def work(task: Task) -> StageResult:
    """Convert a document and write all but the stage's record into its folder, which exists."""
    source, folder = task.source, task.folder
    pdf = as_pdf(source, task.kind)
    document = convert(source, task.kind, pdf, task.sha256, task.settings)
    with writing(folder):
        (folder / FIGURES).mkdir()
    figures = cut_figures(document, pdf, folder, scale=task.settings.figure_scale)
    rendered = render(document, figures)
    if not rendered.blocks:
        raise DocumentError(f"{source}: no text and no figure found in it", hint="check that its pages are not blank")
    write_atomic(folder / TEXT, rendered.text)
    write_atomic(folder / DOCLING_DOCUMENT, document.model_dump_json(by_alias=True, exclude_none=True))
    record = _record(source, task.sha256, document, rendered, tuple(figures.values()))
    write_record(folder / _DOCUMENT, record)
    text_map = TextMap(document=record.name, sha256=digest_file(folder / TEXT), blocks=tuple(rendered.blocks))
    write_record(folder / _TEXT_MAP, text_map)
    return StageResult(
        outputs=(TEXT, DOCLING_DOCUMENT, _DOCUMENT, _TEXT_MAP, *(figure.path for figure in record.figures)),
        counts={
            "pages": record.pages,
            "figures": len(record.figures),
            **{f"{kind}s": sum(block.kind == kind for block in rendered.blocks) for kind in ("heading", "table")},
        },
        notes=_left_out(task, document),
    )


def _left_out(task: Task, document: DoclingDocument) -> tuple[str, ...]:
    """A note of the pages that could not be read, if there are any."""
    if task.kind is not Kind.PDF:
        return ()
    missing = sorted(set(range(1, count_pages(task.source, task.kind) + 1)) - set(document.pages))
    pages = f"page{'s' if len(missing) > 1 else ''} {', '.join(map(str, missing))}"
    return (f"{pages} broken in the file and left out: save it again in a reader, or mend it",) if missing else ()


def _record(
    source: Path, sha256: str, document: DoclingDocument, rendered: Rendered, figures: tuple[Figure, ...]
) -> Document:
    first = next((block for block in rendered.blocks if block.kind == "heading"), None)
    title = rendered.text[first.start : first.end].lstrip("# ") if first else source.stem
    return Document(
        name=source.stem,
        source=source.name,
        sha256=sha256,
        title=title,
        language=detect_language(rendered.text),
        pages=len(document.pages),
        figures=figures,
    )
