"""The lexical index on disk: its columns, opening it, and the mark that says what it has seen."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from knowledge.errors import StorageError
from knowledge.search.facets import DayColumn
from knowledge.search.lexical_fields import Field

WATERMARK = "applied"


class Column(StrEnum):
    PASSAGE = "passage_id"
    DOCUMENT = "document_id"
    KIND = "kind"
    TAGS = "tags"  # see knowledge.search.facets
    REFERENCE = "reference"
    MARK = "mark"
    UPTO = "upto"
    ANALYSIS = "analysis"
    FILLED = "filled"  # names of the indexes that held rows when the watermark was written


def open_index(folder: Path, *, owned: bool = True) -> Any:
    """Open the index in a folder, or a new one where it is `owned`. Raises ValueError where it has another layout or is damaged."""
    import tantivy

    try:
        if owned:
            folder.mkdir(parents=True, exist_ok=True)
        elif not tantivy.Index.exists(str(folder)):
            raise ValueError("there is none")
        index = tantivy.Index(_schema(), path=str(folder))
        # a thread would watch the folder else: what is read would change within a question, and locks come up in what is removed
        index.config_reader(reload_policy="manual", num_warmers=0)
        return index
    except OSError as error:
        raise StorageError("storage", path=str(folder), reason=reason_of(error)) from error


def written_at(folder: Path) -> tuple[int, int]:
    """Return what is another one with every commit and merge of the index in a folder. Raises OSError."""
    found = (folder / "meta.json").stat()  # written beside and renamed
    return found.st_ino, found.st_mtime_ns


def read_mark(index: Any) -> Any:
    """Return the watermark document, None in an index that was never written."""
    import tantivy

    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, Column.MARK, WATERMARK)
    found = searcher.search(query, 1, count=False).hits
    return searcher.doc(found[0][1]) if found else None


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for column in (Column.PASSAGE, Column.DOCUMENT, Column.KIND, Column.MARK):
        builder.add_text_field(column, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(Column.REFERENCE, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(Column.UPTO, stored=True)
    for column in (Column.ANALYSIS, Column.FILLED):
        builder.add_text_field(column, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(Column.TAGS, tokenizer_name="whitespace", index_option="basic")
    for day in DayColumn:
        builder.add_integer_field(day, fast=True)
    for field in Field:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def reason_of(error: Exception) -> str:
    """Name what the disk refused, for StorageError."""
    if "space left" in str(error).lower():
        return "disk_full"
    return "permission" if isinstance(error, PermissionError) else "damaged"
