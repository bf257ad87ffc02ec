"""Attacks on signing in and on sessions, each as a program would try it."""

from __future__ import annotations

import pytest
from at_the_door import NEW, PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient
from walled_page import ways_of

from assistant.accounts import passwords
from assistant.accounts.sessions import digest_of
from assistant.accounts.types import Account, Scope
from knowledge.types import Role
from ui.guard import FOR_PROGRAMS

# ── guessing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_thousand_wrong_passwords_are_refused_and_all_but_a_few_unread(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    compare = passwords.is_behind
    monkeypatch.setattr(
        passwords, "is_behind", lambda text, kept: looked_at.append(text) or compare(text, kept)
    )
    answers = [sign_in(client, password=f"wrong {number}") for number in range(1000)]
    assert {answer.status_code for answer in answers} == {403, 429}
    assert len(looked_at) <= 6
    assert all(int(a.headers["retry-after"]) > 0 for a in answers if a.status_code == 429)
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert sign_in(client).status_code == 429  # the right one has to wait too


def test_one_address_cannot_try_all_accounts(client: TestClient) -> None:
    codes = [sign_in(client, name=f"user {number}").status_code for number in range(40)]
    assert codes.count(403) <= 21
    assert codes[-1] == 429


def test_an_account_that_does_not_exist_looks_like_a_wrong_password(client: TestClient) -> None:
    known, unknown = sign_in(client, password="wrong"), sign_in(client, name="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 403
    assert known.text.replace("wang li", "x") == unknown.text.replace("nobody", "x")


def test_absurdly_long_names_and_passwords_cost_nothing(client: TestClient) -> None:
    long = "\ufdfa" * 50_000
    assert sign_in(client, name=long, password=long).status_code == 403
    assert client.post("/sign-in", data={"name": "x" * 4_000_001}).status_code == 413


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"name=%ED%A0%80&password=%00", b"name=" + b"&name=" * 2000]
)
def test_a_form_that_is_none_is_refused(client: TestClient, content: bytes) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=content, headers=kind).status_code in (400, 403)


def test_half_a_character_in_a_form_is_refused(client: TestClient) -> None:
    head = {"content-type": "multipart/form-data; boundary=b; charset=unicode_escape"}
    body = b'--b\r\ncontent-disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--b--\r\n'
    assert client.post("/sign-in", content=body, headers=head).status_code == 403


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cookie_set_before_signing_in_never_becomes_the_session(
    services: FakeServices, client: TestClient
) -> None:
    planted = "A" * 43
    other = services.sessions.open(services.accounts.create("attacker", PASSWORD, [Role.SME]).account_id)
    for cookie in (planted, other):
        client.cookies.clear()
        client.cookies.set("pb_session", cookie, domain="127.0.0.1", path="/")
        sign_in(client)
        mine = client.cookies.get("pb_session", domain="127.0.0.1", path="/")
        assert mine not in (cookie, None)
        assert services.sessions.session(cookie) is None
    assert sign_in(client).headers["set-cookie"].split(";")[0] != f"pb_session={mine}"
    assert services.sessions.session(mine or "") is None  # each sign-in ends the session before it


def test_what_is_kept_of_a_session_does_not_open_it(
    services: FakeServices, admin: Account, client: TestClient
) -> None:
    secret = services.sessions.open(admin.account_id)
    digest = digest_of(secret)
    for cookie in (digest, digest[:43], services.sessions.of(admin.account_id)[0].session_id, secret[:-1]):
        client.cookies.set("pb_session", cookie)
        assert client.get("/account").status_code == 303
        client.cookies.clear()


def test_a_session_is_over_after_sign_out(client: TestClient) -> None:
    sign_in(client)
    secret = client.cookies["pb_session"]
    assert client.get("/account").status_code == 200
    assert client.post("/sign-out").status_code == 303
    client.cookies.set("pb_session", secret)
    assert client.get("/account").headers["location"].startswith("/sign-in")
    assert client.get("/config").status_code in (303, 401)


def test_a_session_is_over_when_the_account_is_switched_off(
    services: FakeServices, client: TestClient
) -> None:
    other = services.accounts.create("sme", PASSWORD, [Role.SME])
    token = services.tokens.issue(other.account_id, "x", [Scope.ASK])[1]
    sign_in(client, "sme")
    services.accounts.set_active(other.account_id, False)
    assert client.get("/account").status_code == 303
    assert client.get("/api/me", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_role_taken_away_is_gone_at_the_next_request(
    services: FakeServices, client: TestClient, admin: Account
) -> None:
    services.accounts.create("second", PASSWORD, [Role.ADMIN])
    sign_in(client)
    assert client.get("/admin/accounts").status_code == 200
    services.accounts.set_roles(admin.account_id, [Role.SME])
    assert client.get("/admin/accounts").status_code == 404
    assert client.post("/admin/accounts", data={"name": "x", "role": "admin"}).status_code == 404


def test_a_changed_password_ends_the_sessions_elsewhere(services: FakeServices, client: TestClient) -> None:
    with browser(services) as elsewhere:
        sign_in(elsewhere)
        sign_in(client)
        client.post("/account/password", data={"old": PASSWORD, "password": NEW, "again": NEW})
        assert elsewhere.get("/account").status_code == 303
        assert client.get("/account").status_code == 200
        assert sign_in(elsewhere).status_code == 403


def test_a_password_that_has_to_be_changed_opens_nothing_but_that(
    services: FakeServices, client: TestClient
) -> None:
    account = services.accounts.create("new", PASSWORD, [Role.ADMIN], must_change_password=True)
    token = services.tokens.issue(account.account_id, "x", [Scope.ASK])[1]
    sign_in(client, "new")
    own, _ = ways_of(client.app)
    for way in own:
        if way.method == "MOUNT" or way.path in ("/healthz", "/readyz", "/metrics", "/language/{language}", "/sign-in", "/setup", "/account", "/account/password", "/sign-out", "/api/v1/openapi.json", "/api/v1/docs"):  # fmt: skip
            continue
        answer = client.request(way.method, way.filled({}))
        refused = (401, 403, 404) if way.path.startswith(FOR_PROGRAMS) else (404,)
        assert answer.status_code in refused or answer.headers.get("location") == "/account"
    assert client.get("/config").headers["location"] == "/account"
    assert client.get("/api/me", headers={"authorization": f"Bearer {token}"}).status_code == 401
    same = {"old": PASSWORD, "password": PASSWORD, "again": PASSWORD}
    assert client.post("/account/password", data=same).status_code == 422
    assert client.get("/").headers["location"] == "/account"
    client.post("/account/password", data={"old": PASSWORD, "password": NEW, "again": NEW})
    assert client.get("/").status_code == 200
