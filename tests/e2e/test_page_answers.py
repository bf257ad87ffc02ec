"""What is done with an answer in place, in a real browser: its question edited, a thumb with a reason, its table sorted, another question chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from app_in_browser import PHONE, Seen, Visit, ask, needs_browser
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, needs_browser]

LICENCE = "有没有能马上许可的正极材料再生技术?"


def last_answer(page: Page):
    return page.locator("#pb-transcript .pb-answer").last


def test_the_last_question_is_edited_by_keyboard_and_the_old_one_folded(visit: Visit, seen: Seen) -> None:
    page = visit()
    ask(page, LICENCE)
    page.locator(".pb-edit").focus()
    page.keyboard.press("Enter")
    box = page.locator(".pb-editing textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value(LICENCE)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page.locator(".pb-edit")).to_be_focused()
    page.keyboard.press("Enter")
    box.fill("怎样取得许可?")
    page.keyboard.press("Enter")
    expect(page.locator(".pb-replaced > summary")).to_contain_text(LICENCE)
    expect(page.locator(".pb-replaced .pb-answer")).to_be_hidden()
    expect(page.locator("#pb-transcript > div h2.pb-question-text:visible")).to_have_text("怎样取得许可?")
    page.locator(".pb-retry").click()
    expect(page.locator(".pb-replaced")).to_have_count(2)
    page.reload()
    expect(page.locator(".pb-replaced")).to_have_count(2)


def test_a_thumb_is_given_a_reason_and_survives_a_reload(visit: Visit, seen: Seen) -> None:
    page = visit(locale="en-GB")
    ask(page, LICENCE)
    page.get_by_role("button", name="It did not help").click()
    page.get_by_label("It is incomplete").check()
    page.get_by_label("In your words").fill("<b>no</b>")
    page.get_by_label("Let transfer officers").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".pb-opinion [role=status]")).to_contain_text("without your name")
    page.reload()
    expect(page.get_by_label("It is incomplete")).to_be_checked()
    expect(page.get_by_label("In your words")).to_have_value("<b>no</b>")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator('.pb-thumb[aria-pressed="true"]')).to_have_count(0)


def test_a_table_is_sorted_by_its_headers_and_taken_along(visit: Visit, seen: Seen, tmp_path: Path) -> None:
    page = visit(accept_downloads=True)
    ask(page, LICENCE)
    table = last_answer(page).locator("table")
    first = table.locator("tbody tr").first
    until = table.get_by_role("button", name="期限")
    until.focus()
    for order, shown in (("ascending", "2027"), ("descending", "2029")):
        page.keyboard.press("Enter")
        expect(table.locator("th").last).to_have_attribute("aria-sort", order)
        expect(first).to_contain_text(shown)
    page.keyboard.press("Enter")
    expect(table.locator("th[aria-sort]")).to_have_count(0)
    expect(first).to_contain_text("CN199900001B")
    with page.expect_download() as taken:
        last_answer(page).get_by_role("link", name=re.compile("CSV")).click()
    path = tmp_path / "table.csv"
    taken.value.save_as(path)
    assert "示例大学C" in path.read_text(encoding="utf-8")


def test_conversations_are_searched_from_the_side(visit: Visit, seen: Seen) -> None:
    page = visit()
    ask(page, LICENCE)
    page.get_by_role("searchbox").fill("示例大学C")
    page.keyboard.press("Enter")
    found = page.locator(".pb-rows a").first
    expect(found).to_have_text(LICENCE)
    found.click()
    expect(page.locator("#pb-transcript h2.pb-question-text")).to_have_text(LICENCE)


def test_a_question_that_is_proposed_is_asked_with_one_click(visit_real: Visit) -> None:
    page = visit_real(locale="en-GB")
    ask(page, "How is the licence fee of CN199900010B calculated?")
    proposed = page.locator(".pb-suggestions button")
    expect(proposed.first).to_contain_text("over 5 years")
    proposed.first.click()
    expect(last_answer(page).locator("table")).to_have_count(2)
    expect(page.locator(".pb-assumptions")).to_be_visible()
    expect(page.locator(".pb-suggestions")).to_have_count(1)
    expect(proposed.first).to_contain_text("CN199900010B")


def test_on_a_phone_everything_fits(visit_real: Visit) -> None:
    page = visit_real(viewport=PHONE, has_touch=True)
    ask(page, "CN199900010B 的许可费怎么算？")
    expect(page.locator(".pb-suggestions button").first).to_be_visible()
    page.locator(".pb-thumb").last.tap()
    expect(page.locator(".pb-opinion-more")).to_be_visible()
    page.locator(".pb-edit").tap()
    expect(page.locator(".pb-editing textarea")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
