"""The tables of conversations, and of what is kept beside their turns: it goes with them."""

from __future__ import annotations

import sqlalchemy as sa

MAX_TITLE_CHARS = 80

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("conversation_id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(80), nullable=False),
    sa.Column("title", sa.String(MAX_TITLE_CHARS), nullable=False),
    sa.Column("updated_at", sa.String(40), nullable=False),
    sa.Index("conversations_by_owner", "owner", "updated_at"),
)
turns = sa.Table(
    "conversation_turns",
    metadata,
    sa.Column("turn_id", sa.String(32), primary_key=True),
    sa.Column(
        "conversation_id", sa.ForeignKey("conversations.conversation_id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),  # the JSON of assistant.kept
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.UniqueConstraint("conversation_id", "ordinal"),
)

# A turn whose question was asked again, or in other words, and the turn that stands in its place.
replacements = sa.Table(
    "conversation_replacements",
    metadata,
    sa.Column("turn_id", sa.ForeignKey("conversation_turns.turn_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("replaced_by", sa.String(32), nullable=False),
)

# What the asker thinks of an answer.
opinions = sa.Table(
    "conversation_opinions",
    metadata,
    sa.Column("turn_id", sa.ForeignKey("conversation_turns.turn_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),  # officers and administrators may read it
    sa.Column("inside", sa.Boolean, nullable=False),  # the asker could read what is internal
    sa.Column("given_at", sa.String(40), nullable=False),
    sa.Index("conversation_opinions_shared", "shared", "given_at"),
)
