"""Sources beside the conversation in a real browser: a chip opens its passage, by mouse and by keyboard, and the full text."""

from __future__ import annotations

import pytest
from app_in_browser import Seen, Visit, ask, needs_browser
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, needs_browser]

LICENCE = "有没有能马上许可的正极材料再生技术?"


def last_answer(page: Page):
    return page.locator("#pb-transcript .pb-answer").last


def test_a_chip_opens_the_passage_with_the_quote_marked_and_where_it_is_from(visit: Visit) -> None:
    page = visit()
    ask(page, LICENCE)
    last_answer(page).locator("a.pb-cite", has_text="4").first.click()
    card = page.locator(".pb-card.is-open")
    expect(card.locator("mark")).to_have_text("书面通知权利人并按公告的费用付款,即取得许可")
    for words in (
        "专利法(2020年修正)",
        "主席令第五十五号",
        "2021-06-01",
        "现行有效",
        "不是官方原文",
        "www.example.gov.invalid",
    ):
        expect(card).to_contain_text(words)
    expect(card.locator(".pb-badge.is-digest")).to_be_visible()
    last_answer(page).locator("a.pb-cite", has_text="2").first.click()
    card = page.locator(".pb-card.is-open")
    expect(card.locator("mark")).to_have_text("每年 30,000 元人民币,固定")
    expect(card.locator(".pb-badge.is-synthetic")).to_have_text("示例数据")
    expect(card).to_contain_text("法律状态核查日:2026-11-24".replace(":", "\uff1a"))


def test_chips_work_by_keyboard_and_escape_returns_to_them(visit: Visit) -> None:
    page = visit()
    ask(page, LICENCE)
    chip = last_answer(page).locator("a.pb-cite").nth(3)
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pb-card.is-open mark")).to_be_visible()
    expect(page.locator("#pb-evidence-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_the_full_text_opens_in_a_page_of_its_own(visit: Visit, seen: Seen) -> None:
    page = visit()
    ask(page, LICENCE)
    last_answer(page).locator("a.pb-cite", has_text="5").first.click()
    with page.context.expect_page() as opened:
        page.locator(".pb-card.is-open").get_by_text("在全文中查看").click()
    document = opened.value
    expect(document.locator("h1")).to_have_text("专利法(2020年修正)")
    expect(document.locator("mark")).to_have_text("开放许可期间,年费相应减免")
    expect(document.locator("mark")).to_be_in_viewport()
    expect(document.locator("body")).to_contain_text("第五十条 开放许可声明")


def test_an_answer_can_be_copied_with_its_sources(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, LICENCE)
    last_answer(page).locator(".pb-copy").click()
    expect(last_answer(page).locator(".pb-copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[4] 专利法(2020年修正)" in copied
    assert "费用为每年 30,000 元人民币" in copied
    assert "2026-11-24" in copied


def test_a_source_that_was_opened_is_not_replaced_by_a_list_that_comes_late(visit: Visit) -> None:
    page = visit()
    late: list[Route] = []

    def hold_the_list(route: Route) -> None:
        if late or "/1?" in route.request.url:
            route.continue_()
        else:
            late.append(route)

    page.route("**/evidence/**part=panel", hold_the_list)
    ask(page, LICENCE)
    last_answer(page).locator("a.pb-cite", has_text="1").first.click()
    opened = page.locator(".pb-card.is-open mark")
    expect(opened).to_be_visible()
    with page.expect_response(late[0].request.url):
        late[0].continue_()
    page.wait_for_timeout(200)
    expect(opened).to_be_visible()
    expect(page.locator("a.pb-cite.is-open").first).to_have_text("1")
