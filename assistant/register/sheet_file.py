"""The register as a workbook or a table: licences and an agenda in; XLSX or CSV out. No cell is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from assistant.batch.sheets import Book, Value
from assistant.phrases import Phrases
from assistant.register.types import Agenda, Licence, Reminder
from assistant.register.words import duty_words, reminder_words, rhythm_words, state_code

_REMINDERS = (
    ("due", 12), ("state", 10), ("what", 60), ("licensee", 28), ("patents", 22), ("amount", 14), ("currency", 8),
    ("done_by", 18), ("done_at", 20), ("licence_id", 20),
)  # fmt: skip
_LICENCES = (
    ("licence_id", 20), ("reference", 16), ("licence_state", 12), ("licensors", 28), ("licensee", 28), ("patents", 30),
    ("licence_type", 14), ("territory", 16), ("field_of_use", 28), ("signed_on", 12), ("effective_from", 12),
    ("term_end", 12), ("duties", 60), ("recorded_on", 12), ("recordal_number", 18), ("ended_on", 12), ("need_id", 20),
    ("remark", 40),
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Names = Mapping[str, str]  # of accounts by their ids


def register_book(licences: Sequence[Licence], agenda: Agenda, names: Names, say: Phrases) -> bytes:
    """Return a workbook: what is due, and the contracts."""
    book = Book()
    for title, columns, rows in (
        ("sheet_reminders", _REMINDERS, _reminder_rows(agenda, names, say)),
        ("sheet_licences", _LICENCES, (_licence_row(one, say) for one in licences)),
    ):
        sheet = book.sheet(
            say.say(f"register_head.{title}"),
            [(say.say(f"register_head.{name}"), float(width)) for name, width in columns],
        )
        for row in rows:
            sheet.add(row)
        sheet.close()
    return book.content()


def reminders_csv(agenda: Agenda, names: Names, say: Phrases) -> str:
    """Return what is due as CSV (RFC 4180) that spreadsheets read as UTF-8."""
    stream = StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([say.say(f"register_head.{name}") for name, _ in _REMINDERS])
    for row in _reminder_rows(agenda, names, say):
        writer.writerow([_inert(value) for value in row])
    return stream.getvalue()


def _inert(value: Value) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _reminder_rows(agenda: Agenda, names: Names, say: Phrases) -> Iterable[list[Value]]:
    for one in agenda.reminders:
        amount = one.duty.amount if one.duty else None
        yield [
            one.due.isoformat(),
            say.say(f"reminder_state.{state_code(one, agenda.today)}"),
            reminder_words(one, say),
            one.licensee,
            one.patent,
            say.show(amount.amount) if amount else "",
            amount.currency if amount else "",
            names.get(one.tick.by, one.tick.by) if one.tick else "",
            _done_at(one),
            one.licence_id,
        ]


def _done_at(reminder: Reminder) -> str:
    if reminder.tick is not None:
        return f"{reminder.tick.at.astimezone():%Y-%m-%d %H:%M}"
    return reminder.settled_on.isoformat() if reminder.settled_on else ""


def _licence_row(licence: Licence, say: Phrases) -> list[Value]:
    contract = licence.contract
    days = {
        name: getattr(contract, name) for name in ("signed_on", "effective_from", "term_end", "recorded_on")
    }
    told: dict[str, Value] = {
        "licence_id": licence.licence_id,
        "reference": contract.reference,
        "licence_state": say.say(f"licence_state.{licence.state}"),
        "licensors": say.join(contract.licensors),
        "licensee": contract.licensee,
        "patents": say.join([one.number for one in contract.patents]),
        "licence_type": say.say(f"licence.{contract.licence_type}"),
        "territory": contract.territory,
        "field_of_use": contract.field_of_use,
        "duties": "\n".join(
            f"{duty_words(one, say)} {rhythm_words(one, say)}".strip() for one in contract.duties
        ),
        "recordal_number": contract.recordal_number,
        "ended_on": licence.ended_on.isoformat() if licence.ended_on else "",
        "need_id": contract.need_id,
        "remark": contract.remark,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    }
    return [told[name] for name, _ in _LICENCES]
