"""The app behind a reverse proxy, shown under a path: everything works there, and nothing is asked for beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from app_in_browser import DESKTOP, AppProcess, Seen, ask, needs_browser
from playwright.sync_api import Browser, expect
from reverse_proxy import ReverseProxy

from assistant.accounts.accounts import SqlAccounts
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.types import Language, Role
from ui.strings import say

pytestmark = [pytest.mark.browser, needs_browser]

PATH = "/patentbridge"
PASSWORD = "eine lange Brücke 7"


class AppUnderAPath(AppProcess):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        accounts = SqlAccounts(open_engine(sqlite_url(folder / "app.db")))
        accounts.create("wang", PASSWORD, [Role.SME, Role.ADMIN])

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "FAKE_ROOT_PATH": PATH}


@pytest.fixture(scope="module")
def app_under_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppUnderAPath]:
    process = AppUnderAPath(tmp_path_factory.mktemp("path"))
    process.start()
    yield process
    process.stop()


@pytest.mark.parametrize("strips", [True, False], ids=["stripping", "leaving"])
def test_everything_works_under_the_path(
    browser: Browser, app_under_a_path: AppUnderAPath, seen: Seen, strips: bool
) -> None:
    with ReverseProxy(app_under_a_path.port, PATH, strips=strips).running() as proxy:
        context = browser.new_context(locale="zh-CN", viewport=DESKTOP)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        page = context.new_page()
        seen.watch(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        page.goto(f"{proxy.url}/")
        assert page.url.startswith(f"{proxy.url}/sign-in")
        page.locator("#field-name").fill("wang")
        page.locator("#field-password").fill(PASSWORD)
        page.get_by_role("button", name=say("sign_in", Language.ZH), exact=True).click()
        page.wait_for_selector("#pb-transcript [data-conversation]")
        assert {cookie["path"] for cookie in context.cookies()} == {PATH}

        ask(page, "有没有能马上许可的正极材料再生技术?")
        page.locator("#pb-transcript a.pb-cite").first.click()
        expect(page.locator(".pb-card.is-open mark")).to_be_visible()
        address = page.locator("#pb-transcript a.pb-cite").first.get_attribute("href")
        assert page.request.get(f"{proxy.url}/{address}").status == 200

        seen.wait_for_streams(page)
        with page.expect_navigation():
            page.get_by_role("link", name="English").first.click()
        page.wait_for_selector("#pb-transcript .pb-turn")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.url.startswith(f"{proxy.url}/?c=")

        seen.wait_for_streams(page)
        page.locator("#pb-account a[href$=account]").click()
        expect(page.locator("h1")).to_contain_text("wang")
        page.get_by_role("link", name=say("accounts", Language.EN), exact=True).click()
        assert page.url == f"{proxy.url}/admin/accounts"
        page.get_by_role("button", name=say("sign_out", Language.EN), exact=True).click()
        expect(page.locator("h1")).to_have_text(say("sign_in_title", Language.EN))
        page.goto(f"{proxy.url}/account")
        assert page.url == f"{proxy.url}/sign-in?next=account"
        context.close()

    assert proxy.outside == []
    assert [url for url in asked if not url.startswith((f"{proxy.url}/", "data:", "blob:"))] == []
    assert (seen.problems, seen.outside) == ([], [])


def test_the_path_without_its_slash_leads_to_the_page(app_under_a_path: AppUnderAPath) -> None:
    with ReverseProxy(app_under_a_path.port, PATH, strips=False).running() as proxy:
        assert httpx.get(proxy.url, trust_env=False).headers["location"] == f"{PATH}/"
