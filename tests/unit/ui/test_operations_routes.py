"""What a monitor sees of the app: ready or why not, measures for this machine and administrators, ids of requests."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator

import pytest
from at_the_door import HERE, browser, stub_page
from fake_services import FakeServices
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.accounts.types import Account, Scope
from assistant.operations.logs import JsonLines
from assistant.operations.readiness import Reason
from knowledge.types import Role
from ui.host import create_app


@pytest.fixture
def here(services: FakeServices) -> Iterator[TestClient]:
    """A client on the machine itself."""
    app = create_app(services, build_page=stub_page)
    with TestClient(app, base_url=HERE, client=("127.0.0.1", 50_000)) as client:
        client.get("/")
        yield client


def _token(services: FakeServices, name: str, role: Role) -> dict[str, str]:
    account = services.accounts.create(name, "eine lange Brücke 9", [role])
    _, secret = services.tokens.issue(account.account_id, "monitor", [Scope.SEARCH])
    return {"authorization": f"Bearer {secret}"}


def test_it_is_ready_once_the_page_stands_and_says_why_not_before(services: FakeServices) -> None:
    def slow(*_: object) -> FastAPI:
        time.sleep(0.3)
        return stub_page()

    with TestClient(create_app(services, build_page=slow), base_url=HERE) as client:
        early = client.get("/readyz")
        assert (early.status_code, early.json()["reasons"]) == (503, ["page_loading"])
        client.get("/")
        assert client.get("/readyz").json() == {"status": "ready", "reasons": []}
        services.readiness.found = (Reason.LEXICAL_BEHIND,)
        late = client.get("/readyz")
        assert (late.status_code, late.json()["reasons"]) == (503, ["lexical_index_behind"])


def test_measures_name_routes_and_no_address(here: TestClient) -> None:
    here.get("/evidence/abc123/def456")
    here.get("/no-such-page")
    text = here.get("/metrics").text
    assert 'route="/evidence/{conversation_id}/{turn_id}"' in text
    assert 'route="other",status="404"' in text
    assert "abc123" not in text
    assert "process_resident_memory_bytes" in text


@pytest.mark.parametrize("header", ["forwarded", "via", "x-forwarded-for", "x-real-ip"])
def test_what_comes_through_a_proxy_is_not_from_this_machine(here: TestClient, header: str) -> None:
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_from_elsewhere_an_administrators_token_reads_the_measures(
    services: FakeServices, admin: Account, client: TestClient
) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=_token(services, "monitor", Role.ADMIN)).status_code == 200
    assert client.get("/metrics", headers=_token(services, "office", Role.OFFICER)).status_code == 404
    client.cookies.set("pb_session", services.sessions.open(admin.account_id))
    assert client.get("/metrics").status_code == 404


def test_a_request_keeps_the_id_that_it_came_with(here: TestClient) -> None:
    assert (
        here.get("/healthz", headers={"x-request-id": "trace-0123.abc"}).headers["x-request-id"]
        == "trace-0123.abc"
    )
    for told in ("", "短的", "a b c d e f g h", "x" * 65, '"}{"'):
        made = here.get("/healthz", headers={"x-request-id": told.encode()}).headers["x-request-id"]
        assert len(made) == 16
        assert made != told


def test_every_line_of_a_request_is_json_and_names_it(
    here: TestClient, services: FakeServices, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    def failing() -> tuple[Reason, ...]:
        logging.getLogger("test").warning("a line of the request")
        return ()

    services.readiness.reasons = failing  # type: ignore[method-assign]
    kept = Kept()
    logging.getLogger().addHandler(kept)
    with caplog.at_level(logging.INFO):
        here.get("/readyz?q=my+secret+invention", headers={"x-request-id": "trace-0001"})
    logging.getLogger().removeHandler(kept)
    told = [json.loads(line) for line in lines if "trace-0001" in line]
    assert [one["message"] for one in told] == ["a line of the request", "GET /readyz 200"]
    assert told[1].keys() >= {"at", "level", "logger", "route", "method", "status", "ms"}
    assert "invention" not in json.dumps(told)


def test_an_exception_in_the_log_says_where_and_nobodys_words() -> None:
    try:
        raise ValueError("my secret invention")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), None)
        import sys

        record.exc_info = sys.exc_info()
    told = JsonLines().format(record)
    assert "ValueError at" in told
    assert "invention" not in told


def test_while_the_app_closes_programs_are_told_to_come_again(services: FakeServices) -> None:
    with browser(services) as client:
        services.work.close()
        answer = client.post("/api/ask", json={})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert client.get("/healthz").status_code == 200
