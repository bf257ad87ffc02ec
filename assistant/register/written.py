"""Contracts as plain objects: for the store, for `--json`, and for files that an officer writes (YAML or JSON)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from assistant.composing.calculations import money_in
from assistant.register.types import Contract, Duty, DutyKind, LicensedPatent
from knowledge.disk import storing_in
from knowledge.errors import UsageError
from knowledge.types import LicenceType, Money

_Code = TypeVar("_Code", bound=StrEnum)
_LARGEST_FILE = 1_000_000
_NAMES = tuple(one.name for one in fields(Contract))
_DUTY = tuple(one.name for one in fields(Duty))


def told_contract(contract: Contract) -> dict[str, Any]:
    """Return what was entered; what is empty is left out."""
    told: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(contract, name)
        if name == "patents":
            value = [{k: v for k in ("number", "document_id") if (v := getattr(one, k))} for one in value]
        elif name == "duties":
            value = [_told_duty(one) for one in value]
        elif name == "licensors":
            value = list(value)
        elif isinstance(value, date):
            value = value.isoformat()
        if value:
            told[name] = value
    return told


def _told_duty(duty: Duty) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in _DUTY:
        value = getattr(duty, name)
        if isinstance(value, Money):
            value = {"amount": str(value.amount), "currency": value.currency}
        elif isinstance(value, date):
            value = value.isoformat()
        if value:
            told[name] = value
    return told


def read_contract_file(path: Path, name: str) -> Mapping[str, Any]:
    """Return the object that a YAML or JSON file holds. Raises UsageError(licence_file), StorageError."""
    if not path.is_file():
        raise UsageError("no_such_path", path=name)
    with storing_in(path):
        content = path.read_bytes()
    if len(content) > _LARGEST_FILE:
        raise UsageError("licence_file", file=name)
    try:
        told = yaml.safe_load(content.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UsageError("licence_file", file=name) from error
    if not isinstance(told, dict):
        raise UsageError("licence_file", file=name)
    return told


def contract_of(told: Mapping[str, Any]) -> Contract:
    """Return the contract that an object tells. Raises UsageError(licence_field, licence_incomplete, licence_amount, licence_day)."""
    for name in told:
        if name not in _NAMES:
            raise UsageError("licence_field", field=str(name), known=", ".join(_NAMES))
    return Contract(
        licensors=tuple(_text("licensors", one) for one in _listed(told.get("licensors"))),
        licensee=_text("licensee", told.get("licensee")),
        patents=tuple(_patent(one) for one in _listed(told.get("patents"))),
        licence_type=_code("licence_type", told.get("licence_type"), LicenceType),
        territory=_text("territory", told.get("territory")),
        field_of_use=_text("field_of_use", told.get("field_of_use")),
        signed_on=day_of("signed_on", told.get("signed_on")),
        effective_from=day_of("effective_from", told.get("effective_from")),
        term_end=day_of("term_end", told.get("term_end")),
        duties=tuple(_duty(one) for one in _listed(told.get("duties"))),
        recorded_on=day_of("recorded_on", told.get("recorded_on")),
        recordal_number=_text("recordal_number", told.get("recordal_number")),
        need_id=_text("need_id", told.get("need_id")),
        reference=_text("reference", told.get("reference")),
        remark=_text("remark", told.get("remark")),
    )


def _patent(told: Any) -> LicensedPatent:
    if isinstance(told, Mapping):
        return LicensedPatent(
            number=_text("patents", told.get("number")), document_id=_text("patents", told.get("document_id"))
        )
    return LicensedPatent(number=_text("patents", told))


def _duty(told: Any) -> Duty:
    if not isinstance(told, Mapping):
        raise UsageError("licence_field", field="duties", known=", ".join(_DUTY))
    for name in told:
        if name not in _DUTY:
            raise UsageError("licence_field", field=f"duties.{name}", known=", ".join(_DUTY))
    every = told.get("every_months") or 0
    if not isinstance(every, int) or isinstance(every, bool):
        raise UsageError("licence_repeat")
    return Duty(
        duty_id=_text("duties", told.get("duty_id")),
        kind=_code("duties", told.get("kind"), DutyKind),
        words=_text("duties", told.get("words")),
        amount=amount_of(told.get("amount")),
        first=day_of("first", told.get("first")),
        every_months=every,
        until=day_of("until", told.get("until")),
    )


def amount_of(told: Any) -> Money | None:
    """Read an amount with its currency: an object, or words such as 20万元, CNY 200,000. Raises UsageError(licence_amount)."""
    if told is None or told == "":
        return None
    if isinstance(told, Mapping):
        try:
            return Money(amount=Decimal(str(told["amount"])), currency=str(told["currency"]))
        except (KeyError, InvalidOperation) as error:
            raise UsageError("licence_amount", value=str(told)) from error
    found = money_in(str(told))
    if len(found) != 1:
        raise UsageError("licence_amount", value=str(told))
    return found[0]


def day_of(name: str, told: Any) -> date | None:
    """Read a day, as 2026-12-31. Raises UsageError(licence_day)."""
    if told is None or told == "":
        return None
    if isinstance(told, date) and not isinstance(told, datetime):
        return told
    try:
        return date.fromisoformat(str(told).strip())
    except ValueError as error:
        raise UsageError("licence_day", field=name, value=str(told)) from error


def _code(name: str, told: Any, codes: type[_Code]) -> _Code:
    try:
        return codes(str(told or "").strip())
    except ValueError as error:
        raise UsageError("licence_code", field=name, known=", ".join(codes)) from error


def _text(name: str, told: Any) -> str:
    if told is None:
        return ""
    if not isinstance(told, str | int | float) or isinstance(told, bool):
        raise UsageError("licence_code", field=name, known="text")
    return str(told)


def _listed(told: Any) -> Sequence[Any]:
    if told is None:
        return ()
    return told if isinstance(told, list) else [told]
