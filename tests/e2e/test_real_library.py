"""The library in a real browser over the samples: from a list to a record, its text, a question; from an answer to its source."""

from __future__ import annotations

import re

import pytest
from app_in_browser import DESKTOP, PHONE, Visit, ask, needs_browser
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from knowledge.types import Language
from ui.strings import say

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_browser]


def examine(page: Page) -> None:
    """Check the page that is open: nothing critical or serious, and it fits its screen."""
    found = [
        f"{one['id']}: {node['html'][:160]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("critical", "serious")
        for node in one["nodes"]
    ]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("locale", "viewport"), [("zh-CN", DESKTOP), ("en-GB", PHONE)])
def test_from_the_list_to_a_record_its_text_and_a_question(
    visit_real: Visit, locale: str, viewport: dict[str, int]
) -> None:
    page, language = visit_real(locale=locale, viewport=viewport), Language(locale[:2])
    root = page.url.partition("?")[0]
    page.goto(f"{root}library?kind=patent&ipc=H01M")
    examine(page)
    page.locator(".pb-facets").get_by_role(
        "link", name=say("pool_availability.licensable_open", language)
    ).click()
    expect(page.locator(".pb-filters a.pb-filter").first).to_be_visible()
    expect(page.locator(".pb-held li")).to_have_count(int(page.locator("#results").inner_text().split()[-1] if language is Language.EN else re.findall(r"\d+", page.locator("#results").inner_text())[0]))  # fmt: skip
    page.locator(".pb-held a").first.click()
    expect(page.locator("svg[role=img]")).to_be_visible()
    examine(page)
    page.locator(".pb-fields a").first.click()
    expect(page.locator("#pb-mark")).to_be_visible()
    examine(page)
    page.go_back()
    page.get_by_role("link", name=say("record_ask", language)).click()
    expect(page.locator("#pb-question textarea")).to_have_value(re.compile("CN1999"))
    page.goto(f"{root}library/picture")
    expect(page.locator(".pb-counted").first).to_be_visible()
    examine(page)


def test_a_citation_leads_to_the_quoted_place_in_the_library(visit_real: Visit) -> None:
    page = visit_real(locale="zh-CN")
    ask(page, "开放许可期间年费减免多少?")
    page.locator("#pb-transcript .pb-answer").last.locator("a.pb-cite").first.click()
    card = page.locator(".pb-card.is-open")
    quoted = card.locator("mark").first.inner_text()
    with page.expect_popup() as opened:
        card.get_by_role("link", name=say("in_library", Language.ZH)).click()
    expect(opened.value.locator("#pb-mark").first).to_contain_text(quoted[:10])
    expect(opened.value.get_by_role("link", name=say("record_to", Language.ZH))).to_be_visible()
