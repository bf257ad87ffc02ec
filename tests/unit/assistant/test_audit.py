"""The audit holds who did what and no text, is only added to, and tells where somebody changed it by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from servers import in_a_file
from sqlalchemy.engine import Engine

from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, Details, Event, Selection, Subject, event_of, refused_sign_in
from assistant.audit.written import csv_rows, json_lines
from knowledge.catalogue.engine import open_engine, sqlite_url, writing
from knowledge.errors import AccessError, StorageError
from knowledge.types import ANYONE, Reader, Role

ADMIN = Reader(user="a1", role=Role.ADMIN)
SME = Reader(user="s1", role=Role.SME)
OFFICER = Reader(user="o1", role=Role.OFFICER, further_roles=frozenset({Role.POLICY}))
BEGIN = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


@pytest.fixture
def audit(engine: Engine) -> SqlAudit:
    now = iter(BEGIN + timedelta(hours=hour) for hour in range(10_000))
    return SqlAudit(engine, clock=lambda: next(now))


@pytest.fixture
def five(audit: SqlAudit) -> SqlAudit:
    audit.write(
        event_of(SME, Action.ASKED, Subject.TURN, "t1", details=Details(citations=3, mode="extractive"))
    )
    audit.write(event_of(OFFICER, Action.OPENED, Subject.DOCUMENT, "d1"))
    audit.write(event_of(OFFICER, Action.OPENED, Subject.DOCUMENT, "d2"))
    audit.write(refused_sign_in("s1", address="10.0.0.7", reason="sign_in_wrong"))
    audit.write(
        event_of(ADMIN, Action.ROLES_CHANGED, Subject.ACCOUNT, "o1", details=Details(roles=(Role.SME,)))
    )
    return audit


def by_hand(engine: Engine, *statements: str) -> None:
    """Change the database as somebody would who first takes the guards away."""
    of = " ON audit_lines" if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        for guard in ("audit_lines_stay", "audit_lines_are_kept", "audit_lines_follow"):
            connection.execute(sa.text(f"DROP TRIGGER {guard}{of}"))
        for statement in statements:
            connection.execute(sa.text(statement))


def test_lines_say_who_did_what_to_what_in_which_roles_newest_first(five: SqlAudit) -> None:
    changed, refused, _, opened, asked = five.lines(ADMIN)
    assert [line.number for line in five.lines(ADMIN)] == [5, 4, 3, 2, 1]
    assert (asked.actor, asked.roles, asked.action, asked.subject, asked.subject_id) == ("s1", ("sme",), "asked", "turn", "t1")  # fmt: skip
    assert dict(asked.details) == {"citations": 3, "mode": "extractive"}
    assert set(opened.roles) == {"officer", "policy"}
    assert (refused.actor, refused.subject_id, refused.outcome) == ("", "s1", "refused")
    assert dict(refused.details) == {"address": "10.0.0.7", "reason": "sign_in_wrong"}
    assert dict(changed.details) == {"roles": ["sme"]}
    assert asked.at == "2026-06-01T08:00:00.000000+00:00"


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (Selection(actor="o1"), [3, 2]),
        (Selection(action=Action.OPENED), [3, 2]),
        (Selection(subject=Subject.ACCOUNT), [5, 4]),
        (Selection(subject_id="d2"), [3]),
        (Selection(since=BEGIN + timedelta(hours=3)), [5, 4]),
        (Selection(until=BEGIN + timedelta(hours=2)), [2, 1]),
        (Selection(actor="o1", subject_id="d1"), [2]),
        (Selection(actor="nobody"), []),
    ],
)
def test_lines_are_found_by_actor_action_object_and_time(
    five: SqlAudit, selection: Selection, numbers: list[int]
) -> None:
    assert [line.number for line in five.lines(ADMIN, selection)] == numbers


def test_pages_follow_one_another_without_gap_or_repetition(five: SqlAudit) -> None:
    first = five.lines(ADMIN, limit=2)
    second = five.lines(ADMIN, limit=2, before=first[-1].number)
    third = five.lines(ADMIN, limit=2, before=second[-1].number)
    assert [line.number for line in (*first, *second, *third)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("reader", [ANYONE, SME, OFFICER, Reader(user="p", role=Role.POLICY)])
def test_only_admins_read_it(five: SqlAudit, reader: Reader) -> None:
    for read in (five.lines, five.export):
        with pytest.raises(AccessError, match="not_allowed"):
            read(reader)


def test_a_line_has_no_room_for_a_text(audit: SqlAudit) -> None:
    text = "我们想用石墨烯做电池 at 30,000 yuan"
    with pytest.raises(ValueError, match="not an id"):
        event_of(SME, Action.ASKED, Subject.TURN, text)
    with pytest.raises(ValueError, match="not an id"):
        Event(actor=text, action=Action.ASKED)
    for name in ("mode", "reason"):
        with pytest.raises(ValueError, match="not an id"):
            Details(**{name: text})
    for name in ("seen", "sent_to"):
        with pytest.raises(ValueError, match="not an id"):
            Details(**{name: (text,)})
    assert {field.name for field in fields(Details)} == {
        "mode", "sent_to", "citations", "count", "seen", "roles", "active", "address", "reason",
    }  # fmt: skip


def test_a_line_stands_only_if_what_it_tells_of_does(audit: SqlAudit, engine: Engine) -> None:
    with engine.connect() as undone, undone.begin() as transaction:
        audit.append(undone, event_of(SME, Action.ASKED))
        transaction.rollback()
    assert audit.lines(ADMIN) == ()
    with writing(engine) as connection:
        audit.append(connection, event_of(SME, Action.ASKED), event_of(SME, Action.OPENED))
    assert [line.action for line in audit.lines(ADMIN)] == ["opened", "asked"]
    assert audit.verify().holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_lines SET actor = 'x' WHERE number = 2",
        "DELETE FROM audit_lines WHERE number = 5",
        "DELETE FROM audit_lines",
        "INSERT INTO audit_lines SELECT 9, at, actor, roles, action, subject, subject_id, outcome, written, digest FROM audit_lines WHERE number = 2",
        "INSERT INTO audit_lines SELECT 0, at, actor, roles, action, subject, subject_id, outcome, written, digest FROM audit_lines WHERE number = 2",
    ],
)
def test_the_database_refuses_to_change_delete_replace_or_slip_in_a_line(
    five: SqlAudit, engine: Engine, statement: str
) -> None:
    before = five.lines(ADMIN)
    with pytest.raises(sa.exc.DatabaseError, match="only added to"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert five.lines(ADMIN) == before
    assert five.verify().holds


@in_a_file
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO audit_lines SELECT number, at, 'x', roles, action, subject, subject_id, outcome, written, digest FROM audit_lines WHERE number = 2",
        "UPDATE OR REPLACE audit_lines SET number = 1 WHERE number = 2",
    ],
)
def test_no_line_takes_the_place_of_another(five: SqlAudit, engine: Engine, statement: str) -> None:
    before = five.lines(ADMIN)
    with pytest.raises(sa.exc.DatabaseError, match="only added to"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert five.lines(ADMIN) == before


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE audit_lines SET actor = 'x' WHERE number = 2", 2),
        ("UPDATE audit_lines SET roles = 'admin' WHERE number = 1", 1),
        ("UPDATE audit_lines SET written = '{}' WHERE number = 4", 4),
        ("UPDATE audit_lines SET at = '2020-01-01' WHERE number = 3", 3),
        ("UPDATE audit_lines SET outcome = 'done' WHERE number = 4", 4),
        ("DELETE FROM audit_lines WHERE number = 3", 3),
        ("DELETE FROM audit_lines WHERE number = 1", 1),
        ("INSERT INTO audit_lines SELECT 0, at, actor, roles, action, subject, subject_id, outcome, written, digest FROM audit_lines WHERE number = 1", 1),
        ("UPDATE audit_lines SET written = 'not json', digest = 'x' WHERE number = 5", 5),
    ],
)  # fmt: skip
def test_what_was_changed_by_hand_is_found_and_still_shown(
    five: SqlAudit, engine: Engine, statement: str, wrong: int
) -> None:
    by_hand(engine, statement)
    done = five.verify()
    assert (done.holds, done.wrong, done.lines) == (False, wrong, wrong - 1)
    assert five.lines(ADMIN)


def test_a_digest_noted_down_tells_when_the_last_lines_were_cut_off(five: SqlAudit, engine: Engine) -> None:
    noted = five.verify().digest
    assert five.verify(noted).holds
    five.write(event_of(SME, Action.SIGNED_OUT))
    assert five.verify(noted).holds
    by_hand(engine, "DELETE FROM audit_lines WHERE number > 3")
    assert five.verify().holds  # nothing in the table itself tells
    assert (five.verify(noted).holds, five.verify(noted).noted_is_missing) == (False, True)


def test_the_guards_come_back_when_the_audit_is_opened_again(five: SqlAudit, engine: Engine) -> None:
    by_hand(engine)
    SqlAudit(engine)
    with pytest.raises(sa.exc.DatabaseError, match="only added to"), engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM audit_lines"))


def test_many_lines_are_verified_and_exported_whole(audit: SqlAudit) -> None:
    audit.write(*(event_of(SME, Action.OPENED, Subject.DOCUMENT, f"d{n}") for n in range(2_500)))
    assert audit.verify().lines == 2_500
    assert [line.number for line in audit.export(ADMIN)] == list(range(1, 2_502))
    assert audit.lines(ADMIN)[0].action == "exported"


def test_an_export_is_read_by_spreadsheets_without_running_anything(audit: SqlAudit) -> None:
    audit.write(event_of(SME, Action.OPENED, Subject.DOCUMENT, "-1+1"))
    audit.write(refused_sign_in("", address='=HYPERLINK("http://x")', reason="sign_in_wrong"))
    audit.write(event_of(SME, Action.SEARCHED, details=Details(seen=("@d1", "d2"), count=2)))
    text = "".join(csv_rows(audit.lines(ADMIN)))
    searched, refused, opened = csv.DictReader(StringIO(text))
    assert opened["subject_id"] == "'-1+1"
    assert refused["address"].startswith("'=HYPERLINK")
    assert searched["seen"] == "'@d1 d2"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in csv.reader(StringIO(text)) for cell in row)  # fmt: skip


def test_an_export_as_json_lines_holds_everything(five: SqlAudit) -> None:
    rows = [json.loads(text) for text in json_lines(five.export(ADMIN))]
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0]["details"] == {"citations": 3, "mode": "extractive"}
    assert rows[-1]["action"] == "exported"
    assert all(len(row["digest"]) == 64 for row in rows)


def test_lines_about_an_account_are_what_it_did_and_what_was_done_to_it(five: SqlAudit) -> None:
    assert [line.number for line in five.about("o1")] == [2, 3, 5]
    assert [line.number for line in five.about("s1")] == [1, 4]


def test_two_processes_add_to_one_chain(engine: Engine, database: str) -> None:
    one, other = SqlAudit(engine), SqlAudit(open_engine(database))
    writers: list[Callable[[Event], None]] = [one.write, other.write]
    for number in range(10):
        writers[number % 2](event_of(SME, Action.ASKED))
    assert one.verify().lines == 10
    assert one.verify().holds


def test_a_database_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        SqlAudit(open_engine(sqlite_url(tmp_path / "missing" / "catalogue.sqlite")))
