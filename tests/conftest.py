"""What every test gets: no socket leaves the machine. And the command line, on homes with the sample library."""

from __future__ import annotations

import ipaddress
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from building_once import BuildingOnce, folder_of_the_run
from command_line import ROOT, CommandLine, Done, FirstUse
from hypothesis import settings
from servers import ChromaServer, Postgres, postgres_folder

from assistant.accounts import passwords
from knowledge.bridge import DictionaryBridge
from knowledge.catalogue.engine import sqlite_url
from knowledge.embedding.minilm import MiniLmEmbedder
from knowledge.readers.printed import ocr

PREPARED = ROOT / ".patentbridge" / "models"
SHIPPED_HASHER = passwords._hasher
IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # a whole run writes about one gigabyte

# The files that take longest, the longest first: a run ends when the process that got the last of them ends.
LONG_FILES = (
    "tests/unit/knowledge/test_real_files.py",
    "tests/e2e/test_page.py",
    "tests/e2e/test_journeys.py",
    "tests/unit/ui/test_walls.py",
    "tests/e2e/test_cli.py",
    "tests/faults/test_killed_ingest.py",
    "tests/e2e/test_operations.py",
    "tests/e2e/test_real_page.py",
    "tests/e2e/test_cli_serving.py",
    "tests/e2e/test_cli_ingest.py",
    "tests/unit/knowledge/test_policy_pages_measured.py",
    "tests/e2e/test_page_filters.py",
    "tests/e2e/test_page_answers.py",
    "tests/e2e/test_page_accounts.py",
    "tests/retrieval/test_retrieval_benchmark.py",
    "tests/e2e/test_cli_filters.py",
    "tests/e2e/test_cli_batch.py",
    "tests/faults/test_killed_large_file.py",
)

os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
)  # commands are run as processes too: let each keep what it compiles


settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
settings.load_profile("unhurried")


def _stays_here(host: object) -> bool:
    name = str(host or "").partition("%")[0]
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in ("", "localhost")


def _refusing(original: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _stays_here(address[0]):
            pytest.fail(f"a connection to {address[0]} would leave the machine")
        return original(self, address)

    return connect


def pytest_configure() -> None:
    """Put the run's temporary folders into memory where it has room for them: tests wait for the disk more than they work."""
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files; what is short fills the processes up at the end."""
    rank = {name: place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(rank)))


@pytest.fixture(autouse=True, scope="session")
def _no_socket_leaves_the_machine() -> Iterator[None]:
    """Refuse connections to anywhere but loopback and Unix sockets, and know no host by name."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        try:
            ipaddress.ip_address(str(name or "127.0.0.1").partition("%")[0])
        except ValueError:
            if not _stays_here(name):
                raise socket.gaierror(socket.EAI_NONAME, f"tests know no host {name}") from None
        return resolve(host, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _refusing(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _refusing(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_dictionary_is_read_once() -> Iterator[None]:
    """Let all bridges over the shipped glossary be one: each would read the same for a second or two."""
    the_one = DictionaryBridge()
    begin = DictionaryBridge.__init__

    def new(cls: type[DictionaryBridge], glossary: Any = None) -> DictionaryBridge:
        return the_one if glossary is None else object.__new__(cls)

    def init(self: DictionaryBridge, glossary: Any = None) -> None:
        if self is not the_one:
            begin(self, glossary)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DictionaryBridge, "__new__", new)
        patch.setattr(DictionaryBridge, "__init__", init)
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_processes_of_a_run_divide_the_processors() -> Iterator[None]:
    """Let text be recognised by one thread where several processes run tests: two wait for each other, busily."""
    with pytest.MonkeyPatch.context() as patch:
        if "PYTEST_XDIST_WORKER" in os.environ:
            patch.setattr(ocr, "_THREADS", 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def _passwords_cost_little() -> Iterator[None]:
    """Hash passwords at the least cost: at the real one, `as_shipped`, each takes a tenth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords cost what they cost a user."""
    monkeypatch.setattr(passwords, "_hasher", SHIPPED_HASHER)


@pytest.fixture(scope="session")
def building_once(tmp_path_factory: pytest.TempPathFactory) -> BuildingOnce:
    return BuildingOnce(folder_of_the_run(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="session")
def models(building_once: BuildingOnce) -> Path:
    """Give a folder with the embedding model, converted once: where the program was prepared, by that."""

    def convert(folder: Path) -> None:
        if PREPARED.is_dir():
            shutil.copytree(PREPARED, folder, dirs_exist_ok=True)
        MiniLmEmbedder(folder, DictionaryBridge()).prepare()

    return building_once("models", convert)


@pytest.fixture(scope="session")
def first_use(building_once: BuildingOnce, tmp_path_factory: pytest.TempPathFactory) -> FirstUse:
    def begin(folder: Path) -> None:
        run = CommandLine(home=folder / "home", folder=folder)
        done = run.as_process("ask", "CN199900001B现在能许可吗？", "--as-of", "2026-11-24", "--json")
        (folder / "done.json").write_text(json.dumps(asdict(done)))

    begun = building_once("first", begin)
    folder = tmp_path_factory.mktemp("first-use")
    shutil.copytree(begun / "home", folder / "home", ignore=shutil.ignore_patterns("*.sock"))
    run = CommandLine(home=folder / "home", folder=folder)
    return FirstUse(run=run, done=Done(**json.loads((begun / "done.json").read_text())))


@pytest.fixture(scope="session")
def shared(first_use: FirstUse) -> CommandLine:
    """Give commands on one home with the samples, for tests that only read."""
    return first_use.run


@pytest.fixture
def own(first_use: FirstUse, tmp_path: Path) -> CommandLine:
    """Give commands on a copy of that home, for tests that change it."""
    shutil.copytree(first_use.run.home, tmp_path / "home", ignore=shutil.ignore_patterns("*.sock"))
    return CommandLine(home=tmp_path / "home", folder=tmp_path)


@pytest.fixture
def empty(first_use: FirstUse, tmp_path: Path) -> CommandLine:
    """Give commands on a home that holds nothing but the embedding model."""
    shutil.copytree(first_use.run.home / "models", tmp_path / "home" / "models")
    return CommandLine(home=tmp_path / "home", folder=tmp_path)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give a PostgreSQL server on the loopback interface."""
    programs = postgres_folder()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    server = Postgres(programs)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """Give a Chroma server on the loopback interface."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a new database: a file, then one of a server."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "catalogue.sqlite")
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as address:
        yield address
