"""Running the app: backed up under load, stopped while it answers, killed while it answers; nothing that was kept is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from app_in_browser import AppProcess
from command_line import ROOT, CommandLine, FirstUse, Serving
from fakes.served_page import asked, browser
from user_files import write_files

DAY = ("--as-of", "2026-11-24")
POLICY = "CN-PL-2020.*"
FLOOR = "The fee floor of the battery regeneration is not below 83,417 yuan a year."
BESIDE = {"PATENTBRIDGE_ANSWERING_PROCESSES": "2"}
ASKED = ("How is an open licence taken?", "--json", *DAY)


class Asking:
    """Visitors of the page who ask on and on, each in a browser of its own; what was answered to the end is noted."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._ended = threading.Event()
        self.answered: list[str] = []

    @contextmanager
    def by(self, people: int) -> Iterator[None]:
        self._wait_for_the_page()
        with ThreadPoolExecutor(people) as pool:
            asking = [pool.submit(self._on_and_on, number) for number in range(people)]
            try:
                yield
            finally:
                self._ended.set()
        for one in asking:
            one.result()

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 120
        while len(self.answered) < count:
            assert time.monotonic() < deadline, self.answered
            time.sleep(0.02)

    def _wait_for_the_page(self) -> None:
        deadline = time.monotonic() + 120
        while httpx.get(f"{self._address}/healthz", trust_env=False).json()["page"] != "ready":
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def _on_and_on(self, number: int) -> None:
        with browser(self._address) as client:
            try:
                client.get("/")
                for turn in range(1000):
                    if self._ended.is_set():
                        return
                    text = f"How is an open licence taken, asks {number} for the {turn}th time?"
                    if "transcript" in asked(client, text)[-1]:
                        self.answered.append(text)
            except httpx.TransportError:
                return  # the app is gone


