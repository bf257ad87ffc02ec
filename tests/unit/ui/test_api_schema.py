"""Schemathesis over the description of the API: whatever is made up from it, nothing fails at the server, whoever asks.

What comes back is held against the description too: statuses, types of content, fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from at_the_door import stub_page
from fakes import walled_library as library
from fakes.served_page import served
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ui.host import create_app
from ui.identity import Access

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 3}  # of each operation


@dataclass(frozen=True)
class Api:
    address: str
    tokens: dict[str, str]
    schema: Any


@pytest.fixture(scope="module")
def api(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    services = library.opened(tmp_path_factory.mktemp("described") / "home", models)
    people = library.people(services)
    tokens = {name: library.token_of(services, people[name]) for name in ("sme", "officer")}
    access = Access(open_at_first=False, api_at_once=100, api_per_minute=100_000)
    with served(create_app(services, build_page=stub_page, access=access)) as address:
        told = httpx.get(f"{address}/api/v1/openapi.json", trust_env=False).json()
        yield Api(address=address, tokens=tokens, schema=schemathesis.openapi.from_dict(told))
    services.close()


@pytest.mark.parametrize("mode", sorted(_EXAMPLES))
@pytest.mark.parametrize("actor", ["nobody", "officer", "sme"])
def test_nothing_that_is_sent_fails_at_the_server(api: Api, actor: str, mode: GenerationMode) -> None:
    secret = api.tokens.get(actor)
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    quick = settings(
        max_examples=_EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seen = 0
    for found in api.schema.get_all_operations():
        operation = found.ok()

        @quick
        @given(case=operation.as_strategy(generation_mode=mode))
        def held(case: Any) -> None:
            nonlocal seen
            seen += 1
            answer = case.call(base_url=f"{api.address}/api/v1", headers=headers, timeout=60)
            case.validate_response(answer, checks=_CHECKS)
            assert secret or answer.status_code in (401, 404, 405)

        held()
    assert seen > 20
