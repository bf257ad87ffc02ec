"""Somebody in front of the pages: signs in, fills in forms, presses buttons, and looks whether all is well."""

from __future__ import annotations

from app_in_browser import AppProcess, Seen
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from knowledge.types import Language
from ui.strings import say


class Person:
    """Somebody in front of the page."""

    def __init__(
        self, browser: Browser, app: AppProcess, seen: Seen, locale: str, viewport: dict[str, int]
    ) -> None:
        self.context = browser.new_context(locale=locale, viewport=viewport)  # type: ignore[arg-type]
        self.context.set_default_timeout(15_000)
        self.language = Language(locale[:2])
        self.page: Page = self.context.new_page()
        self.url = app.url
        self._seen = seen
        seen.watch(self.page)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"#field-{name}").first.fill(value)

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.say(key), exact=True).first.click()

    def sign_in(self, name: str, password: str) -> None:
        self.fill(name=name, password=password)
        self.press("sign_in")

    def sees_the_page(self) -> None:
        self.page.wait_for_selector("#pb-transcript [data-conversation]")
        self._seen.wait_for_streams(self.page)

    def examine(self) -> None:
        """Check the page that is open: nothing critical or serious, and it fits its screen."""
        found = [
            f"{one['id']}: {node['html'][:160]}"
            for one in Axe().run(self.page).response["violations"]
            if one["impact"] in ("critical", "serious")
            for node in one["nodes"]
        ]
        assert found == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert self.page.evaluate("document.documentElement.lang").startswith(self.language)
