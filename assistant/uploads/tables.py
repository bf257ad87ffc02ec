"""The table of uploads."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("upload_id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(80), nullable=False),  # who sent it; empty once that account is gone
    sa.Column("audience", sa.String(20), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column(
        "files", sa.Text, nullable=False
    ),  # JSON: names and sizes; none: what was set aside before is tried again
    sa.Column("looked", sa.Text),  # JSON: what would be read of each file
    sa.Column("progress", sa.Text),  # JSON: how far the reading is
    sa.Column("reports", sa.Text),  # JSON: what became of each file
    sa.Column("run_id", sa.String(80)),
    sa.Column("failure", sa.Text),  # JSON: the code and fields of the error that ended it
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("begun_at", sa.String(40)),
    sa.Column("beat_at", sa.String(40)),  # when whoever works on it last showed a sign of life
    sa.Index("uploads_by_time", "created_at"),
)
