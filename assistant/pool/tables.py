"""The tables of the pool: marks, overrides, rules, events."""

from __future__ import annotations

import sqlalchemy as sa

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
