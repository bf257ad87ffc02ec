"""Triggers by which the database itself refuses to change what was approved, or any version or step that was written."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from knowledge.catalogue.engine import reading, writing

_APPROVED = "EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = {row}.draft_id AND d.state = 'approved')"
_SIGNED = (
    "EXISTS (SELECT 1 FROM draft_approvals a WHERE a.draft_id = NEW.draft_id AND a.version = NEW.version)"
)
_REFUSAL = "an approved draft stays as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guard:
    """One trigger: before which statement on which table it refuses, and when."""

    name: str
    table: str
    event: str
    when: str = ""  # always


def _follows(table: str) -> str:
    return f"NEW.number <> (SELECT coalesce(max(t.number), 0) + 1 FROM {table} t WHERE t.draft_id = NEW.draft_id)"


# SQLite deletes a row that INSERT OR REPLACE or UPDATE OR REPLACE replaces without asking the trigger on DELETE: hence
# no row may take the key of another.
_GUARDS = (
    _Guard(
        name="drafts_begin",
        table="drafts",
        event="INSERT",
        when="NEW.state = 'approved' OR EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = NEW.draft_id)",
    ),
    _Guard(
        name="drafts_stay",
        table="drafts",
        event="UPDATE",
        when=f"OLD.state = 'approved' OR NEW.draft_id <> OLD.draft_id OR (NEW.state = 'approved' AND NOT {_SIGNED})",
    ),
    _Guard(name="drafts_are_kept", table="drafts", event="DELETE", when="OLD.state = 'approved'"),
    *(
        guard
        for table in ("draft_versions", "draft_steps")
        for guard in (
            _Guard(
                name=f"{table}_follow",
                table=table,
                event="INSERT",
                when=f"{_APPROVED.format(row='NEW')} OR {_follows(table)}",
            ),
            _Guard(name=f"{table}_stay", table=table, event="UPDATE"),
            _Guard(name=f"{table}_are_kept", table=table, event="DELETE", when=_APPROVED.format(row="OLD")),
        )
    ),
    _Guard(
        name="draft_approvals_begin",
        table="draft_approvals",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM draft_approvals a WHERE a.draft_id = NEW.draft_id)",
    ),
    _Guard(name="draft_approvals_stay", table="draft_approvals", event="UPDATE"),
    _Guard(name="draft_approvals_are_kept", table="draft_approvals", event="DELETE"),
)
_TABLES = ("drafts", "draft_versions", "draft_steps", "draft_approvals")
_HELD = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"


def create(engine: Engine) -> None:
    """Create the triggers where they are missing."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            for guard in _GUARDS:
                connection.exec_driver_sql(_for_sqlite(guard))
    elif engine.dialect.name == "postgresql":
        _guard_postgresql(engine)


def _for_sqlite(guard: _Guard) -> str:
    when = f"WHEN {guard.when} " if guard.when else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {guard.name} BEFORE {guard.event} ON {guard.table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def _guard_postgresql(engine: Engine) -> None:
    with reading(engine) as connection:
        held = set(connection.execute(sa.text(_HELD)).scalars())
    missing = [statement for name, made in _for_postgresql() if name not in held for statement in made]
    if missing:
        with writing(engine) as connection:
            for statement in missing:
                connection.exec_driver_sql(statement)


def _for_postgresql() -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return for each trigger its name, its function and itself; whole tables cannot be emptied either."""
    rows = tuple((guard.name, (_function(guard), _trigger(guard, "ROW"))) for guard in _GUARDS)
    emptied = (_Guard(name=f"{table}_not_emptied", table=table, event="TRUNCATE") for table in _TABLES)
    return (*rows, *((guard.name, (_function(guard), _trigger(guard, "STATEMENT"))) for guard in emptied))


def _function(guard: _Guard) -> str:
    row = "OLD" if guard.event in ("DELETE", "TRUNCATE") else "NEW"
    return (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {guard.when or 'true'} THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN {row}; END $$"
    )


def _trigger(guard: _Guard, each: str) -> str:
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()"
    )
