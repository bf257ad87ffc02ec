"""Versions of an instrument: which belong together, which is in force on a day, which comes before and after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from knowledge.types import PolicyRecord


def versions(records: Iterable[PolicyRecord], lineage: str) -> tuple[PolicyRecord, ...]:
    """Return the versions of a lineage, oldest first, one per policy_id (its other language version left out)."""
    found: dict[str, PolicyRecord] = {}
    for record in records:
        if record.lineage == lineage:
            found.setdefault(record.policy_id, record)
    return tuple(sorted(found.values(), key=lambda record: (_begins(record) or date.min, record.policy_id)))


def in_force(records: Iterable[PolicyRecord], day: date) -> PolicyRecord | None:
    """Return the version of one lineage that applies on `day`, None where none is known to.

    Of several the one that began last. A version whose first day is not stated counts from its date of issue.
    """
    candidates = [
        record
        for record in records
        if (begins := _begins(record)) is not None
        and begins <= day
        and (record.effective_to is None or day <= record.effective_to)
    ]
    return max(candidates, key=lambda record: (_begins(record) or date.min, record.policy_id), default=None)


def successor(record: PolicyRecord, records: Iterable[PolicyRecord]) -> PolicyRecord | None:
    """Return the version that follows: the named one, else the next by date in the same lineage."""
    known = tuple(records)
    for other in known:
        named = record.replaced_by == other.policy_id or other.replaces == record.policy_id
        if named and other.policy_id != record.policy_id:
            return other
    later = [other for other in versions(known, record.lineage) if _after(other, record)]
    return later[0] if later else None


def predecessor(record: PolicyRecord, records: Iterable[PolicyRecord]) -> PolicyRecord | None:
    """Return the version that came before: the named one, else the last by date in the same lineage."""
    known = tuple(records)
    for other in known:
        named = record.replaces == other.policy_id or other.replaced_by == record.policy_id
        if named and other.policy_id != record.policy_id:
            return other
    earlier = [other for other in versions(known, record.lineage) if _after(record, other)]
    return earlier[-1] if earlier else None


def last_day(record: PolicyRecord, records: Iterable[PolicyRecord]) -> date | None:
    """Return the last day a version applies: as stated, else the day before its successor's stated first day."""
    if record.effective_to is not None:
        return record.effective_to
    following = successor(record, records)
    if following is None or following.effective_from is None:
        return None
    return following.effective_from - timedelta(days=1)


def _begins(record: PolicyRecord) -> date | None:
    return record.effective_from or record.date_issued


def _after(one: PolicyRecord, other: PolicyRecord) -> bool:
    first, second = _begins(one), _begins(other)
    return one.policy_id != other.policy_id and first is not None and second is not None and first > second
