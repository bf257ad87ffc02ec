"""The form of a licence contract: a contract or what was filled in in, fields out; a filled form in, a contract out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from assistant.phrases import phrases
from assistant.register.checking import LONGEST_TEXT
from assistant.register.types import CONTRACTED, Contract, DutyKind
from assistant.register.written import contract_of, told_contract
from knowledge.types import Language
from ui.forms_html import area, field, hidden, join, select
from ui.strings import say

_SPARE = 4  # empty rows for further duties
_MOST_ROWS = 64
_EVERY = ("0", "1", "3", "6", "12")
_DAYS = ("signed_on", "effective_from", "term_end", "recorded_on")
_LINES = ("territory", "recordal_number", "reference")
_PARTS = ("kind", "amount", "words", "first", "every_months", "until")
Filled = Callable[[str], str]


def filled_of(contract: Contract) -> Mapping[str, str]:
    """Return what the fields of the form hold for a contract."""
    told = told_contract(contract)
    filled = {name: str(told.get(name, "")) for name in (*_DAYS, *_LINES, "licensee", "licence_type", "field_of_use", "remark", "need_id")}  # fmt: skip
    filled["licensors"] = "\n".join(contract.licensors)
    filled["patents"] = "\n".join(one.number for one in contract.patents)
    for number, duty in enumerate(told.get("duties", ())):
        amount = duty.get("amount")
        row = duty | {"amount": f"{amount['amount']} {amount['currency']}" if amount else ""}
        filled |= {f"duty-{number}-{part}": str(row.get(part, "")) for part in (*_PARTS, "duty_id")}
    return filled


def contract_filled(filled: Filled) -> Contract:
    """Return the contract that a form tells. Raises UsageError(licence_…)."""
    told: dict[str, Any] = {
        name: filled(name)
        for name in (*_LINES, "licensee", "licence_type", "field_of_use", "remark", "need_id")
    }
    told |= {name: filled(name).strip() for name in _DAYS}
    told["licensors"] = filled("licensors").splitlines()
    told["patents"] = filled("patents").splitlines()
    told["duties"] = list(_duties(filled))
    return contract_of(told)


def _duties(filled: Filled) -> Iterator[dict[str, Any]]:
    for number in range(_MOST_ROWS):
        row = {part: filled(f"duty-{number}-{part}").strip() for part in (*_PARTS, "duty_id")}
        if row["kind"]:
            every = row["every_months"]
            yield row | {"every_months": int(every) if every in _EVERY else -1 if every else 0}


def contract_fields(filled: Filled, language: Language) -> Markup:
    """Return all fields; `filled` gives what they hold."""

    def label(name: str) -> str:
        return say(f"licence_field.{name}", language)

    types = [(str(one), say(f"licence_type_note.{one}", language)) for one in CONTRACTED]
    return join(
        (
            area("licensors", label("licensors"), filled("licensors"), rows=2, longest=LONGEST_TEXT),
            field("licensee", label("licensee"), value=filled("licensee")),
            area("patents", label("patents"), filled("patents"), rows=2, longest=LONGEST_TEXT),
            select(
                "licence_type", label("licence_type"), [("", say("licence_choose", language)), *types], filled("licence_type")
            ),
            field("territory", label("territory"), value=filled("territory"), required=False),
            area("field_of_use", label("field_of_use"), filled("field_of_use"), rows=2, longest=LONGEST_TEXT, required=False),
            Markup('<div class="pb-row">{}</div>').format(
                join(field(name, label(name), kind="date", value=filled(name), required=False) for name in _DAYS)
            ),
            field("recordal_number", label("recordal_number"), value=filled("recordal_number"), required=False),
            _duty_rows(filled, language),
            field("reference", label("reference"), value=filled("reference"), required=False),
            area("remark", label("remark"), filled("remark"), rows=2, longest=LONGEST_TEXT, required=False),
            hidden("need_id", filled("need_id")),
        )
    )  # fmt: skip


def _duty_rows(filled: Filled, language: Language) -> Markup:
    used = [number for number in range(_MOST_ROWS) if filled(f"duty-{number}-kind")]
    count = min(_MOST_ROWS, max(used, default=-1) + 1 + _SPARE)
    rows = join(_duty_row(number, filled, language) for number in range(count))
    return Markup(
        '<h3>{}</h3><p class="pb-section-note">{}</p>{}'
    ).format(say("licence_duties", language), say("licence_duties_note", language), rows)  # fmt: skip


def _duty_row(number: int, filled: Filled, language: Language) -> Markup:
    words = phrases(language)
    kinds = [("", say("licence_duty_none", language)), *((str(kind), words.say(f"duty.{kind}")) for kind in DutyKind)]  # fmt: skip
    repeats = [(every, words.say(f"every.{every}")) for every in _EVERY]

    def named(part: str) -> tuple[str, str]:
        return f"duty-{number}-{part}", say(f"licence_duty_{part.removesuffix('_months')}", language)

    def held(part: str) -> str:
        return filled(f"duty-{number}-{part}")

    parts = (
        select(*named("kind"), kinds, held("kind")),
        field(*named("amount"), value=held("amount"), required=False),
        field(*named("words"), value=held("words"), required=False),
        field(*named("first"), kind="date", value=held("first"), required=False),
        select(*named("every_months"), repeats, held("every_months") or "0"),
        field(*named("until"), kind="date", value=held("until"), required=False),
        hidden(f"duty-{number}-duty_id", held("duty_id")),
    )
    return Markup('<fieldset class="pb-row"><legend>{}</legend>{}</fieldset>').format(
        say("licence_duty", language, number=number + 1), join(parts)
    )
