"""The whole page on a port of its own, and a program that speaks to it as a browser does: cookies, origin, events."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp


@contextmanager
def served(app: ASGIApp, **options: Any) -> Iterator[str]:
    """Serve an application on a free port of the loopback interface; gives its address once the page stands."""
    config = uvicorn.Config(
        app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=1, **options
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        while httpx.get(f"{address}/healthz", trust_env=False).json()["page"] == "loading":
            time.sleep(0.05)
        yield address
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def browser(address: str, cookies: Mapping[str, str] | None = None, **headers: str) -> httpx.Client:
    """Return a client that sends what a browser on our page sends."""
    sent = {"origin": address, "accept": "text/html", "accept-language": "zh", **headers}
    return httpx.Client(
        base_url=address, cookies=dict(cookies or {}), headers=sent, trust_env=False, verify=False, timeout=20
    )


@dataclass
class Events:
    """One open page: it joins the queue under its session hash and reads what comes back."""

    client: httpx.Client
    session_hash: str
    told: list[dict[str, Any]] = field(default_factory=list)

    def join(self, fn_index: int, data: list[Any], event: Any = None, **more: Any) -> httpx.Response:
        body = {
            "session_hash": self.session_hash,
            "fn_index": fn_index,
            "data": data,
            "event_data": event,
            "trigger_id": None,
        }
        return self.client.post("/gradio_api/queue/join", json={**body, **more})

    def read(self, **asked: str) -> str:
        """Return everything that the queue sends until it closes the stream."""
        wanted = asked or {"session_hash": self.session_hash}
        with self.client.stream("GET", "/gradio_api/queue/data", params=wanted) as stream:
            text = []
            for line in stream.iter_lines():
                text.append(line)
                if '"close_stream"' in line or '"unexpected_error"' in line:
                    break
        return "\n".join(text)

    def run(self, fn_index: int, data: list[Any], event: Any = None) -> str:
        joined = self.join(fn_index, data, event)
        return self.read() if joined.status_code == 200 else f"{joined.status_code} {joined.text}"


def asked(client: httpx.Client, question: str, conversation: str = "", **more: Any) -> list[dict[str, Any]]:
    """Ask as the page's script does; return what the page is told to show, step by step."""
    answer = client.post("/ask", json={"question": question, "conversation": conversation, **more})
    return [json.loads(line) for line in answer.text.splitlines()] if answer.status_code == 200 else []


def text_of(answer: httpx.Response) -> str:
    """Return what an answer says, also in the files of an archive."""
    if answer.headers.get("content-type") != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "".join(f"{name} {archive.read(name).decode()}" for name in archive.namelist())
