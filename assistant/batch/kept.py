"""What is kept of a batch as JSON, and read back: rows, columns, conditions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.batch.types import Column, ColumnUse, Conditions, NeedRow, NeedsRead, SetAside
from assistant.drafting.types import DraftKind
from assistant.matching.weights import weights_of
from assistant.needs.types import Wanted
from knowledge.types import Language, LicenceType, Money


def row_written(row: NeedRow) -> str:
    return _json({"wanted": asdict(row.wanted), "unread": row.unread})


def row_read(number: int, row: int, sheet: str, written: str) -> NeedRow:
    told = json.loads(written)
    return NeedRow(
        number=number, row=row, sheet=sheet, wanted=_wanted(told["wanted"]), unread=tuple(told["unread"])
    )


def _wanted(told: Mapping[str, Any]) -> Wanted:
    budget, deadline, licence = told["budget"], told["deadline"], told["licence_type"]
    if isinstance(budget, Mapping):
        budget = Money(amount=Decimal(budget["amount"]), currency=budget["currency"])
    return Wanted(
        text=told["text"],
        enterprise=told["enterprise"],
        industry=told["industry"],
        region=told["region"],
        budget=budget,
        deadline=date.fromisoformat(deadline) if deadline else None,
        licence_type=LicenceType(licence) if licence else None,
    )


def reading_written(read: NeedsRead) -> str:
    """Write what is told of a file beside its rows."""
    return _json(
        {
            "columns": [asdict(column) for column in read.columns],
            "set_aside": [asdict(one) for one in read.set_aside],
        }
    )


def reading_read(written: str, rows: tuple[NeedRow, ...]) -> NeedsRead:
    told = json.loads(written)
    columns = tuple(Column(**{**one, "use": ColumnUse(one["use"])}) for one in told["columns"])
    return NeedsRead(
        rows=rows, set_aside=tuple(SetAside(**one) for one in told["set_aside"]), columns=columns
    )


def conditions_written(conditions: Conditions) -> str:
    return _json(conditions.told(""))


def conditions_read(written: str) -> Conditions:
    told = json.loads(written)
    return Conditions(
        as_of=date.fromisoformat(told["as_of"]),
        k=told["k"],
        language=None if told["language"] == "need" else Language(told["language"]),
        drafts=None if told["drafts"] == "none" else DraftKind(told["drafts"]),
        weights=weights_of(told["weights"]),
    )


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, default=str)
