"""A data folder of the version before there were revisions is opened by this one, and nothing of it is lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from library_builders import OFFICER, SME

from assistant.accounts.accounts import SqlAccounts
from assistant.accounts.tokens import SqlTokens
from assistant.audit.log import SqlAudit
from assistant.history import SqlHistory
from assistant.needs.needs import SqlNeeds
from assistant.register.register import Register
from knowledge.catalogue import SqlCatalogue, migrating
from knowledge.catalogue.engine import sqlite_url
from knowledge.errors import StorageError
from knowledge.types import Audience, Reader

FORMER = Path(__file__).with_name("former_library.sql")
POSTGRES = os.environ.get("PATENTBRIDGE_TEST_POSTGRES", "")
SQLITE = "sqlite"
_SCHEMA = "former"
STORES = [
    SQLITE,
    pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="PATENTBRIDGE_TEST_POSTGRES is not set")),
]  # fmt: skip


def _dump(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(FORMER.read_text(encoding="utf-8"))
    connection.close()


def _to_postgres(path: Path) -> str:
    """Put the rows of an SQLite file into a schema of their own."""
    url = sa.make_url(POSTGRES)
    source, target = sa.create_engine(sqlite_url(path)), sa.create_engine(url)
    with target.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE"))
        connection.execute(sa.text(f"CREATE SCHEMA {_SCHEMA}"))
    target.dispose()
    own = url.update_query_dict({"options": f"-csearch_path={_SCHEMA}"})
    target, held = sa.create_engine(own), sa.MetaData()
    sa.event.listen(
        held, "column_reflect", lambda _, __, column: column.update(type=column["type"].as_generic())
    )
    held.reflect(source)
    held.create_all(target)
    with source.connect() as rows, target.begin() as connection:
        for table in held.sorted_tables:
            if found := [row._asdict() for row in rows.execute(sa.select(table))]:
                connection.execute(table.insert(), found)
    source.dispose()
    target.dispose()
    return own.render_as_string(hide_password=False)


@pytest.fixture(params=STORES)
def former(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of the former version's database."""
    path = tmp_path / "catalogue.sqlite"
    _dump(path)
    return sqlite_url(path) if request.param == SQLITE else _to_postgres(path)


@pytest.fixture
def catalogue(former: str) -> Iterator[SqlCatalogue]:
    catalogue = SqlCatalogue(former)
    yield catalogue
    catalogue.close()


def _counts(url: str) -> dict[str, int]:
    engine, held = sa.create_engine(url), sa.MetaData()
    held.reflect(engine)
    with engine.connect() as connection:
        counted = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in held.tables.items()
        }
    engine.dispose()
    return counted


def test_no_row_is_lost(former: str) -> None:
    before = _counts(former)
    SqlCatalogue(former).close()
    after = _counts(former)
    assert {name: after[name] for name in before} == before
    assert after["alembic_version"] == 1


def test_what_is_internal_still_is(catalogue: SqlCatalogue) -> None:
    assert [head.title for head in catalogue.heads(SME)] == ["A ceramic separator slurry"]
    assert {head.audience for head in catalogue.heads(OFFICER)} == set(Audience)
    (run,) = catalogue.runs(SME)
    assert (run.made_by, run.paths) == ("cli:sme", ("/files",))


def test_accounts_and_what_they_own_are_there(catalogue: SqlCatalogue) -> None:
    engine = catalogue.engine
    accounts, audit = SqlAccounts(engine), SqlAudit(engine)
    firm = accounts.sign_in("example cells", "another bridge of 8", address="127.0.0.1")
    officer = accounts.sign_in("wang li", "a bridge of 7 words", address="127.0.0.1")
    (conversation,) = SqlHistory(engine).list(firm.account_id)
    (turn,) = SqlHistory(engine).turns(conversation.conversation_id, firm.account_id)
    assert turn.question == "How is a licence taken?"
    assert turn.answer.citations[0].quote.startswith("No small business firm")
    (need,) = SqlNeeds(engine, audit).submitted(officer.reader)
    assert need.wanted.text == "A slurry that dries faster"
    (token,) = SqlTokens(engine).of(firm.account_id)
    assert token.label == "dashboard"
    assert audit.verify().holds
    assert _licensees(Register(engine, catalogue, audit), officer.reader) == ["Example Cells"]


def _licensees(register: Register, reader: Reader) -> list[str]:
    return [licence.contract.licensee for licence in register.licences.list(reader)]


def test_an_older_file_is_kept_as_it_was_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    _dump(path)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE passages DROP COLUMN page")
        connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
    connection.close()
    SqlCatalogue(sqlite_url(path)).close()
    copy = tmp_path / f"catalogue.before-{migrating.HEAD}.sqlite"
    assert "page" in _columns(path)
    assert "page" not in _columns(copy)
    assert copy.stat().st_mode & 0o077 == 0


def _columns(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(passages)")]


def test_a_revision_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalogue.sqlite"
    _dump(path)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN paths")
        connection.execute("ALTER TABLE passages DROP COLUMN page")
        connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
    connection.close()
    before = _counts(sqlite_url(path))

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrating.t.metadata, "create_all", fail)
    with pytest.raises((StorageError, sqlite3.OperationalError)):
        SqlCatalogue(sqlite_url(path))
    assert _counts(sqlite_url(path)) == before
    assert "page" not in _columns(path)


def test_what_a_later_version_made_is_refused_by_a_clear_word(former: str) -> None:
    SqlCatalogue(former).close()
    engine = sa.create_engine(former)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError) as caught:
        SqlCatalogue(former)
    assert (caught.value.code, caught.value.fields["found"]) == ("newer_library", "9999")


def test_the_revisions_lead_to_what_a_new_library_is() -> None:
    assert migrating._script().get_current_head() == migrating.HEAD
