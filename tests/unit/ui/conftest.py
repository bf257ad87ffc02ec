"""Made-up services for tests of the page's parts, without the framework."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

sys.path.append(str(Path(__file__).parents[2] / "e2e"))

from at_the_door import PASSWORD, browser
from fake_services import FakeServices

from assistant.accounts import passwords
from assistant.accounts.types import Account
from knowledge.types import Role


@pytest.fixture
def services(tmp_path: Path) -> FakeServices:
    return FakeServices(tmp_path / "app.db")


@pytest.fixture
def admin(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Make an administrator; passwords are hashed at little cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return services.accounts.create("Wang Li", PASSWORD, [Role.ADMIN, Role.OFFICER])


@pytest.fixture
def client(services: FakeServices, admin: Account) -> Iterator[TestClient]:
    """Open a browser that is not signed in, where there are accounts."""
    with browser(services) as client:
        yield client
