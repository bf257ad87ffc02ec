"""A chat service on loopback that speaks the chat-completions protocol, and misbehaves as it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Scene = Callable[["Exchange"], None]
Text = str | Callable[[dict[str, Any]], str]
Call = tuple[str, Mapping[str, Any] | str]


class Exchange:
    """One request and the means to answer it."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, body: dict[str, Any], stopped: threading.Event
    ) -> None:
        self._handler = handler
        self.body = body
        self.stopped = stopped

    @property
    def prompt(self) -> str:
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    def start(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        self._handler.send_header("Transfer-Encoding", "chunked")
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def write(self, text: str) -> None:
        data = text.encode()
        self._handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self._handler.wfile.flush()

    def end(self) -> None:
        self._handler.wfile.write(b"0\r\n\r\n")

    def hang_up(self) -> None:
        self._handler.close_connection = True

    def event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": self.body["model"],
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n")

    def speak(self, text: str, *, size: int = 7, pause_s: float = 0.0) -> None:
        self.event({"role": "assistant", "content": ""})
        for piece in (text[at : at + size] for at in range(0, len(text), size)):
            self.event({"content": piece})
            self.wait(pause_s)

    def finish(self, reason: str | None = "stop") -> None:
        if reason:
            self.event({}, reason)
        if self.body.get("stream_options", {}).get("include_usage"):
            usage = {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10}
            chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            self.write(f"data: {json.dumps({**chunk, 'choices': [], 'usage': usage})}\n\n")
        self.write("data: [DONE]\n\n")
        self.end()

    def message(self, calls: Sequence[Call], text: str = "", finish: str = "tool_calls") -> None:
        """Answer in one piece, as a request without streaming wants it: with calls of tools, or a text."""
        made = [
            {"id": f"call-{n}", "type": "function", "function": {"name": name, "arguments": _json(arguments)}}
            for n, (name, arguments) in enumerate(calls)
        ]
        said = {"role": "assistant", "content": text or None, **({"tool_calls": made} if made else {})}
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": self.body["model"],
            "choices": [{"index": 0, "message": said, "finish_reason": finish}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
        }
        self.start(200, "application/json")
        self.write(json.dumps(answer, ensure_ascii=False))
        self.end()

    def wait(self, seconds: float) -> None:
        if seconds:
            self.stopped.wait(seconds)


def says(
    text: Text, *, finish: str | None = "stop", pause_s: float = 0.0, before_s: float = 0.0, size: int = 7
) -> Scene:
    """Stream a text, or what a function makes of the request, in pieces of `size` characters."""

    def play(exchange: Exchange) -> None:
        exchange.wait(before_s)
        exchange.start()
        said = text if isinstance(text, str) else text(exchange.body)
        exchange.speak(said, size=size, pause_s=pause_s)
        exchange.finish(finish)

    return play


def calls(*made: Call, before_s: float = 0.0) -> Scene:
    """Call tools: each a name with its arguments, or with a string in the place of their JSON."""

    def play(exchange: Exchange) -> None:
        exchange.wait(before_s)
        exchange.message(made, finish="tool_calls" if made else "stop", text="" if made else "none")

    return play


def by_kind(*, calling: Scene, writing: Scene) -> Scene:
    """Play one scene to requests that offer tools, another to those for a text."""

    def play(exchange: Exchange) -> None:
        (calling if exchange.body.get("tools") else writing)(exchange)

    return play


def _json(arguments: Mapping[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def thinks(thought: str, text: str) -> Scene:
    """Stream reasoning in its own field first."""

    def play(exchange: Exchange) -> None:
        exchange.start()
        for word in thought.split():
            exchange.event({"reasoning_content": word})
        exchange.speak(text)
        exchange.finish()

    return play


def fails(status: int, code: str = "", *, message: str = "no", **headers: str) -> Scene:
    def play(exchange: Exchange) -> None:
        exchange.start(status, "application/json", **headers)
        exchange.write(json.dumps({"error": {"message": message, "type": "x", "code": code or None}}))
        exchange.end()

    return play


def falls_silent(text: str, *, seconds: float, keep_alive_s: float = 0.0) -> Scene:
    """Stream a text and then nothing, or comments that only keep the connection open."""

    def play(exchange: Exchange) -> None:
        exchange.start()
        exchange.speak(text)
        until = time.monotonic() + seconds
        while time.monotonic() < until and not exchange.stopped.is_set():
            exchange.wait(keep_alive_s or seconds)
            if keep_alive_s:
                exchange.write(": keep-alive\n\n")
        exchange.hang_up()

    return play


def breaks_off(text: str) -> Scene:
    """Drop the connection in the middle of the stream."""

    def play(exchange: Exchange) -> None:
        exchange.start()
        exchange.speak(text)
        exchange.hang_up()

    return play


def writes(raw: str, content_type: str = "text/event-stream", text: str = "") -> Scene:
    """Send something that is not the protocol, after some text or at once."""

    def play(exchange: Exchange) -> None:
        exchange.start(200, content_type)
        if text:
            exchange.speak(text)
        exchange.write(raw)
        exchange.end()

    return play


class ChatServer:
    """Plays one scene per request, the last one over and over. `requests` and `headers` tell what was sent."""

    def __init__(self, *scenes: Scene) -> None:
        self._scenes = list(scenes)
        self._stopped = threading.Event()
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()  # a client left before its answer was complete
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                scene = server._next(
                    self.path, {name.lower(): value for name, value in self.headers.items()}, body
                )
                try:
                    scene(Exchange(self, body, server._stopped))
                except (BrokenPipeError, ConnectionResetError):
                    server.hung_up.set()
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def plays(self, *scenes: Scene) -> None:
        """Change what is played from the next request on."""
        with self._lock:
            self._scenes = list(scenes)

    def sent(self) -> str:
        """Return everything that any request carried, as one text."""
        return json.dumps([self.requests, self.headers, self.paths], ensure_ascii=False)

    def _next(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Scene:
        with self._lock:
            self.paths.append(path)
            self.headers.append(headers)
            self.requests.append(body)
            return self._scenes.pop(0) if len(self._scenes) > 1 else self._scenes[0]

    def __enter__(self) -> ChatServer:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()


def running(*scenes: Scene) -> Iterator[ChatServer]:
    """Yield a server that plays the scenes; for fixtures."""
    with ChatServer(*scenes) as server:
        yield server
