"""The page in a real browser, over the real library: an answer's evidence is taken away, and the answer checked in place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from app_in_browser import PHONE, Visit, ask, needs_browser
from playwright.sync_api import Page, expect

from assistant.evidence_pack import read_pack

pytestmark = [pytest.mark.browser, needs_browser]

LICENCE = "CN199900001B现在能许可吗？多少钱？"


def exported(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator(".pb-export").last.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_evidence_is_downloaded_and_the_answer_checked_in_place(
    visit_real: Visit, tmp_path: Path
) -> None:
    page = visit_real()
    ask(page, LICENCE)
    expect(page.locator(".pb-export")).to_have_text("导出依据")
    path = exported(page, tmp_path)
    read = read_pack(path.read_bytes(), path.name)
    assert read.edited == ()
    assert read.pack.question.text == LICENCE
    assert "INTERNAL" not in path.name
    page.get_by_role("button", name="还成立吗？").click()
    outcome = page.locator(".pb-recheck")
    expect(outcome).to_contain_text("全部仍然成立")
    outcome.locator("summary").click()
    expect(outcome.locator(".pb-badge").first).to_have_text("仍成立")
    expect(outcome).to_contain_text("未变")


def test_in_english_and_after_a_reload_the_evidence_is_the_same(visit_real: Visit, tmp_path: Path) -> None:
    page = visit_real(locale="en-GB")
    ask(page, "Can CN199900001B be licensed now, and what does it cost?")
    first = json.loads(exported(page, tmp_path).read_text(encoding="utf-8"))
    page.reload()
    page.wait_for_selector("#pb-transcript .pb-export")
    assert json.loads(exported(page, tmp_path).read_text(encoding="utf-8")) == first
    page.get_by_role("button", name="Still true?").click()
    expect(page.locator(".pb-recheck")).to_contain_text("Everything in this answer is still true.")


def test_the_outcome_fits_a_phone(visit_real: Visit) -> None:
    page = visit_real(viewport=PHONE)
    ask(page, LICENCE)
    page.get_by_role("button", name="还成立吗？").click()
    expect(page.locator(".pb-recheck")).to_be_visible()
    page.locator(".pb-recheck summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_answer_that_was_kept_without_evidence_says_so(visit: Visit) -> None:
    page = visit()  # its answers are made up, and rest on nothing
    ask(page, "有没有能马上许可的正极材料再生技术?")
    expect(page.locator(".pb-export")).to_have_count(0)
    page.get_by_role("button", name="还成立吗？").click()
    expect(page.locator(".pb-recheck")).to_contain_text("没有保留")
