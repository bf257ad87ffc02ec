"""The page in a browser: what an answer is narrowed to stands under its question and is taken away with a click."""

from __future__ import annotations

import pytest
from app_in_browser import PHONE, Seen, Visit, ask, needs_browser
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_browser]

ASKED = (
    ("zh-CN", "江苏的电池专利", ("移除筛选：江苏", "恢复筛选：江苏")),
    ("en-GB", "battery patents from Jiangsu", ("Remove filter: Jiangsu", "Apply filter again: Jiangsu")),
)


def last_turn(page: Page) -> Locator:
    return page.locator("#pb-transcript .pb-turn").last


def turns(page: Page, count: int) -> None:
    expect(page.locator("#pb-transcript .pb-turn")).to_have_count(count)


@pytest.mark.parametrize(("locale", "question", "names"), ASKED)
def test_a_filter_is_removed_and_put_back_by_its_chip(
    visit: Visit, locale: str, question: str, names: tuple[str, str]
) -> None:
    page = visit(locale=locale)
    ask(page, question)
    remove, restore = names
    expect(last_turn(page).locator(".pb-filter")).to_have_count(2)
    last_turn(page).get_by_role("button", name=remove, exact=True).click()
    turns(page, 2)
    expect(last_turn(page).locator("h2.pb-question-text")).to_have_text(question)
    expect(last_turn(page).get_by_role("button", name=remove, exact=True)).to_have_count(0)
    expect(last_turn(page).locator(".pb-filter:not(.is-off)")).to_have_count(1)
    last_turn(page).get_by_role("button", name=restore, exact=True).click()
    turns(page, 3)
    expect(last_turn(page).locator(".pb-filter.is-off")).to_have_count(0)


def test_a_filter_is_removed_by_keyboard_and_the_removal_survives_a_reload(visit: Visit, seen: Seen) -> None:
    page = visit()
    ask(page, "江苏的电池专利")
    last_turn(page).locator(".pb-filter").first.focus()
    page.keyboard.press("Enter")
    turns(page, 2)
    seen.wait_for_streams(page)
    page.reload()
    turns(page, 2)
    expect(last_turn(page).locator(".pb-filter.is-off")).to_have_attribute("aria-label", "恢复筛选：江苏")


def test_an_answer_that_nothing_narrows_shows_no_filters(visit: Visit) -> None:
    page = visit()
    ask(page, "怎样许可?")
    expect(page.locator(".pb-filters")).to_have_count(0)


def test_on_a_phone_chips_wrap_and_can_be_tapped(visit: Visit) -> None:
    page = visit(locale="en-GB", viewport=PHONE, is_mobile=True, has_touch=True)
    ask(page, "battery patents from Jiangsu")
    chips = last_turn(page).locator(".pb-filter")
    for box in (chip.bounding_box() for chip in chips.all()):
        assert box is not None
        assert box["height"] >= 36
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
    chips.first.tap()
    turns(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize(
    ("locale", "question", "name", "hint"),
    [
        ("zh-CN", "江苏高校的电池专利有哪些?", "移除筛选：江苏", "移除筛选“江苏”即有结果"),
        ("en-GB", "Are there battery patents from Jiangsu?", "Remove filter: Jiangsu", "Without this filter"),
    ],
)
def test_a_search_that_a_filter_emptied_is_answered_once_the_filter_is_removed(
    visit_real: Visit, locale: str, question: str, name: str, hint: str
) -> None:
    page = visit_real(locale=locale)
    ask(page, question)
    expect(last_turn(page).locator(".is-refusal")).to_contain_text(hint)
    last_turn(page).get_by_role("button", name=name, exact=True).click()
    turns(page, 2)
    expect(last_turn(page).locator(".is-refusal")).to_have_count(0)
    expect(last_turn(page).locator("a.pb-cite").first).to_be_visible()
