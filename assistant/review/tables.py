"""The tables of review. Versions, steps and approvals are only added to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.review import guards

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("draft_id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("enterprise", sa.String(200), nullable=False),
    sa.Column("publication_number", sa.String(80), nullable=False),
    sa.Column("document_id", sa.String(200), nullable=False),
    sa.Column("need_id", sa.String(32), nullable=False),
    sa.Column("need_owner", sa.String(80), nullable=False),  # whose need it is; empty for a text
    sa.Column("written_by", sa.String(80), nullable=False),
    sa.Column("edited_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("updated_at", sa.String(40), nullable=False),
    sa.Index("drafts_by_state", "state", "updated_at"),
    sa.Index("drafts_by_need_owner", "need_owner"),
)
origins = sa.Table(
    "draft_origins",
    metadata,
    sa.Column("draft_id", sa.String(32), primary_key=True),
    sa.Column("origin", sa.String(64), nullable=False),
    sa.Column("document_id", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.UniqueConstraint("origin", "document_id", "kind"),
)
versions = sa.Table(
    "draft_versions",
    metadata,
    sa.Column("draft_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("made_by", sa.String(80), nullable=False),
    sa.Column("made_at", sa.String(40), nullable=False),
    sa.Column("act", sa.String(20), nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # JSON, see assistant.review.content
)
steps = sa.Table(
    "draft_steps",
    metadata,
    sa.Column("draft_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("act", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("remark", sa.Text, nullable=False),
    sa.Column("alone", sa.Boolean, nullable=False),
    sa.Index("draft_steps_by_actor", "actor"),
)
approvals = sa.Table(
    "draft_approvals",
    metadata,
    sa.Column("draft_id", sa.String(32), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("name", sa.String(160), nullable=False),
    sa.Column("alone", sa.Boolean, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
)


def create(engine: Engine) -> None:
    """Create the tables and their guards where they are missing."""
    metadata.create_all(engine)
    guards.create(engine)
