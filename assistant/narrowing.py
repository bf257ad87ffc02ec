"""What an answer is narrowed to, as conditions and as filters: a question and the conditions in its words in, both out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from assistant.types import EVERY_CONDITION, Condition, Question
from knowledge.types import Filters, Kind, Language, LicenceType, PatentType

KINDS = "kinds"
_ONE_VALUE: Mapping[str, Callable[[str], Any]] = {
    "free_of_charge": lambda value: value == "true",
    "from_date": date.fromisoformat,
    "to_date": date.fromisoformat,
    "in_force_on": date.fromisoformat,
}
_TYPES: Mapping[str, Callable[[str], Any]] = {
    "languages": Language,
    "licence_types": LicenceType,
    "patent_types": PatentType,
}


def conditions_of(filters: Filters) -> tuple[Condition, ...]:
    """Return the conditions that filters set, in the order of their fields; the day of judging is none."""
    found: list[Condition] = []
    for field in fields(filters):
        value = getattr(filters, field.name)
        if field.name == "as_of" or value is None:
            continue
        values = value if isinstance(value, tuple) else (value,)
        found += [Condition(field=field.name, value=_written(one)) for one in values]
    return tuple(found)


def filters_of(conditions: Iterable[Condition], as_of: date) -> Filters:
    """Return filters of the conditions that are not off; status, availability and offers are judged on `as_of`."""
    values: dict[str, Any] = {}
    for condition in conditions:
        if condition.off or condition.field == KINDS:
            continue
        if condition.field in _ONE_VALUE:
            values[condition.field] = _ONE_VALUE[condition.field](condition.value)
        else:
            value = _TYPES.get(condition.field, str)(condition.value)
            values[condition.field] = (*values.get(condition.field, ()), value)
    return Filters(**values, as_of=as_of)


def kinds_of(conditions: Iterable[Condition]) -> tuple[Kind, ...]:
    """Return the kinds of documents that the conditions leave; none where they do not say."""
    return tuple(Kind(c.value) for c in conditions if c.field == KINDS and not c.off)


def narrowed_to(conditions: Iterable[Condition]) -> dict[str, Any]:
    """Return what is applied as JSON, by the names of the fields; an empty object where nothing narrows."""
    shown: dict[str, Any] = {}
    for condition in conditions:
        if condition.off:
            continue
        if condition.field == "free_of_charge":
            shown[condition.field] = condition.value == "true"
        elif condition.field in _ONE_VALUE:
            shown[condition.field] = condition.value
        else:
            shown.setdefault(condition.field, []).append(condition.value)
    return shown


def joined(question: Question, told: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return what the asker set, then what the words say of other fields; off is what the asker took away."""
    given = conditions_of(question.filters)
    settled = {condition.field for condition in given} | ({KINDS} if question.kinds else set())
    return given + tuple(
        replace(c, off=c.key in question.without or EVERY_CONDITION in question.without)
        for c in told
        if c.field not in settled
    )


def without(question: Question, condition: Condition) -> Question:
    """Return the question as it is asked again without a condition."""
    if condition.words:
        return replace(question, without=(*question.without, condition.key))
    kept = [c for c in conditions_of(question.filters) if c.key != condition.key]
    return replace(question, filters=filters_of(kept, question.filters.as_of or question.as_of))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
