"""The database connection: an address in, an engine out whose write transactions never interleave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from knowledge.disk import reason_of
from knowledge.errors import StorageError, UsageError

_WRITE_LOCK = 0x7061_7462  # PostgreSQL advisory lock: the change log's numbers become visible in order
_BUSY_MS = 60_000


def sqlite_url(path: Path) -> str:
    """Return the address of a database file."""
    return f"sqlite:///{path}"


def open_engine(url: str) -> Engine:
    """Open a database. SQLite runs in WAL mode and waits for a lock; PostgreSQL is reached by psycopg.

    Raises UsageError(database_url) for an address that is none.
    """
    try:
        address = sa.make_url(url)
    except ArgumentError:
        raise UsageError("database_url") from None  # which would show the password
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, pool_pre_ping=address.drivername != "sqlite")
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # what is acknowledged survives a power cut
        "foreign_keys=ON",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a read transaction: everything read in it is of one moment."""
    with storing(engine), engine.connect() as connection:
        yield connection


def number(engine: Engine, statement: str) -> int:
    """Return the one number that a statement gives, by itself in no transaction: it is asked for many times in an answer."""
    errors = engine.dialect.loaded_dbapi.Error
    try:
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            ((found,),) = cursor.fetchall()
            return int(found)
    except (DBAPIError, errors) as error:
        raise _refused(engine, error) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in the only write transaction; commit at the end, roll back on any error."""
    with storing(engine), engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
        yield connection


def overwrite_deleted(connection: Connection) -> None:
    """Have SQLite overwrite with zeros what is deleted on this connection from now on; others leave that to their vacuum."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def empty_log(engine: Engine) -> None:
    """Let SQLite write its log back: deleted words would stand in it until then."""
    if engine.dialect.name == "sqlite":
        with storing(engine):
            connection = engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()


@contextmanager
def storing(engine: Engine) -> Iterator[None]:
    """Turn a database's error into StorageError with the store's path and the reason."""
    try:
        yield
    except DBAPIError as error:
        raise _refused(engine, error.orig or error) from error


def _refused(engine: Engine, error: BaseException) -> StorageError:
    path = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string()
    return StorageError(path=path, reason=reason_of(error))
