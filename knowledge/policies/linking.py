"""Link the policies of a library: versions of one instrument in order of time, and what one instrument says it ended.

Two records are versions of one instrument where lineage and jurisdiction are the same and region, legal force and issuer do
not contradict each other. Where an instrument ends another by its title or number, the other is linked to it as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.dates import day_before
from knowledge.numbers.document_numbers import plain_document_key
from knowledge.policies.lineages import lineage_of
from knowledge.types import PolicyLevel, PolicyMention, PolicyRecord

_TELLS = frozenset({PolicyLevel.FAQ, PolicyLevel.NEWS, PolicyLevel.GUIDANCE})
_ONE_ISSUER = frozenset({PolicyLevel.NOTICE, PolicyLevel.DEPARTMENTAL_RULE})


class LinkKind(StrEnum):
    VERSION = "version"  # the same instrument, a later text of it
    REPEAL = "repeal"  # another instrument, whose text ends this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An instrument or version and what took its place."""

    earlier: PolicyRecord
    later: PolicyRecord
    kind: LinkKind


def links(records: Iterable[PolicyRecord]) -> tuple[Link, ...]:
    """Return the links between the records of a library; the two language versions of one record count as one."""
    known = tuple({record.policy_id: record for record in records}.values())
    found = [*_versions(known), *_repeals(known)]
    return tuple({(link.earlier.policy_id, link.later.policy_id): link for link in reversed(found)}.values())


def linked(records: Sequence[PolicyRecord]) -> tuple[PolicyRecord, ...]:
    """Return the records in their order with `replaces`, `replaced_by` and the last day in force filled in.

    What a record states itself stays, but for a last day that lies behind the first day of what took its place. Where
    the first day of the later version is not stated, the last day of the earlier one stays open.
    """
    later: dict[str, PolicyRecord] = {}
    before: dict[str, str] = {}
    for link in links(records):
        other = later.get(link.earlier.policy_id)
        if other is None or _began(link.later) < _began(other):
            later[link.earlier.policy_id] = link.later
        if link.kind is LinkKind.VERSION:
            before[link.later.policy_id] = link.earlier.policy_id
    return tuple(_with_link(record, later, before) for record in records)


def _with_link(
    record: PolicyRecord, later: Mapping[str, PolicyRecord], before: Mapping[str, str]
) -> PolicyRecord:
    following, previous = later.get(record.policy_id), before.get(record.policy_id)
    if following is None and previous is None:
        return record
    ends = record.effective_to
    if following is not None and following.effective_from is not None:
        last = day_before(following.effective_from)
        ends = last if ends is None else min(ends, last)
    return replace(
        record,
        effective_to=ends,
        replaces=record.replaces or previous,
        replaced_by=record.replaced_by or (following.policy_id if following else None),
    )


def _versions(records: Sequence[PolicyRecord]) -> Iterable[Link]:
    by_lineage: dict[tuple[str, str], list[PolicyRecord]] = defaultdict(list)
    for record in records:
        if record.effective_from or record.date_issued:
            by_lineage[record.lineage, record.jurisdiction].append(record)
    for family in by_lineage.values():
        family.sort(key=lambda record: (_began(record), record.policy_id))
        for position, earlier in enumerate(family):
            for later in family[position + 1 :]:
                if _began(earlier) < _began(later) and _are_versions(earlier, later):
                    yield Link(earlier=earlier, later=later, kind=LinkKind.VERSION)
                    break


def _are_versions(earlier: PolicyRecord, later: PolicyRecord) -> bool:
    if earlier.region and later.region and earlier.region != later.region:
        return False
    if (earlier.level in _TELLS) != (later.level in _TELLS):
        return False
    if earlier.level in _ONE_ISSUER and later.level in _ONE_ISSUER and not _share_issuer(earlier, later):
        return any(_is(mention, earlier, later) for mention in later.repeals)
    return True


def _share_issuer(one: PolicyRecord, other: PolicyRecord) -> bool:
    """Say whether two issuers have a body in common; one that is not known contradicts nothing."""
    if not one.issuer or not other.issuer:
        return True
    first, second = _bodies(one.issuer), _bodies(other.issuer)
    return any(a in b or b in a for a in first for b in second)


def _bodies(issuer: str) -> frozenset[str]:
    names = re.split(r"[\s、,，;；]+|(?<=[局部委厅署会])(?=国家|中华)", issuer)
    return frozenset(re.sub(r"^(?:中华人民共和国|国家)", "", name) or name for name in names if len(name) > 1)


def _repeals(records: Sequence[PolicyRecord]) -> Iterable[Link]:
    by_lineage: dict[str, list[PolicyRecord]] = defaultdict(list)
    by_number: dict[str, list[PolicyRecord]] = defaultdict(list)
    for record in records:
        by_lineage[record.lineage].append(record)
        if record.document_number:
            by_number[plain_document_key(record.document_number)].append(record)
    for later in records:
        for mention in later.repeals:
            named = by_number.get(plain_document_key(mention.document_number or ""), ())
            for name in _lineages(mention, later):
                named = (*named, *by_lineage.get(name, ()))
            for earlier in named:
                if earlier.policy_id != later.policy_id and _is(mention, earlier, later):
                    yield Link(earlier=earlier, later=later, kind=LinkKind.REPEAL)


def _is(mention: PolicyMention, earlier: PolicyRecord, later: PolicyRecord) -> bool:
    """Say whether a mention in `later` means `earlier`: by number where both show one, else by title and region."""
    if earlier.jurisdiction != later.jurisdiction or not _precedes(earlier, later):
        return False
    if mention.document_number and earlier.document_number:
        ours, theirs = (
            plain_document_key(mention.document_number),
            plain_document_key(earlier.document_number),
        )
        return ours == theirs or ours.endswith(theirs) or theirs.endswith(ours)
    return earlier.lineage in _lineages(mention, later) and (
        not earlier.region or not later.region or earlier.region == later.region
    )


def _lineages(mention: PolicyMention, later: PolicyRecord) -> tuple[str, ...]:
    if not mention.title:
        return ()
    name = lineage_of(mention.title)
    return (name, f"{later.region}{name}") if later.region else (name,)


def _precedes(earlier: PolicyRecord, later: PolicyRecord) -> bool:
    first, second = _began(earlier), _began(later)
    return first < second or date.min in (first, second)


def _began(record: PolicyRecord) -> date:
    return record.effective_from or record.date_issued or date.min
