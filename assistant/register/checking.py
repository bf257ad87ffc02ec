"""A contract as it was entered in; the same, trimmed and sound, out. Nothing is added to it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from assistant.register.types import CONTRACTED, Contract, Duty, LicensedPatent
from knowledge.errors import UsageError

LONGEST_LINE = 200
LONGEST_TEXT = 4_000
MOST_PATENTS = 200
MOST_DUTIES = 60
_REPEATS = frozenset({0, 1, 3, 6, 12})


def checked(contract: Contract) -> Contract:
    """Return what is kept of it, each duty with an id.

    Raises UsageError(licence_…): a party, a patent or a type is missing, a text is long, days are in no order, an amount
    is none, a duty says nothing or repeats oddly.
    """
    contract = replace(
        contract,
        licensors=tuple(dict.fromkeys(filter(None, (_line("licensors", one) for one in contract.licensors)))),
        patents=_patents(contract.patents),
        licensee=_line("licensee", contract.licensee),
        territory=_line("territory", contract.territory),
        field_of_use=_text("field_of_use", contract.field_of_use),
        recordal_number=_line("recordal_number", contract.recordal_number),
        need_id=_line("need_id", contract.need_id),
        reference=_line("reference", contract.reference),
        remark=_text("remark", contract.remark),
    )
    for name in ("licensors", "licensee", "patents"):
        if not getattr(contract, name):
            raise UsageError("licence_incomplete", field=name)
    if contract.licence_type not in CONTRACTED:
        raise UsageError("licence_incomplete", field="licence_type")
    _in_order("effective_from", contract.effective_from, "term_end", contract.term_end)
    if len(contract.duties) > MOST_DUTIES:
        raise UsageError("licence_many", field="duties", most=MOST_DUTIES)
    return replace(contract, duties=tuple(_duties(contract.duties)))


def _patents(patents: Iterable[LicensedPatent]) -> tuple[LicensedPatent, ...]:
    named = {
        one.number: one
        for one in (replace(p, number=_line("patents", p.number)) for p in patents)
        if one.number
    }
    if len(named) > MOST_PATENTS:
        raise UsageError("licence_many", field="patents", most=MOST_PATENTS)
    return tuple(named.values())


def _duties(duties: Iterable[Duty]) -> Iterable[Duty]:
    given: set[str] = set()
    for duty in duties:
        words = _text("words", duty.words)
        if duty.amount is not None and not (duty.amount.amount > 0 and duty.kind.is_fee):
            raise UsageError("licence_amount", value=str(duty.amount.amount))
        if not words and duty.amount is None and duty.kind.is_fee:
            raise UsageError("licence_duty_empty", field=str(duty.kind))
        if duty.every_months not in _REPEATS or ((duty.every_months or duty.until) and duty.first is None):
            raise UsageError("licence_repeat")
        _in_order("first", duty.first, "until", duty.until)
        name = duty.duty_id if duty.duty_id and duty.duty_id not in given else secrets.token_hex(4)
        given.add(name)
        yield replace(duty, words=words, duty_id=name)


def _in_order(first: str, begins: date | None, second: str, ends: date | None) -> None:
    if begins is not None and ends is not None and ends < begins:
        raise UsageError("licence_days", first=first, second=second)


def _line(name: str, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        raise UsageError("licence_long", field=name, longest=LONGEST_LINE)
    return line


def _text(name: str, text: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_TEXT:
        raise UsageError("licence_long", field=name, longest=LONGEST_TEXT)
    return said


def with_ids_of(contract: Contract, before: Contract) -> Contract:
    """Give duties without an id the id of the same duty before, so that what was seen to stays seen to."""
    named = {one.duty_id for one in contract.duties if one.duty_id}
    spare = {replace(one, duty_id=""): one.duty_id for one in before.duties if one.duty_id not in named}
    duties = tuple(
        one if one.duty_id else replace(one, duty_id=spare.pop(one, "")) for one in contract.duties
    )
    return replace(contract, duties=duties)
