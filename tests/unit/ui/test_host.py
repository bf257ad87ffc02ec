"""The host: who is let in, what is shut, and what every answer carries."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest
from fake_services import FakeServices
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from assistant.stored import StoredTurn
from assistant.types import Answer, Question
from knowledge.types import Reader
from ui.host import create_app
from ui.visitor import new_visitor_id, reader_of

SHELL = (
    '<!doctype html><html\n\tlang="en" style=""><head><meta property="og:image" content="http://x.invalid/i.jpg" />'
    '<script>window.config = {"label": "@pb:send@"};</script></head><body><gradio-app></gradio-app></body></html>'
)


HERE = "http://127.0.0.1:7860"


def stub_page(*_: object) -> FastAPI:
    app = FastAPI()
    app.get("/")(lambda: HTMLResponse(SHELL))
    app.get("/config")(lambda: {"open": True})
    app.get("/gradio_api/upload")(lambda: {"open": True})
    app.get("/theme.css")(lambda: PlainTextResponse("", media_type="text/css"))
    app.get("/assets/{name}")(lambda name: PlainTextResponse("", 404 if name.startswith("missing") else 200))
    return app


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    app = create_app(services, build_page=stub_page)
    with TestClient(app, base_url=HERE, headers={"origin": HERE}) as client:
        yield client


def turn_of(services: FakeServices, reader: Reader, text: str) -> tuple[str, StoredTurn]:
    question = Question(text=text, reader=reader, as_of=date(2026, 11, 24))
    answer = list(services.ask(question))[-1]
    assert isinstance(answer, Answer)
    conversation = services.history.create(reader.user)
    return conversation, services.history.append(conversation, reader.user, text, answer)


@pytest.fixture
def asked(client: TestClient, services: FakeServices) -> str:
    """The evidence address of a turn that belongs to the client."""
    client.get("/")
    reader = reader_of(dict(client.cookies))
    assert reader is not None
    conversation, turn = turn_of(services, reader, "怎样许可?")
    return f"/evidence/{conversation}/{turn.turn_id}"


# ── at the door ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_healthy_while_the_page_is_still_loading(services: FakeServices) -> None:
    def slow(*_: object) -> FastAPI:
        time.sleep(0.5)
        return stub_page()

    with TestClient(create_app(services, build_page=slow), base_url="http://127.0.0.1") as client:
        assert client.get("/healthz").json() == {"status": "ok", "page": "loading"}
        assert "gradio-app" in client.get("/").text  # it waits
        assert client.get("/healthz").json() == {"status": "ok", "page": "ready"}


def test_a_page_that_cannot_be_built_is_not_healthy(services: FakeServices) -> None:
    def broken(*_: object) -> FastAPI:
        raise ImportError("gradio")

    with TestClient(create_app(services, build_page=broken), base_url="http://127.0.0.1") as client:
        assert client.get("/").status_code == 500
        assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("broken", [False, True])
def test_what_waits_for_the_page_begins_when_it_stands_or_never_will(
    services: FakeServices, *, broken: bool
) -> None:
    told: list[str] = []

    def build(*_: object) -> FastAPI:
        told.append("built")
        if broken:
            raise ImportError("gradio")
        return stub_page()

    app = create_app(services, build_page=build, stands=lambda: told.append("stands"))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.get("/")
    assert told == ["built", "stands"]


@pytest.mark.parametrize(
    "host", ["evil.invalid", "127.0.0.1.evil.invalid", "127.0.0.1@evil.invalid", "", "[::1"]
)
def test_other_host_names_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860"])
def test_the_loopback_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_on_a_network_any_name_is_served(services: FakeServices) -> None:
    app = create_app(services, trusted_hosts=None, build_page=stub_page)
    with TestClient(app, base_url="http://server.example") as client:
        assert client.get("/healthz").status_code == 200


def test_posts_from_other_sites_are_refused(client: TestClient) -> None:
    join = "/gradio_api/queue/join"
    assert client.post(join, json={}, headers={"origin": "http://evil.invalid"}).status_code == 403
    assert client.post(join, json={}, headers={"origin": "null"}).status_code == 403
    assert client.post(join, json={}, headers={"origin": HERE}).status_code != 403
    del client.headers["origin"]
    assert client.post(join, json={}).status_code == 403  # every browser says where a request comes from


@pytest.mark.parametrize(
    "path",
    [
        "/openapi.json", "/docs", "/redoc", "/login", "/monitoring", "/gradio_api/upload", "/gradio_api/call/ask",
        "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x", "/gradio_api/info", "/gradio_api/run/ask",
        "/gradio_api/component_server", "/gradio_api/vibe-edit", "/gradio_api/runs", "/gradio_api/mcp/",
        "/gradio_api/run-history/records", "/static/../../etc/passwd", "/ui/../host.py", "/language/fr",
    ],
)  # fmt: skip
def test_whatever_the_page_does_not_need_is_shut(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in (404, 405)


def test_large_bodies_are_refused_before_they_are_read(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", content=b"x", headers={"content-length": "5000000"})
    assert answer.status_code == 413


# ── the shell ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for path in ("/", "/healthz", "/ui/theme.css", "/evidence/a/b", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_only_scripts_with_this_answers_nonce_run(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    policy = first.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    script_policy = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in script_policy
    assert first.text.count("<script") == first.text.count(f'<script nonce="{nonce}"') > 0
    assert nonce not in second.text
    assert "script-src 'none'" in client.get("/evidence/a/b").headers["content-security-policy"]


def test_the_shell_speaks_the_visitors_language_and_names_no_other_site(client: TestClient) -> None:
    chinese = client.get("/", headers={"accept-language": "zh-CN,en;q=0.5"}).text
    english = client.get("/", headers={"accept-language": "de-DE,en-GB;q=0.8"}).text
    assert '"label": "发送"' in chinese
    assert 'lang="zh-CN"' in chinese
    assert '"label": "Send"' in english
    assert "x.invalid" not in chinese + english


def test_the_language_link_sets_the_language_and_goes_back(client: TestClient) -> None:
    answer = client.get("/language/en?c=abc-_9", follow_redirects=False)
    assert answer.headers["location"] == "/?c=abc-_9"
    assert client.get("/", headers={"accept-language": "zh"}).text.count('"label": "Send"') == 1
    elsewhere = client.get("/language/en?c=//evil.invalid", follow_redirects=False)
    assert elsewhere.headers["location"] == "/"


# ── the visitor ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_visitor_gets_a_secret_cookie_once_and_is_an_sme(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert "pb_visitor=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "set-cookie" not in client.get("/").headers
    reader = reader_of(dict(client.cookies))
    assert reader is not None
    assert reader.role == "sme"
    assert client.cookies["pb_visitor"] not in reader.user


@pytest.mark.parametrize("cookie", ["", "officer", "admin' or 1=1", "a" * 42, "a" * 44, "é" * 43])
def test_a_cookie_that_we_did_not_make_is_nobody(cookie: str) -> None:
    assert reader_of({"pb_visitor": cookie}) is None


def test_a_request_cannot_choose_its_role() -> None:
    reader = reader_of({"pb_visitor": new_visitor_id(), "role": "officer", "user": "officer1"})
    assert reader is not None
    assert not reader.may_read_internal


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────


def test_evidence_opens_as_a_panel_and_as_a_page(client: TestClient, asked: str) -> None:
    panel = client.get(f"{asked}/2?part=panel")
    assert panel.status_code == 200
    assert '<mark id="pb-mark">每年 30,000 元人民币,固定</mark>' in panel.text
    assert "<html" not in panel.text
    assert panel.headers["cache-control"] == "no-store"
    page = client.get(f"{asked}/2")
    assert "<html" in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("marker", ["0", "6", "n1", "-1", "1e1", "99999999999"])
def test_a_marker_that_the_answer_does_not_have_is_not_found(
    client: TestClient, asked: str, marker: str
) -> None:
    assert client.get(f"{asked}/{marker}").status_code == 404


def test_evidence_belongs_to_the_one_who_asked(
    client: TestClient, services: FakeServices, asked: str
) -> None:
    client.cookies.clear()
    client.cookies.set("pb_visitor", new_visitor_id())
    for path in (asked, f"{asked}/2", f"{asked}/2/document"):
        assert client.get(path).status_code == 404
    client.cookies.clear()
    assert client.get(asked).status_code == 404


def test_a_document_that_became_internal_disappears_from_old_evidence(
    client: TestClient, services: FakeServices, asked: str
) -> None:
    services.catalogue.hide("patent")
    assert client.get(f"{asked}/2").status_code == 404
    assert client.get(f"{asked}/2/document").status_code == 404
    listed = client.get(asked).text
    assert "CN199900001B" not in listed
    assert "专利法" in listed


def test_an_official_address_that_is_no_web_address_is_not_linked(
    client: TestClient, services: FakeServices
) -> None:
    client.get("/")
    reader = reader_of(dict(client.cookies))
    assert reader is not None
    conversation, turn = turn_of(services, reader, "May a firm?")
    panel = client.get(f"/evidence/{conversation}/{turn.turn_id}/1?part=panel").text
    assert "javascript:" not in panel
    assert "No small business firm" in panel


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/ui/theme.css?v=af78a6d40410", True),
        ("/ui/theme.css", False),
        ("/theme.css?v=9a89a695", True),
        ("/theme.css", False),
        ("/assets/Index-Akn07EZk2.js", True),
        ("/assets/index.js", False),
        ("/assets/missing-DphvyggB.js", False),
        ("/?v=af78a6d40410", False),
        ("/healthz?v=af78a6d40410", False),
    ],
)
def test_a_browser_keeps_files_whose_address_changes_with_what_is_in_them(
    client: TestClient, path: str, *, is_kept: bool
) -> None:
    assert ("immutable" in client.get(path).headers.get("cache-control", "")) is is_kept


def test_a_file_is_the_same_to_everybody_who_asks_for_it(client: TestClient) -> None:
    path = "/ui/page.js?v=af78a6d40410"
    first, second = client.get(path), client.get(path)
    assert second.content == first.content
    assert {**second.headers, "x-request-id": ""} == {**first.headers, "x-request-id": ""}
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert client.head(path).content == b""
    assert client.get(path, headers={"range": "bytes=0-9"}).content == first.content[:10]
    assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get("/ui/missing.js?v=af78a6d40410").status_code == 404
    assert client.get(path).content == first.content


def test_who_takes_nothing_compressed_gets_nothing_compressed(services: FakeServices) -> None:
    def page(*_: object) -> FastAPI:
        app = FastAPI()
        app.add_middleware(GZipMiddleware, minimum_size=1)
        app.get("/assets/big-DphvyggB.js")(lambda: PlainTextResponse("x" * 5_000))
        return app

    with TestClient(create_app(services, build_page=page), base_url=HERE) as client:
        for wanted in ("gzip", "identity", "gzip", "identity"):
            # the first answer is made, the second is the one that was kept
            answer = client.get("/assets/big-DphvyggB.js", headers={"accept-encoding": wanted})
            assert (answer.headers.get("content-encoding") == "gzip") is (wanted == "gzip")
            assert answer.text == "x" * 5_000
