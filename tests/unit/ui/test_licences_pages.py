"""The licence register on the page: an officer enters, changes, sees to and ends; nobody else finds anything."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import icalendar
import openpyxl
import pytest
from at_the_door import PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient

from assistant.needs.types import Wanted
from assistant.register.types import DutyKind, Licence
from knowledge.types import LicenceType, Role

FORM = {
    "licensors": "Sample University A\nSample University B", "licensee": "Kestrel <b>Moor</b> Ltd", "patents": "CN199900001B\nCN199900077B",
    "licence_type": "sole", "territory": "China", "field_of_use": "storage", "signed_on": "2026-08-20", "effective_from": "2026-08-24",
    "term_end": "2031-08-23", "duty-0-kind": "upfront", "duty-0-amount": "20万元", "duty-0-first": "2026-10-01",
    "duty-3-kind": "report", "duty-3-words": "yearly report", "duty-3-first": "2027-01-31", "duty-3-every_months": "12",
}  # fmt: skip


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    services.accounts.create("Li", PASSWORD, [Role.ADMIN, Role.OFFICER])
    services.accounts.create("maker", PASSWORD, [Role.SME])
    with browser(services) as client:
        client.get("/language/en")
        sign_in(client, "Li")
        yield client


def entered(client: TestClient, services: FakeServices, **more: str) -> Licence:
    answer = client.post("/licences/new", data={**FORM, **more})
    assert answer.status_code == 303, answer.text
    licence_id = answer.headers["location"].removeprefix("/licences/").partition("?")[0]
    officer = services.accounts.by_name("Li")
    assert officer is not None
    return services.register.licences.get(officer.reader, licence_id)


def test_what_an_officer_fills_in_is_what_is_kept(client: TestClient, services: FakeServices) -> None:
    licence = entered(client, services)
    contract = licence.contract
    assert contract.licence_type is LicenceType.SOLE
    assert contract.licensors == ("Sample University A", "Sample University B")
    assert [one.number for one in contract.patents] == ["CN199900001B", "CN199900077B"]
    assert [one.kind for one in contract.duties] == [DutyKind.UPFRONT, DutyKind.REPORT]
    page = client.get(f"/licences/{licence.licence_id}").text
    assert "Kestrel &lt;b&gt;Moor&lt;/b&gt; Ltd" in page
    for told in ("sole licence", "CNY 200,000", "2026-10-01", "overdue", "recordal of the licence contract", "2026-11-24", "due today"):  # fmt: skip
        assert told in page
    assert "does not hold CN199900077B" in page
    assert "art. 15" in page


def test_the_register_tells_what_is_overdue_and_when_nothing_is_due(
    client: TestClient, services: FakeServices
) -> None:
    assert "2026-11-24: nothing is due." in client.get("/licences").text
    entered(client, services, effective_from="2026-09-01")
    page = client.get("/licences").text
    assert page.index("2026-10-01") < page.rindex("2026-12-01")
    assert "2026-11-24: nothing is due. Next: 2026-12-01" in page


def test_what_cannot_be_kept_is_told_and_stays_in_the_form(client: TestClient) -> None:
    for wrong, told in (
        ({"licence_type": ""}, "licence_type"), ({"duty-0-amount": "much"}, "much"), ({"term_end": "2020-01-01"}, "term_end"),
        ({"duty-0-first": "31.1.2027"}, "31.1.2027"), ({"licensee": ""}, "licensee"),
    ):  # fmt: skip
        answer = client.post("/licences/new", data={**FORM, **wrong})
        assert answer.status_code == 422
        assert told in answer.text
        assert "yearly report" in answer.text


def test_a_change_shows_what_it_was_and_a_second_one_from_the_same_form_is_refused(
    client: TestClient, services: FakeServices
) -> None:
    licence = entered(client, services)
    address = f"/licences/{licence.licence_id}"
    form = client.get(f"{address}/edit").text
    assert 'value="200000 CNY"' in form
    assert licence.contract.duties[0].duty_id in form
    ids = {f"duty-{n}-duty_id": one.duty_id for n, one in zip((0, 3), licence.contract.duties, strict=True)}
    changed = {**FORM, **ids, "version": "1", "territory": "Europe", "reason": "amended"}
    assert client.post(f"{address}/edit", data=changed).status_code == 303
    refused = client.post(f"{address}/edit", data={**changed, "territory": "Asia"})
    assert refused.status_code == 422
    page = client.get(address).text
    assert "<del>China</del> → <ins>Europe</ins>" in page
    assert "amended" in page
    assert "Asia" not in page


def test_a_reminder_is_seen_to_with_name_and_moment_and_that_is_taken_back(
    client: TestClient, services: FakeServices
) -> None:
    address = f"/licences/{entered(client, services).licence_id}"
    done = {"key": "recordal", "done": "yes", "back": address.removeprefix("/")}
    assert client.post(f"{address}/done", data=done).headers["location"] == f"{address}?done=licence_ticked"
    page = client.get(address).text
    assert "Li, 20" in page
    assert "Not done" in page
    client.post(f"{address}/done", data={**done, "done": "no"})
    assert "Not done" not in client.get(address).text
    assert client.post(f"{address}/done", data={**done, "key": "nothing"}).status_code == 404


def test_a_mistake_needs_a_reason_and_stays_in_the_register(
    client: TestClient, services: FakeServices
) -> None:
    address = f"/licences/{entered(client, services).licence_id}"
    wrong = {"version": "1", "how": "mistake", "reason": ""}
    assert client.post(f"{address}/end", data=wrong).status_code == 422
    assert client.post(f"{address}/end", data={**wrong, "reason": "entered twice"}).status_code == 303
    page = client.get(address).text
    assert "entered twice" in page
    assert "There are no reminders." in page
    assert "entered by mistake" in client.get("/licences").text
    assert client.post(f"{address}/end", data={"version": "2", "how": "restored", "reason": "it was right"}).status_code == 303  # fmt: skip
    assert "overdue" in client.get(address).text


def test_a_form_begins_with_what_a_match_gives(client: TestClient, services: FakeServices) -> None:
    maker = services.accounts.by_name("maker")
    assert maker is not None
    wanted = Wanted(text="looking for recycling", enterprise="Maker Works")
    need = services.needs.submit(maker.reader, services.needs.create(maker.reader, wanted).need_id)
    page = client.get(f"/licences/new?patent=patent&need={need.need_id}").text
    assert "CN199900001B" in page
    assert 'value="Maker Works"' in page
    assert client.get("/licences/new?need=nothing").status_code == 404


def test_files_hold_what_falls_due_and_no_cell_runs(client: TestClient, services: FakeServices) -> None:
    entered(client, services, licensee="=HYPERLINK(1)")
    calendar = icalendar.Calendar.from_ical(client.get("/licences/file/ics").content)
    days = {event["dtstart"].dt.isoformat(): event["uid"] for event in calendar.walk("VEVENT")}
    assert {"2026-10-01", "2026-11-24", "2027-01-31", "2031-08-23"} <= set(days)
    again = icalendar.Calendar.from_ical(client.get("/licences/file/ics").content)
    assert {event["uid"] for event in again.walk("VEVENT")} == set(days.values())
    rows = list(csv.reader(StringIO(client.get("/licences/file/csv").text.removeprefix("\ufeff"))))
    assert all(not cell.startswith("=") for row in rows for cell in row)
    book = openpyxl.load_workbook(BytesIO(client.get("/licences/file/xlsx").content))
    assert book.sheetnames == ["Reminders", "Licences"]
    assert client.get("/licences/file/exe").status_code == 404


def test_for_an_enterprise_there_is_no_register(client: TestClient, services: FakeServices) -> None:
    licence = entered(client, services)
    with browser(services) as other:
        sign_in(other, "maker")
        for path in ("/licences", "/licences/new", f"/licences/{licence.licence_id}", "/licences/file/csv"):
            answer = other.get(path)
            assert answer.status_code == 404
            assert "Kestrel" not in answer.text
        assert "/licences" not in other.get("/account").text
