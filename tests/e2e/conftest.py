"""The web app over made-up services and over the real library, and Debian's chromium in front of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_in_browser import CHROMIUM, CHROMIUM_ARGUMENTS, AppProcess, RealAppProcess, Seen, Visit, visiting
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    process = AppProcess(tmp_path_factory.mktemp("app"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    process = RealAppProcess(tmp_path_factory.mktemp("real"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def visit(browser: Browser, app: AppProcess, seen: Seen) -> Iterator[Visit]:
    """Open the page of the app over made-up services as a new visitor, or in a given context as a known one."""
    yield from visiting(browser, app, seen)


@pytest.fixture
def visit_real(browser: Browser, real_app: AppProcess, seen: Seen) -> Iterator[Visit]:
    """Open the page of the real app."""
    yield from visiting(browser, real_app, seen)
