"""The command line as a user runs it: a home folder, commands, what they wrote and how they ended.

A command runs inside the test's own process, with streams, folder and environment of its own: starting Python and
reading the dictionary anew would be most of its time. `as_process` runs it as a user's shell does.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
_UNSET = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the one JSON object on standard output; anything else there fails."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on a home folder, from a folder of the user's."""

    home: Path
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, text: str = "", **environment: str) -> Done:
        from assistant.cli.main import run

        out, err = StringIO(), StringIO()
        with ExitStack() as stack:
            stack.enter_context(patch.dict(os.environ, self._environment(environment), clear=True))
            stack.enter_context(patch.object(sys, "stdin", StringIO(text)))
            for block in (chdir(self.folder), redirect_stdout(out), redirect_stderr(err), _logging_anew()):
                stack.enter_context(block)
            code = _ended(lambda: run(arguments))
        assert "Traceback" not in out.getvalue() + err.getvalue()
        return Done(code=code, out=out.getvalue(), err=err.getvalue())

    def as_process(self, *arguments: str, text: str = "", **environment: str) -> Done:
        done = subprocess.run(
            self.command(arguments), cwd=self.folder, env=self._environment(environment), input=text,
            capture_output=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr
        return Done(code=done.returncode, out=done.stdout, err=done.stderr)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(arguments), cwd=self.folder, env=self._environment(environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    @contextmanager
    def serving(self, *options: str) -> Iterator[Serving]:
        """Run `serve` on a free port until the block ends; it is ready when the block begins."""
        log = self.folder / "serve.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                self.command(("serve", "--port", "0", *options)), cwd=self.folder,
                env=self._environment({}), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
            )  # fmt: skip
        try:
            deadline = time.monotonic() + 90
            while "http://" not in log.read_text(encoding="utf-8"):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
                time.sleep(0.05)
            yield Serving(process=process, log=log)
        finally:
            process.terminate()
            process.wait(timeout=30)

    def command(self, arguments: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "assistant", *arguments]

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in _UNSET and not name.startswith("PATENTBRIDGE_")
        }
        own = {"PATENTBRIDGE_HOME": str(self.home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
        return {**kept, **own, **self.environment, **more}


def _ended(command: Callable[[], int]) -> int:
    """Return the exit code, also of a command that leaves early."""
    try:
        return command()
    except SystemExit as left:
        return int(left.code or 0)


@contextmanager
def _logging_anew() -> Iterator[None]:
    """Let a command set up logging as in a process of its own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


@dataclass(frozen=True)
class Serving:
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(self.log.read_text(encoding="utf-8").split("http://127.0.0.1:")[1].split()[0])


@dataclass(frozen=True)
class FirstUse:
    """The first command ever, on an empty home, and what it left there."""

    run: CommandLine
    done: Done
