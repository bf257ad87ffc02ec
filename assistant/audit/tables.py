"""The table of the audit, and the triggers by which the database itself refuses to change or delete a line."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue.engine import reading, writing

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

# SQLite deletes a row that INSERT OR REPLACE replaces without asking the trigger on DELETE, hence the one on INSERT.
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS audit_lines_stay BEFORE UPDATE ON audit_lines "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_lines_are_kept BEFORE DELETE ON audit_lines "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_lines_follow BEFORE INSERT ON audit_lines "
    "WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit_lines) "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
)
_POSTGRESQL_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION audit_lines_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$",
    "CREATE OR REPLACE FUNCTION audit_lines_check() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM audit_lines) "
    "THEN RAISE EXCEPTION 'the audit is only added to'; END IF; RETURN NEW; END $$",
)
_POSTGRESQL_TRIGGERS = {
    "audit_lines_stay": "BEFORE UPDATE OR DELETE ON audit_lines FOR EACH ROW EXECUTE FUNCTION audit_lines_refuse()",
    "audit_lines_are_kept": "BEFORE TRUNCATE ON audit_lines FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_refuse()",
    "audit_lines_follow": "BEFORE INSERT ON audit_lines FOR EACH ROW EXECUTE FUNCTION audit_lines_check()",
}
_POSTGRESQL_HELD = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_lines'::regclass AND NOT tgisinternal"
)


def create(engine: Engine) -> None:
    """Create the table and its guards where they are missing."""
    metadata.create_all(engine)
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            for statement in _SQLITE:
                connection.exec_driver_sql(statement)
    elif engine.dialect.name == "postgresql":
        _guard_postgresql(engine)


def _guard_postgresql(engine: Engine) -> None:
    with reading(engine) as connection:
        held = set(connection.execute(sa.text(_POSTGRESQL_HELD)).scalars())
    missing = [name for name in _POSTGRESQL_TRIGGERS if name not in held]
    if missing:
        with writing(engine) as connection:
            for function in _POSTGRESQL_FUNCTIONS:
                connection.exec_driver_sql(function)
            for name in missing:
                connection.exec_driver_sql(f"CREATE TRIGGER {name} {_POSTGRESQL_TRIGGERS[name]}")
