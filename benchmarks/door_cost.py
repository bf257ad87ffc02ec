"""What knowing who asks costs: the same requests with the door before the application and without it, in turns.

    python -m benchmarks door-cost [--rounds N] [--json]

Accounts and sessions lie in SQLite on disk, beside a hundred others. The request of an answer is measured. The audit's
line about an answer is timed too. Milliseconds, p50 and p95; `answer_ms_p50` is what one answer costs more in all.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accounts.accounts import SqlAccounts
from assistant.accounts.sessions import SqlSessions
from assistant.accounts.tokens import SqlTokens
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, event_of
from knowledge.catalogue.engine import open_engine, sqlite_url
from knowledge.types import Role
from ui.door import Door
from ui.guard import Guard
from ui.identity import Access, Identities
from ui.protocols import Services

_PASSWORD = "only for measuring 1"
_OTHERS = 100


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks door-cost")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="door-cost-") as folder:
        found = asyncio.run(measure(Path(folder), asked.rounds))
    print(json.dumps(found, indent=None if asked.json else 1))
    return 0


async def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Send each request with and without the door, one after the other."""
    engine = open_engine(sqlite_url(folder / "catalogue.sqlite"))
    accounts, sessions, audit = SqlAccounts(engine), SqlSessions(engine), SqlAudit(engine)
    account = accounts.create("measured", _PASSWORD, [Role.ADMIN, Role.OFFICER])
    for _ in range(_OTHERS):
        sessions.open(account.account_id)
    secret = sessions.open(account.account_id)
    services = SimpleNamespace(accounts=accounts, sessions=sessions, tokens=SqlTokens(engine))
    identities = Identities(cast(Services, services), Access(open_at_first=False))
    with_door, without = Guard(Door(_application, identities)), Guard(_application)
    took: dict[str, list[float]] = {}
    scope = _scope("POST", "/ask", secret)
    body = json.dumps({"question": "How long does it last?", "conversation": "c" * 16}).encode()
    for _ in range(rounds):
        for label, app in (("with", with_door), ("without", without)):
            took.setdefault(f"ask_{label}", []).append(await _timed(app, scope, body))
        event = event_of(account.reader, Action.ASKED)
        took.setdefault("audit_line", []).append(_spent(partial(audit.write, event)))
    told: dict[str, Any] = {"rounds": rounds}
    for name, times in took.items():
        told[f"{name}_ms_p50"], told[f"{name}_ms_p95"] = (
            round(float(np.percentile(times, p)), 3) for p in (50, 95)
        )
    door = told["ask_with_ms_p50"] - told["ask_without_ms_p50"]
    told["door_ms_p50"] = round(door, 3)
    told["answer_ms_p50"] = round(door + told["audit_line_ms_p50"], 3)
    return told


def _scope(method: str, path: str, secret: str) -> Scope:
    headers = {"host": "127.0.0.1", "origin": "http://127.0.0.1", "cookie": f"pb_session={secret}"}
    return {
        "type": "http", "method": method, "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "root_path": "", "http_version": "1.1",
        "server": ("127.0.0.1", 7860), "client": ("127.0.0.1", 1),
    }  # fmt: skip


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand in for what lies behind: read the body, answer with an id."""
    await receive()
    await JSONResponse({"event_id": "e" * 32})(scope, receive, send)


async def _timed(app: ASGIApp, scope: Scope, body: bytes) -> float:
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])

    begun = time.perf_counter()
    await app({**scope}, receive, send)
    spent = (time.perf_counter() - begun) * 1000
    if statuses != [200]:
        raise RuntimeError(f"the request was answered with {statuses}")
    return spent


def _spent(do: Callable[[], None]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
