"""The tables of the register: licences as they are now, and every act on them, which are only added to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.append_only import guard

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
licences = sa.Table(
    "licences",
    metadata,
    sa.Column("licence_id", sa.String(32), primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("contract", sa.Text, nullable=False),  # JSON
    sa.Column("ended_on", sa.Date),
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("updated_at", sa.String(40), nullable=False),
)
acts = sa.Table(
    "licence_acts",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("licence_id", sa.String(32), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("act", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("about", sa.String(200), nullable=False),  # the key of a reminder
    sa.Column("contract", sa.Text, nullable=False),  # JSON, where it was changed
    sa.Index("licence_acts_by_licence", "licence_id", "number"),
    sa.Index("licence_acts_by_actor", "actor"),
)


def create(engine: Engine) -> None:
    """Create the tables, and the guard of the acts, where they are missing."""
    metadata.create_all(engine)
    guard(engine, acts, "what was done in the register stays as it was written")
