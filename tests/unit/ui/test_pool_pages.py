"""The pool on the page: what an enterprise, a transfer officer and others see of it and can do, in both languages."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from at_the_door import PASSWORD, known
from fake_services import TODAY, FakeServices
from fakes.pooled_office import Office, open_office, record
from starlette.testclient import TestClient

from assistant.pool.rules import DEFAULT_RULES, to_fields
from knowledge.catalogue.engine import sqlite_url
from knowledge.types import Language, LicenceType, LocalText, Offer, PatentRecord, Role

ROLES = {"boss": Role.ADMIN, "maker": Role.SME, "rival": Role.SME, "officer": Role.OFFICER, "planner": Role.POLICY}  # fmt: skip
REMARK = "only <b>we</b> know why"


@dataclass
class Desk:
    services: FakeServices
    office: Office
    good: str  # a document under an open licence, ripe: A by the rules
    poor: str  # in force, but C

    def browser(self, name: str, language: str = "en") -> TestClient:
        return known(self.services, name, language)


def good(number: int, **more: object) -> PatentRecord:
    fee = (LocalText(language=Language.EN, text="CNY 30,000 a year"),)
    offer = Offer(licence_type=LicenceType.OPEN, fee_model=None, statement=fee, declared_on=date(2025, 1, 1))
    return replace(record(number, trl=8, **more), offers=(offer,))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    services, office = (
        FakeServices(tmp_path / "app.db"),
        open_office(sqlite_url(tmp_path / "catalogue.sqlite")),
    )
    services.pool, services.catalogue = office.pool, office.catalogue  # type: ignore[assignment]
    for name, role in ROLES.items():
        services.accounts.create(name, PASSWORD, [role])
    poor = record(2, trl=1, filing_date=date(2010, 4, 1), title="A steadier <i>winch</i>")
    return Desk(services, office, office.add(good(1)), office.add(poor))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# ── an enterprise ────────────────────────────────────────────────────────────────────────────────────────


def test_an_enterprise_sees_what_it_may_license_and_nothing_of_grades_or_others(desk: Desk) -> None:
    desk.browser("rival").post("/pool/marks", data={"document_id": desk.good, "wanted": "yes", "remark": REMARK})  # fmt: skip
    desk.browser("officer").post("/pool/ready", data={"document_id": desk.good, "ready": "yes"})
    maker = desk.browser("maker")
    for told in (maker.get("/pool").text, maker.get(f"/pool/{desk.good}").text):
        assert "CN199900001B" in told
        assert "open licence in force" in told
        for hidden in ("Tier", "points", "Points", "marked from both sides", "know why", "rival", "ready"):
            assert hidden not in text_of(told).replace("the office calls ready", ""), hidden
    assert "CN199900002B" not in maker.get("/pool").text


def test_an_enterprise_marks_goes_back_to_where_it_was_and_takes_the_mark_back(desk: Desk) -> None:
    maker = desk.browser("maker")
    form = {"document_id": desk.good, "wanted": "yes", "back": "/match?need=7"}
    assert maker.post("/pool/marks", data=form).headers["location"] == "/match?need=7"
    assert "What I marked" in maker.get("/pool").text
    assert 'name="wanted" value="no"' in maker.get("/pool").text
    assert maker.post("/pool/marks", data=form | {"wanted": "no", "back": ""}).headers["location"] == "/pool"
    assert 'name="wanted" value="no"' not in maker.get("/pool").text


@pytest.mark.parametrize("back", ["https://evil.invalid/", "//evil.invalid", "/\\evil.invalid", "../../x"])
def test_a_mark_leads_nowhere_but_here(desk: Desk, back: str) -> None:
    form = {"document_id": desk.good, "wanted": "yes", "back": back}
    location = desk.browser("maker").post("/pool/marks", data=form).headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_what_was_marked_from_both_sides_leads_for_the_enterprise_that_marked_it(desk: Desk) -> None:
    desk.office.add(good(3, filing_date=date(2022, 4, 1)))
    maker, rival = desk.browser("maker"), desk.browser("rival")
    maker.post("/pool/marks", data={"document_id": desk.good, "wanted": "yes"})
    desk.browser("officer").post("/pool/ready", data={"document_id": desk.good, "ready": "yes"})

    def order(client: TestClient) -> list[str]:
        listed = client.get("/pool").text.split("<h2>")[-1]
        return re.findall(r"CN19990000\dB", listed)

    assert order(maker) == ["CN199900001B", "CN199900003B"]
    assert order(rival) == ["CN199900003B", "CN199900001B"]


@pytest.mark.parametrize("name", ["maker", "planner", "boss"])
def test_the_pages_of_the_office_are_not_there_for_others(desk: Desk, name: str) -> None:
    client = desk.browser(name)
    for path in ("/pool/rules", "/pool/export-csv", "/pool/export-xlsx", "/disclosures", "/disclosures/x"):
        assert client.get(path).status_code == 404
    for path in ("/pool/ready", "/pool/override", "/pool/rules", "/disclosures", "/disclosures/remove"):
        assert client.post(path, data={"document_id": desk.good}).status_code == 404
    assert 'href="/disclosures"' not in client.get("/pool").text


# ── a transfer officer ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("marked from both sides", "entered", "TRL 8")), ("zh", ("双方认可", "入库", "TRL 8"))],
)
def test_an_officer_sees_marks_tiers_and_what_happened(
    desk: Desk, language: str, words: tuple[str, ...]
) -> None:
    desk.browser("maker").post("/pool/marks", data={"document_id": desk.good, "wanted": "yes", "remark": REMARK})  # fmt: skip
    officer = desk.browser("officer", language)
    answer = officer.post("/pool/ready", data={"document_id": desk.good, "ready": "yes"})
    assert answer.headers["location"] == f"/pool/{desk.good}?done=ready"
    listed, one = officer.get("/pool").text, officer.get(f"/pool/{desk.good}").text
    assert words[0] in listed
    assert words[1] in listed
    assert words[2] in one
    assert "maker" in one
    assert "only &lt;b&gt;we&lt;/b&gt; know why" in one
    assert "know why" not in listed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True), ("tier=A", True), ("tier=B", False), ("class=open_now", True), ("class=negotiate", False),
        ("marks=ready", False), ("text=CRANE", True), ("text=winch", False), ("tier=%00", False), ("from=99999", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(desk: Desk, query: str, found: bool) -> None:
    told = desk.browser("officer").get(f"/pool?{query}").text
    assert ("CN199900001B" in told.split("What happened")[0]) is found


def test_the_list_comes_in_pages(desk: Desk) -> None:
    for number in range(10, 70):
        desk.office.add(good(number))
    officer = desk.browser("officer")
    first, second = officer.get("/pool?tier=A").text, officer.get("/pool?tier=A&from=50").text
    assert "61 technologies" in first
    assert "from=50" in first
    assert "tier=A&amp;from=0" in second
    assert len(re.findall(r"<tr><td>", second)) == 11


def test_a_tier_by_hand_needs_a_reason_and_is_shown_with_who_gave_it(desk: Desk) -> None:
    officer = desk.browser("officer")
    form = {"document_id": desk.poor, "tier": "A", "reason": " "}
    refused = officer.post("/pool/override", data=form)
    assert (refused.status_code, "A reason is needed." in refused.text) == (422, True)
    assert officer.post("/pool/override", data=form | {"tier": "Z"}).status_code == 422
    given = officer.post("/pool/override", data=form | {"reason": "it <u>runs</u>"})
    shown = officer.get(given.headers["location"]).text
    assert "A: it &lt;u&gt;runs&lt;/u&gt; (officer, " in shown
    assert "A steadier &lt;i&gt;winch&lt;/i&gt;" in shown
    assert "CN199900002B" in officer.get("/pool").text
    officer.post("/pool/override", data={"document_id": desk.poor, "take_back": "yes"})
    assert "taken back" in officer.get(f"/pool/{desk.poor}").text
    assert "CN199900002B" not in officer.get("/pool?tier=A").text.split("What happened")[0]


def test_rules_that_do_not_add_up_are_refused_and_what_was_filled_in_stays(desk: Desk) -> None:
    officer = desk.browser("officer")
    wrong = {**to_fields(DEFAULT_RULES), "demand": "1=40", "reason": "more demand"}
    refused = officer.post("/pool/rules", data=wrong)
    assert (refused.status_code, "1=40" in refused.text, "115" in refused.text) == (422, True, True)
    right = {**wrong, "maturity": "6=15"}
    assert officer.post("/pool/rules", data=right).headers["location"] == "/pool/rules?done=rules"
    assert "Version 1: more demand (officer, " in officer.get("/pool/rules").text
    assert "under version 1 of the rules" in officer.get(f"/pool/{desk.good}").text


def test_the_pool_of_a_past_day_is_shown(desk: Desk) -> None:
    officer = desk.browser("officer")
    officer.get("/pool")
    assert "CN199900001B" in officer.get(f"/pool?day={TODAY}").text
    assert "CN199900001B" not in officer.get("/pool?day=2026-01-01").text


def test_the_export_is_a_table_without_formulas_or_names_of_enterprises(desk: Desk) -> None:
    desk.office.add(good(3, title="=HYPERLINK(1)"))
    desk.browser("maker").post("/pool/marks", data={"document_id": desk.good, "wanted": "yes", "remark": REMARK})  # fmt: skip
    officer = desk.browser("officer")
    text = officer.get("/pool/export-csv").text
    table = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    by_number = {row["Publication number"]: row for row in table}
    assert by_number["CN199900001B"]["Enterprises"] == "1"
    assert by_number["CN199900003B"]["Title"] == "'=HYPERLINK(1)"
    sheet = openpyxl.load_workbook(BytesIO(officer.get("/pool/export-xlsx").content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}  # fmt: skip
    assert sheet.max_row == 3
    assert "maker" not in text
    assert "know why" not in text


# ── what is not filed yet ────────────────────────────────────────────────────────────────────────────────


def test_an_officer_enters_reads_and_deletes_a_disclosure(desk: Desk) -> None:
    officer = desk.browser("officer")
    form = {"title": "Hook <b>sensor</b>", "summary": "measures", "stage": "pilot", "prior_art": "none_close", "market": "ports"}  # fmt: skip
    assert officer.post("/disclosures", data=form | {"summary": ""}).status_code == 422
    assert officer.post("/disclosures", data=form).headers["location"] == "/disclosures?done=disclosed"
    listed = officer.get("/disclosures").text
    assert "Hook &lt;b&gt;sensor&lt;/b&gt;" in listed
    assert "tier A" in listed
    (address,) = set(re.findall(r'"(/disclosures/[0-9a-f]{16})"', listed))
    assert "measures" in officer.get(address).text
    officer.post("/disclosures/remove", data={"disclosure": address.split("/")[-1]})
    assert officer.get(address).status_code == 404
