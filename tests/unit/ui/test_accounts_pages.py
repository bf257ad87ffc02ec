"""Signing in on the page: what a person without an account, with one, and an administrator can do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from fake_services import FakeServices
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.testclient import TestClient

from assistant.accounts.types import Account, Scope
from assistant.audit.types import Details, Line, Subject
from assistant.stored import ConversationSummary
from assistant.topics import TopicKey, TopicKind
from knowledge.catalogue.engine import writing
from knowledge.types import Language, Role
from ui.accounts_html import account_box, ways
from ui.audit_html import page as audit_page
from ui.host import create_app
from ui.identity import Access, visit_of
from ui.page_html import history_html
from ui.strings import TEXTS, say
from ui.visitor import reader_of

HERE = "http://127.0.0.1:7860"
PASSWORD = "a bridge over 长江"


def stub_page(*_: object) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def page(request: Request) -> HTMLResponse:
        reader = visit_of(request.scope).reader
        return HTMLResponse(
            f"<html lang='en'><head></head><body>{reader.user if reader else 'nobody'}</body></html>"
        )

    return app


def client_of(services: FakeServices, access: Access | None = None) -> TestClient:
    app = create_app(services, access=access or Access(), build_page=stub_page)
    return TestClient(
        app, base_url=HERE, headers={"origin": HERE, "accept": "text/html", "accept-language": "en"}, follow_redirects=False
    )  # fmt: skip


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    with client_of(services) as client:
        yield client


@pytest.fixture
def admin(services: FakeServices) -> Account:
    return services.accounts.create("Admin Li", PASSWORD, [Role.ADMIN])


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> int:
    return client.post("/sign-in", data={"name": name, "password": password, **more}).status_code


def test_on_this_machine_the_page_works_at_once_and_offers_to_set_up_accounts(client: TestClient) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/sign-in").headers["location"] == "/"
    assert 'action="/setup"' in client.get("/setup").text


def test_the_first_account_keeps_the_conversations_of_its_maker(
    client: TestClient, services: FakeServices
) -> None:
    client.get("/")
    visitor = reader_of(dict(client.cookies))
    assert visitor is not None
    conversation = services.history.create(visitor.user)
    made = client.post(
        "/setup", data={"name": "Li", "password": PASSWORD, "again": PASSWORD, "officer": "yes"}
    )
    assert made.headers["location"] == "/account"
    account = services.accounts.by_name("li")
    assert account is not None
    assert account.roles == (Role.OFFICER, Role.ADMIN)
    assert services.history.turns(conversation, account.account_id) == ()
    assert (
        client.post("/setup", data={"name": "x", "password": PASSWORD, "again": PASSWORD}).status_code == 422
    )


@pytest.mark.parametrize(("code", "status"), [("", 403), ("wrong", 403), ("c0de", 303)])
def test_on_a_network_the_first_account_needs_the_code(
    services: FakeServices, code: str, status: int
) -> None:
    access = Access(open_at_first=False, setup_code="c0de")
    with client_of(services, access) as client:
        assert client.get("/").headers["location"] == "/sign-in"
        assert client.get("/sign-in").headers["location"] == "/setup"
        form = {"name": "Li", "password": PASSWORD, "again": PASSWORD, "code": code}
        assert client.post("/setup", data=form).status_code == status


def test_once_there_are_accounts_everybody_signs_in_and_comes_back_to_where_they_were(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    refused = client.get("/?c=abc")
    assert refused.headers["location"] == "/sign-in?next=%3Fc%3Dabc"
    assert 'value="?c=abc"' in client.get(refused.headers["location"]).text
    assert sign_in(client, "admin li", "wrong password") == 403
    signed_in = client.post("/sign-in", data={"name": "admin li", "password": PASSWORD, "next": "?c=abc"})
    assert signed_in.headers["location"] == "/?c=abc"
    assert admin.account_id in client.get("/").text


def test_visitors_may_go_on_asking_where_the_operator_lets_them(
    services: FakeServices, admin: Account
) -> None:
    with client_of(services, Access(visitors=True)) as client:
        assert client.get("/").status_code == 200
        assert client.get("/account").status_code == 403


@pytest.mark.parametrize(
    "wanted", ["//evil.invalid", "https://evil.invalid", "/\\evil.invalid", "javascript:alert(1)", "%2F%2Fevil.invalid", "a\r\nb"]
)  # fmt: skip
def test_nobody_is_sent_to_another_site_after_signing_in(
    client: TestClient, admin: Account, wanted: str
) -> None:
    signed_in = client.post("/sign-in", data={"name": "admin li", "password": PASSWORD, "next": wanted})
    assert signed_in.headers["location"] in ("/", "/evil.invalid")


def test_a_session_is_made_anew_and_ends_when_signing_out(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    client.cookies.set("pb_session", "x" * 43, domain="127.0.0.1", path="/")
    sign_in(client, "admin li")
    first = client.cookies["pb_session"]
    assert first != "x" * 43
    sign_in(client, "admin li")
    second = client.cookies["pb_session"]
    assert services.sessions.session(first) is None
    left = client.post("/sign-out")
    assert left.headers["location"] == "/sign-in"
    assert services.sessions.session(second) is None
    assert client.get("/account").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient, admin: Account) -> None:
    cookie = client.post("/sign-in", data={"name": "admin li", "password": PASSWORD}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "max-age" not in cookie.lower()


def test_behind_tls_the_cookie_is_secure_and_bound_to_the_host(
    services: FakeServices, admin: Account
) -> None:
    app = create_app(services, trusted_hosts=None, build_page=stub_page)
    with TestClient(
        app, base_url="https://office.example", headers={"origin": "https://office.example"}
    ) as tls:
        form = {"name": "admin li", "password": PASSWORD}
        cookie = tls.post("/sign-in", data=form, follow_redirects=False).headers["set-cookie"]
    assert cookie.startswith("__Host-pb_session=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie


def test_a_password_that_somebody_else_set_opens_nothing_but_its_change(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    services.accounts.create("officer", PASSWORD, [Role.OFFICER], must_change_password=True)
    sign_in(client, "officer")
    assert client.get("/").headers["location"] == "/account"
    assert client.get("/evidence/a/b").headers["location"] == "/account"
    assert client.post("/account/tokens", data={"label": "t", "scope": "ask"}).status_code == 404
    wrong = {"old": "not the password", "password": "another password", "again": "another password"}
    assert client.post("/account/password", data=wrong).status_code == 403
    differ = {"old": PASSWORD, "password": "another password", "again": "another"}
    assert client.post("/account/password", data=differ).status_code == 422
    right = {"old": PASSWORD, "password": "another password", "again": "another password"}
    assert client.post("/account/password", data=right).headers["location"] == "/account?done=password"
    assert client.get("/").status_code == 200


def test_changing_the_password_signs_out_the_other_browsers(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    elsewhere = services.sessions.open(admin.account_id)
    sign_in(client, "admin li")
    client.post(
        "/account/password",
        data={"old": PASSWORD, "password": "another password", "again": "another password"},
    )
    assert services.sessions.session(elsewhere) is None
    assert client.get("/account").status_code == 200


def test_an_administrator_makes_accounts_whose_password_is_shown_once(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    sign_in(client, "admin li")
    made = client.post("/admin/accounts", data={"name": "王 officer", "role": ["officer", "policy"]})
    shown = re.search(r'class="pb-secret">([^<]+)<', made.text)
    assert shown is not None
    assert made.headers["cache-control"] == "no-store"
    account = services.accounts.sign_in("王 officer", shown[1])
    assert account.roles == (Role.OFFICER, Role.POLICY)
    assert account.must_change_password
    assert shown[1] not in client.get("/admin/accounts").text


def test_switching_an_account_off_ends_its_sessions_and_tokens(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    other = services.accounts.create("officer", PASSWORD, [Role.OFFICER])
    session = services.sessions.open(other.account_id)
    _, token = services.tokens.issue(other.account_id, "t", [Scope.ASK])
    sign_in(client, "admin li")
    assert client.post("/admin/active", data={"account": other.account_id, "active": "no"}).status_code == 303
    assert services.sessions.session(session) is None
    assert services.tokens.bearer(token) is None
    last = client.post("/admin/active", data={"account": admin.account_id, "active": "no"})
    assert last.status_code == 422
    assert "last administrator" in last.text


@pytest.mark.parametrize("role", [Role.SME, Role.OFFICER, Role.POLICY])
@pytest.mark.parametrize("path", ["accounts", "roles", "active", "password"])
def test_for_everybody_else_there_is_no_administration(
    client: TestClient, services: FakeServices, admin: Account, role: Role, path: str
) -> None:
    services.accounts.create("somebody", PASSWORD, [role])
    sign_in(client, "somebody")
    form = {"account": admin.account_id, "active": "no", "role": "sme", "name": "new"}
    assert client.post(f"/admin/{path}", data=form).status_code == 404
    assert client.get("/admin/accounts").status_code == 404
    assert services.accounts.get(admin.account_id) == admin


def test_a_token_opens_the_interface_for_programs_and_nothing_else(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    _, secret = services.tokens.issue(admin.account_id, "script", [Scope.SEARCH])
    bearer = {"authorization": f"Bearer {secret}"}
    assert client.get("/api/me", headers=bearer).json() == {
        "name": "Admin Li", "roles": ["admin"], "scopes": ["search"],
    }  # fmt: skip
    assert client.get("/account", headers=bearer).status_code == 404
    assert client.get("/api/me", headers={"authorization": "Bearer pbt_" + "x" * 43}).status_code == 401
    sign_in(client, "admin li")
    assert client.get("/api/me").status_code == 401  # a cookie does not


def test_names_and_labels_are_shown_as_they_are(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    services.accounts.create(hostile, PASSWORD, [Role.ADMIN])
    sign_in(client, hostile)
    client.post("/account/tokens", data={"label": hostile, "scope": "ask"})
    for path in ("/account", "/admin/accounts"):
        page = client.get(path).text
        assert hostile not in page
        assert "&lt;img" in page


def test_an_event_belongs_to_the_one_who_began_it(services: FakeServices, admin: Account) -> None:
    services.accounts.create("other", PASSWORD, [Role.OFFICER])
    app = FastAPI()
    app.post("/gradio_api/queue/join")(lambda: {"event_id": "event1"})
    app.get("/gradio_api/queue/data")(lambda: {"answer": "secret"})
    app.get("/gradio_api/heartbeat/{name}")(lambda name: {"alive": name})
    app.post("/gradio_api/cancel")(lambda: {"success": True})
    whole = create_app(services, build_page=lambda *_: app)
    with TestClient(whole, base_url=HERE, headers={"origin": HERE}) as mine:
        sign_in(mine, "admin li")
        others = TestClient(whole, base_url=HERE, headers={"origin": HERE})
        sign_in(others, "other")
        assert mine.post("/gradio_api/queue/join", json={"session_hash": "hash1"}).status_code == 200
        assert mine.get("/gradio_api/queue/data?session_hash=hash1").status_code == 200
        assert others.get("/gradio_api/queue/data?session_hash=hash1").status_code == 404
        assert others.get("/gradio_api/heartbeat/hash1").status_code == 404
        assert others.post("/gradio_api/queue/join", json={"session_hash": "hash1"}).status_code == 404
        stolen = {"session_hash": "hash2", "fn_index": 0, "event_id": "event1"}
        assert others.post("/gradio_api/cancel", json=stolen).status_code == 404
        assert mine.post("/gradio_api/cancel", json={**stolen, "session_hash": "hash1"}).status_code == 200


@pytest.mark.parametrize("strips", [True, False])
def test_under_a_path_of_a_proxy_everything_stays_under_it(
    services: FakeServices, admin: Account, strips: bool
) -> None:
    before = "" if strips else "/patents"
    with client_of(services, Access(root_path="/patents")) as client:
        assert client.get(f"{before}/").headers["location"] == "/patents/sign-in"
        page = client.get(f"{before}/sign-in").text
        assert 'action="/patents/sign-in"' in page
        assert 'href="/patents/ui/theme.css' in page
        form = {"name": "admin li", "password": PASSWORD, "next": "account"}
        signed_in = client.post(f"{before}/sign-in", data=form)
        assert signed_in.headers["location"] == "/patents/account"
        assert "Path=/patents" in signed_in.headers["set-cookie"]


def test_topics_are_shown_to_those_who_plan_and_only_from_three_askers_on(
    client: TestClient, services: FakeServices, admin: Account
) -> None:
    services.accounts.create("planner", PASSWORD, [Role.POLICY])
    services.accounts.create("company", PASSWORD, [Role.SME])
    three, two = TopicKey(kind=TopicKind.IPC, key="H01M"), TopicKey(kind=TopicKind.IPC, key="C22B")
    with writing(services.history._engine) as connection:
        for user, topics in (("a", [three, two]), ("b", [three, two]), ("c", [three])):
            services.insights.append(connection, user, topics)
    services.today = lambda: datetime.now(UTC).date()  # type: ignore[method-assign]
    sign_in(client, "planner")
    page = client.get("/topics?months=1").text
    assert "H01M" in page
    assert "3 people" in page
    assert "C22B" not in page
    sign_in(client, "company")
    assert client.get("/topics").status_code == 404


# ── the ways from the conversation ───────────────────────────────────────────────────────────────────────

_OFFICE = {"drafts", "batches", "licences", "demand", "disclosures"}
_ADMINISTRATION = {"admin/accounts", "admin/audit", "admin/weights"}
_BOX = {
    Role.SME: {"library", "match", "needs", "pool"},
    Role.OFFICER: {"library", "match", "needs", "pool", "insights", "topics", *_OFFICE},
    Role.POLICY: {"library", "match", "pool", "insights", "topics"},
    Role.ADMIN: {"library", "match", "pool", "topics", *_ADMINISTRATION},
}  # fmt: skip
_OTHERS = {
    Role.SME: _OFFICE | _ADMINISTRATION | {"insights", "topics"},
    Role.OFFICER: _ADMINISTRATION,
    Role.POLICY: _OFFICE | _ADMINISTRATION | {"needs"},
    Role.ADMIN: _OFFICE | {"needs", "insights"},
}


@pytest.mark.parametrize("role", sorted(_BOX))
@pytest.mark.parametrize("language", sorted(Language))
def test_the_side_of_the_conversation_leads_to_the_pages_that_one_has(
    services: FakeServices, admin: Account, role: Role, language: Language
) -> None:
    owner = services.accounts.create("Wang Min", PASSWORD, [role])

    box = str(account_box(owner, language, offers=""))

    shown = set(re.findall(r'href="([^"]+)"', box))
    assert shown >= _BOX[role] | {"account"}
    assert not shown & _OTHERS[role]
    assert ("<details" in box) == (len(shown) > 4), "many ways are behind one button"
    assert 'href="/' not in box, "they hold under any path"


def test_a_visitor_is_led_to_what_is_open_to_all_and_to_signing_in_alone() -> None:
    box = str(account_box(None, Language.EN, offers="sign_in"))

    shown = set(re.findall(r'href="([^"]+)"', box))
    assert shown >= {"library", "match", "sign-in"}
    assert not shown & (_OFFICE | _ADMINISTRATION | {"needs", "pool", "account"})


@pytest.mark.parametrize("language", list(Language))
def test_all_of_ones_conversations_are_one_click_away(language: Language) -> None:
    assert 'href="/conversations"' in ways("", None, language)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    talk = ConversationSummary(conversation_id="c", title="Hooks", updated_at=now)
    assert 'href="conversations"' in history_html((talk,), "c", now.date(), language)


def test_the_way_to_where_one_is_is_marked_on_the_pages_behind_it_too() -> None:
    at = str(ways("/office", None, Language.EN, "/office/library"))
    behind = str(ways("/office", None, Language.EN, "/office/library/d1/text"))
    assert '<a href="/office/library" aria-current="page">' in at
    assert '<a href="/office/library" aria-current="true">' in behind
    assert at.count("aria-current") == behind.count("aria-current") == 1


@pytest.mark.parametrize("language", list(Language))
def test_the_audit_is_told_in_words_and_long_lists_are_folded(admin: Account, language: Language) -> None:
    ids = [f"id{number:02}" for number in range(25)]
    line = Line(
        number=1, at="2026-11-24T08:00:00Z", actor="u", roles=(), action="searched", subject="library",
        subject_id="", outcome="done", written=json.dumps({"count": 25, "seen": ids}), digest="",
    )  # fmt: skip
    query = {"who": "", "action": "", "since": "", "until": ""}
    told = audit_page("", admin, [line], {}, language, told=Markup(), query=query, more=False)
    assert f"<td>{say('subject.library', language)}</td>" in told
    assert f"<summary>{say('detail.seen', language)} 25</summary>" in told
    for words in (Subject, fields(Details)):
        for one in words:
            name = f"subject.{one}" if isinstance(one, Subject) else f"detail.{one.name}"
            assert name in TEXTS or name == "subject.", name
