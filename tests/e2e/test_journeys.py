"""A day of each role over the samples, in both languages: an enterprise, a transfer officer and a second one, policy staff, an administrator."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from app_in_browser import DESKTOP, PHONE, RealAppProcess, Seen, ask, needs_browser
from command_line import CommandLine, FirstUse
from person import Person
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_browser]

PEOPLE = {"keeper": "admin", "company": "sme", "officer": "officer", "second": "officer", "planner": "policy"}
FIRST, OWN = "eine lange Brücke 7", "ein ganz anderer Steg 8"
NEED = {
    "zh": "我们是一家电池回收企业，需要从废旧锂电池中回收正极材料的技术，钴回收率不低于90%",
    "en": "We recycle batteries and need a technology to recover cathode material from spent lithium batteries, cobalt recovery of at least 90 %",
}
QUESTION = {
    "zh": "开放许可期间年费减免多少?",
    "en": "How much is the annual fee reduced during an open licence?",
}
TOPIC = {"zh": "开放许可", "en": "open licence"}
_OPEN = re.compile(r"[\[［][^\[\]［］\d]+[\]］]")
PLACES = [("zh-CN", DESKTOP), ("en-GB", PHONE)]


@pytest.fixture(scope="module")
def office(first_use: FirstUse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAppProcess]:
    """The real app on a home with the samples, with an account of each role, made by the command."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(first_use.run.home, folder / "home", ignore=shutil.ignore_patterns("*.sock"))
    process, run = RealAppProcess(folder), CommandLine(home=folder / "home", folder=folder)
    process.start()
    try:
        for name, role in PEOPLE.items():
            command = run.as_process if role == "admin" else run
            made = command("users", "add", name, "--role", role, "--password-stdin", text=FIRST)
            assert made.code == 0, made.err
        yield process
    finally:
        process.stop()


Enter = Callable[[str], Person]


@pytest.fixture(params=PLACES, ids=["zh-desk", "en-hand"])
def enter(
    browser: Browser, office: RealAppProcess, seen: Seen, request: pytest.FixtureRequest
) -> Iterator[Enter]:
    """Sign somebody in, in a browser of their own."""
    people = []

    def entered(name: str) -> Person:
        person = Person(browser, office, seen, *request.param)
        people.append(person)
        person.open("/sign-in")
        person.sign_in(name, FIRST)
        person.page.wait_for_load_state()
        if person.page.get_by_role("alert").count():  # the password was changed in the other language
            person.sign_in(name, OWN)
        else:
            person.fill(old=FIRST, password=OWN, again=OWN)
            person.press("change_password")
            expect(person.page.get_by_role("status")).to_be_visible()
        person.open("/")
        person.sees_the_page()
        return person

    yield entered
    for person in people:
        person.context.close()
    assert [
        problem for problem in seen.problems if "status of 4" not in problem
    ] == []  # a wrong first password
    assert seen.outside == []


def fill_in(page: Page) -> None:
    """Write something into every place that a draft leaves open, sentence by sentence."""
    for _ in range(6):
        texts = page.locator("textarea").all()
        text = next((one for one in texts if _OPEN.search(one.input_value())), None)
        if text is None:
            return
        filled = _OPEN.sub("Quill & Vane", text.input_value())
        with page.expect_navigation():
            text.evaluate("(area, filled) => { area.value = filled; area.form.submit(); }", filled)
    raise AssertionError("places stay open")


def test_a_company_asks_states_a_need_and_marks_a_technology(enter: Enter) -> None:
    company = enter("company")
    page, language = company.page, company.language
    ask(page, QUESTION[language])
    expect(page.locator("#pb-transcript .pb-answer a.pb-cite").first).to_be_visible()
    company.open("/needs/new")
    company.examine()
    company.fill(text=NEED[language])
    company.press("need_save")
    expect(page.locator("main")).to_contain_text("90")
    company.examine()
    company.press("need_submit")
    page.get_by_role("link", name=company.say("need_matches")).first.click()
    expect(page.get_by_text("CN1999").first).to_be_visible()
    company.examine()
    company.press("pool_mark")
    expect(page.get_by_role("button", name=company.say("pool_unmark")).first).to_be_visible()
    for path in ("drafts", "batches", "licences", "insights", "admin/health", "library/upload"):
        assert page.request.get(f"{company.url}/{path}").status == 404


def test_an_officer_drafts_and_a_second_one_approves(enter: Enter, tmp_path: Path) -> None:
    officer = enter("officer")
    page, language = officer.page, officer.language
    file = tmp_path / f"minutes {language}.txt"
    file.write_text(f"Minutes on slurries, {language}\nThe slurry dries at 61 degrees.", encoding="utf-8")
    officer.open("/library/upload")
    officer.examine()
    page.locator("#field-files").set_input_files(file)
    officer.press("upload_send")
    officer.examine()
    officer.open("/drafts")
    page.locator("[name=need_text]").fill(NEED[language])
    page.locator("[name=document_id]").fill("CN199900001B")
    officer.press("draft_write")
    expect(page.locator("h1")).to_be_visible()
    officer.examine()
    address = page.url.partition("?")[0]
    fill_in(page)
    officer.press("draft_submit")
    second = enter("second")
    second.page.goto(address)
    second.examine()
    second.press("draft_approve")
    expect(second.page.locator("main")).to_contain_text(second.say("draft_state.approved"))
    packed = second.page.request.get(f"{address}/word").body()
    with zipfile.ZipFile(io.BytesIO(packed)) as document:
        assert "CN199900001B" in document.read("word/document.xml").decode()


def test_policy_staff_compare_rules_and_report(enter: Enter) -> None:
    planner = enter("planner")
    page, language = planner.page, planner.language
    planner.open("/policies/compare")
    page.get_by_label(planner.say("compare_topic")).fill(TOPIC[language])
    page.keyboard.press("Enter")
    page.wait_for_url("**topic=**")
    expect(page.locator("main")).to_contain_text("15%")
    planner.examine()
    planner.open("/library?kind=policy")
    planner.examine()
    page.locator(".pb-held a").first.click()
    planner.examine()
    planner.open("/insights")
    planner.examine()
    workbook = openpyxl.load_workbook(io.BytesIO(page.request.get(f"{planner.url}/insights/xlsx").body()))
    assert len(workbook.sheetnames) > 1
    assert page.request.get(f"{planner.url}/drafts").status == 404


def test_an_administrator_sees_that_all_is_well(enter: Enter) -> None:
    keeper = enter("keeper")
    page = keeper.page
    keeper.open("/admin/health")
    keeper.examine()
    keeper.open("/admin/backup")
    keeper.press("backup_make")
    expect(page.locator("main")).to_contain_text(re.compile(r"patentbridge-\d{8}-\d{6}\.zip"))
    keeper.examine()
    keeper.open("/admin/audit")
    keeper.examine()
    for one in page.locator("table.pb-audit tbody td:nth-child(3)").all()[:5]:
        box = one.bounding_box()
        assert box is not None
        assert box["width"] > box["height"] * 0.8, "words stand in a line"
    keeper.open("/admin/models")
    here = page.locator("nav.pb-rail a[aria-current]").bounding_box()
    assert here is not None
    assert here["x"] + here["width"] <= page.viewport_size["width"], "where one is stands in sight"  # type: ignore[index]
    assert page.request.get(f"{keeper.url}/disclosures").status == 404
