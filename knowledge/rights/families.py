"""Publications that belong together: heads of patents in; rights (one application each) and families of rights out.

A CN and an EP member of a family are one technology under several rights; each right keeps its own status, term, owner and
offers. Source: the simple family of DOCDB (members with the same set of priorities).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from knowledge.numbers.kind_codes import Stage, publication_meaning
from knowledge.numbers.patent_numbers import (
    application_key,
    normalise_application_number,
    parse_publication_number,
)
from knowledge.types import DocumentHead, PatentRecord

_LONGEST_KEY = 40
_Member = TypeVar("_Member")
_RANK = {Stage.AMENDED: 3, Stage.GRANTED: 2, Stage.REGISTERED: 2, Stage.APPLICATION: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One application and its publications in the library, the one that counts first: amended, granted, published."""

    publications: tuple[DocumentHead, ...]

    @property
    def head(self) -> DocumentHead:
        return self.publications[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One technology: its rights, in the order in which their first publication was given."""

    rights: tuple[Right, ...]


def families(heads: Iterable[DocumentHead]) -> tuple[Family, ...]:
    """Group patents into families, in the order of their first members; what is no patent is left out.

    Two publications are of one right where their application or publication numbers are equal, of one family where their records name
    the same family, name each other as members, or claim the same priorities (a first filing counts as its own).
    """
    patents = [head for head in heads if isinstance(head.record, PatentRecord)]
    rights = [Right(publications=_by_rank(group)) for group in _joined(patents, right_keys)]
    return tuple(Family(rights=tuple(group)) for group in _joined(rights, _keys_of_right))


def family_keys(record: PatentRecord) -> tuple[str, ...]:
    """Return what the members of a record's family share, as exact keys: any common one makes two records a family."""
    keys = [f"fam:id:{record.family_id}"] if record.family_id else []
    keys += [f"fam:member:{number}" for number in record.family_members]
    if record.publication_number:
        keys.append(f"fam:member:{record.publication_number}")
    if record.application_number:
        keys.append(f"fam:application:{application_key(record.application_number)}")
    claimed = sorted({_priority_key(p.number, p.country) for p in record.priorities if p.number})
    if claimed:
        keys.append(f"fam:priorities:{_short('+'.join(claimed))}")
    elif record.application_number and not record.priorities:
        keys.append(f"fam:priorities:{application_key(record.application_number)}")
    return tuple(keys)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()[:_LONGEST_KEY]


def _priority_key(number: str | None, country: str | None) -> str:
    return application_key(normalise_application_number(number or "", country))


def right_keys(head: DocumentHead) -> tuple[str, ...]:
    """Return what the publications of one right share, as exact keys: any common one makes two heads a right."""
    record = head.record
    if not isinstance(record, PatentRecord):
        return ()
    keys = [f"app:{application_key(record.application_number)}"] if record.application_number else []
    number = parse_publication_number(record.publication_number or "")
    if number is not None:
        keys.append(f"pub:{number}")
        if number.country == "EP":  # an application and its grant carry the same number
            keys.append(f"pub:{number.country}{number.number}")
    return tuple(keys)


def _keys_of_right(right: Right) -> tuple[str, ...]:
    records = (head.record for head in right.publications)
    return tuple(key for record in records if isinstance(record, PatentRecord) for key in family_keys(record))


def _joined(members: Sequence[_Member], keys_of: Callable[[_Member], tuple[str, ...]]) -> list[list[_Member]]:
    """Group members that share a key, directly or through others; groups and members keep their order."""
    parent = list(range(len(members)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first_with: dict[str, int] = {}
    for place, member in enumerate(members):
        for key in keys_of(member):
            low, high = sorted((root(first_with.setdefault(key, place)), root(place)))
            parent[high] = low
    groups: dict[int, list[_Member]] = {}
    for place, member in enumerate(members):
        groups.setdefault(root(place), []).append(member)
    return list(groups.values())


def _by_rank(heads: Sequence[DocumentHead]) -> tuple[DocumentHead, ...]:
    return tuple(sorted(heads, key=_rank, reverse=True))


def _rank(head: DocumentHead) -> tuple[int, str]:
    record = head.record
    if not isinstance(record, PatentRecord):
        return 0, ""
    meaning = publication_meaning(record.publication_number)
    published = record.publication_date
    return (_RANK.get(meaning.stage, 0) if meaning else 0, published.isoformat() if published else "")
