"""An enterprise says that it is interested, the office that a technology is ready; each sees what is for it."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from fakes.pooled_office import ADMIN, OFFICER, OTHER_OFFICER, POLICY, RIVAL, SME, Office, open_office, record

from assistant.audit.types import Action, Selection
from assistant.needs.types import Wanted
from assistant.pool.marks import LONGEST_REMARK
from knowledge.catalogue.engine import writing
from knowledge.errors import AccessError, NotFoundError, UsageError
from knowledge.types import ANYONE, Audience, Reader


@pytest.fixture
def office(database: str) -> Office:
    return open_office(database)


def test_an_enterprise_marks_a_technology_and_takes_the_mark_back(office: Office) -> None:
    patent = office.add(record(1))
    mark = office.pool.marks.want(SME, patent, remark="  for our new crane ")
    assert office.pool.marks.own(SME) == (mark,)
    assert (mark.remark, mark.owner, mark.made_by) == ("for our new crane", "enterprise", "enterprise")
    assert office.pool.marks.unwant(SME, patent)
    assert office.pool.marks.own(SME) == ()
    assert not office.pool.marks.unwant(SME, patent)
    (ended,) = office.pool.marks.on(OFFICER, mark.keys)
    assert (ended.ended_by, ended.stands) == ("enterprise", False)


def test_what_is_said_of_a_technology_anew_takes_the_place_of_what_was_said(office: Office) -> None:
    patent = office.add(record(1))
    first = office.pool.marks.want(SME, patent, remark="maybe")
    assert office.pool.marks.want(SME, patent, remark="maybe") == first
    again = office.pool.marks.want(SME, patent, remark="surely")
    assert office.pool.marks.own(SME) == (again,)
    assert office.pool.marks.want(SME, patent) == again
    assert office.pool.marks.want(SME, patent, remark="").remark == ""


def test_a_mark_is_on_the_technology_not_on_one_document_of_it(office: Office) -> None:
    chinese = office.add(record(1, family_id="F1"))
    european = office.add(record(2, jurisdiction="EP", publication_number="EP1990002B1", family_id="F1"))
    mark = office.pool.marks.want(SME, chinese)
    office.pool.marks.ready(OFFICER, european)
    assert office.pool.marks.recognised([chinese, european], SME) == {chinese, european}
    assert len(office.pool.marks.on(OFFICER, mark.keys)) == 2
    assert office.pool.marks.unwant(SME, european)
    assert office.pool.marks.recognised([chinese, european], OFFICER) == frozenset()


def test_a_mark_outlives_the_version_of_the_document_that_it_was_made_on(office: Office) -> None:
    old = office.add(record(1))
    office.pool.marks.want(SME, old)
    office.pool.marks.ready(OFFICER, old)
    new = office.add(record(1, trl=7), "the same patent, told anew")
    assert old != new
    assert office.pool.marks.recognised([new], OFFICER) == {new}
    assert office.pool.marks.unwant(SME, old)


def test_officers_see_who_marked_and_enterprises_only_their_own(office: Office) -> None:
    patent = office.add(record(1))
    mine = office.pool.marks.want(SME, patent, remark="ours alone")
    office.pool.marks.want(RIVAL, patent)
    assert {mark.owner for mark in office.pool.marks.on(OFFICER, mine.keys)} == {"enterprise", "rival"}
    assert office.pool.marks.own(SME) == (mine,)
    for reader in (SME, RIVAL, POLICY, ADMIN, ANYONE):
        with pytest.raises(AccessError):
            office.pool.marks.on(reader, mine.keys)


def test_what_others_want_shows_nowhere_to_an_enterprise(office: Office) -> None:
    patent, other = office.add(record(1)), office.add(record(2))
    office.pool.marks.ready(OFFICER, patent)
    office.pool.marks.want(RIVAL, patent)
    assert office.pool.marks.recognised([patent, other], RIVAL) == {patent}
    assert office.pool.marks.recognised([patent, other], OTHER_OFFICER) == {patent}
    for reader in (SME, POLICY, ADMIN, ANYONE):
        assert office.pool.marks.recognised([patent, other], reader) == frozenset()


@pytest.mark.parametrize("reader", [OFFICER, POLICY, ADMIN, ANYONE], ids=lambda r: r.user or "anyone")
def test_only_enterprises_want_something(office: Office, reader: Reader) -> None:
    patent = office.add(record(1))
    for attempt in (office.pool.marks.want, office.pool.marks.unwant):
        with pytest.raises(AccessError):
            attempt(reader, patent)


@pytest.mark.parametrize("reader", [SME, POLICY, ADMIN, ANYONE], ids=lambda r: r.user or "anyone")
def test_only_officers_call_something_ready(office: Office, reader: Reader) -> None:
    patent = office.add(record(1))
    office.pool.marks.ready(OFFICER, patent)
    for attempt in (office.pool.marks.ready, office.pool.marks.unready):
        with pytest.raises(AccessError):
            attempt(reader, patent)


def test_ready_is_the_offices_word_whoever_of_it_says_so(office: Office) -> None:
    patent = office.add(record(1))
    first = office.pool.marks.ready(OFFICER, patent)
    assert office.pool.marks.ready(OTHER_OFFICER, patent) == first
    assert office.pool.marks.unready(OTHER_OFFICER, patent)
    (ended,) = office.pool.marks.on(OFFICER, first.keys)
    assert (ended.made_by, ended.ended_by) == ("officer", "colleague")


def test_what_is_internal_cannot_be_marked_and_looks_like_nothing(office: Office) -> None:
    hidden = office.add(record(1), audience=Audience.INTERNAL)
    for attempt, reader in ((office.pool.marks.want, SME), (office.pool.marks.ready, OFFICER)):
        with pytest.raises(NotFoundError):
            attempt(reader, hidden)
        with pytest.raises(NotFoundError):
            attempt(reader, "d" + "0" * 24)


def test_a_need_that_is_not_submitted_is_not_told_with_the_mark(office: Office) -> None:
    patent = office.add(record(1))
    need = office.needs.create(SME, Wanted(text="a steadier crane")).need_id
    mark = office.pool.marks.want(SME, patent, need_id=need)
    assert mark.need_id == need
    assert [one.need_id for one in office.pool.marks.on(OFFICER, mark.keys)] == [""]
    office.needs.submit(SME, need)
    assert [one.need_id for one in office.pool.marks.on(OFFICER, mark.keys)] == [need]
    with pytest.raises(NotFoundError):
        office.pool.marks.want(RIVAL, patent, need_id=need)


def test_a_remark_has_an_end(office: Office) -> None:
    with pytest.raises(UsageError, match="remark_long"):
        office.pool.marks.want(SME, office.add(record(1)), remark="x" * (LONGEST_REMARK + 1))


def test_whoever_is_forgotten_leaves_no_mark_and_the_offices_word_stays(office: Office) -> None:
    patent = office.add(record(1))
    office.pool.marks.want(SME, patent, remark="ours alone")
    office.pool.marks.ready(OFFICER, patent)
    assert [mark.remark for mark in office.pool.marks.held_of("enterprise")] == ["ours alone"]
    with writing(office.engine) as connection:
        for account in ("enterprise", "officer", ""):
            office.pool.marks.delete_all(connection, account)
    assert [mark.owner for mark in office.pool.marks.standing()] == [""]
    assert office.pool.marks.held_of("enterprise") == ()


def test_every_mark_is_a_line_of_the_audit_without_a_word_of_it(office: Office) -> None:
    patent = office.add(record(1))
    office.pool.marks.want(SME, patent, remark="ours alone")
    office.pool.marks.unwant(SME, patent)
    office.pool.marks.ready(OFFICER, patent)
    office.pool.marks.unready(OFFICER, patent)
    lines = office.audit.lines(ADMIN, Selection(subject_id=patent))
    assert [(line.actor, line.action) for line in reversed(lines)] == [
        ("enterprise", Action.TECHNOLOGY_WANTED),
        ("enterprise", Action.TECHNOLOGY_UNWANTED),
        ("officer", Action.TECHNOLOGY_READY),
        ("officer", Action.TECHNOLOGY_NOT_READY),
    ]
    assert "ours" not in str(lines)


def test_marks_made_at_the_same_time_are_one(office: Office) -> None:
    patent = office.add(record(1))
    barrier = threading.Barrier(6)

    def mark(number: int) -> None:
        barrier.wait()
        office.pool.marks.want(SME if number % 2 else RIVAL, patent)
        office.pool.marks.ready(OFFICER, patent)

    threads = [threading.Thread(target=mark, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mark.owner for mark in office.pool.marks.standing()) == ["", "enterprise", "rival"]


def test_the_database_itself_keeps_one_standing_mark_of_each_holder(office: Office) -> None:
    patent = office.add(record(1))
    office.pool.marks.want(SME, patent)
    copied = "INSERT INTO pool_marks SELECT 'another', owner, technology, shared, document_id, remark, need_id, made_by, made_at, ended_by, ended_at FROM pool_marks"
    with pytest.raises(sa.exc.IntegrityError), office.engine.begin() as connection:
        connection.exec_driver_sql(copied)
