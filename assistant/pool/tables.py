"""The tables of the pool: marks, overrides, rules, events."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.append_only import guard

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
marks = sa.Table(
    "pool_marks",
    metadata,
    sa.Column("mark_id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(80), nullable=False),  # an enterprise's account; empty: the office
    sa.Column("technology", sa.String(200), nullable=False),  # the first of the keys
    sa.Column("shared", sa.Text, nullable=False),  # the keys, separated by spaces
    sa.Column("document_id", sa.String(80), nullable=False),
    sa.Column("remark", sa.Text, nullable=False),
    sa.Column("need_id", sa.String(32), nullable=False),
    sa.Column("made_by", sa.String(80), nullable=False),
    sa.Column("made_at", sa.String(40), nullable=False),
    sa.Column("ended_by", sa.String(80), nullable=False, default=""),
    sa.Column("ended_at", sa.String(40)),
    sa.Index("pool_marks_by_owner", "owner", "made_at"),
    sa.Index(
        "pool_marks_once", "owner", "technology", unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    ),
)  # fmt: skip

overrides = sa.Table(
    "pool_overrides",
    metadata,
    sa.Column("override_id", sa.String(32), primary_key=True),
    sa.Column("technology", sa.String(200), nullable=False),
    sa.Column("shared", sa.Text, nullable=False),
    sa.Column("document_id", sa.String(80), nullable=False),
    sa.Column("tier", sa.String(4), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_by", sa.String(80), nullable=False),
    sa.Column("made_at", sa.String(40), nullable=False),
    sa.Column("ended_by", sa.String(80), nullable=False, default=""),
    sa.Column("ended_at", sa.String(40)),
    sa.Index(
        "pool_overrides_once", "technology", unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    ),
)  # fmt: skip

rules = sa.Table(
    "pool_rules",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # the version, from 1
    sa.Column("written", sa.Text, nullable=False),  # JSON
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_by", sa.String(80), nullable=False),
    sa.Column("made_at", sa.String(40), nullable=False),
)

events = sa.Table(
    "pool_events",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("technology", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("reasons", sa.String(200), nullable=False),  # separated by commas
    sa.Column("state", sa.Text, nullable=False),  # JSON of assistant.pool.changes.State, after the event
    sa.Index("pool_events_by_technology", "technology", "number"),
    sa.Index("pool_events_by_day", "day"),
)


def create(engine: Engine) -> None:
    """Create the tables, and the guards of those that are only added to, where they are missing."""
    metadata.create_all(engine)
    guard(engine, rules, "the rules of grading are only added to")
    guard(engine, events, "the events of the pool are only added to")
