"""Reports and rules side by side in a real browser: both languages, on a desk and in a hand; nothing that keeps anybody out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_in_browser import DESKTOP, PHONE, AppProcess, Seen, needs_browser
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from knowledge.types import Language
from ui.strings import say

pytestmark = [pytest.mark.browser, needs_browser]

PASSWORD = "eine lange Brücke 7"


@pytest.fixture(scope="module")
def insights_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    process = AppProcess(tmp_path_factory.mktemp("insights"))
    process.start()
    yield process
    process.stop()


@pytest.mark.parametrize(("locale", "viewport"), [("zh-CN", DESKTOP), ("en-GB", PHONE)], ids=["desk", "hand"])
def test_an_officer_looks_at_figures_and_compares_rules(
    browser: Browser, insights_app: AppProcess, seen: Seen, locale: str, viewport: dict[str, int]
) -> None:
    context = browser.new_context(locale=locale, viewport=viewport)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page, language = context.new_page(), Language(locale[:2])
    seen.watch(page)
    page.goto(f"{insights_app.url}/setup")
    if page.locator("#field-again").count():
        for name, value in {"name": "Wang Li", "password": PASSWORD, "again": PASSWORD}.items():
            page.locator(f"#field-{name}").fill(value)
        page.locator("input[name=officer]").check()
    else:
        page.locator("#field-name").fill("Wang Li")
        page.locator("#field-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith(("/setup", "/sign-in")))
    for path, title in (
        ("/insights?by=field&step=quarter", "insights"), ("/policies/compare", "compare"), ("/policies/compare?topic=x", "compare"),
    ):  # fmt: skip
        page.goto(insights_app.url + path)
        expect(page.locator("h1")).to_have_text(say(title, language))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("critical", "serious")]  # fmt: skip
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    page.get_by_label(say("compare_topic", language)).fill("开放许可")
    page.keyboard.press("Enter")
    page.wait_for_url("**/policies/compare?topic=%E5%BC%80**")
    context.close()
    assert (seen.problems, seen.outside) == ([], [])
