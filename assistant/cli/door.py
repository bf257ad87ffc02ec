"""The way of a command into a running app: a Unix socket in the home folder that only its owner may open.

One process owns an embedded library. A command that finds it owned by `serve` sends its arguments here; the app runs
the command on its open library and sends back what it writes. `--as` is trusted because only the owner of the
folder can connect: the socket has mode 0600, and the peer's user is checked where the system tells it.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import threading
from collections.abc import Callable
from io import TextIOBase
from pathlib import Path
from typing import IO, Any, cast

from assistant.cli.console import Console
from knowledge.errors import LibraryError
from knowledge.types import Language

_log = logging.getLogger(__name__)
_NAME = "serve.sock"
_LONGEST_PATH = 100  # sun_path holds 108 bytes
_LONGEST_REQUEST = 4 << 20
_CONNECT_S = 5.0


Run = Callable[[list[str], Console], int]


class _Address:
    """The socket's address; through the folder's descriptor where its path is too long for one."""

    def __init__(self, home: Path) -> None:
        path = str(home / _NAME)
        self._folder: int | None = None
        if len(path.encode()) > _LONGEST_PATH:
            self._folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
            path = f"/proc/self/fd/{self._folder}/{_NAME}"
        self.path = path

    def close(self) -> None:
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None


def forward(home: Path, arguments: list[str], console: Console) -> int | None:
    """Have a running app carry out a command; None where no app answers. Raises LibraryError where it goes away."""
    if not (home / _NAME).exists():
        return None
    address = _Address(home)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_CONNECT_S)
            try:
                connection.connect(address.path)
            except OSError:
                return None
            connection.settimeout(None)
            try:
                _send(connection, _asked(arguments, console))
                return _relay(connection, console)
            except ConnectionResetError as error:
                raise LibraryError("app_gone") from error
    finally:
        address.close()


def _asked(arguments: list[str], console: Console) -> dict[str, object]:
    return {
        "arguments": arguments,
        "folder": os.getcwd(),
        "language": str(console.language),
        "interactive": console.interactive,
        "columns": console.columns,
    }


def _relay(connection: socket.socket, console: Console) -> int:
    with connection.makefile("r", encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line)
            if "exit" in message:
                return int(message["exit"])
            if "read" in message:
                _send(connection, {"line": console.read_line()})
                continue
            stream = console.out if "out" in message else console.err
            stream.write(message.get("out", message.get("err", "")))
            stream.flush()
    raise LibraryError("app_gone")


class Door:
    """Listens while the app runs; each command on a thread of its own."""

    def __init__(self, home: Path, run: Run) -> None:
        self._home = home
        self._run = run
        self._address = _Address(home)
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Start to listen. A socket left by a process that died is replaced: the caller holds the library's lock."""
        (self._home / _NAME).unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            listening.bind(self._address.path)
        finally:
            os.umask(mask)
        listening.listen(16)
        self._socket = listening
        threading.Thread(target=self._accept, name="door", daemon=True).start()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            (self._home / _NAME).unlink(missing_ok=True)
        self._address.close()

    def _accept(self) -> None:
        listening = self._socket
        while listening is not None and self._socket is listening:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), name="door-command", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            if not _is_owner(connection):
                return
            try:
                with connection.makefile("r", encoding="utf-8") as lines:
                    arguments, console = _request(connection, lines)
                    code = self._run(arguments, console)
                _send(connection, {"exit": code})
            except (OSError, ValueError, KeyError) as error:
                _log.warning("a command through the door ended early: %s", type(error).__name__)


def _is_owner(connection: socket.socket) -> bool:
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return bool(uid == os.getuid())


def _request(connection: socket.socket, lines: IO[str]) -> tuple[list[str], Console]:
    asked = _received(lines)
    sending = threading.Lock()  # a progress bar draws itself from a thread of its own

    def read_line() -> str:
        with sending:
            _send(connection, {"read": True})
        return str(_received(lines)["line"])

    console = Console(
        out=cast("IO[str]", _Sender(connection, "out", sending)),
        err=cast("IO[str]", _Sender(connection, "err", sending)),
        language=Language(asked["language"]),
        interactive=bool(asked["interactive"]),
        columns=int(asked["columns"]),
        folder=Path(asked["folder"]),
        read_line=read_line,
        is_there=lambda: _is_open(connection),
    )
    return [str(argument) for argument in asked["arguments"]], console


def _is_open(connection: socket.socket) -> bool:
    """Say whether the command that waits on the other side is still there; nothing is taken from what it sent."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def _received(lines: IO[str]) -> dict[str, Any]:
    line = lines.readline(_LONGEST_REQUEST)
    if not line.endswith("\n"):
        raise ConnectionResetError("the other side went away")
    return dict(json.loads(line))


def _send(connection: socket.socket, message: dict[str, object]) -> None:
    connection.sendall(json.dumps(message, ensure_ascii=False).encode() + b"\n")


class _Sender(TextIOBase):
    """One of a command's streams, sent through the door."""

    def __init__(self, connection: socket.socket, stream: str, sending: threading.Lock) -> None:
        self._connection = connection
        self._stream = stream
        self._sending = sending

    def write(self, text: str) -> int:
        with self._sending:
            _send(self._connection, {self._stream: text})
        return len(text)
