"""How long does somebody who signs in wait for a page that takes a question?

    python -m benchmarks sign-in --home FOLDER [--rounds 5] [--json]

FOLDER is what `benchmarks.load_library` filled; the app serves a copy of it and rests before anybody comes. In Debian's
chromium, 1440×900, somebody gives name and password and presses the button. Seconds from then on: `painted_s`, the
page shows something; `box_s`, the question box stands there and takes text; `usable_s`, the conversation is open as
well and what is typed can be sent. `cold`: a browser that was never here; `warm`: one that was signed in before. Of each
the median and the worst, what was asked of the app and how many bytes came; and the app's processor time for one.
After the last one a question is sent: without an answer there is an error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.served_copy import NAME, PASSWORD, Served, copied, served

_CHROMIUM = os.environ.get("PATENTBRIDGE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
_DESKTOP: Any = {"width": 1440, "height": 900}
_QUESTION = "专利开放许可声明可以撤回吗?"
_WATCH = """
addEventListener('submit', () => sessionStorage.setItem('sent', Date.now()), true);
const seen = window.pbSeen = {};
const look = () => {
  const box = document.querySelector('#pb-question textarea');
  const send = document.querySelector('#pb-send');
  if (box && !box.disabled && box.getClientRects().length) seen.box ??= Date.now();
  const open = document.querySelector('#pb-transcript [data-conversation]');
  if (seen.box && open && send && !send.disabled) seen.usable = Date.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_READ = """
() => {
  const sent = Number(sessionStorage.getItem('sent'));
  const painted = performance.getEntriesByName('first-contentful-paint')[0];
  const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return {
    painted_s: (performance.timeOrigin + painted.startTime - sent) / 1000,
    box_s: (pbSeen.box - sent) / 1000,
    usable_s: (pbSeen.usable - sent) / 1000,
    requests: loaded.filter(one => one.transferSize).length,
    kilobytes: loaded.reduce((sum, one) => sum + one.transferSize, 0) / 1000,
  };
}
"""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks sign-in")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    found: dict[str, Any] = {"rounds": asked.rounds, "load_before": round(os.getloadavg()[0], 1)}
    with copied(asked.home) as copy, served(copy.home) as app:
        app.wait_until_it_answers()
        app.wait_until_it_rests()
        found |= _measured(app, asked.rounds)
    print(json.dumps(found, indent=None if asked.json else 1))
    return 0


def _measured(app: Served, rounds: int) -> dict[str, Any]:
    read: dict[str, list[dict[str, float]]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        for _ in range(rounds):
            context = browser.new_context(locale="zh-CN", viewport=_DESKTOP)
            context.add_init_script(_WATCH)
            context.set_default_timeout(60_000)
            for name in ("cold", "warm"):
                page, values = _signed_in(app, context)
                read[name].append(values)
            _ask(page)
            context.close()
        browser.close()
    return {name: _told(values) for name, values in read.items()}


def _signed_in(app: Served, context: BrowserContext) -> tuple[Page, dict[str, float]]:
    """Sign in and return the page with what was measured; the browser keeps what it loaded, but no session."""
    context.clear_cookies()
    page = context.new_page()
    page.goto(f"{app.address}/sign-in")
    page.fill("#field-name", NAME)
    page.fill("#field-password", PASSWORD)
    before = app.processor_s()
    page.click("form[action$='/sign-in'] button")
    page.wait_for_function("window.pbSeen?.usable")
    values: dict[str, float] = page.evaluate(_READ)
    return page, {**values, "processor_s": app.processor_s() - before}


def _ask(page: Page) -> None:
    page.fill("#pb-question textarea", _QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#pb-transcript .pb-turn")


def _told(read: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Return median and worst of each."""
    return {
        name: {
            "median": round(statistics.median(one[name] for one in read), 2),
            "worst": round(max(one[name] for one in read), 2),
        }
        for name in read[0]
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
