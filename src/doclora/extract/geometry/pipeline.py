"""docling's pipeline with this package in the place of its models: fast, and in an order that we know."""

from __future__ import annotations

from pathlib import Path

from docling.backend.abstract_backend import AbstractDocumentBackend
from docling.backend.pdf_backend import PdfDocumentBackend
from docling.datamodel.base_models import ConversionStatus
from docling.datamodel.document import ConversionResult
from docling.datamodel.pipeline_options import ConvertPipelineOptions
from docling.pipeline.base_pipeline import ConvertPipeline, get_expected_page_nos
from docling_core.types.doc import DoclingDocument, DocumentOrigin, Size

from doclora.extract.geometry.assembly import Assembler
from doclora.extract.geometry.profile import Profile
from doclora.extract.geometry.reading import Reading, opened, read_pdf


class GeometryPipeline(ConvertPipeline):  # type: ignore[misc]  # docling is not typed here
    """PDF → docling document, by `read_pdf`."""

    def __init__(self, pipeline_options: ConvertPipelineOptions) -> None:
        super().__init__(pipeline_options)
        self._readings: dict[str, Reading] = {}

    def _build_document(self, conv_res: ConversionResult) -> ConversionResult:
        source = conv_res.input._backend.path_or_stream  # noqa: SLF001  # docling's pipelines all reach for it
        with opened(source) as document:
            self._readings[conv_res.input.document_hash] = read_pdf(document, get_expected_page_nos(conv_res))
        return conv_res

    def _assemble_document(self, conv_res: ConversionResult) -> ConversionResult:
        reading = self._readings.pop(conv_res.input.document_hash)
        name = conv_res.input.file.name
        origin = DocumentOrigin(mimetype="application/pdf", filename=name, binary_hash=conv_res.input.document_hash)
        document = DoclingDocument(name=Path(name).stem, origin=origin)
        for number, (width, height) in reading.sizes.items():
            document.add_page(page_no=number, size=Size(width=width, height=height))
        heights = {number: height for number, (_, height) in reading.sizes.items()}
        known = reading.profile.known if isinstance(reading.profile, Profile) else frozenset()
        Assembler(document, heights, known).add_all(reading.blocks)
        conv_res.document = document
        return conv_res

    def _determine_status(self, conv_res: ConversionResult) -> ConversionStatus:
        return ConversionStatus.SUCCESS

    def _unload(self, conv_res: ConversionResult) -> None:
        if conv_res.input._backend:  # noqa: SLF001
            conv_res.input._backend.unload()  # noqa: SLF001

    @classmethod
    def get_default_options(cls) -> ConvertPipelineOptions:
        """Options that ask for nothing more."""
        return ConvertPipelineOptions()

    @classmethod
    def is_backend_supported(cls, backend: AbstractDocumentBackend) -> bool:
        """PDF only."""
        return isinstance(backend, PdfDocumentBackend)
