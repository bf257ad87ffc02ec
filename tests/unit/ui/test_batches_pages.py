"""Batches on the page: an officer uploads a table, sees what was read, starts it, pauses it, and takes overview and drafts along."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from at_the_door import PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient

from assistant.batch.working import BatchWorker
from knowledge.types import Role

TABLE = (
    "企业名称,技术需求,预算(万元),心情\n甲公司,=1+1 废水除磷技术,50,好\n乙公司,,,\n<b>丙,铝合金焊接方法,,\n"
)


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    services.accounts.create("Wang Li", PASSWORD, [Role.ADMIN, Role.OFFICER])
    services.accounts.create("Zhao", PASSWORD, [Role.SME])
    with browser(services) as client:
        client.get("/language/en")
        sign_in(client)
        yield client


def _upload(client: TestClient, content: bytes = TABLE.encode("gb18030"), name: str = "needs.csv") -> str:
    answer = client.post("/batches", files={"file": (name, content)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def _run(services: FakeServices) -> None:
    from fakes.batches import FakeMatcher

    BatchWorker(services.batches, FakeMatcher(), services.library_state).work_once()  # type: ignore[arg-type]


def test_a_table_is_shown_as_it_was_read_before_anything_starts(client: TestClient) -> None:
    page = client.get(_upload(client))
    assert page.status_code == 200
    assert "2 needs were read, 1 rows set aside" in page.text
    assert "心情: left out" in page.text
    assert "预算(万元): read as budget" in page.text
    assert "Row 3 of needs.csv does not say what is needed." in page.text
    assert "&lt;b&gt;丙" in page.text
    assert "Start matching" in page.text
    assert "refresh" not in page.headers


def test_it_is_started_watched_paused_gone_on_with_and_taken_along(
    client: TestClient, services: FakeServices
) -> None:
    at = _upload(client)
    asked = {"k": "3", "drafts": "letter", "lang": "need"}
    assert client.post(f"{at}/start", data=asked).headers["location"] == f"{at}?done=batch_started"
    page = client.get(at)
    assert page.headers["refresh"] == "5"
    assert 'value="0" max="2"' in page.text
    client.post(f"{at}/pause")
    assert "refresh" not in client.get(at).headers
    assert client.post(f"{at}/pause").status_code == 422
    client.post(f"{at}/go-on")
    _run(services)
    page = client.get(at)
    assert "2 of 2 needs done" in page.text
    book = openpyxl.load_workbook(BytesIO(client.get(f"{at}/overview").content))
    assert book["Needs"]["E2"].value == "=1+1 废水除磷技术"
    assert book["Needs"]["E2"].data_type != "f"
    link = next(cell.hyperlink.target for cell in book["Needs"][2] if cell.hyperlink and "draft" in cell.hyperlink.target)  # fmt: skip
    assert link.startswith(f"http://127.0.0.1:7860{at}/draft/0001-")
    assert client.get(link.removeprefix("http://127.0.0.1:7860")).content == b"x"
    packed = ZipFile(BytesIO(client.get(f"{at}/zip").content))
    assert packed.namelist()[0] == "overview.xlsx"
    assert len([name for name in packed.namelist() if name.startswith("drafts/")]) == 2
    client.post(f"{at}/delete")
    assert client.get(at).status_code == 404
    assert "There is no batch yet." in client.get("/batches").text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("needs.csv", "企业,心情\n甲,好\n".encode(), "企业, 心情"),
        ("needs.exe", b"x", "no table of needs"),
        ("needs.csv", b"x" * 3_600_000, "too large"),
        ("needs.xlsx", b"PK", "needs.xlsx"),
    ],
)
def test_a_file_that_is_no_table_of_needs_is_refused_and_nothing_is_kept(
    client: TestClient, services: FakeServices, name: str, content: bytes, told: str
) -> None:
    answer = client.post("/batches", files={"file": (name, content)})
    assert answer.status_code in (404, 422)
    assert told in answer.text
    assert "There is no batch yet." in client.get("/batches").text


def test_wrong_conditions_are_refused(client: TestClient) -> None:
    at = _upload(client)
    for wrong in ({"k": "21"}, {"k": "x"}, {"drafts": "poem"}, {"lang": "de"}):
        asked = {"k": "3", "drafts": "letter", "lang": "need"} | wrong
        assert client.post(f"{at}/start", data=asked).status_code == 422


def test_for_an_enterprise_there_are_no_batches(client: TestClient, services: FakeServices) -> None:
    at = _upload(client)
    sign_in(client, "Zhao")
    for path in ("/batches", at, f"{at}/overview", f"{at}/zip"):
        assert client.get(path).status_code == 404
    assert client.post(f"{at}/delete").status_code == 404
    assert client.post("/batches", files={"file": ("needs.csv", TABLE.encode())}).status_code == 404
