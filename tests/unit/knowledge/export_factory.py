"""Tables as databases export them, made on the spot: CSV texts, workbooks, JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import NoteKind, PatentRecord, ReadingNote


def table(
    folder: Path, header: Sequence[str], *rows: Sequence[Any], name: str = "export.csv", delimiter: str = ","
) -> Path:
    """Write a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    path = folder / name
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def workbook(folder: Path, **sheets: Sequence[Sequence[Any]]) -> tuple[openpyxl.Workbook, Path]:
    """Make a workbook with these sheets; the caller may hide or merge, then saves it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book, folder / "export.xlsx"


def json_lines(folder: Path, *objects: Mapping[str, Any], name: str = "export.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects), encoding="utf-8")
    return path


def records(path: Path) -> list[PatentRecord]:
    found = [document.record for document in read_file(path)]
    assert all(isinstance(record, PatentRecord) for record in found)
    return [record for record in found if isinstance(record, PatentRecord)]


def one(path: Path) -> tuple[ReadDocument, PatentRecord]:
    (document,) = read_file(path)
    assert isinstance(document.record, PatentRecord)
    return document, document.record


def notes(path: Path, kind: NoteKind) -> list[ReadingNote]:
    return [note for document in read_file(path) for note in document.notes if note.kind is kind]
