"""Disclosures that are not filed yet, in SQL, apart from the library: entered by hand, seen by officers, found by nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Event, Subject, event_of
from assistant.pool.allowed import require
from assistant.pool.rules import BeforeFiling, Rules
from assistant.pool.types import DisclosureClass, DisclosureGrade, Ingredient, PriorArt, Stage
from knowledge.catalogue.engine import empty_log, overwrite_deleted, reading, storing, writing
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Reader, Role

LONGEST: Mapping[str, int] = {"title": 300, "summary": 20_000, "unit": 200, "market": 2_000, "prior_art_note": 5_000}  # fmt: skip

_metadata = sa.MetaData()
_DISCLOSURES = sa.Table(
    "disclosures",
    _metadata,
    sa.Column("disclosure_id", sa.String(32), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("stage", sa.String(20), nullable=False),
    sa.Column("market", sa.Text, nullable=False),
    sa.Column("prior_art", sa.String(20), nullable=False),
    sa.Column("prior_art_note", sa.Text, nullable=False),
    sa.Column("made_by", sa.String(80), nullable=False),
    sa.Column("made_at", sa.String(40), nullable=False),
)
_COLUMNS = _DISCLOSURES.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an officer enters; title, summary and stage must be there."""

    title: str
    summary: str
    stage: Stage
    unit: str = ""  # of the inventors
    market: str = ""
    prior_art: PriorArt = PriorArt.NOT_SEARCHED
    prior_art_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    disclosure_id: str
    told: Told
    made_by: str
    made_at: datetime


class SqlDisclosures:
    """What is not filed yet. No index, no model and no service gets a word of it: nothing but these methods reads the table."""

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            _metadata.create_all(engine)

    def add(self, reader: Reader, told: Told) -> Disclosure:
        """Enter one. Raises AccessError, UsageError(disclosure_needs, disclosure_long)."""
        require(reader, Role.OFFICER)
        row = {
            **_columns_of(told),
            "disclosure_id": secrets.token_hex(8),
            "made_by": reader.user,
            "made_at": moments.kept(self._clock()),
        }
        with writing(self._engine) as connection:
            connection.execute(_DISCLOSURES.insert().values(row))
            self._audit.append(connection, _event(reader, Action.DISCLOSURE_ADDED, row["disclosure_id"]))
        return _disclosure_of(row)

    def all(self, reader: Reader) -> tuple[Disclosure, ...]:
        """Return all, newest first; that they were seen is written into the audit. Raises AccessError."""
        require(reader, Role.OFFICER)
        query = sa.select(_DISCLOSURES).order_by(_COLUMNS.made_at.desc(), _COLUMNS.disclosure_id)
        with reading(self._engine) as connection:
            found = tuple(_disclosure_of(dict(row._mapping)) for row in connection.execute(query))
        if found:
            seen = Details(seen=tuple(one.disclosure_id for one in found), count=len(found))
            event = event_of(reader, Action.DISCLOSURE_SEEN, Subject.DISCLOSURE, details=seen)
            self._audit.write(event)
        return found

    def get(self, reader: Reader, disclosure_id: str) -> Disclosure:
        """Raises AccessError, NotFoundError."""
        require(reader, Role.OFFICER)
        query = sa.select(_DISCLOSURES).where(_COLUMNS.disclosure_id == disclosure_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(name=disclosure_id)
        self._audit.write(_event(reader, Action.DISCLOSURE_SEEN, disclosure_id))
        return _disclosure_of(dict(row._mapping))

    def remove(self, reader: Reader, disclosure_id: str) -> None:
        """Delete one for good, its words on disk too. Raises AccessError, NotFoundError."""
        require(reader, Role.OFFICER)
        with writing(self._engine) as connection:
            overwrite_deleted(connection)
            gone = connection.execute(_DISCLOSURES.delete().where(_COLUMNS.disclosure_id == disclosure_id))
            if gone.rowcount == 0:
                raise NotFoundError(name=disclosure_id)
            self._audit.append(connection, _event(reader, Action.DISCLOSURE_REMOVED, disclosure_id))
        empty_log(self._engine)


def grade_before_filing(told: Told, rules: Rules) -> DisclosureGrade:
    """Grade by the rules that apply before filing; what was not searched or stated gives nothing and is said to be unknown."""
    ingredients = (
        _ingredient(BeforeFiling.STAGE, str(told.stage), rules),
        _ingredient(
            BeforeFiling.PRIOR_ART,
            "" if told.prior_art is PriorArt.NOT_SEARCHED else str(told.prior_art),
            rules,
        ),
        _ingredient(BeforeFiling.MARKET, "stated" if told.market.strip() else "", rules),
    )
    points = sum(one.points for one in ingredients)
    most = points + sum(one.most for one in ingredients if not one.known)
    return DisclosureGrade(
        disclosure_class=_class_of(told),
        tier=rules.tier(points),
        could_reach=rules.tier(most),
        points=points,
        ingredients=ingredients,
        rules_version=rules.version,
    )


def _class_of(told: Told) -> DisclosureClass:
    if told.prior_art is PriorArt.NOT_SEARCHED:
        return DisclosureClass.SEARCH_FIRST
    if told.prior_art is PriorArt.SAME:
        return DisclosureClass.COMPARE_FIRST
    return DisclosureClass.MATURE_FIRST if told.stage is Stage.IDEA else DisclosureClass.CONSIDER_FILING


def _ingredient(name: BeforeFiling, word: str, rules: Rules) -> Ingredient:
    points = rules.points[name].get(word, 0.0)
    return Ingredient(name=name, points=points, most=rules.most(name), values={"word": word} if word else {})


def _columns_of(told: Told) -> dict[str, str]:
    fields = {name: getattr(told, name).strip() for name in LONGEST}
    for name, longest in LONGEST.items():
        if len(fields[name]) > longest:
            raise UsageError("disclosure_long", field=name, longest=longest)
    missing = [name for name in ("title", "summary") if not fields[name]]
    if missing:
        raise UsageError("disclosure_needs", field=missing[0])
    return {**fields, "stage": str(told.stage), "prior_art": str(told.prior_art)}


def _disclosure_of(row: Mapping[str, Any]) -> Disclosure:
    told = Told(
        **{name: row[name] for name in LONGEST},
        stage=Stage(row["stage"]),
        prior_art=PriorArt(row["prior_art"]),
    )
    return Disclosure(
        disclosure_id=row["disclosure_id"],
        told=told,
        made_by=row["made_by"],
        made_at=moments.read(row["made_at"]),
    )


def _event(reader: Reader, action: Action, disclosure_id: str) -> Event:
    return event_of(reader, action, Subject.DISCLOSURE, disclosure_id)
