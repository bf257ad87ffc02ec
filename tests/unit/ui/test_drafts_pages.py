"""The pages of drafts as two officers use them, without scripts: write, edit, review, approve, take along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from at_the_door import HERE, SHUT, sign_in, stub_page
from docx import Document
from fakes import walled_library as library
from fakes.small_library import DAY
from starlette.testclient import TestClient

from assistant.evidence_pack import read_pack
from assistant.needs.types import Wanted
from assistant.services import Services
from knowledge.types import Reader, Role
from ui.host import create_app

NEED = "我们寻找一种起重机吊钩减摆方法，要有测量步骤和控制步骤。"
FILLED = {
    "entry.recipient": "示例港机公司",
    "entry.person": "王丽",
    "entry.department": "转移转化中心",
    "entry.reach": "025-12345678",
    "entry.organisation": "示例大学",
}


@pytest.fixture(scope="module")
def services(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = library.opened(tmp_path_factory.mktemp("drafted") / "home", models)
    opened.review._today = lambda: DAY
    opened.accounts.create("admin", library.PASSWORD, [Role.ADMIN], first=True)
    for name in ("li", "wang"):
        opened.accounts.create(name, library.PASSWORD, [Role.OFFICER])
    opened.accounts.create("firm", library.PASSWORD, [Role.SME])
    yield opened
    opened.close()


def browser(services: Services, name: str, language: str = "en") -> TestClient:
    app = create_app(services, build_page=stub_page, access=SHUT)
    headers = {"origin": HERE, "accept": "text/html", "accept-language": language}
    client = TestClient(app, base_url=HERE, headers=headers, follow_redirects=False)
    sign_in(client, name, library.PASSWORD)
    return client


@pytest.fixture
def li(services: Services) -> TestClient:
    return browser(services, "li")


@pytest.fixture
def wang(services: Services) -> TestClient:
    return browser(services, "wang")


def write(client: TestClient, **more: str) -> str:
    """Write a draft; return its address."""
    form = {"need_text": NEED, "document_id": "CN199900801B", "kind": "letter", "language": "zh"} | more
    answer = client.post("/drafts", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def act(client: TestClient, address: str, what: str, **form: str) -> Any:
    """Press a button of a draft's page, as it stands there."""
    version = re.search(r'name="version" value="(\d+)"', client.get(address).text)
    return client.post(f"{address}/{what}", data={"version": version[1] if version else "1"} | form)


def test_from_writing_to_an_approved_file(li: TestClient, wang: TestClient) -> None:
    assert 'href="/drafts"' in li.get("/account").text
    address = write(li)
    page = li.get(address).text
    assert "260,000" in page
    assert 'href="#source-1"' in page
    assert 'id="source-1"' in page
    assert "/approve" not in page
    edited = act(li, address, "edit", **{"slot.ask": "如贵公司有意，请回复。", "entry.recipient": "示例港机公司", "entry.person": "王丽"})  # fmt: skip
    assert edited.headers["location"] == f"{address}?done=edited"
    page = li.get(address).text
    assert '<mark class="pb-by-hand" title="Filled in by hand">王丽</mark>' in page
    assert "<del>" in page
    assert act(li, address, "submit").status_code == 303
    assert "another officer" in li.get(address).text
    assert act(li, address, "approve").status_code == 403
    assert address in wang.get("/drafts").text
    assert act(wang, address, "return").status_code == 422
    assert act(wang, address, "return", remark="请写明<b>期限</b>").status_code == 303
    page = li.get(address).text
    assert "请写明&lt;b&gt;期限" in page
    assert act(li, address, "submit").status_code == 422
    act(li, address, "edit", **{"entry.organisation": "示例大学转移转化中心"})
    act(li, address, "submit")
    page = wang.get(address).text
    assert "To be filled in before it can be approved: [部门]、[电话或邮箱]." in page
    assert "/approve" not in page
    refused = act(wang, address, "approve")
    assert refused.status_code == 422
    assert "places are still open: [部门]、[电话或邮箱]." in refused.text
    act(li, address, "edit", **{"entry.department": "转移转化中心", "entry.reach": "025-12345678"})
    act(li, address, "submit")
    assert act(wang, address, "approve").headers["location"] == f"{address}?done=approved"
    page = li.get(address).text
    assert "Approved by wang" in page
    assert "<textarea" not in page
    for what in ("edit", "submit", "approve", "return", "rewrite", "delete"):
        assert li.post(f"{address}/{what}", data={"version": "4", "remark": "x"}).status_code in (
            303,
            403,
            422,
        )
    assert li.get(address).text.count("Approved by wang") == 1
    word = li.get(f"{address}/word")
    text = "\n".join(p.text for p in Document(BytesIO(word.content)).paragraphs)
    assert text.startswith("已批准（第 4 版）：wang，")
    assert "尊敬的示例港机公司负责人：" in text
    assert "草稿" not in text
    assert word.headers["content-disposition"].endswith('.docx"')
    assert read_pack(li.get(f"{address}/evidence").content, "x").edited == ()


