"""The tools at /mcp, called by the official client over loopback: what they give, to whom, and what becomes of mistakes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import walled_library as library
from fakes.served_page import served
from fastapi import FastAPI
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from assistant.accounts.types import Account, Scope
from assistant.audit.types import Action, Outcome, Selection
from assistant.services import Services
from assistant.understanding.tools import TOOLS as ASSISTANTS
from knowledge.types import Kind
from ui.host import create_app
from ui.identity import Access
from ui.mcp.shapes import TOOLS

PATENT, OTHER = "CN199900801B", "CN199900802B"
CALLS: dict[str, dict[str, Any]] = {
    "ask": {"question": "起重机吊钩减摆方法的许可费是多少？", "as_of": "2026-11-24"},
    "calculate": {"patents": [PATENT], "question": "许可一年要付多少钱？"},
    "compare": {"patents": [PATENT, OTHER], "language": "zh"},
    "get_patent": {"patents": [PATENT], "language": "zh"},
    "licence_terms": {"patents": [PATENT], "language": "en"},
    "list_documents": {"kind": "patent"},
    "match": {"need": "寻找起重机吊钩减摆方法，能耗降低15%。"},
    "search": {"query": "起重机吊钩"},
    "search_patents": {"topic": "集装箱锁具", "languages": ["zh"]},
    "search_policies": {"topic": "年费减免"},
    "show_record": {"document": PATENT, "with_text": True},
}
INTERNAL = {"question": f"{PATENT} 的内部底价是多少？"}


class Office:
    """A library with walls behind three addresses: as it comes, where officers' tools read what is internal, and where one question a minute is answered."""

    def __init__(
        self, services: Services, accounts: dict[str, Account], address: str, trusting: str, sparing: str
    ) -> None:
        self.services, self.accounts = services, accounts
        self.address, self.trusting, self.sparing = address, trusting, sparing

    def token(self, name: str, *scopes: Scope) -> str:
        return library.token_of(self.services, self.accounts[name], scopes or tuple(Scope))

    def lines(self, name: str) -> list[tuple[str, str]]:
        """Return what the audit says of somebody, oldest first."""
        selection = Selection(actor=self.accounts[name].account_id)
        lines = self.services.audit.lines(self.accounts["admin"].reader, selection, limit=500)
        return [(line.action, line.outcome) for line in sorted(lines, key=lambda line: line.number)]


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in a thread: a browser of another test may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@asynccontextmanager
async def connected(address: str, token: str) -> Any:
    headers = {"authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(headers=headers, trust_env=False, timeout=60) as http,
        Client(streamable_http_client(f"{address}/mcp/", http_client=http)) as client,
    ):
        yield client


def call(address: str, token: str, name: str, arguments: dict[str, Any]) -> Any:
    async def called() -> Any:
        async with connected(address, token) as client:
            return await client.call_tool(name, arguments)

    return _run(called())


def _no_page(*_arguments: object) -> FastAPI:
    return FastAPI()


@pytest.fixture(scope="module")
def office(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    services = library.opened(tmp_path_factory.mktemp("tools") / "home", models)
    accounts = library.people(services)
    shut = create_app(services, access=Access(open_at_first=False), build_page=_no_page)
    trusting = create_app(
        services, access=Access(open_at_first=False, mcp_internal=True), build_page=_no_page
    )
    once = create_app(services, access=Access(open_at_first=False, api_per_minute=1), build_page=_no_page)
    with served(shut) as address, served(trusting) as other, served(once) as sparing:
        yield Office(services, accounts, address, other, sparing)
    services.close()


def test_an_account_asks_no_more_here_than_through_the_api(office: Office) -> None:
    token = office.token("sme")
    first, second = (call(office.sparing, token, "ask", CALLS["ask"]) for _ in range(2))
    assert not first.is_error
    assert second.is_error
    assert "1" in second.content[0].text
    told = httpx.post(
        f"{office.sparing}/api/v1/ask", json={"question": "x"}, headers={"authorization": f"Bearer {token}"}
    )
    assert told.status_code == 429
    assert not call(office.sparing, token, "list_documents", CALLS["list_documents"]).is_error


def test_the_assistants_own_tools_are_among_those_offered(office: Office) -> None:
    async def listed() -> Any:
        async with connected(office.address, office.token("sme")) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in _run(listed())}
    assert sorted(tools) == sorted(CALLS)
    for name, shape in ASSISTANTS.items():
        assert tools[name].description == shape.__doc__
    assert all(tool.annotations.read_only_hint for tool in tools.values())


@pytest.mark.parametrize("name", sorted(CALLS))
def test_each_tool_answers_with_its_day_and_its_sources(office: Office, name: str) -> None:
    before = len(office.lines("sme"))
    told = call(office.address, office.token("sme"), name, CALLS[name])
    assert not told.is_error, told.content[0].text
    content = told.structured_content
    assert content["as_of"] == CALLS[name].get("as_of", office.services.today().isoformat())
    assert told.content[0].text
    found = content.get("citations") or content.get("hits") or content.get("matches") or content.get("documents") or content.get("passages")  # fmt: skip
    assert found
    if "answer" in content:
        assert not content["refused"]
        assert all(cited["quote"] for cited in content["citations"])
    action = (
        Action.ASKED if "answer" in content else Action.OPENED if name == "show_record" else Action.SEARCHED
    )
    assert office.lines("sme")[before:] == [(action, Outcome.DONE)]


