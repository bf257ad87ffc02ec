"""The interface for programs: what a token gets, how answers stream, what is refused and how, how much one may ask."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from at_the_door import SHUT, browser, sign_in, stub_page
from fake_services import FakeServices
from fakes.served_page import served
from starlette.testclient import TestClient

from assistant.accounts.types import Account, Scope
from assistant.audit.types import Selection
from assistant.serialise import answer_to_json
from assistant.types import Answer, Question
from assistant.uploads.types import Became, Remark
from knowledge.types import Role
from ui.api.errors import RequestError
from ui.api.limits import Limits
from ui.host import create_app
from ui.identity import Access
from ui.strings import TEXTS

ASK = "/api/v1/ask"


@pytest.fixture
def officer(services: FakeServices, admin: Account) -> Account:
    return services.accounts.create("officer", "eine lange Brücke 7", [Role.OFFICER])


@pytest.fixture
def sme(services: FakeServices, admin: Account) -> Account:
    return services.accounts.create("sme", "eine lange Brücke 7", [Role.SME])


@pytest.fixture
def program(client: TestClient, services: FakeServices) -> Callable[..., TestClient]:
    """Return what makes a client a program with a token of somebody's."""

    def as_program(account: Account, *scopes: Scope) -> TestClient:
        secret = services.tokens.issue(account.account_id, "program", scopes or tuple(Scope))[1]
        client.headers.pop("origin", None)
        client.headers["authorization"] = f"Bearer {secret}"
        client.headers["accept"] = "application/json"
        return client

    return as_program


def code_of(answer: Any) -> str:
    told = answer.json()["error"]
    assert told["message"]
    return str(told["code"])


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_what_the_command_prints(
    program: Callable[..., TestClient], services: FakeServices, sme: Account
) -> None:
    told = program(sme).post(ASK, json={"question": "怎样许可?"}).json()
    question = Question(text="怎样许可?", reader=sme.reader, as_of=services.today())
    *_, answer = services.ask(question)
    assert isinstance(answer, Answer)
    expected = json.loads(json.dumps(answer_to_json(answer)))
    assert {name: told[name] for name in expected} == expected
    assert (told["conversation"], told["turn"], told["evidence"]) == (None, None, None)
    assert services.history.list(sme.account_id) == ()


def test_a_conversation_goes_on_and_is_one_s_own(
    program: Callable[..., TestClient], services: FakeServices, sme: Account, officer: Account
) -> None:
    client = program(sme)
    first = client.post(ASK, json={"question": "怎样许可?", "conversation": "new"}).json()
    client.post(ASK, json={"question": "费用呢?", "conversation": first["conversation"]})
    assert [turn.question for turn in services.asked[-1].history] == ["怎样许可?"]
    listed = client.get("/api/v1/conversations").json()["conversations"]
    assert [one["conversation"] for one in listed] == [first["conversation"]]
    address = f"/api/v1/conversations/{first['conversation']}"
    turns = client.get(address).json()["turns"]
    assert [turn["question"] for turn in turns] == ["怎样许可?", "费用呢?"]
    assert turns[0]["citations"][0]["quote"]
    other = program(officer)
    assert code_of(other.get(address)) == "not_found"
    assert other.delete(address).status_code == 404
    assert other.post(ASK, json={"question": "x", "conversation": first["conversation"]}).status_code == 404
    mine = program(sme)
    assert mine.delete(address).json() == {"deleted": first["conversation"]}
    assert mine.get(address).status_code == 404


def test_conditions_narrow_an_answer(
    program: Callable[..., TestClient], services: FakeServices, sme: Account
) -> None:
    asked = {"question": "怎样许可?", "regions": ["江苏"], "kinds": ["patent"], "as_of": "2026-01-02", "available": True}  # fmt: skip
    assert program(sme).post(ASK, json=asked).status_code == 200
    question = services.asked[-1]
    assert question.filters.regions == ("CN-JS",)
    assert question.filters.availabilities
    assert question.kinds == ("patent",)
    assert question.as_of.isoformat() == "2026-01-02"


def events_of(text: str) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(one[0].removeprefix("event: "), json.loads(one[1].removeprefix("data: "))) for one in blocks]


