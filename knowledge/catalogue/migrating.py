"""A database is made, or one of an earlier version brought up to date in place, in one transaction, with a copy of it kept.

Tables that are missing are made from their definitions; a table that is another one than before is changed by a revision
in `revisions`, also where it belongs to a store beside the catalogue.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from knowledge.catalogue import tables as t
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.disk import copy_database
from knowledge.errors import StorageError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HEAD = "0002"  # the newest revision
_OF_SCHEMAS = {"1": "0001", "2": "0002"}  # what stood in `meta` before there were revisions
_LAST_SCHEMA = "2"
_REVISIONS = Path(__file__).parent / "revisions"
_stamps = sa.Table(
    "alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), primary_key=True)
)


def bring_up_to_date(engine: Engine) -> None:
    """Make what is missing and change what is older. Raises StorageError("newer_library") for what a later version made."""
    with storing(engine):
        found = revision_of(engine)
        if found not in (None, HEAD):
            require_known_revision(str(found), str(engine.url.database))
            _copy_aside(engine)
    with writing(engine) as connection:
        _change(connection)


def revision_of(engine: Engine) -> str | None:
    """Return the revision that a database is of; None where it is new."""
    with reading(engine) as connection:
        return _found(connection)


def require_known_revision(revision: str, path: str) -> None:
    """Raise StorageError("newer_library") for a revision of a later version."""
    if revision == HEAD:
        return
    from alembic.util import CommandError

    try:
        _script().get_revision(revision)
    except CommandError as error:
        raise StorageError("newer_library", path=path, found=revision, known=HEAD) from error


def _change(connection: Connection) -> None:
    """Do all of it in one transaction; what another process did meanwhile is found done."""
    found = _found(connection)
    if found not in (None, HEAD):
        _upgrade(connection, str(found))
    t.metadata.create_all(connection)
    if found is None:
        values = {"schema": _LAST_SCHEMA, "library_id": uuid.uuid4().hex}
        rows = [{"name": name, "value": value} for name, value in values.items()]
        connection.execute(sa.insert(t.meta), rows)
    _stamp(connection, HEAD)


def _found(connection: Connection) -> str | None:
    tables = set(sa.inspect(connection).get_table_names())
    if _stamps.name in tables:
        stamp = connection.execute(sa.select(_stamps.c.version_num)).scalar_one_or_none()
        if stamp is not None:
            return str(stamp)
    if t.meta.name not in tables:
        return None
    query = sa.select(t.meta.c.value).where(t.meta.c.name == "schema")
    schema = connection.execute(query).scalar_one_or_none()
    return None if schema is None else _OF_SCHEMAS.get(schema, schema)


def _stamp(connection: Connection, revision: str) -> None:
    """Write down which revision the database is of."""
    _stamps.create(connection, checkfirst=True)
    if connection.execute(sa.select(_stamps.c.version_num)).scalar_one_or_none() != revision:
        connection.execute(sa.delete(_stamps))
        connection.execute(sa.insert(_stamps).values(version_num=revision))


def _upgrade(connection: Connection, found: str) -> None:
    """Run the revisions after the one that was found, inside the caller's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    script = _script()
    _stamp(connection, found)
    with EnvironmentContext(
        Config(), script, fn=lambda at, _context: script._upgrade_revs(HEAD, at), destination_rev=HEAD
    ) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _script() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(_REVISIONS), version_locations=[str(_REVISIONS)])


def _copy_aside(engine: Engine) -> None:
    """Keep a copy of an SQLite file as it was, beside it; other databases are backed up by their own tools."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    path = Path(engine.url.database)
    copy = path.with_name(f"{path.stem}.before-{HEAD}{path.suffix}")
    copy_database(path, copy)
