"""Waiting demand on the page: for officers, with the fields on record; for everybody else the pages do not exist."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from at_the_door import PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient

from assistant.needs.types import Wanted
from assistant.register.types import Contract, LicensedPatent
from knowledge.types import LicenceType, Role


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    services.accounts.create("Li", PASSWORD, [Role.ADMIN, Role.OFFICER])
    services.accounts.create("maker", PASSWORD, [Role.SME])
    with browser(services) as client:
        client.get("/language/en")
        sign_in(client, "Li")
        yield client


def test_a_patent_tells_how_many_needs_were_looked_at_and_who_licenses_it(
    client: TestClient, services: FakeServices
) -> None:
    maker, officer = services.accounts.by_name("maker"), services.accounts.by_name("Li")
    assert maker is not None
    assert officer is not None
    services.needs.submit(maker.reader, services.needs.create(maker.reader, Wanted(text="recycling")).need_id)
    contract = Contract(
        licensors=("A",), licensee="Kestrel <b>Moor</b>", patents=(LicensedPatent(number="CN199900001B", document_id="patent"),), licence_type=LicenceType.EXCLUSIVE
    )  # fmt: skip
    licence = services.register.add(officer.reader, contract)
    page = client.get("/patents/patent/needs")
    assert page.status_code == 200
    assert "0 of 1 submitted needs" in page.text
    assert f"/licences/{licence.licence_id}" in page.text
    assert "Kestrel &lt;b&gt;Moor&lt;/b&gt;" in page.text
    assert client.get("/patents/floor/needs").status_code == 404  # internal
    assert client.get("/patents/nothing/needs").status_code == 404


def test_demand_says_its_day_and_how_far_it_is(client: TestClient) -> None:
    page = client.get("/demand").text
    assert "As of 2026-11-24: 0 of 0 submitted needs" in page
    assert 'value="&lt;i&gt;"' in client.get("/demand?owner=<i>").text
    assert client.get("/demand/xlsx").content.startswith(b"PK")


def test_for_an_enterprise_there_is_nothing_of_it(client: TestClient, services: FakeServices) -> None:
    with browser(services) as other:
        sign_in(other, "maker")
        for path in ("/demand", "/demand/xlsx", "/patents/patent/needs"):
            assert other.get(path).status_code == 404
