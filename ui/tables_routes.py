"""A table of an answer to take along: a turn and the table's number in; CSV, or a workbook with its sources, out."""

from __future__ import annotations

import csv
from io import StringIO

from fastapi import FastAPI
from fastapi.responses import Response

from assistant.audit.types import Action, Subject, event_of
from assistant.audit.written import cell
from assistant.stored import StoredTurn
from assistant.types import Table
from assistant.withholding import documents_of
from knowledge.errors import NotFoundError
from knowledge.types import ANYONE, Language
from ui.account_routes import Desk, Desks
from ui.answer_html import reference
from ui.downloads import attachment
from ui.strings import say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH, _WIDE = 24.0, 100.0


def add_tables_routes(app: FastAPI, desks: Desks) -> None:
    desks.add(app, "GET", "/evidence/{conversation_id}/{turn_id}/tables/{number}/csv", _csv)
    desks.add(app, "GET", "/evidence/{conversation_id}/{turn_id}/tables/{number}/xlsx", _xlsx)


def _csv(desk: Desk) -> Response:
    turn, table = _table(desk)
    return _file(desk, turn, table_csv(table), "csv", "text/csv; charset=utf-8")


def _xlsx(desk: Desk) -> Response:
    turn, table = _table(desk)
    return _file(desk, turn, table_xlsx(table, turn, desk.language), "xlsx", _XLSX)


def table_csv(table: Table) -> str:
    """Return the table as CSV (RFC 4180) that spreadsheets read as UTF-8 and run nothing of."""
    stream = StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in (table.columns, *table.rows):
        writer.writerow([cell(value) for value in row])
    return stream.getvalue()


def table_xlsx(table: Table, turn: StoredTurn, language: Language) -> bytes:
    """Return a workbook: the table, then what its markers lead to and of which day it is."""
    from assistant.batch.sheets import Book

    book = Book()
    sheet = book.sheet(say("table", language), [(column, _WIDTH) for column in table.columns])
    for row in table.rows:
        sheet.add(row)
    sheet.close()
    told = book.sheet(say("sources", language), [(say("as_of", language, day=turn.answer.as_of), _WIDE)])
    for citation in turn.answer.citations:
        told.add([reference(citation, language)])
    for warning in turn.answer.warnings:
        told.add([warning])
    told.close()
    return book.content()


def _table(desk: Desk) -> tuple[StoredTurn, Table]:
    """Return the table as far as its asker may read it now. Raises NotFoundError."""
    path = desk.request.path_params
    dialogue = desk.dialogue
    turn = dialogue.turn(str(path["conversation_id"]), str(path["turn_id"]))
    number = str(path["number"])
    if not (number.isascii() and number.isdecimal() and 0 < int(number) <= len(turn.answer.tables)):
        raise NotFoundError(name=number)
    return turn, turn.answer.tables[int(number) - 1]


def _file(desk: Desk, turn: StoredTurn, content: bytes | str, ending: str, media_type: str) -> Response:
    catalogue = desk.services.catalogue
    internal = any(catalogue.head(each, ANYONE) is None for each in documents_of(turn.answer))
    reader = desk.dialogue.visitor()
    desk.services.audit.write(event_of(reader, Action.EXPORTED, Subject.TURN, turn.turn_id))
    name = f"patentbridge-table-{turn.answer.as_of.isoformat()}{'-INTERNAL' if internal else ''}.{ending}"
    return attachment(content, name, media_type)
