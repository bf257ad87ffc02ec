"""The tables of batches that are run on the page, and of their needs."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
batches = sa.Table(
    "batches",
    metadata,
    sa.Column("batch_id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(80), nullable=False),  # who uploaded it; empty once that account is gone
    sa.Column("name", sa.String(200), nullable=False),  # of the file
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("read", sa.Text, nullable=False),  # JSON: what columns were taken for, what was set aside
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("asked", sa.Text),  # JSON: what its needs are matched with; from the start on
    sa.Column("elapsed_s", sa.Float, nullable=False),
    sa.Column("failure", sa.Text),  # JSON: the code and fields of the error that ended it
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("begun_at", sa.String(40)),
    sa.Column("beat_at", sa.String(40)),  # when whoever runs it last showed a sign of life
    sa.Index("batches_by_time", "created_at"),
)

needs = sa.Table(
    "batch_needs",
    metadata,
    sa.Column("batch_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("sheet", sa.String(200), nullable=False),
    sa.Column("wanted", sa.Text, nullable=False),  # JSON
    sa.Column("matched_with", sa.Text),  # JSON; empty where the need is not finished
    sa.Column("failed", sa.Boolean, nullable=False),
    sa.Column("result", sa.LargeBinary),  # JSON, deflated
    sa.Column("draft_name", sa.String(200)),
    sa.Column("draft", sa.LargeBinary),  # a Word file
)

outcomes = sa.Table(
    "batch_outcomes",
    metadata,
    sa.Column("batch_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("outcome", sa.String(20), nullable=False),
)
