"""The library on the page: what one may see of it, chosen, counted and shared by its address; records, texts, versions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from at_the_door import PASSWORD, known
from fake_services import FakeServices
from fakes.pooled_office import OFFICER, Office, lapsed, open_office, record
from fakes.register_office import LICENSEE, contract
from starlette.testclient import TestClient

from assistant.pool.contracted import Contracted
from assistant.register.register import Register
from knowledge.catalogue.engine import sqlite_url
from knowledge.types import (
    Audience,
    EventKind,
    InternalTerms,
    Language,
    LegalEvent,
    LicenceType,
    LocalText,
    Money,
    Offer,
    PatentRecord,
    Reader,
    Role,
)

TEXT = "Publication number: CN199900001B, filed 2019-04-01.\nA steady crane hook."
ROLES = {"boss": Role.ADMIN, "maker": Role.SME, "officer": Role.OFFICER, "planner": Role.POLICY}


@dataclass
class Desk:
    services: FakeServices
    office: Office
    offered: str
    lapsed: str

    def browser(self, name: str = "", language: str = "en") -> TestClient:
        return known(self.services, name, language)


def offered(number: int, **more: object) -> PatentRecord:
    fee = (LocalText(language=Language.EN, text="CNY 30,000 a year"),)
    offer = Offer(licence_type=LicenceType.OPEN, fee_model=None, statement=fee, declared_on=date(2025, 1, 1))
    return replace(record(number, **more), offers=(offer,), ipc=("H01M10/54",))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    services, office = (
        FakeServices(tmp_path / "app.db"),
        open_office(sqlite_url(tmp_path / "catalogue.sqlite")),
    )
    services.pool, services.catalogue = office.pool, office.catalogue  # type: ignore[assignment]
    for name, role in ROLES.items():
        services.accounts.create(name, PASSWORD, [role])
    event = LegalEvent(on=date(2024, 5, 6), kind=EventKind.LAPSED_UNPAID_FEE)
    lapsed = record(2, title="A steadier <i>winch</i>", events=(event,))
    return Desk(services, office, office.add(offered(1), TEXT), office.add(lapsed))


def text_of(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def test_anybody_browses_and_the_address_says_what_is_chosen(desk: Desk) -> None:
    page = desk.browser().get("/library")
    assert page.status_code == 200
    assert "Documents: 2" in text_of(page.text)
    assert 'href="/library?availability=licensable_open"' in page.text
    chosen = desk.browser("maker").get("/library?availability=licensable_open&ipc=H01M").text
    assert "Documents: 1" in text_of(chosen)
    assert desk.offered in chosen
    assert desk.lapsed not in chosen
    assert 'href="/library?availability=licensable_open"' in chosen  # without the class
    assert 'href="/library?ipc=H01M"' in chosen


def test_titles_are_escaped_and_unknown_conditions_passed_over(desk: Desk) -> None:
    page = desk.browser().get("/library?text=winch&kind=nonsense&page=99&order=up&status=%00").text
    assert "A steadier &lt;i&gt;winch&lt;/i&gt;" in page
    assert "Documents: 1" in text_of(page)
    assert "nonsense" not in page


def test_nothing_found_says_how_to_go_on(desk: Desk) -> None:
    assert "Take one of them away" in desk.browser().get("/library?text=zzz").text
    assert "请移除一项筛选" in desk.browser("", "zh").get("/library?text=zzz").text


def test_a_record_tells_status_rule_days_terms_and_sources(desk: Desk) -> None:
    told = desk.browser("maker").get(f"/library/{desk.offered}").text
    words = text_of(told)
    for part in ("open licence in force", "an open licence is declared and the right is in force", "CNY 30,000 a year", "CN199900001B"):  # fmt: skip
        assert part in words, part
    assert 'role="img"' in told
    assert "<time" in told
    ended = text_of(desk.browser("maker").get(f"/library/{desk.lapsed}").text)
    assert "register entry: lapsed for an unpaid fee" in ended
    assert "2024-05-06" in ended


def test_a_field_leads_to_where_it_stands(desk: Desk) -> None:
    browser = desk.browser("maker")
    told = browser.get(f"/library/{desk.offered}").text
    links = [
        unescape(link) for link in re.findall(r'href="(/library/[^"]+/text\?passage=[^"]+)#pb-mark"', told)
    ]
    assert links
    marked = browser.get(links[0]).text
    assert '<mark id="pb-mark">' in marked


def test_internal_parts_are_for_officers_in_lists_counts_and_records(desk: Desk) -> None:
    terms = InternalTerms(fee_floor=Money(amount=7310400, currency="CNY"), note="ask for more")  # type: ignore[arg-type]
    hidden = desk.office.add(
        replace(record(7, title="A quiet pump"), internal=terms), audience=Audience.INTERNAL
    )
    for name in ("", "maker", "planner"):
        browser = desk.browser(name)
        assert "quiet pump" not in browser.get("/library").text
        assert "Documents: 2" in text_of(browser.get("/library/picture").text)
        for path in ("", "/text", f"/differences/{desk.offered}"):
            assert browser.get(f"/library/{hidden}{path}").status_code == 404
        assert browser.get(f"/library/{desk.offered}/differences/{hidden}").status_code == 404
    officer = desk.browser("officer")
    assert "office only" in officer.get("/library?text=pump").text
    assert "7,310,400" in officer.get(f"/library/{hidden}").text


def test_versions_are_listed_and_compared(desk: Desk) -> None:
    newer = desk.office.add(
        offered(1, title="A winch that is steadier yet", filing_date=date(2019, 4, 2)),
        TEXT.replace("steady", "steadier"),
    )
    browser = desk.browser("maker")
    told = browser.get(f"/library/{newer}").text
    assert f"/library/{desk.offered}/differences/{newer}" in told
    sides = browser.get(f"/library/{desk.offered}/differences/{newer}").text
    assert "<ins>" in sides
    assert "changed" in text_of(sides)
    assert "was replaced or removed" in browser.get(f"/library/{desk.offered}").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_counts_what_is_chosen_and_links_to_it(desk: Desk, language: str) -> None:
    page = desk.browser("maker", language).get("/library/picture?ipc=H").text
    assert 'href="/library?ipc=H&amp;status=in_force"' in page
    assert "<caption>" in page
    assert "<rect" in page


def test_an_officer_sends_files_and_nobody_elses_are_even_read(desk: Desk) -> None:
    files = {"files": ("../note.txt", b"A steady crane hook.", "text/plain")}
    officer = desk.browser("officer")
    sent = officer.post("/library/upload", data={"audience": "internal"}, files=files)
    assert sent.status_code == 303
    page = officer.get(sent.headers["location"])
    assert "note.txt" in page.text
    assert page.headers["refresh"] == "3"  # no script
    for name in ("", "maker", "planner", "boss"):
        other = desk.browser(name)
        refused = other.post("/library/upload", data={"audience": "internal"}, files=files)
        assert refused.status_code in (303, 403, 404)
        assert other.get(sent.headers["location"]).status_code in (303, 403, 404)
        assert "/library/upload" not in other.get("/library").text
    assert len(desk.services.uploads.all(Reader(user="o", role=Role.OFFICER))) == 1


def test_what_may_not_come_in_is_said(desk: Desk) -> None:
    officer = desk.browser("officer", "zh")
    wrong = officer.post("/library/upload", data={"audience": "public"}, files={"files": ("a.exe", b"x")})
    assert wrong.status_code == 422
    assert "a.exe" in wrong.text
    unsaid = officer.post("/library/upload", files={"files": ("a.txt", b"x")})
    assert "没有说明资料给谁看" in unsaid.text


def counted(browser: TestClient, address: str) -> dict[str, int]:
    """Return what the facets of a list say: for each way to a narrower list how many it would hold."""
    told = browser.get(address).text
    found = re.findall(r'<a href="([^"]+)" rel="nofollow">[^<]*</a> <span>(\d+)</span>', told)
    return {unescape(link): int(count) for link, count in found}


@pytest.mark.parametrize("name", ["", "maker", "planner", "officer"])
def test_facets_know_what_the_register_licensed_to_one_alone(desk: Desk, name: str) -> None:
    desk.office.add(offered(3))
    desk.office.add(record(4), audience=Audience.INTERNAL)
    desk.office.add(lapsed(record(5)))
    register = Register(desk.office.engine, desk.office.catalogue, desk.office.audit)
    desk.services.contracts = Contracted(desk.office.engine, register)
    browser = desk.browser(name)
    open_before = counted(browser, "/library")["/library?availability=licensable_open"]
    for number in (1, 4, 5):
        made = contract(record(number).publication_number or "", licence_type=LicenceType.EXCLUSIVE)
        register.add(OFFICER, made)
    told = counted(browser, "/library")
    assert told["/library?availability=licensable_open"] == open_before - 1
    assert told["/library?availability=restricted_exclusive"] == (2 if name == "officer" else 1)
    for link, count in told.items():
        assert f"Documents: {count}" in text_of(browser.get(link).text), link
    assert desk.offered not in browser.get("/library?availability=licensable_open").text
    licensed = text_of(browser.get("/library?availability=restricted_exclusive").text)
    assert "exclusively licensed" in licensed
    assert LICENSEE not in licensed
