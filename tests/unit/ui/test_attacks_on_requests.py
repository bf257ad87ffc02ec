"""Attacks by requests: from other sites, along paths and hosts, with tokens, by what is written into names."""

from __future__ import annotations

import logging

import pytest
from at_the_door import HERE, PASSWORD, SHUT, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient
from walled_page import ways_of

from assistant.accounts.types import Account, Scope
from knowledge.types import Role
from ui.account_routes import own_path
from ui.guard import FOR_PROGRAMS
from ui.identity import Access

# ── requests from other sites ────────────────────────────────────────────────────────────────────────────

FOREIGN = (
    {"origin": "http://evil.invalid"}, {"origin": "null"}, {"origin": "http://127.0.0.1:7861"}, {"origin": "http://127.0.0.1"}, {},
    {"origin": f"{HERE}.evil.invalid"}, {"origin": "http://[x"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    {"origin": HERE, "sec-fetch-site": "cross-site"}, {"origin": "null", "authorization": "Basic eDp5"}, {"authorization": "Bearer x"},
)  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_post_from_another_site_is_carried_out(
    services: FakeServices, client: TestClient, headers: dict[str, str]
) -> None:
    sign_in(client)
    del client.headers["origin"]
    own, _ = ways_of(client.app)
    posts = [way for way in own if way.method == "POST"]
    assert len(posts) > 10
    for way in posts:
        form = {"name": "Wang Li", "password": PASSWORD, "role": "admin"}
        is_program = way.path.startswith(FOR_PROGRAMS) and headers == {"authorization": "Bearer x"}
        refused = 401 if is_program else 403  # a program's token is not ours
        assert client.post(way.filled({}), data=form, headers=headers).status_code == refused
    assert len(services.accounts.list()) == 1
    assert client.get("/account").status_code == 200  # still signed in, as oneself


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/sign-out").status_code == 405


def test_nothing_is_changed_by_following_a_link(services: FakeServices, client: TestClient) -> None:
    sign_in(client)
    own, _ = ways_of(client.app)
    for way in own:
        if way.method == "POST":
            client.get(way.filled({}), params={"name": "x", "role": "admin"})
    assert client.get("/account").status_code == 200
    assert len(services.accounts.list()) == 1


# ── where a sign-in leads ────────────────────────────────────────────────────────────────────────────────

ELSEWHERE = (
    "//evil.invalid", "///evil.invalid", "/\\evil.invalid", "\\\\evil.invalid", "http://evil.invalid", "javascript:alert(1)", "/%2fevil.invalid",
    "%252f%252fevil.invalid", "http:evil.invalid", "/\t/evil.invalid", "\r\nset-cookie: a=b", "a%0d%0aset-cookie:%20a=b", "?x\r\nlocation: http://evil.invalid",
    "http://[x", "../other-app", "a/../../other-app", "%2e%2e/other-app", "/./../x", " //evil.invalid", "\u2028//evil.invalid", "data:text/html,x",
)  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_sign_in_leads_nowhere_but_here(client: TestClient, wanted: str) -> None:
    assert client.get("/sign-in", params={"next": wanted}).status_code == 200
    answer = sign_in(client, next=wanted)
    location = answer.headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert ".." not in location
    assert "evil" not in location or location.count("/") >= 1
    assert set(answer.headers) & {"a", "x"} == set()
    assert answer.headers["set-cookie"].startswith("pb_session=")


def test_a_sign_in_leads_where_one_wanted_to_go() -> None:
    assert own_path("evidence/a/b?part=panel") == "evidence/a/b?part=panel"
    assert own_path("%3Fc%3Dabc") == "?c=abc"


@pytest.mark.parametrize("path", ["/language/en%0d%0aset-cookie:a=b", "/language/en?c=%0d%0aset-cookie:a=b", "/language/zh?c=//evil.invalid", "/language/../admin/accounts"])  # fmt: skip
def test_the_language_sets_no_header_and_leads_nowhere_else(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers.get("location", "/") in ("/", "/admin/accounts") or answer.headers[
        "location"
    ].startswith("/sign-in")
    assert "a=b" not in answer.headers.get("set-cookie", "")


# ── paths and hosts ──────────────────────────────────────────────────────────────────────────────────────

CLIMBING = (
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%252e%252e",
    "....//",
    "..\\..",
    "%5c..",
    "%00",
    "a%00b",
    "x" * 5000,
    "' or 1=1 --",
    "*",
    "%c0%ae",
)


@pytest.mark.parametrize("value", CLIMBING)
def test_no_path_climbs_out(client: TestClient, value: str) -> None:
    sign_in(client)
    own, _ = ways_of(client.app)
    for way in own:
        if "{" not in way.path:
            continue
        for name in ("conversation_id", "turn_id", "marker", "language"):
            if f"{{{name}}}" in way.path:
                answer = client.request(way.method, way.filled({name: value}))
                assert answer.status_code in (303, 404, 422)
                assert answer.headers.get("location", "/").startswith("/")
    for before in ("/ui/", "/static/", "/assets/"):
        assert client.get(f"{before}{value}").status_code in (404, 405)


@pytest.mark.parametrize("headers", [{"x-forwarded-host": "evil.invalid"}, {"forwarded": "host=evil.invalid"}, {"x-forwarded-prefix": "/evil"}, {"x-original-url": "/admin/accounts"}, {"x-rewrite-url": "/admin/accounts"}, {"x-forwarded-for": "10.9.8.7"}, {"x-http-method-override": "PUT"}])  # fmt: skip
def test_headers_of_proxies_change_nothing_where_no_proxy_is_trusted(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.get("/account", headers=headers)
    assert answer.headers["location"] == "/sign-in?next=account"
    for _ in range(8):
        sign_in(client, password="wrong")
    assert (
        client.post("/sign-in", data={"name": "wang li", "password": PASSWORD}, headers=headers).status_code
        == 429
    )


@pytest.mark.parametrize(
    "host",
    [
        "evil.invalid",
        "127.0.0.1.evil.invalid",
        "evil.invalid:7860",
        "127.0.0.1@evil.invalid",
        "localhost evil.invalid",
    ],
)
def test_a_rebound_name_gets_not_even_the_sign_in_page(client: TestClient, host: str) -> None:
    headers = {"host": host, "origin": f"http://{host}"}
    assert client.get("/sign-in", headers=headers).status_code == 421
    assert (
        client.post("/sign-in", data={"name": "wang li", "password": PASSWORD}, headers=headers).status_code
        == 421
    )


# ── tokens ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_opens_no_page_and_a_cookie_no_interface(
    services: FakeServices, client: TestClient, admin: Account
) -> None:
    token = services.tokens.issue(admin.account_id, "x", list(Scope))[1]
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get("/api/me", headers=bearer).json()["name"] == "Wang Li"
    for path in ("/", "/config", "/account", "/admin/accounts", "/evidence/a/b"):
        assert client.get(path, headers=bearer).status_code == 404
    assert client.post(
        "/account/tokens", data={"label": "x", "scope": "ask"}, headers=bearer
    ).status_code in (403, 404)
    sign_in(client)
    assert client.get("/api/me").status_code == 401
    assert client.get("/", headers=bearer).status_code == 404  # the cookie does not count beside it
    for wrong in ("Bearer", "Bearer x", f"Basic {token}", token, f"Bearer {token}x", "Bearer é"):
        answer = client.get("/api/me", headers={"authorization": wrong.encode("latin-1")})
        assert answer.status_code == 401


def test_nobody_revokes_anothers_token(services: FakeServices, client: TestClient) -> None:
    other = services.accounts.create("other", PASSWORD, [Role.SME])
    token, secret = services.tokens.issue(other.account_id, "x", [Scope.ASK])
    sign_in(client)
    theirs = client.post("/account/revoke", data={"token": token.token_id})
    missing = client.post("/account/revoke", data={"token": "0" * 16})
    assert theirs.status_code == missing.status_code == 404
    assert services.tokens.bearer(secret) is not None


# ── what is shown and kept ───────────────────────────────────────────────────────────────────────────────

MARKUP = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>"


def test_names_and_labels_are_shown_as_text(services: FakeServices, client: TestClient) -> None:
    account = services.accounts.create(MARKUP, PASSWORD, [Role.ADMIN])
    services.tokens.issue(account.account_id, MARKUP, [Scope.ASK])
    sign_in(client, MARKUP)
    pages = [client.get("/account"), client.get("/admin/accounts"), client.get(f"/sign-in?next={MARKUP}")]
    pages += [
        sign_in(client, MARKUP, "wrong"),
        client.post("/admin/accounts", data={"name": MARKUP, "role": "sme"}),
    ]
    for page in pages:
        assert "<img" not in page.text
        assert "<script" not in page.text
        assert "script-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"


def test_no_secret_and_no_password_is_logged(
    services: FakeServices, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(client, password="a wrong secret")
    sign_in(client)
    issued = client.post("/account/tokens", data={"label": "x", "scope": "ask"}).text
    secret = issued.split('class="pb-secret">')[1].split("<")[0]
    made = client.post("/admin/accounts", data={"name": "n", "role": "sme"}).text
    password = made.split('class="pb-secret">')[1].split("<")[0]
    for text in (PASSWORD, "a wrong secret", secret, password, client.cookies["pb_session"]):
        assert text not in caplog.text


@pytest.mark.parametrize(
    ("url", "access", "name", "path"),
    [
        (HERE, SHUT, "pb_session", "/"),
        ("https://office.example", SHUT, "__Host-pb_session", "/"),
        ("http://127.0.0.1:7860/pb", Access(open_at_first=False, root_path="/pb"), "pb_session", "/pb"),
        (
            "https://office.example/pb",
            Access(open_at_first=False, root_path="/pb"),
            "__Secure-pb_session",
            "/pb",
        ),
    ],
)
def test_the_cookie_is_for_this_site_alone(
    services: FakeServices, admin: Account, url: str, access: Access, name: str, path: str
) -> None:
    with browser(services, access, url, trusted_hosts=None) as client:
        parts = {part.strip().casefold() for part in sign_in(client).headers["set-cookie"].split(";")}
        held = next(part for part in parts if "pb_session" in part)
        assert held.startswith(f"{name.casefold()}=")
        assert {"httponly", "samesite=lax", f"path={path}"} <= parts
        assert ("secure" in parts) is url.startswith("https")
        assert not any(part.startswith(("domain", "max-age", "expires")) for part in parts)
        assert client.get("/account").status_code == 200
        gone = client.post("/sign-out").headers["set-cookie"].casefold()
        assert f"path={path}" in gone
        assert client.get("/account").status_code == 303


def test_the_first_account_is_made_once_and_by_who_has_the_code(services: FakeServices) -> None:
    first = {"name": "first", "password": PASSWORD, "again": PASSWORD}
    with browser(services, Access(open_at_first=False, setup_code="sesame")) as client:
        assert client.get("/").headers["location"].startswith("/sign-in")
        assert client.post("/setup", data={**first, "code": "guess"}).status_code == 403
        assert client.post("/setup", data=first).status_code == 403
        assert client.post("/setup", data={**first, "code": "sesame"}).status_code == 303
        client.cookies.clear()
        assert client.post("/setup", data={**first, "name": "second", "code": "sesame"}).status_code == 422
    assert [account.name for account in services.accounts.list()] == ["first"]
