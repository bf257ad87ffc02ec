"""Made-up services for tests of the page's parts, without the framework."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

sys.path.append(str(Path(__file__).parents[2] / "e2e"))

from at_the_door import PASSWORD, browser
from fake_services import FakeServices

from assistant.accounts.types import Account
from knowledge.types import Role


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database with everybody's tables and nothing in them: making those takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "app.db"
    FakeServices(path)._engine.dispose()
    return path


@pytest.fixture
def services(empty_database: Path, tmp_path: Path) -> FakeServices:
    return FakeServices(Path(shutil.copy(empty_database, tmp_path / "app.db")))


@pytest.fixture
def admin(services: FakeServices) -> Account:
    """Make an administrator."""
    return services.accounts.create("Wang Li", PASSWORD, [Role.ADMIN, Role.OFFICER])


@pytest.fixture
def client(services: FakeServices, admin: Account) -> Iterator[TestClient]:
    """Open a browser that is not signed in, where there are accounts."""
    with browser(services) as client:
        yield client
