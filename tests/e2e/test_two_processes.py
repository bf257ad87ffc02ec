"""Two app processes with homes of their own on one PostgreSQL and one Chroma server: what one does the other knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from command_line import CommandLine, Serving
from fakes.served_page import browser
from servers import ChromaServer, Postgres

TEXT = "# 起重机吊钩减摆须知\n\n吊钩减摆装置每季度检查一次。\n"


@dataclass(frozen=True)
class Replica:
    """One of the two: its command line, and where it serves."""

    run: CommandLine
    serving: Serving

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.serving.port}"

    def finds(self, query: str) -> list[str]:
        return [hit["title"] for hit in self.run("search", query, "--json").json["hits"]]


@pytest.fixture(scope="module")
def pair(
    postgres: Postgres, chroma: ChromaServer, models: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Replica, Replica]]:
    def command_line(name: str, database: str) -> CommandLine:
        folder = tmp_path_factory.mktemp(name)
        (folder / "home").mkdir()
        (folder / "home" / "models").symlink_to(models)
        servers = {
            "PATENTBRIDGE_DATABASE_URL": database,
            "PATENTBRIDGE_CHROMA_URL": chroma.url,
            "PATENTBRIDGE_ANSWERING_PROCESSES": "2",
        }
        return CommandLine(home=folder / "home", folder=folder, environment=servers)

    with postgres.database() as database:
        one, other = command_line("one", database), command_line("other", database)
        with one.serving("--no-samples") as first, other.serving("--no-samples") as second:
            yield Replica(one, first), Replica(other, second)


def until(holds: Callable[[], bool], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_one_takes_in_the_other_finds_and_what_one_removes_is_gone(
    pair: tuple[Replica, Replica],
) -> None:
    one, other = pair
    (one.run.folder / "note.md").write_text(TEXT, encoding="utf-8")
    assert one.run("ingest", "note.md", "--json").json["added"] == 1
    until(lambda: bool(other.finds("吊钩减摆")))
    until(lambda: other.run("doctor", "--json").code == 0)
    found = other.run("search", "吊钩减摆", "--json").json["hits"][0]["document_id"]
    assert other.run("library", "remove", found).code == 0
    until(lambda: not one.finds("吊钩减摆"))


def test_who_has_an_account_at_one_signs_in_at_the_other_and_is_signed_in_at_both(
    pair: tuple[Replica, Replica],
) -> None:
    one, other = pair
    added = one.run("users", "add", "Wang Li", "--role", "admin", "--json")
    password = added.json["password"]
    there, here = browser(other.address), browser(one.address)
    signed_in = there.post("/sign-in", data={"name": "Wang Li", "password": password})
    assert signed_in.status_code == 303, signed_in.text
    here.cookies.update(there.cookies)
    assert _account(here) == _account(there) == 200
    assert there.post("/sign-out").status_code == 303
    assert _account(here) != 200


def _account(client: httpx.Client) -> int:
    return client.get("/account").status_code
