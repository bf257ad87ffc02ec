"""What the office decides of grading, in SQL: versions of the rules, and tiers given by hand in their place."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Subject, event_of
from assistant.pool import tables
from assistant.pool.allowed import public_patent, require
from assistant.pool.rules import DEFAULT_RULES, Rules, from_json, to_json
from assistant.pool.technologies import keys_of
from assistant.pool.types import Override, SetRules, Tier
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import UsageError
from knowledge.protocols import Catalogue
from knowledge.types import Reader, Role

LONGEST_REASON = 1_000
_RULES = tables.rules
_OVERRIDES = tables.overrides
_COLUMNS = _OVERRIDES.c
_STANDS = _COLUMNS.ended_at.is_(None)


class SqlRules:
    """Versions of the rules. Each is kept for good: a grade names the version that it was made under; 0 are the product's own."""

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            tables.create(engine)

    def current(self) -> Rules:
        """Return the rules that grades are made by."""
        query = sa.select(_RULES).order_by(_RULES.c.number.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return DEFAULT_RULES if row is None else _rules_of(row)

    def versions(self, reader: Reader) -> tuple[SetRules, ...]:
        """Return every version that was set, newest first. Raises AccessError."""
        require(reader, Role.OFFICER)
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(_RULES).order_by(_RULES.c.number.desc())).all()
        return tuple(
            SetRules(
                version=row.number,
                reason=row.reason,
                made_by=row.made_by,
                made_at=moments.read(row.made_at),
            )
            for row in rows
        )

    def set(self, reader: Reader, rules: Rules, reason: str) -> Rules:
        """Make these the rules. Raises AccessError, UsageError(reason_needed, reason_long)."""
        require(reader, Role.OFFICER)
        said = _reason(reason)
        with writing(self._engine) as connection:
            last = connection.execute(sa.select(sa.func.max(_RULES.c.number))).scalar() or 0
            row = {
                "number": last + 1,
                "written": json.dumps(to_json(rules)),
                "reason": said,
                "made_by": reader.user,
                "made_at": moments.kept(self._clock()),
            }
            connection.execute(_RULES.insert().values(row))
            version = f"version-{last + 1}"
            self._audit.append(connection, event_of(reader, Action.GRADE_RULES_SET, Subject.POOL, version))
        return self.current()


class SqlOverrides:
    """Tiers that officers gave by hand, each with its reason; one stands at a time for a technology."""

    def __init__(
        self, engine: Engine, catalogue: Catalogue, audit: SqlAudit, *, clock: moments.Clock = moments.now
    ) -> None:
        """Create the tables where they are missing. Raises StorageError."""
        self._engine = engine
        self._catalogue = catalogue
        self._audit = audit
        self._clock = clock
        with storing(engine):
            tables.create(engine)

    def give(self, reader: Reader, document_id: str, tier: Tier, reason: str) -> Override:
        """Give a tier in place of the rules'. Raises AccessError, NotFoundError, UsageError(reason_needed, reason_long)."""
        require(reader, Role.OFFICER)
        said = _reason(reason)
        head = public_patent(self._catalogue, document_id)
        keys = keys_of(head)
        row = {
            "override_id": secrets.token_hex(8),
            "technology": keys[0],
            "shared": " ".join(keys),
            "document_id": document_id,
            "tier": str(tier),
            "reason": said,
            "made_by": reader.user,
            "made_at": moments.kept(self._clock()),
        }
        with writing(self._engine) as connection:
            self._end(connection, reader, keys)
            connection.execute(_OVERRIDES.insert().values(row))
            self._note(connection, reader, Action.GRADE_OVERRIDDEN, document_id)
            one = sa.select(_OVERRIDES).where(_COLUMNS.override_id == row["override_id"])
            return _override_of(connection.execute(one).one())

    def take_back(self, reader: Reader, document_id: str) -> bool:
        """Let the rules decide again; return whether somebody had overridden them. Raises AccessError, NotFoundError."""
        require(reader, Role.OFFICER)
        keys = keys_of(public_patent(self._catalogue, document_id))
        with writing(self._engine) as connection:
            ended = self._end(connection, reader, keys)
            for one in ended:
                self._note(connection, reader, Action.OVERRIDE_ENDED, one.document_id)
        return bool(ended)

    def standing(self) -> tuple[Override, ...]:
        """Return the overrides that stand: what grades are made with."""
        with reading(self._engine) as connection:
            return tuple(map(_override_of, connection.execute(sa.select(_OVERRIDES).where(_STANDS))))

    def on(self, reader: Reader, keys: Collection[str]) -> tuple[Override, ...]:
        """Return every override of a technology, newest first. Raises AccessError."""
        require(reader, Role.OFFICER)
        query = sa.select(_OVERRIDES).order_by(_COLUMNS.made_at.desc())
        with reading(self._engine) as connection:
            found = map(_override_of, connection.execute(query))
            return tuple(one for one in found if not set(keys).isdisjoint(one.keys))

    def _end(self, connection: Connection, reader: Reader, keys: Collection[str]) -> list[Override]:
        rows = map(_override_of, connection.execute(sa.select(_OVERRIDES).where(_STANDS)).all())
        standing = [one for one in rows if not set(keys).isdisjoint(one.keys)]
        ended = {"ended_by": reader.user, "ended_at": moments.kept(self._clock())}
        for one in standing:
            change = _OVERRIDES.update().where(_COLUMNS.override_id == one.override_id)
            connection.execute(change.values(ended))
        return standing

    def _note(self, connection: Connection, reader: Reader, action: Action, document_id: str) -> None:
        self._audit.append(connection, event_of(reader, action, Subject.DOCUMENT, document_id))


def _reason(text: str) -> str:
    said = text.strip()
    if not said:
        raise UsageError("reason_needed")
    if len(said) > LONGEST_REASON:
        raise UsageError("reason_long", longest=LONGEST_REASON)
    return said


def _rules_of(row: Any) -> Rules:
    return from_json(json.loads(row.written), version=row.number, reason=row.reason)


def _override_of(row: Any) -> Override:
    return Override(
        override_id=row.override_id,
        document_id=row.document_id,
        tier=Tier(row.tier),
        reason=row.reason,
        made_by=row.made_by,
        made_at=moments.read(row.made_at),
        ended_by=row.ended_by,
        ended_at=moments.read(row.ended_at) if row.ended_at else None,
        keys=tuple(row.shared.split(" ")),
    )
