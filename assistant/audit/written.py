"""The audit as text: lines in; CSV or JSON lines out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from io import StringIO
from typing import Any

from assistant.audit.types import Details, Line

_DETAILS = tuple(field.name for field in fields(Details))
COLUMNS = (
    "number", "at", "actor", "roles", "action", "subject", "subject_id", "outcome", *(name for name in _DETAILS if name != "roles"), "roles_after", "digest",
)  # fmt: skip
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(line: Line) -> dict[str, Any]:
    """Return a line as one JSON object."""
    return {
        "number": line.number, "at": line.at, "actor": line.actor, "roles": list(line.roles), "action": line.action,
        "subject": line.subject, "subject_id": line.subject_id, "outcome": line.outcome, "details": dict(line.details),
        "digest": line.digest,
    }  # fmt: skip


def json_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Yield one JSON object a line, each with its line end."""
    for line in lines:
        yield json.dumps(as_json(line), ensure_ascii=False) + "\n"


def csv_rows(lines: Iterable[Line]) -> Iterator[str]:
    """Yield a header and one row a line (RFC 4180). A cell that a spreadsheet would take for a formula begins with a quote."""
    yield _row(COLUMNS)
    for line in lines:
        told = line.details
        beside = (told.get(name, "") for name in _DETAILS if name != "roles")
        yield _row(
            (
                line.number, line.at, line.actor, line.roles, line.action, line.subject, line.subject_id, line.outcome,
                *beside, told.get("roles", ""), line.digest,
            )
        )  # fmt: skip


def _row(values: Iterable[object]) -> str:
    text = StringIO()
    csv.writer(text).writerow([cell(value) for value in values])
    return text.getvalue()


def cell(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet takes for a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
