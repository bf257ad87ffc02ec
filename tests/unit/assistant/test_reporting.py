"""Reports: every stage on the day that is stored, each technology once; policy staff get what rests on public facts."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from fakes.pooled_office import ADMIN, DAY, OFFICER, POLICY, RIVAL, SME, Office, lapsed, open_office, record

from assistant.batch import tables as batches
from assistant.batch.batches import SqlBatches
from assistant.matching.matcher import Matcher
from assistant.needs.types import Wanted
from assistant.phrases import phrases
from assistant.register.register import Register
from assistant.register.types import Contract, LicensedPatent
from assistant.reporting.asked import as_query, selection_of
from assistant.reporting.office import ReportOffice
from assistant.reporting.sheet_file import report_book
from assistant.reporting.types import Dimension, OfferEnd, Selection, Stage, Step
from assistant.reporting.unmatched import NeedsLook
from assistant.review import tables as review
from assistant.review.drafts import SqlDrafts
from knowledge.bridge import DictionaryBridge
from knowledge.catalogue.engine import writing
from knowledge.errors import AccessError, UsageError
from knowledge.types import (
    EventKind,
    Hit,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Offer,
    Party,
    PatentRecord,
    Query,
)

YEAR = Selection(since=date(2025, 12, 1), until=DAY)


class _Nothing:
    """Implements Searches."""

    def search(self, query: Query) -> tuple[Hit, ...]:
        return ()

    def documents(self, query: Query, language: Language, like: Any = ()) -> tuple[tuple[str, float], ...]:
        return ()


class Reported:
    def __init__(self, database: str) -> None:
        self.office: Office = open_office(database)
        office = self.office
        self.register = Register(office.engine, office.catalogue, office.audit)
        SqlBatches(office.engine, office.audit)
        SqlDrafts(office.engine, office.audit)
        look = NeedsLook(Matcher(office.catalogue, _Nothing(), DictionaryBridge()), lambda: str(office.catalogue.version()))  # fmt: skip
        self.reports = ReportOffice(
            office.engine, office.catalogue, office.pool, self.register, office.needs, look
        )

    def draft(self, document_id: str, written: str, approved: str = "") -> None:
        name = document_id[:20] + written[:10]
        row = {"draft_id": name, "kind": "letter", "language": "zh", "state": "draft", "version": 1, "title": "", "enterprise": "", "publication_number": "", "document_id": document_id, "need_id": "", "need_owner": "", "written_by": "", "edited_by": "", "created_at": written, "updated_at": written}  # fmt: skip
        with writing(self.office.engine) as connection:
            connection.execute(review.drafts.insert().values(row))
            if approved:
                told = {"draft_id": name, "version": 1, "at": approved, "actor": "", "name": "", "alone": False, "pack": ""}  # fmt: skip
                connection.execute(review.approvals.insert().values(told))

    def batch(self, document_id: str, *, recommended: bool, at: str) -> None:
        result = {"matches": [{"document_id": document_id, "recommended": recommended}], "matched_at": at}
        wanted = {"wanted": {"enterprise": "Quill & Vane", "text": "a steadier hook"}, "unread": []}
        with writing(self.office.engine) as connection:
            connection.execute(batches.batches.insert().values(batch_id="b" + at[:10], owner="", name="", state="done", read="", total=1, elapsed_s=0, created_at=at))  # fmt: skip
            connection.execute(batches.needs.insert().values(batch_id="b" + at[:10], number=1, row=1, sheet="", wanted=json.dumps(wanted), failed=False, result=zlib.compress(json.dumps(result).encode())))  # fmt: skip
            connection.execute(batches.outcomes.insert().values(batch_id="b" + at[:10], number=1, outcome="recommended" if recommended else "none"))  # fmt: skip


@pytest.fixture
def held(database: str) -> Reported:
    return Reported(database)


def owned(number: int, owner: str, symbol: str = "B66C 13/06", **more: Any) -> PatentRecord:
    party = Party(names=(LocalText(language=Language.ZH, text=owner),))
    return record(number, owners=(party,), ipc=(symbol,), **more)


def offer(**more: Any) -> Offer:
    fee = (LocalText(language=Language.EN, text="CNY 30,000 a year"),)
    return Offer(licence_type=LicenceType.OPEN, fee_model=None, statement=fee, **more)


def test_each_stage_has_the_first_day_that_is_stored(held: Reported) -> None:
    declared = date(2026, 3, 5)
    good = held.office.add(owned(1, "苏州大学", trl=8, offers=(offer(declared_on=declared),)))
    held.office.pool.marks.want(SME, good, remark="")
    held.batch(good, recommended=True, at="2026-04-02T08:00:00+00:00")
    held.draft(good, "2026-05-06T08:00:00+00:00", "2026-06-07T08:00:00+00:00")
    held.draft(good, "2026-09-06T08:00:00+00:00")
    contract = Contract(licensors=("A",), licensee="B", patents=(LicensedPatent(number="CN199900001B"),), licence_type=LicenceType.OPEN, signed_on=date(2026, 8, 9))  # fmt: skip
    held.register.add(OFFICER, contract)
    found = held.reports.funnel(OFFICER, YEAR, DAY)
    by_period = {stage: [row.name for row in found.periods if row.counts[stage]] for stage in Stage}
    assert by_period == {
        Stage.POOL: ["2026-11"], Stage.OFFERED: ["2026-03"], Stage.MATCHED: ["2026-04"], Stage.DRAFTED: ["2026-05"],
        Stage.APPROVED: ["2026-06"], Stage.LICENSED: ["2026-08"], Stage.RECORDED: [],
    }  # fmt: skip
    assert found.within == {stage: int(stage is not Stage.RECORDED) for stage in Stage}
    quarters = held.reports.funnel(OFFICER, replace(YEAR, step=Step.QUARTER), DAY).periods
    assert [row.name for row in quarters][:2] == ["2025-Q4", "2026-Q1"]


def test_what_has_no_stored_day_is_told_and_not_guessed(held: Reported) -> None:
    held.office.add(owned(1, "苏州大学", offers=(offer(as_of=date(2026, 2, 2)),)))
    contract = Contract(licensors=("A",), licensee="B", patents=(LicensedPatent(number="CN199900009B"),), licence_type=LicenceType.OPEN)  # fmt: skip
    licence = held.register.add(OFFICER, contract)
    found = held.reports.funnel(OFFICER, YEAR, DAY)
    for stage in (Stage.OFFERED, Stage.LICENSED):
        assert (found.within[stage], found.undated[stage], found.ever[stage]) == (0, 1, 1), stage
    narrowed = held.reports.funnel(OFFICER, replace(YEAR, owner="苏州"), DAY)
    assert (narrowed.ever[Stage.LICENSED], narrowed.left_out) == (0, 1)  # the library does not hold it
    held.register.licences.mistaken(OFFICER, licence.licence_id, licence.version, "typed twice")
    assert held.reports.funnel(OFFICER, YEAR, DAY).ever[Stage.LICENSED] == 0


def test_it_is_counted_by_owner_field_and_region(held: Reported) -> None:
    made = date(2026, 2, 2)
    held.office.add(owned(1, "苏州大学", "B66C 13/06", offers=(offer(declared_on=made),)))
    held.office.add(owned(2, "浙江大学", "H01M 10/54", offers=(offer(declared_on=made),)))
    held.office.add(record(3, offers=(offer(declared_on=made),)))

    def groups(by: Dimension, **narrowed: str) -> list[str]:
        found = held.reports.funnel(OFFICER, replace(YEAR, by=by, **narrowed), DAY)
        return [row.name for row in found.groups if row.counts[Stage.OFFERED]]

    assert groups(Dimension.OWNER) == ["浙江大学", "苏州大学"]
    assert groups(Dimension.FIELD) == ["B66", "H01"]
    assert groups(Dimension.REGION) == ["CN-JS", "CN-ZJ"]
    assert groups(Dimension.OWNER, field="H01") == ["浙江大学"]
    assert groups(Dimension.OWNER, region="CN-JS") == ["苏州大学"]
    assert groups(Dimension.FIELD, owner="浙江") == ["H01"]
    assert held.reports.funnel(OFFICER, YEAR, DAY).ungrouped[Stage.OFFERED] == 1
    assert held.reports.regions(POLICY, DAY) == ("CN-JS", "CN-ZJ")


def test_a_family_counts_once_and_a_replaced_document_stays_its_technology(held: Reported) -> None:
    first = held.office.add(owned(1, "苏州大学", trl=8, family_id="F"))
    held.draft(first, "2026-05-06T08:00:00+00:00")
    held.office.add(owned(1, "苏州大学", trl=8, family_id="F", title="Told anew"))
    second = held.office.add(owned(2, "苏州大学", trl=8, family_id="F"))
    held.draft(second, "2026-06-06T08:00:00+00:00")
    found = held.reports.funnel(OFFICER, replace(YEAR, owner="苏州"), DAY)
    assert found.within[Stage.DRAFTED] == 1
    assert [row.name for row in found.periods if row.counts[Stage.DRAFTED]] == ["2026-05"]


def test_policy_staff_get_what_rests_on_public_facts_and_others_nothing(held: Reported) -> None:
    recorded = LegalEvent(on=date(2026, 7, 1), kind=EventKind.LICENCE_RECORDED)
    patent = record(1, offers=(offer(declared_on=date(2026, 3, 5)),))
    good = held.office.add(replace(patent, events=(*patent.events, recorded)))
    held.draft(good, "2026-05-06T08:00:00+00:00")
    found = held.reports.funnel(POLICY, YEAR, DAY)
    assert found.stages == (Stage.POOL, Stage.OFFERED, Stage.RECORDED)
    assert (found.within[Stage.OFFERED], found.within[Stage.RECORDED]) == (1, 1)
    for refused in (SME, RIVAL, ADMIN):
        with pytest.raises(AccessError):
            held.reports.funnel(refused, YEAR, DAY)
        with pytest.raises(AccessError):
            held.reports.ending(refused, DAY)
    for asked in (
        lambda: held.reports.unmatched(POLICY, DAY),
        lambda: held.reports.reminders(POLICY, DAY),
        lambda: held.reports.movements(POLICY, YEAR),
    ):
        with pytest.raises(AccessError):
            asked()


def test_terms_that_end_within_a_year_are_listed_unless_the_right_ended_before(held: Reported) -> None:
    for number, filed in ((1, date(2007, 2, 1)), (2, date(2007, 2, 2)), (3, date(2009, 1, 1))):
        patent = record(number, filing_date=filed)
        held.office.add(lapsed(patent) if number == 2 else patent)
    (one,) = held.reports.ending(POLICY, DAY)
    assert (one.record.publication_number, one.day) == ("CN199900001B", date(2027, 1, 31))


def test_offers_that_ended_or_end_soon_are_told_with_their_day(held: Reported) -> None:
    made = date(2025, 1, 1)
    held.office.add(record(1, offers=(offer(declared_on=made, withdrawn_on=date(2026, 5, 1)),)))
    held.office.add(record(2, offers=(offer(declared_on=made, term_end=date(2026, 6, 1)),)))
    held.office.add(record(3, offers=(offer(declared_on=made, term_end=date(2027, 6, 1)),)))
    held.office.add(record(4, offers=(offer(declared_on=made, withdrawn_on=date(2024, 6, 1)),)))
    coming, ended = held.reports.offers(POLICY, DAY)
    assert [one.day for one in coming] == [date(2027, 6, 1)]
    assert [(one.day, one.how) for one in ended] == [
        (date(2026, 6, 1), OfferEnd.EXPIRED),
        (date(2026, 5, 1), OfferEnd.WITHDRAWN),
    ]


def test_needs_without_a_match_are_listed_once_they_were_looked_at(held: Reported) -> None:
    need = held.office.needs.create(SME, Wanted(text="起重机吊钩减摆", enterprise="青石"))
    held.office.needs.submit(SME, need.need_id)
    held.office.needs.create(SME, Wanted(text="not submitted"))
    held.batch("x", recommended=False, at="2026-04-02T08:00:00+00:00")
    found = held.reports.unmatched(OFFICER, DAY, beside=False)
    assert (found.submitted, found.read, found.is_whole) == (1, 1, True)
    assert [one.need_id for one in found.needs] == [need.need_id]
    assert (found.in_batches, [one.enterprise for one in found.rows]) == (1, ["Quill & Vane"])


def test_the_workbook_has_charts_and_says_what_each_figure_counts(held: Reported) -> None:
    held.office.add(owned(1, "=苏州大学", trl=8, offers=(offer(declared_on=date(2026, 3, 5)),)))
    found = held.reports.funnel(POLICY, YEAR, DAY)
    for language in Language:
        say = phrases(language)
        book = openpyxl.load_workbook(BytesIO(report_book(found, held.reports.ending(POLICY, DAY), *held.reports.offers(POLICY, DAY), DAY, say)))  # fmt: skip
        funnel, over_time, groups = book.worksheets[:3]
        assert len(funnel._charts) == len(over_time._charts) == 1
        assert funnel.cell(3, 2).value == 1
        assert groups.cell(2, 1).data_type == "s"
        about = "\n".join(str(cell.value) for row in book.worksheets[-1].rows for cell in row)
        for stage in found.stages:
            assert say.say(f"stage_counts.{stage}") in about
        assert say.say("report.open_only") in about
        assert "2026-11-24" in about


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"since": "2026-13-01"}, "report_day"), ({"until": "0001-01-01"}, "report_day"), ({"step": "week"}, "report_choice"),
        ({"since": "2026-05-01", "until": "2026-04-01"}, "report_days"), ({"since": "1990-01-01"}, "report_days"),
    ],
)  # fmt: skip
def test_what_cannot_be_selected_is_named(told: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        selection_of(lambda name: told.get(name, ""), DAY)
    assert caught.value.code == code


def test_a_selection_stands_in_an_address() -> None:
    usual = selection_of(lambda name: "", DAY)
    assert (usual.since, usual.until) == (date(2025, 12, 1), DAY)
    told = as_query(replace(usual, owner="苏州", region="CN-JS", step=Step.QUARTER))
    assert selection_of(lambda name: told.get(name, ""), DAY) == replace(
        usual, owner="苏州", region="CN-JS", step=Step.QUARTER
    )
