"""PostgreSQL and Chroma as servers on the loopback interface, for tests: started where they are wanted, gone with their process."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

in_a_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # for tests of SQLite's own ways

_STARTS_WITHIN_S = 30
_UNSAFE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"  # what tests write may be lost
_SENT_AWAY = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def postgres_folder() -> Path | None:
    """Return where PostgreSQL's programs are; None where it is not installed."""
    folders = [Path(found).resolve().parent for name in ("postgres",) if (found := shutil.which(name))]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _other_user() -> str | None:
    """Return a user who may run PostgreSQL, which root may not; None where we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Postgres:
    """A server of its own in a temporary folder, which knows its one user by name alone."""

    def __init__(self, programs: Path) -> None:
        self._user = _other_user()
        self._folder = Path(tempfile.mkdtemp(prefix="pb-postgres-"))
        if self._user:
            shutil.chown(self._folder, self._user)
        told = {
            "user": self._user,
            "cwd": self._folder,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        subprocess.run(
            [programs / "initdb", "-D", self._folder / "data", "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, **told,
        )  # fmt: skip
        self._port = free_port()
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [programs / "postgres", "-D", self._folder / "data", "-h", "127.0.0.1", "-p", str(self._port), "-k", "",
             *_UNSAFE.split(), "-c", "max_connections=200"], **told,
        )  # fmt: skip
        self._made = 0
        self._emptied: list[str] = []
        _wait_for(self._process, lambda: self._run("SELECT 1"))

    def url(self, database: str) -> str:
        return f"postgresql://tests@127.0.0.1:{self._port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the address of an empty database; whoever is still connected to it at the end is sent away.

        One that was emptied gets a new name and is given again: making one anew takes as long as many tests do.
        """
        self._made += 1
        name = f"test{self._made}"
        self._run(
            f"ALTER DATABASE {self._emptied.pop()} RENAME TO {name}"
            if self._emptied
            else f"CREATE DATABASE {name} TEMPLATE template0"
        )
        try:
            yield self.url(name)
        finally:
            self._run(f"{_SENT_AWAY}; DROP SCHEMA public CASCADE; CREATE SCHEMA public", name)
            self._emptied.append(name)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(timeout=20)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, statements: Any, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statements)


class ChromaServer:
    """`chroma run` over a folder of its own."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        program = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )  # fmt: skip
        _wait_for(self._process, lambda: httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


def _wait_for(process: subprocess.Popen[bytes], answers: Any) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            answers()
            return
        except (psycopg.OperationalError, httpx.TransportError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
