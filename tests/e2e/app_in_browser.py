"""What browser tests share: the web app as a process, where the browser is, what it saw, how to ask."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_BUILDS = ("chromium-headless-shell", "chromium")  # the first draws no window of its own
CHROMIUM = os.environ.get("PATENTBRIDGE_CHROMIUM") or next(
    filter(None, map(shutil.which, _BUILDS)), "/usr/bin/chromium"
)
needs_browser = pytest.mark.skipif(
    not Path(CHROMIUM).exists(),
    reason=f"no browser at {CHROMIUM}: install Debian's chromium or set PATENTBRIDGE_CHROMIUM",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class AppProcess:
    """The app over made-up services, with its database in a folder; it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._log = folder / "app.log"
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        return [sys.executable, str(HERE / "fake_app.py"), str(self._folder / "app.db"), str(self.port)]

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), env=self.environment(), cwd=self._folder, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.log
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False).json()["page"] == "ready":
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"the app did not start: {self.log}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")


class RealAppProcess(AppProcess):
    """The app as `patentbridge serve` runs it, on a library of its own: the samples, no chat model."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "assistant", "serve", "--port", str(self.port)]

    def environment(self) -> dict[str, str]:
        home = self._folder / "home"
        prepared = ROOT / ".patentbridge" / "models"
        if prepared.is_dir() and not home.exists():
            shutil.copytree(prepared, home / "models")  # converting the embedding model takes its time
        unset = ("OPENAI_API_KEY", "PATENTBRIDGE_OPENAI_API_KEY", "PATENTBRIDGE_DATABASE_URL")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        return {**kept, "PATENTBRIDGE_HOME": str(home), "PYTHONPATH": str(ROOT)}


_LEFT = (  # of Gradio's stream when a page is left while it opens
    "AbortError: signal is aborted without reason",
    "Unexpected error Connection errored out.",
)


@dataclass
class Seen:
    """What the browser complained about, and what it asked of other hosts."""

    problems: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    streams: list[Request] = field(
        default_factory=list
    )  # to and from the app's queue, as long as they are open

    def watch(self, page: Page) -> None:
        page.on("console", lambda m: self._failed(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self._failed(str(error)))
        page.on("request", lambda request: self._outside(request.url))
        page.on("request", lambda request: self.streams.append(request) if _STREAM in request.url else None)
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.streams.remove(request) if request in self.streams else None)

    def wait_for_streams(self, page: Page) -> None:
        """Wait until nothing was asked or answered for half a second: a page that is left earlier complains of it."""
        deadline = time.monotonic() + 15
        quiet = 0
        while quiet < 10:
            assert time.monotonic() < deadline
            page.wait_for_timeout(50)
            quiet = 0 if self.streams else quiet + 1

    def _failed(self, message: str) -> None:
        if not message.startswith(_LEFT):
            self.problems.append(message)

    def _outside(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.outside.append(url)


_STREAM = "/queue/"
Visit = Callable[..., Page]
expect.set_options(timeout=15_000)  # as long as for actions: a machine may have other work


def visiting(browser: Browser, app: AppProcess, seen: Seen) -> Iterator[Visit]:
    contexts: list[BrowserContext] = []

    def open_page(
        path: str = "/", *, locale: str = "zh-CN", context: BrowserContext | None = None, **options: object
    ) -> Page:
        if context is None:
            context = browser.new_context(**{"locale": locale, "viewport": DESKTOP, **options})  # type: ignore[arg-type]
            context.set_default_timeout(15_000)
            contexts.append(context)
        page = context.new_page()
        seen.watch(page)
        page.goto(app.url + path)
        page.wait_for_selector("#pb-transcript [data-conversation]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen.problems == [], seen.problems
    assert seen.outside == [], seen.outside


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter and wait for its answer."""
    before = page.locator("#pb-transcript .pb-turn").count()
    page.locator("#pb-question textarea").fill(question)
    page.locator("#pb-question textarea").press("Enter")
    page.wait_for_function("n => document.querySelectorAll('#pb-transcript .pb-turn').length > n", arg=before)
