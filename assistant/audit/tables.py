"""The table of the audit; the database itself refuses to change or delete a line."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.append_only import guard

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
lines = sa.Table(
    "audit_lines",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("roles", sa.String(80), nullable=False),  # separated by commas
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(40), nullable=False),
    sa.Column("subject_id", sa.String(200), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("written", sa.Text, nullable=False),  # the JSON of assistant.audit.types.Details
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Index("audit_lines_by_actor", "actor", "number"),
    sa.Index("audit_lines_by_subject", "subject_id", "number"),
    sa.Index("audit_lines_by_action", "action", "number"),
    sa.Index("audit_lines_by_moment", "at"),
)


def create(engine: Engine) -> None:
    """Create the table and its guards where they are missing."""
    metadata.create_all(engine)
    guard(engine, lines, "the audit is only added to")
