"""The tables of needs and of what was corrected of how they were read."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
needs = sa.Table(
    "needs",
    metadata,
    sa.Column("need_id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(80), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("enterprise", sa.String(200), nullable=False),
    sa.Column("industry", sa.String(200), nullable=False),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("budget", sa.String(200)),  # an amount, or words where there is no currency
    sa.Column("currency", sa.String(3)),
    sa.Column("budget_shared", sa.Boolean, nullable=False),
    sa.Column("deadline", sa.Date),
    sa.Column("licence_type", sa.String(20)),
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("updated_at", sa.String(40), nullable=False),
    sa.Column("submitted_at", sa.String(40)),
    sa.Index("needs_by_owner", "owner", "updated_at"),
    sa.Index("needs_by_state", "state", "submitted_at"),
)

# Beside its need: it goes with it, and with every change of its text.
corrections = sa.Table(
    "need_corrections",
    metadata,
    sa.Column("need_id", sa.String(32), primary_key=True),
    sa.Column("told", sa.Text, nullable=False),  # JSON
)
