"""Pages as printed, on the page: a scan is shown at once, and the page says how it stands with the mark."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from at_the_door import PASSWORD, known
from fake_services import FakeServices
from fakes.pooled_office import open_office, record
from starlette.testclient import TestClient

from assistant.audit.types import Action
from assistant.printed import drawing, page_images, recognition
from assistant.printed.page_images import PageImages
from knowledge.catalogue.engine import sqlite_url
from knowledge.catalogue.origins import Origin
from knowledge.finding import content_hash
from knowledge.types import Reader, Role
from tests.unit.knowledge.pdf_factory import column, draw_pdf, picture_of

TEXT = "Publication number: CN199900001B, filed 2019-04-01.\nA steady crane hook hangs over the quay."
SOUGHT = {"en": "is being looked for on this scan", "zh": "正在扫描页上查找这段文字"}
UNMARKED = {"en": "was not found on this page's image", "zh": "本页图片上没有找到这段文字"}
LATER = {"en": "Other scans are being read just now", "zh": "正在识别的扫描页较多"}


class Held:
    """Implements KnowsOrigins: the scan of one document, for officers alone."""

    def __init__(self, document_id: str, path: Path) -> None:
        digest, size = content_hash(path)
        self._document_id = document_id
        self._origin = Origin(location=str(path), sha256=digest, size=size)

    def origin(self, document_id: str, reader: Reader) -> Origin | None:
        return self._origin if reader.may_read_internal and document_id == self._document_id else None

    def hashes_in_use(self, starts: Collection[str]) -> frozenset[str]:
        return frozenset(starts)


@pytest.fixture
def document(tmp_path: Path, services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a document whose scan holds its second line."""
    for module in (page_images, recognition):
        monkeypatch.setattr(module, "read_apart", lambda read, path, name, within: read(path, name))
    monkeypatch.setattr(drawing, "limit_memory", lambda: None)
    monkeypatch.setattr(drawing, "give_way", lambda: None)
    office = open_office(sqlite_url(tmp_path / "catalogue.sqlite"))
    services.catalogue = office.catalogue  # type: ignore[assignment]
    held = office.add(record(1), TEXT)
    scan = tmp_path / "scan.png"
    picture_of(["A steady crane hook hangs", "over the quay."], size=(800, 300)).save(scan)
    services.pages = PageImages(tmp_path / "pages", Held(held, scan))
    return held


@pytest.fixture
def services(tmp_path: Path) -> FakeServices:
    services = FakeServices(tmp_path / "app.db")
    for name, role in (("boss", Role.ADMIN), ("officer", Role.OFFICER), ("maker", Role.SME)):
        services.accounts.create(name, PASSWORD, [role])
    return services


def asked(services: FakeServices, document: str, words: str) -> str:
    reader = Reader(user="o", role=Role.OFFICER)
    for passage in services.catalogue.document_passages(document, reader):
        if words in passage.text:
            start = passage.text.index(words)
            return f"?passage={passage.passage_id}&from={start}&to={start + len(words)}"
    raise AssertionError(words)


def settled(browser: TestClient, address: str) -> str:
    """Return the page once it reloads no more."""
    until = time.monotonic() + 60
    while "refresh" in (page := browser.get(address)).headers:
        assert time.monotonic() < until
        time.sleep(0.1)
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_how_it_stands_with_the_mark(
    services: FakeServices, document: str, language: str
) -> None:
    browser, at = known(services, "officer", language), f"/library/{document}"
    plain = browser.get(f"{at}/pages/1")
    assert 'role="status"' not in plain.text
    query = asked(services, document, "steady crane hook hangs over")
    first = browser.get(f"{at}/pages/1{query}")
    assert SOUGHT[language] in first.text
    assert first.headers["refresh"] == "5"
    before = browser.get(f"{at}/image/1").content
    told = settled(browser, f"{at}/pages/1{query}")
    assert SOUGHT[language] not in told
    assert UNMARKED[language] not in told
    marked = browser.get(f"{at}/image/1{query}")
    assert marked.content != before
    assert marked.headers["cache-control"] == "no-store"
    other = asked(services, document, "Publication number: CN199900001B")
    assert UNMARKED[language] in unescape(browser.get(f"{at}/pages/1{other}").text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_comes_when_many_scans_wait_is_told_to_come_again(
    services: FakeServices, document: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "_MOST_WAITING", 0)
    query = asked(services, document, "steady crane hook hangs over")
    page = known(services, "officer", language).get(f"/library/{document}/pages/1{query}")
    assert LATER[language] in page.text
    assert "refresh" not in page.headers


def test_others_are_shown_no_page_and_no_image_even_once_it_is_marked(
    services: FakeServices, document: str
) -> None:
    query = asked(services, document, "steady crane hook hangs over")
    settled(known(services, "officer", "en"), f"/library/{document}/pages/1{query}")
    for name in ("maker", ""):
        browser = known(services, name, "en")
        assert browser.get(f"/library/{document}").status_code == 200
        for path in (f"pages/1{query}", f"image/1{query}", "image/1"):
            answer = browser.get(f"/library/{document}/{path}")
            assert answer.status_code == 404
            assert b"PNG" not in answer.content


def openings(services: FakeServices, document: str) -> int:
    lines = services.audit.lines(Reader(user="boss", role=Role.ADMIN))
    return sum(line.action == Action.OPENED and line.subject_id == document for line in lines)


def test_a_page_that_reloads_until_it_is_marked_is_opened_once(services: FakeServices, document: str) -> None:
    browser = known(services, "officer", "en")
    query = asked(services, document, "steady crane hook hangs over")
    address = f"/library/{document}/pages/1{query}"
    settled(browser, address)
    assert openings(services, document) == 1
    browser.get(address)
    assert openings(services, document) == 2, "to open it again is to open it"


def test_a_quote_leads_to_the_page_on_which_it_stands(
    services: FakeServices, document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = TEXT.split("\n")
    pdf = draw_pdf(tmp_path, "two.pdf", [column([first]), column([second])])
    services.pages = PageImages(tmp_path / "pages", Held(document, pdf))
    found = services.catalogue.document_passages
    begun = lambda name, reader: tuple(replace(one, page=1) for one in found(name, reader))  # noqa: E731
    monkeypatch.setattr(services.catalogue, "document_passages", begun)
    browser = known(services, "officer", "en")
    for number, words in ((1, "Publication number"), (2, "steady crane hook hangs over")):
        query = asked(services, document, words)
        led = browser.get(f"/library/{document}/quoted{query}", follow_redirects=False)
        assert led.headers["location"] == f"/library/{document}/pages/{number}{query}"
        assert 'role="status"' not in browser.get(led.headers["location"]).text, "the words are marked there"
        text = browser.get(f"/library/{document}/text{query}").text
        assert f'/library/{document}/quoted{query}"' in unescape(text)
    hidden = known(services, "maker", "en").get(f"/library/{document}/quoted{query}", follow_redirects=False)
    assert hidden.status_code == 404
