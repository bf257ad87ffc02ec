"""Tables that are only added to: the database itself refuses to change, delete, replace or slip in a row."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue.engine import reading, writing

# SQLite deletes a row that INSERT OR REPLACE replaces without asking the trigger on DELETE, hence the one on INSERT.
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_stay BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_are_kept BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_follow BEFORE INSERT ON {table} "
    "WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {table}) "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
)
_POSTGRESQL_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
    "CREATE OR REPLACE FUNCTION {table}_check() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM {table}) "
    "THEN RAISE EXCEPTION '{refusal}'; END IF; RETURN NEW; END $$",
)
_POSTGRESQL_TRIGGERS = {
    "{table}_stay": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "{table}_are_kept": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    "{table}_follow": "BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check()",
}
_POSTGRESQL_HELD = "SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal"


def guard(engine: Engine, table: sa.Table, refusal: str) -> None:
    """Put the guards on a table whose key is `number`, from 1 without gaps; `refusal` is what the database then says."""
    words = {"table": table.name, "refusal": refusal}
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            for statement in _SQLITE:
                connection.exec_driver_sql(statement.format_map(words))
    elif engine.dialect.name == "postgresql":
        _guard_postgresql(engine, words)


def _guard_postgresql(engine: Engine, words: dict[str, str]) -> None:
    with reading(engine) as connection:
        held = set(connection.execute(sa.text(_POSTGRESQL_HELD.format_map(words))).scalars())
    triggers = {name.format_map(words): told.format_map(words) for name, told in _POSTGRESQL_TRIGGERS.items()}
    missing = [name for name in triggers if name not in held]
    if missing:
        with writing(engine) as connection:
            for function in _POSTGRESQL_FUNCTIONS:
                connection.exec_driver_sql(function.format_map(words))
            for name in missing:
                connection.exec_driver_sql(f"CREATE TRIGGER {name} {triggers[name]}")