def test_what_does_not_hold_is_told_beside_it_and_comes_back(li: TestClient) -> None:
    address = write(li)
    answer = act(
        li,
        address,
        "edit",
        **{"slot.ask": "费用 <b>88,000</b> 元", "slot.closing": "祝好", "entry.person": "王丽"},
    )
    page = answer.text
    assert answer.status_code == 422
    assert "费用 &lt;b&gt;88,000&lt;/b&gt; 元</textarea>" in page
    assert "祝好</textarea>" in page
    assert 'value="王丽"' in page
    field = page[page.index('name="slot.ask"') :]
    assert 'aria-describedby="why-ask"' in field[:300]
    assert "has no source" in page[page.index('id="why-ask"') :][:200]
    assert page.count('class="pb-edit" open') == 2


def test_an_edit_of_a_version_that_is_not_the_newest_comes_back(li: TestClient, wang: TestClient) -> None:
    address = write(li)
    act(wang, address, "edit", **{"slot.closing": "祝好"})
    answer = li.post(f"{address}/edit", data={"version": "1", "slot.ask": "如有意请回复。"})
    assert answer.status_code == 422
    assert "version 2 by now" in answer.text
    assert "如有意请回复。</textarea>" in answer.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["letter", "summary"])
def test_everything_is_worded_in_both_languages(services: Services, kind: str, language: str) -> None:
    client = browser(services, "li", language)
    address = write(client, kind=kind, language=language)
    page = client.get(address).text
    assert ("提交审核" in page) is (language == "zh")
    assert ("<table" in page) is (kind == "summary")
    for name in re.findall(r'name="slot\.([^"]+)"', page):
        assert not name.startswith(("heading", "fit.", "rights."))
    assert client.get("/drafts?show=mine").text.count(address) == 1


def test_a_draft_is_written_for_a_kept_need_and_none_for_what_is_not_shown(
    services: Services, li: TestClient
) -> None:
    firm = services.accounts.by_name("firm")
    assert firm is not None
    need = services.needs.create(firm.reader, Wanted(text=NEED, enterprise="港机赭石公司"))
    form = {"need": need.need_id, "document_id": "CN199900801B", "kind": "summary", "language": "zh"}
    assert li.post("/drafts", data=form).status_code == 404
    services.needs.submit(firm.reader, need.need_id)
    address = write(li, **form)
    assert "港机赭石公司" in li.get(address).text
    for name in ("firm", "admin"):
        other = browser(services, name)
        for path in ("/drafts", address, f"{address}/word"):
            answer = other.get(path)
            assert answer.status_code == 404
            assert "港机赭石" not in answer.text
        assert 'href="/drafts"' not in other.get("/account").text


def test_what_cannot_be_written_is_told_with_what_was_typed(li: TestClient) -> None:
    answer = li.post(
        "/drafts", data={"need_text": NEED, "document_id": "CN199900899B", "kind": "letter", "language": "zh"}
    )
    assert answer.status_code == 404
    assert NEED in unescape(answer.text)
    assert li.post("/drafts", data={"need_text": NEED, "kind": "poem", "document_id": "x"}).status_code in (
        404,
        422,
    )
    assert (
        li.post(
            "/drafts", data={"document_id": "CN199900801B", "kind": "letter", "language": "zh"}
        ).status_code
        == 422
    )


def test_what_changed_since_is_shown_before_the_button(
    services: Services, li: TestClient, wang: TestClient
) -> None:
    firm = services.accounts.by_name("firm")
    assert firm is not None
    need = services.needs.submit(firm.reader, services.needs.create(firm.reader, Wanted(text=NEED)).need_id)
    address = write(li, need=need.need_id)
    act(li, address, "edit", **FILLED)
    act(li, address, "submit")
    assert "/approve" in wang.get(address).text
    services.needs.withdraw(firm.reader, need.need_id)
    page = wang.get(address).text
    assert "/approve" not in page
    assert "企业已撤回" in page
    assert act(wang, address, "approve").status_code == 422


def test_each_page_is_a_line_of_the_audit(services: Services, li: TestClient) -> None:
    address = write(li)
    li.get(f"{address}/markdown")
    lines = services.audit.lines(Reader(user="a", role=Role.ADMIN), limit=2)
    assert [(line.action, line.subject_id) for line in lines] == [
        ("exported", address.rpartition("/")[2]), ("draft_written", address.rpartition("/")[2]),
    ]  # fmt: skip