def questions_in(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {row[0] for row in connection.execute("SELECT question FROM conversation_turns")}


def answering_beside(app: Serving) -> int:
    """Wait until an app has a process beside it that takes questions, and return that."""
    deadline = time.monotonic() + 120
    metrics = f"http://127.0.0.1:{app.port}/metrics"
    while "patentbridge_answering_processes 1.0" not in httpx.get(metrics, trust_env=False).text:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    threads = Path(f"/proc/{app.process.pid}/task").glob("*/children")
    children = " ".join(thread.read_text() for thread in threads).split()
    (found,) = (n for n in children if b"spawn_main" in Path(f"/proc/{n}/cmdline").read_bytes())
    return int(found)


@pytest.fixture(scope="module")
def filled(first_use: FirstUse, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Give commands on a home with a few documents, one of them internal, and an account."""
    folder = tmp_path_factory.mktemp("operations")
    shutil.copytree(first_use.run.home / "models", folder / "home" / "models")
    run = CommandLine(home=folder / "home", folder=folder, environment=BESIDE)
    samples = ROOT / "knowledge" / "samples"
    policies = [str(path) for path in sorted((samples / "policies").glob(POLICY))]
    assert run("ingest", str(samples / "patents" / "battery.json"), *policies).code == 0
    (folder / "floor.txt").write_text(FLOOR)
    assert run("ingest", "floor.txt", "--audience", "internal").code == 0
    return run


@pytest.fixture(scope="module")
def backed_up(filled: CommandLine) -> tuple[Path, list[str], str]:
    """Back up while people ask and files are loaded; return the file, what was answered before, an answer."""
    file = filled.folder / "backup.zip"
    with filled.serving() as app:
        asking = Asking(f"http://127.0.0.1:{app.port}")
        with asking.by(2):
            asking.wait_for(2)
            before = list(asking.answered)
            loading = filled.start("ingest", str(write_files(filled.folder / "docs")), "--json")
            assert filled("backup", "backup.zip").code == 0
            assert loading.wait(timeout=60) == 0
        answer = filled("ask", *ASKED).json["answer"]
    return file, before, answer


@pytest.fixture(scope="module")
def elsewhere(
    filled: CommandLine, backed_up: tuple[Path, list[str], str], tmp_path_factory: pytest.TempPathFactory
) -> CommandLine:
    """Give commands on another home, where the backup was restored."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(filled.home / "models", folder / "home" / "models")
    run = CommandLine(home=folder / "home", folder=folder, environment=BESIDE)
    done = run("restore", str(backed_up[0]))
    assert done.code == 0, done.err
    return run


def test_a_library_restored_elsewhere_is_in_order(elsewhere: CommandLine) -> None:
    assert elsewhere("doctor", "--json").json["healthy"]
    assert elsewhere("audit", "verify").code == 0
    assert "restored" in elsewhere("audit", "list").out


def test_it_answers_the_same(elsewhere: CommandLine, backed_up: tuple[Path, list[str], str]) -> None:
    loaded = backed_up[0].parent / "docs"  # some of it came after the moment of the backup
    assert elsewhere("ingest", str(loaded)).code == 0
    assert elsewhere("ask", *ASKED).json["answer"] == backed_up[2]


def test_what_was_answered_before_is_in_it(
    elsewhere: CommandLine, backed_up: tuple[Path, list[str], str]
) -> None:
    assert set(backed_up[1]) <= questions_in(elsewhere.home / "catalogue.sqlite")


def test_what_is_internal_still_is(elsewhere: CommandLine) -> None:
    query = ("search", "fee floor battery regeneration", "--json")
    assert "83,417" not in elsewhere(*query).out
    assert "83,417" in elsewhere(*query, "--as", "officer").out


def test_a_backup_is_for_its_owners_eyes(backed_up: tuple[Path, list[str], str]) -> None:
    assert backed_up[0].stat().st_mode & 0o077 == 0


def test_a_library_is_not_replaced_by_accident_and_a_running_app_comes_back_with_the_backup(
    elsewhere: CommandLine, backed_up: tuple[Path, list[str], str]
) -> None:
    assert elsewhere("restore", str(backed_up[0])).code == 2
    with elsewhere.serving("--no-samples") as app:
        removed = elsewhere("search", "regeneration", "--json").json["hits"][0]["document_id"]
        assert elsewhere("library", "remove", removed).code == 0
        assert elsewhere("restore", str(backed_up[0])).code == 2
        done = elsewhere("restore", str(backed_up[0]), "--force")
        assert done.code == 0, done.err
        deadline = time.monotonic() + 120
        while app.log.read_text(encoding="utf-8").count("http://127.0.0.1:") < 2:
            assert app.process.poll() is None, app.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert elsewhere("show", removed).code == 0
    assert (elsewhere.home / "replaced" / "catalogue.sqlite").exists()


def test_what_was_answered_when_the_app_was_killed_is_kept(filled: CommandLine) -> None:
    with filled.serving() as app:
        asking = Asking(f"http://127.0.0.1:{app.port}")
        with asking.by(3):
            asking.wait_for(4)
            os.kill(app.process.pid, signal.SIGKILL)
    app.process.wait(timeout=10)
    assert filled("doctor", "--json").json["healthy"]
    assert set(asking.answered) <= questions_in(filled.home / "catalogue.sqlite")


def test_people_notice_nothing_when_a_process_that_answers_beside_is_killed(filled: CommandLine) -> None:
    with filled.serving() as app:
        asking = Asking(f"http://127.0.0.1:{app.port}")
        process_id = answering_beside(app)
        with asking.by(3):
            asking.wait_for(4)
            os.kill(process_id, signal.SIGKILL)
            asking.wait_for(10)
        assert "the process beside this one failed" in app.log.read_text(encoding="utf-8")
    assert set(asking.answered) <= questions_in(filled.home / "catalogue.sqlite")


def test_a_process_that_answers_beside_ends_with_an_app_that_is_killed(filled: CommandLine) -> None:
    with filled.serving() as app:
        process_id = answering_beside(app)
        os.kill(app.process.pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{process_id}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_an_app_that_is_told_to_stop_finishes_its_answers_and_takes_no_more(tmp_path: Path) -> None:
    app = AppProcess(tmp_path)
    app.start()
    process = app._process
    assert process is not None
    with browser(app.url) as client, ThreadPoolExecutor(1) as pool:
        client.get("/")
        streamed = pool.submit(asked, client, "慢慢回答")
        time.sleep(0.6)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["reasons"]) == (503, ["closing"])
        assert client.post("/api/ask").status_code == 503
        refused = asked(client, "再问一个")[-1]
        assert "正在停止" in refused["live"] or "being stopped" in refused["live"]
        assert "30,000" in streamed.result(timeout=30)[-1]["transcript"]
    assert process.wait(timeout=30) == -signal.SIGTERM
    assert questions_in(tmp_path / "app.db") == {"慢慢回答"}
