"""A copy of a library with an officer in it, and `patentbridge serve` over it as a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.accounts.types import Scope
from assistant.settings import Settings
from assistant.wiring import open_services
from knowledge.types import Role

NAME = "Measured"
PASSWORD = "a long one that nobody else has"
_ROOT = Path(__file__).resolve().parents[1]
_PATIENCE_S = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A library of our own, and what lets its officer in: a session of the pages, a token for programs."""

    home: Path
    session: str
    token: str


@contextmanager
def copied(home: Path) -> Iterator[Copy]:
    """Copy a library for as long as it is measured, models as links, and make the officer."""
    with tempfile.TemporaryDirectory(prefix="measured-") as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy, symlinks=True, ignore=shutil.ignore_patterns("*.sock", "*.log"))
        services = open_services(Settings(home=copy), doing="measure")
        try:
            account = services.accounts.create(NAME, PASSWORD, [Role.OFFICER, Role.ADMIN])
            session = services.sessions.open(account.account_id)
            _, token = services.tokens.issue(account.account_id, "measured", [Scope.ASK])
        finally:
            services.close()
        yield Copy(home=copy, session=session, token=token)


class Served:
    """The app as it starts and runs."""

    def __init__(self, home: Path, variables: Mapping[str, str]) -> None:
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("PATENTBRIDGE_", "OPENAI_"))}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._log = home / "serve.log"
        environment = {**kept, "PATENTBRIDGE_HOME": str(home), "PYTHONPATH": str(_ROOT), **variables}
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
        self.begun = time.monotonic()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def processor_s(self) -> float:
        """Return the processor time that the app took so far, with the processes that it started."""
        ticks = 0
        for process in self._processes():
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the resident memory of the app, with that of the processes that it started."""
        pages = sum(int((process / "statm").read_text().split()[1]) for process in self._processes())
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _processes(self) -> tuple[Path, ...]:
        """Return where the system tells of the app's process and of those that it started."""
        own = Path("/proc") / str(self.process.pid)
        started = " ".join(thread.read_text() for thread in own.glob("task/*/children")).split()
        return own, *(Path("/proc") / number for number in started)

    def wait_until_it_answers(self) -> str:
        """Wait until a request is answered and return how the page stands. Raises RuntimeError where the app ends."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self._page()
            except httpx.TransportError:
                time.sleep(0.02)
        raise RuntimeError(f"the app did not start: {self._log.read_text(encoding='utf-8')}")

    def wait_until_the_page_stands(self) -> None:
        page = self.wait_until_it_answers()
        while page == "loading":
            time.sleep(0.05)
            page = self._page()

    def _page(self) -> str:
        answer = httpx.get(f"{self.address}/healthz", trust_env=False, timeout=_PATIENCE_S)
        return str(answer.json()["page"])

    def wait_until_it_rests(self) -> None:
        """Wait until the app has done what it does once after its start."""
        before = -1.0
        while (now := self.processor_s()) - before > 0.1:
            before = now
            time.sleep(1)


@contextmanager
def served(home: Path, variables: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Start the app over a library and stop it at the end."""
    app = Served(home, variables or {})
    try:
        yield app
    finally:
        app.process.terminate()
        app.process.wait(timeout=60)
