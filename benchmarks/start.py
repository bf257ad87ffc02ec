"""How long does the app take from its start to the page, and to the first answer?

    python -m benchmarks start --home FOLDER [--rounds 5] [--uncompiled] [--json]

FOLDER is what `benchmarks.load_library` filled; each round starts the app over one copy of it, in which there is an
officer. Seconds after the start: `accepts_s`, a request is answered at all; `page_s`, the page and what it asks the
framework for are there; `answer_s`, a question that was sent at that moment is answered; `rests_s`, the app has done
what it does once after its start. Of each the median and the worst, and the processor time that went by. `--uncompiled`
starts it as for the first time after an installation that compiled nothing: no module's bytecode is there.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from benchmarks.served_copy import Copy, copied, served

_PATIENCE_S = 180.0
_QUESTION = "专利开放许可声明可以撤回吗?"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks start")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--uncompiled", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    found: dict[str, Any] = {"rounds": asked.rounds, "load_before": round(os.getloadavg()[0], 1)}
    with copied(asked.home) as copy:
        read = [_started(copy, uncompiled=asked.uncompiled) for _ in range(asked.rounds)]
    print(json.dumps(found | _told(read), indent=None if asked.json else 1))
    return 0


def _started(copy: Copy, *, uncompiled: bool) -> dict[str, float]:
    """Start the app once and return when it was where, in seconds, and the processor time until then."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as nothing:
        variables = {"PYTHONPYCACHEPREFIX": nothing} if uncompiled else {}
        with (
            served(copy.home, variables) as app,
            httpx.Client(base_url=app.address, trust_env=False, timeout=_PATIENCE_S) as client,
        ):

            def passed(name: str) -> None:
                found[f"{name}_s"] = time.monotonic() - app.begun
                found[f"{name}_processor_s"] = app.processor_s()

            app.wait_until_it_answers()
            passed("accepts")
            headers = {"cookie": f"pb_session={copy.session}", "accept": "text/html"}
            for path in ("/", "/config"):
                client.get(path, headers=headers).raise_for_status()
            passed("page")
            bearer = {"authorization": f"Bearer {copy.token}"}
            client.post("/api/v1/ask", json={"question": _QUESTION}, headers=bearer).raise_for_status()
            passed("answer")
            app.wait_until_it_rests()
            passed("rests")
    return found


def _told(read: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Return median and worst of each."""
    by_name = defaultdict(list)
    for one in read:
        for name, value in one.items():
            by_name[name].append(value)
    return {
        name: {"median": round(statistics.median(values), 2), "worst": round(max(values), 2)}
        for name, values in by_name.items()
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
