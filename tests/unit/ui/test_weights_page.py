"""The administrator's page of weights: shown, changed, refused where they are not 100, put back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from at_the_door import PASSWORD, browser, sign_in
from fake_services import FakeServices
from starlette.testclient import TestClient

from assistant.matching.scoring import Weights
from assistant.matching.types import ComponentName
from knowledge.types import Role

POINTS = {str(name): "12.5" for name in ComponentName}


@pytest.fixture
def client(services: FakeServices) -> Iterator[TestClient]:
    services.accounts.create("Li", PASSWORD, [Role.ADMIN])
    with browser(services) as client:
        client.get("/language/en")
        sign_in(client, "Li")
        yield client


def test_an_administrator_changes_them_and_puts_them_back(client: TestClient, services: FakeServices) -> None:
    assert 'value="30"' in client.get("/admin/weights").text
    assert client.post("/admin/weights", data=POINTS).headers["location"] == "/admin/weights?done=weights"
    assert set(services.weights.current().points.values()) == {12.5}
    page = client.get("/admin/weights?done=weights").text
    assert page.count('value="12.5"') == len(POINTS)
    assert "The weights are changed." in page
    client.post("/admin/weights-reset")
    assert services.weights.current() == Weights()


def test_what_is_not_100_is_told_and_what_was_filled_in_stays(
    client: TestClient, services: FakeServices
) -> None:
    answer = client.post("/admin/weights", data={**POINTS, "trl": "<b>"})
    assert answer.status_code == 422
    assert 'value="&lt;b&gt;"' in answer.text
    answer = client.post("/admin/weights", data={**POINTS, "trl": "99"})
    assert "186.5" in answer.text
    assert services.weights.current() == Weights()
