"""A catalogue is made, or one of an earlier version brought up to date in place: tables and columns are only added."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import storing, writing
from knowledge.errors import StorageError


def bring_up_to_date(engine: Engine) -> None:
    """Make what is missing. Raises StorageError("other_version") for a catalogue of a version that is not known."""
    with storing(engine):
        t.metadata.create_all(engine, tables=[t.meta])
    with writing(engine) as connection:
        found = _version(connection)
        if found is not None and found not in (t.SCHEMA_VERSION, *t.MIGRATED):
            raise StorageError(path=engine.url.database, reason="other_version", found=found)
        t.metadata.create_all(connection)
        if found is None:
            values = {"schema": t.SCHEMA_VERSION, "library_id": uuid.uuid4().hex}
            rows = [{"name": name, "value": value} for name, value in values.items()]
            connection.execute(sa.insert(t.meta), rows)
        elif found != t.SCHEMA_VERSION:
            _add_columns(connection)
            _set_version(connection)


def _version(connection: Connection) -> str | None:
    return connection.execute(sa.select(t.meta.c.value).where(t.meta.c.name == "schema")).scalar_one_or_none()


def _set_version(connection: Connection) -> None:
    query = sa.update(t.meta).where(t.meta.c.name == "schema")
    connection.execute(query.values(value=t.SCHEMA_VERSION))


def _add_columns(connection: Connection) -> None:
    """Add the columns that later versions brought. They may all be null, so that the rows stay as they are."""
    inspector = sa.inspect(connection)
    for table in t.metadata.sorted_tables:
        held = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in held:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")
