"""Many documents, some at a time; one that fails leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from doclora.errors import DocloraError
from doclora.extract.isolation import Limits
from doclora.extract.sources import shown
from doclora.extract.stage import STAGE, extract
from doclora.records import Document, Record
from doclora.settings import ExtractSettings
from doclora.workspace import RECORDS, read_record, read_stage


class Extracted(Record):
    """What became of one document: its folder, its record and what to know of it, or the error that stopped it."""

    source: str
    folder: str = ""
    document: Document | None = None
    notes: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    exit_code: int = 0


class Batch(Record):
    """What became of all of them, in the order given."""

    documents: tuple[Extracted, ...]

    @property
    def exit_code(self) -> int:
        """0 if all went well, the failures' own code if they agree, else 1."""
        codes = {one.exit_code for one in self.documents if one.error}
        return codes.pop() if len(codes) == 1 else int(bool(codes))


def extract_all(
    sources: Sequence[Path],
    parent: Path,
    settings: ExtractSettings,
    limits: Limits,
    *,
    workers: int,
    done: Callable[[Extracted], None],
) -> Batch:
    """Extract documents, each in a process of its own.

    Args:
        sources: the documents.
        parent: where their folders are made.
        settings: of all of them.
        limits: in time and memory, of each.
        workers: so many at a time.
        done: told of each as it ends, in the order given.
    """
    results: list[Extracted] = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting = [pool.submit(_one, source, parent, settings, limits) for source in sources]
        try:
            for future in waiting:
                results.append(future.result())
                done(results[-1])
        except BaseException:  # an interruption: those at work end, those that wait never begin
            limits.stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return Batch(documents=tuple(results))


def _one(source: Path, parent: Path, settings: ExtractSettings, limits: Limits) -> Extracted:
    try:
        folder = extract(source, parent, settings, limits)
    except DocloraError as error:
        return Extracted(source=shown(source), error=error.message, hint=error.hint, exit_code=error.exit_code)
    document = read_record(folder / RECORDS / "document.json", Document, hint="extract it again")
    stage = read_stage(folder, STAGE)
    notes = stage.notes if stage else ()
    return Extracted(source=shown(source), folder=str(folder), document=document, notes=notes)