def test_a_streamed_answer_tells_its_progress_then_the_answer_that_counts(
    program: Callable[..., TestClient], sme: Account
) -> None:
    streamed = program(sme).post(ASK, json={"question": "慢慢说", "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    told = events_of(streamed.text)
    names = [name for name, _ in told]
    assert names[0] == "progress"
    assert "delta" in names
    assert names[-1] == "answer"
    assert told[-1][1]["citations"]


def test_an_error_in_the_middle_of_a_stream_is_its_last_event(
    program: Callable[..., TestClient], sme: Account
) -> None:
    client = program(sme)
    told = events_of(client.post(ASK, json={"question": "失败", "stream": True}).text)
    assert told[-1][0] == "error"
    assert told[-1][1]["error"]["code"] == "model"
    assert client.post(ASK, json={"question": "失败"}).status_code == 503


def test_whoever_goes_away_cancels_the_asking(services: FakeServices, sme: Account) -> None:
    secret = services.tokens.issue(sme.account_id, "x", [Scope.ASK])[1]
    app = create_app(services, build_page=stub_page, access=SHUT)
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        headers = {"authorization": f"Bearer {secret}"}
        with client.stream("POST", ASK, json={"question": "慢", "stream": True}, headers=headers) as stream:
            next(line for line in stream.iter_lines() if line == "event: delta")
        until = time.monotonic() + 10
        while not services.cancelled and time.monotonic() < until:
            time.sleep(0.02)
    assert services.cancelled == 1


def test_a_defect_is_told_and_logged_without_the_question(
    program: Callable[..., TestClient], sme: Account, caplog: pytest.LogCaptureFixture
) -> None:
    answer = program(sme).post(ASK, json={"question": "崩溃 秘密"})
    assert (answer.status_code, code_of(answer)) == (500, "failed")
    assert "RuntimeError" in caplog.text
    assert "秘密" not in caplog.text + answer.text


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────


def test_documents_are_listed_by_pages_as_far_as_one_may_read_them(
    program: Callable[..., TestClient], sme: Account, officer: Account
) -> None:
    client = program(sme)
    told = client.get("/api/v1/documents", params={"limit": 2, "offset": 1}).json()
    assert (len(told["documents"]), told["total"]) == (2, 4)
    named = client.get("/api/v1/documents", params={"title": "bayh", "kinds": ["policy"]}).json()
    assert [one["document_id"] for one in named["documents"]] == ["act"]
    assert client.get("/api/v1/documents/floor").status_code == 404
    assert client.get("/api/v1/documents/patent").json()["status"]["status"] == "unknown"
    assert program(officer).get("/api/v1/documents").json()["total"] == 5
    assert program(officer).get("/api/v1/documents/floor").status_code == 200


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_taken_and_read_behind(
    program: Callable[..., TestClient], services: FakeServices, officer: Account
) -> None:
    client = program(officer)
    files = [("files", ("a.txt", b"one")), ("files", ("b.csv", b"x;y"))]
    taken = client.post("/api/v1/ingest", files=files, data={"audience": "internal"})
    assert taken.status_code == 202
    told = taken.json()
    assert (told["state"], told["files"], told["report"]) == ("waiting", ["a.txt", "b.csv"], None)
    address = f"/api/v1/ingest/{told['run']}"
    upload = services.uploads.claim()
    assert upload is not None
    assert client.get(address).json()["state"] == "running"
    aside = Remark(code="empty_file")
    became = (
        Became(file="a.txt", outcome="added", records=1, passages=2),
        Became(file="b.csv", outcome="set_aside", reason=aside),
    )
    services.uploads.done(upload, "run", became)
    done = client.get(address).json()
    assert (done["state"], done["report"]["added"], done["report"]["passages"]) == ("done", 1, 2)
    assert done["report"]["set_aside"] == [
        {"file": "b.csv", "reason": "empty_file", "message": "The file is empty: b.csv."}
    ]


def test_files_come_from_officers_and_are_of_known_types(
    program: Callable[..., TestClient], sme: Account, officer: Account
) -> None:
    good = {"files": ("a.txt", b"one")}
    refused = program(sme).post("/api/v1/ingest", files=good, data={"audience": "public"})
    assert (refused.status_code, code_of(refused)) == (403, "not_allowed")
    client = program(officer)
    for files, audience, code in (
        ({"files": ("a.exe", b"one")}, "public", "upload_type"),
        (good, "secret", "upload_audience_missing"),
        ({"other": ("a.txt", b"one")}, "public", "upload_missing"),
    ):
        answer = client.post("/api/v1/ingest", files=files, data={"audience": audience})
        assert (answer.status_code, code_of(answer)) == (422, code)
    assert code_of(client.post("/api/v1/ingest", json={})) == "body_type"
    assert client.get("/api/v1/ingest/nobody-has-it").status_code == 404


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────

REFUSED = (
    ("post", ASK, {"json": {"question": "x", "role": "officer"}}, 422, "request_invalid"),
    ("post", ASK, {"json": {"question": " "}}, 422, "request_invalid"),
    ("post", ASK, {"json": {"question": "x" * 2001}}, 422, "request_invalid"),
    ("post", ASK, {"json": {"question": "a\x00b"}}, 422, "request_invalid"),
    ("post", ASK, {"json": {"question": "x", "regions": ["Atlantis"]}}, 422, "request_invalid"),
    ("post", ASK, {"content": b"{", "headers": {"content-type": "application/json"}}, 422, "request_invalid"),
    ("post", ASK, {"data": {"question": "x"}}, 415, "body_type"),
    ("post", ASK, {"json": {"question": "x", "conversation": "nobody-has-it"}}, 404, "not_found"),
    ("get", ASK, {}, 405, "method_not_allowed"),
    ("put", ASK, {"json": {}}, 405, "method_not_allowed"),
    ("get", "/api/v1/nothing", {}, 404, "not_found"),
    ("get", "/api/v1/search", {"params": {"query": "x", "k": 1000}}, 422, "request_invalid"),
    ("get", "/api/v1/search", {"params": {"query": "x", "audience": "internal"}}, 422, "request_invalid"),
    ("post", "/api/v1/match", {"json": {"need": "x", "need_id": "y"}}, 422, "request_invalid"),
    ("post", "/api/v1/match", {"json": {"need_id": "y"}}, 404, "not_found"),
    ("get", "/api/v1/drafts", {}, 403, "not_allowed"),
    ("post", ASK, {"content": b"x", "headers": {"content-length": "5000000"}}, 413, "body_too_large"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "sent", "status", "code"), REFUSED)
def test_what_is_refused_is_told_in_one_shape(
    program: Callable[..., TestClient],
    sme: Account,
    method: str,
    path: str,
    sent: Any,
    status: int,
    code: str,
) -> None:
    answer = program(sme).request(method, path, **sent)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert answer.json()["error"]["hint"]


def test_a_refusal_is_worded_in_the_language_asked_for(
    program: Callable[..., TestClient], sme: Account
) -> None:
    client = program(sme)
    english = client.post(ASK, json={}).json()["error"]["message"]
    chinese = client.post(ASK, json={}, headers={"accept-language": "zh-CN"}).json()["error"]["message"]
    assert english.startswith("Something in the request")
    assert chinese.startswith("请求的内容不对")


def test_a_token_is_for_what_it_was_made_for(
    program: Callable[..., TestClient], services: FakeServices, admin: Account, sme: Account
) -> None:
    client = program(sme, Scope.SEARCH)
    assert client.get("/api/v1/search", params={"query": "x"}).status_code == 200
    refused = client.post(ASK, json={"question": "x"})
    assert (refused.status_code, code_of(refused)) == (403, "token_scope")
    lines = services.audit.lines(admin.reader, Selection(actor=sme.account_id))
    assert {line.action for line in lines} >= {"searched", "access_refused"}


def test_nobody_asks_without_a_token_or_a_session(client: TestClient, sme: Account) -> None:
    for headers in ({}, {"authorization": "Bearer pbt_" + "x" * 43}, {"authorization": "Basic eDp5"}):
        answer = client.post(ASK, json={"question": "x"}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert code_of(answer) == "sign_in_needed"


def test_a_page_of_ours_asks_with_its_session_and_no_other_site_does(
    client: TestClient, sme: Account
) -> None:
    sign_in(client, "sme")
    assert client.post(ASK, json={"question": "x"}).status_code == 200
    assert client.get("/api/v1/me").json()["roles"] == ["sme"]
    foreign = {"origin": "http://evil.invalid"}
    refused = client.post(ASK, json={"question": "x"}, headers=foreign)
    assert (refused.status_code, code_of(refused)) == (403, "other_site")
    assert client.delete("/api/v1/conversations/x", headers=foreign).status_code == 403
    assert client.get("/v1/models").status_code == 401  # programs alone


# ── how much ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_account_asks_only_so_often_a_minute() -> None:
    now = 0.0
    limits = Limits(at_once=2, per_minute=3, clock=lambda: now)
    for at in (0.0, 10.0, 20.0):
        now = at
        with limits.asking("a"):
            pass
    with pytest.raises(RequestError, match="too_many_a_minute") as refused, limits.asking("a"):
        pass
    assert refused.value.headers == {"retry-after": "40"}
    with limits.asking("b"):
        pass
    now = 121.0
    limits.begin("a")
    limits.begin("a")
    with pytest.raises(RequestError, match="too_many_at_once"):
        limits.begin("a")


def test_too_many_at_once_are_told_when_to_come_again(
    program: Callable[..., TestClient], services: FakeServices, sme: Account
) -> None:
    client = program(sme)
    threads = [
        threading.Thread(target=client.post, args=(ASK,), kwargs={"json": {"question": "慢"}})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 10
    while len(services.asked) < 4 and time.monotonic() < until:
        time.sleep(0.02)
    refused = client.post(ASK, json={"question": "x"})
    for thread in threads:
        thread.join()
    assert (refused.status_code, code_of(refused)) == (429, "too_many_at_once")
    assert int(refused.headers["retry-after"]) >= 1
    assert client.post(ASK, json={"question": "x"}).status_code == 200


# ── its description ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def described_in(client: TestClient) -> Callable[[str], Any]:
    return lambda language: client.get("/api/v1/openapi.json", headers={"accept-language": language}).json()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_is_described_in_both_languages(described_in: Callable[[str], Any], language: str) -> None:
    told = described_in(language)
    assert told["openapi"].startswith("3.1")
    column = 1 if language == "en" else 0
    for path in told["paths"].values():
        for operation in path.values():
            assert operation["summary"] == TEXTS[f"api.{operation['operationId']}"][column]
            for parameter in operation.get("parameters", ()):
                assert parameter["description"]
    asked = [name for name in told["components"]["schemas"] if not name.endswith(("Told", "Shown", "Listed"))]
    for name in {"Question", "Search", "Match", "NeedSent", "DraftWanted"} & set(asked):
        for field in told["components"]["schemas"][name]["properties"].values():
            assert field["description"]


def test_the_description_is_a_page_without_a_script(client: TestClient) -> None:
    for language, word in (("zh", "程序接口"), ("en", "Interface for programs")):
        page = client.get("/api/v1/docs", headers={"accept-language": language})
        assert page.status_code == 200
        assert word in page.text
        assert "<script" not in page.text
        assert "POST /<wbr>api/<wbr>v1/<wbr>ask" in page.text
        assert 'src="http' not in page.text


def test_behind_a_path_of_a_proxy_it_is_the_same(services: FakeServices, sme: Account) -> None:
    secret = services.tokens.issue(sme.account_id, "x", list(Scope))[1]
    access = Access(open_at_first=False, root_path="/office")
    with browser(services, access) as client:
        del client.headers["origin"]
        client.headers["authorization"] = f"Bearer {secret}"
        told = client.post(f"/office{ASK}", json={"question": "怎样许可?", "conversation": "new"}).json()
        assert told["evidence"].startswith("http://127.0.0.1:7860/office/evidence/")
        assert code_of(client.get("/office/api/v1/nothing")) == "not_found"
        refused = client.get("/office/v1/models/other").json()["error"]
        assert (refused["type"], refused["code"]) == ("invalid_request_error", "model_not_found")
        servers = client.get("/office/api/v1/openapi.json").json()["servers"]
        assert servers == [{"url": "/office/api/v1"}]