@pytest.mark.parametrize("actor", sorted(library.ROLES))
def test_what_is_internal_reaches_no_model_through_a_tool(office: Office, actor: str) -> None:
    told = [call(office.address, office.token(actor), name, CALLS[name]) for name in sorted(CALLS)]
    told.append(call(office.address, office.token(actor), "ask", INTERNAL))
    told.append(
        call(office.address, office.token(actor), "search", {"query": " ".join(library.WORDS), "k": 50})
    )
    assert library.leaks("".join(f"{one.content}{json.dumps(one.structured_content)}" for one in told)) == []


def test_where_the_operator_allows_it_officers_and_nobody_else_read_what_is_internal(office: Office) -> None:
    def asked(actor: str) -> str:
        told = [
            call(office.trusting, office.token(actor), "ask", INTERNAL),
            call(office.trusting, office.token(actor), "search", {"query": "谈判底线", "k": 50}),
            call(office.trusting, office.token(actor), "list_documents", {"limit": 200}),
        ]
        return "".join(f"{one.content}{json.dumps(one.structured_content)}" for one in told)

    assert {actor: bool(library.leaks(asked(actor))) for actor in library.ROLES} == {
        "admin": False, "sme": False, "officer": True, "policy": False, "officer-admin": True,
    }  # fmt: skip


def test_a_token_does_what_its_scopes_say_and_is_offered_no_more(office: Office) -> None:
    token = office.token("policy", Scope.SEARCH)

    async def listed() -> Any:
        async with connected(office.address, token) as client:
            return sorted(tool.name for tool in (await client.list_tools()).tools)

    assert _run(listed()) == sorted(name for name, tool in TOOLS.items() if tool.scope is Scope.SEARCH)
    refused = call(office.address, token, "ask", CALLS["ask"])
    assert refused.is_error
    assert "scope ask" in refused.content[0].text
    assert office.lines("policy")[-1] == (Action.ACCESS_REFUSED, Outcome.REFUSED)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": "x" * 5_000}, "question"),
        ("compare", {"patents": [PATENT]}, "patents"),
        ("nothing", {}, "no such tool"),
        ("search", {"query": "x", "k": 10_000}, "k"),
        ("search", {"query": "x", "audience": "internal"}, "audience"),
        ("search_patents", {"topic": "x", "regions": ["Atlantis"]}, "Atlantis"),
        ("show_record", {"document": "CN000000000Z"}, "CN000000000Z"),
    ],
)
def test_a_mistake_is_told_as_the_tools_error(
    office: Office, name: str, arguments: dict[str, Any], says: str
) -> None:
    told = call(office.address, office.token("sme"), name, arguments)
    assert told.is_error
    assert says in told.content[0].text


def test_a_fault_of_ours_is_told_without_its_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_reader: object, **_wanted: object) -> None:
        raise RuntimeError(library.WORDS[0])

    monkeypatch.setattr(office.services.catalogue, "heads", broken)
    told = call(office.address, office.token("sme"), "list_documents", {"kind": str(Kind.PATENT)})
    assert told.is_error
    assert library.leaks(str(told)) == []
    assert "log" in told.content[0].text


def posted(office: Office, **headers: str) -> httpx.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream", **headers}
    return httpx.post(f"{office.address}/mcp/", json=body, headers=accept, trust_env=False)


def test_without_a_token_there_is_a_challenge_and_nothing_else(office: Office) -> None:
    session = office.services.sessions.open(office.accounts["officer"].account_id)
    revoked = office.token("sme")
    office.services.tokens.revoke_all(office.accounts["sme"].account_id)
    tries = [
        posted(office, authorization="Bearer pbt_" + "x" * 43),
        posted(office, authorization=f"Bearer {revoked}"),
        posted(office, cookie=f"pb_session={session}", origin=office.address),
    ]
    assert [(one.status_code, one.headers.get("www-authenticate")) for one in tries] == [(401, "Bearer")] * 3


def test_host_and_origin_are_held_to_as_everywhere(office: Office) -> None:
    bearer = f"Bearer {office.token('sme')}"
    assert posted(office, authorization=bearer).status_code == 200
    assert posted(office, authorization=bearer, host="evil.invalid").status_code == 421
    assert posted(office, authorization=bearer, origin="https://evil.invalid").status_code == 403
    stream = httpx.get(f"{office.address}/mcp/", headers={"authorization": bearer}, trust_env=False)
    assert stream.status_code == 405


def test_nobody_connects_without_a_token(office: Office) -> None:
    with pytest.raises((MCPError, ExceptionGroup, httpx.HTTPStatusError)):
        call(office.address, "pbt_" + "y" * 43, "ask", CALLS["ask"])
