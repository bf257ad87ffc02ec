"""Files → documents: one reader per format, chosen by a file's content first and its name second."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from knowledge.protocols import FileReader, ReadDocument
from knowledge.readers.archives import ArchiveReader
from knowledge.readers.markdown import MarkdownReader
from knowledge.readers.objects.document_lines import DocumentLinesReader
from knowledge.readers.objects.patent_json import PatentJsonReader
from knowledge.readers.objects.records import RecordLinesReader, RecordsReader
from knowledge.readers.packages.filing import FilingPackageReader
from knowledge.readers.printed.images import ImageReader
from knowledge.readers.printed.pdf import PdfReader
from knowledge.readers.sniffing import Format, sniff
from knowledge.readers.tables.column_maps import read_column_map
from knowledge.readers.tables.tables import CsvReader, XlsxReader
from knowledge.readers.text import TextReader
from knowledge.readers.uspto.brs_text import BrsTextReader
from knowledge.readers.uspto.green_book import GreenBookReader
from knowledge.readers.uspto.patent_lines import PatentLinesReader
from knowledge.readers.web.google_patents import GooglePatentsReader
from knowledge.readers.web.html import HtmlReader
from knowledge.readers.web.mpep import MpepReader
from knowledge.readers.word.docx import DocxReader
from knowledge.readers.xml import PatentXmlReader

__all__ = ["READERS", "read_file", "reader_for"]


def reader_for(path: Path) -> FileReader:
    """Return the reader of a file. Raises ReadError where no reader can do anything with it."""
    return READERS[sniff(path)]


def read_file(path: Path, columns: Path | None = None) -> Iterator[ReadDocument]:
    """Yield the documents of a file, an archive's members among them; a table by its column map, where one is given.

    Raises ReadError with the reason.
    """
    reader = reader_for(path)
    if columns is not None and isinstance(reader, CsvReader | XlsxReader | RecordLinesReader):
        yield from reader.read_mapped(path, read_column_map(columns))
    else:
        yield from reader.read(path)


def _read_member(path: Path, depth: int) -> Iterator[ReadDocument]:
    reader = reader_for(path)
    yield from reader.read_nested(path, depth) if isinstance(reader, ArchiveReader) else reader.read(path)


READERS: Final[dict[Format, FileReader]] = {
    Format.RECORDS: RecordsReader(),
    Format.RECORD_LINES: RecordLinesReader(),
    Format.MARKDOWN: MarkdownReader(),
    Format.TEXT: TextReader(),
    Format.HTML: HtmlReader(),
    Format.PDF: PdfReader(),
    Format.IMAGE: ImageReader(),
    Format.DOCX: DocxReader(),
    Format.CSV: CsvReader(),
    Format.XLSX: XlsxReader(),
    Format.PATENT_XML: PatentXmlReader(),
    Format.FILING_PACKAGE: FilingPackageReader(),
    Format.GREEN_BOOK: GreenBookReader(),
    Format.BRS_TEXT: BrsTextReader(),
    Format.DOCUMENT_LINES: DocumentLinesReader(),
    Format.PATENT_LINES: PatentLinesReader(),
    Format.PATENT_JSON: PatentJsonReader(),
    Format.GOOGLE_PATENTS: GooglePatentsReader(),
    Format.MPEP: MpepReader(),
    Format.ARCHIVE: ArchiveReader(_read_member),
}
