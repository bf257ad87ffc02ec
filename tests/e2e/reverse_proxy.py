"""A small reverse proxy on loopback that shows an app under a path, and takes that path off or leaves it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class ReverseProxy:
    """Passes on what is asked under its path, streams as they come. `outside` are the paths asked for beside it."""

    def __init__(self, to_port: int, path: str, *, strips: bool) -> None:
        self._to_port, self._path, self._strips = to_port, path, strips
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}{path}"
        self.outside: list[str] = []

    @contextmanager
    def running(self) -> Iterator[ReverseProxy]:
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError, ValueError):
            received = b""
            while b"\r\n\r\n" not in received:
                piece = client.recv(65_536)
                if not piece:
                    return
                received += piece
            head, _, body = received.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            method, target, version = first.split(" ")
            if target.split("?")[0] != self._path and not target.startswith(f"{self._path}/"):
                self.outside.append(target)
                client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            sent = target.removeprefix(self._path) or "/" if self._strips else target
            kept = [line for line in lines if not line.lower().startswith("connection:")]
            again = "\r\n".join(
                [f"{method} {sent} {version}", *kept, "X-Forwarded-For: 127.0.0.1", "Connection: close"]
            )
            with socket.create_connection(("127.0.0.1", self._to_port)) as app:
                app.sendall(f"{again}\r\n\r\n".encode("latin-1") + body)
                threading.Thread(target=_pump, args=(client, app), daemon=True).start()
                _pump(app, client)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until it ends, and the end too."""
    with suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    for one in (source, sink):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
