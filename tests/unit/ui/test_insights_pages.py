"""Reports on the page: officers see all of them, policy staff what rests on public facts, others no such page."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from at_the_door import PASSWORD, known
from fake_services import TODAY, FakeServices

from assistant.audit.types import Action
from assistant.needs.types import Wanted
from assistant.topics import TopicKey, TopicKind
from knowledge.catalogue.engine import writing
from knowledge.types import Role

ROLES = {"boss": Role.ADMIN, "maker": Role.SME, "officer": Role.OFFICER, "planner": Role.POLICY}
_OFFICERS_ONLY = ("Needs without a match", "Licence reminders", "Movements in the pool", "drafted")


@pytest.fixture
def office(services: FakeServices) -> FakeServices:
    for name, role in ROLES.items():
        services.accounts.create(name, PASSWORD, [role])
    return services


def test_officers_see_all_and_policy_staff_what_is_public(office: FakeServices) -> None:
    officers, planners = known(office, "officer").get("/insights"), known(office, "planner").get("/insights")  # fmt: skip
    assert (officers.status_code, planners.status_code) == (200, 200)
    for text in _OFFICERS_ONLY:
        assert text in officers.text
        assert text not in planners.text, text
    for text in ("The funnel", "Terms that end soon", "Questions without an answer"):
        assert text in planners.text
    for name in ("maker", "boss"):
        for path in ("/insights", "/insights/xlsx"):
            assert known(office, name).get(path).status_code == 404
    (line, *_) = office.audit.lines(office.accounts.by_name("boss").reader)  # type: ignore[union-attr]
    assert line.action == Action.REPORT_SEEN


def test_a_topic_without_an_answer_is_shown_from_three_people_on(office: FakeServices) -> None:
    topic = (TopicKey(kind=TopicKind.TERM, key="开放许可"),)
    planner = known(office, "planner")
    for number in range(3):
        assert "open licen" not in _part(planner.get("/insights").text, "Questions without an answer")
        with writing(office._engine) as connection:
            office.insights.append(connection, f"asker{number}", topic, answered=False)
    told = _part(planner.get("/insights").text, "Questions without an answer")
    assert "open licen" in told


def test_a_selection_is_kept_in_the_form_and_a_wrong_one_is_told(office: FakeServices) -> None:
    client = known(office, "planner")
    page = client.get("/insights?owner=<i>&step=quarter&since=2026-01-01").text
    assert 'name="owner" value="&lt;i&gt;"' in page
    assert "2026-Q1" in page
    wrong = client.get("/insights?since=yesterday")
    assert wrong.status_code == 422
    assert "is no day" in wrong.text
    assert client.get("/insights/xlsx?step=week").status_code == 422


def test_the_workbook_opens_and_holds_no_more_than_the_page(office: FakeServices) -> None:
    for name, stages in (("officer", 7), ("planner", 3)):
        answer = known(office, name, "zh").get("/insights/xlsx")
        book = openpyxl.load_workbook(BytesIO(answer.content))
        assert book.worksheets[0].max_row == stages + 1
        assert book.worksheets[0].title == "漏斗"


def test_a_need_leads_to_its_matches(office: FakeServices) -> None:
    maker = office.accounts.by_name("maker")
    assert maker is not None
    need = office.needs.create(maker.reader, Wanted(text="减摆 <b>吊钩</b>", enterprise="青石"))
    office.needs.submit(maker.reader, need.need_id)
    officer = office.accounts.by_name("officer")
    assert officer is not None
    office.reports.unmatched(officer.reader, TODAY, beside=False)
    page = known(office, "officer", "zh").get("/insights").text
    assert "已提交 1 项，看过 1 项，其中 1 项" in page
    assert f"/needs/{need.need_id}/matches" in page
    assert "&lt;b&gt;吊钩" in page


def _part(page: str, title: str) -> str:
    found = re.search(rf"<h2>{title}</h2>(.*?)</section>", page, re.DOTALL)
    assert found
    return found[1]
