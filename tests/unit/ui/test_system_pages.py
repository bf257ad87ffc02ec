"""The administrator's pages of the system: how it fares, its models, backups, everybody's tokens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from at_the_door import PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient

from assistant.accounts.types import Account, Scope
from knowledge.types import Role

PAGES = ("backup", "health", "models", "tokens")


@pytest.fixture
def office(client: TestClient) -> TestClient:
    """A browser of an administrator who is an officer too."""
    sign_in(client)
    return client


@pytest.fixture
def caretaker(services: FakeServices, admin: Account) -> Iterator[TestClient]:
    """A browser of an administrator who may see nothing internal."""
    services.accounts.create("Caretaker", PASSWORD, [Role.ADMIN])
    with browser(services) as client:
        sign_in(client, "caretaker")
        yield client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_page_has_one_heading_and_leads_to_the_others(
    office: TestClient, page: str, language: str
) -> None:
    text = office.get(f"/admin/{page}", headers={"accept-language": language}).text
    assert text.count("<h1>") == 1
    assert f'/admin/{page}" aria-current="page"' in text
    assert all(f"/admin/{other}" in text for other in PAGES)


def test_health_tells_what_there_is_and_the_last_runs(office: TestClient) -> None:
    text = office.get("/admin/health", headers={"accept-language": "en"}).text
    for told in ("Ready for questions", "vectors are still being made", "40.0 GB free", "512.0 MB", "7 added", "not finished", "python 3.11"):  # fmt: skip
        assert told in text


def test_an_examination_counts_what_is_internal_for_officers_alone(
    office: TestClient, caretaker: TestClient
) -> None:
    for client, is_told in ((office, True), (caretaker, False)):
        text = client.post("/admin/health", headers={"accept-language": "en"}).text
        assert "lexical_missing:public" in text
        assert "Public: 61 documents" in text
        assert ("Internal: 17 documents" in text) is is_told


def test_models_are_tested_at_the_press_of_a_button(office: TestClient) -> None:
    before = office.get("/admin/models", headers={"accept-language": "en"}).text
    assert "test-model · at models.example" in before
    assert "runs inside this program" in before
    assert "answered after" not in before
    after = office.post("/admin/models", headers={"accept-language": "en"}).text
    assert "built-in: answered after 0.1 s" in after
    assert "test-model: " in after


def test_a_backup_is_made_taken_along_and_deleted(office: TestClient, services: FakeServices) -> None:
    assert "Backed up: patentbridge-" in office.post("/admin/backup", headers={"accept-language": "en"}).text
    (held,) = services.system.backups()
    taken = office.get(f"/admin/backup/{held.name}")
    assert taken.content == b"everything there is"
    assert held.name in taken.headers["content-disposition"]
    assert taken.headers["cache-control"] == "no-store"
    assert office.post("/admin/backup-delete", data={"name": held.name}).status_code == 303
    assert office.get(f"/admin/backup/{held.name}").status_code == 404
    lines = services.audit.lines(services.accounts.by_name("Wang Li").reader)  # type: ignore[union-attr]
    assert [line.action for line in lines][:3] == ["backup_deleted", "backup_taken", "backed_up"]


def test_whoever_may_not_see_what_is_internal_takes_no_backup_along(
    caretaker: TestClient, services: FakeServices
) -> None:
    text = caretaker.post("/admin/backup", headers={"accept-language": "en"}).text
    (held,) = services.system.backups()
    assert held.name in text
    assert f'href="/admin/backup/{held.name}"' not in text
    assert caretaker.get(f"/admin/backup/{held.name}").status_code == 404


def test_tokens_of_everybody_are_seen_and_revoked(office: TestClient, services: FakeServices) -> None:
    firm = services.accounts.create("Firm", PASSWORD, [Role.SME])
    token, secret = services.tokens.issue(firm.account_id, "dashboard", [Scope.ASK])
    text = office.get("/admin/tokens").text
    assert "dashboard" in text
    assert secret not in text
    form = {"account": firm.account_id, "token": token.token_id}
    assert office.post("/admin/token-revoke", data=form).status_code == 303
    assert services.tokens.of(firm.account_id) == ()
    assert services.tokens.bearer(secret) is None


def test_for_everybody_else_there_are_no_such_pages(client: TestClient, services: FakeServices) -> None:
    services.accounts.create("Officer", PASSWORD, [Role.OFFICER])
    sign_in(client, "officer")
    assert {client.get(f"/admin/{page}").status_code for page in PAGES} == {404}
    assert {client.post(f"/admin/{page}").status_code for page in ("backup", "health", "models")} == {404}
    assert services.system.backups() == ()
