"""Exporting and re-checking on the page: whose it is, how it is sent, and what is shown of the outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from fake_services import FakeServices
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.testclient import TestClient

from assistant.types import Answer, Basis, Question, Usage
from knowledge.types import Language, Money, Reader
from ui.answer_html import used
from ui.host import create_app
from ui.visitor import new_visitor_id, reader_of

QUESTION = "怎样许可?"
BASIS = Basis(made_at="2026-11-24T09:00:00+00:00", program="0.1.0", library="0" * 64, documents=4)


def stub_page(*_: object) -> FastAPI:
    app = FastAPI()
    app.get("/")(lambda: HTMLResponse("<!doctype html><html><head></head><body></body></html>"))
    return app


HERE = "http://127.0.0.1:7860"


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    with TestClient(
        create_app(services, build_page=stub_page), base_url=HERE, headers={"origin": HERE}
    ) as client:
        client.get("/")
        yield client


def turn_of(client: TestClient, services: FakeServices, basis: Basis | None = BASIS) -> str:
    """Keep a turn of the client's, and return its evidence address."""
    reader = reader_of(dict(client.cookies))
    assert isinstance(reader, Reader)
    answer = list(services.ask(Question(text=QUESTION, reader=reader, as_of=services.today())))[-1]
    assert isinstance(answer, Answer)
    conversation = services.history.create(reader.user)
    turn = services.history.append(conversation, reader.user, QUESTION, replace(answer, basis=basis))
    return f"/evidence/{conversation}/{turn.turn_id}"


def test_a_pack_is_a_file_to_take_away(client: TestClient, services: FakeServices) -> None:
    answer = client.get(f"{turn_of(client, services)}/pack")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="patentbridge-evidence-2026-11-24-'
    )
    pack = json.loads(answer.text)
    assert pack["question"]["text"] == QUESTION
    assert pack["citations"][1]["span"]["quote"] == "每年 30,000 元人民币,固定"


def test_a_re_check_shows_the_outcome_as_a_fragment(client: TestClient, services: FakeServices) -> None:
    answer = client.post(f"{turn_of(client, services)}/recheck")
    assert answer.status_code == 200
    assert "pb-recheck" in answer.text
    assert "未变" in answer.text
    assert "<html" not in answer.text
    assert not services.asked[-1].worded  # no chat model is asked


def test_both_belong_to_the_one_who_asked(client: TestClient, services: FakeServices) -> None:
    url = turn_of(client, services)
    client.cookies.clear()
    assert client.get(f"{url}/pack").status_code in (404, 409)
    client.cookies.set("pb_visitor", new_visitor_id())
    pack, check = client.get(f"{url}/pack"), client.post(f"{url}/recheck")
    assert (pack.status_code, check.status_code) == (404, 404)
    assert "attachment" not in pack.headers.get("content-disposition", "")
    assert "30,000" not in pack.text + check.text


def test_a_re_check_from_another_site_is_refused(client: TestClient, services: FakeServices) -> None:
    url = turn_of(client, services)
    assert client.post(f"{url}/recheck", headers={"origin": "http://evil.invalid"}).status_code == 403
    assert client.get(f"{url}/recheck").status_code == 404  # there is no source by that name


def test_a_document_that_became_internal_is_in_no_pack(client: TestClient, services: FakeServices) -> None:
    url = turn_of(client, services)
    services.catalogue.hide("patent")
    text = client.get(f"{url}/pack").text
    assert "30,000" not in text
    assert "CN199900001B" not in text
    assert "书面通知" in text


def test_a_turn_of_an_earlier_version_says_that_it_has_no_evidence(
    client: TestClient, services: FakeServices
) -> None:
    url = turn_of(client, services, basis=None)
    pack, check = client.get(f"{url}/pack"), client.post(f"{url}/recheck")
    assert (pack.status_code, check.status_code) == (409, 200)
    assert "没有保留" in pack.text
    assert "没有保留" in check.text


def test_what_documents_say_is_escaped_in_the_outcome(client: TestClient, services: FakeServices) -> None:
    reader = reader_of(dict(client.cookies))
    assert isinstance(reader, Reader)
    hostile = list(services.ask(Question(text="注入", reader=reader, as_of=services.today())))[-1]
    assert isinstance(hostile, Answer)
    conversation = services.history.create(reader.user)
    turn = services.history.append(conversation, reader.user, "注入", replace(hostile, basis=BASIS))
    shown = client.post(f"/evidence/{conversation}/{turn.turn_id}/recheck").text
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script" in shown


def test_tokens_are_shown_and_a_cost_only_where_there_is_one() -> None:
    told = Usage(prompt_tokens=1200, completion_tokens=34)
    assert used(told, Language.EN) == ("1,234 tokens",)
    assert used(replace(told, estimated=True), Language.ZH) == ("约 1,234 个 token",)
    priced = replace(told, cost=Money(amount=Decimal("0.002672"), currency="CNY"))
    assert used(priced, Language.EN) == ("1,234 tokens", "CNY 0.0027")
