"""The tables of accounts. Secrets of sessions and tokens are kept as SHA-256, which suffices for 256 random bits."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# Times are ISO 8601 in UTC: they sort as text, and SQLite has no time zones.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("folded", sa.String(160), nullable=False, unique=True),  # the name, whatever its case
    sa.Column("roles", sa.String(80), nullable=False),  # separated by commas
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("must_change_password", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.String(40), nullable=False),
)
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("secret", sa.String(64), primary_key=True),
    sa.Column("session_id", sa.String(32), nullable=False, unique=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("seen_at", sa.String(40), nullable=False),
    sa.Index("sessions_by_account", "account_id"),
)
tokens = sa.Table(
    "access_tokens",
    metadata,
    sa.Column("secret", sa.String(64), primary_key=True),
    sa.Column("token_id", sa.String(32), nullable=False, unique=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id", ondelete="CASCADE"), nullable=False),
    sa.Column("label", sa.String(80), nullable=False),
    sa.Column("scopes", sa.String(120), nullable=False),
    sa.Column("created_at", sa.String(40), nullable=False),
    sa.Column("expires_at", sa.String(40)),
    sa.Column("used_at", sa.String(40)),
    sa.Index("access_tokens_by_account", "account_id"),
)
failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),  # of an account or an address, as a digest
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("last_at", sa.String(40), nullable=False),
)
