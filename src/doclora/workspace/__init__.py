"""Folders, records of finished stages, atomic writes, digests, and what is fresh.

A stage is finished when `.doclora/<stage>.json` stands in its folder: it is written last, by rename. A stage is fresh
when that record is there and the settings, inputs and outputs that it names still have the same digests.
"""

from doclora.workspace.files import (
    RECORDS,
    complete,
    digest_file,
    digest_folder,
    digest_json,
    locked,
    partial_folder,
    read_record,
    write_atomic,
    write_record,
    writing,
)
from doclora.workspace.layout import (
    DESCRIPTIONS,
    DOCLING_DOCUMENT,
    FIGURES,
    FINAL_MAP,
    FINAL_TEXT,
    TEXT,
    RunFolder,
    artifacts_folders,
    artifacts_name,
    document_names,
)
from doclora.workspace.stages import (
    StageOutcome,
    StageRecord,
    StageResult,
    fresh_record,
    read_stage,
    record_path,
    run_stage,
    stale_reason,
)

__all__ = [
    "DESCRIPTIONS",
    "DOCLING_DOCUMENT",
    "FIGURES",
    "FINAL_MAP",
    "FINAL_TEXT",
    "RECORDS",
    "TEXT",
    "RunFolder",
    "StageOutcome",
    "StageRecord",
    "StageResult",
    "artifacts_folders",
    "artifacts_name",
    "complete",
    "digest_file",
    "digest_folder",
    "digest_json",
    "document_names",
    "fresh_record",
    "locked",
    "partial_folder",
    "read_record",
    "read_stage",
    "record_path",
    "run_stage",
    "stale_reason",
    "write_atomic",
    "write_record",
    "writing",
]
