"""Rules side by side on the page: for everybody who is signed in, with signs beside colours and a way to each source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from at_the_door import PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient

from knowledge.types import ANYONE, Hit, Kind, Query, Role


class _Finding:
    """Finds every passage of rules that it may."""

    def __init__(self, services: FakeServices) -> None:
        self._catalogue = services.catalogue

    def search(self, query: Query) -> tuple[Hit, ...]:
        return tuple(
            Hit(rank=1, score=1.0, coverage=1.0, passage=passage, document=head)
            for head in self._catalogue.heads(ANYONE, kinds=(Kind.POLICY,))
            if head.document_id in (query.document_ids or ())
            for passage in self._catalogue.document_passages(head.document_id, ANYONE)
        )


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    services.accounts.create("Li", PASSWORD, [Role.ADMIN])
    services.accounts.create("maker", PASSWORD, [Role.SME])
    services.retriever = _Finding(services)  # type: ignore[assignment]
    with browser(services) as client:
        client.get("/language/en")
        sign_in(client, "maker")
        yield client


def test_provisions_stand_side_by_side_with_their_validity_and_source(client: TestClient) -> None:
    page = client.get("/policies/compare?topic=open+licence&on=2026-11-24").text
    assert "in force on 2026-11-24" in page
    assert 'href="/passages/policy-0"' in page
    assert "a digest, not the official words" in page
    assert "<sup>" in page
    assert "Values side by side" in page
    assert "not in force on 1970-01-01" in client.get("/policies/compare?topic=x&on=1970-01-01").text
    assert "规定对照" not in page


def test_nothing_found_and_nothing_asked_are_told(client: TestClient, services: FakeServices) -> None:
    assert "Give a topic" in client.get("/policies/compare").text
    assert "No provision" in client.get("/policies/compare?topic=x&level=faq").text
    wrong = client.get("/policies/compare?topic=<i>&on=soon")
    assert wrong.status_code == 422
    assert "is no day" in wrong.text
    kept = client.get("/policies/compare?topic=<i>").text
    assert 'value="&lt;i&gt;"' in kept


def test_nobody_who_is_not_signed_in_compares(client: TestClient, services: FakeServices) -> None:
    with browser(services) as stranger:
        assert stranger.get("/policies/compare?topic=x").status_code in (303, 401, 403, 404)
