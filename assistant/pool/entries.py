"""The technologies of a library as the office sees them: each with its grade, its marks and whether it is in the pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from assistant.pool.grading import ClaimLengths, grade
from assistant.pool.marks import THE_OFFICE
from assistant.pool.rules import Rules
from assistant.pool.technologies import Technologies, Technology
from assistant.pool.types import Grade, Mark, Override, State, Tier
from knowledge.protocols import Catalogue
from knowledge.types import ANYONE, Reader

ReadClaims = Callable[[Sequence[str], Reader], Mapping[str, ClaimLengths]]
TIERS = (Tier.A, Tier.B, Tier.C, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A technology as the office sees it. `wanted` are the marks of enterprises that stand, without their remarks."""

    technology: Technology
    grade: Grade
    wanted: tuple[Mark, ...]
    ready: Mark | None
    is_in: bool
    state: State
    name: str = ""  # under which events tell of it; empty: it never was in the pool
    entered: date | None = None  # where it is in

    @property
    def document_id(self) -> str:
        return self.technology.head.document_id

    @property
    def recognised(self) -> bool:
        """Say whether it is marked from both sides."""
        return self.state.recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What people decided, as it stands; `contracted` tells which documents are licensed to one enterprise alone on a day."""

    rules: Rules
    marks: tuple[Mark, ...]
    overrides: tuple[Override, ...]
    contracted: Callable[[Sequence[str], date], frozenset[str]]


class Entries:
    """Makes them, and makes anew only what changed."""

    def __init__(self, catalogue: Catalogue, read_claims: ReadClaims | None) -> None:
        self._technologies = Technologies(catalogue)
        self._read_claims = read_claims
        self._claims: dict[str, ClaimLengths] = {}  # a document's words never change: its id is made of them
        self._made: dict[str, tuple[_MadeOf, Entry]] = {}

    def at(self, version: int, today: date, said: Said) -> tuple[Entry, ...]:
        """Return an entry for each technology at a version of the library."""
        found = self._technologies.at(version, today)
        licensable = [one.head.document_id for one in found if one.may_be_licensed]
        self._learn_claims(licensable)
        taken = said.contracted(licensable, today)
        marked, overridden = _by_key(said.marks), _by_key(said.overrides)
        known = self._made
        self._made = {}
        for one in found:
            held, given = _held(one, marked), _held(one, overridden)
            contracted = one.head.document_id in taken
            made_of = (
                id(one),
                said.rules.version,
                contracted,
                tuple(m.mark_id + m.need_id for m in held),
                tuple(o.override_id for o in given),
            )
            before = known.get(one.head.document_id)
            if before and before[0] == made_of:
                entry = before[1]
            else:
                entry = self._entry(one, held, given, said.rules, contracted=contracted)
            self._made[one.head.document_id] = (made_of, entry)
        return tuple(entry for _, entry in self._made.values())

    def _entry(
        self,
        one: Technology,
        marks: Sequence[Mark],
        overrides: Sequence[Override],
        rules: Rules,
        *,
        contracted: bool,
    ) -> Entry:
        wanted = tuple(mark for mark in marks if mark.owner != THE_OFFICE)
        graded = grade(
            one,
            self._claims.get(one.head.document_id, ()),
            rules,
            enterprises=len({mark.owner for mark in wanted}),
            needs=len({mark.need_id for mark in wanted if mark.need_id}),
            contracted=contracted,
            override=max(overrides, key=lambda given: given.made_at, default=None),
        )
        ready = next((mark for mark in marks if mark.owner == THE_OFFICE), None)
        good_enough = graded.tier is not None and TIERS.index(graded.tier) <= TIERS.index(rules.pool_from)
        return Entry(
            technology=one,
            grade=graded,
            wanted=wanted,
            ready=ready,
            is_in=graded.by_rules is not None and (good_enough or (bool(wanted) and ready is not None)),
            state=_state_of(one, graded, wanted, ready, contracted=contracted),
        )

    def _learn_claims(self, document_ids: Sequence[str]) -> None:
        unknown = [name for name in document_ids if name not in self._claims]
        if unknown and self._read_claims is not None:
            self._claims.update(dict.fromkeys(unknown, ()))
            self._claims.update(self._read_claims(unknown, ANYONE))


_MadeOf = tuple[int, int, bool, tuple[str, ...], tuple[str, ...]]
_Kept = TypeVar("_Kept", Mark, Override)


def _by_key(kept: Sequence[_Kept]) -> Mapping[str, list[_Kept]]:
    found: dict[str, list[_Kept]] = {}
    for one in kept:
        for key in one.keys:
            found.setdefault(key, []).append(one)
    return found


def _held(technology: Technology, by_key: Mapping[str, list[_Kept]]) -> list[_Kept]:
    """Return what is kept of a technology, each once."""
    shared = (one for key in technology.keys & by_key.keys() for one in by_key[key]) if by_key else ()
    return list({id(one): one for one in shared}.values())


def _state_of(
    technology: Technology, graded: Grade, wanted: Sequence[Mark], ready: Mark | None, *, contracted: bool
) -> State:
    return State(
        keys=tuple(sorted(technology.keys)),
        document_id=technology.head.document_id,
        number=technology.number,
        tier=graded.tier,
        pool_class=graded.pool_class,
        points=graded.points,
        availability=str(technology.status.availability),
        recognised=bool(wanted) and ready is not None,
        ready=ready is not None,
        wanted=len({mark.owner for mark in wanted}),
        overridden=graded.override is not None,
        rules_version=graded.rules_version,
        contracted=contracted,
    )
